package fate

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pes/generator/inventory"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// stocked is an inventory of a repository in which a word is a package: "a=2.4-1.el8" or "b/m:1".
func stocked(pesid, vendor string, complete bool, packages string) *model.Inventory {
	inv := &model.Inventory{Distro: "rocky", Vendor: vendor, Major: 8, Role: pesid, PESID: pesid, Complete: complete}
	for word := range strings.FieldsSeq(packages) {
		word, evr, _ := strings.Cut(word, "=")
		p := member(word)
		a := &model.Available{Name: p.Name, EVR: evr}
		if p.Streams != nil {
			a.Stream = p.Streams[0]
		}
		inv.Packages = append(inv.Packages, a)
	}
	slices.SortStableFunc(inv.Packages, func(a, b *model.Available) int { return strings.Compare(a.Name, b.Name) })
	return inv
}

// anyStock are random inventories, some of them complete, of the repositories t and u and of the vendor's.
func anyStock(r *rand.Rand) (out []*model.Inventory) {
	for _, of := range [][2]string{{"t", ""}, {"u", ""}, {"acme-out", "acme"}} {
		var words []string
		for _, name := range []string{"a", "b", "c", "d", "x", "y", "z"} {
			if r.IntN(4) == 0 {
				words = append(words, name+[]string{"", "", "=1-1", "/m:1", "/m:2"}[r.IntN(5)])
			}
		}
		inv := stocked(of[0], of[1], r.IntN(4) > 0, strings.Join(words, " "))
		if r.IntN(2) == 0 {
			inv.Streams = []model.InventoryStream{{Stream: model.Stream{Module: "m", Stream: "2"}, Default: true}}
		}
		if r.IntN(6) > 0 {
			out = append(out, inv)
		}
	}
	return out
}

// checkStock refines a result with random inventories. They change nothing but what no event names, and what they say
// is in them.
func checkStock(t *testing.T, r *rand.Rand, got, without *Result, law law) {
	all := anyStock(r)
	got.Refine(NewStock(upgrade.FromTarget(target(t), "0.21"), all), &Refinement{})
	used := slices.Concat(got.Mapped, got.Custom)
	repoids := map[string]string{"t": "t8", "u": "u8", "acme-out": "acme8"}
	for i, p := range got.Packages {
		was := without.Packages[i]
		same := was.Fate == p.Fate && was.To == p.To
		law(was.Fate == Unknown || same, "inventories make %s of %s", p.Fate, brief(was))
		var there, inUse, complete int
		for _, inv := range all {
			isUsed := slices.Contains(used, repoids[inv.PESID])
			if n := len(inventory.Find(inv, p.Name)); n > 0 {
				there++
				if isUsed {
					inUse++
				}
			}
			if isUsed && inv.Complete {
				complete++
			}
		}
		switch p.Fate {
		case Upgraded:
			law(inUse > 0 && slices.Contains(used, p.To), "%s is upgraded from %s", p.Name, p.To)
		case Elsewhere, OfVendor:
			law(there > 0 && len(p.Offers) > 0, "%s is %s, which no inventory says", p.Name, p.Fate)
		case Orphan:
			law(there == 0 && complete == len(used), "%s is an orphan, of %d repositories %d are known", p.Name,
				len(used), complete)
		case Unknown:
			law(len(used)*len(all) == 0 || there == 0 && complete < len(used), "%s is unknown", p.Name)
		}
	}
}

