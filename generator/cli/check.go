package cli

import (
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
	if _, err := a.guides(&p.list); err != nil {
		return err
	}
	rules.Silence(&p.list, allow)
	if err := a.report(&p.list); err != nil || !a.forPeople() {
		return err
	}
	a.say("%s in %s", counts(&p.list), english.Count(len(p.catalog.Targets), "tree"))
	return nil
}
