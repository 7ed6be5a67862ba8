package search

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/model"
)

// Catalog lists every package, distribution, upgrade path, vendor and repository of a catalog. Guides are for the caller to add.
func Catalog(c *model.Catalog) []Entry {
	b := collector{entries: map[key]*entry{}}
	for _, d := range c.Distros {
		e := b.entry(Distribution, d.Folder)
		e.Title = d.Name
		e.alias(d.OSID)
	}
	for _, t := range c.Targets {
		paths := make([]string, 0, len(t.Paths))
		for _, p := range t.Paths {
			paths = append(paths, p.String())
			e := b.entry(Path, p.String())
			e.Title = fmt.Sprintf("Upgrade from %d to %d", p.Source, p.Target)
			e.fact(Fact{Path: p.String()}, t.Distro.Folder)
			b.entry(Distribution, t.Distro.Folder).fact(Fact{Path: p.String()}, t.Distro.Folder)
		}
		b.source(t, paths, "", &t.Map, t.Events)
		for _, v := range t.Vendors {
			e := b.entry(Vendor, v.Name)
			e.Title = v.Title
			b.source(t, paths, v.Name, &v.Map, v.Events)
			for _, p := range paths {
				e.fact(Fact{Path: p, Vendor: v.Name}, t.Distro.Folder)
			}
		}
	}
	return b.list()
}

type key struct {
	kind Kind
	name string
}

// A collector gathers what several targets say of one page.
type collector struct{ entries map[key]*entry }

type entry struct {
	Entry
	facts map[string]*Fact
	ids   map[uint64]bool
}

func (b *collector) entry(kind Kind, name string) *entry {
	e := b.entries[key{kind, name}]
	if e == nil {
		e = &entry{Entry: Entry{Kind: kind, Name: name}, facts: map[string]*Fact{}, ids: map[uint64]bool{}}
		b.entries[key{kind, name}] = e
	}
	return e
}

// source takes the repositories and events of a distribution or of a vendor.
func (b *collector) source(t *model.Target, paths []string, vendor string, m *model.Map, events []*model.Event) {
	for _, f := range m.Families {
		e := b.entry(Repository, f.PESID)
		for _, variant := range f.Entries {
			e.alias(variant.Repoid)
		}
		for _, p := range paths {
			e.fact(Fact{Path: p, Vendor: vendor, Repos: []string{f.PESID}}, t.Distro.Folder)
		}
	}
	for _, ev := range events {
		for _, p := range paths {
			b.event(ev, p, vendor, t.Distro.Folder)
		}
		for _, e := range []*entry{b.entry(Distribution, t.Distro.Folder), b.entries[key{Vendor, vendor}]} {
			if e != nil {
				e.ids[ev.ID] = true
			}
		}
	}
}

func (b *collector) event(ev *model.Event, path, vendor, distro string) {
	out := make([]string, 0, len(ev.Out))
	for _, p := range ev.Out {
		out = append(out, p.Name)
	}
	b.entry(Path, path).ids[ev.ID] = true
	stays := func(list []model.Package, name string) bool {
		return slices.ContainsFunc(list, func(p model.Package) bool { return p.Name == name })
	}
	for _, p := range ev.In {
		e := b.entry(Package, p.Name)
		e.ids[ev.ID] = true
		e.fact(Fact{Path: path, Action: ev.Action.String(), Vendor: vendor, Repos: repos(ev, p.Name), Out: out}, distro)
	}
	for _, p := range ev.Out {
		e := b.entry(Package, p.Name)
		e.ids[ev.ID] = true
		if !stays(ev.In, p.Name) {
			e.fact(Fact{Path: path, Vendor: vendor, Repos: repos(ev, p.Name)}, distro)
		}
	}
}

// repos are the repositories an event names for a package.
func repos(ev *model.Event, name string) (ids []string) {
	for _, set := range [][]model.Package{ev.In, ev.Out} {
		for _, p := range set {
			if p.Name == name && p.Repo != "" {
				ids = append(ids, p.Repo)
			}
		}
	}
	return ids
}

// fact adds a fact of one distribution; facts that differ in distribution and repositories alone are one.
func (e *entry) fact(f Fact, distro string) {
	f.Out = tidy(f.Out)
	id := strings.Join(append([]string{f.Path, f.Action, f.Vendor}, f.Out...), "\x00")
	known := e.facts[id]
	if known == nil {
		known = &f
		e.facts[id] = known
	} else {
		known.Repos = append(slices.Clip(known.Repos), f.Repos...)
	}
	known.Distros = append(known.Distros, distro)
}

func (e *entry) alias(word string) {
	if word != "" && word != e.Name {
		e.Aliases = append(e.Aliases, word)
	}
}

// list gives the entries in the order of the index.
func (b *collector) list() []Entry {
	out := make([]Entry, 0, len(b.entries))
	for _, e := range b.entries {
		e.Entry.Events = len(e.ids)
		for _, f := range e.facts {
			e.Entry.Facts = append(e.Entry.Facts, *f)
		}
		out = append(out, e.Entry)
	}
	return normal(out)
}
