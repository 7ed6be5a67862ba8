package leapp

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
)

// A ReadEvent is an event as a published file holds it, with what is wrong with it.
type ReadEvent struct {
	model.Event
	Label        string   // its id as written, for messages
	OddID        bool     // the id is no integer
	IDPos        diag.Pos // of the id; zero when there is none
	Quirks       []Quirk
	Fatal        string // why Leapp would refuse the whole file; the event is not to be used
	FatalPos     diag.Pos
	SetIDs       []SetID
	NoFrom, NoTo bool     // initial_release, release is null or missing
	Comment      string   // description
	fromOS, toOS diag.Pos // of the os_name of both releases
}

// A Quirk is something in an event that Leapp reads differently from what it looks like, or not at all.
type Quirk struct {
	Pos  diag.Pos
	Rule string
	What string // what Leapp does with it
	Done string // how it is understood here
	Near string // what may have been meant, for a suggestion
}

// A SetID is the number of a package set, which tools use and Leapp does not.
type SetID struct {
	ID  string
	Set []model.Package
	Pos diag.Pos
}

// OSPos is the place where the event names a system.
func (e *ReadEvent) OSPos(name string) diag.Pos {
	if e.ToOS == name {
		return e.toOS
	}
	return e.fromOS
}

// An EventsFile is a pes-events.json or a vendor's _pes.json.
type EventsFile struct {
	Streams   []string // provided_data_streams
	Timestamp string   // as written; "" where there is none
	Head      diag.Pos // of the streams, else of the file's object
	Events    []*ReadEvent
}

// readFrame reads the object of a file with data streams and reports its keys that nobody reads.
func readFrame(f *diag.File, list *diag.List, s *shape) (root value, ok bool) {
	if root, ok = parseObject(f, list); ok {
		keys := keyReader{list: list}
		keys.unread(&root, s)
		keys.report()
	}
	return root, ok
}

// ReadEvents reads a file of events (Leapp guide 3). What Leapp cannot take is noted in the event: the importer repairs
// it, an audit reports it. ok is false if the file as a whole cannot be read.
func ReadEvents(f *diag.File) (out EventsFile, list diag.List, ok bool) {
	root, ok := readFrame(f, &list, &eventsKeys)
	if !ok {
		return out, list, false
	}
	out.Streams, out.Head = readStreams(&root, &list), root.place("provided_data_streams")
	out.Timestamp = text(root.get("timestamp"))
	info := root.get("packageinfo")
	switch {
	case info.isNull():
		list.Errorf(root.pos, "wrong-type", "there is no packageinfo: Leapp refuses the upgrade")
	case info.kind != '[':
		list.Errorf(info.pos, "wrong-type", "packageinfo is %s, a list is wanted", info.describe())
	}
	for i := range info.list() {
		v := &info.items[i]
		if v.kind != '{' {
			list.Errorf(v.pos, "wrong-type", "this entry of packageinfo is %s: Leapp crashes", v.describe())
			continue
		}
		out.Events = append(out.Events, readEvent(v))
	}
	if name, last, n := model.Crowded(out.Events, func(e *ReadEvent) *model.Event { return &e.Event }); n > 0 {
		list.Errorf(last.Pos, "wrong-type", "%d events name the package %s: more than %d are not read",
			n, name, model.MaxEvents)
		out.Events = nil
	}
	return out, list, !list.Failed()
}

func readStreams(root *value, list *diag.List) (out []string) {
	v := root.get("provided_data_streams")
	if v.isNull() {
		return nil
	}
	for _, it := range v.items {
		if it.kind == '"' {
			out = append(out, it.str)
		}
	}
	if v.kind != '[' || len(out) != len(v.items) {
		list.Warnf(v.pos, "wrong-type", "provided_data_streams is not a list of strings: Leapp refuses the upgrade")
	}
	return out
}

// readEvent reads as much of an event as can be understood.
func readEvent(v *value) *ReadEvent {
	r := eventReader{}
	e := &ReadEvent{Event: model.Event{Origin: &model.Origin{Pos: v.pos}}}
	if id := v.get("id"); !id.isNull() {
		n, ok := id.integer()
		e.ID, e.Label = uint64(max(n, 0)), id.str
		e.OddID, e.IDPos = !ok, id.pos
	}
	e.Action = r.action(v)
	e.Comment = strings.TrimSpace(text(v.get("description")))
	e.Arches = r.arches(v)
	from, to := r.release(v, "initial_release"), r.release(v, "release")
	e.From, e.FromOS, e.fromOS, e.NoFrom = from.Release, from.os, from.osPos, from.missing
	e.To, e.ToOS, e.toOS, e.NoTo = to.Release, to.os, to.osPos, to.missing
	if x := v.get("initial_release"); x != nil {
		e.FromPos = x.pos
	}
	if x := v.get("release"); x != nil {
		e.ToPos = x.pos
	}
	e.In, e.Out = r.set(v, "in_packageset"), r.set(v, "out_packageset")
	e.addSetID(v.get("in_packageset"), e.In)
	e.addSetID(v.get("out_packageset"), e.Out)
	r.unread(v, eventKeys, "arches", "")
	for _, name := range []string{"in_packageset", "out_packageset"} {
		r.unreadSet(v.get(name), name)
	}
	for _, name := range []string{"initial_release", "release"} {
		r.unreadPart(v.get(name), &releaseKeys, " of "+name)
	}
	for _, m := range v.get("modulestream_maps").list() {
		r.unreadPart(&m, &streamMapKeys, " of modulestream_maps")
		for _, side := range streamMapKeys.keys {
			r.unreadPart(m.get(side), &streamKeys, " of "+side)
		}
	}
	e.Streams = r.streamMaps(v.get("modulestream_maps"))
	if e.Quirks = r.quirks; r.fault != nil {
		e.Fatal, e.FatalPos = r.fault.Message, r.fault.Pos
	}
	return e
}

