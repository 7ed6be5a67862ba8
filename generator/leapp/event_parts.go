package leapp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
)

// An eventReader reads events strictly or leniently. With a version it is strict, as that Leapp version is: it keeps
// the order of the file, repairs nothing, and refuses the file at the first value that Leapp cannot read. Without one
// it reads as much of each event as it can, sorts its parts, and notes quirks.
type eventReader struct {
	version *Version
	fault   *model.Fault // the first
	quirks  []Quirk      // only without a version
}

func (r *eventReader) strict() bool { return r.version != nil }

func (r *eventReader) fail(kind model.FaultKind, pos diag.Pos, format string, args ...any) {
	if r.fault == nil {
		r.fault = &model.Fault{Kind: kind, Message: fmt.Sprintf(format, args...), Pos: pos}
	}
}

// note adds a quirk: how the value is understood here, and what Leapp does with it.
func (r *eventReader) note(pos diag.Pos, rule, done, what string, args ...any) {
	if !r.strict() {
		r.quirks = append(r.quirks, Quirk{Pos: pos, Rule: rule, What: fmt.Sprintf(what, args...), Done: done})
	}
}

// want returns a value if it is of one kind, nil if it is missing. To Leapp every falsy value is missing, as in
// Python's "x or default". what begins the message about another kind.
func (r *eventReader) want(v *value, kind jsontext.Kind, what string) *value {
	switch {
	case v.isNull() || r.strict() && v.falsy():
		return nil
	case v.kind != kind:
		r.fail(model.Crash, v.pos, "%s %s", what, v.describe())
		return nil
	}
	return v
}

// packageList is the list of packages in a set, under either of its two names.
func packageList(set *value) *value {
	if list := set.get("package"); list != nil {
		return list
	}
	return set.get("packages")
}

// set reads a package set. Of two equal packages the first counts; Leapp compares them without their repositories. name
// is the set's key in the event.
func (r *eventReader) set(event *value, name string) (out []model.Package) {
	set := packageList(r.want(event.get(name), '{', name+" is"))
	if set != nil && set.kind != '[' && !(r.strict() && set.emptyIterable()) {
		r.fail(model.Crash, set.pos, "the packages of %s are %s", name, set.describe())
	}
	if n := len(set.list()); n > model.MaxPackages {
		r.fail(model.Crash, set.pos, "%s has %d packages: more than %d are not read", name, n, model.MaxPackages)
		return nil
	}
	seen := map[string]bool{}
	for i := range set.list() {
		p, ok := r.pkg(&set.items[i], name)
		if !ok {
			continue
		}
		key := p.Name
		for _, s := range p.Streams {
			key += "\x00" + s.Module + "\x01" + s.Stream
		}
		if seen[key] {
			r.note(p.Pos, "duplicate-package", "", "%s is twice in %s; Leapp uses the first", p.Name, name)
			continue
		}
		seen[key], out = true, append(out, p)
	}
	if !r.strict() {
		list.Sort(out, model.Package.Compare)
	}
	return out
}

func (r *eventReader) pkg(v *value, set string) (p model.Package, ok bool) {
	if v.kind != '{' {
		r.fail(model.Crash, v.pos, "a package of %s is %s", set, v.describe())
		return p, false
	}
	p.Pos = v.place("name")
	if r.strict() {
		p.Streams = r.streams(v, "")
		p.Name, p.Repo = r.exactWord(v, "name"), r.exactWord(v, "repository")
		return p, true
	}
	p.RepoPos = v.place("repository")
	if p.Name = r.word(v, "name", set); p.Name != "" {
		p.Repo = r.word(v, "repository", set)
	}
	if p.Repo == "" {
		return p, false
	}
	p.Streams = r.streams(v, p.Name)
	return p, true
}

// word reads a string that must not be blank.
func (r *eventReader) word(v *value, key, set string) string {
	f := v.get(key)
	word := strings.TrimSpace(text(f))
	if word == "" {
		r.fail(model.Inhibit, v.place(key), "a package of %s has no %s", set, key)
	} else if word != f.str {
		r.note(f.pos, "bad-name", "they are dropped",
			"there are blanks around the %s %q, which Leapp reads as a part of it", key, f.str)
	}
	return word
}

// exactWord reads a string that must be there. Leapp accepts other types at first and fails on them later.
func (r *eventReader) exactWord(v *value, key string) string {
	f := v.get(key)
	switch {
	case f == nil:
		r.fail(model.Inhibit, v.pos, "a package has no %s", key)
	case f.kind != '"' && !(f.kind == 'n' && key == "repository"):
		r.fail(model.Crash, f.pos, "the %s of a package is %s", key, f.describe())
	}
	return text(f)
}

