package fate

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
)

// An assumption is what is assumed of machines: the same sentence, but for how many of their packages it is about.
type assumption struct {
	text      string // "" where the numbers differ
	machines  int
	low, high int // of the packages that it is about
}

// maxAssumed is how many assumptions are told apart: some hold names that differ for each machine.
const maxAssumed = 1000

func (s *Summary) assume(text string) {
	before, n, behind := cutCount(text)
	key := before + "\x00" + behind
	a := s.assumed[key]
	switch {
	case a != nil:
		if a.text != text {
			a.text = ""
		}
		a.low, a.high = min(a.low, n), max(a.high, n)
	case len(s.assumed) < maxAssumed:
		a = &assumption{text: text, low: n, high: n}
		s.assumed[key] = a
	default:
		return
	}
	a.machines++
}

// cutCount cuts "... 474 of 496 packages ..." at these numbers. Without them all stands before.
func cutCount(text string) (before string, n int, behind string) {
	head, behind, found := strings.Cut(text, " packages ")
	words := strings.Fields(head)
	if i := len(words) - 3; found && i >= 0 && words[i+1] == "of" {
		n, err := strconv.Atoi(words[i])
		if _, alsoErr := strconv.Atoi(words[i+2]); err == nil && alsoErr == nil {
			before = strings.TrimSuffix(head, strings.Join(words[i:], " "))
			if rest, one := strings.CutPrefix(behind, "comes "); one {
				behind = "come " + rest
			}
			return before, n, behind
		}
	}
	return text, 0, ""
}

// An assumed is an assumption in words.
type assumed struct {
	text     string
	machines int
}

// assumptions are in the order of their words.
func (s *Summary) assumptions() (out []assumed) {
	for _, key := range slices.Sorted(maps.Keys(s.assumed)) {
		a := s.assumed[key]
		text := a.text
		if text == "" {
			before, behind, _ := strings.Cut(key, "\x00")
			numbers := strconv.Itoa(a.low)
			if a.high > a.low {
				numbers += " to " + strconv.Itoa(a.high)
			}
			text = before + numbers + " of the packages " + behind
		}
		out = append(out, assumed{text, a.machines})
	}
	list.Sort(out, func(a, b assumed) int { return strings.Compare(a.text, b.text) })
	return out
}

// Assumed lists what was assumed, and of how many machines where there are several: where it is much, what is assumed
// of most.
func (s *Summary) Assumed() []string {
	all := s.assumptions()
	shown := all
	if len(all) > maxListed {
		list.Sort(all, func(a, b assumed) int { return b.machines - a.machines })
		shown = all[:maxListed]
	}
	lines := list.Map(shown, func(a assumed) string {
		if len(s.names) > 1 {
			return a.text + " (" + english.Count(a.machines, "machine") + ")"
		}
		return a.text
	})
	switch more := len(all) - len(shown); {
	case len(all) == maxAssumed:
		lines = append(lines, "and many more; --format json and --format jsonl have them all")
	case more > 0:
		lines = append(lines, fmt.Sprintf("and %d more; --format json and --format jsonl have them all", more))
	}
	return lines
}
