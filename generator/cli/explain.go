package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/fate"
	"pes/generator/importer"
	"pes/generator/leappreport"
	"pes/generator/leappreport/cause"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/published"
	"pes/generator/source"
	"pes/generator/tree"
)

func (a *app) explain() *cobra.Command {
	var path, distro, event, data, report string
	cmd := command("explain", cobra.MaximumNArgs(1), func(args []string) error {
		switch {
		case report != "" && (len(args) > 0 || event != ""):
			return wrongCall("--report FILE stands alone: its entries name packages and events")
		case event == "" && report == "" && len(args) == 0:
			return wrongCall("say which package, or --event ID, with an id or a line of Leapp's log, or --report FILE")
		case event != "" && (len(args) > 0 || path != ""):
			return wrongCall("--event ID stands alone: the event names its packages and releases")
		case event == "" && report == "" && strings.ContainsAny(args[0], " \t"):
			return wrongCall("%q is no name of a package; --event takes a line of Leapp's log", args[0])
		}
		catalog, err := a.explained(data)
		if err != nil {
			return err
		}
		if distro != "" {
			if err := checkDistros(catalog, []string{distro}); err != nil {
				return errUsage{err}
			}
		}
		switch {
		case report != "":
			return a.explainReport(catalog, report, path, distro)
		case event != "":
			return a.explainEvents(catalog, event, distro, data != "")
		}
		return a.explainPackage(catalog, args[0], path, distro)
	})
	f := cmd.Flags()
	f.StringVar(&path, "path", "", "an upgrade path, such as 7-8, or several upgrades, such as 7-10; default: all")
	f.StringVar(&distro, "distro", "", "one distribution; default: all")
	f.StringVar(&event, "event", "", "explain the event with this id, or in this line of Leapp's log")
	f.StringVar(&report, "report", "", "explain Leapp's report, JSON or text, or its log; - for standard input")
	f.StringVar(&data, "tree", "", "published data, a folder or a file; default: the sources of the project")
	a.formatFlag(cmd, "text or json", "text", "json")
	return cmd
}

func (a *app) explainPackage(catalog *model.Catalog, name, path, distro string) error {
	histories, err := fate.NewHistories(catalog, distro)
	if err != nil {
		return err
	}
	known := append(catalog.PathNames(), histories.Ways()...)
	if path != "" && !slices.Contains(known, path) {
		return wrongCall("--path: there is no upgrade path %q here: there is %s", path, strings.Join(known, ", "))
	}
	history, err := histories.Of(name, path)
	if err != nil {
		return err
	}
	if a.format == "json" {
		return a.json(history, " ")
	}
	return history.Print(a.out, isTerminal(a.out))
}

// explained is what is explained: published data, or the sources of the project.
func (a *app) explained(data string) (*model.Catalog, error) {
	if data != "" {
		return a.publishedCatalog(data)
	}
	return a.resolve("")
}

func (a *app) explainEvents(catalog *model.Catalog, text, distro string, published bool) error {
	events := loggedEvents(text)
	if len(events) == 0 {
		return wrongCall("--event: there is no id in %q: give a whole number, or a line such as "+
			"\"Applying event 6958 (PRESENT): replacing packages ...\"", text)
	}
	for _, e := range list.AppendNew(nil, events...) {
		if err := a.explainEvent(catalog, e, distro, published); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) explainEvent(catalog *model.Catalog, logged loggedEvent, distro string, published bool) error {
	id, err := strconv.ParseUint(logged.id, 10, 64)
	if err != nil {
		return wrongCall("--event: %q is not an id: ids are whole numbers", logged.id)
	}
	entries, of := fate.EntriesByID(catalog, id, distro), fate.UpstreamByID(catalog, id, distro)
	if len(entries) == 0 && of == nil {
		if published {
			return fmt.Errorf("no event there has the id %d: the log may be of other data", id)
		}
		if former := a.formerIDs(id); len(former) > 0 {
			a.say("%d was the id of these events in data that was imported", id)
			for _, is := range former {
				entries = append(entries, fate.EntriesByID(catalog, is, distro)...)
			}
		}
	}
	if len(entries) == 0 && of == nil {
		return fmt.Errorf("no event of these sources has the id %d: the log may be of other data, "+
			"which --tree names: the files that Leapp read, such as /etc/leapp/files", id)
	}
	actions := list.Map(entries, func(e fate.Entry) string { return e.Event.Action })
	if of != nil {
		actions = append(actions, of.Events[0].Event.Action)
	}
	if logged.action != "" && !slices.Contains(actions, logged.action) {
		return fmt.Errorf("the event %d of these data is %s, and the line says %s: the log is of other data",
			id, actions[0], logged.action)
	}
	if a.format == "json" {
		return a.json(struct {
			Event    uint64         `json:"event"`
			Entries  []fate.Entry   `json:"entries"`
			Upstream *fate.Upstream `json:"upstream,omitempty"`
		}{id, entries, of}, " ")
	}
	if err := fate.PrintEntries(a.out, entries, isTerminal(a.out)); err != nil || of == nil {
		return err
	}
	return of.Print(a.out, isTerminal(a.out))
}

// formerIDs are the ids of the events whose id in imported data was another.
func (a *app) formerIDs(was uint64) (is []uint64) {
	text, err := source.ReadFile(filepath.Join(a.dir, importer.IDsFile), maxEventFile)
	if err != nil {
		return nil // nothing was imported
	}
	for _, x := range importer.ParseIDs(string(text)) {
		if x.Was == was {
			is = list.AppendNew(is, x.Is)
		}
	}
	return is
}

// publishedCatalog reads what others publish: a folder as /etc/leapp/files, a leapp-data checkout, a build for one
// Leapp version, or one file of events.
func (a *app) publishedCatalog(name string) (*model.Catalog, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("--tree: %w", err)
	}
	var checkout *published.Checkout
	if info.IsDir() {
		checkout, err = a.publishedFolder(name)
	} else {
		checkout, err = a.publishedFile(name)
	}
	if err != nil {
		return nil, fmt.Errorf("--tree %s: %w", name, err)
	}
	if broken := checkout.Unreadable(); len(broken) > 0 {
		return nil, fmt.Errorf("--tree %s: %s: %s", name, broken[0].File.Name, broken[0].Message)
	}
	if checkout.Events == 0 {
		return nil, fmt.Errorf("--tree %s: there are no events: name a folder as /etc/leapp/files, "+
			"a leapp-data checkout, a folder data/leapp-VERSION of a build, or a pes-events.json", name)
	}
	for _, d := range checkout.Catalog.Distros {
		if len(d.Arches) == 0 {
			d.Arches = model.Arches // without a map, nothing says which there are
		}
	}
	return checkout.Catalog, nil
}

