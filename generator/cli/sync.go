package cli

import "github.com/spf13/cobra"

func (a *app) syncCommand() *cobra.Command {
	return group("sync", "say what to renew: upstream FILE", a.syncUpstream())
}

func (a *app) syncUpstream() *cobra.Command {
	var dry bool
	cmd := command("upstream", cobra.ExactArgs(1), func(args []string) error { return a.renewUpstream(args[0], dry) })
	cmd.Flags().BoolVar(&dry, "dry-run", false, "show what changes, and write nothing")
	a.formatFlag(cmd, "text or markdown", "text", "markdown")
	return cmd
}
