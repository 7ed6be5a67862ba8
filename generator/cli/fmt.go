package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/par"
	"pes/generator/source"
)

func (a *app) fmt() *cobra.Command {
	var check bool
	cmd := command("fmt", cobra.ArbitraryArgs, func(args []string) error {
		if len(args) == 0 {
			return a.formatProject(check)
		}
		return a.formatFiles(args, check)
	})
	cmd.Flags().BoolVar(&check, "check", false,
		"write nothing; print the files that are not formatted, and exit with status 1 if there are any")
	return cmd
}

func (a *app) formatProject(check bool) error {
	files, err := a.readSources()
	if err != nil {
		return err
	}
	replace := func(f *diag.File, text []byte) error { return put(a.dir, f.Name, text) }
	return a.formatAll(slices.Concat(files.TOML, files.Records), check, replace)
}

// formatFiles formats files that are named from where the command was called.
func (a *app) formatFiles(names []string, check bool) error {
	for _, name := range names {
		if strings.Contains(filepath.ToSlash(name), source.LayerFolder) {
			return errUsage{fmt.Errorf("%s: pes sync upstream alone writes the files of this folder", name)}
		}
	}
	files, err := readFiles(names)
	if err != nil {
		return fmt.Errorf("fmt: %w", err)
	}
	return a.formatAll(files, check, func(f *diag.File, text []byte) error {
		return put(filepath.Dir(f.Name), filepath.Base(f.Name), text)
	})
}

// formatAll formats files and prints the names of those that were not in their form. One that cannot be read stays as
// it is, and the others are formatted all the same.
func (a *app) formatAll(files []*diag.File, check bool, write func(*diag.File, []byte) error) error {
	type result struct {
		text []byte
		list diag.List
		ok   bool
	}
	var list diag.List
	differ := 0
	for i, r := range par.Map(a.jobs, len(files), func(i int) *result {
		r := &result{}
		r.text, r.ok = source.Format(files[i], &r.list)
		return r
	}) {
		list.Merge(r.list)
		if !r.ok || bytes.Equal(r.text, files[i].Text) {
			continue
		}
		differ++
		if !check {
			if err := write(files[i], r.text); err != nil {
				return fmt.Errorf("fmt: %w", err)
			}
		}
		fmt.Fprintln(a.out, diag.Printable(files[i].Name))
	}
	list.Sort()
	if err := a.report(&list); err != nil {
		return err
	}
	if check && differ > 0 {
		a.say("%s not in the one form; run pes fmt", english.Count(differ, "file"))
		return errFound
	}
	return nil
}
