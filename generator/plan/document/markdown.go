package document

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"pes/generator/list"
	"pes/generator/plan"
)

// Markdown writes a plan with a task list for each part.
func Markdown(w io.Writer, p *plan.Plan) error {
	m := markdown{bufio.NewWriter(w)}
	m.line("# Upgrade plan: %s", escape(p.Title))
	m.line("")
	m.line("**%s**", escape(p.Verdict))
	m.line("")
	for _, f := range p.Facts {
		m.line("- %s: %s", escape(f.Name), escape(f.Text))
	}
	for i := range p.Parts {
		m.part(&p.Parts[i])
	}
	if p.Rest != "" {
		m.line("")
		m.line("%s", escape(p.Rest))
	}
	return m.Flush()
}

// A markdown writes Markdown. Its methods ignore errors: Flush, called last, returns the first.
type markdown struct{ *bufio.Writer }

func (m markdown) line(format string, args ...any) { fmt.Fprintf(m, format+"\n", args...) }

func (m markdown) part(x *plan.Part) {
	m.line("")
	m.line("## %s", escape(x.Title))
	if x.Lead != "" {
		m.line("")
		m.line("%s", escape(x.Lead))
	}
	for i := range x.Steps {
		m.line("")
		m.step(&x.Steps[i])
	}
}

func (m markdown) step(s *plan.Step) {
	box := "[ ] "
	if s.Note {
		box = ""
	}
	lead := "- " + box + "**" + escape(s.Do) + ".**"
	if s.Why != "" {
		lead += " " + escape(s.Why)
	}
	if s.Reason != "" {
		lead += " " + inline(s.Reason)
	}
	if from := places(s); from != "" {
		lead += " (" + escape(from) + ")"
	}
	m.line("%s", lead)
	if names := named(s); names != nil {
		m.line("")
		m.line("  %s", strings.Join(list.Map(names, code), ", "))
	}
	m.items(s.Items)
	if len(s.Commands) > 0 {
		text := lines(s.Commands)
		fence := strings.Repeat("`", max(3, longest(strings.Join(text, "\n"), '`')+1))
		m.line("\n  %ssh", fence)
		for _, l := range text {
			m.line("  %s", l)
		}
		m.line("  %s", fence)
	}
	if s.Advice != "" {
		m.line("")
		for _, l := range harmless(s.Advice) {
			m.line("%s", strings.TrimRight("  "+l, " "))
		}
	}
}

// items are a list below the step; names alone stand in one line.
func (m markdown) items(items []plan.Item) {
	if len(items) == 0 {
		return
	}
	m.line("")
	if alone(items) {
		m.line("  %s", strings.Join(list.Map(items, func(i plan.Item) string { return escape(i.Name) }), "; "))
		return
	}
	for _, i := range items {
		text := escape(i.Name)
		switch {
		case i.Text != "":
			text += ": " + escape(i.Text)
		case i.Reason != "":
			text += ": " + inline(i.Reason)
		}
		m.line("  - %s", text)
	}
}

// escape makes text of what others wrote: nothing in it is Markdown or HTML.
func escape(text string) string {
	text = line(text)
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		switch {
		case strings.IndexByte("\\`*[]<>&~|", c) >= 0,
			c == '_' && !(inWord(text, i-1) && inWord(text, i+1)),
			c == ':' && strings.HasPrefix(text[i:], "://"), // an address, which would be a link
			c == '.' && strings.HasSuffix(strings.ToLower(text[:i]), "www"):
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	return b.String()
}

// inline is Markdown that people wrote, in one line. Where a span of code is not closed, all of it is text: the span
// would end in what follows.
func inline(text string) string {
	text = line(text)
	for rest := text; ; {
		i := strings.IndexByte(rest, '`')
		if i < 0 {
			return text
		}
		rest = rest[i:]
		span := rest[:len(rest)-len(strings.TrimLeft(rest, "`"))]
		rest = rest[len(span):]
		end := closing(rest, len(span))
		if end < 0 {
			return escape(text)
		}
		rest = rest[end:]
	}
}

// closing is the end of the first run of exactly n backticks; -1 where there is none.
func closing(s string, n int) int {
	run := 0
	for i := range len(s) {
		if s[i] != '`' {
			run = 0
		} else if run++; run == n && (i+1 == len(s) || s[i+1] != '`') {
			return i + 1
		}
	}
	return -1
}

// inWord reports whether a byte is a letter or a digit; beyond ASCII it may be none.
func inWord(s string, i int) bool {
	return i >= 0 && i < len(s) &&
		(s[i] >= 'a' && s[i] <= 'z' || s[i] >= 'A' && s[i] <= 'Z' || s[i] >= '0' && s[i] <= '9')
}

// code is a word as code.
func code(word string) string {
	word = line(word)
	fence := strings.Repeat("`", longest(word, '`')+1)
	if len(fence) > 1 {
		return fence + " " + word + " " + fence
	}
	return fence + word + fence
}

// longest is the length of the longest run of a byte.
func longest(s string, c byte) (most int) {
	n := 0
	for i := range len(s) {
		if n++; s[i] != c {
			n = 0
		}
		most = max(most, n)
	}
	return most
}

// harmless are the lines of Markdown that people wrote, without headings: these would be headings of the plan.
func harmless(text string) (out []string) {
	fence := ""
	for l := range strings.SplitSeq(strings.TrimSpace(strings.ReplaceAll(text, "\r", "")), "\n") {
		l = strings.Join(lines([]string{l}), "")
		word := strings.TrimLeft(l, " ")
		switch run := fenced(word); {
		case fence != "" && strings.HasPrefix(run, fence) && strings.Trim(word, run[:1]+" ") == "":
			fence = ""
		case fence == "" && run != "":
			fence = run
		case fence == "" && (strings.HasPrefix(word, "#") || underline(word)):
			l = l[:len(l)-len(word)] + `\` + word
		}
		out = append(out, l)
	}
	return out
}

// fenced is the run of marks that a line begins with, if they begin or end a block of code; else "".
func fenced(word string) string {
	for _, c := range "`~" {
		if rest := strings.TrimLeft(word, string(c)); len(word)-len(rest) >= 3 {
			return word[:len(word)-len(rest)]
		}
	}
	return ""
}

// underline reports whether a line makes a heading of the one before.
func underline(word string) bool {
	word = strings.TrimRight(word, " ")
	return word != "" && (strings.Trim(word, "=") == "" || strings.Trim(word, "-") == "")
}
