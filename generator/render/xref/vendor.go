package xref

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// A Vendor is a third party in all cells that it supports. The embedded one is that of the first cell.
type Vendor struct {
	*model.Vendor
	Cells   []int
	PerCell []*model.Vendor
}

// DisplayName returns the vendor's title, or its name if it has none.
func (v *Vendor) DisplayName() string { return cmp.Or(v.Title, v.Name) }

// Owns reports whether an event is the vendor's.
func (v *Vendor) Owns(e *EventGroup) bool { return e.Origin != nil && e.Origin.Vendor == v.Name }

// SignatureIDs are the ids of the keys that sign the vendor's packages in any cell.
func (v *Vendor) SignatureIDs() (out []string) {
	for _, x := range v.PerCell {
		for _, sig := range x.Signatures {
			out = list.AppendNew(out, sig.ID)
		}
	}
	return out
}

// KeyFiles are the key files of all cells, each once.
func (v *Vendor) KeyFiles() (out []model.Key) {
	for _, x := range v.PerCell {
		for _, k := range x.Keys {
			list.FindOrAdd(&out, k, func(o model.Key) bool { return o.Name == k.Name })
		}
	}
	return out
}

// Vendor finds a vendor by its folder, nil if there is none.
func (x *Index) Vendor(name string) *Vendor {
	return list.Find(x.Vendors, func(v *Vendor) bool { return v.Name == name })
}

// vendors gathers the vendors of all cells.
func (x *Index) vendors() {
	for i, cell := range x.Cells {
		for _, mv := range cell.Target.Vendors {
			v := x.Vendor(mv.Name)
			if v == nil {
				v = &Vendor{Vendor: mv}
				x.Vendors = append(x.Vendors, v)
			}
			v.Cells, v.PerCell = append(v.Cells, i), append(v.PerCell, mv)
		}
	}
	slices.SortFunc(x.Vendors, func(a, b *Vendor) int {
		lower := func(v *Vendor) string { return strings.ToLower(v.DisplayName()) }
		return cmp.Or(strings.Compare(lower(a), lower(b)), strings.Compare(a.Name, b.Name))
	})
}

// A Tag is a word that events are marked with.
type Tag struct {
	Name   string
	Events []*EventGroup
}

// tags gathers the tags of events that take packages.
func (x *Index) tags() {
	byName := map[string]*Tag{}
	for _, e := range x.Events {
		if e.Origin == nil || len(e.In) == 0 {
			continue
		}
		for _, name := range e.Tags {
			t := byName[name]
			if t == nil {
				t = &Tag{Name: name}
				byName[name] = t
				x.Tags = append(x.Tags, t)
			}
			if n := len(t.Events); n == 0 || t.Events[n-1] != e {
				t.Events = append(t.Events, e)
			}
		}
	}
	slices.SortFunc(x.Tags, func(a, b *Tag) int { return strings.Compare(a.Name, b.Name) })
}
