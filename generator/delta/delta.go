// Package delta finds the differences in meaning between two catalogs: in what upgrades do to packages, and in the
// other files that machines read. [Compare] makes a [Delta]: a list of changes, each of one subject, which is printed
// as text, Markdown or JSON, or kept as the notes of a release. See the example.
//
// Meaning is what Leapp does: ids, the order in files, texts for readers and the difference between replaced, renamed
// and split do not count, as Leapp only looks at the packages (Leapp guide 4.7). A [Delta] is complete: applying its
// changes to the facts of the old catalog gives the facts of the new one.
package delta

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
)

// A Kind is what a change is about.
type Kind string

// The kinds.
const (
	Tree      Kind = "tree"      // a distribution's files for one target; named by the target, el8
	Path      Kind = "path"      // an upgrade path, 7-8
	Package   Kind = "package"   // what events do to a package
	Mapping   Kind = "mapping"   // what a source repository maps to: path and PES ID
	Entry     Kind = "entry"     // the repoids of a PES ID in one major
	Section   Kind = "section"   // a section of a .repo file: the repoid
	Key       Kind = "key"       // a file of OpenPGP keys
	Signature Kind = "signature" // an id of a key whose packages are a vendor's
	Vendor    Kind = "vendor"
	File      Kind = "file" // carried as it is
)

// A Category says how a change matters to administrators.
type Category string

// The categories.
const (
	Removed      Category = "removed"      // an upgrade now removes the package without a replacement
	Kept         Category = "kept"         // it is no longer removed
	Replaced     Category = "replaced"     // it is replaced by other packages than before, or newly replaced
	Moved        Category = "moved"        // it comes from another repository
	Changed      Category = "changed"      // same result under other conditions: release, packages, architectures
	Security     Category = "security"     // keys, signatures, and what turns their checks on and off
	Repositories Category = "repositories" // maps and .repo files
	Vendors      Category = "vendors"      // a vendor that is new or gone, with all it ships
	Paths        Category = "paths"        // an upgrade path or a tree that is new or gone, with all in it
	Files        Category = "files"        // files that are carried as they are
)

// Categories are all of them, what matters most first.
var Categories = list.Map(model.Categories, func(name string) Category { return Category(name) })

// rank is the place among the Categories.
func (c Category) rank() int { return slices.Index(Categories, c) }

// A Subject is what can differ.
type Subject struct {
	Distro string // folder
	Target int    // major
	Vendor string // "" for the distribution's own
	Kind   Kind
	Name   string
}

// A Fact is one thing that is true of a subject. Two facts are the same when their texts are.
type Fact struct {
	Text string
	Step *Step // of a package
}

// A Change is a subject whose facts differ: those before and those after.
type Change struct {
	Subject
	Category      Category
	Arches        []string // of a package: where it changes, sorted; nil for other kinds
	Before, After []Fact   // sorted; empty if the subject did not exist or no event took the package
	Whole         Kind     // Tree or Vendor when the change is part of one that is new or gone as a whole
	Turns         []Turn   // of a package: what it means
	By            string   // of a package: ByUpstream or ByProject; "" where nobody knows
}

// A Delta is everything that differs, sorted by category, target, vendor, name and distribution.
type Delta struct {
	From, To   string // what people call the two
	Changes    []Change
	Skipped    []Skip
	Unreadable []Unreadable // files that are not the same on both sides; set by who read them

	sides   [2]*model.Catalog
	names   map[string]string   // of distributions, by folder
	offered map[string][]string // architectures, by folder
	both    map[int][]string    // distributions that both have, by target
	taken   map[string]bool     // packages that events of the second take; only set if a tree or vendor is gone
	rules   comparison
}

// comparison says what both sides can express, and so what is compared.
type comparison struct {
	noOS bool // the maps of one side name no distributions: no names are compared
	pins bool // both are sources, which pin the fingerprints of keys that are not there yet
}

// Count is the number of changes in a category.
func (d *Delta) Count(c Category) int {
	return len(list.Select(d.Changes, func(x Change) bool { return x.Category == c }))
}

// A pair is a tree on both sides; one of them may be nil.
type pair [2]*model.Target

