package fate

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// sample is a machine to which everything happens that a report has words for.
func sample(t testing.TB) *Result {
	m := machineOf("ntp mail oldlib bash-doc web@acme7 nobody")
	m.Enabled = append(m.Enabled, "strange")
	r, _ := result(t, m, true, "split 7.7 8.0 ntp@base -> chrony@t ntpstat@u", "removed - 8.0 mail@base",
		"renamed - 8.0 oldlib@base -> newlib@nowhere", "moved - 8.0 bash-doc@base -> bash-doc@u",
		"acme: removed - 8.2 web@acme-in")
	mail := slices.IndexFunc(r.Packages, func(p Package) bool { return p.Name == "mail" })
	r.Packages[mail].Event.Why = "Nobody\nmaintains it."
	r.Assumed = []string{"the architecture is x86_64"}
	r.Unmapped = map[string]int{"strange": 0, "other": 2}
	return r
}

const sampleText = `web01: 7.9 to 8.10 with a tree

    6  installed packages (rpm -qa), x86_64
    1  removed without a replacement
    1  lost: removed, as no repository is known for them, or for their replacements
    1  missing: events give them, and they do not come
    1  replaced by others
    2  new
    1  moved to another repository
    1  named by events, and stay as they are
    1  no event names them

The package data do not stop this upgrade.
  Only leapp preupgrade on the machine sees the rest: disks and mounts, kernel drivers, the boot
    loader, network, services, and whether the repositories answer.

Assumed
  the architecture is x86_64

Leapp's report
  Packages from unknown repositories may not be installed: newlib

Removed without a replacement
  mail  removed in 8.0  events.toml:2
      why: Nobody maintains it.

Lost
  oldlib  renamed in 8.0, newlib should replace it, and its repository is unknown: nowhere  events.toml:3

Missing
  newlib  renamed in 8.0, its repository is unknown: nowhere  events.toml:3

Replaced
  ntp  -> chrony, ntpstat  split in 8.0  events.toml:1

New
  from t8: chrony
  from u8: ntpstat

Moved
  to u8: bash-doc

Repositories
  enabled now              base, strange
  unknown to every map     other (2 packages), strange
  events need              t8, u8
  enabled for the upgrade  acme8, t8, u8

No event names these; dnf upgrades those that the new repositories have
  nobody
`

