package fate

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// manyColumns are the fates that the table of many machines counts.
var manyColumns = []string{Removed, Lost, Missing, Replaced, New, Moved, Stays, Unknown}

// few is how many machines, and how many packages that no event knows, are named.
const few = 20

// PrintMany prints a table of machines, and the union of their risks.
func PrintMany(w io.Writer, machines []*Machine, t Text) error {
	p := &printer{bufio.NewWriter(w), t.Color}
	good := 0
	for _, m := range machines {
		if m.OK {
			good++
		}
	}
	p.line("%s: %s", plural(len(machines), "machine"), t.Title)
	p.line("Leapp upgrades %d of them.", good)
	p.head("Machines")
	columns := append([]string{"installed"}, manyColumns...)
	rows := [][]string{append(append([]string{""}, columns...), "Leapp")}
	for _, m := range machines {
		row := []string{m.Name}
		for _, f := range columns {
			row = append(row, fmt.Sprintf("%*d", len(f), m.Counts[f]))
		}
		verdict := "upgrades"
		if !m.OK {
			verdict = verbs[m.Refusals[0].Kind] + ": " + m.Refusals[0].Message
		}
		rows = append(rows, append(row, verdict))
	}
	p.table(rows)
	p.risks(Risks(machines), len(machines))
	p.list("Assumed", Assumed(machines))
	return p.Flush()
}

func (p *printer) risks(all []Risk, machines int) {
	heads := map[string]string{Refused: "Leapp refuses", Removed: "Removed, and nothing comes instead", Lost: "Lost", Missing: "Missing", Unknown: "No event knows"}
	for _, kind := range riskKinds {
		var rows [][]string
		more := 0
		for i := range all {
			r := &all[i]
			if r.Kind != kind {
				continue
			}
			if kind == Unknown && len(rows) == few {
				more++
				continue
			}
			x := Package{Name: r.What, To: r.To, Why: r.Why, Event: r.Event}
			row := []string{r.What, someOf(r.Machines, machines)}
			switch kind {
			case Removed:
				row = append(row, takenBy(&x)[0])
			case Lost, Missing:
				row = append(row, lostWhy(&x)[0])
			}
			rows = append(rows, append(row, r.Event.place()))
		}
		if len(rows) == 0 {
			continue
		}
		p.head("%s", heads[kind])
		p.table(rows)
		if more > 0 {
			p.line("  and %d more; --format csv has them all", more)
		}
	}
}

// someOf names machines: up to three, else the first and how many.
func someOf(machines []string, all int) string {
	if len(machines) == all && all > 1 {
		return "all machines"
	}
	if len(machines) <= 3 {
		return strings.Join(machines, ", ")
	}
	return fmt.Sprintf("%d machines, the first is %s", len(machines), machines[0])
}

// Assumed lists what was assumed, and of how many machines where there are several.
func Assumed(machines []*Machine) []string {
	count := map[string]int{}
	for _, m := range machines {
		for _, a := range m.Assumed {
			count[a]++
		}
	}
	lines := make([]string, 0, len(count))
	for a, n := range count {
		if len(machines) > 1 {
			a += " (" + plural(n, "machine") + ")"
		}
		lines = append(lines, a)
	}
	slices.Sort(lines)
	if len(lines) > few {
		lines = append(lines[:few], fmt.Sprintf("and %d more; --format json has them all", len(lines)-few))
	}
	return lines
}
