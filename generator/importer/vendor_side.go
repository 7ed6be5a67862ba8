package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
)

// A vendorRepo is one repository of a vendor for one target, written with {major} and @role so that it may be equal for
// other targets.
type vendorRepo struct {
	name           string
	major          int // of the target
	source, target authoredSide
	channel        string   // of both sides, where it is not ga
	mapped         bool     // the map says what the source becomes
	becomes        []string // target PES IDs
	to             []string // names of what it becomes; nil means itself
	repo           source.Map[source.Option]
}

// An authoredSide is one side of a vendor's repository; the zero value is none.
type authoredSide struct {
	*source.Side
	arches  []string
	all     bool   // arches are those of the distribution
	channel string // that all its entries share, where it is not ga
}

// A vendorPart is what a vendor publishes for one target, and for the distribution folder alone where it is not "".
type vendorPart struct {
	*importer
	v        *vendorData
	folder   string
	n        int // target major
	m        *model.Map
	sections []model.Section // with {major}
	used     map[string]bool // repoids of sections that some repository has
	repos    []vendorRepo
	index    map[string]int // target PES ID -> repos; -1 where it is a role of the distribution
}

// vendorRepos takes one target of a vendor apart into repositories.
func (im *importer) vendorRepos(v *vendorData, folder string, n int, t *targetData) []vendorRepo {
	p := &vendorPart{importer: im, v: v, folder: folder, n: n, m: t.m, used: map[string]bool{}, index: map[string]int{}}
	p.sections = list.Map(t.sections, func(s model.Section) model.Section { return v.genericSection(s, n) })
	for _, f := range families(t.m, n) {
		p.addTarget(f)
	}
	for _, m := range t.m.Sources(n) {
		sources := families(t.m, m) // those named like a target first, since that is what they map to
		slices.SortStableFunc(sources, func(a, b *model.Family) int {
			return cmp.Compare(p.find(v.repoName(b.PESID, n)), p.find(v.repoName(a.PESID, n)))
		})
		for _, f := range sources {
			p.addSource(f, m)
		}
	}
	for i, s := range p.sections {
		if !p.used[s.Repoid] {
			side := RepoidSide(s.Repoid)
			p.repos = append(p.repos, vendorRepo{name: v.repoName(t.sections[i].Repoid, n),
				target: authoredSide{Side: &side, all: true}, repo: Options(s, p.key)})
		}
	}
	p.name()
	return p.repos
}

// find is 0 where a repository has the name, else less.
func (p *vendorPart) find(name string) int {
	return min(0, slices.IndexFunc(p.repos, func(r vendorRepo) bool { return r.name == name }))
}

// addTarget adds the target side of a family. One that a tree of our own copied from the distribution is a role of
// that.
func (p *vendorPart) addTarget(f *model.Family) {
	if p.folder != "" {
		if role := p.distro(p.folder).roles[roleKey{p.n, f.PESID}]; role != "" {
			p.index[f.PESID] = -1
			p.v.repos[vendorSide{f.PESID, p.n, false}] = "@" + role
			return
		}
	}
	side := p.side(f, p.sections)
	r := vendorRepo{name: p.v.repoName(f.PESID, p.n), target: side, channel: side.channel, repo: side.Repo}
	side.Repo = source.Map[source.Option]{}
	p.index[f.PESID] = len(p.repos)
	p.repos = append(p.repos, r)
}

// addSource adds the source side of a family to the repository it becomes, where that is one and still free.
func (p *vendorPart) addSource(f *model.Family, major int) {
	var to []string
	for _, x := range p.m.Mappings {
		for _, pesid := range x.To {
			if _, ok := p.index[pesid]; ok && x.Source == major && x.From == f.PESID {
				to = list.AppendNew(to, pesid)
			}
		}
	}
	name := p.v.repoName(f.PESID, p.n)
	i := -1
	for _, pesid := range to {
		if j := p.index[pesid]; j >= 0 && p.repos[j].source.Side == nil && (i < 0 || p.repos[j].name == name) {
			i = j
		}
	}
	if i < 0 {
		i = len(p.repos)
		p.repos = append(p.repos, vendorRepo{name: name})
	}
	r := &p.repos[i]
	r.source = p.side(f, nil)
	switch {
	case r.target.Side == nil:
		r.channel = r.source.channel
	case r.source.channel != r.channel: // each side says its own
		r.source.sayChannel()
		r.target.sayChannel()
		r.channel = ""
	}
	r.mapped, r.becomes = true, to
}

// sayChannel writes the channel at the side itself.
func (s authoredSide) sayChannel() {
	if s.channel != "" && len(s.Entries) == 0 {
		s.Channel = source.Word(s.channel)
	}
}

