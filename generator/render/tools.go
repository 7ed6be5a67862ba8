package render

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// Programs are what the site's tools run in the browser: WebAssembly, compressed with gzip, and the script that starts
// it. Pages expand it themselves, so it is as small on hosts that compress nothing.
type Programs struct{ Glue, Simulate, Compose []byte }

// programFiles publishes the programs among the assets, where their names hold their hash. Their files are named .bin,
// as hosts tell browsers to expand .gz files and the page's script would then find them expanded already.
func (s *site) programFiles() {
	if s.Programs != nil {
		s.programs = map[string]string{
			"wasm_exec": s.Publish("wasm_exec", ".js", s.Programs.Glue),
			"simulate":  s.Publish("simulate", ".bin", s.Programs.Simulate),
			"compose":   s.Publish("compose", ".bin", s.Programs.Compose),
			"sources":   s.Publish("sources", ".txt", s.Sources),
		}
	}
}

// toolDraft begins a page that runs a program, started by scripts of its own. Forms choose among what the site has.
func (s *site) toolDraft(template string, p page, scripts ...string) *draft {
	p.Wasm = s.Programs != nil
	d := s.draft(template, p)
	program := "simulate"
	if template != "simulate" {
		program = "compose"
	}
	d.data = map[string]any{
		"Programs": p.Wasm, "Program": d.root + s.programs[program], "Sources": d.root + s.programs["sources"],
		"Date": s.Date.Unix(), "Arches": model.Arches,
		"Vendors": list.Map(s.xref.Vendors, func(v *xref.Vendor) string { return v.Name }),
		"Tags":    list.Map(s.xref.Tags, func(t *xref.Tag) string { return t.Name }),
	}
	if !p.Wasm {
		return d
	}
	var b markup.Builder
	b.Tag("<link rel=stylesheet").Attr("href", d.root+s.Asset("tools_css")).Tag(">")
	own := list.Map(scripts, func(name string) string { return s.Asset(name + "_js") })
	for _, src := range append([]string{s.programs["wasm_exec"], s.Asset("tools_js")}, own...) {
		b.Tag("<script defer").Attr("src", d.root+src).Tag("></script>")
	}
	d.Head = b.Fragment()
	return d
}

// An upgradeOption is an upgrade to choose in a form, with the Leapp versions that it is possible with.
type upgradeOption struct {
	Words, Value, OSID, Versions, Version string
	Source, Newest                        string // the newest release that the usual version leads to, and from where
	Arches                                string
	From, To                              int
	distro                                *model.Distro
	path                                  *model.Path
}

// upgradeOptions are the upgrades to a distribution.
type upgradeOptions struct {
	Title   string
	Options []upgradeOption
}

// versionsFor are the Leapp versions that files can be made for.
func versionsFor(_ *model.Target, p *model.Path) []*leapp.Version {
	return list.Select(leapp.Versions, func(v *leapp.Version) bool { return v.HasPath(p.Source, p.Target) })
}

