package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
)

// opened is the project while a command adds to it.
type opened struct {
	root    *os.Root
	files   source.Files
	project *source.Project
	catalog *model.Catalog
	list    diag.List
}

// open reads the project. The caller closes its root.
func (a *app) open() (*opened, error) {
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return nil, fmt.Errorf("project: %w", err)
	}
	p := &opened{root: root}
	if p.files, err = source.Read(root.FS(), a.jobs); err != nil {
		root.Close()
		return nil, fmt.Errorf("project %s: %w", a.dir, err)
	}
	if err := a.compile(p); err != nil {
		root.Close()
		return nil, err
	}
	return p, nil
}

func (a *app) compile(p *opened) error {
	now, err := today()
	if err != nil {
		return err
	}
	p.project, p.list = a.sources.Parse(p.files, a.jobs)
	catalog, found := compile.Compile(p.project, now)
	p.list.Merge(found)
	p.list.Merge(leapp.Check(catalog))
	p.list.Sort()
	p.catalog = catalog
	return nil
}

// with is the project as it would be with these files, new or in the place of old ones; its diagnostics are only those that
// the files bring.
func (a *app) with(p *opened, files tree.Tree) (*opened, error) {
	after := &opened{root: p.root, files: source.Files{Carried: p.files.Carried, Records: p.files.Records, Ignored: p.files.Ignored}}
	stays := func(f *diag.File) bool {
		return !slices.ContainsFunc(files, func(e tree.Entry) bool { return e.Path == f.Name })
	}
	for _, f := range p.files.TOML {
		if stays(f) {
			after.files.TOML = append(after.files.TOML, f)
		}
	}
	for _, f := range p.files.Keys {
		if stays(f) {
			after.files.Keys = append(after.files.Keys, f)
		}
	}
	for _, e := range files {
		f := &diag.File{Name: e.Path, Text: e.Data}
		if path.Ext(e.Path) == ".toml" {
			after.files.TOML = append(after.files.TOML, f)
		} else {
			after.files.Keys = append(after.files.Keys, f)
		}
	}
	byName := func(a, b *diag.File) int { return diag.Pos{File: a}.Compare(diag.Pos{File: b}) }
	slices.SortFunc(after.files.TOML, byName)
	slices.SortFunc(after.files.Keys, byName)
	if err := a.compile(after); err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, d := range p.list.All() {
		known[d.Rule+d.Message+d.Pos.String()] = true
	}
	after.list.Drop(func(d diag.Diagnostic) bool { return known[d.Rule+d.Message+d.Pos.String()] })
	return after, nil
}

// save writes files of the project, new or in the place of old ones, and names them.
func (a *app) save(p *opened, files tree.Tree) error {
	for _, e := range files {
		name := filepath.FromSlash(e.Path)
		if err := p.root.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return fmt.Errorf("write: %w", err)
		}
		_, err := p.root.Lstat(name)
		switch {
		case err == nil:
			err = tree.Replace(p.root, e.Path, e.Data)
		case os.IsNotExist(err):
			err = tree.Create(p.root, e.Path, e.Data)
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(a.out, diag.Printable(filepath.ToSlash(filepath.Join(a.dir, name))))
	}
	return nil
}

// exists reports whether the project has a file or folder of a name.
func (p *opened) exists(name string) bool {
	_, err := fs.Stat(p.root.FS(), name)
	return err == nil
}
