package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"pes/generator/author"
	"pes/generator/compile"
	"pes/generator/describe"
	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render"
	"pes/generator/schema"
	"pes/generator/source"
	"pes/generator/tree"
	"pes/generator/web"
	"pes/generator/web/composer"
)

// loaded is a project that was read and compiled.
type loaded struct {
	files   source.Files
	source  *source.Project
	catalog *model.Catalog
	list    diag.List // what is wrong with it
}

// readSources reads the files of the project.
func (a *app) readSources() (source.Files, error) {
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return source.Files{}, fmt.Errorf("project: %w", err)
	}
	defer root.Close()
	files, err := source.Read(root.FS(), a.jobs)
	if err != nil {
		return source.Files{}, fmt.Errorf("project %s: %w", a.dir, err)
	}
	return files, nil
}

// load reads and compiles the project.
func (a *app) load() (*loaded, error) {
	files, err := a.readSources()
	if err != nil {
		return nil, err
	}
	return a.compile(files)
}

func (a *app) compile(files source.Files) (*loaded, error) {
	now, err := today()
	if err != nil {
		return nil, err
	}
	made, found := author.Compile(&a.sources, files, a.jobs, now)
	return &loaded{files, made.Source, made.Catalog, found}, nil
}

// resolve compiles the trees of a distribution, "" for all, without holding them against the rules.
func (a *app) resolve(distro string) (*model.Catalog, error) { return a.resolveFrom(distro, 0) }

// resolveFrom is resolve with the inventories that upgrades from one major release need.
func (a *app) resolveFrom(distro string, major int) (*model.Catalog, error) {
	files, err := a.readSources()
	if err != nil {
		return nil, err
	}
	project, found := source.Parse(files, a.jobs)
	catalog, more := compile.ResolveFrom(project, distro, major)
	found.Merge(more)
	found.Merge(leapp.Check(catalog))
	found.Sort()
	if found.Failed() {
		if err := a.printText(&found); err != nil {
			return nil, fmt.Errorf("print: %w", err)
		}
		return nil, errFound
	}
	if distro != "" {
		if err := checkDistros(catalog, []string{distro}); err != nil {
			return nil, errUsage{err}
		}
	}
	return catalog, nil
}

// inventoriesOf is the catalog of another project, which inventories are taken from.
func (a *app) inventoriesOf(dir string) (*model.Catalog, error) {
	other := &app{out: a.out, err: a.err, dir: dir, jobs: a.jobs}
	return other.resolve("")
}

// with compiles the project with these files added or replaced; the result has only the diagnostics that are new.
func (a *app) with(p *loaded, files tree.Tree) (*loaded, error) {
	after, err := a.compile(author.With(p.files, files))
	if err != nil {
		return nil, err
	}
	after.list = author.New(p.list, after.list)
	return after, nil
}

// put writes a file below a folder, new or in the place of an old one.
func put(dir, name string, text []byte) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return tree.Put(root, name, text)
}

// save writes files of the project and names them.
func (a *app) save(files tree.Tree) error {
	for _, e := range files {
		if err := put(a.dir, e.Path, e.Data); err != nil {
			return err
		}
		fmt.Fprintln(a.out, diag.Printable(filepath.ToSlash(filepath.Join(a.dir, e.Path))))
	}
	return nil
}

// finish writes the files of a new source and says what was done on the way and what its author still has to complete;
// after is the project with it.
func (a *app) finish(after *loaded, files tree.Tree, notes, todo []string) error {
	for _, s := range notes {
		a.say("%s", s)
	}
	if err := a.save(files); err != nil {
		return err
	}
	for _, s := range todo {
		a.say("left to do: %s", s)
	}
	return a.report(&after.list)
}

// scaffold are the files that a project has besides its sources, as far as it lacks them.
func (a *app) scaffold(p *loaded) (tree.Tree, error) {
	files, err := schema.EditorFiles(schema.WordsOf(p.source))
	if err != nil {
		return nil, err
	}
	return list.Select(append(files, describe.Scaffold()...), func(e tree.Entry) bool { return !a.exists(e.Path) }), nil
}

// exists reports whether the project has a file or folder of a name.
func (a *app) exists(name string) bool {
	_, err := os.Lstat(filepath.Join(a.dir, name))
	return err == nil
}

// guides reads the documentation of the project, and adds its diagnostics to found.
func (a *app) guides(found *diag.List) ([]render.Guide, error) {
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return nil, fmt.Errorf("project: %w", err)
	}
	defer root.Close()
	guides, more, err := source.ReadGuides(root.FS(), a.jobs)
	if err != nil {
		return nil, fmt.Errorf("project %s: %w", a.dir, err)
	}
	found.Merge(more)
	found.Sort()
	return list.Map(guides, func(g *source.Guide) render.Guide {
		return render.Guide{Name: g.Name(), Title: g.Title, Part: g.Part, Text: g.Text}
	}), nil
}

// licence is the licence of the project, nil where it has none.
func (a *app) licence() []byte {
	for _, name := range []string{"LICENSE", "LICENSE.md", "LICENSE.txt", "COPYING"} {
		if text, err := source.ReadFile(filepath.Join(a.dir, name), source.MaxFile); err == nil {
			return text
		}
	}
	return nil
}

// pages makes the pages of a project from its files and from in, which it completes by the programs of the tools.
func pages(in render.Input, f source.Files, o render.Options) (tree.Tree, error) {
	if in.Programs = programs(); in.Programs != nil {
		in.Sources = composer.Bundle(f)
	}
	pages, err := render.Site(in, o)
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	return pages, nil
}

// programs returns the programs that the site's tools run in the browser, nil if they were not built; tests replace it.
var programs = func() *render.Programs {
	p, ok := web.Built()
	if !ok {
		return nil
	}
	return &render.Programs{Glue: p.Glue, Simulate: p.Simulate, Compose: p.Compose}
}
