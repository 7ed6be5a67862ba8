// Package cli is the command line of pes.
//
// Each command is a small file of its own; this one holds what they share. Results go to standard output, everything else
// to standard error; the exit status is 0 when done, 1 when errors were found, 2 when called wrongly.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/rules"
	"pes/generator/source"
)

// errFound says that diagnostics were printed; errUsage wraps a wrong call.
var errFound = errors.New("errors were found")

type errUsage struct{ error }

// app is what every command has.
type app struct {
	out, err io.Writer
	dir      string
	jobs     int
	format   string
	sources  source.Memory // of a command that compiles the project several times
}

func Run(args []string, stdout, stderr io.Writer) int {
	a := &app{out: stdout, err: stderr}
	root := &cobra.Command{
		Use:   "pes",
		Short: "compile package evolution into the data Leapp upgrades with",
		Long: "pes compiles package evolution, written in TOML, into the files that Leapp reads\n" +
			"during an in-place upgrade: events, repository maps, .repo and .sigs files.",
		Example:       "  pes new event\n  pes check\n  pes serve\n  pes build --leapp 0.21",
		SilenceErrors: true, SilenceUsage: true,
	}
	examplesFirst(root)
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.PersistentFlags().StringVarP(&a.dir, "dir", "C", ".", "the project")
	root.PersistentFlags().IntVar(&a.jobs, "jobs", runtime.NumCPU(), "how many processors to use")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return errUsage{err} })
	root.AddCommand(a.build(), a.check(), a.audit(), a.importCommand(), a.simulate(), a.explain(), a.diff(), a.release(), a.promote(), a.verify(), a.fmt(), a.schema(), a.newCommand(), a.keys(), a.watch(), a.serve(), a.version())
	a.completeFlags(root)
	cmd, err := root.ExecuteC()
	var usage errUsage
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFound):
		return 1
	case errors.As(err, &usage) || cmd == root: // cobra's own errors name an unknown command
		fmt.Fprintf(stderr, "pes: %s\nSee '%s --help'.\n", message(err), cmd.CommandPath())
		return 2
	default:
		fmt.Fprintf(stderr, "pes: %s\n", message(err))
		return 1
	}
}

// message is an error's text, line by line fit for a terminal: names of files in it are foreign.
func message(err error) string {
	lines := strings.Split(err.Error(), "\n")
	for i := range lines {
		lines[i] = diag.Printable(lines[i])
	}
	return strings.Join(lines, "\n")
}

// usageArgs turns cobra's complaints about arguments into wrong calls.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return errUsage{err}
		}
		return nil
	}
}

func (a *app) version() *cobra.Command {
	return &cobra.Command{Use: "version", Short: "print the version", Example: "  pes version", Args: usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			version := "unknown"
			if info, ok := debug.ReadBuildInfo(); ok {
				version = info.Main.Version
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						version += " " + s.Value
					}
				}
			}
			_, err := fmt.Fprintln(a.out, "pes", version)
			return err
		}}
}

// load reads and compiles the project.
func (a *app) load() (*model.Catalog, diag.List, error) {
	p, err := a.open()
	if err != nil {
		return nil, diag.List{}, err
	}
	p.root.Close()
	return p.catalog, p.list, nil
}

// today is the day for which keys are judged: SOURCE_DATE_EPOCH, else the clock's. No output depends on it, only a warning.
func today() (time.Time, error) {
	if os.Getenv("SOURCE_DATE_EPOCH") == "" {
		return time.Now(), nil
	}
	return buildDate()
}

// formats are those of diagnostics. Text is for people and goes to standard error, the others to standard output, alone.
var formats = []string{"text", "json", "github", "sarif"}

// forPeople is also true of commands that have no --format.
func (a *app) forPeople() bool { return a.format == "" || a.format == "text" }

// report prints diagnostics and says whether there were errors, with their number.
func (a *app) report(list *diag.List) error {
	err := a.print(list, a.dir)
	if err == errFound && a.forPeople() {
		fmt.Fprintf(a.err, "pes: %s\n", counts(list))
	}
	return err
}

// print prints diagnostics about files below dir and says whether there were errors. Forges find files from where the
// command was called, so for them the names begin there.
func (a *app) print(list *diag.List, dir string) error {
	if a.format == "github" || a.format == "sarif" {
		list.Below(filepath.ToSlash(dir))
	}
	var err error
	switch a.format {
	case "json":
		err = list.JSON(a.out)
	case "github":
		err = list.GitHub(a.out)
	case "sarif":
		err = list.SARIF(a.out, aboutRule)
	default:
		err = list.Print(a.err, diag.Text{Color: isTerminal(a.err)})
	}
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	if list.Failed() {
		return errFound
	}
	return nil
}

// aboutRule describes a rule for tools.
func aboutRule(name string) (summary, help string) {
	rule, ok := rules.Find(name)
	if !ok {
		return "", ""
	}
	help = "Otherwise: " + rule.Consequence + ". For example: " + rule.Example + "."
	if !rule.Fatal && rule.Level != diag.Info {
		help += fmt.Sprintf(" Where it is meant, admit it at the narrowest place: allow = [%q].", name)
	}
	return rule.Summary, help
}

// oneOf refuses a format that is not among those a command has.
func (a *app) oneOf(formats []string) error {
	if slices.Contains(formats, a.format) {
		return nil
	}
	return errUsage{fmt.Errorf("no format %q: %s", a.format, choice(formats))}
}

// choice is "a, b or c".
func choice(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func counts(l *diag.List) string {
	return fmt.Sprintf("%s, %s", plural(l.Count(diag.Error), "error"), plural(l.Count(diag.Warning), "warning"))
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// isTerminal reports whether w is a terminal that wants colour.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
