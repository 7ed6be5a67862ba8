package fate

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
)

// Tally is the beginning of the report on a journey: how many packages there are, and what has come of them.
func (j *Journey) Tally() []Count {
	first := j.Hops[0].Result
	out := []Count{first.Tally()[0]}
	for _, f := range Fates {
		if n := j.Counts[f]; n > 0 {
			words, _, _ := strings.Cut(countWords[f], ":")
			if f == New {
				words = "new, and there in the end"
			}
			out = append(out, Count{f, n, words})
		}
	}
	return append(out, Count{"", j.Counts["left"], "packages in the end"})
}

// Report is what is left in the end: whether Leapp makes all hops, then what is gone, left behind, replaced and new,
// and by which hop.
func (j *Journey) Report() []Section {
	out := []Section{j.verdict()}
	for _, s := range []Section{
		j.rows("Gone in the end, and nothing stands in its place", Removed, Lost),
		j.rows("Missing", Missing),
		j.byHop("Not in the new release", Orphan),
		j.byHop("Only in module streams or repositories that the upgrade does not use", Elsewhere),
		j.byHop("Of a vendor that is not active", OfVendor),
		j.rows("Replaced", Replaced),
		j.byHop("New, and there in the end", New),
		j.byHop("Not counted by Leapp, and left as they are", Foreign),
		j.byHop("No event of the last upgrade names these, and no inventory has them", Unknown),
	} {
		if !s.empty() {
			out = append(out, s)
		}
	}
	return out
}

func (j *Journey) verdict() Section {
	if j.OK {
		s := Section{Head: fmt.Sprintf("The package data stop none of the %d upgrades.", len(j.Hops)),
			Lines: []string{onlyLeapp}}
		all := Summary{}
		var lacking []string
		for _, h := range j.Hops {
			if all.addKeys(h.Result); len(h.MissingKeys) > 0 {
				lacking = append(lacking, h.way())
			}
		}
		if lacking != nil {
			s.Head = strings.TrimSuffix(s.Head, ".") + ", but keys are missing for " + english.And(lacking) + "."
			s.Lines = append(all.MissingKeys(), onlyLeapp)
		}
		return s
	}
	s := Section{Head: "Leapp does not make all of these upgrades"}
	for _, h := range j.Hops {
		for _, f := range h.Refusals {
			s.Rows = append(s.Rows, Row{Cells: []string{h.way(), refusalVerbs[f.Kind], f.Message,
				place(f.File, f.Line)}})
		}
	}
	s.Lines = []string{"What follows is what they would do otherwise."}
	if !j.Complete {
		s.Lines = []string{fmt.Sprintf("Leapp gives up in the upgrade %s: what would come after it is not known.",
			j.Hops[len(j.Hops)-1].way())}
	}
	return s
}

// way is "7.9 to 8.10".
func (h *Hop) way() string { return h.Source + " to " + h.Target }

// rows are the courses of some fates, one a line: the package, what stands in its place, and each hop that does
// something to it.
func (j *Journey) rows(head string, fates ...string) Section {
	s := Section{Fate: fates[0], Head: head}
	for i := range j.Courses {
		c := &j.Courses[i]
		if !slices.Contains(fates, c.Fate) || c.passes() {
			continue
		}
		cells := []string{c.title()}
		if len(c.Ends) > 0 && c.Fate == Replaced {
			cells = append(cells, "-> "+strings.Join(c.Ends, ", "))
		}
		s.Rows = append(s.Rows, Row{Cells: append(cells, j.told(c))})
	}
	return s
}

// told says what the hops do to a package whose end is not the only thing that happens: "replaced in 8.10 by b; b is
// removed in 9.6".
func (j *Journey) told(c *Course) string {
	var parts []string
	for _, l := range c.Legs {
		if l.Fate != Replaced && !slices.Contains([]string{Removed, Lost, Missing}, l.Fate) {
			continue
		}
		text := l.Fate + " in " + j.Hops[l.Hop-1].Target
		if l.Name != c.Name {
			text = l.Name + " is " + text
		}
		if len(l.Instead) > 0 && !slices.Equal(l.Instead, c.Ends) {
			text += " by " + english.And(l.Instead)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

func (c *Course) title() string {
	if c.Stream != "" {
		return c.Name + " (" + c.Stream + ")"
	}
	return c.Name
}

// byHop are the courses of a fate by the hop that makes it so.
func (j *Journey) byHop(head, fate string) Section {
	s := Section{Fate: fate, Head: head}
	for k, h := range j.Hops {
		l := List{Lead: "since " + h.Target + ": "}
		for i := range j.Courses {
			if c := &j.Courses[i]; c.Fate == fate && c.Hop == k+1 {
				l.Names = append(l.Names, c.title())
			}
		}
		if len(l.Names) > 0 {
			s.Lists = append(s.Lists, l)
		}
	}
	return s
}

// Changes is the report on one hop of several, without what the hop before it said already: packages that both leave
// behind. k is its number, from 0.
func (j *Journey) Changes(k int) []Section {
	h := j.Hops[k]
	if k == 0 {
		return h.Report()
	}
	told := map[string]string{}
	for i := range j.Hops[k-1].Packages {
		p := &j.Hops[k-1].Packages[i]
		told[p.title()] = p.Fate
	}
	left := func(p *Package) bool {
		return p != nil && slices.Contains(stayed, p.Fate) && slices.Contains(stayed, told[p.title()])
	}
	var out []Section
	for _, s := range h.Report()[1:] { // refusals stand at the top
		switch s.Fate {
		case Upgraded:
			n := h.Counts[Upgraded]
			s = Section{Fate: Upgraded, Head: s.Head, Lines: []string{english.Count(n, "package") + "; --why PACKAGE " +
				"tells of one, --format csv of all"}}
		case "":
			if s.Head == "Assumed" {
				s.Lines = list.Select(s.Lines, func(line string) bool {
					return !slices.Contains(j.Hops[k-1].Assumed, line)
				})
			}
		default:
			s = s.without(left)
		}
		if !s.empty() {
			out = append(out, s)
		}
	}
	return out
}

// without is a section without some packages; an empty one where it has no others.
func (s *Section) without(drop func(*Package) bool) Section {
	out := Section{Fate: s.Fate, Head: s.Head}
	out.Rows = list.Select(s.Rows, func(r Row) bool { return !drop(r.Package) })
	for _, l := range s.Lists {
		kept := List{Lead: l.Lead}
		for i, name := range l.Names {
			if i >= len(l.Packages) || !drop(l.Packages[i]) {
				kept.Names = append(kept.Names, name)
				kept.Packages = append(kept.Packages, l.Packages[min(i, len(l.Packages)):min(i+1, len(l.Packages))]...)
			}
		}
		if len(kept.Names) > 0 {
			out.Lists = append(out.Lists, kept)
		}
	}
	if len(out.Rows)+len(out.Lists) > 0 {
		out.Lines = s.Lines
	}
	return out
}
