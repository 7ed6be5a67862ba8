package cli

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/simulate"
	"pes/generator/sosreport"
)

// simulation is what a call of pes simulate asks for.
type simulation struct {
	simulate.Options
	source, target, version string   // as they were given; Options holds what they mean
	tree                    []string // one, or one a hop
	transaction             string
	inventory               string // a project, whose inventories tell about tree
	installed               []string
	root                    string // of the machine itself
	machine                 *root  // the same, open
	ownTree                 bool   // the tree is that of the machine
	why                     bool
	only                    []string // packages that why is asked for; nil: all
	failOn                  []string // what no machine shall have
	trees, requests         string
}

func (a *app) simulate() *cobra.Command {
	s := &simulation{}
	cmd := command("simulate", cobra.ArbitraryArgs, func(args []string) error {
		if s.only = args; len(args) == 0 {
			s.only = nil
		} else if !s.why {
			return wrongCall("%q is not an argument of simulate: --installed FILE names a list, --why PACKAGE asks "+
				"about packages", args[0])
		}
		if s.trees != "" || s.requests != "" {
			return a.simulateRequests(s)
		}
		err := a.simulateMachines(s)
		var option simulate.OptionError
		if errors.As(err, &option) {
			return wrongCall("--%w", option)
		}
		return err
	})
	f := cmd.Flags()
	f.StringArrayVar(&s.tree, "tree", nil,
		"a folder such as /etc/leapp/files, one for each upgrade; default: the sources of the project")
	f.StringVar(&s.source, "source", "", "the release to upgrade from, such as 7.9")
	f.StringVar(&s.target, "target", "",
		"the release to upgrade to, such as 8.10, or 10.0 (default: the newest of the next major release)")
	f.StringVar(&s.Arch, "arch", "", english.Or(model.Arches)+"; default: that of the list")
	f.StringVar(&s.Distro, "distro", "", "the distribution to upgrade to")
	f.StringVar(&s.version, "leapp", "",
		"the Leapp version; default: that of the tree or the distribution")
	f.StringArrayVar(&s.installed, "installed", nil,
		"a list of packages, a folder of lists, or - for standard input; can be used several times")
	f.StringVar(&s.root, "root", "", "the root of the machine itself: /, a mounted disk, an image")
	f.BoolVar(&s.ownTree, "own-tree", false, "the tree is the /etc/leapp/files of --root")
	f.StringSliceVar(&s.Enabled, "enabled", nil, "the repoids enabled on the machine")
	f.StringVar(&s.inventory, "inventory", "", "a project with inventories, for --tree")
	f.StringVar(&s.transaction, "transaction", "",
		"a folder such as /etc/leapp/transaction, with to_install, to_remove and to_keep")
	f.BoolVar(&s.why, "why", false,
		"show everything about the packages after it; without packages, every event that Leapp considers")
	a.formatFlag(cmd, "text, json, jsonl or csv; markdown or html: a plan for one machine", "text", "json", "jsonl",
		"csv", "markdown", "html")
	a.failFlag(cmd, &s.failOn)
	f.StringVar(&s.trees, "trees", "", "a folder of trees, for --requests")
	f.StringVar(&s.requests, "requests", "", "requests, one JSON object in each line, or - for standard input")
	return cmd
}

// simulateRequests answers requests of programs.
func (a *app) simulateRequests(s *simulation) error {
	switch {
	case s.trees == "":
		return wrongCall("--trees DIR is missing: the folder with the trees that the requests name")
	case s.requests == "":
		return wrongCall("--requests FILE is missing: a JSON object a line, or - for standard input")
	case s.source+s.target+s.Arch+s.Distro+s.version+s.transaction+s.inventory+s.root != "" || s.ownTree ||
		s.tree != nil || s.installed != nil || s.Enabled != nil || s.failOn != nil || s.why:
		return wrongCall("with --requests, the requests say what is upgraded: leave the other options out")
	case a.format != "text" && a.format != "json":
		return wrongCall("no format %q with --requests: answers are JSON, one a line", a.format)
	}
	root, err := os.OpenRoot(s.trees)
	if err != nil {
		return fmt.Errorf("trees: %w", err)
	}
	defer root.Close()
	in := os.Stdin
	if s.requests != "-" {
		if in, err = os.Open(s.requests); err != nil {
			return fmt.Errorf("requests: %w", err)
		}
		defer in.Close()
	}
	return simulate.Answer(a.out, in, root.FS())
}

