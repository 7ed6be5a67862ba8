package plan

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"pes/generator/fate"
	"pes/generator/machine"
)

// sections are the parts in which packages of a fate are told of.
var sections = map[string][]string{
	fate.Lost: {"stop"}, fate.Missing: {"stop"}, fate.Removed: {"before-9"},
	fate.Foreign:  {"before-9", "during-9", "after-9"},
	fate.Replaced: {"before-9", "after-9"}, fate.Unknown: {"before-9", "after-9"}, fate.OfVendor: {"before-9"},
	fate.Orphan: {"after-9"}, fate.Elsewhere: {"after-9"},
}

// randomHop has packages of all fates. Several share an event, and events share advice.
func randomHop(r *rand.Rand) *fate.Hop {
	advice := []string{"", "", "Nothing to do.", "Write it anew.", "Save it before the upgrade.",
		"Leapp refuses the upgrade.", "Before it, save. After it, load."}
	res := &fate.Result{OK: true, Arch: "x86_64", Counts: map[string]int{}, Stocked: r.IntN(2) == 0,
		ActivatedBy: map[string][]string{"epel": {"epel"}}}
	kinds := []machine.Kind{machine.OfVendor, machine.OfRepository, machine.OfBuilder, machine.NoRelease,
		machine.OfFile, machine.OtherKey, machine.Unsigned}
	for i := range kinds {
		g := machine.Group{Kind: kinds[i], Name: fmt.Sprintf("maker%d", i)}
		if r.IntN(3) == 0 {
			g.Wake = []string{"wake-me"}
		}
		res.Groups = append(res.Groups, g)
	}
	for i := range 20 + r.IntN(60) {
		p := fate.Package{Name: fmt.Sprintf("package%d", i), Fate: fate.Fates[r.IntN(len(fate.Fates)-1)]}
		switch p.Fate {
		case fate.Foreign:
			g := &res.Groups[r.IntN(len(res.Groups))]
			if g.Packages = append(g.Packages, p.Name); r.IntN(9) == 0 {
				g.Packages = g.Packages[:len(g.Packages)-1] // of no group
			}
		case fate.Unknown:
			p.From = []string{"", "base", "epel"}[r.IntN(3)]
		case fate.Removed, fate.Replaced, fate.Moved, fate.Stays, fate.Lost, fate.Missing:
			p.Event = &fate.Event{ID: uint64(i), Why: "So be it.", Advice: advice[r.IntN(len(advice))],
				File: "a.toml", Line: i + 1}
			if p.Fate == fate.Replaced {
				p.Instead = []string{fmt.Sprintf("instead%d", i)}
			}
		}
		res.Counts[p.Fate]++
		res.Packages = append(res.Packages, p)
	}
	return &fate.Hop{Source: "8.10", Target: "9.6", Leapp: "0.23", Data: "acme of these sources", Result: res}
}

// words are the names that a step has, in all that it says.
func (s *Step) words() map[string]bool {
	texts := slices.Concat([]string{s.Do}, s.Commands, s.Packages)
	for _, i := range s.Items {
		texts = append(texts, i.Name, i.Text)
	}
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.Join(texts, " "), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	}) {
		out[w] = true
	}
	return out
}

// Every package to act on is told of in the part where it belongs and in no other, in one step of it; advice is told
// once; what needs nothing is not told of; ids of steps differ, and stay.
func TestEveryPackageHasItsPlace(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		h := randomHop(rand.New(rand.NewPCG(seed, 7)))
		j := &fate.Journey{Name: "m", Hops: []*fate.Hop{h}}
		p := Of(j)
		told, advice, ids := map[string][]string{}, map[string]int{}, map[string]bool{}
		for _, x := range p.Parts {
			for i := range x.Steps {
				s := &x.Steps[i]
				for w := range s.words() {
					told[w] = append(told[w], x.ID)
				}
				if s.Advice != "" {
					advice[s.Advice]++
				}
				if ids[s.ID] || len(s.ID) != 16 {
					t.Fatalf("seed %d: two steps have the id %q", seed, s.ID)
				}
				ids[s.ID] = true
			}
		}
		for _, pkg := range h.Packages {
			holdPlace(t, seed, &pkg, told[pkg.Name])
			if pkg.Event == nil || pkg.Fate == fate.Lost || pkg.Fate == fate.Missing {
				continue
			}
			want := 1
			if pkg.Event.Advice == "" || pkg.Event.Advice == "Nothing to do." {
				want = 0
			}
			if got := advice[pkg.Event.Advice]; got != want {
				t.Errorf("seed %d: the advice %q of %s is told %d times", seed, pkg.Event.Advice, pkg.Name, got)
			}
		}
		again := Of(j)
		for i, x := range p.Parts {
			for k, s := range x.Steps {
				if again.Parts[i].Steps[k].ID != s.ID {
					t.Fatalf("seed %d: the id of %q does not stay", seed, s.Do)
				}
			}
		}
	}
}

