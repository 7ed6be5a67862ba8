package published

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// overlay checks a config.json of leapp-data against the maps of its distribution.
func (r *reader) overlay(p *part) {
	removed := map[string]diag.Pos{}
	for _, w := range p.overlay.Removable {
		removed[w.Value] = w.Pos
	}
	for _, x := range p.overlay.Replacing {
		if pos, both := removed[x.From.Value]; both {
			r.Reportf(atPos(x.From.Pos, diag.Note{Pos: pos, Text: "removed here"}), "overlay-conflict",
				"%s is replaced and removed: the replacement comes first, so nothing with this name is left to "+
					"remove, and its events stay", x.From.Value)
			continue
		}
		r.replacement(p, x)
	}
	r.foreignReplacements(p)
	for _, e := range p.overlay.Events {
		r.overlayName(p, e.ToOS, e.To, e)
		r.overlayName(p, e.FromOS, e.From, e)
	}
}

// renames reports a package that all sibling overlays rename and this one does not: a branding package, most often.
func (r *reader) renames() {
	overlays := list.Select(r.files, func(p *part) bool { return p.Kind == "overlay" && p.ok })
	renaming := map[string]int{} // overlays that rename a package
	first := map[string]diag.Pos{}
	for _, p := range overlays {
		for _, x := range p.overlay.Renaming {
			if w := x.Name; w.Value != "" && first[w.Value].File != p.File.File {
				renaming[w.Value]++
				first[w.Value] = w.Pos
			}
		}
	}
	for _, p := range overlays {
		for _, name := range slices.Sorted(maps.Keys(renaming)) {
			has := slices.ContainsFunc(p.overlay.Renaming, func(x leapp.Renaming) bool { return x.Name.Value == name })
			if !has && len(overlays) > 2 && renaming[name] == len(overlays)-1 {
				note := diag.Note{Pos: first[name], Text: "renamed in another distribution here"}
				r.Reportf(atPos(p.first(), note), "sibling-event",
					"all other overlays rename %s (package_replacing), this one does not", name)
			}
		}
	}
}

// replacement checks that the target's map has the PES IDs that replace one of upstream's.
func (r *reader) replacement(p *part, x leapp.Replacement) {
	major := known.UpstreamMajor(x.From.Value)
	if r.foreignFolder(p, x) != "" {
		return
	}
	m := r.pick("map", "", p.Distro, major)
	if m == nil || !m.ok || x.Out.Value == "" {
		return
	}
	families := list.Select(m.m.Map.Families, func(f *model.Family) bool { return f.In(major) })
	known := list.Map(families, func(f *model.Family) string { return f.PESID })
	if !slices.Contains(known, x.Out.Value) {
		r.Reportf(rules.At{Pos: x.Out.Pos, Suggestion: diag.Near(x.Out.Value, known)}, "overlay-repository",
			"events of %s are sent to %s, which the map of %s for release %d does not know: "+
				"Leapp removes their packages", x.From.Value, x.Out.Value, p.Distro, major)
	}
}

// foreignFolder returns the distribution after whose folder a replacement is named, "" if that is none other than the
// overlay's own.
func (r *reader) foreignFolder(p *part, x leapp.Replacement) string {
	for _, d := range r.Catalog.Distros {
		for _, w := range []leapp.Word{x.In, x.Out} {
			if d.Folder != "" && strings.HasPrefix(w.Value, d.Folder) && !strings.HasPrefix(p.Distro, d.Folder) {
				return d.Folder
			}
		}
	}
	return ""
}

// foreignReplacements reports the replacements that are named after another distribution, once for each.
func (r *reader) foreignReplacements(p *part) {
	foreign := list.Select(p.overlay.Replacing, func(x leapp.Replacement) bool { return r.foreignFolder(p, x) != "" })
	for _, same := range list.Group(foreign, func(x leapp.Replacement) string { return r.foreignFolder(p, x) }) {
		from := list.Map(same, func(x leapp.Replacement) string { return x.From.Value })
		to := list.Distinct(list.Map(same, func(x leapp.Replacement) string { return x.Out.Value }))
		notes := list.Map(same[1:], func(x leapp.Replacement) diag.Note {
			return diag.Note{Pos: x.Out.Pos,
				Text: x.Out.Value}
		})
		r.Reportf(atPos(same[0].Out.Pos, notes...), "overlay-repository",
			"events of %s would lead %s to repositories of another distribution, %s: %s",
			english.And(from), p.Distro, r.foreignFolder(p, same[0]), english.And(to))
	}
}

// overlayName compares the name of a system in an added event with what the overlay calls the systems.
func (r *reader) overlayName(p *part, name string, release model.Release, e *leapp.ReadEvent) {
	want := p.overlay.OSNames[release.Major]
	if name == "" || want.Value == "" || name == want.Value || release.IsZero() || known.NamedSource(name) != "" {
		return
	}
	r.Reportf(atPos(e.OSPos(name), diag.Note{Pos: want.Pos, Text: "called " + want.Value + " here"}), "wrong-os-name",
		"os_name of release %s is %s, and os_names says %s (%s)", release, name, want.Value, e.Title())
}

// osNames reports releases that an events file gives to another system than it usually does, in nine of ten cases.
func (r *reader) osNames(p *part) {
	type osName struct {
		name  string
		major int
		pos   diag.Pos
	}
	var all []osName
	for _, e := range p.events.Events {
		if e.FromOS != "" && !e.From.IsZero() {
			all = append(all, osName{e.FromOS, e.From.Major, e.OSPos(e.FromOS)})
		}
		if e.ToOS != "" && !e.To.IsZero() {
			all = append(all, osName{e.ToOS, e.To.Major, e.OSPos(e.ToOS)})
		}
	}
	for _, release := range list.Group(all, func(n osName) int { return n.major }) {
		names := list.Group(release, func(n osName) string { return n.name })
		usual := slices.IndexFunc(names, func(same []osName) bool { return 10*len(same) >= 9*len(release) })
		for i, same := range names {
			if usual >= 0 && len(release) >= 10 && i != usual && known.NamedSource(same[0].name) == "" {
				r.once(list.Map(same, func(n osName) diag.Pos { return n.pos }), "wrong-os-name",
					fmt.Sprintf("os_name of release %d is %s, and %s elsewhere in this file",
						same[0].major, same[0].name, names[usual][0].name))
			}
		}
	}
}
