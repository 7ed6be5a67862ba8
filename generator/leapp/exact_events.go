package leapp

import (
	"slices"
	"strconv"

	"pes/generator/model"
)

// exactEvents reads events as a Leapp version does (Leapp guide 3): wrong values inhibit, values of a wrong type crash.
func exactEvents(root *value, v *Version, out *model.EventFile) {
	r := eventReader{version: v}
	info := root.get("packageinfo")
	switch {
	case info.isNull():
		r.fail(model.Inhibit, root.pos, "there is no packageinfo")
	case v.TargetSet && len(info.items) == 0 && (info.kind == '[' || info.falsy()):
		r.fail(model.Inhibit, info.pos, "packageinfo is empty")
	case info.kind != '[' && !info.emptyIterable():
		r.fail(model.Crash, info.pos, "packageinfo is %s", info.describe())
	}
	for i := range info.list() {
		if r.fault == nil {
			r.exactEvent(&info.items[i], out)
		}
	}
	if name, last, n := model.Crowded(out.Events, func(e *model.Event) *model.Event { return e }); n > 0 {
		r.fail(model.Crash, last.Pos, "%d events name the package %s: more than %d are not read",
			n, name, model.MaxEvents)
		out.Events = nil
	}
	out.Fault = r.fault
}

// emptyIterable reports whether a value is not a list, but Python can iterate over it and finds nothing.
func (v *value) emptyIterable() bool { return v.falsy() && (v.kind == '"' || v.kind == '{') }

func (r *eventReader) exactEvent(v *value, out *model.EventFile) {
	if v.kind != '{' {
		r.fail(model.Crash, v.pos, "an entry of packageinfo is %s", v.describe())
		return
	}
	e := &model.Event{Origin: &model.Origin{Pos: v.pos}}
	if n, _ := v.get("id").integer(); n > 0 {
		e.ID = uint64(n)
	}
	e.Action = r.exactAction(v)
	e.In, e.Out = r.set(v, "in_packageset"), r.set(v, "out_packageset")
	from, to := r.release(v, "initial_release"), r.release(v, "release")
	e.From, e.To, e.FromOS, e.ToOS = from.Release, to.Release, from.os, to.os
	e.Arches = r.exactArches(v.get("architectures"))
	e.Streams = r.streamMaps(v.get("modulestream_maps"))
	message := ""
	switch {
	case from.odd || to.odd:
		message = "a release is not made of integers: Leapp cannot compare it"
	case r.version.TargetSet && e.To.Major < 1:
		message = "the release has no major"
	}
	if message == "" || len(e.Expand()) == 0 {
		out.Events = append(out.Events, e)
		return
	}
	fault := model.Fault{Kind: model.Crash, Message: message, Pos: v.place("release"), Arches: e.Arches}
	out.Releases = append(out.Releases, fault)
}

// exactAction reads an action. To Python true is 1, and 3.0 is 3.
func (r *eventReader) exactAction(event *value) model.Action {
	v := event.get("action")
	if v == nil {
		r.fail(model.Inhibit, event.pos, "the action is missing")
		return 0
	}
	n := -1.0
	switch v.kind {
	case 't':
		n = 1
	case 'f':
		n = 0
	case '0':
		n, _ = strconv.ParseFloat(v.str, 64)
	default:
		r.fail(model.Crash, v.pos, "the action is %s", v.describe())
	}
	last := model.Renamed
	if !r.version.ByDistro {
		last = model.Reinstalled
	}
	if n < 0 || n > float64(last) || n != float64(int(n)) {
		r.fail(model.Inhibit, v.pos, "Leapp has no such action")
		return 0
	}
	return model.Action(n)
}

func (r *eventReader) exactArches(v *value) []string {
	switch {
	case v.falsy():
		return model.Arches
	case v.kind == '"' || v.kind == '{':
		r.fail(model.Inhibit, v.pos, "architectures is %s", v.describe())
	case v.kind != '[':
		r.fail(model.Crash, v.pos, "architectures is %s", v.describe())
	}
	var out []string
	for i := range v.list() {
		arch := text(&v.items[i])
		if !slices.Contains(model.Arches, arch) {
			r.fail(model.Inhibit, v.items[i].pos, "Leapp does not support this architecture")
		}
		out = append(out, arch)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
