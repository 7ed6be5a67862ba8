package cli

import (
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
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
	distros   []string
	path      string
	installed string
}

func (a *app) diff() *cobra.Command {
	var f diffFlags
	cmd := command("diff", cobra.ExactArgs(2), func(args []string) error { return a.diffSides(args[0], args[1], &f) })
	a.formatFlag(cmd, "text, markdown or json", "text", "markdown", "json")
	cmd.Flags().StringSliceVar(&f.failOn, "fail-on", nil, "exit with status 1 if there are changes in these categories")
	cmd.Flags().StringSliceVar(&f.distros, "distro", nil, "only these distributions")
	cmd.Flags().StringVar(&f.path, "path", "", "one upgrade path, such as 7-8; default: all")
	cmd.Flags().StringVar(&f.installed, "installed", "", "a list of packages: show only changes for this machine")
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
	if err := f.limit(before, after); err != nil {
		return err
	}
	d := compare.Difference(before, after, a.jobs)
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
	return a.diffStatus(d, failOn)
}

// limit reduces both sides to the distributions and the path that were asked for, which one of them must have.
func (f *diffFlags) limit(before, after *compare.Side) error {
	var distros, paths []string
	for _, s := range []*compare.Side{before, after} {
		paths = append(paths, s.Catalog.PathNames()...)
		for _, t := range s.Catalog.Targets {
			distros = append(distros, t.Distro.Folder)
		}
	}
	if err := checkKnown("distribution", f.distros, list.Distinct(distros)); err != nil {
		return wrongCall("--distro: %w", err)
	}
	major := 0
	if f.path != "" {
		if err := checkKnown("upgrade path", []string{f.path}, list.Distinct(paths)); err != nil {
			return wrongCall("--path: %w", err)
		}
		_, to, _ := strings.Cut(f.path, "-")
		major, _ = strconv.Atoi(to) // of a path that is known
	}
	before.Limit(f.distros, major)
	after.Limit(f.distros, major)
	return nil
}

// diffStatus is an error where there are changes of some categories, and where a tree is gone or could not be compared,
// whatever was asked for.
func (a *app) diffStatus(d *delta.Delta, failOn []delta.Category) (err error) {
	if missing := d.Incomplete(); len(missing) > 0 {
		a.say("%s: that is a difference", strings.Join(missing, ", "))
		err = errFound
	}
	found := list.Select(failOn, func(c delta.Category) bool { return d.Count(c) > 0 })
	if len(found) > 0 {
		names := list.Map(found, func(c delta.Category) string { return string(c) })
		a.say("--fail-on: there are changes of %s", strings.Join(names, ", "))
		err = errFound
	}
	return err
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
	return d.Only(delta.Machine{Packages: packages, Repoids: repoids, Arch: machine.Architecture()}), nil
}
