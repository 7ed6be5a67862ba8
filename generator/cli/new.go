package cli

import "github.com/spf13/cobra"

func (a *app) newCommand() *cobra.Command {
	return group("new", "say what is new: event, vendor or distro", a.newEvent(), a.newVendor(), a.newDistro())
}
