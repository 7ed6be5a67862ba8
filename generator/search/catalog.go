package search

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/subjects"
)

// Catalog lists every package, distribution, upgrade path, vendor, repository and tag of a catalog. Guides are for the
// caller to add.
func Catalog(c *model.Catalog) []Entry {
	b := collector{entries: map[key]*entry{}}
	for _, d := range c.Distros {
		e := b.entry(Distribution, d.Folder)
		e.Title = d.Name
		e.alias(d.OSID)
		for _, n := range d.Names {
			e.alias(n.Name)
		}
		for _, word := range known.Called(d.OSID) {
			e.alias(word)
		}
	}
	for _, t := range c.Targets {
		paths := list.Map(t.Paths, (*model.Path).String)
		for _, p := range t.Paths {
			e := b.entry(Path, p.String())
			e.Title = fmt.Sprintf("Upgrade from %d to %d", p.Source, p.Target)
			e.fact(factKey{path: p.String()}, nil, t.Distro.Folder, nil)
			b.entry(Distribution, t.Distro.Folder).fact(factKey{path: p.String()}, nil, t.Distro.Folder, nil)
		}
		b.source(t, paths, "", &t.Map, t.Events)
		for _, v := range t.Vendors {
			e := b.entry(Vendor, v.Name)
			e.Title = v.Title
			b.source(t, paths, v.Name, &v.Map, v.Events)
			for _, p := range paths {
				e.fact(factKey{path: p, vendor: v.Name}, nil, t.Distro.Folder, nil)
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
	keys []factKey // of its facts, which are few
	ids  []uint64  // of its events, once for each distribution
}

func (b *collector) entry(kind Kind, name string) *entry {
	e := b.entries[key{kind, name}]
	if e == nil {
		e = &entry{Entry: Entry{Kind: kind, Name: name}}
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
			e.fact(factKey{path: p, vendor: vendor}, nil, t.Distro.Folder, []model.Package{{Repo: f.PESID}})
		}
	}
	for _, ev := range events {
		for _, p := range paths {
			b.event(ev, p, vendor, t.Distro.Folder)
		}
		for _, e := range []*entry{b.entry(Distribution, t.Distro.Folder), b.entries[key{Vendor, vendor}]} {
			if e != nil {
				e.add(ev)
			}
		}
	}
}

func (b *collector) event(ev *model.Event, path, vendor, distro string) {
	out := tidy(list.Map(ev.Out, func(p model.Package) string { return p.Name }))
	b.entry(Path, path).add(ev)
	takes := factKey{path, ev.Action.String(), vendor, strings.Join(out, " ")}
	for i, p := range ev.In {
		e := b.entry(Package, p.Name)
		e.add(ev)
		e.fact(takes, out, distro, ev.In[i:i+1]).tag(ev)
	}
	gives := factKey{path: path, vendor: vendor}
	for i, p := range ev.Out {
		e := b.entry(Package, p.Name)
		e.add(ev)
		key, names := gives, []string(nil)
		if slices.ContainsFunc(ev.In, func(q model.Package) bool { return q.Name == p.Name }) {
			key, names = takes, out
		}
		e.fact(key, names, distro, ev.Out[i:i+1]).tag(ev)
	}
	if ev.Origin != nil {
		for _, t := range ev.Tags {
			b.entry(Tag, t).add(ev)
		}
	}
}

// A factKey is what makes two facts one: they may differ in distribution and repositories.
type factKey struct{ path, action, vendor, out string }

// fact adds what an event of one distribution says of a package in these repositories.
func (e *entry) fact(key factKey, out []string, distro string, packages []model.Package) *Fact {
	n := slices.Index(e.keys, key)
	if n < 0 {
		n = len(e.keys)
		e.keys = append(e.keys, key)
		e.Facts = append(e.Facts, Fact{Path: key.path, Action: key.action, Vendor: key.vendor, Out: out})
	}
	f := &e.Facts[n]
	if n := len(f.Distros); n == 0 || f.Distros[n-1] != distro {
		f.Distros = append(f.Distros, distro)
	}
	for _, p := range packages {
		f.Repos = list.AppendNew(f.Repos, p.Repo)
	}
	return f
}

// tag adds the tags of an event.
func (f *Fact) tag(ev *model.Event) {
	if ev.Origin != nil {
		for _, t := range ev.Tags {
			f.Tags = list.AppendNew(f.Tags, t)
		}
	}
}

func (e *entry) add(ev *model.Event) { e.ids = append(e.ids, ev.ID) }

func (e *entry) alias(word string) {
	if word != "" && word != e.Name {
		e.Aliases = append(e.Aliases, word)
	}
}

// list gives the entries in the order of the index.
func (b *collector) list() []Entry {
	out := make([]Entry, 0, len(b.entries))
	for _, e := range b.entries {
		e.Entry.Events = len(list.Distinct(e.ids))
		if rank := subjects.Rank(e.Name); e.Kind == Package && rank != subjects.Unlisted {
			e.Entry.Rank = rank + 1
		}
		for i, f := range e.Entry.Facts {
			e.Entry.Facts[i].Repos = tidy(f.Repos)
			if f.Tags != nil {
				e.Entry.Facts[i].Tags = tidy(f.Tags)
			}
		}
		slices.SortFunc(e.Entry.Facts, compareFacts)
		e.Entry.Aliases = tidy(e.Entry.Aliases)
		out = append(out, e.Entry)
	}
	slices.SortFunc(out, compareEntries)
	return out
}