// name gives every repository a name of its own and replaces target PES IDs by names of repositories or roles.
func (p *vendorPart) name() {
	seen := map[string]bool{}
	for i := range p.repos {
		r := &p.repos[i]
		for seen[r.name] {
			r.name += "-2"
		}
		seen[r.name], r.major = true, p.n
		if r.target.Side != nil && r.target.PESID.Set() {
			p.v.repos[vendorSide{Concrete(r.target.PESID.Value, p.n), p.n, false}] = r.name
		}
		if r.source.Side != nil {
			p.v.repos[vendorSide{Concrete(r.source.PESID.Value, p.n), p.n, true}] = r.name
		}
	}
	for i := range p.repos {
		r := &p.repos[i]
		names := append([]string{}, list.Map(r.becomes, func(pesid string) string {
			if j := p.index[pesid]; j >= 0 {
				return p.repos[j].name
			}
			return p.v.repos[vendorSide{pesid, p.n, false}]
		})...) // not nil
		slices.SortFunc(names, func(a, b string) int { // a tree has them by PES ID, which differs by distribution
			return cmp.Or(cmp.Compare(strings.Count(a, "@"), strings.Count(b, "@")), known.CompareRoles(a, b))
		})
		if itself := len(names) == 1 && names[0] == r.name; r.mapped && !itself {
			r.to = names
		}
	}
}

// side converts the entries of a family of the vendor.
func (p *vendorPart) side(f *model.Family, sections []model.Section) (s authoredSide) {
	s.arches = archesOf(f.Entries)
	entries := slices.Clone(f.Entries)
	for i := range entries {
		entries[i].Repoid = p.repoid(entries[i])
	}
	channel := entries[0].Channel
	if channel != "ga" && !slices.ContainsFunc(entries, func(e model.Entry) bool { return e.Channel != channel }) {
		s.channel = channel
		for i := range entries {
			entries[i].Channel = "ga"
		}
	}
	w := sideWriter{arches: s.arches, sections: sections, used: map[string]bool{}, key: p.key}
	side := w.side(&model.Family{PESID: p.v.generic(f.PESID, p.n), Entries: entries})
	for repoid := range w.used {
		p.used[repoid] = true
	}
	side.Arches = source.Texts{}
	s.Side, s.arches = &side, sortedArches(s.arches)
	s.all = p.folder != "" && sameSet(s.arches, p.distro(p.folder).arches)
	return s
}

// repoid is @role for a word of a template, or for the repoid of a role where the tree is a distribution's.
func (p *vendorPart) repoid(e model.Entry) string {
	if role, ok := known.TemplateRole(e.Repoid); ok {
		return "@" + role
	}
	if p.folder != "" && e.Major == p.n {
		d := p.distro(p.folder)
		var found []string
		for key, role := range d.roles {
			if key.major == p.n && d.targets[p.n] != nil && calledSo(d.targets[p.n].m.Family(key.pesid), p.n, e) {
				found = append(found, role)
			}
		}
		if len(found) > 0 {
			return "@" + slices.MinFunc(found, known.CompareRoles)
		}
	}
	return p.v.generic(e.Repoid, p.n)
}

// calledSo reports whether a family of the distribution has the repoid of an entry on its architecture, or, where it
// lacks that architecture, on all it has.
func calledSo(f *model.Family, n int, e model.Entry) bool {
	if f == nil {
		return false
	}
	all := ofMajor(f, n)
	same := func(o model.Entry) bool { return o.Repoid == e.Repoid }
	onArch := slices.DeleteFunc(slices.Clone(all), func(o model.Entry) bool { return o.Arch != e.Arch })
	if len(onArch) > 0 {
		return slices.ContainsFunc(onArch, same)
	}
	return len(all) > 0 && !slices.ContainsFunc(all, func(o model.Entry) bool { return !same(o) })
}

// key converts the key of a section.
func (p *vendorPart) key(k model.KeyRef) source.Text {
	if in := findKey(p.v.keys, p.folder, p.n, k.URL); in != nil && strings.Contains(k.URL, "/vendors.d/") {
		return source.Word(p.v.generic(p.v.keyPaths[in], p.n))
	}
	return source.Word(p.v.generic(k.URL, p.n))
}

// joinRepos reports whether the repositories say the same for two distributions; their architectures are the
// distribution's only where they are both distributions'.
func joinRepos(a, b []vendorRepo) bool {
	same := slices.EqualFunc(a, b, func(x, y vendorRepo) bool {
		return x.text(true) == y.text(true) || x.text(false) == y.text(false)
	})
	for i := 0; same && i < len(a); i++ {
		a[i].source.all = a[i].source.all && b[i].source.all
		a[i].target.all = a[i].target.all && b[i].target.all
	}
	return same
}

// text is everything a repository says; with all, architectures that are those of the distribution count as one word.
func (r *vendorRepo) text(all bool) string {
	repo := source.Side{Repo: r.repo}
	return fmt.Sprintf("%q", []any{r.name, r.source.text(all), r.target.text(all), r.channel, r.to, repo.Inline()})
}

func (s authoredSide) text(all bool) string {
	switch {
	case s.Side == nil:
		return "-"
	case all && s.all:
		return s.Inline() + "all"
	}
	return s.Inline() + fmt.Sprint(s.arches)
}
