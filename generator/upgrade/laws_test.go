package upgrade_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// randomTree is the world of these tests with random events on few names, so that they meet.
func randomTree(t testing.TB, r *rand.Rand) *model.Tree {
	var texts []string
	names, repos := []string{"a", "b", "c", "d", "e", "leapp"}, []string{"t", "t", "t", "u", "u", "nowhere",
		"rhel8-CRB", "x86", "base"}
	streams := []string{"", "", "", "/m:1", "/m:2", "/m:1,m:2", "/-,m:1"}
	set := func(n int) (out []string) {
		for _, i := range r.Perm(len(names))[:n] {
			out = append(out, names[i]+"@"+repos[r.IntN(len(repos))]+streams[r.IntN(len(streams))])
		}
		return out
	}
	for range 1 + r.IntN(25) {
		text := fmt.Sprintf("%s 7.%d %s %s", model.Actions[r.IntN(9)], 6+r.IntN(2),
			[]string{"7.9", "8.0", "8.0", "8.1", "8.4"}[r.IntN(5)], strings.Join(set(1+r.IntN(2)), " "))
		if r.IntN(2) == 0 {
			text += " -> " + strings.Join(set(1+r.IntN(2)), " ")
		}
		text += []string{"", "", " | x86_64", " | m:1=m:2,-=-", " | -=m:1,-=m:2"}[r.IntN(5)]
		texts = append(texts, text)
	}
	tree := world(t, texts...)
	if r.IntN(2) == 0 {
		tree.Vendors = nil
	}
	tree.Leapp = []string{"0.21", "0.21", "0.23", "0.25"}[r.IntN(4)]
	return tree
}

func randomMachine(r *rand.Rand) *upgrade.Machine {
	var words []string
	for _, name := range []string{"a", "b", "c", "d", "e", "leapp", "untouched", "acme-tool@acme7"} {
		if r.IntN(3) > 0 {
			words = append(words, name+[]string{"", "", "", "/m:1", "/m:2"}[r.IntN(5)])
		}
	}
	m := machine(strings.Join(words, " "))
	for _, repoid := range []string{"optional", "acme7", "t8"} {
		if r.IntN(2) == 0 {
			m.Enabled = append(m.Enabled, repoid)
		}
	}
	m.Arch = model.Arches[r.IntN(4)]
	m.Source.Minor, m.Target.Minor = 7+r.IntN(3), r.IntN(11)
	return m
}

// Whatever the data and the machine: the same answer twice and in any order of packages and repositories; explaining
// changes nothing; and a package that no event names stays as it is.
func TestLaws(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 5))
		e, m := engine(t, randomTree(t, r)), randomMachine(r)
		o := e.Run(m)
		same := func(law string, again *upgrade.Outcome) {
			t.Helper()
			if d := cmp.Diff(o, again, cmp.Comparer(func(a, b *model.Event) bool { return a == b })); d != "" {
				t.Fatalf("seed %d: %s (-before +after):\n%s", seed, law, d)
			}
		}
		same("the same machine again", e.Run(m))
		explained, trace := e.Explain(m)
		same("explained", explained)
		shuffled := *m
		shuffled.Installed, shuffled.Enabled = slices.Clone(m.Installed), slices.Clone(m.Enabled)
		r.Shuffle(len(m.Installed), func(i, j int) {
			shuffled.Installed[i], shuffled.Installed[j] = shuffled.Installed[j], shuffled.Installed[i]
		})
		r.Shuffle(len(m.Enabled), func(i, j int) {
			shuffled.Enabled[i], shuffled.Enabled[j] = shuffled.Enabled[j],
				shuffled.Enabled[i]
		})
		same("shuffled", e.Run(&shuffled))
		if o.PES != nil && slices.Contains(slices.Concat(o.PES.Install, o.PES.Remove), "untouched") {
			t.Fatalf("seed %d: a package that no event names is installed or removed", seed)
		}
		checkTrace(t, seed, m, o, trace)
	}
}

// checkTrace holds a trace against its outcome: what is removed or new is explained by an event that applies, or was
// lost.
func checkTrace(t *testing.T, seed uint64, m *upgrade.Machine, o *upgrade.Outcome, trace *upgrade.Trace) {
	t.Helper()
	if o.PES == nil || o.Stopped() {
		return
	}
	applied := map[string]bool{}
	for name, looks := range trace.Looks {
		for _, l := range looks {
			applied[name] = applied[name] || l.Verdict == upgrade.Applied
			if l.Verdict == upgrade.NotInstalled && l.Event.Action != model.Present &&
				l.Event.Action != model.Deprecated && len(l.Missing) == 0 {
				t.Fatalf("seed %d: %s does not apply though nothing is missing", seed, l.Event.Why)
			}
			if l.Verdict == upgrade.Shadowed && l.By.To.Compare(l.Event.To) <= 0 {
				t.Fatalf("seed %d: %s shadows %s", seed, l.By.Why, l.Event.Why)
			}
		}
	}
	for _, name := range slices.Concat(o.PES.Install, o.PES.Remove) {
		if !applied[name] {
			t.Fatalf("seed %d: no event explains what becomes of %s", seed, name)
		}
	}
}

// One engine serves many goroutines.
func TestConcurrentRuns(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	e := engine(t, randomTree(t, r))
	var all sync.WaitGroup
	for range 8 {
		m := randomMachine(r)
		want := told(e.Run(m))
		all.Go(func() {
			for range 50 {
				if got := told(e.Run(m)); got != want {
					t.Errorf("%s, alone it was %s", got, want)
				}
			}
		})
	}
	all.Wait()
}

// Any bytes for a tree, any machine: an answer or a refusal, never a panic.
func FuzzRun(f *testing.F) {
	f.Add([]byte(`{"provided_data_streams":["3.0"],"packageinfo":[{"action":5,"in_packageset":{"package":[{"name":"a","repository":"b","modulestreams":[null,{"name":"m","stream":"1"}]}]},"modulestream_maps":[{"in_modulestream":null}],"out_packageset":{"package":[{"name":"c","repository":"t"}]},"release":{"major_version":8,"minor_version":0}}]}`),
		[]byte(`{"version_format":"1.2.1","mapping":[{"source_major_version":"7","target_major_version":"8","entries":[{"source":"b","target":["t"]}]}],"repositories":[{"pesid":"b","entries":[]},{"pesid":"t","entries":[{"repoid":"t8","major_version":"8","arch":"x86_64","channel":"ga","repo_type":"rpm"}]}]}`),
		[]byte("[t8]\nname=x\n"), "a b/m:1", uint64(0))
	f.Add([]byte(`{}`), []byte(`{"version_format":"2.0.0"}`), []byte("%"), "", uint64(3))
	f.Fuzz(func(t *testing.T, events, repomap, repo []byte, packages string, n uint64) {
		v := leapp.Versions[n%uint64(len(leapp.Versions))]
		tree, err := leapp.ReadTree(filesOf(events, repomap, repo), "x", v)
		if err != nil {
			t.Fatal(err)
		}
		e, err := upgrade.New(tree)
		if err != nil {
			return
		}
		m := machine(strings.ToValidUTF8(packages, ""))
		m.Install, m.Remove = []string{"a"}, []string{"b", "b"}
		m.Arch = model.Arches[n%4]
		m.Enabled = append(m.Enabled, "t8", "b")
		o, trace := e.Explain(m)
		if trace == nil || !o.Stopped() != (o.Transaction != nil) {
			t.Fatal("an outcome without transaction, or one with")
		}
	})
}
