package diag

import (
	"encoding/json"
	"fmt"
)

// found is what a finding is known by from one run to the next: its place moves with every line above it.
type found struct{ rule, file, message string }

// A Baseline is the findings of an earlier run, how often each was there.
type Baseline map[found]int

// ReadBaseline reads what [List.JSON] wrote.
func ReadBaseline(text []byte) (Baseline, error) {
	var known []jsonDiagnostic
	if err := json.Unmarshal(text, &known); err != nil {
		return nil, fmt.Errorf("not the findings that --format json prints: %w", err)
	}
	b := Baseline{}
	for _, d := range known {
		b[found{d.Rule, d.File, d.Message}]++
	}
	return b, nil
}

// DropKnown takes out what the baseline has, as often as it has it, and returns how many that were. What is left of
// the baseline is no longer found.
func (l *List) DropKnown(b Baseline) (known int) {
	l.Drop(func(d Diagnostic) bool {
		f := found{d.Rule, d.Pos.name(), d.Message}
		if b[f] == 0 {
			return false
		}
		b[f]--
		known++
		return true
	})
	return known
}

// Left counts the findings that the baseline still has.
func (b Baseline) Left() (n int) {
	for _, times := range b {
		n += times
	}
	return n
}
