package upgrade_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pes/generator/model"
	"pes/generator/upgrade"
)

// A trace says of every event that names a package what became of it, in the words people read.
func TestTrace(t *testing.T) {
	tree := world(t,
		"replaced 7.7 8.0 a@base -> b@t",
		"removed 7.7 8.4 a@base",
		"replaced 7.6 8.0 a@base other@base -> c@t",
		"removed 7.7 8.0 a@base | s390x",
		"removed 7.7 8.11 a@base",
		"removed 7.6 8.0 a@base leapp@base",
		"moved 7.7 8.0 d@base -> d@nowhere",
		"renamed 7.7 8.0 e@base -> f@u",
		"renamed 8.0 8.1 f@u -> g@t")
	tree.Vendors[0].Events.Events = append(tree.Vendors[0].Events.Events, event(t, "removed 7.6 8.0 a@acme-src"))
	m := machine("a d e leapp")
	outcome, trace := engine(t, tree).Explain(m)
	want := `
a: replacement of a (8.0): shadowed by removal of a (8.4)
a: removal of a (8.4): applied
a: replacement of a, other (8.0): not all in packages are installed: other
a: removal of a (8.0): other architectures
a: removal of a (8.11): release not on the path
a: removal of a, leapp (8.0): a package of Leapp
a: removal of a (8.0): vendor not active
d: move of d (8.0): applied
e: renaming of e (8.0): applied
f: renaming of e (8.0): applied
f: renaming of f (8.1): applied
g: renaming of f (8.1): applied
leapp: removal of a, leapp (8.0): a package of Leapp
g from t8 by renaming of f
leapp from base
d of nowhere: its repository is unknown, by move of d
`
	if got := traced(outcome, trace); got != want {
		t.Errorf("the trace is%swant%s", got, want)
	}
}

func traced(o *upgrade.Outcome, trace *upgrade.Trace) string {
	var b strings.Builder
	b.WriteByte('\n')
	for _, name := range slices.Sorted(maps.Keys(trace.Looks)) {
		for _, l := range trace.Looks[name] {
			b.WriteString(name + ": " + l.Event.Title() + " (" + l.Event.To.String() + "): " + l.Verdict.String())
			if l.By != nil {
				b.WriteString(" by " + l.By.Title() + " (" + l.By.To.String() + ")")
			}
			for _, id := range l.Missing {
				b.WriteString(": " + id.Name)
			}
			b.WriteByte('\n')
		}
	}
	for _, p := range trace.After {
		b.WriteString(p.ID.Name + " from " + p.Repoid)
		if p.Event != nil {
			b.WriteString(" by " + p.Event.Title())
		}
		b.WriteByte('\n')
	}
	for _, l := range o.Lost {
		b.WriteString(l.ID.Name + " of " + l.Repo + ": " + l.Why.String() + ", by " + l.Event.Title() + "\n")
	}
	return b.String()
}

// What another algorithm computes is refused, by name.
func TestUnsupported(t *testing.T) {
	for version, want := range map[string]string{
		"0.16": "Leapp 0.16 uses another algorithm, which pes does not support: simulate 0.18 to 0.25",
		"0.26": "pes does not support Leapp 0.26: simulate 0.18 to 0.25",
	} {
		_, err := upgrade.New(&model.Tree{Leapp: version})
		if refused, ok := err.(upgrade.Unsupported); !ok || refused.Version != version || err.Error() != want {
			t.Errorf("%s: %v", version, err)
		}
	}
}
