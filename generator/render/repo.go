package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
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
type repoLine struct {
	Where   []string
	Entries []string
}

// repoMapping is what it becomes, or what becomes it, on one path of one distribution.
type repoMapping struct {
	Path, Href string
	Where      []string
	From, To   []string
}

// repoPages gathers the repositories of all maps and events.
func (s *site) repoPages() {
	s.repoIndex = map[string]*repo{}
	get := func(pesid string) *repo {
		r := s.repoIndex[pesid]
		if r == nil {
			r = &repo{pesid: pesid}
			s.repoIndex[pesid] = r
			s.repos = append(s.repos, r)
		}
		return r
	}
	for _, t := range s.Catalog.Targets {
		s.repoMap(get, &t.Map, t.Repo, t, "")
		for _, v := range t.Vendors {
			s.repoMap(get, &v.Map, v.Repo, t, v.Name)
		}
	}
	for _, p := range s.xref.Packages {
		for _, h := range s.xref.Locations(p) {
			r := get(h.PESID)
			if n := len(r.packages); n == 0 || r.packages[n-1] != p.Name {
				r.packages = append(r.packages, p.Name)
			}
		}
	}
	slices.SortFunc(s.repos, func(a, b *repo) int { return strings.Compare(a.pesid, b.pesid) })
}

// repoMap takes over what one map says.
func (s *site) repoMap(get func(string) *repo, m *model.Map, sections []model.Section, t *model.Target, vendor string) {
	where := wording.Title(t.Distro)
	if vendor != "" {
		where = vendor
	}
	for _, f := range m.Families {
		r := get(f.PESID)
		words := wording.Entries(f.Entries)
		i := slices.IndexFunc(r.lines, func(l repoLine) bool { return slices.Equal(l.Entries, words) })
		if i < 0 {
			i, r.lines = len(r.lines), append(r.lines, repoLine{Entries: words})
		}
		r.lines[i].Where = wording.Add(r.lines[i].Where, where)
		for _, x := range wording.Sections(sections) {
			isEntry := func(e model.Entry) bool { return e.Repoid == x.Repoid && e.Major == t.Major }
			if slices.ContainsFunc(f.Entries, isEntry) {
				r.sections = wording.AddSection(r.sections, x)
			}
		}
	}
	for _, x := range m.Mappings {
		path := fmt.Sprintf("%d-%d", x.Source, x.Target)
		get(x.From).addMapping(path, where, nil, x.To)
		for _, to := range x.To {
			get(to).addMapping(path, where, []string{x.From}, nil)
		}
	}
}

// addMapping adds what a map says about the repository; distributions that agree share it.
func (r *repo) addMapping(path, where string, from, to []string) {
	same := func(l repoMapping) bool {
		return l.Path == path && (len(from) > 0) == (len(l.From) > 0) &&
			(len(from) > 0 && slices.Contains(l.Where, where) || len(from) == 0 && slices.Equal(l.To, to))
	}
	i := slices.IndexFunc(r.mappings, same)
	if i < 0 {
		i, r.mappings = len(r.mappings), append(r.mappings, repoMapping{Path: path, To: to})
	}
	l := &r.mappings[i]
	for _, f := range from {
		l.From = wording.Add(l.From, f)
	}
	l.Where = wording.Add(l.Where, where)
}

// joined are mappings from repositories that are the same in several distributions.
func (r *repo) joined() (out []repoMapping) {
	for _, l := range r.mappings {
		i := slices.IndexFunc(out, func(o repoMapping) bool {
			return o.Path == l.Path && slices.Equal(o.From, l.From) && slices.Equal(o.To, l.To)
		})
		if i < 0 {
			l.Where = slices.Clone(l.Where)
			out = append(out, l)
			continue
		}
		for _, w := range l.Where {
			out[i].Where = wording.Add(out[i].Where, w)
		}
	}
	return out
}

func (s *site) repoJobs() (out []job) {
	l := listing{path: "repo/", title: "Repositories", lead: "By their PES IDs, as events and maps name them.",
		section: "upgrades", up: "upgrades/", upTitle: "Upgrades"}
	out = append(out, func() ([]page, error) { return s.listPages(l) })
	for _, r := range s.repos {
		l.rows = append(l.rows, row{name: r.pesid, folder: "repo/", elements: 2})
		out = append(out, func() ([]page, error) { return s.repoPage(r) })
	}
	return out
}

func (s *site) repoPage(r *repo) ([]page, error) {
	lead := fmt.Sprintf("A repository as events and maps name it; events know %s in it.",
		wording.Counted(len(r.packages), "package"))
	d := s.draft("repo", page{Path: address.Repository(r.pesid), Title: r.pesid, Summary: lead, Section: "upgrades"})
	href := func(pesid string) string { return d.root + address.Repository(pesid) }
	var rows markup.Builder
	for _, l := range r.joined() {
		rows.Tag("<tr><th scope=row>").Text(strings.Replace(l.Path, "-", " → ", 1)).Tag("<td>")
		switch {
		case len(l.From) > 0:
			rows.Tag("is what becomes of ").Links(l.From, href)
		case len(l.To) > 0:
			rows.Tag("becomes ").Links(l.To, href)
		default:
			rows.Tag("leads nowhere")
		}
		rows.Tag("<td>").Text(english.And(l.Where))
	}
	d.data = map[string]any{
		"PESID": r.pesid, "Lead": lead, "Lines": r.lines, "Mappings": rows.Fragment().HTML(), "Sections": r.sections,
		"Count": len(r.packages),
		"Packages": d.excerpt(listing{
			path: d.Path + "packages/", title: "Packages of " + r.pesid, rows: packageRows(r.packages),
			lead: "Packages that events know in this repository.",
		}, 0),
	}
	return s.finish(d)
}
