package leapp

import (
	"github.com/go-json-experiment/json/jsontext"

	"pes/generator/diag"
)

// An Overlay is a config.json of leapp-data: how a distribution's events are made from upstream's. Leapp never reads
// it.
type Overlay struct {
	DistName  Word          // dist_name: ID of /etc/os-release
	OSNames   map[int]Word  // name of the system by major release
	Replacing []Replacement // repository_replacing, in document order
	Removable []Word        // removable_repositories
	Renaming  []Renaming    // package_replacing
	Absent    []Scoped      // removable_packages
	Events    []*ReadEvent  // additional_actions
}

// A Word is a string with its position.
type Word struct {
	Value string
	Pos   diag.Pos
}

// A Replacement has the PES IDs that replace one of upstream's: In in sets of in packages, Out in sets of out packages.
type Replacement struct{ From, In, Out Word }

// A Scoped is a package in the events from one major release to another. From is 0 for events without initial release.
type Scoped struct {
	Name     Word
	From, To int
	Pos      diag.Pos
}

// A Renaming gives such a package another name in each of the two sets.
type Renaming struct {
	Scoped
	In, Out Word // the same where Both
	Both    bool // one name is written for both sets
}

// toolsFail is what follows from what is missing.
const toolsFail = "the tools of leapp-data fail on it"

// ReadOverlay reads a config.json. ok is false when it cannot be used: it is no object, or something in it has no
// meaning.
func ReadOverlay(f *diag.File) (out Overlay, found diag.List, ok bool) {
	root, ok := parseObject(f, &found)
	if !ok {
		return out, found, false
	}
	r := overlayReader{keyReader{list: &found}}
	r.unread(&root, &overlayKeys)
	r.needs(&root, &overlayKeys, toolsFail)
	out.DistName, out.OSNames = wordOf(root.get("dist_name")), map[int]Word{}
	for _, v := range r.objects(&root, "os_names", &osNameKeys) {
		if n, name := r.major(v, "major_version"), r.text(v.get("os_name"), "os_name"); n > 0 && name.Value != "" {
			out.OSNames[n] = name
		}
	}
	if x := root.get("repository_replacing"); r.is(x, '{', "repository_replacing") {
		for i := range x.members {
			if m := &x.members[i]; r.is(&m.val, '{', "what replaces "+diag.Printable(m.name)) {
				in, to := r.sides(&m.val, "what replaces "+diag.Printable(m.name))
				out.Replacing = append(out.Replacing, Replacement{Word{m.name, m.pos}, in, to})
			}
		}
	}
	for _, v := range r.objects(&root, "package_replacing", &renameKeys) {
		out.Renaming = append(out.Renaming, r.renaming(v))
	}
	for _, v := range r.objects(&root, "removable_packages", &removalKeys) {
		out.Absent = append(out.Absent, r.scoped(v))
	}
	for _, v := range r.items(&root, "removable_repositories") {
		if r.is(v, '"', "a repository that is removed") {
			out.Removable = append(out.Removable, wordOf(v))
		}
	}
	for _, v := range r.items(&root, "additional_actions") {
		if r.is(v, '{', "an event that is added") {
			out.Events = append(out.Events, readEvent(v))
		}
	}
	r.report()
	return out, found, !found.Failed()
}

// overlayReader reads the parts of a config.json and reports those that have no meaning.
type overlayReader struct{ keyReader }

// is reports whether a value is of a kind; one that is there and is not, but null, is an error.
func (r *overlayReader) is(v *value, kind jsontext.Kind, what string) bool {
	if !v.isNull() && v.kind != kind {
		r.list.Errorf(v.pos, "wrong-type", "%s is %s; %s is wanted", what, v.describe(), kindNames[kind])
	}
	return !v.isNull() && v.kind == kind
}

// items are the values of a list; null is none.
func (r *overlayReader) items(root *value, key string) (out []*value) {
	if v := root.get(key); r.is(v, '[', key) {
		for i := range v.items {
			out = append(out, &v.items[i])
		}
	}
	return out
}

// objects are the objects of a list, of which each must have the keys of a shape.
func (r *overlayReader) objects(root *value, key string, s *shape) (out []*value) {
	for _, v := range r.items(root, key) {
		if !r.is(v, '{', "an entry of "+key) {
			continue
		}
		r.unread(v, s)
		for _, name := range s.keys {
			if v.get(name) == nil {
				r.list.Errorf(v.pos, "wrong-type", "an entry of %s has no %s: %s", key, name, toolsFail)
			}
		}
		out = append(out, v)
	}
	return out
}

// text is a string that must be there and not be empty; one that is missing altogether is reported by objects.
func (r *overlayReader) text(v *value, what string) Word {
	if v != nil && (v.kind != '"' || v.str == "") {
		r.list.Errorf(v.pos, "wrong-type", "%s is %s; a string that is not empty is wanted", what, describeText(v))
		return Word{}
	}
	return wordOf(v)
}

func describeText(v *value) string {
	if v.kind == '"' {
		return "an empty string"
	}
	return v.describe()
}

// major is the number of a major release, 0 for null.
func (r *overlayReader) major(v *value, key string) int {
	x := v.get(key)
	if x.isNull() {
		return 0
	}
	n, ok := x.integer()
	if !ok || n < 1 || n > 99 {
		r.list.Errorf(x.pos, "wrong-type", "%s is %s; the number of a major release is wanted, as in events",
			key, x.describe())
		return 0
	}
	return int(n)
}

func (r *overlayReader) scoped(v *value) Scoped {
	return Scoped{r.text(v.get("name"), "name"), r.major(v, "initial_release"), r.major(v, "target_release"), v.pos}
}

// renaming reads an entry of package_replacing: to is a name, or one for each set.
func (r *overlayReader) renaming(v *value) Renaming {
	out := Renaming{Scoped: r.scoped(v)}
	to := v.get("to")
	switch {
	case to == nil:
	case to.kind == '{':
		out.In, out.Out = r.sides(to, "to of "+diag.Printable(out.Name.Value))
	default:
		out.In = r.text(to, "to of "+diag.Printable(out.Name.Value))
		out.Out, out.Both = out.In, true
	}
	return out
}

// sides reads a word for each set of packages. Without one of them the tools fail as soon as an event needs it.
func (r *overlayReader) sides(v *value, what string) (in, out Word) {
	r.unread(v, &sidesKeys)
	side := func(key string) Word {
		if v.get(key) == nil {
			r.list.Errorf(v.pos, "wrong-type", "%s has no %s: %s as soon as an event needs it", what, key, toolsFail)
		}
		return r.text(v.get(key), key+" of "+what)
	}
	return side("in_packageset"), side("out_packageset")
}

func wordOf(v *value) Word {
	if v == nil {
		return Word{}
	}
	return Word{text(v), v.pos}
}
