package cli

import (
	"fmt"
	"io/fs"
	"os"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/published"
	"pes/generator/source"
)

// stockFor is a catalog with the inventories of a project for the distributions of a checkout; nil where the command
// line names none. A folder may have inventories alone: then those of all distributions stand in by their names.
func (a *app) stockFor(checkout *published.Checkout, dir string) (*model.Catalog, error) {
	if dir == "" {
		return nil, nil
	}
	files, err := a.filesOf(dir)
	if err != nil {
		return nil, err
	}
	if len(files.Stock) == 0 {
		return nil, fmt.Errorf("there is no inventory in %s: they are in content/inventory/ and vendors/*/inventory/",
			dir)
	}
	project, found := source.Parse(files, a.jobs)
	var catalog *model.Catalog
	if len(project.Distros) > 0 {
		resolved, more := compile.Resolve(project, "")
		found.Merge(more)
		catalog = resolved
	} else {
		read, more := inventory.Parse(files.Stock, a.jobs)
		found.Merge(more)
		catalog = &model.Catalog{Inventories: standIn(read, checkout.Distros())}
	}
	if found.Failed() {
		return nil, fmt.Errorf("the project %s has errors: run pes check -C %s", dir, dir)
	}
	return catalog, nil
}

// filesOf are the files of a project, or of a folder with inventories.
func (a *app) filesOf(dir string) (source.Files, error) {
	of := *a
	of.dir = dir
	if of.exists("content/distros") {
		return of.readSources()
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return source.Files{}, err
	}
	defer root.Close()
	var files source.Files
	for _, pattern := range []string{"content/inventory/*/*.packages", "vendors/*/inventory/*.packages"} {
		names, _ := fs.Glob(root.FS(), pattern) // the only error is a bad pattern
		for _, name := range names {
			text, err := fs.ReadFile(root.FS(), name)
			if err != nil {
				return files, err
			}
			files.Stock = append(files.Stock, &diag.File{Name: name, Text: text})
		}
	}
	return files, nil
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
