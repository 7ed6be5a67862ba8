package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"pes/generator/leapp"
	"pes/generator/render"
	"pes/generator/serve"
	"pes/generator/tree"
)

// gcPercent lets the heap grow to make builds faster: the user waits for each of them.
const gcPercent = 400

func (a *app) serve() *cobra.Command {
	var port uint16
	cmd := command("serve", cobra.NoArgs, func([]string) error {
		signal.Stop(a.signals) // here they are how one ends it
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		defer stop()
		if _, err := os.Stat(a.dir); err != nil {
			return fmt.Errorf("project: %w", err)
		}
		debug.SetGCPercent(gcPercent)
		s := serve.New(a.dir, a.built, func(text string) { a.say("%s", text) })
		err := s.Run(ctx, fmt.Sprintf("127.0.0.1:%d", port), func(url string) { fmt.Fprintln(a.out, url) })
		if err != nil {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	cmd.Flags().Uint16Var(&port, "port", 8000, "the port; 0 for any that is free")
	return cmd
}

// built is the project as it is served: the site, and the data for the Leapp versions that distributions name.
func (a *app) built() (*serve.Result, error) {
	p, err := a.load()
	if err != nil {
		return nil, err
	}
	date, err := buildDate()
	if err != nil {
		return nil, err
	}
	guides, err := a.guides(&p.list)
	if err != nil {
		return nil, err
	}
	data := sync.OnceValue(func() tree.Tree {
		files, _ := leapp.Write(p.catalog, leapp.Options{Date: date, Jobs: a.jobs})
		return files
	})
	site := func() tree.Tree {
		in := render.Input{Catalog: p.catalog, Data: data, Guides: guides}
		files, err := pages(in, p.files, render.Options{Date: date, Jobs: a.jobs})
		if err != nil {
			fmt.Fprintf(a.err, "pes: %s\n", message(err))
		}
		return files
	}
	return &serve.Result{List: p.list, Site: site, Data: data}, nil
}
