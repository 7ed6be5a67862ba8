package fate

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
)

// Print prints the history of a package.
func (h *History) Print(w io.Writer, color bool) error {
	p := &printer{bufio.NewWriter(w), color}
	p.line("%s", diag.Printable(h.Package))
	p.waysText(h)
	for _, path := range h.Paths {
		p.head(path.title())
		p.unnamed(&path)
		p.available(&path)
		for _, x := range path.Packages {
			for i := range x.Entries {
				lead := ""
				if x.Package != h.Package {
					lead = "as " + x.Package + ": "
				}
				if !x.Entries[i].in {
					lead += "given by "
				}
				p.entry(&x.Entries[i], lead, path.Distributions)
			}
		}
	}
	if h.Upstream != nil {
		p.head(h.Upstream.head())
		p.upstream(h.Upstream)
	}
	return p.Flush()
}

// unknown is the distribution of files that do not say whose they are, those of a machine.
var unknown = []string{""}

// title names a path with its distributions, and the systems that each is reached from where that is not itself:
// "7 to 8: almalinux (from centos, scientific), centos".
func (p *PathHistory) title() string {
	ends := list.Map(p.Distributions, func(d string) string {
		if from := p.Systems[d]; !slices.Equal(from, []string{d}) && len(from) > 0 {
			return d + " (from " + strings.Join(from, ", ") + ")"
		}
		return d
	})
	title := strings.Replace(p.Path, "-", " to ", 1)
	if slices.Equal(p.Distributions, unknown) {
		return title
	}
	return title + ": " + strings.Join(ends, ", ")
}

const presence = "The package stays, and comes from that repository. Leapp's log always writes such an event as a " +
	"replacement of the package by itself."

// PrintEntries prints the events of an id.
func PrintEntries(w io.Writer, entries []Entry, color bool) error {
	p := &printer{bufio.NewWriter(w), color}
	for i := range entries {
		p.entry(&entries[i], "", nil)
		if e := entries[i].event; e.Action == model.Present {
			p.line("%s", diag.Wrap(strings.Fields(presence), "    ", "    ", width))
		}
	}
	return p.Flush()
}

// entry prints one event. Its distributions are left out where they are all.
func (p *printer) entry(e *Entry, lead string, all []string) {
	p.line("  %s", diag.Printable(lead+e.Event.title()))
	say := func(format string, args ...any) { p.line("    %s", diag.Printable(fmt.Sprintf(format, args...))) }
	if e.Event.Upstream != "" {
		say("%s", e.Event.Upstream)
	} else {
		say("%s, id %d", e.Event.place(), e.Event.ID)
	}
	if e.Event.Vendor != "" {
		say("of the vendor %s: where one of its repositories is enabled", e.Event.Vendor)
	}
	if !slices.Equal(e.Distributions, all) && !slices.Equal(e.Distributions, unknown) {
		say("in %s", strings.Join(e.Distributions, ", "))
	}
	if e.Event.From != "" {
		say("leaves %s", e.Event.From)
	}
	if e.someArches {
		say("on %s", strings.Join(e.Arches, ", "))
	}
	if len(e.Streams) > 0 {
		say("of the module streams %s", strings.Join(e.Streams, ", "))
	}
	inAll := list.FlatMap(e.Distributions, func(d string) []string { return e.Repositories[d] })
	if repos := list.AppendNew(nil, inAll...); len(repos) > 0 {
		say("comes from %s", strings.Join(repos, ", "))
	}
	switch {
	case e.By != nil:
		say("not applied in upgrades to %s and later: the %s has the same initial release and packages, "+
			"and a later release (%s)", e.By.Release, e.By.title(), e.By.place())
	case e.Ignored != "":
		say("not applied: %s", e.Ignored)
	}
	for _, w := range e.With {
		say("applied together with the %s, which competes and is no later (%s)", w.title(), w.place())
	}
	p.reasons(e.Event)
}
