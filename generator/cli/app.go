// Package cli is the command line of pes: one file a command, and beside them what commands share.
//
//	app.go        the application: all commands, exit statuses, wrong calls
//	flags.go      values that flags of several commands take, and the files and dates that commands are given
//	layer.go      renewing upstream's events
//	help.go       how help reads, and what shells complete
//	findings.go   what check and audit found: which of it is shown, totals, what is allowed; keys that are absent
//	output.go     diagnostics, JSON, progress, colour
//	project.go    the project: reading, compiling, changing it, making its pages
//	questions.go  questions on a terminal
//	simulate_root.go  the machine itself, which simulate upgrades
//	simulate_route.go  simulating several upgrades one after the other
//	published.go  data releases: where they are, keys, what verification found
//	sign.go       keys that sign
//	simulate_many.go  writing what becomes of machines, one after the other
//
// simulate_plan.go is a part of simulate.go: plans, and what machines shall not have.
//
// new vendor and import repo are one file, vendor.go: both write a vendor from its files.
//
// A command file holds flags, calls into the packages that know the domain, and printing. It uses nothing of another
// command file, which a test checks. Results go to standard output, everything else to standard error; the exit status
// is 0 when done, 1 when errors were found, 2 when called wrongly.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/source"
	"pes/generator/tree"
)

// errFound means that diagnostics were printed and no other message is needed.
var errFound = errors.New("errors were found")

// errUsage wraps the error of a wrong call.
type errUsage struct{ error }

func wrongCall(format string, args ...any) error { return errUsage{fmt.Errorf(format, args...)} }

// app holds what all commands share.
type app struct {
	out, err io.Writer
	dir      string // the project's folder
	jobs     int    // how many processors to use
	format   string // of the results
	sources  source.Memory
	signals  chan os.Signal // that end the process; nil in tests
}

// Main runs the command line of the process and returns its exit status.
func Main() int {
	a := &app{out: os.Stdout, err: os.Stderr, signals: make(chan os.Signal, 1)}
	a.catchSignals()
	status := a.run(os.Args[1:])
	if tree.Interrupted() {
		select {} // the process is about to end
	}
	return status
}

// catchSignals ends the process when a signal asks for it, without leaving anything half done.
func (a *app) catchSignals() {
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // as nohup does
			signal.Notify(a.signals, s)
		}
	}
	go func() {
		s := <-a.signals
		tree.Interrupt()
		fmt.Fprintln(a.err, "pes: interrupted")
		status := 1
		if n, ok := s.(syscall.Signal); ok {
			status = 128 + int(n) // what shells make of it
		}
		os.Exit(status)
	}()
}

// Run runs one command line, without the program's name, and returns its exit status.
func Run(args []string, stdout, stderr io.Writer) int {
	return (&app{out: stdout, err: stderr}).run(args)
}

func (a *app) run(args []string) int {
	stderr, root := a.err, a.root()
	completion(root)
	root.SetArgs(args)
	cmd, err := root.ExecuteC()
	if err != nil && cmd == root {
		err = inOneLine(err)
	}
	var usage errUsage
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFound), errors.Is(err, tree.ErrInterrupted): // both are said already
		return 1
	case errors.As(err, &usage) || cmd == root: // cobra's own errors name an unknown command
		fmt.Fprintf(stderr, "pes: %s\nSee '%s --help'.\n", message(err), cmd.CommandPath())
		return 2
	default:
		fmt.Fprintf(stderr, "pes: %s\n", message(err))
		return 1
	}
}

// inOneLine is an error of cobra's about an unknown command, with the commands that may be meant on the same line.
func inOneLine(err error) error {
	text, meant, found := strings.Cut(err.Error(), "\n\nDid you mean this?\n")
	if !found {
		return err
	}
	return wrongCall("%s: did you mean %s?", text, english.Or(strings.Fields(meant)))
}