func TestPrint(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := sample(t).Print(&b, Text{Title: "7.9 to 8.10 with a tree"}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(sampleText, b.String()); d != "" {
		t.Errorf("text (-want +got):\n%s", d)
	}
	b.Reset()
	if err := sample(t).Print(&b, Text{Why: true, Color: true}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\n\x1b[1mMoved\x1b[0m\n",
		"\n\x1b[1mntp: replaced by chrony, ntpstat\x1b[0m\n  applied  split of ntp -> chrony, ntpstat in 8.0  " +
			"events.toml:1\n",
		"\n    why: Nobody\n    maintains it.\n",
		"\n  vendor not active  removal of web in 8.2 by acme  events.toml:5\n",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the text lacks %q", want)
		}
	}
}

// A machine that Leapp refuses: what it says comes first, and names the place.
func TestVerdict(t *testing.T) {
	t.Parallel()
	r := &Result{Refusals: []Refusal{{"stop", "pes", "an entry is wrong", "pes-events.json", 7},
		{"inhibit", "x", "y", "", 0}}}
	want := Section{Head: "Leapp does not upgrade this machine",
		Lines: []string{"What follows is what it would do otherwise."},
		Rows: []Row{{Cells: []string{"stops", "an entry is wrong (pes)", "pes-events.json:7"}},
			{Cells: []string{"refuses", "y (x)", ""}}}}
	if d := cmp.Diff(want, r.Report()[0]); d != "" {
		t.Error(d)
	}
	if r.Counts = map[string]int{Undecided: 1}; r.Report()[0].Lines != nil {
		t.Error("what follows where nothing is decided?")
	}
}

// Foreign text cannot steer a terminal, and lists keep to the width.
func TestTextIsSafe(t *testing.T) {
	t.Parallel()
	r := sample(t)
	r.Name, r.Notes = "web\x1b[2J01", []string{"a\x07b\u202e"}
	for i := range r.Packages {
		r.Packages[i].Name += strings.Repeat("é", i) + "\x1b]0;x\x07"
	}
	for range 100 {
		r.Packages = append(r.Packages, Package{Name: "some-name-of-a-package", Fate: Unknown})
	}
	var b strings.Builder
	for _, err := range []error{r.Print(&b, Text{Title: "\x1bc", Why: true}), summaryOf(r, r).Print(&b, Text{})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for line := range strings.Lines(b.String()) {
		if strings.ContainsAny(line, "\x1b\x07\u202e") {
			t.Errorf("%q", line)
		}
		if n := utf8.RuneCountInString(line); strings.Contains(line, "some-name") && n > width+1 {
			t.Errorf("%d characters: %s", n, line)
		}
	}
}

func TestMany(t *testing.T) {
	t.Parallel()
	good, bad := sample(t), sample(t)
	bad.Name, bad.OK, bad.Refusals = "web02", false, []Refusal{{"crash", "pes", "a release is wrong", "f.json", 2}}
	var b strings.Builder
	if err := summaryOf(good, bad).Print(&b, Text{Title: "7.9 to 8.10"}); err != nil {
		t.Fatal(err)
	}
	want := `2 machines: 7.9 to 8.10
The package data do not stop the upgrade of 1 of them. Only leapp preupgrade on each machine sees the rest.

Machines
         installed  removed  lost  missing  replaced  new  moved  stays  foreign  unknown  Leapp
  web01          6        1     1        1         1    2      1      1        0        1  not stopped
  web02          6        1     1        1         1    2      1      1        0        1  crashes: a release is wrong

Leapp refuses
  crashes: a release is wrong f.json:2  web02

Removed without a replacement
  mail  all machines  removed in 8.0  events.toml:2

Lost
  oldlib  all machines  renamed in 8.0, newlib should replace it, and its repository is unknown: nowhere  events.toml:3

Missing
  newlib  all machines  renamed in 8.0, its repository is unknown: nowhere  events.toml:3

No event names
  nobody  all machines

Repositories that no map has: Leapp maps them to nothing
  other  all machines

Assumed
  the architecture is x86_64 (2 machines)
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("text (-want +got):\n%s", d)
	}
}

// Risks do not depend on how many machines have them when: each risk of each machine is there once, those of most
// machines come first, and the order of machines changes nothing but theirs.
func TestRisks(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2, 2))
	var machines []*Result
	for i := range 30 {
		x := &Result{Name: fmt.Sprint("m", i)}
		for _, name := range []string{"a", "b", "c", "d"} {
			x.Packages = append(x.Packages, Package{Name: name, Fate: Fates[r.IntN(len(Fates))],
				To: []string{"", "t"}[r.IntN(2)]})
		}
		machines = append(machines, x)
	}
	count := func(risks []Risk) map[string]int {
		out := map[string]int{}
		for i, x := range risks {
			if i > 0 && risks[i-1].Kind == x.Kind && len(risks[i-1].Machines) < len(x.Machines) {
				t.Errorf("%s of %d machines comes after %s of fewer", x.What, len(x.Machines), risks[i-1].What)
			}
			if len(slices.Compact(slices.Sorted(slices.Values(x.Machines)))) != len(x.Machines) {
				t.Errorf("%s names a machine twice: %v", x.What, x.Machines)
			}
			out[x.Kind+" "+x.What+" "+x.To] = len(x.Machines)
		}
		return out
	}
	want := map[string]int{}
	for _, x := range machines {
		for _, p := range x.Packages {
			risky := []string{Removed, Lost, Missing, Orphan, Elsewhere, OfVendor, Foreign, Unknown}
			if slices.Contains(risky, p.Fate) {
				want[p.Fate+" "+p.Name+" "+p.To]++
			}
		}
	}
	for range 10 {
		if d := cmp.Diff(want, count(slices.Collect(summaryOf(machines...).Risks()))); d != "" {
			t.Fatalf("risks (-want +got):\n%s", d)
		}
		r.Shuffle(len(machines), func(i, j int) { machines[i], machines[j] = machines[j], machines[i] })
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	x := sample(t)
	x.Packages[0].Name = "with \"quotes\", comma"
	var b bytes.Buffer
	out := NewCSV(&b, false, false)
	if err := errors.Join(out.Write(x), out.Write(x), out.Flush()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 1+2*len(x.Packages) {
		t.Fatal(len(rows), err)
	}
	for i, p := range x.Packages {
		row := rows[1+i]
		if row[0] != "web01" || row[1] != p.Name || row[3] != p.Fate || row[6] != strings.Join(p.Instead, " ") ||
			row[10] != p.Event.place() {
			t.Error(row)
		}
	}
}

// Programs read lists that are never null.
func TestJSONHasNoNull(t *testing.T) {
	t.Parallel()
	for _, r := range []*Result{sample(t), func() *Result { r, _ := result(t, machineOf(""), false); return r }()} {
		r.ActivatedBy = map[string][]string{}
		text, err := json.Marshal(r)
		if err != nil || bytes.Contains(text, []byte("null")) {
			t.Errorf("%v: %s", err, text)
		}
	}
}
