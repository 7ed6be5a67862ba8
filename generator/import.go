package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"pes/generator/importer"
)

func (a *app) importCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "import", Short: "bring published data into sources", Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return errUsage{errors.New("say what to import: leapp-data DIR")}
		}}
	var into string
	data := &cobra.Command{Use: "leapp-data DIR --into DIR", Short: "import a leapp-data checkout, or a tree of data that pes built",
		Long: "Import a leapp-data checkout (files/<distro>/, vendors.d/), or OUT/data/leapp-<version> of a build, into a new\n" +
			"project. The report on standard output names every input file, and everything that was merged, repaired or left out.",
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
	data.Flags().StringVar(&into, "into", "", "the folder of the new project; it is made, or must be empty")
	data.Flags().StringVar(&a.format, "format", "text", "of the report: text or json")
	cmd.AddCommand(data)
	return cmd
}

func (a *app) importLeappData(dir, into string) error {
	if err := emptyFolder(into); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	defer root.Close()
	files, report, list, err := importer.Import(root.FS(), a.jobs)
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

// emptyFolder refuses a folder with anything in it: an import never mixes with what is there.
func emptyFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("import: %w", err)
	case len(entries) > 0:
		return fmt.Errorf("import: %s is not empty (it has %s); name a new folder", dir, filepath.Base(entries[0].Name()))
	}
	return nil
}