// holdPlace holds the parts in which a package is told of against those where it belongs.
func holdPlace(t *testing.T, seed uint64, p *fate.Package, parts []string) {
	t.Helper()
	want := sections[p.Fate]
	own := sorted(parts)
	switch {
	case want == nil && (p.Event == nil || p.Event.Advice == "" || p.Event.Advice == "Nothing to do."):
		if parts != nil {
			t.Errorf("seed %d: %s is %s, and is told of in %v", seed, p.Name, p.Fate, parts)
		}
	case want == nil: // moved, or stays: there is advice
		if len(parts) == 0 {
			t.Errorf("seed %d: %s is %s and has advice, and is not told of", seed, p.Name, p.Fate)
		}
	case len(parts) == 0:
		t.Errorf("seed %d: %s is %s, and is not told of", seed, p.Name, p.Fate)
	default:
		for _, x := range own {
			// A step afterwards names what was to be done before, where the advice says so; or brings a package back.
			afterwards := x == "after-9" && slices.Contains(own, "before-9")
			if !slices.Contains(want, x) && !afterwards {
				t.Errorf("seed %d: %s is %s, and is told of in %s", seed, p.Name, p.Fate, x)
			}
		}
		if len(parts) > 2 || len(parts) == 2 && len(own) == 1 {
			t.Errorf("seed %d: %s is %s, and several steps tell of it: %v", seed, p.Name, p.Fate, parts)
		}
	}
}

// Over several hops, what an earlier one has told of is not told again.
func TestLaterHopsDoNotRepeat(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	first := randomHop(r)
	second := &fate.Hop{Source: "9.6", Target: "10.1", Leapp: "0.23", Data: first.Data, Result: first.Result}
	p := Of(&fate.Journey{Name: "m", Hops: []*fate.Hop{first, second}})
	if p.Title != "Enterprise Linux 8.10 to Enterprise Linux 10.1" {
		t.Error(p.Title)
	}
	var ids []string
	seen := map[string]string{}
	for _, x := range p.Parts {
		ids = append(ids, x.ID)
		for _, s := range x.Steps {
			if s.Advice != "" && seen[s.Advice] != "" {
				t.Errorf("%s and %s tell %q", seen[s.Advice], x.ID, s.Advice)
			}
			seen[s.Advice] = x.ID
		}
	}
	want := "stop before-9 during-9 after-9 before-10 during-10 after-10"
	if got := strings.Join(ids, " "); got != want {
		t.Errorf("the parts are %s, not %s", got, want)
	}
}

// Words of others are one word of a shell each, whatever they hold.
func TestCommandsQuote(t *testing.T) {
	t.Parallel()
	words := []string{"bash", "a b", "$(touch x)", "`id`", "it's", "; rm -rf /", "-rf", "*", "~root", "a\nb", "",
		"ä", "\\"}
	out, err := exec.Command("sh", "-c", command(`printf '<%s>'`, words...)).Output()
	want := "<" + strings.ReplaceAll(strings.Join(words, "><"), "\n", "") + ">"
	if err != nil || string(out) != want {
		t.Errorf("%v\n got %s\nwant %s", err, out, want)
	}
	long := command("dnf remove", slices.Repeat([]string{"some-package-name"}, 30)...)
	for l := range strings.SplitSeq(long, "\n") {
		if len(l) > width+2 {
			t.Errorf("%d columns: %s", len(l), l)
		}
	}
}

