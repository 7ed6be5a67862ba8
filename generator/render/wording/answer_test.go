package wording

import (
	"strings"
	"testing"

	"pes/generator/model"
	"pes/generator/render/xref"
)

// world is a catalog in which distributions a to d upgrade from 7 to 8 and from 8 to 9; each has the events that name
// it.
func world(events map[string][]*model.Event) *model.Catalog {
	c := &model.Catalog{}
	for _, name := range []string{"a", "b", "c", "d"} {
		d := &model.Distro{Folder: name, Name: strings.ToUpper(name), Arches: []string{"x86_64"}}
		c.Distros = append(c.Distros, d)
		for major := 8; major <= 9; major++ {
			t := &model.Target{Distro: d, Major: major,
				Paths: []*model.Path{{Source: major - 1, Target: major, Systems: []*model.Distro{d}}}}
			for who, list := range events {
				for _, e := range list {
					if strings.Contains(who, name) && e.To.Applies(major) {
						t.Events = append(t.Events, e)
					}
				}
			}
			c.Targets = append(c.Targets, t)
		}
	}
	return c
}

func event(id uint64, action model.Action, to model.Release, in, out string) *model.Event {
	set := func(words string) (out []model.Package) {
		for _, w := range strings.Fields(words) {
			name, repo, _ := strings.Cut(w, "@")
			p := model.Package{Name: name}
			var module, stream string
			if p.Repo, module, _ = strings.Cut(repo, "/"); module != "" {
				module, stream, _ = strings.Cut(module, ":")
				p.Streams = []model.Stream{{Module: module, Stream: stream}}
			}
			out = append(out, p)
		}
		return out
	}
	return &model.Event{ID: id, Action: action, From: model.Release{Major: 7, Minor: 7}, To: to,
		Arches: []string{"x86_64"}, In: set(in), Out: set(out), Origin: &model.Origin{}}
}

