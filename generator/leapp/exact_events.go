package leapp

import (
	"slices"
	"strconv"
	"strings"

	"pes/generator/model"
)

// exactEvents reads a file of events as Leapp does (leapp-semantics 3): file order everywhere, nothing repaired, and the first
// thing Leapp cannot take refuses the whole file. A missing key or a wrong value inhibits, a wrong type crashes.
type exactEvents struct {
	out         *model.EventFile
	newest      bool // 0.25: an empty list is refused too
	reinstalled bool // action 8 is known
	fault       *model.Fault
}

func (x *exactEvents) read(root *value) *model.Fault {
	info := root.get("packageinfo")
	switch {
	case info.isNull():
		x.fail(model.Inhibit, root, "there is no packageinfo")
	case len(info.items) == 0 && x.newest && (info.kind == '[' || info.falsy()):
		x.fail(model.Inhibit, info, "packageinfo is empty")
	case info.kind != '[' && !(info.kind == '"' && info.falsy()) && !(info.kind == '{' && info.falsy()):
		x.fail(model.Crash, info, "packageinfo is "+info.describe())
	}
	for i := range info.list() {
		if x.fault != nil {
			break
		}
		x.entry(&info.items[i])
	}
	return x.fault
}

func (x *exactEvents) fail(kind model.FaultKind, v *value, message string) {
	if x.fault == nil {
		x.fault = &model.Fault{Kind: kind, Message: message}
		if v != nil {
			x.fault.Pos = v.pos
		}
	}
}

// want takes a value of one kind; a falsy one of any kind counts as missing, as in Python's `x or default`.
func (x *exactEvents) want(v *value, kind byte, what string) *value {
	if v.falsy() {
		return nil
	}
	if byte(v.kind) != kind {
		x.fail(model.Crash, v, what+" is "+v.describe())
		return nil
	}
	return v
}

func (x *exactEvents) entry(v *value) {
	if v.kind != '{' {
		x.fail(model.Crash, v, "an entry of packageinfo is "+v.describe())
		return
	}
	e := &model.Event{Origin: &model.Origin{Pos: v.pos}}
	if n, _ := v.get("id").integer(); n > 0 {
		e.ID = uint64(n)
	}
	e.Action = x.action(v)
	e.In = x.set(v.get("in_packageset"), "in_packageset")
	e.Out = x.set(v.get("out_packageset"), "out_packageset")
	from, fromOK := x.release(v, "initial_release")
	to, toOK := x.release(v, "release")
	e.From, e.To = from, to
	e.Arches = x.arches(v.get("architectures"))
	e.FromOS, e.ToOS = osName(v.get("initial_release")), osName(v.get("release"))
	e.Streams = x.maps(v.get("modulestream_maps"))
	switch {
	case x.fault != nil:
	case (!fromOK || !toOK || x.newest && e.To.Major < 1) && len(e.Expand()) > 0:
		message := "a release is not made of integers: Leapp cannot compare it"
		if fromOK && toOK {
			message = "the release has no major"
		}
		x.out.Releases = append(x.out.Releases, model.Fault{Kind: model.Crash, Message: message, Pos: v.place("release"), Arches: e.Arches})
	default:
		x.out.Events = append(x.out.Events, e)
	}
}

func (x *exactEvents) action(v *value) model.Action {
	a := v.get("action")
	n := int64(-1)
	switch {
	case a == nil:
		x.fail(model.Inhibit, v, "the action is missing")
	case a.kind == 't':
		n = 1
	case a.kind == 'f':
		n = 0
	case a.kind == '0':
		if f, err := strconv.ParseFloat(a.str, 64); err == nil && f == float64(int(f)) {
			n = int64(f)
		}
	default:
		x.fail(model.Crash, a, "the action is "+a.describe())
	}
	last := int64(model.Renamed)
	if x.reinstalled {
		last = int64(model.Reinstalled)
	}
	if n < 0 || n > last {
		x.fail(model.Inhibit, a, "Leapp knows no such action")
	}
	return model.Action(max(0, n))
}

// set reads a package set; the first of two equal packages counts. To Leapp a repository takes no part in equality.
func (x *exactEvents) set(v *value, name string) (out []model.Package) {
	set := x.want(v, '{', name)
	if set == nil {
		return nil
	}
	list := set.get("package")
	if list == nil {
		list = set.get("packages")
	}
	switch {
	case list == nil:
		return nil
	case list.kind == '"' && list.falsy(), list.kind == '{' && list.falsy():
		return nil
	case list.kind != '[':
		x.fail(model.Crash, list, "the packages of "+name+" are "+list.describe())
		return nil
	}
	seen := map[string]bool{}
	for i := range list.items {
		p := x.pkg(&list.items[i], name)
		if x.fault != nil {
			return nil
		}
		key := p.Name
		for _, s := range p.Streams {
			key += "\x00" + s.Module + "\x01" + s.Stream
		}
		if !seen[key] {
			seen[key], out = true, append(out, p)
		}
	}
	return out
}

