package render_test

import (
	"strings"
	"testing"

	"pes/generator/model"
	"pes/generator/render"
	"pes/generator/tree"
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
			out = append(out, model.Package{Name: name, Repo: repo})
		}
		return out
	}
	return &model.Event{ID: id, Action: action, From: model.Release{Major: 7, Minor: 7}, To: to,
		Arches: []string{"x86_64"}, In: set(in), Out: set(out), Origin: &model.Origin{}}
}

// A distribution that calls a package otherwise makes two events of one; each has an anchor of its own, and the pages
// stay whole.
func TestOneIDTwoEvents(t *testing.T) {
	t.Parallel()
	c := world(map[string][]*model.Event{"abc": {event(7, model.Replaced, model.Release{Major: 8}, "logos",
		"a-logos")}, "d": {event(7, model.Replaced, model.Release{Major: 8}, "logos", "d-logos")}})
	pages, err := render.Site(render.Input{Catalog: c, Data: func() tree.Tree { return nil }}, render.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range pages {
		if e.Path == "site/p/logos/index.html" {
			text := string(e.Bytes())
			for _, want := range []string{"id=e7>", "id=e7-2>", "<td class=replaced><a href=#e7-2>",
				"in all but D. In D it is replaced by"} {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in\n%s", want, text)
				}
			}
			return
		}
	}
	t.Error("no page")
}

// The bytes of a package's page are the same whoever makes it, and however often.
func TestPagesAreMadeAgain(t *testing.T) {
	t.Parallel()
	c := world(map[string][]*model.Event{"abcd": {event(1, model.Split, model.Release{Major: 8}, "ntp",
		"chrony ntpstat")}})
	pages, err := render.Site(render.Input{Catalog: c, Data: func() tree.Tree { return nil }}, render.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		for _, e := range pages {
			if e.Make != nil && string(e.Make(nil)) != string(e.Bytes()) {
				t.Errorf("%s differs", e.Path)
			}
		}
	}
}
