package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/fate"
	"pes/generator/model"
)

const explainHelp = `Tell what becomes of a package from one major release to the next, in every distribution of the
project: every event that names it, where it is written, in which repositories it ends, which event is applied
where several compete and why, what vendors change, and what its author advises. What the package becomes is
followed through the later releases.

Of events with the same initial release and the same in packages Leapp applies only the one with the latest
release, or all where several have that.

--format json prints package, and paths[] with path, distributions[] and chapters[]: a package and entries[], each
an event (as in pes simulate), distributions[], repositories{} by distribution, arches[], streams[], applies,
ignored, by and with. With --event it prints event, the id, and entries[].`

func (a *app) explain() *cobra.Command {
	var path, distro, event string
	cmd := &cobra.Command{
		Use:   "explain PACKAGE",
		Short: "what becomes of a package from release to release, and which event says so",
		Long:  explainHelp,
		Example: "  pes explain ntp\n  pes explain chrony --path 8-9 --distro rocky\n" +
			"  pes explain --event 217840613498226",
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.oneOf([]string{"text", "json"}); err != nil {
				return err
			}
			switch {
			case event == "" && len(args) == 0:
				return errUsage{errors.New("say which package, or --event ID")}
			case event != "" && (len(args) > 0 || path != ""):
				return errUsage{errors.New("--event ID stands alone: the event names its packages and releases")}
			}
			catalog, err := a.resolve(distro)
			if err != nil {
				return err
			}
			if event != "" {
				return a.explainEvent(catalog, event)
			}
			return a.explainPackage(catalog, args[0], path)
		}}
	f := cmd.Flags()
	f.StringVar(&path, "path", "", "one upgrade path, such as 7-8; default: all")
	f.StringVar(&distro, "distro", "", "one distribution; default: all")
	f.StringVar(&event, "event", "", "explain the event of an id, as Leapp's log names it")
	a.formatFlag(cmd, "text or json")
	return cmd
}

func (a *app) explainPackage(catalog *model.Catalog, name, path string) error {
	known := catalog.PathNames()
	if path != "" && !slices.Contains(known, path) {
		return errUsage{fmt.Errorf("--path: there is no upgrade path %q here: there is %s",
			path, strings.Join(known, ", "))}
	}
	history, err := fate.HistoryOf(catalog, name, path)
	if err != nil {
		return err
	}
	if a.format == "json" {
		return a.json(history)
	}
	return history.Print(a.out, isTerminal(a.out))
}

func (a *app) explainEvent(catalog *model.Catalog, word string) error {
	id, err := strconv.ParseUint(word, 10, 64)
	if err != nil {
		return errUsage{fmt.Errorf("--event: %q is no id: ids are whole numbers", word)}
	}
	entries := fate.EntriesByID(catalog, id)
	if len(entries) == 0 {
		return fmt.Errorf("no event of these sources has the id %d: the log may be of other data", id)
	}
	if a.format == "json" {
		return a.json(struct {
			Event   uint64       `json:"event"`
			Entries []fate.Entry `json:"entries"`
		}{id, entries})
	}
	return fate.PrintEntries(a.out, entries, isTerminal(a.out))
}
