package cli

import (
	"errors"

	"github.com/spf13/cobra"
)

const newHelp = `Write a new source. On a terminal pes asks for what the flags do not say; the names of the files that were written
go to standard output, what is left to do to standard error.`

func (a *app) newCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "new", Short: "write a new event, vendor or distribution",
		Long: newHelp,
		Example: "  pes new event removed wvdial --from 7.7 --to 8.0\n" +
			"  pes new vendor nginx-stable --repo nginx.repo --key nginx_signing.key\n" +
			"  pes new distro rocky --path 8-9",
		Args: usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			return errUsage{errors.New("say what is new: event, vendor or distro")}
		}}
	cmd.AddCommand(a.newEvent(), a.newVendor(), a.newDistro())
	return cmd
}
