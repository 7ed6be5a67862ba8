package published

import (
	"fmt"
	"io/fs"
	"slices"

	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/rules"
)

// missing reports files that a tree cannot do without. A checkout may be a part of something, so there a file is missed
// only where the distribution has it for another target.
func (r *reader) missing(fsys fs.FS) {
	for _, t := range r.Catalog.Targets {
		whole := slices.ContainsFunc(r.files, func(p *part) bool {
			return (p.Machine || p.Own && p.Distro == t.Distro.Folder && p.Target == t.Major) && p.Kind != ""
		})
		for _, kind := range []struct {
			name  string
			lacks func(model.Lacks) bool
		}{{"pes-events.json", func(l model.Lacks) bool { return l.Events }}, {"repomap.json", func(l model.Lacks) bool { return l.Map }},
			{"leapp_upgrade_repositories.repo", func(l model.Lacks) bool { return l.Repo }}} {
			elsewhere := slices.ContainsFunc(r.Catalog.Targets, func(o *model.Target) bool {
				return !kind.lacks(o.Lacks) && (o.Distro == t.Distro || o.Major == t.Major && kind.name != "pes-events.json")
			})
			if !kind.lacks(t.Lacks) || !whole && !elsewhere || t.Paths[0].Pos.IsZero() || r.unread(t, kind.name) {
				continue
			}
			r.Reporter.Reportf(rules.At{Pos: t.Paths[0].Pos, Distro: t.Distro}, "missing-file", "there is no %s for release %d: Leapp cannot upgrade to it", kind.name, t.Major)
		}
	}
	if i := slices.IndexFunc(r.files, func(p *part) bool { return p.Machine && p.Kind == "events" }); i >= 0 {
		if _, err := fs.Stat(fsys, "vendors.d/rpm-gpg"); err != nil {
			r.Reporter.Reportf(rules.At{Pos: r.files[i].first()}, "missing-file", "there is no folder vendors.d/rpm-gpg: ELevate crashes without, even where there is no vendor")
		}
	}
}

// unread reports whether the file is there and could not be read, which was said.
func (r *reader) unread(t *model.Target, base string) bool {
	kind := map[string]string{"pes-events.json": "events", "repomap.json": "map", "leapp_upgrade_repositories.repo": "repo"}[base]
	return r.pick(kind, "", t.Distro.Folder, t.Major) != nil
}

// unreached reports events that no target of their distribution applies, once for each release.
func (r *reader) unreached() {
	for _, p := range r.files {
		if p.Kind != "events" || p.Vendor != "" {
			continue
		}
		places := map[model.Release][]diag.Pos{}
		var order []model.Release
		for _, e := range p.events.Events {
			reached := e.To.Major == 0 || e.Fatal != "" || slices.ContainsFunc(r.Catalog.Targets, func(t *model.Target) bool {
				return t.Distro.Folder == p.Distro && (p.Target == 0 || p.Target == t.Major) && e.To.Applies(t.Major)
			})
			if reached {
				continue
			}
			if places[e.To] == nil {
				order = append(order, e.To)
			}
			places[e.To] = append(places[e.To], position(e))
		}
		for _, release := range order {
			r.once(places[release], "unreached-event", fmt.Sprintf("no upgrade that this data is for applies events of release %s", release))
		}
	}
}

func position(e *leapp.ReadEvent) diag.Pos {
	if len(e.In) > 0 {
		return e.In[0].Pos
	}
	return e.Pos
}