func (e *ReadEvent) addSetID(v *value, set []model.Package) {
	if id := v.get("set_id"); !id.isNull() && len(set) > 0 {
		e.SetIDs = append(e.SetIDs, SetID{id.str, set, id.pos})
	}
}

func (r *eventReader) action(event *value) model.Action {
	v := event.get("action")
	n, ok := v.integer()
	number := ok || n != 0 || text(v) == "0"
	switch {
	case ok:
	case v.isNull() || v.kind != '"':
		r.fail(model.Crash, event.place("action"), "the action is %s", v.describe())
	default:
		r.note(v.pos, "bad-event", "it is read as a number",
			"the action %q is a string: Leapp crashes", v.str)
	}
	if n < 0 || n > int64(model.Reinstalled) || !number {
		r.fail(model.Inhibit, event.place("action"), "Leapp has no action %d", n)
	}
	return model.Action(n)
}

// arches reads architectures, or the misspelt key arches, which Leapp ignores. If none are named, the event is for all
// architectures that Leapp knows.
func (r *eventReader) arches(event *value) (arches []string) {
	list := event.get("architectures")
	if list.isNull() && !event.get("arches").isNull() {
		list = event.get("arches")
		r.note(event.member("arches").pos, "ignored-key", "it is read as architectures",
			"Leapp does not read arches: the event is for every architecture; write architectures")
	}
	if !list.isNull() && list.kind != '[' {
		r.note(list.pos, "bad-event", "the event is for all",
			"architectures is %s, a list is wanted: Leapp refuses every upgrade", list.describe())
	}
	items := list.list()
	for _, it := range items {
		arch := strings.TrimSpace(text(&it))
		if slices.Contains(model.Arches, arch) {
			arches = append(arches, arch)
			continue
		}
		r.note(it.pos, "unknown-architecture", "it is left out",
			"Leapp does not support the architecture %q and refuses the whole file, and every upgrade with it", arch)
	}
	if len(arches) == 0 {
		if len(items) > 0 {
			r.quirks[len(r.quirks)-1].Done = "it is left out, and with no architecture left the event is for all"
		}
		return slices.Clone(model.Arches)
	}
	slices.Sort(arches)
	return slices.Compact(arches)
}

// Keys that an event and its packages may have. Leapp does not read those after release; they are for people and tools.
var (
	eventKeys = []string{"action", "architectures", "in_packageset", "initial_release", "modulestream_maps",
		"out_packageset", "release", "id", "is_approved", "description", "version", "tag", "z_stream"}
	packageKeys = []string{"modulestream", "modulestreams", "name", "repository"}
)

// unread notes unknown keys: as ignored if they have a value, else as dead. misspelt is a key that is noted elsewhere,
// and what the PES service writes where there is nothing. of says what has the keys.
func (r *eventReader) unread(v *value, known []string, misspelt, of string) {
	for i := range v.members {
		m := &v.members[i]
		switch {
		case slices.Contains(known, m.name):
		case m.name == misspelt && !m.val.says() && m.name == "module_stream":
		case m.val.says() && m.name == misspelt && v.get("architectures").isNull() && v.get("modulestreams").isNull():
		case m.val.says():
			r.note(m.pos, "ignored-key", "it is left out", "Leapp does not read %s%s", diag.Printable(m.name), of)
			r.quirks[len(r.quirks)-1].Near = diag.Near(m.name, known)
		default:
			nothing := ""
			if m.val.kind == '[' && len(m.val.items) > 0 {
				nothing = ", a list of nothing"
			}
			r.note(m.pos, "dead-key", "", "Leapp does not read %s%s%s", diag.Printable(m.name), of, nothing)
		}
	}
}

// unreadPart notes unknown keys of a part of an event.
func (r *eventReader) unreadPart(v *value, s *shape, of string) {
	if v != nil && len(v.members) > 0 {
		r.unread(v, slices.Concat(s.keys, s.aside), "", of)
	}
}

// unreadSet notes unknown keys of a set of packages and of those, and packages that stand under packages.
func (r *eventReader) unreadSet(set *value, name string) {
	if set == nil {
		return
	}
	r.unreadPart(set, &setKeys, " of "+name)
	if m := set.member("packages"); m != nil && set.get("package") == nil {
		r.note(m.pos, "ignored-key", "they are read as package",
			"%s has its packages under packages: the tools of leapp-data, and versions of Leapp that only read "+
				"package, read an empty set; write package", name)
		r.quirks[len(r.quirks)-1].Near = `"package"`
	} else if m != nil {
		r.note(m.pos, "ignored-key", "they are left out", "Leapp does not read packages if there is package")
	}
	for _, p := range packageList(set).list() {
		r.unread(&p, packageKeys, "module_stream", "")
		for _, s := range p.get("modulestreams").list() {
			r.unreadPart(&s, &streamKeys, " of a module stream")
		}
	}
}

// says reports whether a value has any content: null, empty lists and lists of null have none.
func (v *value) says() bool {
	if v.kind == '[' {
		return slices.ContainsFunc(v.items, func(x value) bool { return x.kind != 'n' })
	}
	return !v.falsy() || v.kind == 'f' || v.kind == '0'
}