// streams reads modulestreams or modulestream of a package. name is the package's, for messages that have it.
func (r *eventReader) streams(v *value, name string) (out []model.Stream) {
	what := "the modulestreams"
	if name != "" {
		what += " of " + name
	}
	items := r.want(v.get("modulestreams"), '[', what+" are").list()
	if one := v.get("modulestream"); len(items) == 0 && !one.isNull() && (!r.strict() || one.kind == '{') {
		items = []value{*one}
	}
	if len(items) == 0 && !r.strict() {
		items = r.ignoredStreams(v, name)
	}
	if len(items) > model.MaxStreams {
		r.fail(model.Crash, v.pos, "%s are %d: more than %d are not read", what, len(items), model.MaxStreams)
		return nil
	}
	for i := range items {
		if s, ok := r.stream(&items[i], true); ok {
			out = append(out, s)
		}
	}
	if !r.strict() {
		list.Sort(out, model.Stream.Compare)
		out = slices.Compact(out)
	}
	if len(out) == 1 && out[0].IsZero() {
		return nil
	}
	return out
}

// ignoredStreams are those that the PES service writes as module_stream, which Leapp does not read.
func (r *eventReader) ignoredStreams(v *value, name string) []value {
	odd := v.get("module_stream")
	if odd.isNull() {
		return nil
	}
	items := odd.items
	if odd.kind == '{' {
		items = []value{*odd}
	}
	if slices.ContainsFunc(items, func(x value) bool { return x.kind != 'n' }) {
		r.note(v.member("module_stream").pos, "ignored-key", "it is read as its module stream",
			"Leapp does not read module_stream: to it %s has no stream; write modulestreams", name)
	}
	return items
}

// stream reads a module stream; null means none, and to Leapp any falsy value does. A whole one must have both parts.
func (r *eventReader) stream(v *value, whole bool) (s model.Stream, ok bool) {
	if !r.strict() {
		if v.isNull() {
			return s, true
		}
		s = model.Stream{Module: text(v.get("name")), Stream: text(v.get("stream"))}
		if ok = s.Module != "" && s.Stream != ""; !ok {
			r.fail(model.Inhibit, v.pos, "a module stream lacks its name or stream")
		}
		return s, ok
	}
	o := r.want(v, '{', "a module stream is")
	if o == nil {
		return s, true
	}
	part := func(key string) string {
		f := o.get(key)
		switch {
		case f == nil && whole:
			r.fail(model.Inhibit, o.pos, "a module stream has no %s", key)
		case !f.isNull() && f.kind != '"':
			r.fail(model.Crash, f.pos, "the %s of a module stream is %s", key, f.describe())
		}
		return text(f)
	}
	return model.Stream{Module: part("name"), Stream: part("stream")}, true
}

func (r *eventReader) streamMaps(v *value) (out []model.StreamMap) {
	maps := r.want(v, '[', "modulestream_maps is").list()
	if n := len(maps); n > model.MaxStreams {
		r.fail(model.Crash, v.pos, "modulestream_maps has %d entries: more than %d are not read", n, model.MaxStreams)
		return nil
	}
	for i := range maps {
		m := &maps[i]
		if m.kind != '{' {
			r.fail(model.Crash, m.pos, "an entry of modulestream_maps is %s", m.describe())
			break
		}
		from, ok1 := r.stream(m.get("in_modulestream"), false)
		to, ok2 := r.stream(m.get("out_modulestream"), false)
		if ok1 && ok2 {
			out = append(out, model.StreamMap{In: from, Out: to})
		}
	}
	if !r.strict() {
		list.Sort(out, model.StreamMap.Compare)
		out = slices.Compact(out)
	}
	return out
}

// A releaseValue is a release as a file has it.
type releaseValue struct {
	model.Release
	os      string   // the system it belongs to, which Leapp does not read
	osPos   diag.Pos // of that name
	missing bool
	odd     bool // read strictly: its parts are there but are not integers, so that Leapp cannot compare it
}

// release reads a release; name is the key it has in the event.
func (r *eventReader) release(event *value, name string) (out releaseValue) {
	v := event.get(name)
	out.os, out.osPos = text(v.get("os_name")), v.place("os_name")
	o := r.want(v, '{', name+" is")
	if o == nil {
		out.missing = true
		return out
	}
	part := func(key string) int {
		f := o.get(key)
		n, integer := f.integer()
		switch {
		case f == nil || f.isNull() && !r.strict():
			r.fail(model.Inhibit, o.pos, "%s has no %s", name, key)
		case r.strict() && (!integer || n < 0 || n > 1<<30):
			out.odd, n = true, 0
		case r.strict():
		case !integer && f.kind == '"' && (n > 0 || f.str == "0"):
			r.note(f.pos, "wrong-type", "it is read as a number",
				"%s of %s is a string: Leapp crashes when it sorts numbers and strings", key, name)
		case !integer || n < 0 || n > 9999:
			r.fail(model.Crash, f.pos, "%s of %s is not a number", key, name)
		}
		return int(n)
	}
	out.Release = model.Release{Major: part("major_version"), Minor: part("minor_version")}
	return out
}
