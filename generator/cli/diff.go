package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/compile"
	"pes/generator/datarelease"
	"pes/generator/delta"
	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/published"
	"pes/generator/revision"
	"pes/generator/simulate"
	"pes/generator/source"
)

const diffHelp = `Tell what changed in meaning from A to B: packages that are now removed, no longer removed, replaced by something else or moved,
keys and signatures, repositories, vendors, upgrade paths. What Leapp does not read (ids, order, prose) is no change.

A and B are projects, leapp-data checkouts, what pes built (OUT, OUT/data/leapp-V), releases, archives of one, the files of a machine
(/etc/leapp/files), or revisions of the project: git:v1.2, git:HEAD~1. With files of a machine that came from a release, only what
is for its distribution, target and Leapp version is compared.

--fail-on ends with status 1 when there is a change of one of these categories: removed, kept (no longer removed), replaced, moved,
changed (under other conditions), security, repositories, vendors, paths, files.

--installed FILE, a list of packages such as rpm -qa prints, leaves what concerns that machine; - is standard input.

--format json prints from, to, counts{} by category, skipped[] (what could not be compared, and why) and changes[]: category, kind,
distribution, target, vendor, name, architectures[], whole (tree or vendor, of what is part of a new or a gone one), before[] and after[].
These are strings, and of packages the steps that take it: id, action, from, release, in[], effect[] (name, stream, repository; null
where it goes). turns[] of packages say what that means: was, is, why and, where it depends on them, streams[].`

// difference is what diff was asked for.
type difference struct {
	failOn    []string
	installed string
}

func (a *app) diff() *cobra.Command {
	var q difference
	cmd := &cobra.Command{Use: "diff A B", Short: "what changed in meaning between projects, revisions, trees or checkouts", Long: diffHelp,
		Example: "  pes diff git:v1.2 .\n  pes diff git:origin/main . --format markdown --fail-on removed,security\n  pes diff old/leapp-data new/leapp-data --installed packages.txt",
		Args:    usageArgs(cobra.ExactArgs(2)),
		RunE:    func(_ *cobra.Command, args []string) error { return a.diffSides(args[0], args[1], &q) }}
	cmd.Flags().StringVar(&a.format, "format", "text", "text, markdown or json")
	cmd.Flags().StringSliceVar(&q.failOn, "fail-on", nil, "categories whose changes end with status 1")
	cmd.Flags().StringVar(&q.installed, "installed", "", "a list of packages: only what concerns this machine")
	return cmd
}

