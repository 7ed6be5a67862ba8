package delta

import (
	"cmp"
	"fmt"
	"slices"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

// A Skip is what could not be compared, and why.
type Skip struct {
	Distro string `json:"distribution"`
	Target int    `json:"target"`
	Vendor string `json:"vendor,omitempty"`
	Kind   Kind   `json:"kind"`
	Partly bool   `json:"partly,omitempty"` // what could be read was compared
	Why    string `json:"why"`
}

func (s Skip) compare(o Skip) int {
	return cmp.Or(cmp.Compare(s.Distro, o.Distro), cmp.Compare(s.Target, o.Target), cmp.Compare(s.Vendor, o.Vendor),
		cmp.Compare(s.Kind, o.Kind))
}

// An Unreadable is a file that cannot be read, or not whole, and the first error in it.
type Unreadable struct {
	Side string `json:"side"` // what people call it
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	Why  string `json:"why"`
}

func (u Unreadable) String() string {
	place := u.File
	if u.Line > 0 {
		place = fmt.Sprintf("%s:%d", u.File, u.Line)
	}
	return fmt.Sprintf("%s: %s: %s", u.Side, place, u.Why)
}

// Incomplete says in a few words, each beginning with a number, what is gone or could not be compared; nothing where
// all of the first side could be compared. As nobody knows what differs there, that is a difference.
func (d *Delta) Incomplete() (out []string) {
	gone := list.Select(d.Changes, func(c Change) bool { return c.Kind == Tree && len(c.After) == 0 })
	if n := len(gone); n > 0 {
		are := " are gone"
		if n == 1 {
			are = " is gone"
		}
		out = append(out, english.Count(n, "tree")+are)
	}
	trees := list.Group(d.Skipped, func(s Skip) Subject { return Subject{Distro: s.Distro, Target: s.Target} })
	if n := len(trees); n > 0 {
		out = append(out, english.Count(n, "tree")+" cannot be compared")
	}
	if n := len(d.Unreadable); n > 0 {
		out = append(out, english.Count(n, "file")+" cannot be read")
	}
	return out
}

// skips says what of a tree, and of the vendors in it, one side has and the other lacks or cannot read. What neither
// has is the same.
func skips(p pair) (out []Skip) {
	t := p[0]
	add := func(vendor string, kinds []Kind, partly bool, why string) {
		for _, k := range kinds {
			out = append(out, Skip{t.Distro.Folder, t.Major, vendor, k, partly, why})
		}
	}
	for _, f := range []struct {
		kinds  []Kind
		lacks  func(*model.Target) bool
		partly func(*model.Target) bool
	}{
		{[]Kind{Package}, lacksEvents, func(t *model.Target) bool { return t.Lacks.SomeEvents }},
		{[]Kind{Path, Mapping, Entry}, func(t *model.Target) bool { return t.Lacks.Map }, nil},
		{[]Kind{Section}, func(t *model.Target) bool { return t.Lacks.Repo }, nil},
	} {
		a, b := f.lacks(p[0]), f.lacks(p[1])
		switch {
		case a != b:
			add("", f.kinds, false, side(b)+" has no file for it, or none that can be read")
		case !a && f.partly != nil && f.partly(p[0]) != f.partly(p[1]):
			add("", f.kinds, true, side(f.partly(p[1]))+" has events that Leapp cannot use; they are left out")
		}
	}
	for _, v := range p[0].Vendors {
		i := slices.IndexFunc(p[1].Vendors, func(w *model.Vendor) bool { return w.Name == v.Name })
		if i < 0 {
			continue
		}
		a, b := v.Lacks, p[1].Vendors[i].Lacks
		if a.Broken != b.Broken {
			add(v.Name, []Kind{Mapping, Entry}, false, side(b.Broken)+" has a map that cannot be read")
		}
		if a.SomeEvents != b.SomeEvents {
			partly := len(v.Events) > 0 && len(p[1].Vendors[i].Events) > 0
			add(v.Name, []Kind{Package}, partly, side(b.SomeEvents)+" has events that cannot be read or used")
		}
	}
	return out
}

// lacksEvents reports whether nothing is known of the events of a tree.
func lacksEvents(t *model.Target) bool {
	return t.Lacks.Events && (!t.Lacks.SomeEvents || len(t.Events) == 0)
}

// side is what sentences call the first or the second side.
func side(second bool) string {
	if second {
		return "the second"
	}
	return "the first"
}

// files are the words for what Leapp reads the kinds from.
var files = map[Kind]string{
	Package: "events", Path: "the repository map", Mapping: "the repository map", Entry: "the repository map",
	Section: "the repositories",
}

// notCompared are sentences about what could not be compared, one for each file.
func (d *Delta) notCompared() []string {
	out := list.Map(d.Skipped, func(s Skip) string {
		where := fmt.Sprintf("%s, %d to %d", d.title(s.Distro), s.Target-1, s.Target)
		if s.Vendor != "" {
			where += ", vendor " + s.Vendor
		}
		how := "not compared"
		if s.Partly {
			how = "compared in part"
		}
		return fmt.Sprintf("%s: %s %s: %s", where, files[s.Kind], how, s.Why)
	})
	return list.Distinct(append(out, list.Map(d.Unreadable, Unreadable.String)...))
}
