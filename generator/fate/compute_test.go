package fate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// brief is a package in short: "a replaced base by b c; 1" with the line of the event that decides.
func brief(p Package) string {
	s := p.Name
	if p.Stream != "" {
		s += "/" + p.Stream
	}
	s += " " + p.Fate
	if p.To != "" {
		s += " to " + p.To
	}
	if len(p.Instead) > 0 {
		s += " by " + strings.Join(p.Instead, " ")
	}
	if p.Why != "" {
		s += ", " + p.Why
	}
	if p.Event != nil {
		s += fmt.Sprint("; ", p.Event.Line)
	}
	return s
}

func TestFates(t *testing.T) {
	t.Parallel()
	const nowhere = "its repository is unknown"
	for _, x := range []struct {
		installed string
		events    []string
		want      []string
	}{
		{"a", nil, []string{"a unknown"}},
		{"a b", []string{"removed - 8.0 a@base"}, []string{"a removed; 1", "b unknown"}},
		{"a", []string{"merged - 8.0 a@base b@base -> c@t"}, []string{"a replaced by c; 1", "c new to t8; 1"}},
		{"a", []string{"split - 8.0 a@base -> b@t c@u"},
			[]string{"a replaced by b c; 1", "b new to t8; 1", "c new to u8; 1"}},
		{"a b", []string{"replaced - 8.0 a@base -> b@t"}, []string{"a replaced by b; 1", "b moved to t8; 1"}},
		// what comes instead may be replaced in turn
		{"a", []string{"renamed - 8.0 a@base -> b@t", "renamed - 8.2 b@t -> c@u"},
			[]string{"a replaced by c; 1", "c new to u8; 2"}},
		{"a", []string{"renamed - 8.0 a@base -> b@t", "removed - 8.2 b@t"}, []string{"a removed; 1"}},
		{"a", []string{"moved - 8.0 a@base -> a@u"}, []string{"a moved to u8; 1"}},
		{"a", []string{"moved - 8.0 a@base -> a@nowhere"}, []string{"a lost to nowhere, " + nowhere + "; 1"}},
		{"a", []string{"renamed - 8.0 a@base -> b@nowhere"},
			[]string{"a lost to nowhere, b should replace it, and " + nowhere + "; 1",
				"b missing to nowhere, " + nowhere + "; 1"}},
		{"a", []string{"split - 8.0 a@base -> b@t c@nowhere"},
			[]string{"a replaced by b; 1", "b new to t8; 1", "c missing to nowhere, " + nowhere + "; 1"}},
		{"a", []string{"deprecated - 8.0 a@t"}, []string{"a moved to t8; 1"}},
		// not applied: for other releases, or not all in packages are there
		{"a b", []string{"removed - 9.0 a@base", "removed - 8.0 b@base"}, []string{"a stays", "b removed; 2"}},
		{"a", []string{"split - 8.0 a@base b@base -> c@t"}, []string{"a stays"}},
		// of competing events the later one is applied
		{"a", []string{"renamed - 8.0 a@base -> b@t", "renamed - 8.2 a@base -> c@t"},
			[]string{"a replaced by c; 2", "c new to t8; 2"}},
		// only the stream that the event names
		{"a/m:1", []string{"removed - 8.0 a@base/m:1"}, []string{"a/m:1 removed; 1"}},
		{"a/m:2", []string{"removed - 8.0 a@base/m:1"}, []string{"a/m:2 stays"}},
		// the event leads to another stream
		{"a/m:1", []string{"moved - 8.0 a@base/m:1 -> a@t/m:2"}, []string{"a/m:1 moved to t8; 1"}},
		// the vendor is not active, as none of its repositories is enabled
		{"a", []string{"acme: removed - 8.0 a@acme-in"}, []string{"a stays"}},
	} {
		r, _ := result(t, machineOf(x.installed), false, x.events...)
		var got []string
		for _, p := range r.Packages {
			got = append(got, brief(p))
		}
		if d := cmp.Diff(x.want, got); d != "" {
			t.Errorf("%s with %q (-want +got):\n%s", x.installed, x.events, d)
		}
	}
}