func (a *app) diffSides(from, to string, q *difference) error {
	if err := a.oneOf([]string{"text", "markdown", "json"}); err != nil {
		return err
	}
	failOn, err := delta.ParseCategories(q.failOn)
	if err != nil {
		return errUsage{fmt.Errorf("--fail-on: %w", err)}
	}
	// All that is read stays until the end.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	first, err := machineTree(from)
	if err != nil {
		return err
	}
	second, err := machineTree(to)
	if err != nil {
		return err
	}
	before, err := a.side(from, sideOf{own: first, other: second})
	if err != nil {
		return err
	}
	after, err := a.side(to, sideOf{own: second, other: first, like: before.checkout})
	if err != nil {
		return err
	}
	d := delta.Compare(before.catalog, after.catalog, a.jobs)
	d.From, d.To = before.name, after.name
	if q.installed != "" {
		if d, err = only(d, q.installed); err != nil {
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
	return a.failOn(d, failOn)
}

func (a *app) failOn(d *delta.Delta, categories []delta.Category) error {
	var found []string
	for _, c := range categories {
		if n := d.Count(c); n > 0 {
			found = append(found, string(c))
		}
	}
	if len(found) == 0 {
		return nil
	}
	fmt.Fprintf(a.err, "pes: --fail-on: there are changes of %s\n", strings.Join(found, ", "))
	return errFound
}

// only leaves what concerns the machine of a list.
func only(d *delta.Delta, name string) (*delta.Delta, error) {
	list, err := simulate.ListAt(name, os.Stdin).Read()
	if err != nil {
		return nil, err
	}
	packages, repoids := map[string]bool{}, map[string]bool{}
	for _, p := range list.Packages {
		packages[p.Name] = true
		if p.Repoid != "" {
			repoids[p.Repoid] = true
		}
	}
	for _, id := range list.Enabled {
		repoids[id] = true
	}
	return d.Only(packages, repoids, list.Architecture()), nil
}

const revisionPrefix = "git:"

// sideName is what a side is called: where a folder lies on this machine says nothing to others.
func sideName(arg string) string {
	if rev, ok := strings.CutPrefix(arg, revisionPrefix); ok {
		return rev
	}
	if abs, err := filepath.Abs(arg); err == nil && filepath.Base(abs) != string(filepath.Separator) {
		return filepath.Base(abs)
	}
	return arg
}

// compared is one side of a comparison.
type compared struct {
	name     string
	catalog  *model.Catalog
	checkout *published.Checkout // where it was published; what both have is read once
}

// sideOf is what is known of a side before it is read.
type sideOf struct {
	own, other *datarelease.TreeManifest // where this side, or the other, is the files of a machine
	like       *published.Checkout       // the other side, where it was read
}

// side reads one side of a comparison.
func (a *app) side(arg string, of sideOf) (*compared, error) {
	if rev, ok := strings.CutPrefix(arg, revisionPrefix); ok {
		files, err := revision.Read(a.dir, rev)
		if err != nil {
			return nil, err
		}
		fsys, err := files.FS()
		if err != nil {
			return nil, err
		}
		return a.readSide(fsys, arg, of)
	}
	fsys, done, err := openSide(arg)
	if err != nil {
		return nil, err
	}
	defer done()
	return a.readSide(fsys, arg, of)
}

// readSide reads a project or what is published, whatever a folder holds: of what the other side is the files of, the same alone.
func (a *app) readSide(fsys fs.FS, name string, of sideOf) (c *compared, err error) {
	if isFolder(fsys, "content/distros") {
		c = &compared{name: sideName(name)}
		c.catalog, err = a.resolveFS(fsys, name)
	} else {
		c, err = a.readPublished(fsys, name, of)
	}
	switch {
	case err != nil:
		return nil, err
	case of.own != nil:
		err = c.narrow(of.own)
	case of.other != nil:
		err = c.narrow(of.other)
	}
	return c, err
}

// readPublished reads what is published.
func (a *app) readPublished(fsys fs.FS, name string, of sideOf) (*compared, error) {
	called := sideName(name)
	if datarelease.IsRelease(fsys) {
		m, files, err := datarelease.Data(fsys)
		if err == nil {
			called = m.Version
			fsys, err = files.FS()
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if isFolder(fsys, "etc/leapp/files") { // what stands for the / of a machine
		sub, err := fs.Sub(fsys, "etc/leapp/files")
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		fsys = sub
	}
	fsys, err := builtTrees(fsys, of.other)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	checkout, err := published.Data(fsys, a.jobs, of.like)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if checkout.Files == 0 {
		return nil, fmt.Errorf("there is no data in %s: a project has content/distros/, a leapp-data checkout files/<distro>/, a machine /etc/leapp/files", name)
	}
	if n := checkout.List.Count(diag.Error); n > 0 {
		fmt.Fprintf(a.err, "pes: %s: %s in its files; what cannot be read takes no part (pes audit names them)\n", diag.Printable(name), english.Count(n, "error"))
	}
	for _, d := range checkout.Catalog.Distros {
		if of.own != nil && d.Folder == "" {
			d.Folder = of.own.Distro
		}
		d.Name = known.Title(d.Folder)
	}
	return &compared{called, checkout.Catalog, checkout}, nil
}

// resolveFS compiles a project without holding it against the rules.
func (a *app) resolveFS(fsys fs.FS, name string) (*model.Catalog, error) {
	files, err := source.Read(fsys, a.jobs)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	project, list := source.Parse(files, a.jobs)
	catalog, found := compile.Resolve(project, "")
	list.Merge(found)
	list.Sort()
	if list.Failed() {
		if err := list.Print(a.err, diag.Text{Color: isTerminal(a.err)}); err != nil {
			return nil, fmt.Errorf("print: %w", err)
		}
		fmt.Fprintf(a.err, "pes: %s does not compile: nothing is compared\n", diag.Printable(name))
		return nil, errFound
	}
	return catalog, nil
}

// builtTrees finds the trees of one Leapp version where a build wrote several: of that of the machine that is compared with, else of
// the newest that has them all.
func builtTrees(fsys fs.FS, machine *datarelease.TreeManifest) (fs.FS, error) {
	folders, err := fs.Glob(fsys, "data/leapp-*")
	if err != nil || len(folders) == 0 {
		return fsys, err
	}
	best, most := "", 0
	if machine != nil && slices.Contains(folders, "data/leapp-"+machine.Leapp) {
		return fs.Sub(fsys, "data/leapp-"+machine.Leapp)
	}
	for _, v := range leapp.Versions {
		folder := path.Join("data", "leapp-"+v.Name)
		if !slices.Contains(folders, folder) {
			continue
		}
		trees, err := fs.Glob(fsys, folder+"/*/el*")
		if err != nil {
			return nil, err
		}
		if len(trees) >= most {
			best, most = folder, len(trees)
		}
	}
	if best == "" {
		return nil, errors.New("the folders in data/ are of no Leapp version that is known")
	}
	return fs.Sub(fsys, best)
}
