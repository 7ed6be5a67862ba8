package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/importer"
	"pes/generator/source"
	"pes/generator/tree"
)

// imported is what an import made.
type imported struct {
	files  tree.Tree
	report *importer.Report
	list   diag.List
}

func (a *app) importCommand() *cobra.Command {
	return group("import", "say what to import: leapp-data DIR, upstream FILE or repo FILE",
		a.importOf("leapp-data", a.importLeappData), a.importOf("upstream", a.importUpstream), a.importRepo())
}

// importing converts published data into sources; existing is the project to import into, nil for a new one.
type importing func(from, into string, existing *source.Files) (imported, error)

// importOf is a command that reads what others publish, writes sources and prints a report.
func (a *app) importOf(name string, do importing) *cobra.Command {
	var into string
	cmd := command(name, cobra.ExactArgs(1), func(args []string) error {
		if into == "" {
			return wrongCall("--into DIR is missing: the project")
		}
		existing, err := a.existing(into)
		if err != nil {
			return err
		}
		in, err := do(args[0], into, existing)
		if err != nil {
			return err
		}
		return a.writeImport(in, into)
	})
	cmd.Flags().StringVar(&into, "into", "", "the project; one that is not there is made")
	a.formatFlag(cmd, "of the report: text or json", "text", "json")
	return cmd
}

func (a *app) importLeappData(dir, _ string, existing *source.Files) (in imported, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return in, fmt.Errorf("import: %w", err)
	}
	defer root.Close()
	if existing == nil {
		in.files, in.report, in.list, err = importer.Import(root.FS(), a.jobs)
	} else {
		in.files, in.report, in.list, err = importer.ImportInto(root.FS(), a.jobs, *existing)
	}
	if err != nil {
		err = fmt.Errorf("import %s: %w", dir, err)
	}
	return in, err
}

func (a *app) importUpstream(name, into string, existing *source.Files) (in imported, err error) {
	if existing == nil {
		return in, fmt.Errorf("import: %s is not a project: upstream's events are for the distributions of one; "+
			"pes new distro or pes import leapp-data makes it", into)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return in, fmt.Errorf("import: %w", err)
	}
	file := &diag.File{Name: filepath.ToSlash(name), Text: text}
	if in.files, in.report, in.list, err = importer.ImportUpstream(file, a.jobs, *existing); err != nil {
		err = fmt.Errorf("import %s: %w", name, err)
	}
	return in, err
}

// writeImport writes what was imported and prints the report.
func (a *app) writeImport(in imported, into string) error {
	if in.list.Failed() {
		return a.report(&in.list)
	}
	text := diag.Text{Color: isTerminal(a.err)}
	if err := in.list.Print(a.err, text); err != nil { // standard output is for the report only
		return fmt.Errorf("print: %w", err)
	}
	if err := in.files.Make(into, a.jobs); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if n := in.report.Count(importer.Lacks); n > 0 {
		a.say("what was imported is not complete: see %q in the report (%d)", importer.Lacks, n)
	}
	if a.format == "json" {
		return a.json(in.report, "  ")
	}
	return in.report.Print(a.out)
}

// existing returns the files of the project to import into; nil if there is none. A folder that holds anything else is
// an error.
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
		return nil, fmt.Errorf("import: %s is not empty (it has %s) and no project; name a project or a new folder",
			dir, entries[0].Name())
	}
	return &files, nil
}
