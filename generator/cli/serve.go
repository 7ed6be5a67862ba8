package cli

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path"
	"runtime/debug"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"pes/generator/datarelease"
	"pes/generator/leapp"
	"pes/generator/render"
	"pes/generator/serve"
	"pes/generator/source"
	"pes/generator/tree"
)

// gcPercent lets the heap grow to make builds faster: the user waits for each of them.
const gcPercent = 400

func (a *app) serve() *cobra.Command {
	var port uint16
	cmd := command("serve", cobra.MaximumNArgs(1), func(args []string) error {
		signal.Stop(a.signals) // here they are how one ends it
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		defer stop()
		s, err := a.server(args)
		if err != nil {
			return err
		}
		err = s.Run(ctx, fmt.Sprintf("127.0.0.1:%d", port), func(url string) { fmt.Fprintln(a.out, url) })
		if err != nil {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	cmd.Flags().Uint16Var(&port, "port", 8000, "the port; 0 for any free port")
	return cmd
}

// server serves the project, or a site that was built where one is named.
func (a *app) server(args []string) (*serve.Server, error) {
	if len(args) > 0 {
		site, err := openSite(args[0])
		if err != nil {
			return nil, err
		}
		return serve.Static(site), nil
	}
	if _, err := os.Stat(a.dir); err != nil {
		return nil, fmt.Errorf("project: %w", err)
	}
	debug.SetGCPercent(gcPercent)
	return serve.New(a.dir, a.built, func(text string) { a.say("%s", text) }), nil
}

// openSite opens a site that was built: a folder, one with the folder site in it, or an archive.
func openSite(name string) (fs.FS, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	var all fs.FS
	if info.IsDir() {
		root, err := os.OpenRoot(name)
		if err != nil {
			return nil, fmt.Errorf("site: %w", err)
		}
		all = root.FS()
	} else {
		data, err := source.ReadFile(name, datarelease.MaxArchive)
		if err != nil {
			return nil, fmt.Errorf("site: %w", err)
		}
		files, _, err := datarelease.Unpack(name, data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = files.FS()
	}
	for _, folder := range []string{"site", "."} {
		if _, err := fs.Stat(all, path.Join(folder, "index.html")); err == nil {
			return fs.Sub(all, folder)
		}
	}
	return nil, fmt.Errorf("%s holds no site: name what pes build wrote, its folder site, or an archive of a site",
		name)
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
		in := render.Input{Catalog: p.catalog, Data: data, Guides: guides, Licence: a.licence()}
		files, err := pages(in, p.files, render.Options{Date: date, Jobs: a.jobs})
		if err != nil {
			fmt.Fprintf(a.err, "pes: %s\n", message(err))
		}
		return files
	}
	return &serve.Result{List: p.list, Site: site, Data: data}, nil
}
