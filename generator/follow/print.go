package follow

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"pes/generator/delta"
	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/upstream"
)

// many is how many lines a list has before it is cut.
const many = 20

// Day is when upstream made a state of its events, as its file says; the name of the file where it does not.
func Day(l *model.Layer) string { return cmp.Or(l.AsOf(), l.Name) }

// summary is the change in one sentence.
func (c *Change) summary() string {
	n := len(c.Is.Events)
	parts := []string{english.Grouped(n) + " " + english.Noun(n, "event") + " of upstream as of " + Day(c.Is)}
	for _, x := range []struct {
		n    int
		what string
	}{{len(c.Added), "new"}, {len(c.Gone), "gone"}, {len(c.Changed), "changed"},
		{len(c.Renumbered), "with another id"}} {
		if x.n > 0 && c.Was != nil {
			parts = append(parts, english.Grouped(x.n)+" "+x.what)
		}
	}
	switch {
	case c.Was == nil:
		return parts[0] + ", the first here"
	case c.None():
		return parts[0] + ", the same as those of " + Day(c.Was)
	}
	return parts[0] + ", since " + Day(c.Was) + ": " + english.And(parts[1:])
}

// A section is a part of the report.
type section struct {
	title string
	lines []string
}

// sections are the lists of the report that are not empty.
func (c *Change) sections() (out []section) {
	add := func(title string, lines []string) {
		if len(lines) > 0 {
			out = append(out, section{title, lines})
		}
	}
	one := func(e *model.Event) string { return fmt.Sprintf("%s #%d", upstream.Describe(e), e.ID) }
	if c.Was != nil {
		add("New events", list.Map(c.Added, one))
		add("Events that are gone", list.Map(c.Gone, one))
	}
	var reused, changed []string
	for _, p := range c.Changed {
		text := one(p.Was) + "  is now  " + one(p.Is)
		if p.Reused() {
			reused = append(reused, text)
		} else {
			changed = append(changed, text)
		}
	}
	add("Changed events", changed)
	add("Ids that stand for something else now", reused)
	add("Events with another id", list.Map(c.Renumbered, func(p Pair) string {
		return fmt.Sprintf("#%d is now %s", p.Was.ID, one(p.Is))
	}))
	return out
}

// Text prints the change for a terminal.
func (c *Change) Text(w io.Writer, color bool) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, diag.Printable(c.summary()))
	for _, s := range c.sections() {
		fmt.Fprintf(b, "\n%s\n", s.title)
		for _, line := range s.lines[:min(many, len(s.lines))] {
			fmt.Fprintf(b, "  %s\n", diag.Printable(line))
		}
		if more := len(s.lines) - many; more > 0 {
			fmt.Fprintf(b, "  and %s more\n", english.Grouped(more))
		}
	}
	if c.Meaning != nil {
		fmt.Fprintf(b, "\nWhat upgrades do otherwise, ")
		if err := b.Flush(); err != nil {
			return err
		}
		if err := c.Meaning.Text(w, color); err != nil {
			return err
		}
	}
	if ours := c.ours(); len(ours) > 0 {
		fmt.Fprintln(b, "\nYour events and rules")
		for _, f := range ours {
			fmt.Fprintln(b, diag.Wrap(strings.Fields(diag.Printable(f.text)), "  ", "    ", 110))
			for line := range strings.Lines(f.write) {
				fmt.Fprintf(b, "      %s\n", diag.Printable(strings.TrimSuffix(line, "\n")))
			}
		}
	}
	return b.Flush()
}

// Markdown prints the change for a pull request.
func (c *Change) Markdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "## Upstream's events\n\n%s.\n", delta.Escape(c.summary()))
	if ours := c.ours(); len(ours) > 0 {
		fmt.Fprintf(b, "\n### Your events and rules\n\n")
		for _, f := range ours {
			fmt.Fprintf(b, "- %s\n", delta.Escape(f.text))
			if f.write != "" {
				lines := list.Map(strings.Split(f.write, "\n"), diag.Printable)
				fmt.Fprintf(b, "\n  ```toml\n  %s\n  ```\n", strings.Join(lines, "\n  "))
			}
		}
	}
	for _, s := range c.sections() {
		fmt.Fprintf(b, "\n<details><summary>%s (%d)</summary>\n\n", s.title, len(s.lines))
		for _, line := range s.lines[:min(10*many, len(s.lines))] {
			fmt.Fprintf(b, "- %s\n", delta.Escape(line))
		}
		if more := len(s.lines) - 10*many; more > 0 {
			fmt.Fprintf(b, "- and %s more\n", english.Grouped(more))
		}
		fmt.Fprintf(b, "\n</details>\n")
	}
	if err := b.Flush(); err != nil || c.Meaning == nil {
		return err
	}
	fmt.Fprintln(w)
	return c.Meaning.Markdown(w)
}

// A finding is something that there is to decide, and what may be written.
type finding struct{ text, write string }

// ours says what there is to decide, a finding each, or the number of the others where a rule found many.
func (c *Change) ours() (out []finding) {
	for _, same := range list.Group(c.Ours.All(), func(d diag.Diagnostic) string { return d.Rule }) {
		slices.SortStableFunc(same, func(a, b diag.Diagnostic) int { return a.Pos.Compare(b.Pos) })
		for _, d := range same[:min(many, len(same))] {
			f := finding{text: fmt.Sprintf("%s: %s: %s [%s]", d.Pos, d.Severity, d.Message, d.Rule)}
			if strings.Contains(d.Suggestion, "\n") {
				f.write = d.Suggestion
			} else if d.Suggestion != "" {
				f.text += ": " + d.Suggestion
			}
			out = append(out, f)
		}
		if more := len(same) - many; more > 0 {
			out = append(out, finding{text: fmt.Sprintf("and %s more [%s]: pes check --rule %s", english.Grouped(more),
				same[0].Rule, same[0].Rule)})
		}
	}
	return out
}
