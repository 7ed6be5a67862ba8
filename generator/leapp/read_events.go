package leapp

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
)

// A ReadEvent is an event as a published file holds it, and what had to be understood rather than read.
type ReadEvent struct {
	model.Event
	Label    string   // its id as written, for messages
	OddID    bool     // the id is no integer
	IDPos    diag.Pos // of the id; zero when there is none
	Empty    bool     // no in packages
	Odd      []Odd    // what Leapp would read otherwise, or not at all
	Fatal    string   // why Leapp would refuse the whole file; the event is not to be used
	FatalPos diag.Pos
	SetIDs   []SetID
	fromOS   diag.Pos // of the os_name of the initial release
	toOS     diag.Pos // ... and of the release
	NoFrom   bool     // initial_release is null or missing
	NoTo     bool     // release is null or missing
	Comment  string   // description
	AllArchs bool     // no list of architectures: all that Leapp knows
}

// An Odd is a thing of an event that Leapp reads otherwise than it looks, and what was done about it here.
type Odd struct {
	Pos  diag.Pos
	Rule string
	What string // what Leapp does with it
	Done string // how it is understood here
	Near string // what may have been meant, for a suggestion
}

// A SetID is the number that tools, not Leapp, know a package set by.
type SetID struct {
	ID  string
	Set []model.Package
	Pos diag.Pos
}

// OSPos is where the event names that system.
func (e *ReadEvent) OSPos(name string) diag.Pos {
	if e.ToOS == name {
		return e.toOS
	}
	return e.fromOS
}

// An EventsFile is a pes-events.json or a vendor's _pes.json.
type EventsFile struct {
	Streams []string // provided_data_streams
	Head    diag.Pos // of the streams, else of the file's object
	Events  []*ReadEvent
}

// ReadEvents reads a file of events (leapp-semantics 3). What Leapp would choke on is noted in the event, not lost:
// the importer repairs it, an audit reports it. ok is false when the file as a whole cannot be read.
func ReadEvents(f *diag.File) (out EventsFile, list diag.List, ok bool) {
	root, ok := parseObject(f, &list)
	if !ok {
		return out, list, false
	}
	out.Streams, out.Head = readStreams(&root, &list), root.place("provided_data_streams")
	info := root.get("packageinfo")
	if info.isNull() {
		list.Errorf(root.pos, "wrong-type", "there is no packageinfo: Leapp refuses the upgrade")
		return out, list, false
	}
	if info.kind != '[' {
		list.Errorf(info.pos, "wrong-type", "packageinfo is %s, a list is wanted", info.describe())
		return out, list, false
	}
	for i := range info.items {
		v := &info.items[i]
		if v.kind != '{' {
			list.Errorf(v.pos, "wrong-type", "this entry of packageinfo is %s: Leapp crashes", v.describe())
			continue
		}
		out.Events = append(out.Events, readEvent(v))
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
		list.Add(diag.Diagnostic{Pos: v.pos, Severity: diag.Warning, Rule: "wrong-type", Message: "provided_data_streams is no list of strings: Leapp refuses the upgrade"})
	}
	return out
}

// eventReader reads one event and collects what is odd about it.
type eventReader struct{ e *ReadEvent }

func (r eventReader) odd(pos diag.Pos, rule, what, done string) {
	r.e.Odd = append(r.e.Odd, Odd{Pos: pos, Rule: rule, What: what, Done: done})
}

func (r eventReader) fatal(pos diag.Pos, format string, args ...any) {
	if r.e.Fatal == "" {
		r.e.Fatal, r.e.FatalPos = fmt.Sprintf(format, args...), pos
	}
}

func readEvent(v *value) *ReadEvent {
	r := eventReader{&ReadEvent{}}
	e := r.e
	e.Origin = &model.Origin{Pos: v.pos}
	if id := v.get("id"); !id.isNull() {
		n, ok := id.integer()
		e.ID, e.Label = uint64(max(n, 0)), id.str
		e.OddID, e.IDPos = !ok, id.pos
	}
	action := v.get("action")
	n, ok := action.integer()
	switch {
	case !ok && (action.isNull() || action.kind != '"'):
		r.fatal(v.place("action"), "the action is %s", action.describe())
	case !ok:
		r.odd(action.pos, "bad-event", fmt.Sprintf("the action %q is a string, which Leapp crashes on", action.str), "it is read as a number")
	}
	if n < 0 || n > 8 || !ok && n == 0 && (action.isNull() || action.str != "0") {
		r.fatal(v.place("action"), "Leapp knows no action %d", n)
	}
	e.Action = model.Action(n)
	e.Comment = strings.TrimSpace(text(v.get("description")))
	r.arches(v)
	e.From, e.FromOS, e.NoFrom = r.release(v.get("initial_release"), "initial_release")
	e.To, e.ToOS, e.NoTo = r.release(v.get("release"), "release")
	e.In = r.set(v.get("in_packageset"), "in_packageset")
	e.Out = r.set(v.get("out_packageset"), "out_packageset")
	e.Empty = len(e.In) == 0
	if x := v.get("initial_release"); x != nil {
		e.FromPos = x.pos
	}
	e.fromOS, e.toOS = v.get("initial_release").place("os_name"), v.get("release").place("os_name")
	r.keys(v)
	r.streamMaps(v.get("modulestream_maps"))
	return e
}

