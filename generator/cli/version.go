package cli

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (a *app) version() *cobra.Command {
	return command("version", cobra.NoArgs, func([]string) error {
		_, err := fmt.Fprintln(a.out, versionText())
		return err
	})
}

// versionText names the program and its version.
func versionText() string {
	version := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		version = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				version += " " + s.Value
			}
		}
	}
	return "pes " + version
}
