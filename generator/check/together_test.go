package check

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/rules"
)

// Order dependence is decided exactly: the rule speaks where, for some set of installed packages, two orders of the
// events of one release end differently (Leapp guide 4.7), and the set it names is one of those.
func TestOrderDependenceIsExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 7))
	dependent := 0
	for range 3000 {
		events := randomEvents(rng)
		var r rules.Reporter
		var list diag.List
		target := &model.Target{Distro: &model.Distro{}, Major: 8, Events: events}
		(&checker{Reporter: &r, t: target}).together()
		r.AddTo(&list)
		var named [][]string
		for _, d := range list.All() {
			if d.Rule == "order-dependence" || d.Rule == "order-repository" {
				_, rest, _ := strings.Cut(d.Message, "first, where ")
				names, _, _ := strings.Cut(rest, " is installed")
				names, _, _ = strings.Cut(names, " are installed")
				named = append(named, strings.Split(names, " and "))
			}
		}
		truth := false
		for set := range 1 << len(letters) {
			truth = truth || differs(events, members(set))
		}
		if truth != (len(named) > 0) {
			t.Fatalf("order matters: %v, the rule names %v\n%s", truth, named, describe(events))
		}
		for _, names := range named {
			if dependent++; !differs(events, names) {
				t.Fatalf("the order does not matter where %v is installed\n%s", names, describe(events))
			}
		}
	}
	if dependent < 500 {
		t.Errorf("only %d cases depend on an order: the test proves little", dependent)
	}
}

var letters = []string{"a", "b", "c", "d"}

func members(set int) (out []string) {
	for i, l := range letters {
		if set&(1<<i) != 0 {
			out = append(out, l)
		}
	}
	return out
}

// randomEvents are up to four events of one release, no two of which Leapp would take for competitors.
func randomEvents(rng *rand.Rand) (events []*model.Event) {
	f := &diag.File{Name: "f"}
	pkg := func(i int) model.Package {
		return model.Package{Name: letters[i], Repo: []string{"x", "y"}[rng.IntN(2)],
			Pos: diag.Pos{File: f, Off: rng.IntN(1 << 30)}}
	}
	for i := range 2 + rng.IntN(3) {
		e := &model.Event{Action: []model.Action{model.Present, model.Removed, model.Deprecated, model.Replaced,
			model.Split, model.Merged, model.Moved}[rng.IntN(7)],
			From: model.Release{Major: 7, Minor: i}, To: model.Release{Major: 8}, Arches: []string{"x86_64"},
			Origin: &model.Origin{}}
		order := rng.Perm(len(letters))
		in, out := 1, 1
		switch e.Action {
		case model.Removed:
			out = 0
		case model.Present, model.Deprecated: // of one package, but Leapp reads others too
			in, out = 1+rng.IntN(2), 0
		case model.Merged:
			in = 2
		case model.Split:
			out = 2
		}
		for _, n := range order[:in] {
			e.In = append(e.In, pkg(n))
		}
		for _, n := range rng.Perm(len(letters))[:out] {
			e.Out = append(e.Out, pkg(n))
		}
		events = append(events, e)
	}
	return events
}

// differs reports whether two orders of the events leave the machine different.
func differs(events []*model.Event, installed []string) bool {
	var first map[string]string
	found := false
	permute(events, func(order []*model.Event) {
		after := apply(order, installed)
		if first == nil {
			first = after
		}
		found = found || !maps.Equal(first, after)
	})
	return found
}

func permute(list []*model.Event, f func([]*model.Event)) {
	var rec func(int)
	rec = func(i int) {
		if i == len(list) {
			f(list)
			return
		}
		for j := i; j < len(list); j++ {
			list[i], list[j] = list[j], list[i]
			rec(i + 1)
			list[i], list[j] = list[j], list[i]
		}
	}
	rec(0)
}

// apply is what Leapp does with the events of one release: conditions look at the start, changes add up.
func apply(events []*model.Event, installed []string) map[string]string {
	after := map[string]string{}
	for _, n := range installed {
		after[n] = "old"
	}
	for _, e := range events {
		all, any := true, false
		for _, p := range e.In {
			there := slices.Contains(installed, p.Name)
			all, any = all && there, any || there
		}
		switch {
		case e.Action == model.Present:
			for _, p := range e.In {
				if slices.Contains(installed, p.Name) {
					after[p.Name] = p.Repo
				}
			}
		case e.Action == model.Deprecated:
			if any {
				for _, p := range e.In {
					after[p.Name] = p.Repo
				}
			}
		case all || e.Action == model.Merged && any:
			for _, p := range e.In {
				delete(after, p.Name)
			}
			for _, p := range e.Out {
				after[p.Name] = p.Repo
			}
		}
	}
	return after
}

