package delta

import (
	"os"
	"strings"
	"testing"

	"pes/generator/model"
)

// event makes a short event: action, in packages, out packages as name@repository.
func event(action model.Action, from, to string, in, out string) *model.Event {
	e := &model.Event{ID: 4711, Action: action, Arches: []string{"aarch64", "x86_64"}, Origin: &model.Origin{}}
	e.From, _ = model.ParseRelease(from)
	e.To, _ = model.ParseRelease(to)
	set := func(words string) (out []model.Package) {
		for _, w := range strings.Fields(words) {
			name, repo, _ := strings.Cut(w, "@")
			out = append(out, model.Package{Name: name, Repo: repo})
		}
		return out
	}
	e.In, e.Out = set(in), set(out)
	return e
}

func catalog(events ...*model.Event) *model.Catalog {
	d := &model.Distro{Folder: "acme", Name: "Acme", Arches: []string{"aarch64", "x86_64"}}
	return &model.Catalog{Distros: []*model.Distro{d}, Targets: []*model.Target{{Distro: d, Major: 8, Events: events}}}
}

// What a change of events is called, and what is said of it.
func TestChanges(t *testing.T) {
	removed := event(model.Removed, "7.7", "8.0", "curl", "")
	replaced := event(model.Replaced, "7.7", "8.0", "curl", "wget@acme8-baseos")
	moved := event(model.Moved, "7.7", "8.0", "curl", "curl@acme8-baseos")
	stream := func(name string) *model.Event {
		e := event(model.Replaced, "7.7", "8.0", "curl", "curl@acme8-appstream")
		to := model.Stream{Module: "net", Stream: name}
		e.Out[0].Streams, e.Streams = []model.Stream{to}, []model.StreamMap{{Out: to}}
		return e
	}
	for _, c := range []struct {
		name       string
		was, is    []*model.Event
		categories string
		says       string
	}{
		{"removed", []*model.Event{replaced}, []*model.Event{removed}, "removed",
			"event 4711 now removes curl: so far replaced by wget (acme8-baseos)"},
		{"kept", []*model.Event{removed}, nil, "kept", "no event takes curl as before: now without an event"},
		{"replaced", nil, []*model.Event{replaced}, "replaced",
			"event 4711 now replaces curl: now replaced by wget (acme8-baseos)"},
		{"moved", []*model.Event{moved},
			[]*model.Event{event(model.Moved, "7.7", "8.0", "curl", "curl@acme8-appstream")}, "moved",
			"event 4711 now keeps curl: now from acme8-appstream, so far acme8-baseos"},
		{"another module stream", []*model.Event{stream("1")}, []*model.Event{stream("2")}, "moved",
			"event 4711 now keeps curl: now in the module stream net:2, so far in the module stream net:1"},
		{"later", []*model.Event{removed}, []*model.Event{event(model.Removed, "7.7", "8.4", "curl", "")}, "changed",
			"event 4711 now removes curl: removed in 8.4, so far in 8.0"},
		{"another word for the same", []*model.Event{replaced},
			[]*model.Event{event(model.Renamed, "7.7", "8.0", "curl", "wget@acme8-baseos")}, "", ""},
		{"where it comes from is never read", []*model.Event{removed},
			[]*model.Event{event(model.Removed, "7.7", "8.0", "curl@elsewhere", "")}, "", ""},
		{"a removal behind a move", []*model.Event{moved},
			[]*model.Event{moved, event(model.Removed, "8.0", "8.3", "curl", "")}, "removed",
			"event 4711 now removes curl: so far from acme8-baseos"},
		{"an event that a later one outdoes", []*model.Event{replaced, event(model.Removed, "7.7", "8.2", "curl", "")},
			[]*model.Event{event(model.Removed, "7.7", "8.2", "curl", "")}, "changed",
			"no event takes curl as before: by events that others outdo in upgrades to the latest release"},
		{"events that share the latest release outdo none", []*model.Event{replaced},
			[]*model.Event{removed, event(model.Replaced, "7.7", "8.2", "curl", "wget@acme8-baseos"),
				event(model.Moved, "7.7", "8.2", "curl", "curl@acme8-baseos")}, "removed",
			"event 4711 now removes curl: so far replaced by wget (acme8-baseos)"},
		{"something comes with it", []*model.Event{moved},
			[]*model.Event{event(model.Split, "7.7", "8.0", "curl", "curl@acme8-baseos libcurl@acme8-baseos")},
			"replaced",
			"event 4711 now keeps curl: now brings libcurl (acme8-baseos)"},
		{"merged, not replaced: one is enough",
			[]*model.Event{event(model.Replaced, "7.7", "8.0", "a b", "c@acme8-baseos")},
			[]*model.Event{event(model.Merged, "7.7", "8.0", "a b", "c@acme8-baseos")}, "changed changed",
			"event 4711 now replaces a: replaced by c (acme8-baseos) with b, one being enough, so far with b; " +
				"event 4711 now replaces b: replaced by c (acme8-baseos) with a, one being enough, so far with a"},
	} {
		a, b := catalog(c.was...), catalog(c.is...)
		d := Compare(a, b, 1)
		var categories []string
		for _, x := range d.Changes {
			categories = append(categories, string(x.Category))
		}
		if got := strings.Join(categories, " "); got != c.categories {
			t.Errorf("%s: the categories are %q, want %q", c.name, got, c.categories)
		}
		if got := strings.Join(d.Sentences(), "; "); got != c.says {
			t.Errorf("%s: it says\n%s\nwant\n%s", c.name, got, c.says)
		}
		effect := d.effect(a)
		if err := effect.apply(d); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Names are foreign: nothing in them ends a line, a list or the code they stand in.
func TestForeignNames(t *testing.T) {
	d := Compare(catalog(), catalog(event(model.Removed, "7.7", "8.0", "`</summary>\x1b[31m\u202e", "")), 1)
	for name, print := range map[string]func(*strings.Builder) error{
		"markdown": func(b *strings.Builder) error { return d.Markdown(b) },
		"text":     func(b *strings.Builder) error { return d.Text(b, false) },
	} {
		var b strings.Builder
		if err := print(&b); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(b.String(), "\x1b\u202e") || name == "markdown" && strings.Count(b.String(), "`") != 2 {
			t.Errorf("%s: %q", name, b.String())
		}
	}
}

func ExampleCompare() {
	before := catalog(event(model.Removed, "7.7", "8.0", "wvdial", ""))
	after := catalog(event(model.Replaced, "7.7", "8.0", "wvdial", "wvdial-ng@acme8-appstream"))
	d := Compare(before, after, 1)
	d.From, d.To = "2026.3", "2026.4"
	d.Text(os.Stdout, false)
	// Output:
	// from 2026.3 to 2026.4: 1 package is no longer removed
	//
	// No longer removed
	//   7 to 8, Acme
	//     wvdial: now replaced by wvdial-ng (appstream)
}

// Whose change it is: upstream's where its events say it otherwise, the project's where an event or a rule of its own
// does, and nothing is said where nobody knows.
func TestWhoMadeAChange(t *testing.T) {
	of := func(id uint64, e *model.Event) *model.Event {
		x := *e
		x.ID = id
		return &x
	}
	upstream := of(23, event(model.Removed, "7.7", "8.0", "curl", ""))
	otherwise := of(23, event(model.Replaced, "7.7", "8.0", "curl", "wget@rhel8-BaseOS"))
	here := of(23, event(model.Replaced, "7.7", "8.0", "curl", "wget@acme8-baseos"))
	renamed := of(23, event(model.Replaced, "7.7", "8.0", "curl", "acme-wget@acme8-baseos"))
	own := of(900000, event(model.Replaced, "7.7", "8.0", "curl", "aria2@acme8-baseos"))
	layer := func(events ...*model.Event) *model.Layer { return &model.Layer{Events: events} }
	for _, c := range []struct {
		name    string
		was, is *model.Event
		from    *model.Layer
		to      *model.Layer
		want    string
	}{
		{"upstream changes its event", upstream, here, layer(upstream), layer(otherwise), ByUpstream},
		{"upstream has a new event", nil, here, layer(), layer(otherwise), ByUpstream},
		{"upstream takes its event back", upstream, nil, layer(upstream), layer(), ByUpstream},
		{"the first layer", nil, here, nil, layer(otherwise), ByUpstream},
		{"a rule gives another name", here, renamed, layer(otherwise), layer(otherwise), ByProject},
		{"a rule drops the event", here, nil, layer(otherwise), layer(otherwise), ByProject},
		{"an event of the project takes its place", upstream, own, layer(upstream), layer(upstream), ByProject},
		{"and goes again", own, upstream, layer(upstream), layer(upstream), ByProject},
		{"the project's own", nil, own, layer(upstream), layer(upstream), ByProject},
		{"both at a time", upstream, own, layer(upstream), layer(otherwise), ByProject},
		{"no layer at all", nil, own, nil, nil, ""},
	} {
		side := func(e *model.Event, l *model.Layer) *model.Catalog {
			x := catalog()
			if e != nil {
				x = catalog(e)
			}
			x.Sources, x.Layer = true, l
			return x
		}
		before, after := side(c.was, c.from), side(c.is, c.to)
		d := Compare(before, after, 1)
		if len(d.Changes) != 1 || d.Changes[0].By != c.want {
			t.Errorf("%s: %+v, want one change by %q", c.name, d.Changes, c.want)
			continue
		}
		if by := d.Notes()[0].By; (by == ByUpstream) != (c.want == ByUpstream) {
			t.Errorf("%s: the note says %q", c.name, by)
		}
		before.Sources, before.Layer = false, nil // published data
		if d := Compare(before, after, 1); d.Changes[0].By != "" {
			t.Errorf("%s: of published data it is %q", c.name, d.Changes[0].By)
		}
	}
}
