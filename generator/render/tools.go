package render

import (
	"slices"
	"strconv"
	"strings"

	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
)

// Programs are what the site's tools run in the browser: WebAssembly, compressed with gzip, and the script that starts it. Pages
// expand it themselves, so it is as small on hosts that compress nothing.
type Programs struct{ Glue, Simulate, Compose []byte }

// programFiles publishes the programs among the assets, where their names hold their hash. Their files are called .bin: hosts
// that see .gz tell browsers to expand it, and then there would be nothing left to expand.
func (s *site) programFiles() {
	s.programs = map[string]string{}
	if s.Programs == nil {
		return
	}
	for _, p := range []struct {
		name, ext string
		data      []byte
	}{{"wasm_exec", ".js", s.Programs.Glue}, {"simulate", ".bin", s.Programs.Simulate}, {"compose", ".bin", s.Programs.Compose}, {"sources", ".txt", s.Sources}} {
		s.programs[p.name] = s.Publish(p.name, p.ext, p.data)
	}
}

// toolHead loads what a tool's page needs beside what every page has.
func (s *site) toolHead(root, script string) markup.Fragment {
	var b markup.Builder
	if s.Programs == nil {
		return b.Fragment()
	}
	b.Tag("<link rel=stylesheet").Attr("href", root+s.Asset("tools_css")).Tag(">")
	for _, src := range []string{s.programs["wasm_exec"], s.Asset("tools_js"), s.Asset(script + "_js")} {
		b.Tag("<script defer").Attr("src", root+src).Tag("></script>")
	}
	return b.Fragment()
}

// A way is an upgrade that can be simulated, with the Leapp versions whose trees are published.
type way struct {
	Words, Value, OSID, Versions, Version string
	Arches                                string
	From, To                              int
}

// A wayGroup is the ways to a distribution.
type wayGroup struct {
	Title string
	Ways  []way
}

// simulated are the upgrades that can be simulated on the published trees, writable those that files can be made for.
func (s *site) simulated() []wayGroup { return s.ways(s.versions) }

func (s *site) writable() []wayGroup {
	return s.ways(func(_ *model.Target, p *model.Path) (out []*leapp.Version) {
		for _, v := range leapp.Versions {
			if v.HasPath(p.Source, p.Target) {
				out = append(out, v)
			}
		}
		return out
	})
}

func (s *site) ways(versionsOf func(*model.Target, *model.Path) []*leapp.Version) (out []wayGroup) {
	for _, d := range s.distros {
		g := wayGroup{Title: wording.Title(d)}
		for _, t := range s.Catalog.Targets {
			if t.Distro != d {
				continue
			}
			for _, p := range t.Paths {
				versions := versionsOf(t, p)
				usual := leapp.Usual(versions)
				if usual == nil {
					continue
				}
				var names []string
				for _, v := range versions {
					names = append(names, v.Name)
				}
				w := way{From: p.Source, To: p.Target, OSID: d.OSID, Words: strconv.Itoa(p.Source) + " → " + strconv.Itoa(p.Target),
					Value: d.Folder, Arches: strings.Join(d.Arches, " "),
					Versions: strings.Join(names, " "), Version: usual.Name}
				g.Ways = append(g.Ways, w)
			}
		}
		if len(g.Ways) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// versions are those whose published trees hold a path, and which can be simulated.
func (s *site) versions(t *model.Target, p *model.Path) (out []*leapp.Version) {
	for _, d := range s.trees {
		v, err := leapp.FindVersion(d.Version)
		if err != nil || !d.Of(t.Distro.Folder, t.Major) || v.Does == nil || !v.IsFor(p) {
			continue
		}
		out = append(out, v)
	}
	return out
}

// lastMinors are the last minor releases by major, as a script reads them: "7=9 8=10".
func (s *site) lastMinors(ways []wayGroup) string {
	var out []string
	for _, g := range ways {
		for _, w := range g.Ways {
			for _, major := range []int{w.From, w.To} {
				if word := strconv.Itoa(major) + "=" + strconv.Itoa(model.LastMinor(major)); !slices.Contains(out, word) {
					out = append(out, word)
				}
			}
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func (s *site) simulatePage() (page, error) {
	const path = "simulate/"
	root := s.Root(path)
	ways := s.simulated()
	example := way{}
	if len(ways) > 0 {
		example = ways[0].Ways[0]
	}
	body, err := s.Fill("simulate", map[string]any{"Root": root, "Programs": s.Programs != nil, "Program": root + s.programs["simulate"], "Ways": ways,
		"Example": example, "Minors": s.lastMinors(ways), "Arches": model.Arches})
	return page{Path: path, Title: "Simulate an upgrade", Summary: "Paste what is installed on a machine and see what an upgrade does to it. Nothing leaves the browser.",
		Section: "simulate", Head: s.toolHead(root, "simulate"), Body: body, Wasm: s.Programs != nil}, err
}

// writableActions are the actions that can be written: Leapp crashes on the last.
var writableActions = actionOrder[:len(actionOrder)-1]

func (s *site) composePage() (page, error) {
	const path = "compose/"
	root := s.Root(path)
	type action struct {
		Name, Meaning string
		Out, Needs    bool // it has packages that come instead, and needs them
	}
	var actions []action
	for _, a := range writableActions {
		actions = append(actions, action{a.String(), leappDoes[a], a.NeedsOut() || a == model.Moved, a.NeedsOut()})
	}
	var guides []link
	for _, g := range s.guides {
		if slices.Contains([]string{"docs/write-an-event/", "docs/support-a-vendor/", "docs/pull-requests/"}, g.path) {
			guides = append(guides, link{root + g.path, g.title})
		}
	}
	body, err := s.Fill("compose", map[string]any{"Root": root, "Programs": s.Programs != nil, "Program": root + s.programs["compose"], "Sources": root + s.programs["sources"],
		"Edit": s.Edit, "Date": s.Date.Unix(), "Actions": actions, "Distros": s.folders(), "Arches": model.Arches, "Vendors": s.vendorNames(), "Tags": s.tagNames(), "Paths": s.xref.Paths, "Guides": guides})
	return page{Path: path, Title: "Compose", Summary: "Write an event or a vendor, checked while you write it.", Head: s.toolHead(root, "compose"), Body: body, Wasm: s.Programs != nil}, err
}

// A folder is a distribution as sources and files call it.
type folder struct{ Folder, Title string }

func (s *site) folders() (out []folder) {
	for _, d := range s.distros {
		out = append(out, folder{d.Folder, wording.Title(d)})
	}
	return out
}

func (s *site) vendorNames() (out []string) {
	for _, v := range s.xref.Vendors {
		out = append(out, v.Name)
	}
	return out
}

func (s *site) tagNames() (out []string) {
	for _, t := range s.xref.Tags {
		out = append(out, t.Name)
	}
	return out
}
