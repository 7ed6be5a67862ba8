package importer

import (
	"errors"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/published"
	"pes/generator/source"
	"pes/generator/tree"
)

// ImportUpstream brings the events of Red Hat's own pes-events.json, as upstream's leapp-repository has it, into a
// project. Red Hat's PES IDs in them are replaced by roles, so that each event holds for every distribution of the
// project that has the repositories; forks of that file did this by hand. As in [ImportInto] only what is new is added.
// Events with a repository that no distribution of the project has a role for are left out.
func ImportUpstream(file *diag.File, jobs int, existing source.Files, take Take) (
	tree.Tree, *Report, diag.List, error) {
	b, mistakes := readProject(existing, jobs)
	if mistakes.Failed() {
		return nil, nil, mistakes, nil
	}
	if len(b.targets) == 0 {
		return nil, nil, mistakes, errors.New("the project has no distribution with an upgrade path, " +
			"for which the events could be: pes new distro writes one")
	}
	im := newImporter(b, take)
	im.read(&input{File: &published.File{File: file, Kind: "events"}})
	if im.list.Failed() {
		im.list.Sort()
		return nil, nil, im.list, nil
	}
	d := im.distro("")
	delete(im.distros, "") // only its roles are used: it is no distribution
	u := upstream{importer: im, d: d, foreign: map[string][]string{}}
	var events []*event
	for _, e := range d.events {
		if !slices.ContainsFunc(b.targets, e.To.Applies) {
			u.dead++
		} else if u.hasRoles(e) {
			n := im.newEvent(d, nil, e)
			if len(n.arches) == len(model.Arches) {
				n.arches = nil // those of the distribution
			}
			events = append(events, n)
		}
	}
	u.reportForeign()
	return im.finish(im.joined(events), jobs)
}

// upstream is the import of one file of events.
type upstream struct {
	*importer
	d       *distroData
	foreign map[string][]string // PES ID -> titles of events that need it
	dead    int                 // events that no path of the project can apply
}

// hasRoles reports whether there are roles for all repositories of an event, and notes them.
func (u *upstream) hasRoles(e *leapp.ReadEvent) bool {
	ok := true
	note := func(set []model.Package, major int) {
		for _, p := range set {
			key := roleKey{major, p.Repo}
			if u.d.roles[key] == "" {
				u.d.roles[key] = u.role(p.Repo, major)
			}
			if u.d.roles[key] == "" {
				ok = false
				u.foreign[p.Repo] = append(u.foreign[p.Repo], e.Title())
			}
		}
	}
	note(e.In, inMajor(e))
	note(e.Out, e.To.Major)
	return ok
}

// role returns the project's role for a repository of Red Hat; "" if it has none.
func (u *upstream) role(pesid string, major int) string {
	want, _ := roleName(pesid)
	if word := u.into.role(pesid, want, major); word != "" {
		return word
	}
	if known.InBase(pesid) {
		return u.into.role("", "base", major)
	}
	return ""
}

// role returns the project's role that has the PES ID, or that is or corresponds to the role want.
func (b *project) role(pesid, want string, major int) (word string) {
	for _, d := range b.project.Distros {
		eachRole(d, func(n int, name string, r *source.Role) {
			is, _ := roleName(r.PESID.Value)
			if n == major && (name == want || pesid != "" && r.PESID.Value == pesid || is == want && word == "") {
				word = name
			}
		})
	}
	return word
}

// reportForeign names what was left out, each repository in one line.
func (u *upstream) reportForeign() {
	for pesid, titles := range u.foreign {
		slices.Sort(titles)
		titles = slices.Compact(titles)
		more := ""
		if len(titles) > few {
			titles, more = titles[:few], " ..."
		}
		u.leftOut(pesid, "no distribution of the project has such a repository: %s%s (events: %d)",
			strings.Join(titles, ", "), more, len(u.foreign[pesid]))
	}
	if u.dead > 0 {
		u.leftOut("events", "%d of releases that no upgrade path of the project passes", u.dead)
	}
}
