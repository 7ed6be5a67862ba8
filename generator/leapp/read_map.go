package leapp

import (
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

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

// ReadMap reads a repository map of any format (Leapp guide 6 and 9). Entries that lack what Leapp demands are errors,
// each at its place; the others are read all the same. ok is false if the file as a whole cannot be read.
func ReadMap(f *diag.File) (out MapFile, list diag.List, ok bool) {
	root, ok := parseObject(f, &list)
	if !ok {
		return out, list, false
	}
	r := mapReader{list: &list, keys: &keyReader{list: &list}}
	out.Format, out.Head = r.text(&root, "version_format"), root.place("version_format")
	out.Streams, out.Stream = readStreams(&root, &list), root.place("provided_data_streams")
	out.Map = r.read(&root)
	r.keys.report()
	return out, list, true
}

// exactMap reads a map as a Leapp version does. What it cannot read stops every upgrade, also one on another path.
func exactMap(root *value, v *Version) (model.Map, *model.Fault) {
	var list diag.List
	r := mapReader{list: &list, version: v}
	if format := r.text(root, "version_format"); format != v.MapFormat {
		where := root.place("version_format")
		r.problem(where, "version_format is %q, Leapp %s reads %s", format, v.Name, v.MapFormat)
	}
	m := r.read(root)
	return m, firstFault(list, model.Stop)
}

// A mapReader reads a repository map in the order in which Leapp does, so that the first problem is the one it meets.
type mapReader struct {
	list    *diag.List
	version *Version   // whose rules hold; without one the reader is lenient: it understands every format
	keys    *keyReader // of keys that nobody reads; nil with a version
}

// unread notes the keys of an object that Leapp does not read.
func (r *mapReader) unread(v *value, s *shape) {
	if r.keys != nil {
		r.keys.unread(v, s)
	}
}

func (r *mapReader) strict() bool { return r.version != nil }

func (r *mapReader) problem(pos diag.Pos, format string, args ...any) {
	if !r.strict() {
		format += ": Leapp stops"
	}
	r.list.Errorf(pos, "wrong-type", format, args...)
}

// want returns a member, and reports one that is missing or of another kind than the wanted one.
func (r *mapReader) want(v *value, key string, kind jsontext.Kind, wanted string) *value {
	x := v.get(key)
	switch {
	case x != nil && x.kind == kind:
	case r.strict() && v.kind != '{':
		r.problem(v.pos, "an object is wanted, not %s", v.describe())
	case r.strict() && x == nil:
		r.problem(v.pos, "%s is missing", key)
	default:
		r.problem(v.place(key), "%s is %s, %s is wanted", key, x.describe(), wanted)
	}
	return x
}

func (r *mapReader) items(v *value, key string) []value { return r.want(v, key, '[', "a list").list() }

func (r *mapReader) text(v *value, key string) string { return text(r.want(v, key, '"', "a string")) }

// oneOf reads a word of a closed list; no list leaves it open.
func (r *mapReader) oneOf(v *value, key string, closed []string) string {
	word := r.text(v, key)
	if closed != nil && !slices.Contains(closed, word) {
		r.problem(v.place(key), "Leapp %s has no %s %q", r.version.Name, key, word)
	}
	return word
}

// major reads a major release, which the format writes as a string. Leapp compares strings: one that is not written as
// a plain number is never the machine's; such a major is -1.
func (r *mapReader) major(v *value, key string) int {
	if r.strict() {
		s := r.text(v, key)
		if n, err := strconv.Atoi(s); err == nil && strconv.Itoa(n) == s {
			return n
		}
		return -1
	}
	n, isNumber := v.get(key).integer()
	if isNumber {
		r.list.Warnf(v.place(key), "wrong-type", "%s is a number, Leapp expects a string and stops", key)
	}
	if n < 1 || n > 99 {
		r.list.Errorf(v.place(key), "wrong-type", "%s is not a major release", key)
	}
	return int(n)
}

func (r *mapReader) read(root *value) (m model.Map) {
	families := map[string]*model.Family{}
	r.unread(root, &mapKeys)
	for _, v := range r.items(root, "repositories") {
		r.unread(&v, &familyKeys)
		pesid := r.text(&v, "pesid")
		if pesid == "" && !r.strict() {
			continue
		}
		f := families[pesid]
		if f == nil {
			f = &model.Family{PESID: pesid}
			families[pesid], m.Families = f, append(m.Families, f)
		}
		for _, e := range r.items(&v, "entries") {
			if entry, ok := r.entry(&e); ok {
				f.Entries = append(f.Entries, entry)
			}
		}
	}
	for _, v := range r.items(root, "mapping") {
		r.unread(&v, &mappingKeys)
		source, target := r.major(&v, "source_major_version"), r.major(&v, "target_major_version")
		for _, e := range r.items(&v, "entries") {
			x := r.mapping(&e)
			x.Source, x.Target = source, target
			if r.strict() {
				r.checkFamilies(x, families)
			}
			if x.From != "" || r.strict() {
				m.Mappings = append(m.Mappings, x)
			}
		}
	}
	return m
}

func (r *mapReader) entry(v *value) (e model.Entry, ok bool) {
	var arches, channels, types, clouds []string // closed lists
	r.unread(v, &entryKeys)
	if r.strict() {
		arches, channels, types, clouds = model.Arches, r.version.Channels, model.RepoTypes, r.version.RHUI
	}
	e = model.Entry{Pos: r.pos(v, "repoid"), Repoid: r.text(v, "repoid"), Major: r.major(v, "major_version"),
		Arch: r.oneOf(v, "arch", arches), Channel: r.oneOf(v, "channel", channels),
		Type: r.oneOf(v, "repo_type", types)}
	if r.has(v, "rhui") {
		e.RHUI = r.oneOf(v, "rhui", clouds)
	}
	if !r.strict() && r.has(v, "distro") || r.strict() && r.version.ByDistro {
		e.Distro = r.text(v, "distro")
	}
	complete := e.Repoid != "" && e.Arch != "" && e.Channel != "" && e.Type != "" && e.Major > 0
	return e, complete || r.strict()
}

// has reports whether a member is there. Leapp takes null for a value.
func (r *mapReader) has(v *value, key string) bool {
	x := v.get(key)
	return x != nil && (x.kind != 'n' || r.strict())
}

// pos is the place of an entry: read strictly that of the whole entry, else that of the member which names it.
func (r *mapReader) pos(v *value, key string) diag.Pos {
	if r.strict() {
		return v.pos
	}
	return v.place(key)
}

// mapping reads what a source leads to: a list, from 0.25 on one for each target distribution and a default.
func (r *mapReader) mapping(v *value) *model.Mapping {
	r.unread(v, &ruleKeys)
	x := &model.Mapping{From: r.text(v, "source"), Pos: r.pos(v, "source")}
	to := v.get("target")
	sets := to != nil && to.kind == '{' // a list for each distribution
	switch {
	case r.strict() && r.version.TargetSet && !sets:
		r.problem(v.pos, "the target is not an object with a default")
	case !r.strict() && to == nil:
		r.problem(v.pos, "the mapping has no target")
	case sets && (!r.strict() || r.version.TargetSet):
		if r.strict() || to.get("default") != nil {
			x.To, x.ToPos = r.pesids(to, "default")
		}
		for _, d := range to.members {
			if d.name != "default" {
				ids, _ := r.pesids(to, d.name)
				x.ByDistro = append(x.ByDistro, model.DistroTargets{Distro: d.name, To: ids})
			}
		}
	default:
		x.To, x.ToPos = r.pesids(v, "target")
	}
	return x
}

func (r *mapReader) pesids(v *value, key string) (ids []string, places []diag.Pos) {
	for _, x := range r.items(v, key) {
		if x.kind == '"' {
			ids, places = append(ids, x.str), append(places, x.pos)
		} else {
			r.problem(x.pos, "this PES ID is %s", x.describe())
		}
	}
	return ids, places
}

// checkFamilies reports a PES ID of a mapping that the map has no repositories for.
func (r *mapReader) checkFamilies(x *model.Mapping, families map[string]*model.Family) {
	ids := append([]string{x.From}, x.To...)
	for _, d := range x.ByDistro {
		ids = append(ids, d.To...)
	}
	for _, pesid := range ids {
		if families[pesid] == nil {
			r.problem(x.Pos, "the PES ID %q has no repositories", pesid)
		}
	}
}
