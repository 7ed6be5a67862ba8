package published

import (
	"slices"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
)

// Distros are the folders of the distributions that were read.
func (c *Checkout) Distros() []string {
	named := list.Select(c.Catalog.Distros, func(d *model.Distro) bool { return d.Folder != "" })
	return list.Map(named, func(d *model.Distro) string { return d.Folder })
}

// Paths are the upgrade paths of the data, such as 7-8.
func (c *Checkout) Paths() []string { return c.Catalog.PathNames() }

// Concerns reports whether a diagnostic is about one of some distributions (all, if none is named) and about a target
// (0 for all), by what it says and by the file that it is in.
func (c *Checkout) Concerns(d diag.Diagnostic, distros []string, target int) bool {
	if len(distros) > 0 && len(d.Scope) > 0 &&
		!slices.ContainsFunc(d.Scope, func(s string) bool { return slices.Contains(distros, s) }) {
		return false
	}
	if d.Pos.File == nil || c.parts[d.Pos.File.Name] == nil {
		return true
	}
	f := c.parts[d.Pos.File.Name].File
	if len(distros) > 0 && len(d.Scope) == 0 && f.Distro != "" && !slices.Contains(distros, f.Distro) {
		return false
	}
	return target == 0 || f.Target == 0 || f.Target == target
}
