package fate

import (
	"bufio"
	"fmt"
	"io"
	"slices"

	"pes/generator/diag"
)

// Print prints the journey of one machine: what is left in the end, then each hop with what to do before it. One hop
// prints as its result does.
func (j *Journey) Print(w io.Writer, t Text) error {
	if len(j.Hops) == 1 && j.Complete {
		return j.Hops[0].Print(w, t)
	}
	p := &printer{bufio.NewWriter(w), t.Color}
	p.line("%s: %s", diag.Printable(j.Name), diag.Printable(t.Title))
	if t.Only != nil {
		for _, name := range t.Only {
			p.course(j, name)
		}
		return p.Flush()
	}
	p.line("")
	for _, c := range j.Tally() {
		p.line("%5d  %s", c.N, c.Words)
	}
	for _, s := range j.Report() {
		p.section(&s)
	}
	var told []string // packages that are left over
	for k, h := range j.Hops {
		p.between(h, &told)
		p.line("\n%s", diag.Printable(fmt.Sprintf("%d of %d: %s", k+1, len(j.Hops), h.Title)))
		p.line("")
		for _, c := range h.Tally() {
			p.line("%5d  %s", c.N, c.Words)
		}
		for _, s := range j.Changes(k) {
			p.section(&s)
		}
		for i := range h.Packages {
			if t.Why {
				p.looks(&h.Packages[i])
			}
		}
	}
	return p.Flush()
}

// between prints what to do before a hop. Packages that were told of before are left out.
func (p *printer) between(h *Hop, told *[]string) {
	if len(h.Between) == 0 {
		return
	}
	p.head("Before the upgrade from " + h.way())
	for _, todo := range h.Between {
		packages := slices.DeleteFunc(slices.Clone(todo.Packages), func(name string) bool {
			return todo.Kind == LeftOver && slices.Contains(*told, name)
		})
		if todo.Kind == LeftOver {
			*told = append(*told, packages...)
			if len(packages) == 0 {
				continue
			}
		}
		p.names(todo.Text, packages)
	}
}

// course prints all about the packages of one name, hop by hop, and about what comes in their place.
func (p *printer) course(j *Journey, name string) {
	found := false
	for i := range j.Courses {
		c := &j.Courses[i]
		if c.Name != name {
			continue
		}
		found = true
		p.head(c.title() + ": " + c.outcome() + " in the end")
		for k, h := range j.Hops {
			printed := false
			for _, l := range c.Legs {
				if l.Hop != k+1 {
					continue
				}
				if !printed {
					p.line("\n%s", diag.Printable(h.Title))
					printed = true
				}
				p.whole(h.Result, l.Name)
			}
		}
	}
	if !found {
		p.head(name + ": not in the list, and nothing brings it")
	}
}

// outcome is the fate of a package in the end, with what stands in its place.
func (c *Course) outcome() string {
	x := Package{Fate: c.Fate}
	if c.Fate == Replaced {
		x.Instead = c.Ends
	}
	return x.outcome()
}