func (x *exactEvents) pkg(v *value, set string) (p model.Package) {
	if v.kind != '{' {
		x.fail(model.Crash, v, "a package of "+set+" is "+v.describe())
		return p
	}
	p.Pos = v.pos
	streams := v.get("modulestreams")
	switch one := v.get("modulestream"); {
	case !streams.falsy() && streams.kind != '[':
		x.fail(model.Crash, streams, "the modulestreams are "+streams.describe())
	case !streams.falsy():
		for i := range streams.items {
			p.Streams = append(p.Streams, x.stream(&streams.items[i], true))
		}
	case one != nil && one.kind == '{':
		p.Streams = []model.Stream{x.stream(one, true)}
	}
	if len(p.Streams) == 1 && p.Streams[0].IsZero() {
		p.Streams = nil
	}
	p.Name = x.word(v, "name")
	p.Repo = x.word(v, "repository")
	if f := v.get("name"); f != nil {
		p.Pos = f.pos
	}
	return p
}

// word reads a string that must be there. Leapp would take another value at first, and fail on it later.
func (x *exactEvents) word(v *value, key string) string {
	f := v.get(key)
	switch {
	case f == nil:
		x.fail(model.Inhibit, v, "a package has no "+key)
	case f.kind != '"' && !(f.kind == 'n' && key == "repository"):
		x.fail(model.Crash, f, "the "+key+" of a package is "+f.describe())
	}
	return text(f)
}

// stream reads a module stream; null and empty mean none. In a package both its parts must be there.
func (x *exactEvents) stream(v *value, both bool) (s model.Stream) {
	o := x.want(v, '{', "a module stream")
	if o == nil {
		return s
	}
	for _, part := range []struct {
		to  *string
		key string
	}{{&s.Module, "name"}, {&s.Stream, "stream"}} {
		f := o.get(part.key)
		if f == nil && both {
			x.fail(model.Inhibit, o, "a module stream has no "+part.key)
		}
		if !f.isNull() && f.kind != '"' {
			x.fail(model.Crash, f, "the "+part.key+" of a module stream is "+f.describe())
		}
		*part.to = text(f)
	}
	return s
}

// release reads a release; missing and empty mean 0.0. ok is false where its parts are there and no integers.
func (x *exactEvents) release(v *value, key string) (r model.Release, ok bool) {
	o := x.want(v.get(key), '{', key)
	if o == nil {
		return r, true
	}
	ok = true
	for _, part := range []struct {
		to  *int
		key string
	}{{&r.Major, "major_version"}, {&r.Minor, "minor_version"}} {
		f := o.get(part.key)
		if f == nil {
			x.fail(model.Inhibit, o, key+" has no "+part.key)
			return r, false
		}
		n, integer := f.integer()
		if !integer || n < 0 || n > 1<<30 {
			ok = false
			continue
		}
		*part.to = int(n)
	}
	return r, ok
}

func (x *exactEvents) arches(v *value) []string {
	if v.falsy() {
		return model.Arches
	}
	var out []string
	switch v.kind {
	case '[':
		for i := range v.items {
			if arch := text(&v.items[i]); slices.Contains(model.Arches, arch) {
				out = append(out, arch)
			} else {
				x.fail(model.Inhibit, &v.items[i], "Leapp knows no such architecture")
			}
		}
	case '"', '{':
		x.fail(model.Inhibit, v, "architectures is "+v.describe())
	default:
		x.fail(model.Crash, v, "architectures is "+v.describe())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (x *exactEvents) maps(v *value) (out []model.StreamMap) {
	list := x.want(v, '[', "modulestream_maps")
	for i := range list.list() {
		m := &list.items[i]
		if m.kind != '{' {
			x.fail(model.Crash, m, "an entry of modulestream_maps is "+m.describe())
			return nil
		}
		out = append(out, model.StreamMap{In: x.stream(m.get("in_modulestream"), false), Out: x.stream(m.get("out_modulestream"), false)})
	}
	return out
}

// osName is the system a release belongs to; Leapp does not read it.
func osName(release *value) string {
	if release == nil {
		return ""
	}
	return text(release.get("os_name"))
}

// falsy reports whether Python takes a value for false: missing, null, false, zero, or empty.
func (v *value) falsy() bool {
	if v == nil {
		return true
	}
	switch v.kind {
	case 'n', 'f':
		return true
	case '"':
		return v.str == ""
	case '0':
		return strings.Trim(v.str, "-0.eE+") == ""
	case '[':
		return len(v.items) == 0
	case '{':
		return len(v.members) == 0
	}
	return false
}

// list are the items of an array, or none.
func (v *value) list() []value {
	if v == nil || v.kind != '[' {
		return nil
	}
	return v.items
}
