package cli

import (
	"fmt"
	"os"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/render"
	"pes/generator/source"
	"pes/generator/tree"
	"pes/generator/web"
	"pes/generator/web/composer"
)

// guides reads the documentation of the project.
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

// site is what the pages of a project are made of.
type site struct {
	catalog *model.Catalog
	files   source.Files
	guides  []render.Guide
	data    func() tree.Tree // the trees that are offered for download
	render.Options
}

// render makes the pages.
func (s *site) render() (tree.Tree, error) {
	in := render.Input{Catalog: s.catalog, Data: s.data, Guides: s.guides, Programs: programs()}
	if in.Programs != nil {
		in.Sources = composer.Bundle(s.files)
	}
	pages, err := render.Site(in, s.Options)
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	return pages, nil
}

// programs are what the site's tools run in the browser, nil where they were not built. A variable, since what tests
// build must not depend on that.
var programs = func() *render.Programs {
	p, ok := web.Built()
	if !ok {
		return nil
	}
	return &render.Programs{Glue: p.Glue, Simulate: p.Simulate, Compose: p.Compose}
}
