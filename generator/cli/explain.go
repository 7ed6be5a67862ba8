package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/fate"
	"pes/generator/model"
)

func (a *app) explain() *cobra.Command {
	var path, distro, event string
	cmd := command("explain", cobra.MaximumNArgs(1), func(args []string) error {
		switch {
		case event == "" && len(args) == 0:
			return wrongCall("say which package, or --event ID")
		case event != "" && (len(args) > 0 || path != ""):
			return wrongCall("--event ID stands alone: the event names its packages and releases")
		}
		catalog, err := a.resolve("")
		if err != nil {
			return err
		}
		if distro != "" {
			if err := checkDistros(catalog, []string{distro}); err != nil {
				return errUsage{err}
			}
		}
		if event != "" {
			return a.explainEvent(catalog, event, distro)
		}
		return a.explainPackage(catalog, args[0], path, distro)
	})
	f := cmd.Flags()
	f.StringVar(&path, "path", "", "one upgrade path, such as 7-8; default: all")
	f.StringVar(&distro, "distro", "", "one distribution; default: all")
	f.StringVar(&event, "event", "", "explain the event of an id, as Leapp's log names it")
	a.formatFlag(cmd, "text or json", "text", "json")
	return cmd
}

func (a *app) explainPackage(catalog *model.Catalog, name, path, distro string) error {
	known := catalog.PathNames()
	if path != "" && !slices.Contains(known, path) {
		return wrongCall("--path: there is no upgrade path %q here: there is %s", path, strings.Join(known, ", "))
	}
	history, err := fate.HistoryOf(catalog, name, path, distro)
	if err != nil {
		return err
	}
	if a.format == "json" {
		return a.json(history, " ")
	}
	return history.Print(a.out, isTerminal(a.out))
}

func (a *app) explainEvent(catalog *model.Catalog, word, distro string) error {
	id, err := strconv.ParseUint(word, 10, 64)
	if err != nil {
		return wrongCall("--event: %q is not an id: ids are whole numbers", word)
	}
	entries := fate.EntriesByID(catalog, id, distro)
	if len(entries) == 0 {
		return fmt.Errorf("no event of these sources has the id %d: the log may be of other data", id)
	}
	if a.format == "json" {
		return a.json(struct {
			Event   uint64       `json:"event"`
			Entries []fate.Entry `json:"entries"`
		}{id, entries}, " ")
	}
	return fate.PrintEntries(a.out, entries, isTerminal(a.out))
}
