package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

func (a *app) newVendor() *cobra.Command {
	var f vendorFlags
	cmd := &cobra.Command{
		Use:  "vendor",
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return a.makeVendor(strings.Join(args, ""), f) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.repos, "repo", nil, "a .repo file; may be given for each release")
	flags.StringArrayVar(&f.keys, "key", nil, "a file with OpenPGP keys, to be shipped")
	flags.StringVar(&f.rpm, "rpm", "", "a package of the vendor, to see which key signs it")
	flags.StringSliceVar(&f.paths, "path", nil, "upgrade paths such as 7-8; default: those the .repo files are for")
	flags.StringSliceVar(&f.arches, "arch", nil, "architectures; default: all that a distribution has")
	flags.StringVar(&f.title, "title", "", "its name as people write it")
	flags.StringVar(&f.homepage, "homepage", "", "where people read about it")
	return cmd
}
