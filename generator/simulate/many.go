package simulate

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"pes/generator/fate"
	"pes/generator/machine"
	"pes/generator/par"
)

// A Run says what is wanted of the machines that [Data.Machines] upgrades.
type Run struct {
	Jobs  int      // how many processors are used
	Why   bool     // results have every event that was looked at,
	Only  []string // or that was for these packages
	JSON  bool     // results are kept as JSON, for WriteJSON
	Brief bool     // results only keep packages at risk: a thousand whole results are 100 MB
	Done  func()   // is called after each machine
}

// Results are what became of machines, in the order of their lists.
type Results struct {
	Machines []*fate.Result
	Errors   []error // about lists that cannot be read
	json     [][]byte
}

// Machines upgrades the machine of each list.
func (d *Data) Machines(lists []ListFile, o Run) *Results {
	type result struct {
		machine *fate.Result
		json    []byte
		err     error
	}
	out := &Results{}
	for _, r := range par.Map(o.Jobs, len(lists), func(i int) (r result) {
		defer o.Done()
		list, err := lists[i].Read()
		if err == nil {
			r.machine, err = d.Machine(lists[i].Name, list, o.Why)
		}
		if err == nil && o.Only != nil {
			r.machine.KeepLooks(o.Only)
		}
		if err == nil && o.JSON {
			r.json, err = JSON(r.machine)
		}
		if err == nil && o.Brief {
			safe := func(p fate.Package) bool { return !p.AtRisk() }
			r.machine.Packages = slices.Clip(slices.DeleteFunc(r.machine.Packages, safe))
		}
		r.err = err
		return r
	}) {
		if r.err != nil {
			out.Errors = append(out.Errors, r.err)
			continue
		}
		out.Machines, out.json = append(out.Machines, r.machine), append(out.json, r.json)
	}
	return out
}

// WriteJSON writes the results as one object, each machine on a line of its own.
func (r *Results) WriteJSON(w io.Writer, d *Data) error {
	errs := []*machine.Error{}
	for _, err := range r.Errors {
		e := &machine.Error{Message: err.Error()}
		errors.As(err, &e) // it may say where
		errs = append(errs, e)
	}
	out := bufio.NewWriter(w)
	var failed error
	write := func(before string, value any) {
		text, err := JSON(value)
		failed = errors.Join(failed, err)
		fmt.Fprintf(out, "%s%s", before, text)
	}
	write(`{"source": `, d.Upgrade.Source.String())
	write(`, "target": `, d.Upgrade.Target.String())
	write(`, "data": `, d.Name)
	write(`, "leapp": `, d.tree.Leapp)
	out.WriteString(`, "machines": [`)
	for i, text := range r.json {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
		out.Write(text)
	}
	write("],\n\"risks\": ", fate.Risks(r.Machines))
	write(",\n\"errors\": ", errs)
	fmt.Fprintln(out, "}")
	return errors.Join(failed, out.Flush())
}

// JSON is a value in one line, with < and > as they are.
func JSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