// dnf sees what is in repositories that the upgrade uses, and of modules the stream that is enabled.
func TestRefine(t *testing.T) {
	t.Parallel()
	stream := func(name string, isDefault bool) model.InventoryStream {
		s, _ := model.ParseStream(name)
		return model.InventoryStream{Stream: s, Default: isDefault}
	}
	for _, x := range []struct {
		t, u, acme string // inventories, complete where they end with a dot
		streams    []model.InventoryStream
		modules    string // enabled before
		installed  string // version of a
		want       string // of a: fate, repository, change; where it is otherwise
	}{
		{t: "a=2-1 .", u: ".", installed: "1-1", want: "upgraded t8 1 -> 2"},
		{t: "a=2-1", u: "a=3-1", want: "upgraded u8 3"},
		{t: "a=2-1 .", u: "a .", want: "upgraded t8 2"},
		{t: "a/m:1=9 .", u: ".", want: "elsewhere  in module stream m:1 of t (t8)"},
		{t: "a/m:1=9 .", u: "a=10 .", modules: "m:1", want: "upgraded t8 9"},
		{t: "a/m:1=1 a/m:2=2 .", u: ".", streams: []model.InventoryStream{stream("m:1", true)}, want: "upgraded t8 1"},
		{t: "a/m:1=1 a/m:2=2 .", u: ".", streams: []model.InventoryStream{stream("m:1", true)}, modules: "m:2",
			want: "upgraded t8 2"},
		{t: "a/m:1=1 a/m:2=2 .", u: ".", want: "elsewhere  in module streams m:1 and m:2 of t (t8)"},
		{t: ".", u: ".", acme: "a=2", want: "of-vendor  in acme-out (acme8) of the vendor acme"},
		{t: ".", u: ".", want: "orphan  "},
		{t: ".", u: "b", want: "unknown  "},
		{t: ".", want: "unknown  "},
		{t: "a=1.9-1 .", u: ".", installed: "2.0-1", want: "upgraded t8 2.0 -> 1.9 older"},
	} {
		m := machineOf("a")
		if s, err := model.ParseStream(x.modules); err == nil && x.modules != "" {
			m.Modules = append(m.Modules, s)
		}
		r, _ := result(t, m, false)
		r.Mapped = []string{"t8", "u8"}
		var all []*model.Inventory
		for _, of := range [][3]string{{"t", "", x.t}, {"u", "", x.u}, {"acme-out", "acme", x.acme}} {
			if of[2] != "" {
				packages, complete := strings.CutSuffix(of[2], ".")
				all = append(all, stocked(of[0], of[1], complete, packages))
			}
		}
		all[0].Streams = x.streams
		s := NewStock(upgrade.FromTarget(target(t), "0.21"), all)
		r.Refine(s, &Refinement{Versions: map[string]string{"a": x.installed}, Streams: m.Modules})
		p := &r.Packages[0]
		got := p.Fate + " " + p.To + " "
		switch p.Fate {
		case Upgraded:
			got += strings.TrimPrefix(p.change(), "a ")
		case Elsewhere, OfVendor:
			got += places(p.Offers)
		}
		if p.Older {
			got += " older"
		}
		if got != x.want {
			t.Errorf("%+v: %s", x, got)
		}
	}
}

// A missing epoch or release is not a low one: what may be newer never looks older.
func TestStep(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		installed, new, want string
		older                bool
	}{
		{"2.4.6-97.el7", "2.4.62-4.el9", "2.4.6 -> 2.4.62", false},
		{"2.4.6-97.el7", "2.4.62", "2.4.6 -> 2.4.62", false},
		{"2.4.6-97.el7", "2.4.6", "2.4.6", false},
		{"2.4.6-97.el7", "2.4.6-99.el8", "2.4.6-97.el7 -> 2.4.6-99.el8", false},
		{"2.4.6-97.el7", "2.4.6-97.el7", "2.4.6", false},
		{"", "2.4.62-4.el9", "2.4.62", false},
		{"2.4.6-97.el7", "", "", false},
		{"2.4.62-4.el9", "2.4.6-97.el7", "2.4.62 -> 2.4.6", true},
		{"2.4.6-99.el8", "2.4.6-97.el7", "2.4.6-99.el8 -> 2.4.6-97.el7", true},
		{"1:2.5-1", "1:2.4-1", "2.5 -> 2.4", true},
		{"2:2.4-1", "1:2.5-1", "2:2.4 -> 1:2.5", true},
		{"1:2.4-1", "2:2.3-1", "1:2.4 -> 2:2.3", false},
		{"2.5-1", "1:2.4-1", "1:2.4", false}, // rpm -qa prints no epochs
		{"1:2.5-1", "2.4", "2.4", false},     // nor do people
		{"2.5-1", "2.4", "2.4", false},
		{"12.5-1", "1:12.6-1", "12.5 -> 1:12.6", false},
		{"", "", "", false},
	} {
		older := isOlder(x.installed, x.new)
		if got := step(x.installed, x.new, older); got != x.want || older != x.older {
			t.Errorf("%s to %s: %q, %v; want %q", x.installed, x.new, got, older, x.want)
		}
	}
}
