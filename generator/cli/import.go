package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/follow"
	"pes/generator/importer"
	"pes/generator/model"
	"pes/generator/published"
	"pes/generator/source"
	"pes/generator/tree"
)

// imported is what an import made.
type imported struct {
	files  tree.Tree
	report *importer.Report
	list   diag.List
	data   *model.Catalog // as it was published, nil where its ids are not kept
	isNew  bool           // the project
}

func (a *app) importCommand() *cobra.Command {
	return group("import", "say what to import: leapp-data DIR, upstream FILE or repo FILE",
		a.importOf("leapp-data", a.importLeappData), a.importUpstream(), a.importRepo())
}

// importing converts published data into sources; existing is the project to import into, nil for a new one.
type importing func(from string, f *importFlags, existing *source.Files) (imported, error)

// importFlags are the flags of imports.
type importFlags struct {
	into   string // the project
	report string // the file that gets the whole report
	take   string // who is right where the project differs
	layer  string // upstream's file, of which the published events were generated
}

// importOf is a command that reads what others publish, writes sources and prints a summary of what it did.
func (a *app) importOf(name string, do importing) *cobra.Command {
	var f importFlags
	cmd := command(name, cobra.ExactArgs(1), func(args []string) error {
		if f.into == "" {
			return wrongCall("--into DIR is missing: the project")
		}
		existing, err := a.existing(f.into)
		if err != nil {
			return err
		}
		if !slices.Contains([]string{"", string(importer.Ours), string(importer.Theirs)}, f.take) {
			return wrongCall("--take %q: say theirs, what is imported, or ours, what the project says", f.take)
		}
		in, err := do(args[0], &f, existing)
		if err != nil {
			return err
		}
		in.isNew = existing == nil
		return a.writeImport(in, &f)
	})
	if name == "leapp-data" {
		cmd.Flags().StringVar(&f.layer, "upstream", "", "upstream's pes-events.json, from which the event files were "+
			"generated with config.json")
	}
	cmd.Flags().StringVar(&f.into, "into", "", "the project; it is created if it does not exist")
	cmd.Flags().StringVar(&f.report, "report", "", "write the whole report to this file: as JSON if its name "+
		"ends in .json, else as text")
	cmd.Flags().StringVar(&f.take, "take", "", "which side wins if the project contradicts the data: theirs or ours; "+
		"default: the project, and each difference is reported")
	a.formatFlag(cmd, "text, a summary, or json, the whole report", "text", "json")
	return cmd
}

func (a *app) importLeappData(dir string, f *importFlags, existing *source.Files) (in imported, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return in, fmt.Errorf("import: %w", err)
	}
	defer root.Close()
	if f.layer != "" {
		return a.importGenerated(root.FS(), dir, f, existing)
	}
	if existing == nil {
		in.files, in.report, in.list, err = importer.Import(root.FS(), a.jobs)
	} else {
		take := importer.Take(f.take)
		in.files, in.report, in.list, err = importer.ImportInto(root.FS(), a.jobs, *existing, take)
	}
	if err != nil {
		return in, fmt.Errorf("import %s: %w", dir, err)
	}
	checkout, err := published.Data(root.FS(), a.jobs, nil)
	if err != nil {
		return in, fmt.Errorf("import %s: %w", dir, err)
	}
	in.data = checkout.Catalog
	return in, nil
}

// importGenerated imports a checkout whose event files were generated from upstream's.
func (a *app) importGenerated(fsys fs.FS, dir string, f *importFlags, existing *source.Files) (in imported, err error) {
	if existing != nil {
		return in, wrongCall("--upstream makes a new project, and %s is one: import into a new folder; "+
			"pes sync upstream brings upstream's events into a project, and renews them", f.into)
	}
	text, err := source.ReadFile(f.layer, maxEventFile)
	if err != nil {
		return in, fmt.Errorf("import: %w", err)
	}
	layer, found := follow.Read(&diag.File{Name: filepath.ToSlash(f.layer), Text: text})
	if layer == nil {
		in.list = found
		return in, nil
	}
	in.files, in.report, in.list, err = importer.ImportGenerated(fsys, a.jobs, layer, follow.Files(layer))
	if err != nil {
		return in, fmt.Errorf("import %s: %w", dir, err)
	}
	found.Merge(in.list)
	if in.list = found; in.report != nil {
		in.data = in.report.Former
	}
	return in, nil
}

// importUpstream is the former name of sync upstream.
func (a *app) importUpstream() *cobra.Command {
	var into string
	cmd := command("upstream", cobra.ExactArgs(1), func(args []string) error {
		if into == "" {
			return wrongCall("--into DIR is missing: the project")
		}
		a.dir = into
		return a.renewUpstream(args[0], false)
	})
	cmd.Flags().StringVar(&into, "into", "", "the project")
	return cmd
}

// writeImport writes what was imported, reports it, and says whether the project passes check.
func (a *app) writeImport(in imported, f *importFlags) error {
	if in.list.Failed() {
		return a.report(&in.list)
	}
	if err := a.printText(&in.list); err != nil { // standard output is for the report only
		return fmt.Errorf("print: %w", err)
	}
	if err := in.files.Make(f.into, a.jobs); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	a.dir = f.into
	p, err := a.load()
	if err != nil {
		return err
	}
	if err := keepIDs(f.into, in.data, p.catalog); err != nil {
		return err
	}
	if in.isNew {
		more, err := a.scaffold(p)
		if err != nil {
			return err
		}
		if err := more.Make(f.into, a.jobs); err != nil {
			return fmt.Errorf("import: %w", err)
		}
	}
	if err := writeReport(in.report, f.report); err != nil {
		return err
	}
	if a.format == "json" {
		if err := a.json(in.report, "  "); err != nil {
			return err
		}
	} else if err := a.summarize(in.report, p, f); err != nil {
		return err
	}
	if p.list.Failed() {
		a.say("the project has %s: pes check -C %s names them", counts(&p.list), f.into)
		return errFound
	}
	return nil
}

// summarize prints what an import did, what check says of the project, and what to do next.
func (a *app) summarize(r *importer.Report, p *loaded, f *importFlags) error {
	if err := r.Summary(a.out); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	next := "pes build -C " + f.into
	if p.list.Failed() {
		next = "pes check -C " + f.into + ", and mend what it names"
	}
	if n := r.Count(importer.Contradicts); n > 0 && f.take == "" {
		next += ", or import again with --take theirs or --take ours: " + english.Count(n, "contradiction")
	}
	whole := "in " + f.report
	if f.report == "" {
		whole = "with --report FILE"
	}
	_, err := fmt.Fprintf(a.out, "\ncheck: %s, %s allowed\nnext: %s\nthe whole report, %s: %s\n", counts(&p.list),
		english.Count(p.list.Allowed, "finding"), diag.Printable(next),
		english.Count(r.Lines(), "line"), diag.Printable(whole))
	return err
}

// keepIDs writes down what the ids of imported events were, for those who read them in a log.
func keepIDs(dir string, data, project *model.Catalog) (err error) {
	if data == nil {
		return nil
	}
	name := filepath.Join(dir, importer.IDsFile)
	existing, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("import: %w", err)
	}
	var b bytes.Buffer
	ids := importer.FormerIDs(data, project)
	if err := importer.WriteIDs(&b, ids, importer.ParseIDs(string(existing))); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	if err := (tree.Tree{{Path: importer.IDsFile, Data: b.Bytes()}}).Make(dir, 1); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
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
