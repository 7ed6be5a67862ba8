package fate

import (
	"strings"

	"pes/generator/diag"
)

// why prints for each package the events that were looked at.
func (p *printer) why(m *Machine) {
	for i := range m.Packages {
		x := &m.Packages[i]
		if len(x.Looks) == 0 {
			continue
		}
		fate := x.Fate
		if len(x.Instead) > 0 {
			fate += " by " + strings.Join(x.Instead, ", ")
		}
		p.head("%s: %s", x.title(), fate)
		var rows [][]string
		for _, l := range x.Looks {
			what := l.Event.title()
			if l.Stream != "" {
				what += ", stream " + l.Stream
			}
			switch {
			case l.By != nil:
				what += "; kept is " + l.By.title() + placeSuffix(l.By.File, l.By.Line)
			case len(l.Missing) > 0:
				what += "; not there: " + strings.Join(l.Missing, ", ")
			}
			rows = append(rows, []string{l.Verdict, what, l.Event.place()})
		}
		p.table(rows)
		if x.Event != nil {
			p.reasons(x.Event, "    ")
		}
	}
}

// title is an event in one line: "split of ntp -> chrony, ntpstat in 8.0".
func (e *Event) title() string {
	s := e.noun + " of " + strings.Join(e.In, ", ")
	if len(e.Out) > 0 && e.Action != "moved" {
		s += " -> " + strings.Join(e.Out, ", ")
	}
	return s + " in " + e.Release + e.of()
}

// reasons prints what people wrote about an event.
func (p *printer) reasons(e *Event, indent string) {
	for _, x := range []struct{ head, text string }{{"why", e.Why}, {"advice", e.Advice}, {"see", strings.Join(e.Links, " ")}} {
		if x.text == "" {
			continue
		}
		for i, l := range strings.Split(strings.TrimSpace(x.text), "\n") {
			if i == 0 {
				l = x.head + ": " + l
			}
			p.line("%s%s", indent, diag.Printable(l))
		}
	}
}
