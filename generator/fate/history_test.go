package fate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/model"
)

// catalog has rocky with a path 7-8, and oracle with the same events on x86_64 alone. Both lead on to 9, where chrony
// is renamed.
func catalog(t testing.TB, events ...string) *model.Catalog {
	c := &model.Catalog{}
	for _, d := range []*model.Distro{{Folder: "oracle", Arches: []string{"x86_64"}},
		{Folder: "rocky", Arches: model.Arches}} {
		eight, nine := target(t, events...), target(t)
		nine.Major, nine.Paths = 9, []*model.Path{{Source: 8, Target: 9}}
		nine.Events = []*model.Event{event(t, "renamed 8.5 9.0 chrony@t -> chrony-ng@v", "", 90)}
		for _, x := range []*model.Target{eight, nine} {
			x.Distro = d
			for _, e := range x.AllEvents() {
				e.Arches = d.Arches
				e.Origin = origins(e)
			}
			c.Targets = append(c.Targets, x)
		}
	}
	return c
}

// historyOf follows one package through all distributions.
func historyOf(c *model.Catalog, name, path string) (*History, error) {
	x, err := NewHistories(c, "")
	if err != nil {
		return nil, err
	}
	return x.Of(name, path)
}

var known = map[string]*model.Origin{}

// origins gives events of one line one origin, as those have that were compiled from one authored event.
func origins(e *model.Event) *model.Origin {
	key := fmt.Sprint(e.ID, e.Vendor)
	if known[key] == nil {
		known[key] = e.Origin
	}
	return known[key]
}

// histories are the whole printed history of packages.
var histories = map[string]string{
	// what it becomes is followed; timed, which gives chrony too, is another story
	"ntp": `ntp
  7 to 9: replaced by chrony and ntpstat in 8; chrony is replaced by chrony-ng in 9

7 to 8: oracle, rocky
  split of ntp -> chrony, ntpstat in 8.0
    events.toml:1, id 1
    leaves 7.7
    comes from t, u

8 to 9: oracle, rocky
  gone since 8; chrony and ntpstat go on in its place
  as chrony: renaming of chrony -> chrony-ng in 9.0
    events.toml:90, id 90
    leaves 8.5
    comes from v
`,
	"mail": `mail
  7 to 9: replaced by s-nail in 8, which no event replaces or removes

7 to 8: oracle, rocky
  renaming of mail -> mailx in 8.0
    events.toml:3, id 3
    leaves 7.7
    comes from t
    not applied in upgrades to 8.5 and later: the renaming of mail -> s-nail in 8.5 has the same initial release and packages, and a later release (events.toml:4)
  renaming of mail -> s-nail in 8.5
    events.toml:4, id 4
    leaves 7.7
    comes from t

8 to 9: oracle, rocky
  gone since 8; s-nail goes on in its place
  no event names s-nail: dnf upgrades it where the new release has it
`,
	"twice": `twice
  7 to 9: replaced by one and two in 8, which no event replaces or removes

7 to 8: oracle, rocky
  renaming of twice -> one in 8.0
    events.toml:5, id 5
    comes from t
    applied together with the renaming of twice -> two in 8.0, which competes and is no later (events.toml:6)
  renaming of twice -> two in 8.0
    events.toml:6, id 6
    comes from t
    applied together with the renaming of twice -> one in 8.0, which competes and is no later (events.toml:5)

8 to 9: oracle, rocky
  gone since 8; one and two go on in its place
  no event names one and two: dnf upgrades them where the new release has them
`,
	"web": `web
  7 to 9: no event replaces or removes it, where the repositories of acme are not in use

7 to 8: oracle, rocky
  removal of web in 8.0 by acme
    events.toml:7, id 7
    of the vendor acme: where one of its repositories is enabled

8 to 9: oracle, rocky
  gone since 8 where the repositories of acme are in use, and nothing is in its place
`,
	"ntpstat": `ntpstat
  7 to 9: comes with 8, and no event replaces or removes it

7 to 8: oracle, rocky
  given by split of ntp -> chrony, ntpstat in 8.0
    events.toml:1, id 1
    leaves 7.7
    comes from t, u

8 to 9: oracle, rocky
  no event names ntpstat: dnf upgrades it where the new release has it
`,
}

func TestHistory(t *testing.T) {
	c := catalog(t, "split 7.7 8.0 ntp@base -> chrony@t ntpstat@u", "merged 7.7 8.0 timed@base -> chrony@t",
		"renamed 7.7 8.0 mail@base -> mailx@t", "renamed 7.7 8.5 mail@base -> s-nail@t",
		"renamed - 8.0 twice@base -> one@t", "renamed - 8.0 twice@base -> two@t", "acme: removed - 8.0 web@acme-in")
	for name, want := range histories {
		h, err := historyOf(c, name, "")
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := h.Print(&b, false); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, b.String()); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
	if h, err := historyOf(c, "ntp", "8-9"); err != nil || len(h.Paths) != 1 || len(h.Paths[0].Packages) != 0 {
		t.Error("ntp in 8-9:", h, err)
	}
	c.Targets[0].Vendors = append(c.Targets[0].Vendors, &model.Vendor{Name: "bolt-ce"})
	if _, err := historyOf(c, "bolt-ce-cli", ""); err == nil || !strings.HasPrefix(err.Error(),
		`no event names the package "bolt-ce-cli": by its name it is one of the vendor bolt-ce. Where Leapp knows`) {
		t.Error(err)
	}
	if _, err := historyOf(c, "chrnoy", ""); err == nil ||
		err.Error() != `no event names the package "chrnoy": none removes, replaces or renames it, and dnf upgrades it `+
			`where the new release has it, which events do not say. If the name is not as you meant it: an event `+
			`names "chrony"` {
		t.Error(err)
	}
}

// An event that differs in one distribution has an entry of its own there.
func TestHistoryByDistribution(t *testing.T) {
	c := catalog(t, "renamed - 8.0 a@base -> b@t")
	c.Targets[2].Events[0].Out = []model.Package{{Name: "c", Repo: "u"}}
	c.Targets[2].Events[0].Arches = []string{"aarch64"}
	h, err := historyOf(c, "a", "")
	if err != nil {
		t.Fatal(err)
	}
	byName := h.Paths[0].Packages[0].Entries
	for name, entries := range map[string][]Entry{"id": EntriesByID(c, 1, ""), "name": byName} {
		var b strings.Builder
		if err := PrintEntries(&b, entries, false); err != nil {
			t.Fatal(err)
		}
		want := `  renaming of a -> b in 8.0
    events.toml:1, id 1
    in oracle
    comes from t
  renaming of a -> c in 8.0
    events.toml:1, id 1
    in rocky
    on aarch64
    comes from u
`
		if d := cmp.Diff(want, b.String()); d != "" {
			t.Errorf("by %s (-want +got):\n%s", name, d)
		}
	}
	if got := EntriesByID(c, 4711, ""); got != nil {
		t.Error(got)
	}
}
