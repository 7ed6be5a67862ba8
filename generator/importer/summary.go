package importer

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/tree"
)

// The report of an import of today's size has tens of thousands of lines: [Report.Print] writes them all, for a file,
// and [Report.Summary] what fits a screen.

// few is how many examples a summary and a line of a report give.
const few = 3

// about says what each kind of item means, and so what a reader has to do with it.
var about = map[string]string{
	Contradicts: "the project says something else, and stays as it is",
	Kept:        "the project says something else, and stays as it is",
	Replaced:    "the project said something else, and says this now",
	Added:       "to what the project had",
	Known:       "the project has it already",
	Lacks:       "the project has errors until this is completed",
	LeftOut:     "it has no effect, or sources cannot say it",
	Repaired:    "Leapp would refuse it, or read something else than was meant",
	Unlike:      "the generated files say otherwise, and sources cannot: decide",
	ByHand:      "it is an event of the project, for the distribution that is named",
	Differs:     "from the generated files, on purpose",
	Merged:      "said twice, written once",
	OrderPair:   "what becomes of the packages depends on an order that Leapp does not promise",
	Allowed:     "mistakes of the data, which stay as they were: each has an allow in the sources",
}

// came are the amounts of what is written, without those that are zero.
func came(files tree.Tree, events []*event) (out []Amount) {
	count := map[string]int{"event": len(events)}
	for _, f := range files {
		parts := strings.Split(f.Path, "/")
		switch {
		case strings.HasPrefix(f.Path, "content/distros/"):
			count["distribution"]++
		case parts[0] == "vendors" && parts[len(parts)-1] == "vendor.toml":
			count["vendor"]++
		case strings.HasPrefix(f.Path, "content/keys/") || parts[0] == "vendors" && parts[2] == "keys":
			count["key file"]++
		case strings.HasPrefix(f.Path, "content/files/"):
			count["other file"]++
		}
	}
	for _, what := range []string{"distribution", "vendor", "event", "key file", "other file"} {
		if count[what] > 0 {
			out = append(out, Amount{what, count[what]})
		}
	}
	return out
}

// Summary writes what came, and of each kind of item how many there are, with an example of the most important causes.
func (r *Report) Summary(w io.Writer) error {
	var b strings.Builder
	amounts := english.And(list.Map(r.Came, func(a Amount) string { return english.Count(a.N, a.What) }))
	fmt.Fprintf(&b, "imported: %s\n", cmp.Or(amounts, "nothing"))
	r.summarizeFiles(&b)
	for _, same := range list.Group(r.Items, func(it Item) string { return it.Kind }) { // they are sorted by kind
		fmt.Fprintf(&b, "\n%s (%d%s): %s\n", same[0].Kind, len(same), levels(same), about[same[0].Kind])
		causes := list.Group(same, func(it Item) string { return it.cause })
		slices.SortStableFunc(causes, func(a, b []Item) int {
			return cmp.Or(cmp.Compare(weight(a[0]), weight(b[0])), cmp.Compare(len(b), len(a)))
		})
		most := slices.MaxFunc(causes, func(a, b []Item) int { return cmp.Compare(len(a), len(b)) })
		width := len(fmt.Sprint(len(most)))
		for i, c := range causes {
			if i == few {
				rest := list.FlatMap(causes[few:], func(c []Item) []Item { return c })
				fmt.Fprintf(&b, "  %*d  of other kinds\n", width, len(rest))
				break
			}
			fmt.Fprintf(&b, "  %*d  %s\n", width, len(c), short(c[0].Text+" ("+c[0].Where+")", width+4))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// summarizeFiles says how many input files there were, and which of them were not imported.
func (r *Report) summarizeFiles(b *strings.Builder) {
	status := list.Group(r.Files, func(f FileLine) string { return f.Status })
	slices.SortFunc(status, func(a, b []FileLine) int { return strings.Compare(a[0].Status, b[0].Status) })
	fmt.Fprintf(b, "files: %s\n", english.And(list.Map(status, func(same []FileLine) string {
		return fmt.Sprint(len(same), " ", same[0].Status)
	})))
	for _, same := range status {
		if same[0].Status != NotImported {
			continue
		}
		slices.SortStableFunc(same, func(a, b FileLine) int { // LICENSE and its like are the least important
			return strings.Compare(strings.TrimPrefix(a.Why, noData), strings.TrimPrefix(b.Why, noData))
		})
		fmt.Fprintf(b, "\n%s (%d)\n", NotImported, len(same))
		for i, f := range same {
			if i == few {
				fmt.Fprintf(b, "  and %d more\n", len(same)-few)
				break
			}
			fmt.Fprintf(b, "  %s\n", short(f.Name+": "+f.Why, 2))
		}
	}
}

// weight orders causes: errors, warnings, what no rule is about.
func weight(it Item) int {
	return slices.Index([]string{diag.Error.String(), diag.Warning.String()}, it.Severity) & 3 // -1 is 3
}

// levels are the numbers of errors and warnings among items; "" where they are about no rules.
func levels(items []Item) string {
	count := func(s diag.Severity) int {
		return len(list.Select(items, func(it Item) bool { return it.Severity == s.String() }))
	}
	errors, warnings := count(diag.Error), count(diag.Warning)
	switch {
	case errors+warnings == 0:
		return ""
	case errors == 0:
		return ", " + english.Noun(warnings, "warning")
	case warnings == 0:
		return ", " + english.Noun(errors, "error")
	}
	return fmt.Sprintf(": %s, %s", english.Count(errors, "error"), english.Count(warnings, "warning"))
}

// short is a text on at most two lines of a screen; indent is how far both are moved to the right.
func short(text string, indent int) string {
	const wide = 118
	width := wide - indent
	words, lines := strings.Fields(diag.Printable(text)), []string{""}
	for i, w := range words {
		last := &lines[len(lines)-1]
		switch {
		case len(*last)+len(w) < width || *last == "":
			*last = strings.TrimLeft(*last+" "+w, " ")
		case len(lines) == 2:
			*last = string([]rune(*last + " " + strings.Join(words[i:], " "))[:width-3]) + "..."
			return strings.Join(lines, "\n"+strings.Repeat(" ", indent))
		default:
			lines = append(lines, w)
		}
	}
	return strings.Join(lines, "\n"+strings.Repeat(" ", indent))
}
