// Package document prints a plan as a document: as Markdown with task lists ([Markdown]), or as one HTML file that
// needs no script and prints well ([HTML]). Whatever others wrote stays text in both; see the examples.
package document

import (
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/plan"
)

// named are the packages of a step that have to be listed, as no command names them.
func named(s *plan.Step) []string {
	commands := map[string]bool{}
	for _, c := range s.Commands {
		for _, word := range strings.Fields(c) {
			commands[strings.Trim(word, "'")] = true
		}
	}
	for _, name := range s.Packages {
		if !commands[name] {
			return s.Packages
		}
	}
	return nil
}

// fewPlaces is up to how many places are listed.
const fewPlaces = 3

// places are where the events of a step are written: the first ones, and how many more; "" where there is none.
func places(s *plan.Step) string {
	var texts []string
	for _, x := range s.Places {
		if x.Text != "" {
			texts = append(texts, line(x.Text))
		}
	}
	if more := len(texts) - fewPlaces; more > 0 {
		return strings.Join(texts[:fewPlaces], ", ") + " and " + strconv.Itoa(more) + " more"
	}
	return strings.Join(texts, ", ")
}

// line is a text in one line, without characters that control something.
func line(text string) string { return diag.Printable(strings.Join(strings.Fields(text), " ")) }

// lines are lines of commands, without characters that control something.
func lines(commands []string) (out []string) {
	for _, c := range commands {
		for l := range strings.SplitSeq(c, "\n") {
			out = append(out, diag.Printable(l))
		}
	}
	return out
}

// shortItem is up to how many bytes of an item are no sentence.
const shortItem = 80

// alone reports whether items are names without more, which need no line each.
func alone(items []plan.Item) bool {
	return !slices.ContainsFunc(items, func(i plan.Item) bool {
		return i.Text+i.Reason != "" || len(i.Name) > shortItem
	})
}
