package cli

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/check"
	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/inventory"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/published"
	"pes/generator/rules"
)

func (a *app) audit() *cobra.Command {
	var asked auditOf
	var s selection
	cmd := command("audit", cobra.ExactArgs(1), func(args []string) error {
		asked.dir = args[0]
		return a.auditDir(&asked, &s)
	})
	cmd.Flags().StringVar(&asked.version, "leapp", "",
		"the Leapp version that the files must be for (default: that of most files)")
	cmd.Flags().StringSliceVar(&asked.distros, "distro", nil, "show only findings about these distributions")
	cmd.Flags().StringVar(&asked.path, "path", "", "show only findings about one upgrade path, such as 7-8")
	cmd.Flags().StringVar(&asked.inventory, "inventory", "",
		"a project, or a folder with content/inventory/: also compare events with its inventories")
	s.flags(cmd)
	a.formatFlag(cmd, english.Or(formats), formats...)
	return cmd
}

// An auditOf is what the command line asks to audit.
type auditOf struct {
	dir, version, path, inventory string
	distros                       []string
}

func (a *app) auditDir(ask *auditOf, s *selection) (err error) {
	var want *leapp.Version
	if ask.version != "" {
		if want, err = leapp.FindVersion(ask.version); err != nil {
			return errUsage{err}
		}
	}
	if err := s.read(); err != nil {
		return err
	}
	now, err := today()
	if err != nil {
		return err
	}
	asked := wholeOf(ask.dir)
	root, err := os.OpenRoot(asked.root)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	defer root.Close()
	checkout, err := published.Read(root.FS(), a.jobs, want)
	if err != nil {
		return fmt.Errorf("audit %s: %w", ask.dir, err)
	}
	if checkout.Files == 0 {
		return noData(ask.dir)
	}
	if err := asked.narrow(checkout, ask.distros, ask.path); err != nil {
		return err
	}
	stock, err := a.stockFor(checkout, ask.inventory)
	if err != nil {
		return err
	}
	if a.forPeople() && asked.root != ask.dir {
		a.say("%s is a part of %s, which is read as a whole", ask.dir, asked.root)
	}
	if a.forPeople() {
		a.say("read as %s", audience(checkout))
	}
	options := check.Options{Now: now, Jobs: a.jobs, Stock: stock}
	if v := checkout.Version; v != nil && v.Does != nil {
		options.PlainRepos, options.StopsOnGaps = v.Does.PlainRepos, v.Does.StopsOnGaps
	}
	check.Published(checkout.Catalog, &checkout.Reporter, options)
	list := &checkout.List
	checkout.Reporter.Fold()
	checkout.Reporter.AddTo(list)
	list.Drop(func(d diag.Diagnostic) bool { return !checkout.Concerns(d, asked.distros, asked.target) })
	return a.findings(list, asked.root, s, fmt.Sprintf("looked at %s, %s and %s with %s: %%s",
		english.Count(checkout.Files, "file"), english.Count(checkout.Events, "event"),
		english.Count(checkout.Vendors, "vendor"), english.Count(len(rules.All()), "rule")))
}

// audience says what the files were taken for: the Leapp version and the releases that they upgrade to.
func audience(c *published.Checkout) string {
	leapp := "data that no Leapp version reads"
	if c.Version != nil {
		leapp = "data for Leapp " + english.And(c.Version.Names())
	}
	majors := list.Distinct(list.Map(c.Catalog.Targets, func(t *model.Target) int { return t.Major }))
	return leapp + " and upgrades to " + english.And(list.Map(majors, strconv.Itoa))
}

// A part is what of published data is asked for: the root of the whole, which is read, and what is shown of it.
type part struct {
	root    string
	distros []string // all, if there are none
	target  int      // 0 for all
}

var elFolder = regexp.MustCompile(`^el([0-9]{1,2})$`)

