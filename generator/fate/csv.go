package fate

import (
	"cmp"
	"encoding/csv"
	"io"
	"strings"
)

// A CSV writes a row for each package of machines, with a header; with inventories, three columns more.
type CSV struct {
	w       *csv.Writer
	stocked bool
}

// NewCSV begins with the header. stocked says that inventories are looked at.
func NewCSV(w io.Writer, stocked bool) *CSV {
	out := &CSV{csv.NewWriter(w), stocked}
	header := []string{"machine", "package", "stream", "fate", "from", "to", "instead", "action", "release", "vendor",
		"place"}
	if stocked {
		header = append(header, "version", "becomes", "available")
	}
	out.w.Write(header)
	return out
}

// Write writes the packages of a machine.
func (c *CSV) Write(r *Result) error {
	for i := range r.Packages {
		p := &r.Packages[i]
		e := cmp.Or(p.Event, &Event{})
		row := []string{r.Name, p.Name, p.Stream, p.Fate, p.From, p.To, strings.Join(p.Instead, " "),
			e.Action, e.Release, e.Vendor, e.place()}
		if c.stocked {
			row = append(row, p.Version, p.Becomes, p.available())
		}
		for i := range row {
			row[i] = cell(row[i])
		}
		c.w.Write(row)
	}
	return c.Flush()
}

// Flush writes what is left, and returns the first error.
func (c *CSV) Flush() error {
	c.w.Flush()
	return c.w.Error()
}

// cell is a value that spreadsheets show as it is: one that begins like a formula is led by an apostrophe, as they
// would compute it.
func cell(value string) string {
	if strings.ContainsAny(value[:min(1, len(value))], "=+-@\t\r") && value != "-" {
		return "'" + value
	}
	return value
}
