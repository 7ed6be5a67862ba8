package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/follow"
)

func (a *app) syncCommand() *cobra.Command {
	return group("sync", "say what to renew: upstream FILE", a.syncUpstream())
}

func (a *app) syncUpstream() *cobra.Command {
	var dry bool
	cmd := command("upstream", cobra.ExactArgs(1), func(args []string) error { return a.renewUpstream(args[0], dry) })
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what the new state brings, and write nothing")
	a.formatFlag(cmd, "text or markdown", "text", "markdown")
	return cmd
}

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
