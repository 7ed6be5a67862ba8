package compile

import (
	"testing"

	"pes/generator/model"
)

// An event of the project says what one of upstream says if it does the same on all machines that read upstream's: the
// initial release, and the repository of a package that goes, change nothing.
func TestSaysTheSame(t *testing.T) {
	set := func(name, repo string) []model.Package { return []model.Package{{Name: name, Repo: repo}} }
	event := func(change func(*model.Event)) *model.Event {
		e := &model.Event{Action: model.Replaced, From: model.Release{Major: 8, Minor: 6}, To: model.Release{Major: 9},
			In: set("a", "r"), Out: set("b", "s"), Arches: []string{"aarch64", "x86_64"}}
		if change != nil {
			change(e)
		}
		return e
	}
	removal := func(repo string) *model.Event {
		return event(func(e *model.Event) { e.Action, e.In, e.Out = model.Removed, set("a", repo), nil })
	}
	presence := func(repo string) *model.Event {
		return event(func(e *model.Event) { e.Action, e.In, e.Out = model.Present, set("a", repo), nil })
	}
	rename := func(e *model.Event) { e.Action = model.Renamed }
	mapped := func(e *model.Event) { e.Streams = []model.StreamMap{{}} }
	wide := func(e *model.Event) { e.Arches = []string{"aarch64", "s390x", "x86_64"} }
	narrow := func(e *model.Event) { e.Arches = []string{"x86_64"} }
	for name, c := range map[string]struct {
		own, of *model.Event
		want    bool
	}{
		"the same":                         {event(nil), event(nil), true},
		"from another release":             {event(func(e *model.Event) { e.From.Minor = 5 }), event(nil), true},
		"as a renaming":                    {event(rename), event(nil), true},
		"by another package":               {event(func(e *model.Event) { e.Out = set("c", "s") }), event(nil), false},
		"from another repository":          {event(func(e *model.Event) { e.Out = set("b", "t") }), event(nil), false},
		"of another repository":            {event(func(e *model.Event) { e.In = set("a", "t") }), event(nil), true},
		"for more architectures":           {event(wide), event(narrow), true},
		"for fewer architectures":          {event(narrow), event(wide), false},
		"a removal of another repository":  {removal("r"), removal("t"), true},
		"a presence in another repository": {presence("r"), presence("t"), false},
		"a removal, and a presence":        {removal("r"), presence("r"), false},
		"with the default of stream maps":  {event(mapped), event(nil), true},
		"of a module stream": {event(func(e *model.Event) {
			e.In[0].Streams = []model.Stream{{Module: "m", Stream: "1"}}
		}), event(nil), false},
	} {
		if saysTheSame(c.own, c.of) != c.want {
			t.Errorf("%s: %v", name, !c.want)
		}
	}
}
