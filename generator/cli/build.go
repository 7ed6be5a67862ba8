package cli

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/render"
	"pes/generator/source"
	"pes/generator/tree"
	"pes/generator/web"
	"pes/generator/web/composer"
)

// fixedDate stands in the files when SOURCE_DATE_EPOCH does not say another: the clock never does.
var fixedDate = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// wanted is what a build shall make.
type wanted struct {
	out        string
	only       string // data, site, or both
	base, edit string // addresses of the site, and of the forge's editor
	leapp      leapp.Options
	data, site bool
	gzip       bool
}

func (a *app) build() *cobra.Command {
	var w wanted
	var versions []string
	cmd := &cobra.Command{Use: "build", Short: "check the sources, then write the files Leapp reads and the site",
		Example: "  pes build\n  pes build --leapp 0.16,0.21 --distro rocky --out /tmp/dist\n  pes build --only site --base-url https://pes.example/", Args: usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) (err error) {
			if !slices.Contains([]string{"", "data", "site"}, w.only) {
				return errUsage{fmt.Errorf("no part %q to build: data or site", w.only)}
			}
			w.data, w.site = w.only != "site", w.only != "data"
			if w.gzip && !w.site {
				return errUsage{fmt.Errorf("--gzip compresses the site, and --only data builds none")}
			}
			for _, address := range []string{w.base, w.edit} {
				if _, err := render.ParseBase(address); err != nil {
					return errUsage{err}
				}
			}
			if w.leapp.Versions, err = versionRows(versions); err != nil {
				return errUsage{err}
			}
			if w.leapp.Date, err = buildDate(); err != nil {
				return errUsage{err}
			}
			if w.out == "" {
				w.out = filepath.Join(a.dir, "dist")
			}
			if err := outsideSources(a.dir, w.out); err != nil {
				return errUsage{err}
			}
			// Most of what a build makes lives until its end: collecting less often costs memory and saves a fifth of the time.
			// The limit keeps large projects from paying for it.
			defer debug.SetGCPercent(debug.SetGCPercent(300))
			defer debug.SetMemoryLimit(debug.SetMemoryLimit(500 << 20))
			return a.buildTo(w)
		}}
	cmd.Flags().StringVar(&w.out, "out", "", "the output folder; default: dist in the project")
	cmd.Flags().StringSliceVar(&versions, "leapp", nil, "Leapp versions to write for, or all; default: those the distributions name")
	cmd.Flags().StringSliceVar(&w.leapp.Distros, "distro", nil, "distributions to write; default: all")
	cmd.Flags().StringSliceVar(&w.leapp.Arches, "arch", nil, "architectures to write; default: all")
	cmd.Flags().StringSliceVar(&w.leapp.Vendors, "vendor", nil, "vendors to write; \"\" for none; default: all")
	cmd.Flags().StringSliceVar(&w.leapp.Tags, "tag", nil, "write only events with one of these tags; default: all events")
	cmd.Flags().StringVar(&w.only, "only", "", "the part to build: data or site; the other stays as it is")
	cmd.Flags().StringVar(&w.base, "base-url", "", "the address the site will have: for canonical links, the sitemap and the page for what is missing")
	cmd.Flags().StringVar(&w.edit, "edit-url", "", "the address below which the forge edits the sources, such as https://host/project/edit/main/: for links to it")
	cmd.Flags().BoolVar(&w.gzip, "gzip", false, "put a compressed copy (.gz) beside each text file of the site, for hosts that send those")
	return cmd
}

// outsideSources refuses an output folder that would be read as sources by the next command.
func outsideSources(dir, out string) error {
	abs, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	for _, name := range []string{"content", "vendors"} {
		sources, err := filepath.Abs(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if abs == sources || strings.HasPrefix(abs, sources+string(filepath.Separator)) {
			return fmt.Errorf("the output folder %s is among the sources in %s: name another one", out, sources)
		}
	}
	return nil
}

func (a *app) buildTo(w wanted) error {
	p, err := a.open()
	if err != nil {
		return err
	}
	p.root.Close()
	catalog, list := p.catalog, p.list
	if err := knownChoice(catalog, &w.leapp); err != nil {
		return errUsage{err}
	}
	if list.Failed() {
		return a.report(&list)
	}
	trees := sync.OnceValues(func() (tree.Tree, diag.List) { return leapp.Write(catalog, w.leapp) })
	guides, found, err := a.guides()
	if err != nil {
		return err
	}
	list.Merge(found)
	var files tree.Tree
	if w.site {
		if files, err = a.render(p, trees, guides, w); err != nil {
			return err
		}
		if w.gzip {
			files = append(files, files.Gzip()...)
		}
	}
	built := 0
	if w.data {
		data, notes := trees()
		list.Merge(notes)
		built, files = countTrees(data), append(data, files...)
	}
	list.Sort()
	if err := a.report(&list); err != nil {
		return err
	}
	if w.data && built == 0 {
		return fmt.Errorf("nothing to build: no upgrade path of the distributions chosen exists in the Leapp versions chosen")
	}
	result, err := files.Write(w.out, a.jobs, w.parts()...)
	if err != nil {
		return fmt.Errorf("build: %w", err)
	}
	a.foreign(w.out, result.Foreign)
	what := plural(built, "tree")
	if !w.data {
		what = "the site"
	} else if w.site {
		what += " and the site"
	}
	removed := ""
	if result.Removed > 0 {
		removed = fmt.Sprintf(", %d removed", result.Removed)
	}
	_, err = fmt.Fprintf(a.out, "%s: %s, %s, %d written%s\n", w.out, what, plural(result.Files, "file"), result.Written, removed)
	return err
}

// parts are the folders of the output that the build answers for.
func (w wanted) parts() (out []string) {
	if w.data {
		out = append(out, "data")
	}
	if w.site {
		out = append(out, "site")
	}
	return out
}

// guides reads the documentation.
func (a *app) guides() (out []render.Guide, list diag.List, err error) {
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return nil, list, fmt.Errorf("project: %w", err)
	}
	defer root.Close()
	guides, list, err := source.ReadGuides(root.FS(), a.jobs)
	if err != nil {
		return nil, list, fmt.Errorf("project %s: %w", a.dir, err)
	}
	for _, g := range guides {
		out = append(out, render.Guide{Name: g.Name(), Title: g.Title, Text: g.Text})
	}
	return out, list, nil
}