func describe(events []*model.Event) string {
	var b strings.Builder
	for _, e := range events {
		b.WriteString(e.Title())
		for _, set := range [][]model.Package{e.In, e.Out} {
			b.WriteString(" |")
			for _, p := range set {
				b.WriteString(" " + p.Name + "@" + p.Repo)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// The machine that a rule names is the smallest: present of several packages is felt where one of them is installed.
func TestOrderDependenceNamesTheSmallestMachine(t *testing.T) {
	event := func(action model.Action, minor int, in, out string) *model.Event {
		e := &model.Event{Action: action, From: model.Release{Major: 7, Minor: minor}, To: model.Release{Major: 8},
			Arches: []string{"x86_64"}, Origin: &model.Origin{}}
		for _, name := range strings.Fields(in) {
			e.In = append(e.In, model.Package{Name: name, Repo: "x"})
		}
		for _, name := range strings.Fields(out) {
			e.Out = append(e.Out, model.Package{Name: name, Repo: "y"})
		}
		return e
	}
	for _, c := range []struct {
		event *model.Event
		where string
	}{
		{event(model.Present, 1, "a b", ""), "where b is installed"},
		{event(model.Deprecated, 1, "a b", ""), "where b is installed"},
		{event(model.Merged, 1, "a b", "d"), "where b is installed"},
		{event(model.Replaced, 1, "a b", "d"), "where a and b are installed"},
	} {
		var r rules.Reporter
		var list diag.List
		target := &model.Target{Distro: &model.Distro{}, Major: 8,
			Events: []*model.Event{c.event, event(model.Moved, 2, "b", "b")}}
		(&checker{Reporter: &r, t: target}).together()
		r.AddTo(&list)
		if all := list.All(); len(all) != 1 || !strings.Contains(all[0].Message, c.where) {
			t.Errorf("%s and a move of b: %v, want one %q", c.event.Title(), all, c.where)
		}
	}
}

// An event is dropped for a later one, but not where two later ones share their release: then Leapp keeps all three.
func TestShadowedEvents(t *testing.T) {
	file, written := &diag.File{Name: "f"}, 0
	removal := func(minor int, vendor string, arches ...string) *model.Event {
		written++
		return &model.Event{Action: model.Removed, From: model.Release{Major: 7, Minor: 7},
			To:     model.Release{Major: 8, Minor: minor},
			Arches: arches, In: []model.Package{{Name: "a", Pos: diag.Pos{File: file, Off: written}}},
			Origin: &model.Origin{Vendor: vendor}}
	}
	for _, c := range []struct {
		name   string
		events []*model.Event
		want   string
	}{
		{"a later one", []*model.Event{removal(0, "", "x86_64"), removal(4, "", "x86_64")}, "shadowed-event"},
		{"two later ones", []*model.Event{removal(0, "", "x86_64"), removal(4, "", "x86_64"), removal(4, "", "x86_64")},
			"repeated-event"},
		{"two later ones and one after them", []*model.Event{removal(0, "", "x86_64"), removal(4, "", "x86_64"),
			removal(4, "", "x86_64"),
			removal(5, "", "x86_64")}, "repeated-event shadowed-event shadowed-event shadowed-event"},
		{"on different architectures", []*model.Event{removal(0, "", "x86_64", "aarch64"), removal(4, "", "x86_64"),
			removal(4, "", "aarch64")},
			"shadowed-event shadowed-event"},
		{"a vendor that may be inactive", []*model.Event{removal(0, "", "x86_64"), removal(4, "", "x86_64"),
			removal(4, "v", "x86_64")},
			"repeated-event shadowed-event"},
	} {
		var r rules.Reporter
		var list diag.List
		target := &model.Target{Distro: &model.Distro{}, Major: 8, Vendors: []*model.Vendor{{}}}
		for _, e := range c.events {
			if e.Vendor == "" {
				target.Events = append(target.Events, e)
			} else {
				target.Vendors[0].Events = append(target.Vendors[0].Events, e)
			}
		}
		(&checker{Reporter: &r, t: target}).together()
		r.AddTo(&list)
		var names []string
		for _, d := range list.All() {
			names = append(names, d.Rule)
		}
		slices.Sort(names)
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
