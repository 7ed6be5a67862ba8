package published

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/rules"
)

// overlay holds a config.json of leapp-data against the maps of its distribution.
func (r *reader) overlay(p *part) {
	o := &p.overlay
	removed := map[string]diag.Pos{}
	for _, w := range o.Removable {
		removed[w.Value] = w.Pos
	}
	for _, x := range o.Replacing {
		if pos, both := removed[x.From.Value]; both {
			r.Reportf(atPos(x.From.Pos, diag.Note{Pos: pos, Text: "removed here"}), "overlay-conflict",
				"%s is replaced and removed: the replacing comes first, so nothing of that name is left to remove, "+
					"and its events stay", x.From.Value)
			continue
		}
		r.replacement(p, x)
	}
	for _, e := range o.Events {
		r.overlayName(p, e.ToOS, e.To, e)
		r.overlayName(p, e.FromOS, e.From, e)
	}
}

// renames reports a package that all sibling overlays rename and this one does not: a branding package, most often.
func (r *reader) renames() {
	count := map[string]int{}
	first := map[string]diag.Pos{}
	var overlays []*part
	for _, p := range r.files {
		if p.Kind != "overlay" || !p.ok {
			continue
		}
		overlays = append(overlays, p)
		mine := map[string]bool{}
		for _, w := range p.overlay.Renamed {
			if w.Value != "" && !mine[w.Value] {
				mine[w.Value] = true
				count[w.Value]++
				first[w.Value] = w.Pos
			}
		}
	}
	for _, p := range overlays {
		for _, name := range slices.Sorted(maps.Keys(count)) {
			has := slices.ContainsFunc(p.overlay.Renamed, func(w leapp.Word) bool { return w.Value == name })
			if !has && len(overlays) > 2 && count[name] == len(overlays)-1 {
				note := diag.Note{Pos: first[name], Text: "renamed by a sibling here"}
				r.Reportf(atPos(p.first(), note), "sibling-event",
					"all other overlays rename %s (package_replacing), this one does not", name)
			}
		}
	}
}

// replacement asks that the target's map knows what a repository of upstream becomes.
func (r *reader) replacement(p *part, x leapp.Replacement) {
	major := known.UpstreamMajor(x.From.Value)
	for _, w := range []leapp.Word{x.In, x.Out} {
		for folder := range r.distros {
			if folder != "" && strings.HasPrefix(w.Value, folder) && !strings.HasPrefix(p.Distro, folder) {
				r.Reportf(atPos(w.Pos), "overlay-repository",
					"%s is named after %s: events of %s would lead %s to a repository of another distribution",
					w.Value, folder, x.From.Value, p.Distro)
				return
			}
		}
	}
	m := r.pick("map", "", p.Distro, major)
	if m == nil || !m.ok || x.Out.Value == "" {
		return
	}
	var known []string
	for _, f := range m.m.Map.Families {
		if slices.ContainsFunc(f.Entries, func(e model.Entry) bool { return e.Major == major }) {
			known = append(known, f.PESID)
		}
	}
	if !slices.Contains(known, x.Out.Value) {
		r.Reportf(rules.At{Pos: x.Out.Pos, Suggestion: diag.Near(x.Out.Value, known)}, "overlay-repository",
			"events of %s are sent to %s, which the map of %s for release %d does not know: "+
				"Leapp removes their packages", x.From.Value, x.Out.Value, p.Distro, major)
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

// osNames reports releases that an events file gives to another system than it usually does.
func (r *reader) osNames() {
	for _, p := range r.files {
		if p.Kind != "events" || p.Vendor != "" {
			continue
		}
		count := map[int]map[string]int{}
		each(p, func(name string, release model.Release, _ *leapp.ReadEvent) {
			if count[release.Major] == nil {
				count[release.Major] = map[string]int{}
			}
			count[release.Major][name]++
		})
		usual := map[int]string{}
		for major, names := range count {
			best, total := "", 0
			for name, n := range names {
				total += n
				if n > names[best] || n == names[best] && name < best {
					best = name
				}
			}
			if 10*names[best] >= 9*total && total >= 10 {
				usual[major] = best
			}
		}
		type cause struct {
			name  string
			major int
		}
		var odd grouping[cause]
		each(p, func(name string, release model.Release, e *leapp.ReadEvent) {
			if want := usual[release.Major]; want != "" && name != want && known.NamedSource(name) == "" {
				odd.add(cause{name, release.Major}, e.OSPos(name))
			}
		})
		for _, c := range odd.causes {
			r.once(odd.places[c], "wrong-os-name",
				fmt.Sprintf("os_name of release %d is %s, and %s elsewhere in this file",
					c.major, c.name, usual[c.major]))
		}
	}
}

// each calls f for every release of every event that names its system.
func each(p *part, f func(name string, release model.Release, e *leapp.ReadEvent)) {
	for _, e := range p.events.Events {
		if e.FromOS != "" && !e.From.IsZero() {
			f(e.FromOS, e.From, e)
		}
		if e.ToOS != "" && !e.To.IsZero() {
			f(e.ToOS, e.To, e)
		}
	}
}
