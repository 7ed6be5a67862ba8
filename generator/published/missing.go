package published

import (
	"fmt"
	"io/fs"
	"slices"

	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// missing reports required files that a tree lacks. A checkout may be incomplete on purpose, so there a file is only
// reported if a related tree has it.
func (r *reader) missing(fsys fs.FS) {
	for _, t := range r.Catalog.Targets {
		whole := slices.ContainsFunc(r.files, func(p *part) bool {
			return (p.Machine || p.Own && p.Distro == t.Distro.Folder && p.Target == t.Major) && p.Kind != ""
		})
		for _, file := range []struct {
			name    string
			missing func(model.Lacks) bool
		}{
			{"pes-events.json", func(l model.Lacks) bool { return l.Events }},
			{"repomap.json", func(l model.Lacks) bool { return l.Map }},
			{"leapp_upgrade_repositories.repo", func(l model.Lacks) bool { return l.Repo }},
		} {
			elsewhere := slices.ContainsFunc(r.Catalog.Targets, func(o *model.Target) bool {
				related := o.Distro == t.Distro || o.Major == t.Major && file.name != "pes-events.json"
				return related && !file.missing(o.Lacks)
			})
			unread := r.pick(machineFiles[file.name], "", t.Distro.Folder, t.Major) != nil // there, and reported
			subscribed := file.name == "leapp_upgrade_repositories.repo" && r.upstreams()
			if file.missing(t.Lacks) && (whole || elsewhere) && !subscribed && !t.Paths[0].Pos.IsZero() && !unread {
				r.Reportf(rules.At{Pos: t.Paths[0].Pos, Distro: t.Distro}, "missing-file",
					"there is no %s for release %d: Leapp cannot upgrade to it", file.name, t.Major)
			}
		}
	}
	r.keyFolder(fsys)
}

// keyFolder reports a machine without the folder of vendors' keys, which every ELevate wants. Upstream's Leapp reads
// nothing of vendors: its own data says so by PES IDs of Red Hat.
func (r *reader) keyFolder(fsys fs.FS) {
	i := slices.IndexFunc(r.files, func(p *part) bool { return p.Machine && p.Kind == "events" })
	if i < 0 {
		return
	}
	_, noVendors := fs.Stat(fsys, "vendors.d")
	if v := r.Version; noVendors != nil && (r.upstreams() || v != nil && v.ByDistro) {
		return
	}
	if _, err := fs.Stat(fsys, "vendors.d/rpm-gpg"); err != nil {
		r.Reportf(atPos(r.files[i].first()), "missing-file",
			"there is no folder vendors.d/rpm-gpg: ELevate crashes without it, even if there are no vendors")
	}
}

// upstreams reports whether the files of a machine are upstream's own, for Red Hat Enterprise Linux: its repositories
// come from a subscription.
func (r *reader) upstreams() bool {
	return slices.ContainsFunc(r.files, func(p *part) bool {
		return p.Machine && slices.ContainsFunc(p.m.Map.Families, func(f *model.Family) bool {
			return known.UpstreamMajor(f.PESID) > 0
		})
	})
}

// unreached reports events of a file that no target of its distribution applies, once for each release.
func (r *reader) unreached(p *part) {
	dead := list.Select(p.events.Events, func(e *leapp.ReadEvent) bool {
		return e.To.Major != 0 && e.Fatal == "" && !slices.ContainsFunc(r.Catalog.Targets, func(t *model.Target) bool {
			return t.Distro.Folder == p.Distro && p.isFor(p.Distro, t.Major) && e.To.Applies(t.Major)
		})
	})
	place := func(e *leapp.ReadEvent) diag.Pos {
		if len(e.In) > 0 {
			return e.In[0].Pos
		}
		return e.Pos
	}
	for _, same := range list.Group(dead, func(e *leapp.ReadEvent) model.Release { return e.To }) {
		r.once(list.Map(same, place), "unreached-event",
			fmt.Sprintf("no upgrade that this data is for applies events of release %s", same[0].To))
	}
}