// What becomes of a package is said in one sentence for each path and each group of distributions that agree.
func TestSentences(t *testing.T) {
	el8, el83, el9 := model.Release{Major: 8}, model.Release{Major: 8, Minor: 3}, model.Release{Major: 9}
	const upgraded = ": dnf upgrades it where the new release has it."
	nothing := "On 8 to 9, no event names ntp" + upgraded
	gone := func(rest string) string { return "On 8 to 9, ntp is gone since 8" + rest }
	for name, test := range map[string]struct {
		events map[string][]*model.Event
		want   []string
	}{
		"split": {map[string][]*model.Event{"abcd": {event(1, model.Split, el8, "ntp", "chrony ntpstat")}},
			[]string{"On 7 to 8, ntp is split into chrony and ntpstat, in all four distributions.",
				gone("; chrony and ntpstat go on in its place.")}},
		"split, and the successors change": {map[string][]*model.Event{
			"abcd": {event(1, model.Split, el8, "ntp", "chrony ntpstat sntp"),
				event(2, model.Removed, el9, "sntp", "")},
			"abc": {event(3, model.Renamed, el9, "chrony", "chrony-ng")}},
			[]string{"On 7 to 8, ntp is split into chrony, ntpstat and sntp, in all four distributions.",
				gone("; chrony, ntpstat and sntp go on in its place: " +
					"chrony becomes something else in each distribution, sntp is removed.")}},
		"many": {map[string][]*model.Event{"abcd": {event(1, model.Split, el8, "ntp", "a b c d e f")}},
			[]string{"On 7 to 8, ntp is split into a, b, c, d and two more, in all four distributions.",
				gone("; a, b, c, d and two more go on in its place.")}},
		"some differ": {map[string][]*model.Event{"abc": {event(1, model.Removed, el8, "ntp", "")},
			"d": {event(2, model.Replaced, el8, "ntp", "chrony")}},
			[]string{"On 7 to 8, ntp is removed, in all but D. In D it is replaced by chrony.",
				gone(", and nothing is in its place, in all but D. " +
					"In D it is gone since 8; chrony goes on in its place.")}},
		"one has nothing": {map[string][]*model.Event{"ab": {event(1, model.Renamed, el8, "ntp", "ntpsec")}},
			[]string{"On 7 to 8, ntp is renamed to ntpsec, in A and B. Elsewhere no event names it" + upgraded,
				gone("; ntpsec goes on in its place, in A and B. Elsewhere no event names it" + upgraded)}},
		"taken away and brought back": {map[string][]*model.Event{"abcd": {event(1, model.Removed, el8, "ntp", ""),
			event(2, model.Replaced, el83, "chrony", "ntp")}},
			[]string{"On 7 to 8, ntp is removed; it replaces chrony, in all four distributions.",
				"On 8 to 9, ntp replaces chrony, in all four distributions."}},
		"brought later": {map[string][]*model.Event{"abcd": {event(1, model.Replaced, el9, "chrony", "ntp")}},
			[]string{"On 7 to 8, no event names ntp: an event brings it with 9.",
				"On 8 to 9, ntp replaces chrony, in all four distributions."}},
		"merged with others": {map[string][]*model.Event{"abcd": {event(1, model.Merged, el8, "ntp ntpdate",
			"chrony")}},
			[]string{"On 7 to 8, ntp is merged with ntpdate into chrony, in all four distributions.",
				gone("; chrony goes on in its place.")}},
		"merged into itself": {map[string][]*model.Event{"abcd": {event(1, model.Merged, el8, "ntp ntpdate sntp",
			"ntp")}},
			[]string{"On 7 to 8, ntp takes in ntpdate and sntp, in all four distributions.", nothing}},
		"replaced by itself and another": {map[string][]*model.Event{"abcd": {event(1, model.Replaced, el8, "ntp sntp",
			"chrony ntp")}},
			[]string{"On 7 to 8, ntp stays instead of sntp together with chrony, in all four distributions.",
				nothing}},
		"replaced from another repository": {map[string][]*model.Event{"abcd": {event(1, model.Replaced, el8,
			"ntp@base", "ntp@appstream")}},
			[]string{"On 7 to 8, ntp moves from base to appstream, in all four distributions.", nothing}},
		"a module stream": {map[string][]*model.Event{"abcd": {event(1, model.Replaced, el8, "ntp@base",
			"ntp@appstream/time:1")}},
			[]string{"On 7 to 8, ntp moves into the module stream time:1, in all four distributions.", nothing}},
		"moved": {map[string][]*model.Event{"abcd": {event(1, model.Moved, el8, "ntp@base", "ntp@appstream")}},
			[]string{"On 7 to 8, ntp moves from base to appstream, in all four distributions.", nothing}},
		"a later minor release": {map[string][]*model.Event{"abcd": {event(1, model.Deprecated, el83, "ntp", "")}},
			[]string{"On 7 to 8, ntp is deprecated in 8.3, in all four distributions.",
				"On 8 to 9, ntp is deprecated in 8.3, in all four distributions."}},
		"one after the other": {map[string][]*model.Event{"abcd": {event(1, model.Present, el8, "ntp", ""),
			event(2, model.Removed, el9, "ntp", "")}},
			[]string{"On 7 to 8, ntp stays, in all four distributions.",
				"On 8 to 9, ntp is removed, in all four distributions."}},
		"it comes from others": {map[string][]*model.Event{"abcd": {event(1, model.Replaced, el8, "sntp", "ntp"),
			event(2, model.Replaced, el8, "openntpd", "ntp")}},
			[]string{"On 7 to 8, ntp replaces openntpd and sntp, in all four distributions.", nothing}},
		"both": {map[string][]*model.Event{"abcd": {event(1, model.Present, el8, "ntp", ""),
			event(2, model.Split, el8, "time", "ntp ntpdate")}},
			[]string{"On 7 to 8, ntp stays; it comes from the split of time, in all four distributions.", nothing}},
	} {
		x := xref.New(world(test.events))
		p := x.Package("ntp")
		var got []string
		Answers(x, p, x.Outcomes(p), nil, func(a *Sentence, _ []xref.Outcome) { got = append(got, a.String()) })
		if strings.Join(got, "\n") != strings.Join(test.want, "\n") {
			t.Errorf("%s:\n got %s\nwant %s", name, strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
		}
	}
}

// answersFor are the answers for ntp, with the paths of those that are the same put together.
func answersFor(c *model.Catalog, stock func(int) Stock) (out []string) {
	x := xref.New(c)
	p := x.Package("ntp")
	Folded(x, p, x.Outcomes(p), stock, func(a *Sentence, _ []xref.Outcome) { out = append(out, a.String()) })
	return out
}

func sameAnswers(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

// Events of different module streams hold for different machines: it is not said that first one happens, then another.
func TestStreamsAreToldApart(t *testing.T) {
	el9 := model.Release{Major: 9}
	out := event(3, model.Moved, el9, "ntp@base/time:3", "ntp@base")
	out.Streams = []model.StreamMap{{In: model.Stream{Module: "time", Stream: "3"}}}
	kept := event(4, model.Moved, model.Release{Major: 9, Minor: 1}, "ntp@base/time:1", "ntp@base/time:1")
	c := world(map[string][]*model.Event{"abcd": {event(1, model.Removed, el9, "ntp@base/time:1", ""),
		event(2, model.Removed, el9, "ntp@base/time:2", ""), out, kept}})
	sameAnswers(t, answersFor(c, nil),
		"On 7 to 8, no event names ntp: dnf upgrades it where the new release has it.",
		"On 8 to 9, ntp of time:1 and 2 is removed; that of time:3 moves out of its module stream, in all four "+
			"distributions.")
	out.In[0].Streams = append(out.In[0].Streams, model.Stream{Module: "time", Stream: "20"})
	sameAnswers(t, answersFor(world(map[string][]*model.Event{"abcd": {out}}), nil)[1:],
		"On 8 to 9, ntp moves out of the module streams time:3 and 20, in all four distributions.")
	c = world(map[string][]*model.Event{"abcd": {event(1, model.Removed, el9, "ntp", ""),
		event(2, model.Renamed, el9, "ntp@base/time:2", "ntp2")}})
	sameAnswers(t, answersFor(c, nil),
		"On 7 to 8, no event names ntp: dnf upgrades it where the new release has it.",
		"On 8 to 9, ntp outside modules is removed; that of time:2 is renamed to ntp2, in all four distributions.")
}

// Events of a vendor hold on machines with its repositories alone, and are said apart from those of the distributions.
func TestVendorsAreToldApart(t *testing.T) {
	c := world(map[string][]*model.Event{"abcd": {event(1, model.Removed, model.Release{Major: 8}, "ntp", "")}})
	add := func(e *model.Event, distros string) {
		e.Origin = &model.Origin{Vendor: "time"}
		for _, target := range c.Targets {
			if strings.Contains(distros, target.Distro.Folder) && e.To.Applies(target.Major) {
				target.Vendors = []*model.Vendor{{Name: "time", Title: "Time", Events: []*model.Event{e}}}
			}
		}
	}
	add(event(2, model.Moved, model.Release{Major: 8}, "ntp@base", "ntp@time"), "abc")
	sameAnswers(t, answersFor(c, nil)[:1],
		"On 7 to 8, ntp is removed, in all four distributions. With Time, it moves from base to time, in all but D.")
	c = world(nil)
	add(event(2, model.Replaced, model.Release{Major: 8}, "ntp", "chrony"), "abcd")
	sameAnswers(t, answersFor(c, nil), "On 7 to 8, with Time, ntp is replaced by chrony.",
		"On 8 to 9, with Time, ntp is gone since 8; chrony goes on in its place.")
	sameAnswers(t, answersFor(c, func(int) Stock { return Stock{State: Has} })[:1],
		"On 7 to 8, no event of the distributions names ntp: dnf upgrades it. With Time, it is replaced by chrony.")
}

// Paths with the same answer share a sentence; what inventories say makes them different.
func TestFolded(t *testing.T) {
	c := world(map[string][]*model.Event{"abcd": {event(1, model.Present, model.Release{Major: 8}, "ntp", "")}})
	for major := 10; major <= 11; major++ {
		for _, d := range c.Distros {
			c.Targets = append(c.Targets, &model.Target{Distro: d, Major: major,
				Paths: []*model.Path{{Source: major - 1, Target: major, Systems: []*model.Distro{d}}}})
		}
	}
	stays := "On 7 to 8, ntp stays, in all four distributions."
	sameAnswers(t, answersFor(c, nil), stays,
		"On 8 to 9, 9 to 10 and 10 to 11, no event names ntp: dnf upgrades it where the new release has it.")
	stock := map[int]Stock{9: {State: Has}, 10: {State: Has}, 11: {State: Lacks}}
	sameAnswers(t, answersFor(c, func(major int) Stock { return stock[major] }), stays,
		"On 8 to 9 and 9 to 10, no event names ntp: dnf upgrades it.",
		"On 10 to 11, no event names ntp, and 11 does not have it: an installed one stays, without updates.")
}

// Inventories tell of a package that no event names whether the old release has it, and of one that keeps its name
// which version comes, where that is another major one.
func TestStock(t *testing.T) {
	first := func(c *model.Catalog, seven, eight Stock) string {
		return answersFor(c, func(major int) Stock { return map[int]Stock{7: seven, 8: eight}[major] })[0]
	}
	kept := func(name string) *model.Catalog {
		return world(map[string][]*model.Event{"abcd": {event(1, model.Removed, model.Release{Major: 9}, "ntp", ""),
			event(2, model.Split, model.Release{Major: 8}, name, name+" sntp")}})
	}
	other := kept("time")
	no := "On 7 to 8, no event names ntp"
	old := Stock{State: Has, Version: "4.2.8"}
	for _, test := range []struct {
		c            *model.Catalog
		seven, eight Stock
		want         string
	}{
		{other, old, Stock{State: Has, Version: "4.4.1"}, no + ": dnf upgrades it."},
		{other, old, Stock{State: Has, Version: "5.0.1"}, no + ": dnf upgrades it. Version 4.2 becomes 5.0."},
		{other, old, Stock{State: Lacks}, no + ", and 8 does not have it: an installed one stays, without updates."},
		{other, Stock{State: Lacks}, old, no + ": 7 does not have it, 8 does."},
		{other, Stock{State: Lacks, Instead: "time"}, old, no + ": 7 does not have it, 8 does (7 has time)."},
		{other, Stock{State: Unlisted, Instead: "time"}, old,
			no + ": 8 has it, and the lists of 7, which are not complete, do not (7 has time)."},
		{other, Stock{State: Lacks}, Stock{State: Lacks},
			no + ": neither 7 nor 8 has it; an installed one stays, without updates."},
		{kept("ntp"), old, Stock{State: Has, Version: "5"},
			"On 7 to 8, ntp is split into ntp and sntp, in all four distributions. Version 4.2 becomes 5."},
		{world(map[string][]*model.Event{"ab": {event(1, model.Removed, model.Release{Major: 8}, "ntp", "")}}), old,
			Stock{State: Has, Version: "5"}, "On 7 to 8, ntp is removed, in A and B. Elsewhere no event names it: " +
				"dnf upgrades it where the new release has it."},
	} {
		if got := first(test.c, test.seven, test.eight); got != test.want {
			t.Errorf("%v, %v:\n got %s\nwant %s", test.seven, test.eight, got, test.want)
		}
	}
}

// More than three vendors that do the like share a sentence; fewer have one each.
func TestManyVendors(t *testing.T) {
	for n, want := range map[int]string{
		2: "On 7 to 8, with V1, ntp moves into the module stream ntp:v1. " +
			"With V2, it moves into the module stream ntp:v2 in 8.1.",
		4: "On 7 to 8, with V1 or three other vendors, ntp moves into a module stream: ntp:v1, v2, v3 or v4.",
	} {
		c := world(nil)
		for i := range n {
			name := "v" + string(rune('1'+i))
			to := model.Release{Major: 8, Minor: i}
			e := event(uint64(i+1), model.Moved, to, "ntp@"+name, "ntp@"+name+"/ntp:"+name)
			e.Origin = &model.Origin{Vendor: name}
			for _, target := range c.Targets {
				if target.Major == 8 {
					v := &model.Vendor{Name: name, Title: strings.ToUpper(name), Events: []*model.Event{e}}
					target.Vendors = append(target.Vendors, v)
				}
			}
		}
		if got := answersFor(c, nil)[0]; got != want {
			t.Errorf("%d vendors:\n got %s\nwant %s", n, got, want)
		}
	}
}
