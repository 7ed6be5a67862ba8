package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/model"
)

// fixedDate stands in the files when SOURCE_DATE_EPOCH does not say another: the clock never does.
var fixedDate = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func (a *app) build() *cobra.Command {
	var out, only string
	var versions, distros []string
	cmd := &cobra.Command{Use: "build", Short: "check the sources, then write the files Leapp reads",
		Example: "  pes build\n  pes build --leapp 0.16,0.21 --distro rocky --out /tmp/dist", Args: usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			if only != "" && only != "data" {
				return errUsage{fmt.Errorf("no part %q to build: only data is there yet", only)}
			}
			rows, err := versionRows(versions)
			if err != nil {
				return errUsage{err}
			}
			date, err := buildDate()
			if err != nil {
				return errUsage{err}
			}
			if out == "" {
				out = filepath.Join(a.dir, "dist")
			}
			if err := outsideSources(a.dir, out); err != nil {
				return errUsage{err}
			}
			return a.buildTo(out, leapp.Options{Versions: rows, Distros: distros, Date: date})
		}}
	cmd.Flags().StringVar(&out, "out", "", "the output folder; default: dist in the project")
	cmd.Flags().StringSliceVar(&versions, "leapp", nil, "Leapp versions to write for, or all; default: those the distributions name")
	cmd.Flags().StringSliceVar(&distros, "distro", nil, "distributions to write; default: all")
	cmd.Flags().StringVar(&only, "only", "", "the part to build: data")
	return cmd
}

// outsideSources refuses an output folder that would be read as sources by the next command.
func outsideSources(dir, out string) error {
	abs, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	for _, name := range []string{"content", "vendors"} {
		sources, err := filepath.Abs(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if abs == sources || strings.HasPrefix(abs, sources+string(filepath.Separator)) {
			return fmt.Errorf("the output folder %s is among the sources in %s: name another one", out, sources)
		}
	}
	return nil
}

func (a *app) buildTo(out string, o leapp.Options) error {
	catalog, list, err := a.load()
	if err != nil {
		return err
	}
	if err := knownDistros(catalog, o.Distros); err != nil {
		return errUsage{err}
	}
	if list.Failed() {
		return a.report(&list)
	}
	files, notes := leapp.Write(catalog, o)
	list.Merge(notes)
	list.Sort()
	if err := a.report(&list); err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("nothing to build: no upgrade path of the distributions chosen exists in the Leapp versions chosen")
	}
	result, err := files.Write(out, a.jobs)
	if err != nil {
		return fmt.Errorf("build: %w", err)
	}
	for i, name := range result.Foreign {
		if i == 10 {
			fmt.Fprintf(a.err, "pes: and %d more files that are not ours\n", len(result.Foreign)-i)
			break
		}
		fmt.Fprintf(a.err, "pes: %s is not ours and stays; remove it if a machine should not get it\n", diag.Printable(filepath.Join(out, name)))
	}
	trees := map[string]bool{}
	for _, f := range files {
		trees[strings.Join(strings.SplitN(f.Path, "/", 5)[:4], "/")] = true
	}
	removed := ""
	if result.Removed > 0 {
		removed = fmt.Sprintf(", %d removed", result.Removed)
	}
	_, err = fmt.Fprintf(a.out, "%s: %s, %s, %d written%s\n", out, plural(len(trees), "tree"), plural(result.Files, "file"), result.Written, removed)
	return err
}

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

// buildDate is SOURCE_DATE_EPOCH, else the fixed date.
func buildDate() (time.Time, error) {
	s := os.Getenv("SOURCE_DATE_EPOCH")
	if s == "" {
		return fixedDate, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > 253402300799 {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH is %q, no number of seconds since 1970", s)
	}
	return time.Unix(n, 0), nil
}

func knownDistros(c *model.Catalog, names []string) error {
	var known []string
	for _, d := range c.Distros {
		known = append(known, d.Folder)
	}
	for _, n := range names {
		if !slices.Contains(known, n) {
			return fmt.Errorf("no distribution %q: known are %s", n, strings.Join(known, ", "))
		}
	}
	return nil
}
