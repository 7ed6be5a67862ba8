package fate

import (
	"cmp"
	"encoding/csv"
	"io"
	"strings"

	"pes/generator/sheet"
)

// A CSV writes a row for each package of machines, with a header; with inventories, three columns more. Of several hops
// it writes a row for each package and hop, with two columns more: which hop it is, by its target, and what has come of
// the package in the end.
type CSV struct {
	w             *csv.Writer
	stocked, hops bool
}

// NewCSV begins with the header. stocked says that inventories are looked at, hops that journeys have several.
func NewCSV(w io.Writer, stocked, hops bool) *CSV {
	out := &CSV{csv.NewWriter(w), stocked, hops}
	header := []string{"machine", "package", "stream", "fate", "from", "to", "instead", "action", "release", "vendor",
		"place"}
	if stocked {
		header = append(header, "version", "becomes", "available")
	}
	if hops {
		header = append(header, "hop", "end")
	}
	out.w.Write(header)
	return out
}

// Write writes the packages of a machine.
func (c *CSV) Write(r *Result) error {
	c.hop(r, "", nil)
	return c.Flush()
}

// WriteJourney writes the packages of a machine, hop by hop.
func (c *CSV) WriteJourney(j *Journey) error {
	ends := map[string]string{}
	for i := range j.Courses {
		ends[j.Courses[i].Name] = j.Courses[i].Fate
	}
	for _, h := range j.Hops {
		c.hop(h.Result, h.Target, ends)
	}
	return c.Flush()
}

// hop writes the packages of one hop. ends are the fates in the end, by name.
func (c *CSV) hop(r *Result, target string, ends map[string]string) {
	for i := range r.Packages {
		p := &r.Packages[i]
		e := cmp.Or(p.Event, &Event{})
		row := []string{r.Name, p.Name, p.Stream, p.Fate, p.From, p.To, strings.Join(p.Instead, " "),
			e.Action, e.Release, e.Vendor, e.place()}
		if c.stocked {
			row = append(row, p.Version, p.Becomes, p.available())
		}
		if c.hops {
			row = append(row, target, ends[p.Name])
		}
		for i := range row {
			row[i] = sheet.Cell(row[i])
		}
		c.w.Write(row)
	}
}

// Flush writes what is left, and returns the first error.
func (c *CSV) Flush() error {
	c.w.Flush()
	return c.w.Error()
}