// Keys that an event and its parts may have. Leapp reads those in the first half of each list; the others are for people and tools.
var (
	eventKeys   = []string{"action", "architectures", "in_packageset", "initial_release", "modulestream_maps", "out_packageset", "release", "id", "is_approved", "description", "version", "tag", "z_stream"}
	packageKeys = []string{"modulestream", "modulestreams", "name", "repository"}
)

// keys names what Leapp does not read: as a lost word where it says something, else as a dead one.
func (r eventReader) keys(v *value) {
	r.unread(v, eventKeys, "arches")
	for _, name := range []string{"in_packageset", "out_packageset"} {
		list := v.get(name).get("package")
		if list == nil {
			list = v.get(name).get("packages")
		}
		if list != nil {
			for i := range list.items {
				r.unread(&list.items[i], packageKeys, "module_stream")
			}
		}
	}
}

// unread looks for keys that are not known; misspelt is one that is read, and reported, elsewhere.
func (r eventReader) unread(v *value, known []string, misspelt string) {
	for i := range v.members {
		m := &v.members[i]
		switch {
		case slices.Contains(known, m.name):
		case m.val.says() && m.name == misspelt && v.get("architectures").isNull() && v.get("modulestreams").isNull():
		case m.val.says():
			r.odd(m.pos, "ignored-key", "Leapp does not read "+diag.Printable(m.name), "it is left out")
			r.e.Odd[len(r.e.Odd)-1].Near = diag.Near(m.name, known)
		default:
			what := "Leapp does not read " + diag.Printable(m.name)
			if m.val.kind == '[' && len(m.val.items) > 0 {
				what += ", a list of nothing"
			}
			r.odd(m.pos, "dead-key", what, "")
		}
	}
}

// says reports whether a value says anything: null, empty lists and lists of null do not.
func (v *value) says() bool {
	switch v.kind {
	case 'n':
		return false
	case '[':
		return slices.ContainsFunc(v.items, func(x value) bool { return x.kind != 'n' })
	case '{':
		return len(v.members) > 0
	case '"':
		return v.str != ""
	}
	return true
}

func text(v *value) string {
	if v == nil || v.kind != '"' {
		return ""
	}
	return v.str
}

// arches reads architectures, or arches where somebody wrote that: Leapp ignores the misspelt key.
func (r eventReader) arches(v *value) {
	list := v.get("architectures")
	if list.isNull() && !v.get("arches").isNull() {
		list = v.get("arches")
		r.odd(v.member("arches"), "ignored-key", "Leapp does not read arches: the event is for every architecture; write architectures", "it is read as architectures")
	}
	if !list.isNull() && list.kind != '[' {
		r.odd(list.pos, "bad-event", "architectures is "+list.describe()+", a list is wanted: Leapp refuses every upgrade", "the event is for all")
	}
	unknown := false
	if !list.isNull() {
		for _, it := range list.items {
			arch := strings.TrimSpace(text(&it))
			if !slices.Contains(model.Arches, arch) {
				unknown = true
				r.odd(it.pos, "unknown-architecture", fmt.Sprintf("Leapp knows no architecture %q and refuses the whole file, and every upgrade with it", arch), "it is left out")
				continue
			}
			r.e.Arches = append(r.e.Arches, arch)
		}
	}
	slices.Sort(r.e.Arches)
	r.e.Arches = slices.Compact(r.e.Arches)
	if len(r.e.Arches) == 0 {
		r.e.Arches, r.e.AllArchs = slices.Clone(model.Arches), true
		if unknown {
			r.e.Odd[len(r.e.Odd)-1].Done = "it is left out, and with no architecture left the event is for all"
		}
	}
}

func (r eventReader) release(v *value, name string) (rel model.Release, os string, none bool) {
	if v.isNull() {
		return rel, "", true
	}
	if v.kind != '{' {
		r.fatal(v.pos, "%s is %s", name, v.describe())
		return rel, "", true
	}
	number := func(key string) int {
		n, ok := v.get(key).integer()
		switch x := v.get(key); {
		case x.isNull():
			r.fatal(v.pos, "%s has no %s", name, key)
		case !ok && x.kind == '"' && (n > 0 || x.str == "0"):
			r.odd(x.pos, "wrong-type", key+" of "+name+" is a string: Leapp crashes when it sorts numbers and strings", "it is read as a number")
		case !ok || n < 0 || n > 9999:
			r.fatal(v.place(key), "%s of %s is no number", key, name)
		}
		return int(n)
	}
	rel = model.Release{Major: number("major_version"), Minor: number("minor_version")}
	return rel, text(v.get("os_name")), false
}

