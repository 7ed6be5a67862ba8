//go:build !js

package compile

import (
	"path"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
)

// stock are the files of inventories that the trees to make need: where they are of one distribution, those of the
// releases on its upgrade paths, of itself, of the systems that are upgraded, and of vendors.
func (c *compiler) stock() []*diag.File {
	d := c.byName[c.only]
	if d == nil {
		return c.project.Stock
	}
	owners, majors := map[string]bool{model.EveryDistro: true}, map[string]bool{}
	own := func(d *distro) {
		for ; d != nil; d = d.parent {
			owners[d.src.Folder] = true
		}
	}
	own(d)
	for _, p := range d.paths {
		if c.from != 0 && p.Source != c.from {
			continue
		}
		majors[strconv.Itoa(p.Source)], majors[strconv.Itoa(p.Target)] = true, true
		for _, system := range p.systems {
			own(system)
		}
	}
	wanted := func(f *diag.File) bool {
		major, _, _ := strings.Cut(path.Base(f.Name), ".")
		return majors[major] && (strings.HasPrefix(f.Name, "vendors/") || owners[path.Base(path.Dir(f.Name))])
	}
	files := map[string]bool{}
	for _, f := range list.Select(c.project.Stock, wanted) {
		files[f.Name] = true
		if base := inventory.Like(f.Text); base != "" {
			files["content/inventory/"+base+"/"+path.Base(f.Name)] = true
		}
	}
	return list.Select(c.project.Stock, func(f *diag.File) bool { return files[f.Name] })
}
