package check

import (
	"strings"
	"testing"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/rules"
)

// findPairs are the rules about several events that the events of a tree break, each with its message.
func findPairs(major int, events []*model.Event) (found []string) {
	var r rules.Reporter
	var list diag.List
	(&checker{Reporter: &r, t: &model.Target{Distro: &model.Distro{}, Major: major, Events: events}}).together()
	r.AddTo(&list)
	list.Sort()
	for _, d := range list.All() {
		found = append(found, d.Rule+": "+d.Message)
	}
	return found
}

// What two events say of one package, by kind. Lines that begin with ^ are upstream's.
func TestTwoEventsOfAPackage(t *testing.T) {
	for _, c := range []struct{ kind, events, want string }{
		// One release.
		{"the same, from one release", "3 8.6 9.0 a@8A b@9A | 3 8.6 9.0 a@8B b@9A", "repeated-event"},
		{"the same, said by upstream alone", "^3 8.6 9.0 a@8A b@9A | ^3 8.6 9.0 a@8B b@9A", ""},
		{"the same, said by both", "3 8.6 9.0 a@8A b@9A | ^3 8.6 9.0 a@8B b@9A", "repeated-event"},
		{"the same, for other architectures", "1 8.6 9.0 a@8A - a=x | 1 8.6 9.0 a@8A - a=a,p", ""},
		{"the same, for some architectures of both", "1 8.6 9.0 a@8A - a=x,a | 1 8.6 9.0 a@8A - a=a,p",
			"repeated-event"},
		{"a presence and a deprecation", "0 8.5 8.6 a@8A - | 2 8.5 8.6 a@8A -", "repeated-event"},
		{"other repositories", "0 8.5 9.0 a@9A - | 0 8.5 9.0 a@9C -", "order-repository"},
		{"other repositories, of upstream", "^0 8.5 9.0 a@9A - | ^0 8.5 9.0 a@9C -", ""},
		{"other packages", "3 8.6 9.0 a@8A b@9A | 3 8.6 9.0 a@8A c@9A", "conflicting-events"},
		{"other packages, of upstream", "^3 8.6 9.0 a@8A b@9A | ^3 8.6 9.0 a@8A c@9A", "conflicting-events"},
		{"more packages", "4 8.6 9.0 a@8A b@9A;c@9A | 4 8.6 9.0 a@8A b@9A", "conflicting-events"},
		{"a presence and a removal", "0 9.6 10.0 a@10A - | 1 9.6 10.0 a@9A -", "conflicting-events"},
		{"a removal and a merge, from one release", "1 8.5 9.0 a@8A - | 5 8.5 9.0 a@8A;b@8A c@9A",
			"contradicting-events"},
		{"a removal and a replacement, from others", "1 8.5 9.0 a@8A - | 3 8.6 9.0 a@8A b@9A", "contradicting-events"},
		{"a removal and a replacement of several", "1 8.5 9.0 a@8A - | 3 8.6 9.0 a@8A;z@8A b@9A", ""},
		{"a removal and a move, from others", "1 8.5 9.0 a@8A - | 6 8.6 9.0 a@8A a@9C", "order-dependence"},
		{"a removal of the package without a stream", "1 8.5 9.0 a@8A - | 3 8.6 9.0 a@8A/m:1 b@9A", ""},
		{"the same, from another release", "1 8.5 9.0 a@8A - | 1 8.6 9.0 a@8A -", "repeated-event"},
		{"the same, from another release, of upstream", "^1 8.5 9.0 a@8A - | ^1 8.6 9.0 a@8A -", ""},

		// Two releases.
		{"a removal and a later presence", "1 7.9 8.0 a@7 - | ^0 8.4 8.5 a@8A -", "contradicting-events"},
		{"a replacement and a later presence", "3 7.9 8.0 a@7 b@8A | ^0 - 8.5 a@8A -", "contradicting-events"},
		{"both said by the project", "1 7.9 8.0 a@7 - | 0 8.4 8.5 a@8A -", ""},
		{"both said by upstream", "^1 7.9 8.0 a@7 - | ^0 8.4 8.5 a@8A -", ""},
		{"a presence and a later removal", "^0 8.4 8.5 a@8A - | 1 8.7 8.8 a@8A -", ""},
		{"a presence in another stream", "1 7.9 8.0 a@7 - | ^0 8.4 8.5 a@8A/m:1 -", ""},
		{"a presence on other machines", "1 7.9 8.0 a@7 - a=a | ^0 8.4 8.5 a@8A - a=x", ""},
		{"a move and a later deprecation", "6 7.9 8.0 a@7 a@8A | ^2 8.3 8.4 a@8A -", ""},
		{"a removal and a later deprecation", "1 7.9 8.0 a@7 - | ^2 8.3 8.4 a@8A -", ""},
		{"a successor that is removed", "7 7.9 8.0 a@7 b@8A | ^1 8.3 8.4 b@8A -", "chain-ends"},
		{"a successor that is removed, of upstream", "^7 7.9 8.0 a@7 b@8A | ^1 8.3 8.4 b@8A -", ""},
		{"a move and a later removal", "6 7.9 8.0 a@7 a@8A | 1 8.3 8.4 a@8A -", ""},
		{"a later one of the same release", "1 7.9 8.0 a@7 - | ^3 7.9 8.4 a@8A b@8A", "shadowed-event"},
		{"a deprecation before a removal", "2 7.9 8.0 a@8A - | 1 7.9 8.4 a@8A -", ""},
		{"a renaming that comes too late", "1 7.8 8.0 a@7 - | 7 7.9 8.4 a@7 b@8A", "overtaken-event"},
		{"two later ones that do the same, and what they keep alive",
			"1 7.9 8.0 a@7 - | 3 7.9 8.4 a@7 b@8A | 3 7.9 8.4 a@8A b@8A", "conflicting-events"},
		{"two later ones that do the same for other architectures",
			"1 7.9 8.0 a@7 - a=x | 3 7.9 8.4 a@7 b@8A a=a | 3 7.9 8.4 a@8A b@8A a=p", ""},
	} {
		file, major := &diag.File{Name: "content/events/own.toml"}, 0
		var events []*model.Event
		for i, line := range strings.Split(c.events, " | ") {
			line, upstream := strings.CutPrefix(line, "^")
			e := upstreamEvent(t, diag.Pos{File: file, Off: i}, string(rune('1'+i))+" "+line)
			if !upstream {
				e.Upstream = 0
			}
			events, major = append(events, e), e.To.Major
		}
		var names []string
		for _, f := range findPairs(major, events) {
			name, _, _ := strings.Cut(f, ":")
			names = append(names, name)
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%s (%s): %q, want %q", c.kind, c.events, got, c.want)
		}
	}
}
