package importer

import (
	"maps"
	"slices"
	"strings"

	"pes/generator/model"
	"pes/generator/source"
)

// repositories writes the records of all targets: once where they say the same, else what differs below the target.
func (v *vendorData) repositories(byTarget map[int][]record) {
	targets := slices.Sorted(maps.Keys(byTarget))
	var names []string
	found := map[string]map[int]*record{}
	for _, n := range targets {
		for i := range byTarget[n] {
			r := &byTarget[n][i]
			if found[r.name] == nil {
				found[r.name] = map[int]*record{}
				names = append(names, r.name)
			}
			found[r.name][n] = r
		}
	}
	for _, name := range names {
		v.src.Repositories.Pairs = append(v.src.Repositories.Pairs, source.Pair[source.VendorRepo]{Key: source.Word(name), Value: repository(found[name], targets)})
	}
}

func repository(byTarget map[int]*record, targets []int) (out source.VendorRepo) {
	var all []*record
	for _, n := range targets {
		if r := byTarget[n]; r != nil {
			all = append(all, r)
		}
	}
	same := len(all) == len(targets)
	for _, r := range all {
		same = same && r.text(false) == all[0].text(false) && r.sourceAll == all[0].sourceAll && r.targetAll == all[0].targetAll
	}
	if same {
		out.VendorSides = all[0].sides()
		out.Target = source.VendorTarget{Side: all[0].target}
		return out
	}
	out.VendorSides = common(all)
	for _, n := range targets {
		if r := byTarget[n]; r != nil {
			m := source.MajorTarget{Major: n, VendorSides: without(r.sides(), out.VendorSides)}
			if r.target != nil {
				m.PESID, m.Repoid, m.Entries = r.target.PESID, r.target.Repoid, r.target.Entries
				if r.target.Channel.Set() {
					m.Channel = r.target.Channel
				}
			}
			out.Target.ByMajor = append(out.Target.ByMajor, m)
		}
	}
	return out
}

// sides are the parts of a record that the keys of a vendor's repository say.
func (r *record) sides() (s source.VendorSides) {
	s.Source, s.Repo = r.source, r.repo
	if r.target != nil && !r.targetAll {
		s.Arches = source.Words(r.targetArch...)
	}
	switch {
	case r.source == nil:
	case r.target == nil:
		if !r.sourceAll {
			s.Arches = source.Words(r.sourceArch...)
		}
	case r.sourceAll && r.targetAll:
	case !slices.Equal(r.sourceArch, r.targetArch) || r.targetAll:
		s.SourceArches = source.Words(r.sourceArch...)
	}
	if r.channel != "" {
		s.Channel = source.Word(r.channel)
	}
	if r.to != nil {
		s.To = source.Words(r.to...)
	}
	return s
}

// common keeps what all targets say alike, option by option.
func common(all []*record) source.VendorSides {
	s := all[0].sides()
	for _, r := range all[1:] {
		o := r.sides()
		if s.Source != nil && (o.Source == nil || s.Source.Inline() != o.Source.Inline()) {
			s.Source = nil
		}
		for _, x := range []struct{ a, b *source.Texts }{{&s.Arches, &o.Arches}, {&s.SourceArches, &o.SourceArches}, {&s.To, &o.To}} {
			if x.a.Set() != x.b.Set() || !slices.Equal(x.a.Values(), x.b.Values()) {
				*x.a = source.Texts{}
			}
		}
		if s.Channel.Value != o.Channel.Value {
			s.Channel = source.Text{}
		}
		s.Repo.Pairs = slices.DeleteFunc(slices.Clone(s.Repo.Pairs), func(p source.Pair[source.Option]) bool {
			q, ok := o.Repo.Get(p.Key.Value)
			return !ok || !slices.Equal(p.Value.Values(), q.Values())
		})
	}
	return s
}

// without drops from one target what the repository says for all.
func without(s, base source.VendorSides) source.VendorSides {
	if base.Source != nil {
		s.Source = nil
	}
	for _, x := range []struct{ a, b *source.Texts }{{&s.Arches, &base.Arches}, {&s.SourceArches, &base.SourceArches}, {&s.To, &base.To}} {
		if x.b.Set() {
			*x.a = source.Texts{}
		}
	}
	if base.Channel.Set() {
		s.Channel = source.Text{}
	}
	s.Repo.Pairs = slices.DeleteFunc(slices.Clone(s.Repo.Pairs), func(p source.Pair[source.Option]) bool {
		_, ok := base.Repo.Get(p.Key.Value)
		return ok
	})
	return s
}

// keyText writes the key of a vendor's section.
func (v *vendorData) keyText(folder string, k model.KeyRef, n int) source.Text {
	if in := findKey(v.keys, folder, n, k.URL); in != nil && strings.Contains(k.URL, "/vendors.d/") {
		return source.Word(Generic(v.keyPaths[in], n))
	}
	return source.Word(k.URL)
}

// assignKeys gives each key file of vendors.d/rpm-gpg to the vendors whose .repo names it, else to the one whose name begins it.
func (im *importer) assignKeys(names []string) {
	for _, in := range im.vendorKeyFiles {
		var owners []string
		for _, name := range names {
			if im.names(im.vendors[name], in) {
				owners = append(owners, name)
			}
		}
		if len(owners) == 0 {
			owners = longestPrefix(names, in.name)
		}
		if len(owners) == 0 {
			im.report.file(in.file.Name, NotImported, "no vendor's .repo names it and no vendor's name begins it")
			continue
		}
		im.report.file(in.file.Name, Imported, in.keyWords())
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
func (im *importer) names(v *vendorData, in *input) bool {
	for distro, x := range v.variants {
		for n, t := range x.targets {
			for _, s := range t.sections {
				for _, k := range s.Keys {
					if found := findKey([]*input{in}, distro, max(n, in.target), k.URL); found != nil && strings.Contains(k.URL, "/vendors.d/") {
						return true
					}
				}
			}
		}
	}
	return false
}