// publishedFolder reads a folder, or the files of Leapp below it.
func (a *app) publishedFolder(dir string) (*published.Checkout, error) {
	checkout, err := published.Data(os.DirFS(dir), a.jobs, nil)
	below := filepath.Join(dir, "etc/leapp/files")
	if _, missing := os.Stat(below); err != nil || checkout.Events > 0 || missing != nil {
		return checkout, err
	}
	return published.Data(os.DirFS(below), a.jobs, nil)
}

// publishedFile reads one file as if it were the events of a machine.
func (a *app) publishedFile(name string) (*published.Checkout, error) {
	text, err := source.ReadFile(name, maxEventFile)
	if err != nil {
		return nil, err
	}
	return published.Data(tree.Tree{{Path: "pes-events.json", Data: text}}.FS(), a.jobs, nil)
}

// A loggedEvent is an event as a line of Leapp's log names it.
type loggedEvent struct{ id, action string } // action: "" where the line does not say it

// loggedEvents are the events that a word or a line of Leapp's log names: a number, or what follows the word event.
func loggedEvents(text string) (events []loggedEvent) {
	isID := func(s string) bool { return s != "" && len(s) < 20 && strings.Trim(s, "0123456789") == "" }
	words := strings.Fields(text)
	if len(words) == 1 && isID(words[0]) {
		return []loggedEvent{{id: words[0]}}
	}
	for i, w := range words {
		w = strings.ToLower(strings.Trim(w, ".,:;()[]\"'"))
		if (w == "event" || w == "events" || w == "id") && i+1 < len(words) {
			if id := strings.Trim(words[i+1], ".,:;()[]\"'#"); isID(id) {
				e := loggedEvent{id: id}
				if i+2 < len(words) {
					e.action = strings.ToLower(strings.Trim(words[i+2], "():,"))
				}
				if _, known := model.ParseAction(e.action); !known {
					e.action = ""
				}
				events = append(events, e)
			}
		}
	}
	return events
}

// explainReport says which data the entries of Leapp's report or log come from.
func (a *app) explainReport(catalog *model.Catalog, name, path, distro string) error {
	if known := catalog.PathNames(); path != "" && !slices.Contains(known, path) {
		return wrongCall("--path: there is no upgrade path %q here: there is %s", path, strings.Join(known, ", "))
	}
	data, err := readReport(name)
	if err != nil {
		return fmt.Errorf("--report: %w", err)
	}
	report, err := leappreport.Read(data)
	if err != nil {
		return fmt.Errorf("--report %s: %w", name, err)
	}
	account, err := cause.Explain(catalog, report, cause.Options{Path: path, Distro: distro, Former: a.formerIDs})
	if err != nil {
		return err
	}
	if a.format == "json" {
		return a.json(account, " ")
	}
	return account.Print(a.out, name, isTerminal(a.out))
}

// readReport reads a file, or what is on standard input.
func readReport(name string) ([]byte, error) {
	in := os.Stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return nil, fmt.Errorf("%s is a folder: name the file in it, such as leapp-report.json", name)
		}
		in = f
	}
	return io.ReadAll(io.LimitReader(in, leappreport.MaxSize+1))
}