// render makes the site. It offers the versions its distributions name, whatever else is built.
func (a *app) render(p *opened, trees func() (tree.Tree, diag.List), guides []render.Guide, w wanted) (tree.Tree, error) {
	offered := func() tree.Tree {
		files, _ := trees()
		if len(w.leapp.Versions)+len(w.leapp.Distros) > 0 || w.leapp.Chosen() {
			files, _ = leapp.Write(p.catalog, leapp.Options{Date: w.leapp.Date})
		}
		return files
	}
	in := render.Input{Catalog: p.catalog, Data: offered, Guides: guides, Programs: programs()}
	if in.Programs != nil {
		in.Sources = composer.Bundle(p.files)
	}
	pages, err := render.Site(in, render.Options{Base: w.base, Edit: w.edit, Date: w.leapp.Date, Jobs: a.jobs})
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	return pages, nil
}

// programs are what the site's tools run in the browser, where they were built. A variable: what tests build does not depend on that.
var programs = func() *render.Programs {
	p, ok := web.Built()
	if !ok {
		return nil
	}
	return &render.Programs{Glue: p.Glue, Simulate: p.Simulate, Compose: p.Compose}
}

// foreign warns of files in the output that somebody else put there.
func (a *app) foreign(out string, names []string) {
	for i, name := range names {
		if i == 10 {
			fmt.Fprintf(a.err, "pes: and %d more files that are not ours\n", len(names)-i)
			break
		}
		fmt.Fprintf(a.err, "pes: %s is not ours and stays; remove it if a machine should not get it\n", diag.Printable(filepath.Join(out, name)))
	}
}

func countTrees(files tree.Tree) int {
	trees := map[string]bool{}
	for _, f := range files {
		trees[strings.Join(strings.SplitN(f.Path, "/", 5)[:4], "/")] = true
	}
	return len(trees)
}

func versionRows(names []string) (rows []*leapp.Version, err error) {
	if slices.Equal(names, []string{"all"}) {
		return leapp.Versions, nil
	}
	for _, n := range names {
		row, err := leapp.FindVersion(n)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// buildDate is SOURCE_DATE_EPOCH, else the fixed date.
func buildDate() (time.Time, error) {
	s := os.Getenv("SOURCE_DATE_EPOCH")
	if s == "" {
		return fixedDate, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > 253402300799 {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is %q, no number of seconds since 1970", s)
	}
	return time.Unix(n, 0), nil
}

// knownChoice refuses names that nothing has: what is misspelt would silently leave things out.
func knownChoice(c *model.Catalog, o *leapp.Options) error {
	if err := knownDistros(c, o.Distros); err != nil {
		return err
	}
	vendors, tags := map[string]bool{}, map[string]bool{}
	for _, t := range c.Targets {
		for _, v := range t.Vendors {
			vendors[v.Name] = true
		}
		for _, e := range t.AllEvents() {
			for _, tag := range e.Tags {
				tags[tag] = true
			}
		}
	}
	arches := map[string]bool{}
	for _, a := range model.Arches {
		arches[a] = true
	}
	for _, x := range []struct {
		what   string
		chosen []string
		known  map[string]bool
	}{{"architecture", o.Arches, arches}, {"vendor", o.Vendors, vendors}, {"tag", o.Tags, tags}} {
		for _, n := range x.chosen {
			if !x.known[n] {
				return fmt.Errorf("no %s %q: known are %s", x.what, n, strings.Join(slices.Sorted(maps.Keys(x.known)), ", "))
			}
		}
	}
	return nil
}

func knownDistros(c *model.Catalog, names []string) error {
	var known []string
	for _, d := range c.Distros {
		known = append(known, d.Folder)
	}
	for _, n := range names {
		if !slices.Contains(known, n) {
			return fmt.Errorf("no distribution %q: known are %s", n, strings.Join(known, ", "))
		}
	}
	return nil
}