// upgradesOf are the upgrades that versionsOf has Leapp versions for, by distribution.
func (s *site) upgradesOf(versionsOf func(*model.Target, *model.Path) []*leapp.Version) (out []upgradeOptions) {
	for _, d := range s.distros {
		g := upgradeOptions{Title: wording.Title(d)}
		for _, c := range s.xref.Cells {
			if c.Target.Distro != d {
				continue
			}
			versions := versionsOf(c.Target, c.Authored)
			usual := leapp.Usual(versions)
			if usual == nil {
				continue
			}
			source, newest := newestWay(usual, c.Path)
			names := list.Map(versions, func(v *leapp.Version) string { return v.Name })
			g.Options = append(g.Options, upgradeOption{From: c.Path.Source, To: c.Path.Target, OSID: d.OSID,
				Value: d.Folder, Words: c.Title(), Arches: strings.Join(d.Arches, " "),
				Versions: strings.Join(names, " "), Version: usual.Name, Source: source, Newest: newest,
				distro: d, path: c.Authored})
		}
		if len(g.Options) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// newestWay is the newest release that a Leapp version leads to on a path, and the newest that it leaves for it.
func newestWay(v *leapp.Version, p *xref.Path) (source, newest string) {
	from := model.Release{Major: p.Source, Minor: model.LastMinor(p.Source)}
	to := model.Release{Major: p.Target, Minor: model.LastMinor(p.Target)}
	ways := v.Ways(p.Source, p.Target)
	if len(ways) > 0 {
		all := list.FlatMap(ways, func(w leapp.Way) []model.Release { return w.To })
		to = slices.MaxFunc(all, model.Release.Compare)
	}
	for _, w := range ways {
		if slices.Contains(w.To, to) {
			from = w.From
		}
	}
	return from.String(), to.String()
}

// simulatedVersions are those whose published trees hold a path, and which can be simulated.
func (s *site) simulatedVersions(t *model.Target, p *model.Path) (out []*leapp.Version) {
	for _, d := range s.trees {
		v, err := leapp.FindVersion(d.Version)
		if err == nil && d.Of(t.Distro.Folder, t.Major) && v.Does != nil && v.IsFor(p) {
			out = append(out, v)
		}
	}
	return out
}

// longWays are the upgrades of a distribution that take several of its upgrades, one after the other. They come behind
// those, as a page finds what they consist of by the releases.
func longWays(hops []upgradeOption) (out []upgradeOption) {
	for i, first := range hops {
		to := first.To
		for _, next := range hops[i+1:] {
			if next.From != to {
				continue
			}
			to = next.To
			path := model.Path{Source: first.From, Target: to, Systems: first.path.Systems}
			out = append(out, upgradeOption{From: first.From, To: to, Value: first.Value,
				Words: path.Title(first.distro)})
		}
	}
	return out
}

// lastMinors are the last minor releases by major, as a script reads them: "7=9 8=10".
func lastMinors(upgrades []upgradeOptions) string {
	var out []string
	for _, g := range upgrades {
		for _, o := range g.Options {
			for _, major := range []int{o.From, o.To} {
				out = append(out, fmt.Sprintf("%d=%d", major, model.LastMinor(major)))
			}
		}
	}
	return strings.Join(list.Distinct(out), " ")
}

func (s *site) simulatePage() *draft {
	d := s.toolDraft("simulate", page{Path: "simulate/", Title: "Simulate an upgrade", Section: "simulate",
		Summary: "Paste what is installed on a machine and see what an upgrade does to it. " +
			"Nothing leaves the browser."}, "report", "plan", "simulate")
	upgrades := s.upgradesOf(s.simulatedVersions)
	for i := range upgrades {
		upgrades[i].Options = append(upgrades[i].Options, longWays(upgrades[i].Options)...)
	}
	example := "NAME"
	if len(upgrades) > 0 {
		example = upgrades[0].Options[0].Value
	}
	signers, _ := json.Marshal(map[string][]string{"marks": known.Marks(), "keys": known.Keys()}) // strings always can
	d.data["Signers"] = string(signers)
	type list struct{ Name, Label string }
	d.data["Lists"] = []list{{"remove", "Remove (to_remove)"}, {"install", "Install (to_install)"},
		{"keep", "Keep (to_keep)"}}
	d.data["Upgrades"], d.data["Example"], d.data["Minors"] = upgrades, example, lastMinors(upgrades)
	return d
}

// writableActions are the actions that can be written: Leapp crashes on the last.
var writableActions = actionOrder[:len(actionOrder)-1]

// composeGuides are for those who write events and vendors.
var composeGuides = []string{"docs/write-an-event/", "docs/support-a-vendor/", "docs/pull-requests/"}

func (s *site) composePage() *draft {
	const summary = "Write an event or a vendor, checked while you write it."
	d := s.toolDraft("compose", page{Path: "compose/", Title: "Compose", Summary: summary}, "compose")
	type action struct {
		Name, Meaning string
		Out, Needs    bool // it has packages that come instead, and needs them
	}
	d.data["Actions"] = list.Map(writableActions, func(a model.Action) action {
		return action{a.String(), actionTexts[a.String()].Leapp, a.NeedsOut() || a == model.Moved, a.NeedsOut()}
	})
	type folder struct{ Folder, Title string }
	d.data["Distros"] = list.Map(s.distros, func(d *model.Distro) folder { return folder{d.Folder, wording.Title(d)} })
	guides := list.Select(s.guides, func(g *guide) bool { return slices.Contains(composeGuides, g.path) })
	d.data["Edit"], d.data["Paths"], d.data["Guides"] = s.Edit, s.xref.Paths, guideLinks(d.root, guides)
	return d
}
