package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/english"
	"pes/generator/fate"
	"pes/generator/plan"
	"pes/generator/plan/document"
	"pes/generator/simulate"
)

// simulatePlan prints the plan for one machine, as Markdown or HTML.
func (a *app) simulatePlan(s *simulation, route simulate.Route, lists []simulate.ListFile, many bool) error {
	switch {
	case many:
		return wrongCall("--format %s is a plan for one machine: name one list (--installed FILE)", a.format)
	case s.why:
		return wrongCall("--why is for --format text or json: a plan says why beside each step")
	}
	list, err := lists[0].Read()
	if err != nil {
		return err
	}
	journey, err := route.Machine(lists[0].Name, list, false)
	if err != nil {
		return err
	}
	p := plan.Of(journey)
	write := document.Markdown
	if a.format == "html" {
		write = document.HTML
	}
	if err := write(a.out, p); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	if fail := (&failing{app: a, kinds: s.failOn}); fail.has(journey) || !p.OK {
		return errFound
	}
	return nil
}

// failFlag adds --fail-on, whose words must be those of package fate.
func (a *app) failFlag(cmd *cobra.Command, kinds *[]string) {
	cmd.Flags().StringSliceVar(kinds, "fail-on", nil, "exit with status 1 if a machine has one of these: "+
		strings.Join(fate.Failures(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("fail-on", cobra.FixedCompletions(fate.Failures(),
		cobra.ShellCompDirectiveNoFileComp)) // the only error is a flag that is not there
}

// checkFail refuses words that --fail-on does not know.
func checkFail(kinds []string) error {
	for _, k := range kinds {
		if !slices.Contains(fate.Failures(), k) {
			return wrongCall("--fail-on %q: it is %s", k, english.Or(fate.Failures()))
		}
	}
	return nil
}

// A failing finds what machines shall not have, and says it on standard error: of many machines up to maxTold lines.
type failing struct {
	*app
	kinds []string
	lines int // how many there are
}

// has reports whether a machine has any of it.
func (f *failing) has(j *fate.Journey) (failed bool) {
	for _, k := range f.kinds {
		what := j.Failing(k)
		if len(what) == 0 {
			continue
		}
		failed = true
		if f.lines++; f.lines <= maxTold {
			f.say("%s: %s (--fail-on): %s", j.Name, k, shortened(what))
		}
	}
	return failed
}

// end counts the lines that were too many.
func (f *failing) end() {
	if more := f.lines - maxTold; more > 0 {
		f.say("and %d more (--fail-on)", more)
	}
}

// shortened is a list for a message: all of a few, else the first and how many more.
func shortened(words []string) string {
	const few = 5
	if more := len(words) - few; more > 0 {
		return strings.Join(words[:few], ", ") + " and " + strconv.Itoa(more) + " more"
	}
	return strings.Join(words, ", ")
}
