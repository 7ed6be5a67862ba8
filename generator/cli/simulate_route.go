package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"pes/generator/simulate"
)

// inventoriesFrom is the major release whose upgrade inventories are needed for; 0: those of several upgrades are.
func inventoriesFrom(s *simulation) int {
	if s.Target.Major > s.Source.Major+1 {
		return 0
	}
	return s.Source.Major
}

// simulationTrees reads published trees, and what a project knows of their repositories.
func (a *app) simulationTrees(s *simulation) (simulate.Route, error) {
	var dirs []simulate.TreeDir
	for _, dir := range s.tree {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, fmt.Errorf("tree: %w", err)
		}
		defer root.Close()
		dirs = append(dirs, simulate.TreeDir{Name: filepath.ToSlash(dir), FS: root.FS()})
	}
	route, err := simulate.RouteFromTrees(dirs, s.Options)
	if err != nil || s.inventory == "" {
		return route, err
	}
	catalog, err := a.inventoriesOf(s.inventory)
	for _, d := range route {
		if err == nil {
			err = d.UseInventories(catalog)
		}
	}
	return route, err
}
