package cli

import (
	"fmt"
	"os"
	"strconv"

	"github.com/spf13/cobra"

	"pes/generator/check"
	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/published"
	"pes/generator/rules"
)

func (a *app) audit() *cobra.Command {
	var version, path string
	var distros []string
	var s selection
	cmd := command("audit", cobra.ExactArgs(1), func(args []string) error {
		return a.auditDir(args[0], version, distros, path, &s)
	})
	cmd.Flags().StringVar(&version, "leapp", "",
		"the Leapp version that the files must be for (default: the one most of them are for)")
	cmd.Flags().StringSliceVar(&distros, "distro", nil, "show only what concerns these distributions")
	cmd.Flags().StringVar(&path, "path", "", "show only what concerns one upgrade path, such as 7-8")
	s.flags(cmd)
	a.formatFlag(cmd, english.Or(formats), formats...)
	return cmd
}

func (a *app) auditDir(dir, version string, distros []string, path string, s *selection) (err error) {
	var want *leapp.Version
	if version != "" {
		if want, err = leapp.FindVersion(version); err != nil {
			return errUsage{err}
		}
	}
	if err := s.read(); err != nil {
		return err
	}
	now, err := today()
	if err != nil {
		return err
	}
	asked := wholeOf(dir)
	root, err := os.OpenRoot(asked.root)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	defer root.Close()
	checkout, err := published.Read(root.FS(), a.jobs, want)
	if err != nil {
		return fmt.Errorf("audit %s: %w", dir, err)
	}
	if checkout.Files == 0 {
		return noData(dir)
	}
	if err := asked.narrow(checkout, distros, path); err != nil {
		return err
	}
	if a.forPeople() && asked.root != dir {
		a.say("%s is a part of %s, which is read as a whole", dir, asked.root)
	}
	v := checkout.Version
	if a.forPeople() {
		a.say("read as %s", audience(checkout))
	}
	check.Published(checkout.Catalog, &checkout.Reporter, check.Options{
		Now: now, Jobs: a.jobs,
		PlainRepos:  v != nil && v.Does != nil && v.Does.PlainRepos,
		StopsOnGaps: v != nil && v.Does != nil && v.Does.StopsOnGaps,
	})
	list := &checkout.List
	checkout.Reporter.Fold()
	checkout.Reporter.AddTo(list)
	list.Drop(func(d diag.Diagnostic) bool { return !checkout.Concerns(d, asked.distros, asked.target) })
	return a.findings(list, asked.root, s, fmt.Sprintf("looked at %s, %s and %s with %s: %%s",
		english.Count(checkout.Files, "file"), english.Count(checkout.Events, "event"),
		english.Count(checkout.Vendors, "vendor"), english.Count(len(rules.All()), "rule")))
}

// audience says what the files were taken for: the Leapp version and the releases that they upgrade to.
func audience(c *published.Checkout) string {
	leapp := "data that no Leapp version reads"
	if c.Version != nil {
		leapp = "data for Leapp " + english.And(c.Version.Names())
	}
	majors := list.Distinct(list.Map(c.Catalog.Targets, func(t *model.Target) int { return t.Major }))
	return leapp + " and upgrades to " + english.And(list.Map(majors, strconv.Itoa))
}