// wholeOf finds the data that a folder is a part of: files/<distro>, files and vendors.d of a checkout, a distribution
// or a target of what pes built. A part alone would lack what lies beside it.
func wholeOf(dir string) part {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return part{root: dir}
	}
	name, above := filepath.Base(abs), filepath.Dir(abs)
	isFolder := func(path ...string) bool {
		info, err := os.Stat(filepath.Join(path...))
		return err == nil && info.IsDir()
	}
	ofMachine := func() bool { // /etc/leapp/files is called like files of a checkout
		_, err := os.Stat(filepath.Join(abs, "pes-events.json"))
		return err == nil || isFolder(abs, "vendors.d")
	}
	switch m := elFolder.FindStringSubmatch(name); {
	case m != nil && isFolder(abs, "etc", "leapp"):
		target, _ := strconv.Atoi(m[1])
		return part{filepath.Dir(above), []string{filepath.Base(above)}, target}
	case len(subfolders(abs, "el*/etc/leapp")) > 0:
		return part{above, []string{name}, 0}
	case filepath.Base(above) == "files" && len(subfolders(abs, "repomap.*"))+len(subfolders(abs, "*.repo*")) > 0:
		return part{filepath.Dir(above), []string{name}, 0}
	case name == "files" && !ofMachine(), name == "vendors.d" && isFolder(above, "files"),
		name == "vendors.d" && len(subfolders(above, "repomap.json")) > 0:
		return part{root: above}
	}
	return part{root: dir}
}

// subfolders are what a folder has that a pattern matches.
func subfolders(dir, pattern string) []string {
	found, _ := filepath.Glob(filepath.Join(dir, pattern))
	return found
}

// noData says that a folder has no data, and which of its folders do.
func noData(dir string) error {
	var inside []string
	for _, pattern := range []string{"*/files", "*/vendors.d", "*/*/el*/etc/leapp"} {
		for _, found := range subfolders(dir, pattern) {
			rel, err := filepath.Rel(dir, found)
			first, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
			if err == nil && !slices.Contains(inside, first) {
				inside = append(inside, first)
			}
		}
	}
	for _, found := range subfolders(dir, "data/leapp-*") { // dir is what pes build wrote
		inside = append(inside, "data/"+filepath.Base(found))
	}
	if len(inside) > 0 {
		return fmt.Errorf("audit: there is no data in %s itself; audit one of its folders: %s", dir, english.Or(inside))
	}
	return fmt.Errorf("audit: there is no data in %s: a leapp-data checkout has files/<distro>/ and vendors.d/, "+
		"a machine has pes-events.json in /etc/leapp/files", dir)
}

// narrow adds what the command line asks for, and refuses what the data does not have.
func (p *part) narrow(c *published.Checkout, distros []string, path string) error {
	if len(distros) > 0 {
		p.distros = distros
	}
	have := c.Distros()
	for _, d := range p.distros {
		if !slices.Contains(have, d) {
			return errUsage{fmt.Errorf("there is no distribution %q here: there are %s", d, english.And(have))}
		}
	}
	if path == "" {
		return nil
	}
	_, to, _ := strings.Cut(path, "-")
	target, err := strconv.Atoi(to)
	if err != nil || !slices.Contains(c.Paths(), path) {
		return errUsage{fmt.Errorf("there is no path %q here: there are %s", path, english.And(c.Paths()))}
	}
	p.target = target
	return nil
}

// stockFor is a catalog with the inventories of a project for the distributions of a checkout; nil where the command
// line names none. A folder may have inventories alone: then those of all distributions stand in by their names.
func (a *app) stockFor(checkout *published.Checkout, dir string) (*model.Catalog, error) {
	if dir == "" {
		return nil, nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if _, err := root.Stat("content/distros"); err == nil {
		return a.inventoriesOf(dir)
	}
	var files []*diag.File
	for _, pattern := range []string{"content/inventory/*/*.packages", "vendors/*/inventory/*.packages"} {
		names, _ := fs.Glob(root.FS(), pattern) // the only error is a bad pattern
		for _, name := range names {
			text, err := fs.ReadFile(root.FS(), name)
			if err != nil {
				return nil, err
			}
			files = append(files, &diag.File{Name: name, Text: text})
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("there is no inventory in %s: they are in content/inventory/ and vendors/*/inventory/",
			dir)
	}
	read, found := inventory.Parse(files, a.jobs)
	if found.Failed() {
		return nil, cmp.Or(a.printText(&found), errFound)
	}
	return &model.Catalog{Inventories: standIn(read, checkout.Distros())}, nil
}

// standIn completes inventories of distributions by those of all.
func standIn(all []*model.Inventory, distros []string) []*model.Inventory {
	out := list.Select(all, func(inv *model.Inventory) bool { return inv.Distro != model.EveryDistro })
	for _, d := range distros {
		for _, inv := range all {
			own := func(o *model.Inventory) bool {
				return o.Distro == d && o.Major == inv.Major && o.Role == inv.Role
			}
			if inv.Distro == model.EveryDistro && list.Find(all, own) == nil {
				of := *inv
				of.Distro = d
				out = append(out, &of)
			}
		}
	}
	return out
}
