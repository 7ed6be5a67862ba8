package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/describe"
	"pes/generator/model"
	"pes/generator/schema"
	"pes/generator/source"
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
	flags.StringVar(&d.Homepage, "homepage", "", "where people read about it")
	flags.StringSliceVar(&d.Paths, "path", nil, "upgrade paths that lead to it, such as 8-9")
	flags.StringSliceVar(&d.Sources, "source", nil, "distributions that may be upgraded; default: itself")
	flags.StringSliceVar(&d.Arches, "arch", nil, "architectures; default: x86_64")
	flags.StringArrayVar(&repos, "repo", nil, "a .repo file that it installs")
	return cmd
}

func (a *app) makeDistro(d *describe.Distro, repos []string) error {
	isNew := !a.exists("content/distros")
	k := a.asker()
	d.Folder = k.ask(d.Folder, "NAME", "the distribution's folder, such as rocky", "", a.newFolder)
	const question = "upgrade paths that lead to it, such as 8-9"
	d.Paths = strings.Split(k.ask(strings.Join(d.Paths, ","), "--path", question, "", describe.CheckPaths), ",")
	if k.err != nil {
		return k.err
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
	if isNew {
		editor, err := schema.EditorFiles(schema.WordsOf(after.source))
		if err != nil {
			return err
		}
		for _, e := range editor {
			if !a.exists(e.Path) {
				files = append(files, e)
			}
		}
	}
	return a.finish(after, files, d.Notes(), todo)
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
