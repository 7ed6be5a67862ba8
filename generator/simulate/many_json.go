package simulate

import (
	"errors"
	"io"

	"pes/generator/fate"
	"pes/generator/list"
	"pes/generator/machine"
)

// A JSONWriter writes one object with all machines, each on a line of its own, and what befalls them behind these.
type JSONWriter struct {
	w      io.Writer
	next   string // what stands before the next machine
	failed error
}

// NewJSON begins the object.
func (r Route) NewJSON(w io.Writer) *JSONWriter {
	j, d := &JSONWriter{w: w, next: "\n"}, r[0]
	j.value(`{"source": `, d.Upgrade.Source.String())
	j.value(`, "target": `, r.Upgrade().Target.String())
	j.value(`, "data": `, d.Name)
	j.value(`, "leapp": `, d.tree.Leapp)
	if len(r) > 1 {
		j.value(`, "route": `, r.stops())
	}
	j.text(`, "machines": [`)
	return j
}

func (j *JSONWriter) text(text string) {
	if j.failed == nil {
		_, j.failed = io.WriteString(j.w, text)
	}
}

func (j *JSONWriter) value(before string, value any) {
	text, err := JSON(value)
	j.failed = errors.Join(j.failed, err)
	j.text(before + string(text))
}

// Machine writes a machine, unless there is none for its list.
func (j *JSONWriter) Machine(m *Machine) error {
	if m.Err == nil {
		j.text(j.next)
		j.text(string(m.JSON))
		j.next = ",\n"
	}
	return j.failed
}

// End ends the object: the risks of the machines, and errors about lists.
func (j *JSONWriter) End(s *fate.Summary, errs []error) error {
	next := "],\n\"risks\": ["
	for risk := range s.Risks() {
		j.value(next, risk)
		next = ","
	}
	if next != "," {
		j.text(next)
	}
	next = "],\n\"errors\": ["
	for _, err := range errs {
		j.value(next, listError(err))
		next = ","
	}
	if next != "," {
		j.text(next)
	}
	j.text("]}\n")
	return j.failed
}

// listError is an error about a list, which may say where in it.
func listError(err error) *machine.Error {
	e := &machine.Error{Message: err.Error()}
	errors.As(err, &e)
	return e
}

// JSONLine is a machine as a line: as the object of all machines has it, or else why there is none for its list.
func (m *Machine) JSONLine() ([]byte, error) {
	if m.Err == nil {
		return append(m.JSON, '\n'), nil
	}
	e := listError(m.Err)
	text, err := JSON(struct {
		Machine string `json:"machine"`
		Line    int    `json:"line,omitempty"`
		Error   string `json:"error"`
	}{m.Name, e.Line, e.Message})
	return append(text, '\n'), err
}

// A Summary is the last of the lines.
type Summary struct {
	Source string `json:"source"`
	Target string `json:"target"`
	Data   string `json:"data"`
	Leapp  string `json:"leapp"`
	Route  []stop `json:"route,omitempty"` // of several upgrades
	Errors int    `json:"errors"`          // lists that cannot be read
	*fate.Totals
}

// SummaryLine is the line behind those of the machines.
func (r Route) SummaryLine(s *fate.Summary, errs []error) ([]byte, error) {
	d := r[0]
	sum := Summary{d.Upgrade.Source.String(), r.Upgrade().Target.String(), d.Name, d.tree.Leapp, nil, len(errs),
		s.Totals()}
	if len(r) > 1 {
		sum.Route = r.stops()
	}
	text, err := JSON(map[string]Summary{"summary": sum})
	return append(text, '\n'), err
}

// A stop is one upgrade of several, in JSON.
type stop struct {
	Source string `json:"source"`
	Target string `json:"target"`
	Leapp  string `json:"leapp"`
	Data   string `json:"data"`
}

func (r Route) stops() []stop {
	return list.Map(r, func(d *Data) stop {
		return stop{d.Upgrade.Source.String(), d.Upgrade.Target.String(), d.tree.Leapp, d.Name}
	})
}

// Stocked reports whether inventories say what the new releases have.
func (r Route) Stocked() bool {
	for _, d := range r {
		if d.stock != nil {
			return true
		}
	}
	return false
}
