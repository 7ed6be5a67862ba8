package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/describe"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
)

func (a *app) newDistro() *cobra.Command {
	var d describe.Distro
	var repos []string
	cmd := command("distro", cobra.MaximumNArgs(1), func(args []string) error {
		d.Folder = strings.Join(args, "")
		return a.makeDistro(&d, repos)
	})
	flags := cmd.Flags()
	flags.StringVar(&d.Title, "title", "", "its name as people write it")
	flags.StringVar(&d.OSID, "os-id", "", "ID of /etc/os-release; default: NAME")
	flags.StringVar(&d.Homepage, "homepage", "", "its homepage")
	flags.StringVar(&d.Extends, "extends", "", "the distribution of the project that it extends as a variant")
	flags.StringSliceVar(&d.Paths, "path", nil, "upgrade paths that lead to it, such as 8-9")
	flags.StringSliceVar(&d.Sources, "source", nil, "distributions that may be upgraded; default: itself")
	flags.StringSliceVar(&d.Arches, "arch", nil, "architectures; default: x86_64")
	flags.StringArrayVar(&repos, "repo", nil, "a .repo file of the distribution")
	return cmd
}

func (a *app) makeDistro(d *describe.Distro, repos []string) error {
	isNew := !a.exists("content/distros")
	k := a.asker()
	d.Folder = k.ask(d.Folder, "NAME", "the distribution's folder, such as rocky", "", a.newFolder)
	if d.Extends == "" || len(d.Paths) > 0 { // a variant has its parent's paths
		const question = "upgrade paths that lead to it, such as 8-9"
		d.Paths = strings.Split(k.ask(strings.Join(d.Paths, ","), "--path", question, "", describe.CheckPaths), ",")
	}
	if k.err != nil {
		return k.err
	}
	if d.Extends != "" && !a.exists("content/distros/"+d.Extends+".toml") {
		return wrongCall("--extends: there is no content/distros/%s.toml that it could be a variant of", d.Extends)
	}
	if err := checkKnown("architecture", d.Arches, model.Arches); err != nil {
		return errUsage{err}
	}
	var err error
	if d.Repos, err = readFiles(repos); err != nil {
		return fmt.Errorf("new distro: %w", err)
	}
	if isNew {
		if err := os.MkdirAll(filepath.Join(a.dir, "content/distros"), 0o777); err != nil {
			return fmt.Errorf("new distro: %w", err)
		}
	}
	return a.writeDistro(d, isNew)
}

// writeDistro writes the distribution and, in a new project, the files that a project has besides its sources.
func (a *app) writeDistro(d *describe.Distro, isNew bool) error {
	p, err := a.load()
	if err != nil {
		return err
	}
	files, todo, list := d.Files(p.source.Distros)
	if err := a.report(&list); err != nil {
		return err
	}
	after, err := a.with(p, files)
	if err != nil {
		return err
	}
	if after, files, err = a.withFirstEvents(p, after, d, files); err != nil {
		return err
	}
	if isNew {
		more, err := a.scaffold(after)
		if err != nil {
			return err
		}
		files = append(files, more...)
	}
	err = a.finish(after, files, d.Notes(), todo)
	if err == nil {
		a.say("next: pes check -C %s, then pes build -C %s; events go below content/events (pes new event)",
			a.dir, a.dir)
	}
	return err
}

// withFirstEvents adds an event for each release of a distribution that would have none.
func (a *app) withFirstEvents(p, after *loaded, d *describe.Distro, files tree.Tree) (*loaded, tree.Tree, error) {
	added := false
	for _, t := range after.catalog.Targets {
		reaches := slices.ContainsFunc(t.Events, func(e *model.Event) bool { return e.To.Major == t.Major })
		if t.Distro.Folder != d.Folder || reaches || t.Map.Family(d.Folder+strconv.Itoa(t.Major)+"-baseos") == nil {
			continue
		}
		if e, ok := d.FirstEvent(t.Major); ok && !a.exists(e.Path) {
			files, added = append(files, e), true
		}
	}
	if !added {
		return after, files, nil
	}
	again, err := a.with(p, files)
	return again, files, err
}

// newFolder accepts the name of a distribution that is not there yet.
func (a *app) newFolder(s string) error {
	if !source.ValidFolder(s) {
		return fmt.Errorf("%q cannot name a folder of the output: use letters, digits, - _ . +", s)
	}
	if a.exists("content/distros/" + s + ".toml") {
		return fmt.Errorf("content/distros/%s.toml is there already", s)
	}
	return nil
}
