package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"pes/generator/fate"
	"pes/generator/simulate"
)

// A manyWriter writes machines one after the other, and what befalls them all.
type manyWriter interface {
	machine(m *simulate.Machine) error
	end(s *fate.Summary, errs []error) error
}

// upgradeLists upgrades the machines of lists, and writes each as soon as it and those before it are computed. What no
// machine shall have is failOn.
func (a *app) upgradeLists(route simulate.Route, lists []simulate.ListFile, many bool, run simulate.Run,
	failOn []string) error {
	run.Jobs, run.Done = a.jobs, a.progress(len(lists), "machine")
	run.JSON = a.format == "json" || a.format == "jsonl"
	if many && run.Why && !run.JSON {
		return wrongCall("--why is for one machine, or for --format json")
	}
	w := bufio.NewWriter(a.out)
	text := fate.Text{Color: isTerminal(a.out), Why: run.Why, Only: run.Only, Title: route.Title()}
	out := a.manyWriter(w, route, text, many)
	summary, fail, ok := &fate.Summary{}, &failing{app: a, kinds: failOn}, true
	var unread []error
	var err error
	for m := range route.Machines(lists, run) {
		if m.Err != nil {
			unread = append(unread, m.Err)
		} else {
			summary.Add(m.Journey.Outcome())
			ok = !fail.has(m.Journey) && ok && m.Journey.OK
		}
		if err = errors.Join(out.machine(&m), w.Flush()); err != nil {
			break
		}
	}
	if err == nil {
		err = errors.Join(out.end(summary, unread), w.Flush())
	}
	fail.end()
	switch {
	case err != nil:
		return fmt.Errorf("print: %w", err)
	case len(unread) > maxTold:
		more := fmt.Errorf("and %d more lists that give no result", len(unread)-maxTold)
		return errors.Join(append(unread[:maxTold:maxTold], more)...)
	case len(unread) > 0:
		return errors.Join(unread...)
	case !ok:
		return errFound
	}
	return nil
}

// maxTold is how many lists that give no result, and how many findings of --fail-on, are told of.
const maxTold = 20

func (a *app) manyWriter(w io.Writer, route simulate.Route, text fate.Text, many bool) manyWriter {
	switch a.format {
	case "json":
		return jsonWriter{route.NewJSON(w)}
	case "jsonl":
		return linesWriter{w, route}
	case "csv":
		return csvWriter{a, fate.NewCSV(w, route.Stocked(), len(route) > 1)}
	}
	return textWriter{w, text, many}
}

type jsonWriter struct{ *simulate.JSONWriter }

func (j jsonWriter) machine(m *simulate.Machine) error { return j.Machine(m) }

func (j jsonWriter) end(s *fate.Summary, errs []error) error { return j.End(s, errs) }

// A linesWriter writes a line for each list, and one for them all.
type linesWriter struct {
	w     io.Writer
	route simulate.Route
}

func (l linesWriter) machine(m *simulate.Machine) error { return l.line(m.JSONLine()) }

func (l linesWriter) end(s *fate.Summary, errs []error) error {
	return l.line(l.route.SummaryLine(s, errs))
}

func (l linesWriter) line(line []byte, err error) error {
	if err == nil {
		_, err = l.w.Write(line)
	}
	return err
}

// A csvWriter writes the packages, and says what has no column on standard error: assumptions and refusals.
type csvWriter struct {
	*app
	csv *fate.CSV
}

func (c csvWriter) machine(m *simulate.Machine) error {
	if m.Err != nil {
		return nil
	}
	return c.csv.WriteJourney(m.Journey)
}

func (c csvWriter) end(s *fate.Summary, _ []error) error {
	for _, line := range s.Assumed() {
		c.say("assumed: %s", line)
	}
	for _, line := range s.MissingKeys() {
		c.say("%s", line)
	}
	for _, line := range s.Refusals() {
		c.say("%s", line)
	}
	return c.csv.Flush()
}

// A textWriter writes a report on one machine, or the summary of many.
type textWriter struct {
	w    io.Writer
	text fate.Text
	many bool
}

func (t textWriter) machine(m *simulate.Machine) error {
	if t.many || m.Err != nil {
		return nil
	}
	return m.Journey.Print(t.w, t.text)
}

func (t textWriter) end(s *fate.Summary, _ []error) error {
	if !t.many || s.Machines() == 0 {
		return nil
	}
	return s.Print(t.w, t.text)
}
