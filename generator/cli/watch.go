package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/fetch"
	"pes/generator/watch"
)

func (a *app) watch() *cobra.Command {
	cmd := command("watch", cobra.NoArgs, func([]string) error {
		ctx := context.Background()
		return a.askAll(ctx, fetch.New())
	})
	a.formatFlag(cmd, english.Or(formats), formats...)
	return cmd
}

// askAll asks every address; ctx ends it early.
func (a *app) askAll(ctx context.Context, f *fetch.Fetcher) error {
	p, err := a.load()
	if err != nil {
		return err
	}
	p.list.Drop(func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	if p.list.Failed() {
		return a.report(&p.list)
	}
	addresses, unknown := watch.Addresses(p.catalog, p.source)
	if a.forPeople() {
		a.say("asking %s; one that does not answer takes a while", english.Count(len(addresses), "address"))
	}
	list := watch.Ask(ctx, f, addresses)
	if ctx.Err() != nil {
		return errors.New("watch: interrupted")
	}
	if err := a.report(&list); err != nil || !a.forPeople() {
		return err
	}
	fmt.Fprintf(a.err, "pes: all of %d addresses answer", len(addresses))
	if unknown > 0 {
		has := "have"
		if unknown == 1 {
			has = "has"
		}
		fmt.Fprintf(a.err, "; %d %s variables that only a machine knows", unknown, has)
	}
	fmt.Fprintln(a.err)
	return nil
}
