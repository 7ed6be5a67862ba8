// Package follow brings the layer of upstream's events in a project to what upstream says today.
//
// [Read] reads the file that upstream publishes, [Files] makes the layer, and [Compare] says what a new state brings.
package follow

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/digest"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
	"pes/generator/upstream"
)

// Read reads upstream's pes-events.json. A file in which anything is wrong is not taken: everything that is wrong is
// reported where it stands, and there is no state. One thing that upstream does is only a warning: a package that
// stands twice in a set, in two repositories, of which Leapp and so the layer have the first.
func Read(f *diag.File) (*model.Layer, diag.List) {
	file, found, ok := leapp.ReadEvents(f)
	if !ok {
		found.Sort()
		return nil, found
	}
	r := reader{list: &found, ids: map[uint64]*leapp.ReadEvent{}}
	r.streams(&file)
	layer := &model.Layer{Name: path.Base(f.Name), Timestamp: file.Timestamp, SHA256: digest.Hex(f.Text),
		Streams: file.Streams}
	for _, e := range file.Events {
		if r.event(e) {
			layer.Events = append(layer.Events, taken(e))
		}
	}
	if len(file.Events) == 0 {
		found.Errorf(file.Head, "bad-event", "the file has no events")
	}
	found.Sort()
	if found.Failed() {
		return nil, found
	}
	return layer, found
}

// reader collects what is wrong with a file.
type reader struct {
	list *diag.List
	ids  map[uint64]*leapp.ReadEvent
}

// streams refuses a file whose data stream no Leapp version reads: its events may mean something else.
func (r *reader) streams(f *leapp.EventsFile) {
	if len(f.Streams) == 0 {
		r.list.Errorf(f.Head, "unknown-format", "the file does not say of which data stream it is: "+
			"upstream's pes-events.json has provided_data_streams")
		return
	}
	reads := func(v *leapp.Version) bool { return v.Stream != "" && v.Reads(f.Streams) }
	if !slices.ContainsFunc(leapp.Versions, reads) {
		newest := leapp.Versions[len(leapp.Versions)-1]
		r.list.Errorf(f.Head, "unknown-format",
			"no Leapp version that pes knows reads the data stream %s; the newest, %s, "+
				"reads %s", strings.Join(f.Streams, ", "), newest.Name, newest.Stream)
	}
}

// event reports what is wrong with an event, and whether it can be used.
func (r *reader) event(e *leapp.ReadEvent) bool {
	good := true
	fail := func(pos diag.Pos, rule, text string) {
		good = false
		r.list.Errorf(pos, rule, "%s", text)
	}
	if e.Fatal != "" {
		fail(e.FatalPos, "bad-event", e.Fatal)
	}
	for _, q := range e.Quirks {
		if q.Rule == "duplicate-package" {
			r.list.Warnf(q.Pos, q.Rule, "%s", q.What)
		} else if rule, ok := rules.Find(q.Rule); ok && rule.Level != diag.Info {
			fail(q.Pos, q.Rule, q.What)
		}
	}
	switch {
	case e.IDPos.IsZero() || e.OddID || e.ID == 0 || e.ID >= 1<<48:
		fail(cmp.Or(e.IDPos, e.Pos), "string-id", "the event has no id that is a positive number: what upstream "+
			"changes cannot be followed")
	case r.ids[e.ID] != nil:
		first := r.ids[e.ID]
		good = false
		r.list.Add(diag.Diagnostic{Pos: e.IDPos, Rule: "duplicate-id", Message: "two events have the id " + e.Label,
			Notes: []diag.Note{{Pos: first.IDPos, Text: "the other one: " + first.Title()}}})
	default:
		r.ids[e.ID] = e
	}
	if e.NoTo && e.Fatal == "" {
		fail(e.Pos, "dead-event", "the event has no release")
	}
	if e.Action == model.Reinstalled {
		fail(e.Pos, "bad-event", "the action is 8, reinstalled: Leapp crashes on it, or refuses the file")
	}
	releases(e, fail)
	if len(e.In) == 0 && e.Fatal == "" {
		fail(e.Pos, "dead-event", "the event takes no packages")
	}
	return good && !r.unwritable(e)
}

// taken is the event as a layer has it: its parts in order, without what it says of its systems.
func taken(e *leapp.ReadEvent) *model.Event {
	out := e.Event
	out.FromOS, out.ToOS = "", ""
	out.Streams = out.TidyStreams()
	out.Origin = &model.Origin{Pos: e.Pos, Upstream: e.ID}
	list.Sort(out.In, model.Package.Compare)
	list.Sort(out.Out, model.Package.Compare)
	return &out
}

// releases reports releases that nothing has.
func releases(e *leapp.ReadEvent, fail func(pos diag.Pos, rule, text string)) {
	for _, x := range []struct {
		release model.Release
		none    bool
		pos     diag.Pos
	}{{e.From, e.NoFrom, e.FromPos}, {e.To, e.NoTo, e.ToPos}} {
		name := fmt.Sprintf("%d.%d", x.release.Major, x.release.Minor)
		unread := x.release.IsZero() && e.Fatal != "" // which is told
		if _, err := model.ParseRelease(name); err != nil && !x.none && !unread {
			fail(x.pos, "bad-event", "there is no release "+name)
		}
	}
}

// unwritable reports names that a line of a layer cannot hold, because it would be read as something else.
func (r *reader) unwritable(e *leapp.ReadEvent) (found bool) {
	fail := func(pos diag.Pos, what, name string) {
		found = true
		r.list.Errorf(pos, "bad-name", "%q cannot be the name of a %s", name, what)
	}
	for _, p := range slices.Concat(e.In, e.Out) {
		if !upstream.ValidPackage(p.Name) {
			fail(p.Pos, "package", p.Name)
		}
		if !model.ValidWord(p.Repo) {
			fail(p.RepoPos, "repository", p.Repo)
		}
		for _, s := range p.Streams {
			if !upstream.ValidStream(s) {
				fail(p.Pos, "module stream", s.String())
			}
		}
	}
	for _, m := range e.Streams {
		for _, s := range []model.Stream{m.In, m.Out} {
			if !upstream.ValidStream(s) && !found {
				fail(e.Pos, "module stream", s.String())
			}
		}
	}
	return found
}
