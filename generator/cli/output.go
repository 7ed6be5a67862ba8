package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/importer"
	"pes/generator/rules"
)

// forPeople is also true of commands that have no --format.
func (a *app) forPeople() bool { return a.format == "" || a.format == "text" }

// report prints diagnostics and says whether there were errors, with their number.
func (a *app) report(list *diag.List) error {
	err := a.print(a.err, list, a.dir)
	if err == errFound && a.forPeople() {
		fmt.Fprintf(a.err, "pes: %s\n", counts(list))
	}
	return err
}

// print prints diagnostics about files below dir and says whether there were errors: for people on the writer, for
// programs on standard output. For forges, file names are relative to the folder in which the command was called.
func (a *app) print(people io.Writer, list *diag.List, dir string) error {
	if a.format == "github" || a.format == "sarif" {
		list.Below(filepath.ToSlash(dir))
	}
	var err error
	switch a.format {
	case "json":
		err = list.JSON(a.out)
	case "github":
		err = list.GitHub(a.out)
	case "sarif":
		err = list.SARIF(a.out, aboutRule)
	default:
		err = list.Print(people, diag.Text{Color: isTerminal(people)})
	}
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	if list.Failed() {
		return errFound
	}
	return nil
}

// printText prints what there is to say beside a result.
func (a *app) printText(list *diag.List) error {
	return list.Print(a.err, diag.Text{Color: isTerminal(a.err)})
}

// aboutRule describes a rule for tools.
func aboutRule(name string) (summary, help string) {
	rule, ok := rules.Find(name)
	if !ok {
		return "", ""
	}
	help = "Otherwise: " + rule.Consequence + ". For example: " + rule.Example + ". What to do: " + rule.Remedy + "."
	if len(rule.Sections) > 0 {
		help += " What Leapp does: How Leapp reads the data, " + english.And(rule.Sections) + "."
	}
	if !rule.Fatal && rule.Level != diag.Info {
		help += fmt.Sprintf(" Where it is meant, admit it at the narrowest place: allow = [%q].", name)
	}
	return rule.Summary, help
}

// say prints a message for people, whatever the format of the results; control characters are escaped.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.err, "pes: %s\n", diag.Printable(fmt.Sprintf(format, args...)))
}

// counts are the numbers of errors and warnings.
func counts(l *diag.List) string {
	return english.Count(l.Count(diag.Error), "error") + ", " + english.Count(l.Count(diag.Warning), "warning")
}

// json prints a value for programs.
func (a *app) json(v any, indent string) error { return writeJSON(a.out, v, indent) }

func writeJSON(w io.Writer, v any, indent string) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// isTerminal reports whether w is a terminal that wants colour.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// progress returns a function to call after each of n things is done. After a second it shows on a terminal how many
// are.
func (a *app) progress(n int, word string) (tick func()) {
	if !isTerminal(a.err) || n < 2 {
		return func() {}
	}
	start := time.Now()
	var done, last atomic.Int64
	return func() {
		i, now := done.Add(1), time.Since(start).Milliseconds()
		before := last.Load()
		if now > 1000 && (now-before > 200 || i == int64(n)) && last.CompareAndSwap(before, now) {
			fmt.Fprintf(a.err, "\r%d of %s", i, english.Count(n, word))
			if i == int64(n) {
				fmt.Fprint(a.err, "\r\x1b[K")
			}
		}
	}
}

// meter returns functions to call after each of n things is done, and when bytes came. After a second it shows on a
// terminal a bar with how many are, and how many bytes came.
func (a *app) meter(n int, word string) (tick func(), count func(bytes int)) {
	if !isTerminal(a.err) {
		return func() {}, func(int) {}
	}
	start := time.Now()
	var done, bytes, last atomic.Int64
	show := func() {
		i, now := int(done.Load()), time.Since(start).Milliseconds()
		before := last.Load()
		if now > 1000 && (now-before > 200 || i == n) && last.CompareAndSwap(before, now) {
			const width = 30
			full := width * i / max(n, 1)
			fmt.Fprintf(a.err, "\r\x1b[K[%s%s] %d of %s, %.1f MB", strings.Repeat("#", full),
				strings.Repeat(".", width-full), i, english.Count(n, word), float64(bytes.Load())/1e6)
			if i == n {
				fmt.Fprint(a.err, "\r\x1b[K")
			}
		}
	}
	tick = func() { done.Add(1); show() }
	return tick, func(n int) { bytes.Add(int64(n)); show() }
}

// writeReport writes the whole report to a file: as JSON where its name says so, else as text. "" is no file.
func writeReport(r *importer.Report, name string) (err error) {
	if name == "" {
		return nil
	}
	file, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	defer func() { err = cmp.Or(err, file.Close()) }()
	if strings.HasSuffix(name, ".json") {
		return writeJSON(file, r, "  ")
	}
	return r.Print(file)
}