// simulateMachines upgrades the machines whose lists are named.
func (a *app) simulateMachines(s *simulation) error {
	if err := checkFail(s.failOn); err != nil {
		return err
	}
	lists, many, route, err := a.readMachines(s)
	if err != nil {
		return err
	}
	if a.format == "markdown" || a.format == "html" {
		return a.simulatePlan(s, route, lists, many)
	}
	return a.upgradeLists(route, lists, many, simulate.Run{Why: s.why, Only: s.only}, s.failOn)
}

// readMachines reads what is upgraded, and with what.
func (a *app) readMachines(s *simulation) (lists []simulate.ListFile, many bool, route simulate.Route, err error) {
	if s.root == "" && len(s.installed) == 0 {
		return nil, false, nil, wrongCall("--installed FILE is missing: a list of packages, such as rpm -qa prints; " +
			"- is standard input. --root / is the machine itself")
	}
	if s.root != "" {
		return a.readRoot(s)
	}
	if s.ownTree {
		return nil, false, nil, wrongCall("--own-tree is /%s of the machine that --root names", ownTree)
	}
	archives := simulate.Archives{Is: sosreport.Is, Read: readArchive}
	if s.source != "" {
		if route, err = a.simulationRoute(s); err == nil {
			lists, many, err = simulate.FindLists(s.installed, os.Stdin, archives)
		}
		return lists, many, route, err
	}
	if lists, many, err = simulate.FindLists(s.installed, os.Stdin, archives); err != nil {
		return nil, false, nil, err
	}
	source, says, err := simulate.SourceOf(lists)
	if err != nil {
		return nil, false, nil, err
	}
	if !source.IsZero() {
		s.source = source.String()
	}
	if route, err = a.simulationRoute(s); err == nil {
		route.TellSource(says)
	}
	return lists, many, route, err
}

// simulationRoute reads what machines are upgraded with, from trees or from the sources.
func (a *app) simulationRoute(s *simulation) (simulate.Route, error) {
	// Nearly all that is read here stays: collecting garbage in between would cost a fifth of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	var err error
	if s.Source, err = releaseFlag("source", s.source); err != nil {
		return nil, err
	}
	if s.target != "" {
		if s.Target, err = releaseFlag("target", s.target); err != nil {
			return nil, err
		}
	}
	if s.Arch != "" && !slices.Contains(model.Arches, s.Arch) {
		return nil, wrongCall("--arch: Leapp knows no architecture %q: it is %s", s.Arch, english.Or(model.Arches))
	}
	if s.version != "" {
		if s.Leapp, err = leapp.FindVersion(s.version); err != nil {
			return nil, wrongCall("--leapp: %w", err)
		}
	}
	s.Signers = machine.Signers{Marks: known.Marks(), Keys: known.Keys()}
	if s.transaction != "" {
		root, err := os.OpenRoot(s.transaction)
		if err != nil {
			return nil, fmt.Errorf("transaction: %w", err)
		}
		defer root.Close()
		if s.Lists, err = simulate.ReadTransaction(root.FS(), s.transaction); err != nil {
			return nil, fmt.Errorf("transaction: %w", err)
		}
	}
	if s.ownTree {
		return a.simulationOwnTree(s)
	}
	if s.tree == nil && s.inventory != "" {
		return nil, wrongCall("--inventory is for --tree: without it, the inventories are those of the project")
	}
	if s.tree != nil {
		return a.simulationTrees(s)
	}
	catalog, err := a.resolveFrom(s.Distro, inventoriesFrom(s))
	if err != nil {
		return nil, err
	}
	route, err := simulate.RouteFromCatalog(catalog, s.Options)
	for _, d := range route {
		d.TellWays(func() (*model.Catalog, error) { return a.resolve("") })
	}
	return route, err
}

func releaseFlag(name, value string) (model.Release, error) {
	if value == "" {
		return model.Release{}, wrongCall("--%s is missing: a release, such as --source 7.9 --target 8.10", name)
	}
	r, err := model.KnownRelease(value)
	if err != nil {
		return r, wrongCall("--%s: %w", name, err)
	}
	return r, nil
}