// Compare finds what differs.
func Compare(from, to *model.Catalog, jobs int) *Delta {
	d := &Delta{
		names: map[string]string{}, offered: map[string][]string{}, both: map[int][]string{},
		sides: [2]*model.Catalog{from, to},
		rules: comparison{noOS: !namesOS(from) || !namesOS(to), pins: from.Sources && to.Sources},
	}
	type key struct {
		distro string
		major  int
	}
	byKey := map[key]pair{}
	for side, c := range []*model.Catalog{from, to} {
		for _, x := range c.Distros {
			d.names[x.Folder] = cmp.Or(x.Name, x.Folder)
			d.offered[x.Folder] = union(d.offered[x.Folder], x.Arches)
		}
		for _, t := range c.Targets {
			k := key{t.Distro.Folder, t.Major}
			p := byKey[k]
			p[side] = t
			byKey[k] = p
		}
	}
	pairs := slices.Collect(maps.Values(byKey)) // in any order: what is found is sorted
	for i, r := range par.Map(jobs, len(pairs), func(i int) result { return compareTree(pairs[i], d.rules) }) {
		d.Changes, d.Skipped = append(d.Changes, r.changes...), append(d.Skipped, r.skipped...)
		if t := pairs[i][0]; t != nil && pairs[i][1] != nil {
			d.both[t.Major] = append(d.both[t.Major], t.Distro.Folder)
		}
	}
	slices.SortFunc(d.Changes, Change.compare)
	d.setBy()
	slices.SortFunc(d.Skipped, Skip.compare)
	for _, folders := range d.both {
		slices.Sort(folders)
	}
	if slices.ContainsFunc(d.Changes, func(c Change) bool { return c.Whole != "" && len(c.After) == 0 }) {
		d.taken = takenBy(to)
	}
	return d
}

// takenBy names the packages that an event of the catalog takes.
func takenBy(c *model.Catalog) map[string]bool {
	out := map[string]bool{}
	for _, t := range c.Targets {
		for _, e := range t.AllEvents() {
			for _, p := range e.In {
				out[p.Name] = true
			}
		}
	}
	return out
}

// namesOS reports whether maps say for which distribution a repository is, as they do from format 1.3.0 on.
func namesOS(c *model.Catalog) bool {
	for _, t := range c.Targets {
		for _, e := range t.Map.Entries() {
			if e.Distro != "" {
				return true
			}
		}
	}
	return false
}

func (c Change) compare(o Change) int {
	return cmp.Or(cmp.Compare(c.Category.rank(), o.Category.rank()), cmp.Compare(c.Target, o.Target),
		cmp.Compare(c.Vendor, o.Vendor), cmp.Compare(c.Kind, o.Kind), cmp.Compare(c.Name, o.Name),
		cmp.Compare(c.Distro, o.Distro), slices.Compare(c.Arches, o.Arches))
}

// result is what differs in one tree.
type result struct {
	changes []Change
	skipped []Skip
}

func compareTree(p pair, rules comparison) (r result) {
	t := cmp.Or(p[1], p[0])
	whole := Tree
	if p[0] != nil && p[1] != nil {
		whole = ""
		r.skipped = skips(p)
	}
	a, b := scopes(p[0], rules), scopes(p[1], rules)
	for _, name := range union(keysOf(a), keysOf(b)) {
		part := whole
		if part == "" && (a[name] == nil || b[name] == nil) {
			part = Vendor
		}
		skip := map[Kind]bool{}
		for _, s := range r.skipped {
			skip[s.Kind] = skip[s.Kind] || s.Vendor == name && !s.Partly
		}
		none := &scope{}
		changes := compareScope(t, name, cmp.Or(a[name], none), cmp.Or(b[name], none), part, skip)
		r.changes = append(r.changes, changes...)
	}
	return r
}

// compareScope compares what a distribution, or one vendor, ships in a tree.
func compareScope(t *model.Target, vendor string, a, b *scope, whole Kind, skip map[Kind]bool) (out []Change) {
	before, after := a.facts(), b.facts()
	for _, s := range things(before, after) {
		if skip[s.kind] || slices.EqualFunc(before[s], after[s], sameFact) {
			continue
		}
		c := Change{
			Subject: Subject{t.Distro.Folder, t.Major, vendor, s.kind, s.name},
			Before:  before[s], After: after[s], Whole: whole,
		}
		c.Category = c.category()
		out = append(out, c)
	}
	if skip[Package] {
		return out
	}
	for _, x := range compareEvents(a.events, b.events) {
		x.Subject = Subject{t.Distro.Folder, t.Major, vendor, Package, x.Name}
		if x.Whole = whole; whole != "" {
			x.Category = x.category()
		}
		out = append(out, x)
	}
	return out
}

func sameFact(a, b Fact) bool { return a.Text == b.Text }

// category of a change that is not about a package, or is part of something whole.
func (c Change) category() Category {
	switch {
	case c.Kind == Key || c.Kind == Signature || c.Kind == Section && secures(c):
		return Security
	case c.Whole == Tree || c.Kind == Path:
		return Paths
	case c.Whole == Vendor:
		return Vendors
	case c.Kind == File:
		return Files
	}
	return Repositories
}

// ParseCategories reads what --fail-on names.
func ParseCategories(words []string) (out []Category, err error) {
	for _, w := range words {
		if !slices.Contains(model.Categories, w) {
			return nil, fmt.Errorf("there is no category %q: there is %s", w, strings.Join(model.Categories, ", "))
		}
		out = append(out, Category(w))
	}
	return out, nil
}