func TestLooks(t *testing.T) {
	t.Parallel()
	r, _ := result(t, machineOf("a"), true, "renamed - 8.0 a@base -> b@t", "renamed - 8.2 a@base -> c@t",
		"split - 8.0 a@base d@base -> e@t", "acme: removed - 8.0 a@acme-in")
	var got []string
	for _, l := range r.Packages[0].Looks {
		s := fmt.Sprint(l.Event.Line, " ", l.Verdict)
		if l.By != nil {
			s += fmt.Sprint(" by ", l.By.Line)
		}
		got = append(got, strings.Join(append([]string{s}, l.Missing...), " "))
	}
	want := []string{"1 shadowed by 2", "2 applied", "3 not all in packages are installed d", "4 vendor not active"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("looks (-want +got):\n%s", d)
	}
	if r.InactiveVendors["acme"] != 1 {
		t.Error("inactive vendors are", r.InactiveVendors)
	}
}

// Where Leapp stops at the events, nothing is decided.
func TestUndecided(t *testing.T) {
	t.Parallel()
	tree := upgrade.FromTarget(target(t, "removed - 8.0 a@base"), "0.21")
	tree.Events.Fault = &model.Fault{Kind: model.Stop, Message: "an entry is wrong"}
	engine, err := upgrade.New(tree)
	if err != nil {
		t.Fatal(err)
	}
	m := machineOf("a b")
	o, trace := engine.Explain(m)
	r := Of(m, o, trace, false)
	if r.OK || r.Counts[Undecided] != 2 || r.Refusals[0].Kind != "stop" {
		t.Errorf("%+v", r)
	}
	if got := r.Report()[0].Rows[0].Cells; got[0] != "stops" || got[1] != "an entry is wrong (pes)" {
		t.Error("the report begins with", got)
	}
}

// anyEvents are random events among few packages, so that they meet.
func anyEvents(r *rand.Rand) (out []string) {
	one := func(words ...string) string { return words[r.IntN(len(words))] }
	member := func() string {
		return one("a", "b", "c", "d", "e") + "@" + one("base", "t", "u", "t", "u", "nowhere") +
			one("", "", "", "/m:1", "/m:2")
	}
	members := func(n int) string {
		set := map[string]string{}
		for range n {
			m := member()
			set[m[:1]] = m
		}
		var words []string
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			if set[name] != "" {
				words = append(words, set[name])
			}
		}
		return strings.Join(words, " ")
	}
	for range 1 + r.IntN(8) {
		action := one(model.Actions...)
		e := action + " " + one("-", "7.7", "8.0") + " " + one("8.0", "8.0", "8.2", "8.4") + " " + members(1+r.IntN(2))
		if !slices.Contains([]string{"present", "removed", "deprecated"}, action) {
			e += " -> " + members(1+r.IntN(3))
		}
		out = append(out, one("", "", "", "acme: ")+e)
	}
	return out
}

// Whatever the events and the machine: each installed package has one fate, which agrees with what Leapp hands to dnf,
// and everything about it is in the report.
func TestLaws(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	seen := map[string]int{}
	for range 2000 {
		events := anyEvents(r)
		var installed []string
		for _, name := range []string{"a", "b", "c", "d", "x", "y", "z"} {
			if r.IntN(3) > 0 {
				installed = append(installed, name+[]string{"", "", "@u8", "@strange", "/m:1"}[r.IntN(5)])
			}
		}
		m := machineOf(strings.Join(installed, " "))
		if r.IntN(3) == 0 {
			m.Enabled = append(m.Enabled, "acme7")
		}
		for i := range m.Installed {
			if p := &m.Installed[i]; p.Name == "d" && r.IntN(2) == 0 {
				p.Signature = "(none)"
			}
		}
		got, o := result(t, m, true, events...)
		got.SetGroups([]machine.Group{{Kind: machine.OfLeapp, Packages: []string{"x"}}})
		law := func(ok bool, what string, args ...any) {
			if !ok {
				t.Fatalf("%q with %q: %s", installed, events, fmt.Sprintf(what, args...))
			}
		}
		again, _ := result(t, m, false, events...)
		again.SetGroups(got.Groups)
		for i := range got.Packages {
			law(brief(got.Packages[i]) == brief(again.Packages[i]), "looks change the fate of %s", got.Packages[i].Name)
		}
		if o.Transaction != nil {
			checkStock(t, r, got, again, law)
		}
		checkFates(m, o, got, law)
		checkReport(got, law)
		for fate, n := range got.Counts {
			seen[fate] += n
		}
	}
	for _, fate := range Fates {
		if seen[fate] == 0 {
			t.Errorf("no package is %s, so nothing is proven about that", fate)
		}
	}
}

