package delta

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
)

// Text prints the delta for a terminal.
func (d *Delta) Text(w io.Writer, color bool) error {
	b := bufio.NewWriter(w)
	r := d.report()
	fmt.Fprintf(b, "%s\n", diag.Printable("from "+d.From+" to "+d.To+": "+r.summary()))
	if len(r.notCompared) > 0 {
		fmt.Fprintf(b, "\n%s\n", bold("Not compared", color))
		for _, s := range r.notCompared {
			fmt.Fprintln(b, diag.Wrap(strings.Fields(diag.Printable(s)), "  ", "    ", 110))
		}
	}
	for _, s := range r.sections {
		fmt.Fprintf(b, "\n%s\n", bold(Title(s.category), color))
		for _, g := range s.groups {
			fmt.Fprintf(b, "  %s\n", diag.Printable(g.head))
			for _, i := range g.items {
				text := diag.Printable(strings.Join(i.names, ", ") + ": " + unmarked(i.say))
				fmt.Fprintln(b, diag.Wrap(strings.Fields(text), "    ", "      ", 110))
				if i.why != "" {
					fmt.Fprintf(b, "        %s\n", diag.Printable(i.why))
				}
			}
		}
	}
	return b.Flush()
}

func bold(text string, color bool) string {
	if color {
		return "\x1b[1m" + text + "\x1b[0m"
	}
	return text
}

func (r *report) summary() string { return strings.Join(r.tally(false), ", ") + r.upstreams() }

// How much of a long list is shown before it is folded.
const (
	manyNames, fewNames = 12, 3
	manyItems, fewItems = 15, 10
)

// Markdown prints the delta as a release note.
func (d *Delta) Markdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	r := d.report()
	fmt.Fprintf(b, "# Changes from %s to %s\n\n%s.\n", Escape(d.From), Escape(d.To), english.Capital(r.summary()))
	if len(r.notCompared) > 0 {
		fmt.Fprintf(b, "\n## Not compared\n\nNobody knows what differs here.\n\n")
		for _, s := range r.notCompared {
			fmt.Fprintf(b, "- %s\n", Escape(s))
		}
	}
	for _, s := range r.sections {
		fmt.Fprintf(b, "\n## %s\n", Title(s.category))
		if lead := Lead(s.category); lead != "" {
			fmt.Fprintf(b, "\n%s\n", lead)
		}
		for _, g := range s.groups {
			fmt.Fprintf(b, "\n### %s\n\n", Escape(g.head))
			shown := g.items
			if len(shown) > manyItems {
				shown = shown[:fewItems]
			}
			for _, i := range shown {
				i.markdown(b)
			}
			if rest := g.items[len(shown):]; len(rest) > 0 {
				fmt.Fprintf(b, "\n<details><summary>%d more</summary>\n\n", len(rest))
				for _, i := range rest {
					i.markdown(b)
				}
				fmt.Fprint(b, "\n</details>\n")
			}
		}
	}
	return b.Flush()
}

// markdown prints an item; of many names the first, the others folded below.
func (i item) markdown(b *bufio.Writer) {
	names, say := list.Map(i.names, code), show(i.say, Escape, code)
	if i.why != "" {
		say += ". " + Escape(i.why)
	}
	if len(names) <= manyNames {
		fmt.Fprintf(b, "- %s: %s\n", strings.Join(names, ", "), say)
		return
	}
	fmt.Fprintf(b, "- %d packages, such as %s: %s\n", len(names), strings.Join(names[:fewNames], ", "), say)
	fmt.Fprintf(b, "  <details><summary>all of them</summary>\n\n  %s\n\n  </details>\n", strings.Join(names, ", "))
}

// code is a name from the data as code: nothing in it can end the code or the line.
func code(s string) string {
	return "`" + strings.ReplaceAll(diag.Printable(s), "`", "'") + "`"
}

// escapes are the signs that mean something to Markdown or HTML.
var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;",
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`)

// insideWord is where an underscore means nothing to Markdown.
var insideWord = regexp.MustCompile(`([A-Za-z0-9])\\_([A-Za-z0-9])`)

// Escape is text from the data in which Markdown and HTML mean nothing.
func Escape(s string) string {
	return insideWord.ReplaceAllString(escapes.Replace(diag.Printable(s)), "${1}_${2}")
}
