package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/fetch"
	"pes/generator/inventory"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/stock"
)

func (a *app) inventory() *cobra.Command {
	return group("inventory", "say where packages come from: fetch, or add DIR|FILE", a.inventoryFetch(),
		a.inventoryAdd())
}

func (a *app) inventoryFetch() *cobra.Command {
	var s stock.Selection
	var dry bool
	cmd := command("fetch", cobra.NoArgs, func([]string) error {
		return a.fetchInventories(context.Background(), fetch.New(), s, dry)
	})
	flags := cmd.Flags()
	flags.StringSliceVar(&s.Distros, "distro", nil, "only repositories of these distributions")
	flags.StringSliceVar(&s.Vendors, "vendor", nil, "only repositories of these vendors")
	flags.StringSliceVar(&s.Releases, "release", nil, "only these releases, such as 9")
	flags.StringSliceVar(&s.Roles, "role", nil, "only these roles, or vendors' repositories of these names")
	flags.StringSliceVar(&s.Arches, "arch", nil, "only these architectures; default: all of a repository")
	flags.BoolVar(&dry, "dry-run", false, "show what is new, and write nothing")
	return cmd
}

func (a *app) inventoryAdd() *cobra.Command {
	var s stock.Added
	var dry bool
	cmd := command("add", cobra.MinimumNArgs(1), func(args []string) error { return a.addInventory(args, s, dry) })
	flags := cmd.Flags()
	flags.StringVar(&s.Distro, "distro", "", "the distribution of the inventory")
	flags.StringVar(&s.Vendor, "vendor", "", "or the vendor of the inventory")
	flags.StringVar(&s.Release, "release", "", "the release of the inventory: 9, or 9.6")
	flags.StringVar(&s.Role, "role", "", "the role of the repository")
	flags.StringVar(&s.Role, "repository", "", "the vendor's name of the repository")
	flags.StringSliceVar(&s.Arches, "arch", nil, "the architectures of the inventory; default: those of its packages")
	flags.StringVar(&s.Day, "day", "", "the day of the inventory, such as 2026-11-20; default: the day in the metadata")
	flags.BoolVar(&s.Complete, "complete", false, "packages that are not in the list do not exist")
	flags.BoolVar(&dry, "dry-run", false, "show what is new, and write nothing")
	return cmd
}

// fetchInventories reads the repositories of a selection, and writes what changed. If one fails, the others are still
// written.
func (a *app) fetchInventories(ctx context.Context, f *fetch.Fetcher, s stock.Selection, dry bool) error {
	p, known, err := a.inventories()
	if err != nil {
		return err
	}
	all, found := compile.Repositories(p)
	if found.Failed() {
		return a.report(&found)
	}
	chosen, err := stock.Select(all, s)
	if err != nil {
		return errUsage{err}
	}
	if len(chosen) == 0 {
		a.say("no repository of this selection has an address in the sources")
		return nil
	}
	dir, err := fetch.CacheDir()
	if err != nil {
		return fmt.Errorf("inventory fetch: %w", err)
	}
	cache, err := fetch.OpenCache(dir)
	if err != nil {
		return fmt.Errorf("inventory fetch: %w", err)
	}
	defer cache.Close()
	done, count := a.meter(stock.Count(chosen), "repository")
	sources := stock.Sources{Fetcher: f, Cache: cache, Known: known, Done: done, Count: count}
	result := stock.Fetch(ctx, sources, chosen)
	if ctx.Err() != nil {
		return errors.New("inventory fetch: interrupted; nothing was written")
	}
	for _, note := range result.Notes {
		a.say("%s", note)
	}
	for _, inv := range result.Same {
		fmt.Fprintf(a.out, "%s: as it was\n", stock.Title(inv))
	}
	if err := a.putInventories(known, result.Read, dry); err != nil {
		return err
	}
	if err := cache.Trim(); err != nil {
		return fmt.Errorf("inventory fetch: %w", err)
	}
	return a.report(&result.Problems)
}

// putInventories writes the files that change with inventories that were read, and says what is new in each.
func (a *app) putInventories(known, read []*model.Inventory, dry bool) error {
	files := stock.Files(known, read)
	for _, inv := range read {
		fmt.Fprintln(a.out, diag.Printable(stock.Title(inv)+": "+stock.Difference(known, inv)))
	}
	if dry {
		a.say("nothing was written")
		return nil
	}
	for _, e := range files {
		if err := put(a.dir, e.Path, e.Data); err != nil {
			return err
		}
	}
	return nil
}

// inventories are the sources of the project, as far as they can be read, and the inventories that it has.
func (a *app) inventories() (*source.Project, []*model.Inventory, error) {
	files, err := a.readSources()
	if err != nil {
		return nil, nil, err
	}
	p, found := source.Parse(files, a.jobs)
	found.Drop(func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	if found.Failed() {
		return nil, nil, a.report(&found)
	}
	known, broken := inventory.Parse(files.Stock, a.jobs)
	if broken.Failed() { // another file may be like it
		return nil, nil, a.report(&broken)
	}
	return p, known, nil
}

// addInventory makes an inventory of folders with metadata, or of a list.
func (a *app) addInventory(names []string, s stock.Added, dry bool) error {
	p, known, err := a.inventories()
	if err != nil {
		return err
	}
	if err := s.Check(p); err != nil {
		return errUsage{err}
	}
	inv, err := a.readAdded(names, &s, s.Beside(known))
	if err != nil {
		return err
	}
	return a.putInventories(known, []*model.Inventory{inv}, dry)
}

// readAdded reads what the arguments of add name: one list, or folders.
func (a *app) readAdded(names []string, s *stock.Added, beside []*model.Inventory) (*model.Inventory, error) {
	info, err := os.Stat(names[0])
	if names[0] == "-" || err == nil && !info.IsDir() {
		if len(names) > 1 {
			return nil, wrongCall("a list is one file: name one")
		}
		return a.readList(names[0], s)
	}
	if len(names) == 1 && len(s.Arches) > 1 { // what is for any architecture
		names = slices.Repeat(names, len(s.Arches))
	}
	if len(s.Arches) > 0 && len(s.Arches) != len(names) {
		return nil, wrongCall("%s for %s: --arch names one for each", english.Count(len(s.Arches), "architecture"),
			english.Count(len(names), "folder"))
	}
	var parts []*stock.Part
	for i, name := range names {
		arch := ""
		if len(s.Arches) > 0 {
			arch = s.Arches[i]
		}
		part, err := readFolder(name, arch)
		if err != nil {
			return nil, fmt.Errorf("inventory add: %s: %w", name, err)
		}
		parts = append(parts, part)
	}
	inv, err := s.Folders(parts, beside)
	if err != nil {
		return nil, errUsage{err}
	}
	return inv, nil
}

// readFolder reads the repository in a folder, and nothing outside it.
func readFolder(name, arch string) (*stock.Part, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return stock.ReadFolder(root.FS(), arch)
}

// readList makes an inventory of the list in a file, or on standard input.
func (a *app) readList(name string, s *stock.Added) (*model.Inventory, error) {
	in, title := os.Stdin, "standard input"
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("inventory add: %w", err)
		}
		defer f.Close()
		in, title = f, name
	}
	text, err := io.ReadAll(io.LimitReader(in, machine.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("inventory add: %w", err)
	}
	l, err := machine.Read(title, text)
	if err != nil {
		return nil, fmt.Errorf("inventory add: %w", err)
	}
	if l.Modular > 0 {
		a.say("%s of the list come from modules, and a list does not say of which stream: they are written as "+
			"packages "+
			"of none", english.Count(l.Modular, "package"))
	}
	return s.List(l)
}