type law func(ok bool, what string, args ...any)

func checkFates(m *upgrade.Machine, o *upgrade.Outcome, got *Result, law law) {
	there := map[string]bool{}
	var before, removed, added []string
	for _, p := range got.Packages {
		switch p.Fate {
		case Removed, Replaced, Lost:
			removed = append(removed, p.Name)
			law((p.Fate == Replaced) == (len(p.Instead) > 0), "%s is %s by %v", p.Name, p.Fate, p.Instead)
			law((p.Fate == Lost) == (p.Why != ""), "%s is %s because %q", p.Name, p.Fate, p.Why)
		case Moved:
			if o.Transaction != nil && slices.Contains(o.Transaction.Install, p.Name) {
				added = append(added, p.Name)
			}
		case Foreign:
			upgraded := o.Transaction != nil && slices.Contains(o.Transaction.Upgrade, p.Name)
			law(p.Name == "d" && !upgraded, "%s is %s", p.Name, p.Fate)
		case New:
			added = append(added, p.Name)
		case Unknown, Upgraded, Elsewhere, OfVendor, Orphan:
			law(len(p.Looks) == 0, "%s is %s, and events name it", p.Name, p.Fate)
		case Missing:
			law(p.Why != "", "%s is missing for no reason", p.Name)
		}
		if p.Fate != New && p.Fate != Missing {
			before = append(before, p.Name)
		}
		if p.Fate != Removed && p.Fate != Replaced && p.Fate != Lost && p.Fate != Missing {
			there[p.Name] = true
		}
	}
	for _, p := range got.Packages {
		for _, name := range p.Instead {
			law(there[name], "%s comes instead of %s, and is not there", name, p.Name)
		}
	}
	law(len(before) == len(m.Installed), "%d packages are installed, %d have a fate", len(m.Installed), len(before))
	if o.Transaction == nil { // such as where no event is on the path
		undecided := got.Counts[Unknown] + got.Counts[Own] + got.Counts[Foreign] + got.Counts[Undecided]
		law(undecided == len(before), "Leapp gives up, and fates are %v", got.Counts)
		return
	}
	want := slices.Sorted(slices.Values(o.Transaction.Remove))
	law(slices.Equal(want, slices.Compact(removed)), "Leapp removes %v, not %v", want, removed)
	want = slices.Sorted(slices.Values(o.Transaction.Install))
	law(slices.Equal(want, slices.Compact(added)), "Leapp installs %v, not %v", want, added)
}

// checkReport: a package that something happens to stands in one section of the report, and counts add up.
func checkReport(got *Result, law law) {
	listed := map[string]int{}
	for i, s := range got.Report() {
		law(i == 0 || !s.empty(), "the section %q is empty", s.Head)
		for _, row := range s.Rows {
			if row.Package != nil {
				law(row.Package.Fate == s.Fate && row.Cells[0] == row.Package.title(), "a row of %s is %v", s.Fate, row)
				listed[s.Fate]++
			}
		}
		for _, l := range s.Lists {
			for j, p := range l.Packages {
				law(p.Fate == s.Fate && strings.HasPrefix(l.Names[j], p.title()), "a list of %s is %v", s.Fate, l)
				listed[s.Fate]++
			}
		}
	}
	all := 0
	for _, c := range got.Tally()[1:] {
		all += c.N
		law(c.Fate == Stays || c.Fate == Undecided || listed[c.Fate] == c.N, "%d are %s, and %d are listed", c.N,
			c.Fate, listed[c.Fate])
	}
	law(all == len(got.Packages), "%d packages are counted, of %d", all, len(got.Packages))
}