// A machine that is upgraded from a minor release that is not the last one is not brought to a later one first, which
// Leapp may not upgrade; one of the last one, or of a system without minor releases, is brought up to date.
func TestUpdateStaysAtTheMinorRelease(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, release, want string }{
		{"9.6", "almalinux-release", "dnf upgrade --releasever=9.6"},
		{"8.10", "almalinux-release", "dnf upgrade"},
		{"7.9", "centos-release", "yum upgrade"},
		{"9.9", "centos-stream-release", "dnf upgrade"},
	} {
		res := &fate.Result{OK: true, Packages: []fate.Package{{Name: c.release, Fate: fate.Upgraded}}}
		hop := &fate.Hop{Source: c.source, Target: "10.0", Leapp: "0.23", Result: res}
		hop.Between = []fate.Todo{{Kind: fate.Minor, Text: "Stay at " + c.source + "."}}
		order := ""
		for _, x := range Of(&fate.Journey{Hops: []*fate.Hop{hop}}).Parts {
			for _, s := range x.Steps {
				switch {
				case s.Why == hop.Between[0].Text:
					order += "minor "
				case slices.Contains(s.Commands, c.want):
					order += "update"
				}
			}
		}
		if order != "minor update" {
			t.Errorf("%s of %s: %q, with %q", c.source, c.release, order, c.want)
		}
	}
}

// Of several repositories of a vendor, the one with the packages' number is enabled, where that is one.
func TestRepositoryOfANumber(t *testing.T) {
	t.Parallel()
	series := []string{"pgdg-common", "pgdg11", "pgdg12", "pgdg112"}
	for packages, want := range map[string]string{
		"postgresql12 postgresql12-server pgdg-redhat-repo": "pgdg12",
		"postgresql12 postgresql11-libs":                    "pgdg11 pgdg12",
		"postgresql12 postgresql10":                         "",
		"nginx":                                             "",
	} {
		g := &machine.Group{Wake: series, Packages: strings.Fields(packages)}
		if got := strings.Join(ofNumber(g), " "); got != want {
			t.Errorf("%s: %q, not %q", packages, got, want)
		}
	}
}

// Servers of databases are known with their services.
func TestDatabases(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"mariadb-server": "mysql mariadb", "mysql-community-server": "mysql mysqld",
		"postgresql-server": "postgresql postgresql", "postgresql12-server": "postgresql postgresql-12",
		"mariadb-server-utils": " ", "openssh-server": " ",
	} {
		kind, service := database(name)
		if got := kind + " " + service; got != want {
			t.Errorf("%s: %q, not %q", name, got, want)
		}
	}
}

// The backup is the first thing to do on the machine. What is only removed asks no more than to look; what Leapp
// refuses for asks to act. What several packages have in common is said once.
func TestWhatMattersComesFirst(t *testing.T) {
	t.Parallel()
	removed := func(name, why, advice string) fate.Package {
		return fate.Package{Name: name, Fate: fate.Removed, Event: &fate.Event{Why: why, Advice: advice}}
	}
	replaced := func(name, instead string) fate.Package {
		return fate.Package{Name: name, Fate: fate.Replaced, Instead: []string{instead}, Event: &fate.Event{}}
	}
	res := &fate.Result{OK: true, Assumed: []string{"this and that"}, Packages: []fate.Package{
		removed("cvs", "Old.", "Use Git."), removed("btrfs", "Gone.", "Leapp refuses the upgrade."),
		removed("a", "No use.", ""), removed("b", "No use.", ""), removed("c", "None.", ""),
		replaced("python-one", "python3-one"), replaced("python-two", "python3-two"),
		replaced("python-three", "python3-three"), replaced("x-one", "y-one")}}
	hop := &fate.Hop{Source: "7.9", Target: "8.10", Leapp: "0.21", Result: res}
	var do, items []string
	for _, x := range Of(&fate.Journey{Hops: []*fate.Hop{hop}}).Parts {
		for _, s := range x.Steps {
			do = append(do, s.Do)
			for _, i := range s.Items {
				items = append(items, i.Name)
			}
		}
	}
	for i, want := range []string{"Back up the data", "Check what this plan assumes"} {
		if !strings.HasPrefix(do[i], want) {
			t.Errorf("step %d is %q, not %q", i+1, do[i], want)
		}
	}
	for _, want := range []string{"Check whether you use cvs, which the upgrade removes",
		"Act on the removal of btrfs: Leapp may refuse the upgrade"} {
		if !slices.Contains(do, want) {
			t.Errorf("no step %q: %q", want, do)
		}
	}
	for _, want := range []string{"a, b", "c", "python-* → python3-*", "x-one → y-one"} {
		if !slices.Contains(items, want) {
			t.Errorf("no item %q: %q", want, items)
		}
	}
}
