package leapp

import (
	"strconv"

	"pes/generator/diag"
	"pes/generator/model"
)

// A MapFile is a repomap.json or a vendor's map.
type MapFile struct {
	Format  string   // version_format
	Streams []string // provided_data_streams
	Head    diag.Pos // of the format
	Stream  diag.Pos // of the streams, else of the file's object
	Map     model.Map
}

// ReadMap reads a repository map of any format (leapp-semantics 6 and 9). Entries that lack what Leapp demands are errors,
// each at its place; the rest is there all the same. ok is false when the file as a whole cannot be read.
func ReadMap(f *diag.File) (out MapFile, list diag.List, ok bool) {
	root, ok := parseObject(f, &list)
	if !ok {
		return out, list, false
	}
	r := mapReader{&list}
	out.Format = r.text(&root, "version_format")
	out.Streams, out.Head, out.Stream = readStreams(&root, &list), root.place("version_format"), root.place("provided_data_streams")
	for _, block := range r.list(&root, "mapping") {
		r.mapping(&block, &out.Map)
	}
	for _, family := range r.list(&root, "repositories") {
		r.family(&family, &out.Map)
	}
	return out, list, true
}

type mapReader struct{ errs *diag.List }

func (r mapReader) list(v *value, key string) []value {
	x := v.get(key)
	if x == nil || x.kind != '[' {
		r.errs.Errorf(v.place(key), "wrong-type", "%s is %s, a list is wanted: Leapp stops", key, x.describe())
		return nil
	}
	return x.items
}

func (r mapReader) text(v *value, key string) string {
	x := v.get(key)
	if x == nil || x.kind != '"' {
		r.errs.Errorf(v.place(key), "wrong-type", "%s is %s, a string is wanted: Leapp stops", key, x.describe())
		return ""
	}
	return x.str
}

// optional reads a string that may be missing or null.
func (r mapReader) optional(v *value, key string) string {
	if v.get(key).isNull() {
		return ""
	}
	return r.text(v, key)
}

// major reads a major release, which the format writes as a string.
func (r mapReader) major(v *value, key string) int {
	x := v.get(key)
	n, integer := x.integer()
	if integer {
		r.errs.Add(diag.Diagnostic{Pos: x.pos, Severity: diag.Warning, Rule: "wrong-type", Message: key + " is a number, Leapp wants a string and stops"})
	} else if x != nil {
		m, err := strconv.Atoi(x.str)
		if n = int64(m); err != nil {
			n = 0
		}
	}
	if n < 1 || n > 99 {
		r.errs.Errorf(v.place(key), "wrong-type", "%s is no major release", key)
	}
	return int(n)
}

func (r mapReader) mapping(v *value, m *model.Map) {
	source, target := r.major(v, "source_major_version"), r.major(v, "target_major_version")
	for _, e := range r.list(v, "entries") {
		x := &model.Mapping{Source: source, Target: target, From: r.text(&e, "source"), Pos: e.place("source")}
		to := e.get("target")
		switch {
		case to == nil:
			r.errs.Errorf(e.pos, "wrong-type", "the mapping has no target: Leapp stops")
		case to.kind == '{':
			for _, d := range to.members {
				words, places := r.texts(&d.val)
				if d.name == "default" {
					x.To, x.ToPos = words, places
				} else {
					x.ByDistro = append(x.ByDistro, model.DistroTargets{Distro: d.name, To: words})
				}
			}
		default:
			x.To, x.ToPos = r.texts(to)
		}
		if x.From != "" {
			m.Mappings = append(m.Mappings, x)
		}
	}
}

func (r mapReader) texts(v *value) (out []string, places []diag.Pos) {
	if v.kind != '[' {
		r.errs.Errorf(v.pos, "wrong-type", "target is %s, a list is wanted: Leapp stops", v.describe())
		return nil, nil
	}
	for _, it := range v.items {
		if it.kind != '"' {
			r.errs.Errorf(it.pos, "wrong-type", "this PES ID is %s: Leapp stops", it.describe())
			continue
		}
		out, places = append(out, it.str), append(places, it.pos)
	}
	return out, places
}

func (r mapReader) family(v *value, m *model.Map) {
	pesid := r.text(v, "pesid")
	if pesid == "" {
		return
	}
	f := m.Family(pesid)
	if f == nil {
		f = &model.Family{PESID: pesid}
		m.Families = append(m.Families, f)
	}
	for _, e := range r.list(v, "entries") {
		entry := model.Entry{Repoid: r.text(&e, "repoid"), Major: r.major(&e, "major_version"), Arch: r.text(&e, "arch"), Channel: r.text(&e, "channel"),
			Type: r.text(&e, "repo_type"), RHUI: r.optional(&e, "rhui"), Distro: r.optional(&e, "distro"), Pos: e.place("repoid")}
		if entry.Repoid != "" && entry.Arch != "" && entry.Channel != "" && entry.Type != "" && entry.Major > 0 {
			f.Entries = append(f.Entries, entry)
		}
	}
}