// set reads a package set. The first of two equal packages counts, as in Leapp.
func (r eventReader) set(v *value, name string) (out []model.Package) {
	if v.isNull() {
		return nil
	}
	if v.kind != '{' {
		r.fatal(v.pos, "%s is %s", name, v.describe())
		return nil
	}
	list := v.get("package")
	if list == nil {
		list = v.get("packages")
	}
	if list == nil {
		return nil
	}
	if list.kind != '[' {
		r.fatal(list.pos, "the packages of %s are %s", name, list.describe())
		return nil
	}
	for i := range list.items {
		p, ok := r.pkg(&list.items[i], name)
		if !ok {
			continue
		}
		if j := slices.IndexFunc(out, func(q model.Package) bool { return q.Name == p.Name && slices.Equal(q.Streams, p.Streams) }); j >= 0 {
			r.odd(p.Pos, "duplicate-package", fmt.Sprintf("%s stands twice in %s; Leapp reads the first", p.Name, name), "")
			continue
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, model.Package.Compare)
	if id := v.get("set_id"); !id.isNull() && len(out) > 0 {
		r.e.SetIDs = append(r.e.SetIDs, SetID{id.str, out, id.pos})
	}
	return out
}

func (r eventReader) pkg(v *value, set string) (p model.Package, ok bool) {
	if v.kind != '{' {
		r.fatal(v.pos, "a package of %s is %s", set, v.describe())
		return p, false
	}
	p.Pos = v.pos
	for _, x := range []struct {
		to  *string
		key string
	}{{&p.Name, "name"}, {&p.Repo, "repository"}} {
		f := v.get(x.key)
		if f.isNull() || f.kind != '"' || strings.TrimSpace(f.str) == "" {
			r.fatal(v.place(x.key), "a package of %s has no %s", set, x.key)
			return p, false
		}
		if *x.to = strings.TrimSpace(f.str); *x.to != f.str {
			r.odd(f.pos, "bad-name", fmt.Sprintf("there are blanks around the %s %q, which Leapp takes for a part of it", x.key, f.str), "they are dropped")
		}
		if x.to == &p.Name {
			p.Pos = f.pos
		} else {
			p.RepoPos = f.pos
		}
	}
	p.Streams = r.packageStreams(v, p.Name)
	return p, true
}

// packageStreams reads modulestreams or modulestream, else what the PES service writes as module_stream, which Leapp ignores.
func (r eventReader) packageStreams(v *value, name string) (out []model.Stream) {
	var items []value
	if l := v.get("modulestreams"); !l.isNull() {
		if l.kind != '[' {
			r.fatal(l.pos, "the modulestreams of %s are %s", name, l.describe())
		}
		items = l.items
	}
	if one := v.get("modulestream"); len(items) == 0 && !one.isNull() {
		items = []value{*one}
	}
	if odd := v.get("module_stream"); len(items) == 0 && !odd.isNull() {
		items = odd.items
		if odd.kind == '{' {
			items = []value{*odd}
		}
		if slices.ContainsFunc(items, func(x value) bool { return x.kind != 'n' }) {
			r.odd(v.member("module_stream"), "ignored-key", "Leapp does not read module_stream: to it "+name+" has no stream; write modulestreams", "it is read as its module stream")
		}
	}
	for i := range items {
		if s, ok := r.stream(&items[i]); ok && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, model.Stream.Compare)
	if len(out) == 1 && out[0].IsZero() {
		return nil
	}
	return out
}

func (r eventReader) stream(v *value) (s model.Stream, ok bool) {
	if v.isNull() {
		return s, true
	}
	s = model.Stream{Module: text(v.get("name")), Stream: text(v.get("stream"))}
	if v.kind != '{' || s.Module == "" || s.Stream == "" {
		r.fatal(v.pos, "a module stream lacks its name or stream")
		return s, false
	}
	return s, true
}

func (r eventReader) streamMaps(v *value) {
	if v.isNull() {
		return
	}
	if v.kind != '[' {
		r.fatal(v.pos, "modulestream_maps is %s", v.describe())
		return
	}
	for i := range v.items {
		if v.items[i].kind != '{' {
			r.fatal(v.items[i].pos, "an entry of modulestream_maps is %s", v.items[i].describe())
			return
		}
		in, ok1 := r.stream(v.items[i].get("in_modulestream"))
		out, ok2 := r.stream(v.items[i].get("out_modulestream"))
		if m := (model.StreamMap{In: in, Out: out}); ok1 && ok2 && !slices.Contains(r.e.Streams, m) {
			r.e.Streams = append(r.e.Streams, m)
		}
	}
	slices.SortFunc(r.e.Streams, model.StreamMap.Compare)
}
