package importer

import (
	"maps"
	"slices"
	"strings"

	"pes/generator/source"
)

// addRepositories writes the repositories of all targets: once where they say the same, else what differs below the
// target.
func (v *vendorData) addRepositories(byTarget map[int][]vendorRepo) {
	targets := slices.Sorted(maps.Keys(byTarget))
	var names []string
	found := map[string]map[int]*vendorRepo{}
	for _, n := range targets {
		for i := range byTarget[n] {
			r := &byTarget[n][i]
			if found[r.name] == nil {
				found[r.name] = map[int]*vendorRepo{}
				names = append(names, r.name)
			}
			found[r.name][n] = r
		}
	}
	for _, name := range names {
		v.src.Repositories.Add(name, repository(found[name], targets))
	}
}

// repository is one repository of a vendor, for all targets that have it.
func repository(byTarget map[int]*vendorRepo, targets []int) (out source.VendorRepo) {
	have := slices.Sorted(maps.Keys(byTarget))
	first := byTarget[have[0]]
	same := len(have) == len(targets)
	out.VendorSides = first.sides()
	for _, n := range have[1:] {
		r := byTarget[n]
		sameArches := r.source.all == first.source.all && r.target.all == first.target.all
		same = same && sameArches && r.text(false) == first.text(false)
	}
	if same {
		out.Target = source.VendorTarget{Side: first.target.Side}
		return out
	}
	for _, n := range have[1:] {
		keepCommon(&out.VendorSides, byTarget[n].sides())
	}
	for _, n := range have {
		r := byTarget[n]
		m := source.MajorTarget{Major: n, VendorSides: r.sides()}
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
	if r.channel != "" {
		s.Channel = source.Word(r.channel)
	}
	if r.to != nil {
		s.To = source.Words(r.to...)
	}
	return s
}

// lists are the lists among the keys of a vendor's repository.
func lists(s *source.VendorSides) []*source.Texts {
	return []*source.Texts{&s.Arches, &s.SourceArches, &s.To}
}

// keepCommon keeps what another target says alike, option by option.
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

// dropSaid drops from one target what the repository says for all.
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
		var owners []string
		for _, name := range names {
			if im.vendors[name].names(in) {
				owners = append(owners, name)
			}
		}
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
	for _, name := range names {
		v := im.vendors[name]
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
			for _, s := range t.sections {
				for _, k := range s.Keys {
					found := findKey([]*input{in}, distro, max(n, in.Target), k.URL)
					if found != nil && strings.Contains(k.URL, "/vendors.d/") {
						return true
					}
				}
			}
		}
	}
	return false
}
