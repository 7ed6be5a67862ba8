package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"pes/generator/english"
	"pes/generator/rules"
)

func (a *app) check() *cobra.Command {
	var allow []string
	cmd := command("check", cobra.NoArgs, func([]string) error { return a.checkProject(allow) })
	a.formatFlag(cmd, english.Or(formats)+"; github is for workflows, sarif for code scanning", formats...)
	cmd.Flags().StringSliceVar(&allow, "allow", nil, allowHelp)
	return cmd
}

func (a *app) checkProject(allow []string) error {
	if err := rules.CanAllow(allow); err != nil {
		return errUsage{err}
	}
	p, err := a.load()
	if err != nil {
		return err
	}
	_, found, err := a.guides()
	if err != nil {
		return err
	}
	p.list.Merge(found)
	p.list.Sort()
	rules.Silence(&p.list, allow)
	if err := a.report(&p.list); err != nil || !a.forPeople() {
		return err
	}
	fmt.Fprintf(a.err, "pes: %s in %s\n", counts(&p.list), english.Count(len(p.catalog.Targets), "tree"))
	return nil
}
