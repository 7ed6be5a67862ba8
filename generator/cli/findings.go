package cli

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// A selection is which findings check and audit show.
type selection struct {
	allow, rules       []string
	severity, baseline string

	level diag.Severity // that severity names
	known diag.Baseline // that baseline names
	notes []string      // what was left out, for the last line
}

// afew are as many findings as people see at once: with more of them, they are counted for each rule.
const afew = 20

// flags adds the flags of a selection to a command.
func (s *selection) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&s.allow, "allow", nil, "ignore these rules, unless they make Leapp refuse, stop or crash")
	f.StringSliceVar(&s.rules, "rule", nil, "show only findings of these rules")
	f.StringVar(&s.severity, "severity", "note", "show findings of at least this severity: error, warning or note")
	f.StringVar(&s.baseline, "baseline", "", "show only findings that are not in `FILE`, an output of --format json")
	complete := func(flag string, words func() []string) { // the table of rules is read when somebody asks
		_ = cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string,
			cobra.ShellCompDirective) {
			return words(), cobra.ShellCompDirectiveNoFileComp
		}) // the only error is a flag that is not there
	}
	complete("rule", rules.Names)
	complete("severity", func() []string { return []string{"error", "warning", "note"} })
}

// read refuses wrong values and reads the baseline.
func (s *selection) read() error {
	if s.level.UnmarshalText([]byte(s.severity)) != nil {
		return wrongCall("--severity is error, warning or note, not %q", s.severity)
	}
	if err := cmp.Or(rules.CanAllow(s.allow), rules.Exist(s.rules)); err != nil {
		return errUsage{err}
	}
	if s.baseline == "" {
		return nil
	}
	text, err := os.ReadFile(s.baseline)
	if err == nil {
		s.known, err = diag.ReadBaseline(text)
	}
	if err != nil {
		return fmt.Errorf("read the baseline %s: %w", s.baseline, err)
	}
	return nil
}

// apply leaves in found what is selected.
func (s *selection) apply(found *diag.List) {
	before := len(found.All())
	rules.Silence(found, s.allow)
	s.note(found.Allowed+before-len(found.All()), "allowed")
	s.note(found.Upstream, "in upstream's events")
	if s.known != nil {
		s.note(found.DropKnown(s.known), "known from the baseline")
		s.note(s.known.Left(), "of the baseline gone")
	}
	before = len(found.All())
	found.Drop(func(d diag.Diagnostic) bool {
		return d.Severity > s.level || len(s.rules) > 0 && !slices.Contains(s.rules, d.Rule)
	})
	s.note(before-len(found.All()), "not shown")
}

// note adds a number that is not zero to the last line.
func (s *selection) note(n int, what string) {
	if n > 0 {
		s.notes = append(s.notes, fmt.Sprintf("%d %s", n, what))
	}
}

// findings prints what check and audit found, which is their result, and for people the totals of many and a last
// line, where %s is how much was found, and which says what the selection left out. The status follows what is shown.
func (a *app) findings(found *diag.List, dir string, s *selection, last string) error {
	s.apply(found)
	found.Sort()
	err := a.print(a.out, found, dir)
	if !a.forPeople() || err != nil && err != errFound {
		return err
	}
	if len(found.All()) > afew {
		if e := totals(a.out, found); e != nil {
			return e
		}
	}
	all := counts(found)
	if notes := found.Count(diag.Info); notes > 0 {
		all += ", " + english.Count(notes, "note")
	}
	a.say("%s", strings.Join(append([]string{fmt.Sprintf(last, all)}, s.notes...), ", "))
	return err
}

// totals prints how often each rule was broken, the most severe first, and what to do about it.
func totals(w io.Writer, found *diag.List) error {
	type total struct {
		rule  rules.Rule
		level diag.Severity
		n     int
	}
	var all []*total
	for _, d := range found.All() {
		same := func(t *total) bool { return t.rule.Name == d.Rule && t.level == d.Severity }
		if i := slices.IndexFunc(all, same); i >= 0 {
			all[i].n++
		} else if rule, ok := rules.Find(d.Rule); ok {
			all = append(all, &total{rule, d.Severity, 1})
		}
	}
	slices.SortFunc(all, func(a, b *total) int {
		return cmp.Or(cmp.Compare(a.level, b.level), cmp.Compare(b.n, a.n), cmp.Compare(a.rule.Name, b.rule.Name))
	})
	width := slices.Max(list.Map(all, func(t *total) int { return len(t.rule.Name) }))
	var b strings.Builder
	b.WriteString("\nBy rule\n")
	for _, t := range all {
		fmt.Fprintf(&b, "%6d  %-7s  %-*s  %s\n", t.n, t.level, width, t.rule.Name, t.rule.Remedy)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// sayAllowed says how many findings the sources allow: they are in what is published all the same.
func (a *app) sayAllowed(found *diag.List) {
	if n := found.Allowed; n > 0 {
		a.say("%s allowed", english.Count(n, "finding"))
	}
}

// sayAbsentKeys says which keys the trees of some distributions, nil for all, lack, and what Leapp does without them.
func (a *app) sayAbsentKeys(c *model.Catalog, distros []string) {
	var sections []model.Section
	for _, t := range c.Targets {
		if distros != nil && !slices.Contains(distros, t.Distro.Folder) {
			continue
		}
		sections = append(sections, t.Repo...)
		for _, v := range t.Vendors {
			sections = append(sections, v.Repo...)
		}
	}
	fetched, _ := model.AbsentKeys(sections)
	if len(fetched) == 0 {
		return
	}
	const shown = 2
	names := list.Distinct(list.Map(fetched, func(k model.KeyRef) string { return k.Name() }))
	what := names
	if len(names) > shown+1 {
		what = append(slices.Clone(names[:shown]), english.Count(len(names)-shown, "other"))
	}
	remedy := "put the files into keys/"
	if slices.ContainsFunc(fetched, func(k model.KeyRef) bool { return k.Awaited != "" }) {
		remedy = "run pes keys fetch"
	}
	a.say("no keys: the trees lack %s that their .repo files name (%s): Leapp refuses the upgrade of a machine whose "+
		"rpm does not know them: %s", english.Count(len(names), "key"), english.And(what), remedy)
}
