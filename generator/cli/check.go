package cli

import (
	"github.com/spf13/cobra"

	"pes/generator/english"
)

func (a *app) check() *cobra.Command {
	var s selection
	cmd := command("check", cobra.NoArgs, func([]string) error { return a.checkProject(&s) })
	a.formatFlag(cmd, english.Or(formats)+"; github is for workflows, sarif for code scanning", formats...)
	s.flags(cmd)
	return cmd
}

func (a *app) checkProject(s *selection) error {
	if err := s.read(); err != nil {
		return err
	}
	p, err := a.load()
	if err != nil {
		return err
	}
	if _, err := a.guides(&p.list); err != nil {
		return err
	}
	return a.findings(&p.list, a.dir, s, "%s in "+english.Count(len(p.catalog.Targets), "tree"))
}
