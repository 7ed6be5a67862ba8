package render

import (
	"slices"

	"pes/generator/list"
	"pes/generator/model"
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
			"simulate": s.Publish("simulate", ".bin", s.Programs.Simulate),
			"compose":  s.Publish("compose", ".bin", s.Programs.Compose),
			"sources":  s.Publish("sources", ".txt", s.Sources),
		}
	}
}

// glue is what starts programs; nil where there are none.
func (s *site) glue() []byte {
	if s.Programs == nil {
		return nil
	}
	return s.Programs.Glue
}

// toolDraft begins a page that runs a program. Forms choose among what the site has.
func (s *site) toolDraft(template string, p page) *draft {
	if s.Programs != nil {
		p.Tool = template
	}
	d := s.draft(template, p)
	program := "simulate"
	if template != "simulate" {
		program = "compose"
	}
	d.data = map[string]any{
		"Programs": p.Tool != "", "Program": d.root + s.programs[program], "Sources": d.root + s.programs["sources"],
		"Date": s.Date.Unix(), "Arches": model.Arches,
		"Vendors": list.Map(s.xref.Vendors, func(v *xref.Vendor) string { return v.Name }),
		"Tags":    list.Map(s.xref.Tags, func(t *xref.Tag) string { return t.Name }),
	}
	return d
}

// writableActions are the actions that can be written: Leapp crashes on the last.
var writableActions = actionOrder[:len(actionOrder)-1]

// composeGuides are for those who write events and vendors.
var composeGuides = []string{"docs/write-an-event/", "docs/support-a-vendor/", "docs/pull-requests/"}

func (s *site) composePage() *draft {
	const summary = "Write an event or a vendor, checked while you write it."
	d := s.toolDraft("compose", page{Path: "compose/", Title: "Compose", Summary: summary})
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