// root is the command pes with all others below it.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{Use: "pes", SilenceErrors: true, SilenceUsage: true}
	root.SetHelpTemplate(helpTemplate)
	root.SetUsageTemplate(usageTemplate)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.PersistentFlags().StringVarP(&a.dir, "dir", "C", ".", "the project")
	root.PersistentFlags().IntVar(&a.jobs, "jobs", runtime.NumCPU(), "how many processors to use")
	root.SetFlagErrorFunc(wrongFlag)
	root.Version = versionText()
	root.SetVersionTemplate("{{.Version}}\n")
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if a.jobs < 1 {
			return wrongCall("--jobs %d: at least one processor is needed", a.jobs)
		}
		return nil
	}
	root.AddCommand(a.build(), a.check(), a.audit(), a.importCommand(), a.syncCommand(), a.simulate(), a.explain(),
		a.diff(), a.inventory(), a.suggest(),
		a.release(), a.promote(), a.verify(), a.fmt(), a.schema(), a.keys(), a.watch(), a.serve(), a.version(),
		group("new", "say what is new: event, vendor or distro", a.newEvent(), a.newVendor(), a.newDistro()))
	addHelp(root)
	a.completeFlags(root)
	return root
}

// command makes a command, to which [addHelp] adds texts. An error of check is a usage error.
func command(name string, check cobra.PositionalArgs, run func(args []string) error) *cobra.Command {
	return &cobra.Command{
		Use: name,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return wrongArguments(cmd, args)
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return run(args) },
	}
}

// wrongArguments says how a command is called.
func wrongArguments(cmd *cobra.Command, args []string) error {
	usage := strings.TrimSuffix(cmd.UseLine(), " [flags]")
	known := list.Map(cmd.ValidArgs, func(c cobra.Completion) string { return c })
	switch {
	case len(known) > 0 && len(args) == 1:
		return wrongCall("no %s %q: %s", cmd.Name(), args[0], english.Or(known))
	case len(known) > 0:
		return wrongCall("%s is called with one of %s", cmd.CommandPath(), english.And(known))
	case len(args) > 0 && !strings.ContainsAny(usage, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
		return wrongCall("%q is an argument too many: it is called %s, and -C DIR names the project", args[0], usage)
	}
	return wrongCall("%s with %s does not work: it is called %s", cmd.CommandPath(),
		english.Count(len(args), "argument"), usage)
}

// wrongFlag says in words what is wrong with the value of a flag.
func wrongFlag(_ *cobra.Command, err error) error {
	text := err.Error()
	if before, after, ok := strings.Cut(text, "strconv.Parse"); ok {
		_, reason, _ := strings.Cut(after, "\": ")
		reason = strings.ReplaceAll(reason, "invalid syntax", "it is not a number")
		return wrongCall("%s%s", before, reason)
	}
	return errUsage{err}
}

// completion makes the command that others do not add: without a shell, or with another one, it says which there are.
func completion(root *cobra.Command) {
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		if cmd.Name() != "completion" {
			continue
		}
		shells := list.Map(cmd.Commands(), func(c *cobra.Command) string { return c.Name() })
		cmd.Args = cobra.ArbitraryArgs
		cmd.RunE = func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return wrongCall("there is no completion for %s: %s", args[0], english.Or(shells))
			}
			return wrongCall("say for which shell: %s", english.Or(shells))
		}
	}
}

// group is a command that only has others below it; hint says which.
func group(name, hint string, below ...*cobra.Command) *cobra.Command {
	cmd := command(name, cobra.NoArgs, func([]string) error { return wrongCall("%s", hint) })
	cmd.AddCommand(below...)
	return cmd
}

// message is the text of an error, a line for each of several, safe to print: names in it may contain any bytes, also
// those that begin a line with a command for a forge (::stop-commands::).
func message(err error) string {
	text := err.Error()
	for e := err; e != nil; e = errors.Unwrap(e) {
		several, ok := e.(interface{ Unwrap() []error })
		before, after, found := strings.Cut(text, e.Error())
		if !ok || !found || len(several.Unwrap()) == 0 {
			continue
		}
		lines := list.Map(several.Unwrap(), message)
		return diag.Printable(before) + strings.Join(lines, "\npes: ") + diag.Printable(after)
	}
	return diag.Printable(text)
}
