package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// A repo is a repository by its PES ID, over all trees.
type repo struct {
	pesid    string
	lines    []repoLine
	mappings []repoMapping
	sections []wording.Section
	packages []string
}

// repoLine is where the repository is known, and by which repoids.
type repoLine struct{ Where, Entries []string }

// repoMapping is what a repository maps to, and what maps to it, on one path, in the distributions that agree.
type repoMapping struct {
	Path, Href string
	Where      []string
	From, To   []string
}

// repoPages gathers the repositories of all maps and events.
func (s *site) repoPages() {
	s.repoIndex = map[string]*repo{}
	for _, t := range s.Catalog.Targets {
		s.repoMap(&t.Map, t.Repo, t.Major, wording.Title(t.Distro))
		for _, v := range t.Vendors {
			s.repoMap(&v.Map, v.Repo, t.Major, v.Name)
		}
	}
	for i, ids := range par.Map(s.Jobs, len(s.xref.Packages), func(i int) []string {
		locations := s.xref.Locations(s.xref.Packages[i])
		return list.Distinct(list.Map(locations, func(l xref.Location) string { return l.PESID }))
	}) {
		for _, id := range ids {
			r := s.repo(id)
			r.packages = append(r.packages, s.xref.Packages[i].Name)
		}
	}
	slices.SortFunc(s.repos, func(a, b *repo) int { return strings.Compare(a.pesid, b.pesid) })
}

// repo returns the repository of a PES ID; it makes one if there is none yet.
func (s *site) repo(pesid string) *repo {
	r := s.repoIndex[pesid]
	if r == nil {
		r = &repo{pesid: pesid}
		s.repoIndex[pesid] = r
		s.repos = append(s.repos, r)
	}
	return r
}

// repoMap adds the repositories and mappings of one map; where is the distribution or vendor that it belongs to.
func (s *site) repoMap(m *model.Map, sections []model.Section, major int, where string) {
	for _, f := range m.Families {
		r := s.repo(f.PESID)
		words := wording.Entries(f.Entries)
		line := list.FindOrAdd(&r.lines, repoLine{Entries: words},
			func(l repoLine) bool { return slices.Equal(l.Entries, words) })
		line.Where = list.AppendNew(line.Where, where)
		for _, x := range wording.Sections(sections) {
			isEntry := func(e model.Entry) bool { return e.Repoid == x.Repoid && e.Major == major }
			if slices.ContainsFunc(f.Entries, isEntry) {
				r.sections = wording.AddSection(r.sections, x)
			}
		}
	}
	for _, x := range m.Mappings {
		path := fmt.Sprintf("%d-%d", x.Source, x.Target)
		s.repo(x.From).addMapping(path, where, nil, x.To)
		for _, to := range x.To {
			s.repo(to).addMapping(path, where, []string{x.From}, nil)
		}
	}
}

// addMapping adds what a map says about the repository; distributions that agree share it.
func (r *repo) addMapping(path, where string, from, to []string) {
	same := func(l repoMapping) bool {
		return l.Path == path && (len(from) > 0) == (len(l.From) > 0) &&
			(len(from) > 0 && slices.Contains(l.Where, where) || len(from) == 0 && slices.Equal(l.To, to))
	}
	l := list.FindOrAdd(&r.mappings, repoMapping{Path: path, To: to}, same)
	l.From, l.Where = list.AppendNew(l.From, from...), list.AppendNew(l.Where, where)
}

// joined are mappings from repositories that are the same in several distributions.
func (r *repo) joined() (out []repoMapping) {
	for _, l := range r.mappings {
		same := func(o repoMapping) bool {
			return o.Path == l.Path && slices.Equal(o.From, l.From) && slices.Equal(o.To, l.To)
		}
		m := list.FindOrAdd(&out, repoMapping{Path: l.Path, From: l.From, To: l.To}, same)
		m.Where = list.AppendNew(m.Where, l.Where...)
	}
	list.Sort(out, func(a, b repoMapping) int { return model.CompareVersions(a.Path, b.Path) })
	return out
}

// homes are the lines, each place once.
func (r *repo) homes() (out []repoLine) {
	for _, l := range r.lines {
		same := func(o repoLine) bool { return slices.Equal(o.Where, l.Where) }
		home := list.FindOrAdd(&out, repoLine{Where: l.Where}, same)
		home.Entries = list.AppendNew(home.Entries, l.Entries...)
	}
	return out
}

func (s *site) reposPage() *draft {
	return s.listPages(listing{path: "repo/", title: "Repositories", section: "upgrades", up: "upgrades/",
		upTitle: "Upgrades", lead: "By PES ID, the name that events and repository maps use.",
		rows: list.Map(s.repos, func(r *repo) row { return row{name: r.pesid, folder: "repo/", elements: 2} })})
}

func (s *site) repoPage(r *repo) *draft {
	lead := "This is the name of a repository in events and repository maps. Events name " +
		wording.Counted(len(r.packages), "package") + " in it."
	if len(r.packages) == 0 {
		lead = "This is the name of a repository in repository maps. No event names a package in it."
	}
	d := s.draft("repo", page{Path: address.Repository(r.pesid), Title: r.pesid, Summary: lead, Section: "upgrades"})
	href := func(pesid string) string { return d.root + address.Repository(pesid) }
	var rows markup.Builder
	for _, l := range r.joined() {
		rows.Tag("<tr><th scope=row>").Text(strings.Replace(l.Path, "-", "\u00a0→\u00a0", 1)).Tag("<td>")
		switch {
		case len(l.From) > 0:
			rows.Tag("replaces ").Links(l.From, href)
		case len(l.To) > 0:
			rows.Tag("becomes ").Links(l.To, href)
		default:
			rows.Tag("has no target")
		}
		rows.Tag("<td>").Text(english.And(l.Where))
	}
	d.data = map[string]any{
		"PESID": r.pesid, "Lead": lead, "Lines": r.homes(), "Mappings": rows.Fragment().HTML(), "Sections": r.sections,
		"Count": len(r.packages),
		"Packages": d.excerpt(listing{
			path: d.Path + "packages/", title: "Packages of " + r.pesid, rows: packageRows(r.packages),
			lead: "Packages in this repository that have events.",
		}),
	}
	return d
}
