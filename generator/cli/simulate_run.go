package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/fate"
	"pes/generator/machine"
	"pes/generator/par"
)

// simulateMachines upgrades the machines of the lists named and reports.
func (a *app) simulateMachines(s *simulation) error {
	if err := a.oneOf([]string{"text", "json", "csv"}); err != nil {
		return err
	}
	if len(s.installed) == 0 {
		return errUsage{errors.New("--installed FILE is missing: a list of packages, such as rpm -qa prints; - is standard input")}
	}
	data, err := a.upgradeData(s)
	if err != nil {
		return err
	}
	lists, many, err := findLists(s.installed)
	if err != nil {
		return err
	}
	if many && s.why && a.format != "json" {
		return errUsage{errors.New("--why is for one machine, or for --format json")}
	}
	tick := a.progress(len(lists), "machine")
	results := par.Map(a.jobs, len(lists), func(i int) simulated {
		defer tick()
		m, err := data.simulate(lists[i], s.why)
		if err != nil {
			return simulated{err: err}
		}
		out := simulated{machine: m}
		if a.format == "json" {
			out.text, out.err = plainJSON(m)
		}
		if a.format == "json" || a.format == "text" && many { // what is printed, or is not, need not be kept
			m.Packages = slices.Clip(slices.DeleteFunc(m.Packages, func(p fate.Package) bool { return !p.AtRisk() }))
		}
		return out
	})
	return a.reportMachines(s, data, results, many)
}

// A simulated machine, or why its list cannot be read.
type simulated struct {
	machine *fate.Result
	text    []byte // as JSON, where that is wanted
	err     error
}

// simulate upgrades one machine.
func (d *upgradeData) simulate(in listFile, why bool) (*fate.Result, error) {
	list, err := in.list()
	if err != nil {
		return nil, err
	}
	return d.Machine(in.name, list, why)
}

// A listFile is where a list of packages is.
type listFile struct{ name, path string }

// list reads what is installed.
func (l listFile) list() (*machine.List, error) {
	text, err := l.read()
	if err != nil {
		return nil, err
	}
	return machine.Read(l.path, text)
}

// read reads at most what a list may have.
func (l listFile) read() ([]byte, error) {
	if l.path == stdin {
		return readAll(os.Stdin, stdin)
	}
	f, err := os.Open(l.path)
	if err != nil {
		return nil, fmt.Errorf("installed: %w", err)
	}
	defer f.Close()
	return readAll(f, l.path)
}

const stdin = "standard input"

func readAll(r io.Reader, name string) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, machine.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("installed: %s: %w", name, err)
	}
	return data, nil
}

// findLists finds the lists that are named, and those in folders that are. many is for a table.
func findLists(args []string) (lists []listFile, many bool, err error) {
	for _, arg := range args {
		if arg == "-" {
			if slices.Contains(lists, listFile{stdin, stdin}) {
				return nil, false, errUsage{errors.New("--installed - stands twice: there is one standard input")}
			}
			lists = append(lists, listFile{stdin, stdin})
			continue
		}
		info, err := os.Stat(arg)
		if err != nil {
			return nil, false, fmt.Errorf("installed: %w", err)
		}
		if !info.IsDir() {
			lists = append(lists, listFile{arg, arg})
			continue
		}
		many = true
		found, err := listsIn(arg, len(args) == 1)
		if err != nil {
			return nil, false, err
		}
		lists = append(lists, found...)
	}
	return lists, many || len(lists) > 1, nil
}

// listsIn finds every file below a folder that is not hidden.
func listsIn(dir string, alone bool) (lists []listFile, err error) {
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		hidden := path != dir && strings.HasPrefix(filepath.Base(path), ".")
		switch {
		case err != nil:
			return err
		case e.IsDir() && hidden:
			return filepath.SkipDir
		case e.IsDir() || hidden:
			return nil
		}
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return errors.Join(err, fmt.Errorf("%s is no regular file", path))
		}
		name := path
		if rel, err := filepath.Rel(dir, path); alone && err == nil {
			name = rel
		}
		lists = append(lists, listFile{name, path})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("installed: %w", err)
	}
	if len(lists) == 0 {
		return nil, fmt.Errorf("installed: there is no list of packages in %s", dir)
	}
	return lists, nil
}

// reportMachines prints what became of machines, and what could not be read.
func (a *app) reportMachines(s *simulation, d *upgradeData, results []simulated, many bool) error {
	var machines []*fate.Result
	var texts [][]byte
	var wrong []error
	for _, r := range results {
		if r.err != nil {
			wrong = append(wrong, r.err)
		} else {
			machines, texts = append(machines, r.machine), append(texts, r.text)
		}
	}
	text := fate.Text{Color: isTerminal(a.out), Why: s.why,
		Title: d.Title()}
	var err error
	switch {
	case a.format == "json":
		err = a.machinesJSON(d, machines, texts, wrong)
	case a.format == "csv":
		err = a.machinesCSV(machines)
	case many && len(machines) > 0:
		err = fate.PrintMany(a.out, machines, text)
	case len(machines) > 0:
		err = machines[0].Print(a.out, text)
	}
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	if len(wrong) > 0 {
		return errors.Join(wrong...)
	}
	if slices.ContainsFunc(machines, func(m *fate.Result) bool { return !m.OK }) {
		return errFound
	}
	return nil
}

// unreadable is a list that cannot be read, for machines.
type unreadable struct {
	Machine string `json:"machine"`
	Line    int    `json:"line,omitempty"`
	Message string `json:"message"`
}

// machinesJSON prints one object, each machine on a line of its own: a thousand of them are 100 MB.
func (a *app) machinesJSON(d *upgradeData, machines []*fate.Result, texts [][]byte, wrong []error) error {
	errs := []unreadable{}
	for _, err := range wrong {
		u := unreadable{Message: err.Error()}
		var e *machine.Error
		if errors.As(err, &e) {
			u = unreadable{e.Name, e.Line, e.Message}
		}
		errs = append(errs, u)
	}
	var parts [6][]byte
	for i, v := range []any{d.Ask.Source.String(), d.Ask.Target.String(), d.Name, d.Tree.Leapp, fate.Risks(machines), errs} {
		var err error
		if parts[i], err = plainJSON(v); err != nil {
			return err
		}
	}
	w := bufio.NewWriter(a.out)
	fmt.Fprintf(w, "{\"source\": %s, \"target\": %s, \"data\": %s, \"leapp\": %s, \"machines\": [", parts[0], parts[1], parts[2], parts[3])
	for i, text := range texts {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteByte('\n')
		w.Write(text)
	}
	fmt.Fprintf(w, "],\n\"risks\": %s,\n\"errors\": %s}\n", parts[4], parts[5])
	return w.Flush()
}

// plainJSON is JSON in one line, with < and > as they are.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func (a *app) machinesCSV(machines []*fate.Result) error {
	for _, line := range fate.Assumed(machines) { // there is no column for what is about no package
		fmt.Fprintf(a.err, "pes: assumed: %s\n", diag.Printable(line))
	}
	for _, r := range fate.Risks(machines) {
		if r.Kind == fate.Refused {
			fmt.Fprintf(a.err, "pes: %s: Leapp %s\n", diag.Printable(strings.Join(r.Machines, ", ")), diag.Printable(r.What))
		}
	}
	return fate.WriteCSV(a.out, machines)
}
