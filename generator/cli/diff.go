package cli

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/compare"
	"pes/generator/delta"
	"pes/generator/list"
	"pes/generator/simulate"
)

// diffFlags are what diff is asked for.
type diffFlags struct {
	failOn    []string
	installed string
}

func (a *app) diff() *cobra.Command {
	var f diffFlags
	cmd := command("diff", cobra.ExactArgs(2), func(args []string) error { return a.diffSides(args[0], args[1], &f) })
	a.formatFlag(cmd, "text, markdown or json", "text", "markdown", "json")
	cmd.Flags().StringSliceVar(&f.failOn, "fail-on", nil, "categories whose changes end with status 1")
	cmd.Flags().StringVar(&f.installed, "installed", "", "a list of packages: only what concerns this machine")
	return cmd
}

func (a *app) diffSides(from, to string, f *diffFlags) error {
	failOn, err := delta.ParseCategories(f.failOn)
	if err != nil {
		return wrongCall("--fail-on: %w", err)
	}
	// Everything that is read stays in memory until the end, so collecting garbage would only cost time.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	reader := compare.Reader{Project: a.dir, Jobs: a.jobs}
	before, after, err := reader.Pair(from, to)
	if err != nil {
		return a.sideError(err)
	}
	a.warnUnreadable(from, before)
	a.warnUnreadable(to, after)
	d := delta.Compare(before.Catalog, after.Catalog, a.jobs)
	d.From, d.To = before.Name, after.Name
	if f.installed != "" {
		if d, err = only(d, f.installed); err != nil {
			return err
		}
	}
	switch a.format {
	case "json":
		err = d.JSON(a.out)
	case "markdown":
		err = d.Markdown(a.out)
	default:
		err = d.Text(a.out, isTerminal(a.out))
	}
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	found := list.Select(failOn, func(c delta.Category) bool { return d.Count(c) > 0 })
	if len(found) == 0 {
		return nil
	}
	names := list.Map(found, func(c delta.Category) string { return string(c) })
	a.say("--fail-on: there are changes of %s", strings.Join(names, ", "))
	return errFound
}

// only reduces a delta to what concerns the machine whose package list is in a file.
func only(d *delta.Delta, name string) (*delta.Delta, error) {
	machine, err := simulate.ListAt(name, os.Stdin).Read()
	if err != nil {
		return nil, err
	}
	packages, repoids := map[string]bool{}, map[string]bool{}
	for _, p := range machine.Packages {
		packages[p.Name] = true
		if p.Repoid != "" {
			repoids[p.Repoid] = true
		}
	}
	for _, id := range machine.Enabled {
		repoids[id] = true
	}
	return d.Only(packages, repoids, machine.Architecture()), nil
}
