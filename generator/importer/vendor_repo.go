package importer

import (
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"

	"pes/generator/source"
)

// addRepositories writes the repositories of all targets: once where they say the same, else what differs below the
// target.
func (v *vendorData) addRepositories(byTarget map[int][]vendorRepo) {
	var all []vendorRepo
	for _, repos := range list.ByKey(byTarget) {
		all = append(all, repos...)
	}
	for _, repos := range list.Group(all, func(r vendorRepo) string { return r.name }) {
		v.src.Repositories.Add(repos[0].name, repository(repos, len(byTarget)))
	}
}

// repository is one repository of a vendor, for each of the targets that have it, of how many there are.
func repository(repos []vendorRepo, targets int) (out source.VendorRepo) {
	first := repos[0]
	out.VendorSides = first.sides()
	differs := func(r vendorRepo) bool {
		return r.source.all != first.source.all || r.target.all != first.target.all ||
			r.text(false) != first.text(false)
	}
	if len(repos) == targets && !slices.ContainsFunc(repos, differs) {
		out.Target = source.VendorTarget{Side: first.target.Side}
		return out
	}
	for _, r := range repos[1:] {
		keepCommon(&out.VendorSides, r.sides())
	}
	for _, r := range repos {
		m := source.MajorTarget{Major: r.major, VendorSides: r.sides()}
		dropSaid(&m.VendorSides, out.VendorSides)
		if r.target.Side != nil {
			m.PESID, m.Repoid, m.Entries = r.target.PESID, r.target.Repoid, r.target.Entries
			if r.target.Channel.Set() {
				m.Channel = r.target.Channel
			}
		}
		out.Target.ByMajor = append(out.Target.ByMajor, m)
	}
	return out
}

// sides are the parts of a repository that the keys of a vendor's repository say.
func (r *vendorRepo) sides() (s source.VendorSides) {
	s.Source, s.Repo = r.source.Side, r.repo
	s.Repo.Pairs = slices.Clone(s.Repo.Pairs)
	hasSource, hasTarget := r.source.Side != nil, r.target.Side != nil
	switch {
	case hasTarget && !r.target.all:
		s.Arches = source.Words(r.target.arches...)
	case !hasTarget && hasSource && !r.source.all:
		s.Arches = source.Words(r.source.arches...)
	}
	sameArches := r.target.all && r.source.all || !r.target.all && slices.Equal(r.source.arches, r.target.arches)
	if hasSource && hasTarget && !sameArches {
		s.SourceArches = source.Words(r.source.arches...)
	}
	s.Channel, s.To = source.OptionalWord(r.channel), source.OptionalWords(r.to)
	return s
}

// lists are the lists among the keys of a vendor's repository.
func lists(s *source.VendorSides) []*source.Texts {
	return []*source.Texts{&s.Arches, &s.SourceArches, &s.To}
}

// keepCommon keeps only the values that another target has too, option by option.
func keepCommon(s *source.VendorSides, o source.VendorSides) {
	if s.Source != nil && (o.Source == nil || s.Source.Inline() != o.Source.Inline()) {
		s.Source = nil
	}
	for i, theirs := range lists(&o) {
		if mine := lists(s)[i]; mine.Set() != theirs.Set() || !slices.Equal(mine.Values(), theirs.Values()) {
			*mine = source.Texts{}
		}
	}
	if s.Channel.Value != o.Channel.Value {
		s.Channel = source.Text{}
	}
	s.Repo.Pairs = slices.DeleteFunc(s.Repo.Pairs, func(p source.Pair[source.Option]) bool {
		q, ok := o.Repo.Get(p.Key.Value)
		return !ok || !slices.Equal(p.Value.Values(), q.Values())
	})
}

// dropSaid drops from one target the values that the repository states for all targets.
func dropSaid(s *source.VendorSides, all source.VendorSides) {
	if all.Source != nil {
		s.Source = nil
	}
	for i, said := range lists(&all) {
		if said.Set() {
			*lists(s)[i] = source.Texts{}
		}
	}
	if all.Channel.Set() {
		s.Channel = source.Text{}
	}
	s.Repo.Pairs = slices.DeleteFunc(s.Repo.Pairs, func(p source.Pair[source.Option]) bool {
		return all.Repo.At(p.Key.Value) != nil
	})
}

// assignKeys gives each key file of vendors.d/rpm-gpg to the vendors whose .repo names it, else to the one whose name
// the file's begins with.
func (im *importer) assignKeys(names []string) {
	for _, in := range im.vendorKeyFiles {
		owners := list.Select(names, func(name string) bool { return im.vendors[name].names(in) })
		if len(owners) == 0 {
			owners = longestPrefix(names, in.Base)
		}
		if len(owners) == 0 {
			im.file(in.Name, NotImported, "no vendor's .repo names it and no vendor's name begins it")
			continue
		}
		im.file(in.Name, Imported, in.keyWords())
		for _, name := range owners {
			im.vendors[name].keys = append(im.vendors[name].keys, in)
		}
	}
	for _, v := range im.vendors {
		v.keyPaths = placeKeys(v.keys)
	}
}

// longestPrefix is the name that begins s, the longest one where several do.
func longestPrefix(names []string, s string) (found []string) {
	for _, name := range names {
		if strings.HasPrefix(s, name) && (found == nil || len(name) > len(found[0])) {
			found = []string{name}
		}
	}
	return found
}

// names reports whether a section of the vendor points to the key file.
func (v *vendorData) names(in *input) bool {
	for distro, x := range v.variants {
		for n, t := range x.targets {
			for _, k := range list.FlatMap(t.sections, func(s model.Section) []model.KeyRef { return s.Keys }) {
				found := findKey([]*input{in}, distro, max(n, in.Target), k.URL)
				if found != nil && strings.Contains(k.URL, "/vendors.d/") {
					return true
				}
			}
		}
	}
	return false
}
