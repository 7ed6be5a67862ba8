package cli

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
)

// formats are those of diagnostics.
var formats = []string{"text", "json", "github", "sarif"}

// formatFlag adds --format with the formats that a command has. Any other is a wrong call.
func (a *app) formatFlag(cmd *cobra.Command, help string, formats ...string) {
	cmd.Flags().StringVar(&a.format, "format", "text", help)
	complete := cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp)
	_ = cmd.RegisterFlagCompletionFunc("format", complete) // the only error is a flag that is not there
	cmd.PreRunE = func(*cobra.Command, []string) error {
		if slices.Contains(formats, a.format) {
			return nil
		}
		return wrongCall("no format %q: %s", a.format, english.Or(formats))
	}
}

// versionRows are the Leapp versions that are named, or all.
func versionRows(names []string) (rows []*leapp.Version, err error) {
	if slices.Equal(names, []string{"all"}) {
		return leapp.Versions, nil
	}
	for _, n := range names {
		row, err := leapp.FindVersion(n)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// checkSelection rejects unknown names: a misspelt one would silently leave things out.
func checkSelection(c *model.Catalog, o *leapp.Options) error {
	vendors, tags := map[string]bool{}, map[string]bool{}
	for _, t := range c.Targets {
		for _, v := range t.Vendors {
			vendors[v.Name] = true
		}
		for _, e := range t.AllEvents() {
			for _, tag := range e.Tags {
				tags[tag] = true
			}
		}
	}
	return cmp.Or(
		checkDistros(c, o.Distros),
		checkKnown("architecture", o.Arches, slices.Sorted(slices.Values(model.Arches))),
		checkKnown("vendor", o.Vendors, slices.Sorted(maps.Keys(vendors))),
		checkKnown("tag", o.Tags, slices.Sorted(maps.Keys(tags))))
}

// checkDistros refuses distributions that the catalog does not have.
func checkDistros(c *model.Catalog, names []string) error {
	return checkKnown("distribution", names, list.Map(c.Distros, func(d *model.Distro) string { return d.Folder }))
}

// checkKnown refuses the first name that is not known.
func checkKnown(what string, names, known []string) error {
	for _, n := range names {
		if !slices.Contains(known, n) {
			return fmt.Errorf("no %s %q: known are %s", what, n, strings.Join(known, ", "))
		}
	}
	return nil
}

// checkOutside refuses an output folder that the next command would read as sources.
func (a *app) checkOutside(out string) error {
	abs, err := realPath(out)
	if err != nil {
		return err
	}
	for _, name := range []string{"content", "vendors"} {
		sources, err := realPath(filepath.Join(a.dir, name))
		if err != nil {
			return err
		}
		if abs == sources || strings.HasPrefix(abs, sources+string(filepath.Separator)) {
			return wrongCall("the output folder %s is among the sources in %s: name another one", out, sources)
		}
	}
	return nil
}

// realPath is the absolute path of a file or folder, which need not be there, behind all links.
func realPath(name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	for rest := ""; ; {
		if real, err := filepath.EvalSymlinks(abs); err == nil {
			return filepath.Join(real, rest), nil
		}
		up := filepath.Dir(abs)
		if up == abs {
			return filepath.Join(abs, rest), nil
		}
		rest, abs = filepath.Join(filepath.Base(abs), rest), up
	}
}

// checkOurs refuses an output folder that holds something else than an earlier build.
func checkOurs(out string) error {
	abs, err := realPath(out)
	if err != nil {
		return err
	}
	home, err := os.UserHomeDir()
	if err == nil {
		home, err = realPath(home)
	}
	switch {
	case filepath.Dir(abs) == abs:
		return wrongCall("the output folder %s is the root of the system: name a folder for the output alone", out)
	case err == nil && home == abs:
		return wrongCall("the output folder %s is your home: name a folder for the output alone", out)
	}
	entries, err := os.ReadDir(out)
	if err != nil || tree.HasList(out) {
		return nil
	}
	for _, e := range entries {
		if _, err := os.Stat(filepath.Join(out, e.Name(), "releases")); err != nil { // what pes release writes
			return wrongCall("the output folder %s holds %s, which pes did not write: name a new or empty folder", out,
				e.Name())
		}
	}
	return nil
}

// fixedDate is written into files unless SOURCE_DATE_EPOCH is set; the current time never is.
var fixedDate = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// buildDate is SOURCE_DATE_EPOCH, else the fixed date.
func buildDate() (time.Time, error) {
	s := os.Getenv("SOURCE_DATE_EPOCH")
	if s == "" {
		return fixedDate, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > 253402300799 { // the end of the year 9999
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is %q, no number of seconds since 1970", s)
	}
	return time.Unix(n, 0), nil
}

// today is the date at which keys are checked for expiry: SOURCE_DATE_EPOCH, else the current date. Only warnings
// depend on it.
func today() (time.Time, error) {
	if os.Getenv("SOURCE_DATE_EPOCH") == "" {
		return time.Now(), nil
	}
	return buildDate()
}

// readFiles reads files that are no larger than a source may be.
func readFiles(names []string) (files []*diag.File, err error) {
	for _, name := range names {
		text, err := source.ReadFile(name, source.MaxFile)
		if err != nil {
			return nil, err
		}
		files = append(files, &diag.File{Name: filepath.ToSlash(name), Text: text})
	}
	return files, nil
}
