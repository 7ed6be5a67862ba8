package fate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/machine"
)

func summaryOf(machines ...*Result) *Summary {
	s := &Summary{}
	for _, r := range machines {
		s.Add(r)
	}
	return s
}

// A set of machines gives back what was put in, whatever lies between.
func TestMembers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	for range 100 {
		var m members
		var want []int
		for i := 0; i < 100_000; i += 1 + r.IntN(1+r.IntN(10_000)) {
			m.add(i)
			m.add(i)
			want = append(want, i)
		}
		if got := slices.Collect(m.all()); !slices.Equal(got, want) || m.n != len(want) {
			t.Fatalf("%d: %v, and not %v", m.n, got, want)
		}
	}
}

// manyMachines are machines of which every third loses mail, every seventh is refused, and half have what nobody knows.
func manyMachines(n int) (machines []*Result) {
	for i := range n {
		r := &Result{Name: fmt.Sprintf("m%04d", i), OK: true, Unmapped: map[string]int{}}
		add := func(name, fate, from string) {
			r.Packages = append(r.Packages, Package{Name: name, Fate: fate, From: from})
		}
		add("bash", Unknown, "base")
		if i%3 == 0 {
			add("mail", Removed, "base")
		}
		if i%2 == 0 {
			add("agent", Foreign, "inhouse")
			r.Unmapped["inhouse"] = 1
			r.Groups = []machine.Group{{Kind: machine.OfVendor, Name: "docker", Wake: []string{"docker-ce-stable"},
				Packages: []string{"docker-ce"}}}
		}
		if i%7 == 0 {
			r.OK, r.Refusals = false, []Refusal{{Kind: "inhibit", Step: "pes", Message: "an entry is wrong"}}
		}
		r.Packages = append(r.Packages, Package{Name: "ntp", Fate: Replaced, Instead: []string{"chrony"}})
		r.Assumed = []string{fmt.Sprintf("%d packages come from base", i), "the architecture is x86_64"}
		r.Counts = map[string]int{"installed": len(r.Packages)}
		r.count()
		machines = append(machines, r)
	}
	return machines
}

// The summary of many machines says how many there are of each problem, and names some.
func TestSummaryOfMany(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	s := summaryOf(manyMachines(2100)...)
	if err := s.Print(&b, Text{Title: "7.9 to 8.10"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"2100 machines: 7.9 to 8.10\n",
		"do not stop the upgrade of 1800 of them.",
		"\n  removed         700       700        1  removed without a replacement\n",
		"\n  and 2080 more; --format csv and --format jsonl have all machines\n",
		"\n  refuses: an entry is wrong  300 machines, the first is m0000\n",
		"\n  mail  700 machines, the first is m0000\n",
		"\n  ntp  all machines  -> chrony\n",
		"\n  inhouse  1050 machines, the first is m0000  agent\n",
		"\n  docker  1050 machines, the first is m0000  docker-ce: enable docker-ce-stable before the upgrade\n",
		"\n  the architecture is x86_64 (2100 machines)\n",
		"\n  and many more; --format json and --format jsonl have them all\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("it lacks %q", want)
		}
	}
	if n := strings.Count(b.String(), "\n"); n > 100 {
		t.Errorf("%d lines", n)
	}
	if t.Failed() {
		t.Log(b.String())
	}
	totals := s.Totals()
	if totals.Machines != 2100 || totals.Upgraded != 1800 || totals.Refused != 300 || len(totals.Risks) != 4 ||
		totals.Risks[1].What != "mail" || totals.Risks[1].Machines != 700 || len(totals.Risks[1].First) != maxNames ||
		len(totals.Replaced) != 1 || totals.Repositories[0].Machines != 1050 || totals.Vendors[0].Wake == nil ||
		totals.Assumed[0].Machines != 2100 {
		t.Errorf("%+v", totals)
	}
}

// The machines that are named as the worst are those with most packages that go, the first of several that are equal.
func TestWorst(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 4))
	s, stakes := &Summary{}, map[string]int{}
	var names []string
	for i := range 500 {
		x := &Result{Name: fmt.Sprintf("m%03d", i), OK: true, Counts: map[string]int{Removed: r.IntN(30)}}
		stakes[x.Name] = x.Counts[Removed]
		names = append(names, x.Name)
		s.Add(x)
	}
	slices.SortStableFunc(names, func(a, b string) int { return stakes[b] - stakes[a] })
	for i, row := range s.worst {
		if row.name != names[i] {
			t.Fatalf("number %d is %s with %d, not %s", i, row.name, row.stake, names[i])
		}
	}
	if len(s.worst) != maxListed || len(s.few) != maxRows {
		t.Error(len(s.worst), len(s.few))
	}
}

// What is assumed of different numbers of packages is one sentence; a machine that is not meant is refused, and its
// packages are in no total.
func TestSummaryOfDifferentMachines(t *testing.T) {
	t.Parallel()
	s := &Summary{}
	for i, says := range []string{
		"of these, 373 of 400 packages come from base",
		"of these, 1 of 400 packages comes from base",
		"of these, 496 of 500 packages come from base",
		"all packages come from base",
	} {
		s.Add(&Result{Name: fmt.Sprint(i), OK: true, Counts: map[string]int{"installed": 7}, Assumed: []string{says}})
	}
	other := &Result{Name: "el9", Counts: map[string]int{"installed": 9}, Assumed: []string{"anything"},
		Packages: []Package{{Name: "ntp", Fate: Removed}}}
	other.Refuse([]string{"it has release 9"}, nil)
	s.Add(other)
	want := []string{"all packages come from base (1 machine)",
		"of these, 1 to 496 of the packages come from base (3 machines)"}
	if d := cmp.Diff(want, s.Assumed()); d != "" {
		t.Error(d)
	}
	total := s.Totals()
	if len(total.Risks) != 1 || total.Risks[0].Kind != Refused || total.Fates[0].Packages != 28 || total.Refused != 1 {
		t.Errorf("%+v", total)
	}
}
