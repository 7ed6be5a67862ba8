package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/importer"
	"pes/generator/source"
	"pes/generator/tree"
)

func (a *app) importCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "import", Short: "bring published data into sources",
		Example: "  pes import leapp-data ~/leapp-data --into my-project", Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return errUsage{errors.New("say what to import: leapp-data DIR or repo FILE")}
		}}
	var into string
	data := &cobra.Command{Use: "leapp-data DIR --into DIR", Short: "import a leapp-data checkout, or a tree of data that pes built",
		Long: "Import a leapp-data checkout (files/<distro>/, vendors.d/), or OUT/data/leapp-<version> of a build, into a new\n" +
			"project. The report on standard output names every input file, and everything that was merged, repaired or left out.\n" +
			"A project that has content gets what is new; what it says otherwise is named and stays.",
		Example: "  pes import leapp-data ~/leapp-data --into my-project > import-report.txt",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			if into == "" {
				return errUsage{errors.New("--into DIR is missing: the new project")}
			}
			if err := a.oneOf([]string{"text", "json"}); err != nil {
				return err
			}
			return a.importLeappData(args[0], into)
		}}
	data.Flags().StringVar(&into, "into", "", "the project; a new one is made")
	data.Flags().StringVar(&a.format, "format", "text", "of the report: text or json")
	cmd.AddCommand(data, a.importRepo())
	return cmd
}

// importRepo is `new vendor` by another name, for those who have a .repo file and look for a way to bring it in.
func (a *app) importRepo() *cobra.Command {
	var into string
	cmd := &cobra.Command{Use: "repo FILE --into DIR", Short: "import a vendor's .repo file, as pes new vendor does",
		Long:    "Write a vendor, called as the file, from a .repo file. pes new vendor does the same, and takes its keys and a package too.",
		Example: "  pes import repo /etc/yum.repos.d/nginx.repo --into my-project",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			if into == "" {
				return errUsage{errors.New("--into DIR is missing: the project")}
			}
			a.dir = into
			name, _, _ := strings.Cut(filepath.Base(args[0]), ".repo")
			return a.makeVendor(name, vendorFlags{repos: args})
		}}
	cmd.Flags().StringVar(&into, "into", "", "the project")
	return cmd
}

func (a *app) importLeappData(dir, into string) error {
	existing, err := a.existing(into)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	defer root.Close()
	importing := importer.Import
	if existing != nil {
		importing = func(fsys fs.FS, jobs int) (tree.Tree, *importer.Report, diag.List, error) {
			return importer.ImportInto(fsys, jobs, *existing)
		}
	}
	files, report, list, err := importing(root.FS(), a.jobs)
	if err != nil {
		return fmt.Errorf("import %s: %w", dir, err)
	}
	if err := a.report(&list); err != nil {
		return err
	}
	if err := files.Make(into, a.jobs); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if a.format == "json" {
		enc := json.NewEncoder(a.out)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(report)
	}
	return report.Print(a.out)
}

// existing are the files of the project that is imported into; nil where there is none. A folder that has other things in it
// is neither, and refused: an import never mixes with what it does not know.
func (a *app) existing(dir string) (*source.Files, error) {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0:
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("import: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	defer root.Close()
	files, err := source.Read(root.FS(), a.jobs)
	if err != nil {
		return nil, fmt.Errorf("import: %s is not empty (it has %s) and no project; name a project or a new folder", dir, entries[0].Name())
	}
	return &files, nil
}
