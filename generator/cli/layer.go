package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"pes/generator/diag"
	"pes/generator/follow"
)

// renewUpstream writes the events of a file of upstream into the project.
func (a *app) renewUpstream(name string, dry bool) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	layer, found := follow.Read(&diag.File{Name: filepath.ToSlash(name), Text: text})
	if layer == nil {
		return a.report(&found)
	}
	for _, f := range follow.Files(layer) {
		if err := put(a.dir, f.Path, f.Data); err != nil {
			return err
		}
	}
	return nil
}
