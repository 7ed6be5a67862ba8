package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"pes/generator/check"
	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/published"
	"pes/generator/rules"
)

func (a *app) audit() *cobra.Command {
	var version string
	var allow []string
	cmd := command("audit", cobra.ExactArgs(1), func(args []string) error {
		return a.auditDir(args[0], version, allow)
	})
	cmd.Flags().StringVar(&version, "leapp", "",
		"the Leapp version that the files must be for (default: the one most of them are for)")
	cmd.Flags().StringSliceVar(&allow, "allow", nil, allowHelp)
	a.formatFlag(cmd, english.Or(formats), formats...)
	return cmd
}

func (a *app) auditDir(dir, version string, allow []string) (err error) {
	var want *leapp.Version
	if version != "" {
		if want, err = leapp.FindVersion(version); err != nil {
			return errUsage{err}
		}
	}
	if err := rules.CanAllow(allow); err != nil {
		return errUsage{err}
	}
	now, err := today()
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	defer root.Close()
	checkout, err := published.Read(root.FS(), a.jobs, want)
	if err != nil {
		return fmt.Errorf("audit %s: %w", dir, err)
	}
	if checkout.Files == 0 {
		return fmt.Errorf("audit: there is no data in %s: a leapp-data checkout has files/<distro>/ and vendors.d/, "+
			"a machine has pes-events.json in /etc/leapp/files", dir)
	}
	v := checkout.Version
	check.Catalog(checkout.Catalog, &checkout.Reporter, check.Options{
		Published: true, Now: now, Jobs: a.jobs,
		StopsOnGaps: v != nil && v.Does != nil && v.Does.StopsOnGaps,
	})
	list := &checkout.List
	checkout.Reporter.AddTo(list)
	rules.Silence(list, allow)
	list.Sort()
	failed := a.print(list, dir)
	if a.forPeople() && (failed == nil || failed == errFound) {
		a.say("looked at %s, %s and %s with %s: %s, %s",
			english.Count(checkout.Files, "file"), english.Count(checkout.Events, "event"),
			english.Count(checkout.Vendors, "vendor"), english.Count(len(rules.All()), "rule"),
			counts(list), english.Count(list.Count(diag.Info), "note"))
	}
	return failed
}
