package importer

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
)

// Take is who is right where the imported data and the project say different things.
type Take string

// NoTake leaves the project as it is and reports each difference; Ours is that as a decision; with Theirs the project
// then says what the imported data says.
const (
	NoTake Take = ""
	Ours   Take = "ours"
	Theirs Take = "theirs"
)

// differs reports a difference between the imported data and the project, and what was decided about it.
func (im *importer) differs(where any, text string, args ...any) {
	kind := Contradicts
	switch {
	case im.take == Ours:
		kind = Kept
	case im.take == Theirs && !im.byHand:
		kind = Replaced
	}
	im.item(kind, where, text, args...)
}

// place identifies an event of the project's files: where its first package is written.
type writtenAt struct {
	file string
	off  int
}

func writtenSet(set []source.Text) writtenAt {
	at := writtenAt{off: -1}
	for _, t := range set {
		if at.off < 0 || t.Pos.Off < at.off {
			at = writtenAt{t.Pos.File.Name, t.Pos.Off}
		}
	}
	return at
}

func writtenEvent(e *model.Event) writtenAt {
	return writtenSet(list.Map(e.In, func(p model.Package) source.Text { return source.Text{Pos: p.Pos} }))
}

// givingWay are the events of the project that give way to imported ones.
type givingWay struct {
	reach map[writtenAt]map[string]bool // the distributions that an event of the project is for
	gone  map[writtenAt]map[string]bool // those for which it gives way
}

func newGivingWay(mine *model.Catalog) *givingWay {
	g := &givingWay{map[writtenAt]map[string]bool{}, map[writtenAt]map[string]bool{}}
	everybody(mine, func(t *model.Target, e *model.Event) { mark(g.reach, writtenEvent(e), t.Distro.Folder) })
	return g
}

func mark[K comparable](m map[K]map[string]bool, key K, folder string) {
	if m[key] == nil {
		m[key] = map[string]bool{}
	}
	m[key][folder] = true
}

// takeEvents lets the project's events about contested subjects give way to the imported ones, which become wanted.
func (im *importer) takeEvents(events []*event, mine, theirs *model.Catalog, contested map[string]bool,
	wanted map[*event]map[string]bool) {
	g := newGivingWay(mine)
	everybody(mine, func(t *model.Target, e *model.Event) {
		if contested[subject(t, e)] {
			mark(g.gone, writtenEvent(e), t.Distro.Folder)
		}
	})
	everybody(theirs, func(t *model.Target, e *model.Event) {
		if n := eventAt(events, e.Pos); n != nil && contested[subject(t, e)] && n.isFor(t.Distro.Folder) {
			mark(wanted, n, t.Distro.Folder)
		}
	})
	im.giveWay(g)
}

// giveWay takes the events that give way out of the files of the project.
func (im *importer) giveWay(g *givingWay) {
	files := slices.Clone(im.into.project.Events)
	for _, v := range im.into.project.Vendors {
		for i := range v.Events {
			files = append(files, &v.Events[i])
		}
	}
	for _, f := range files {
		parts := source.Parts(im.into.text[f.File.Name])
		var edits []source.Edit
		for i := range f.List {
			e := &f.List[i]
			rest, changed := im.without(f, e, g)
			k := slices.IndexFunc(parts, func(p source.Part) bool { return p.Start == e.Pos.Off })
			if !changed || k < 0 {
				continue
			}
			text := ""
			if len(rest) > 0 {
				text = string(formatted(f.File.Name, []byte((&source.Events{List: rest}).Print())))
			}
			edits = append(edits, source.Edit{Part: parts[k], Text: text})
		}
		if len(edits) > 0 {
			text := source.Apply(im.into.text[f.File.Name], edits)
			if len(bytes.TrimSpace(text)) == 0 {
				text = []byte("# The events of this file gave way to imported ones.\n")
			}
			im.into.edit(f.File.Name, text)
		}
	}
}

// reparse reads the project's files as they are now.
func (b *project) reparse(jobs int) {
	var in source.Files
	for name, text := range list.ByKey(b.text) {
		in.Add(&diag.File{Name: name, Text: text})
	}
	b.project, _ = source.Parse(in, jobs)
}

// edit changes a file of the project.
func (b *project) edit(name string, text []byte) {
	b.text[name] = text
	b.edited = list.AppendNew(b.edited, name)
}

// without returns the tables that remain of an authored event, and whether that is another text.
func (im *importer) without(f *source.Events, e *source.Event, g *givingWay) (rest []source.Event, changed bool) {
	action, _ := model.ParseAction(e.Action)
	each := !e.In.Nested && len(e.In.Sets) == 1 && action.ForEach()
	sets := e.In.Sets
	if each {
		sets = list.Map(sets[0], func(t source.Text) []source.Text { return []source.Text{t} })
	}
	groups := list.Group(sets, func(set []source.Text) string { return fmt.Sprint(folders(g.gone[writtenSet(set)])) })
	for _, same := range groups {
		at := writtenSet(same[0])
		gone, reach := folders(g.gone[at]), folders(g.reach[at])
		left := list.Select(reach, func(d string) bool { return !slices.Contains(gone, d) })
		changed = changed || len(gone) > 0
		if len(gone) > 0 && len(left) == 0 {
			continue
		}
		n := *e
		n.In.Sets = same
		if each {
			n.In.Sets = [][]source.Text{slices.Concat(same...)}
		}
		if len(gone) > 0 {
			im.exclude(&n, f, gone, left)
		}
		rest = append(rest, n)
	}
	return rest, changed
}

// exclude restricts an authored event to the distributions that are left.
func (im *importer) exclude(e *source.Event, f *source.Events, gone, left []string) {
	variants := slices.ContainsFunc(left, func(d string) bool {
		s := im.into.distro(d)
		return s != nil && slices.Contains(gone, s.Extends.Value)
	})
	if e.Only.Or(f.Defaults.Only).Set() || variants { // a distribution's name covers its variants
		e.Only, e.Except = source.Words(left...), source.Texts{}
		return
	}
	e.Except = source.Words(list.Distinct(slices.Concat(e.Except.Or(f.Defaults.Except).Values(), gone))...)
}

func folders(set map[string]bool) (out []string) {
	for folder := range list.ByKey(set) {
		out = append(out, folder)
	}
	return out
}

// takeVendor puts what was imported of a vendor in the place of what the project says; what only people know stays.
func (im *importer) takeVendor(name string) {
	v := im.vendors[name]
	i := slices.IndexFunc(im.into.project.Vendors, func(o *source.Vendor) bool { return o.Folder == name })
	old := im.into.project.Vendors[i]
	taken := *v.src
	taken.Name, taken.Owner, taken.Homepage, taken.Bugs, taken.Licence =
		old.Name, old.Owner, old.Homepage, old.Bugs, old.Licence
	taken.Distros, taken.Except, taken.Allow = old.Distros.Or(taken.Distros), old.Except, old.Allow
	file := "vendors/" + name + "/vendor.toml"
	text := string(formatted(file, []byte(taken.Print())))
	for _, p := range source.Parts(im.into.text[file]) { // events in the same file stay
		if p.Path[0] == "defaults" || len(p.Path) == 1 && slices.Contains(model.Actions, p.Path[0]) {
			text += "\n" + string(im.into.text[file][p.Start:p.End]) + "\n"
		}
	}
	im.into.edit(file, []byte(text))
	for _, in := range v.keys {
		im.into.edit("vendors/"+name+"/keys/"+v.keyPaths[in], in.Text)
	}
}

// takeRepositories is takeVendor and takeRoles for all that differ.
func (im *importer) takeRepositories(vendors []string, words map[string]bool) {
	for _, name := range vendors {
		im.takeVendor(name)
	}
	for folder, d := range list.ByKey(im.distros) {
		if mine := im.into.distro(folder); mine != nil && !mine.Extends.Set() {
			im.takeRoles(d.src, words)
		}
	}
	for folder, s := range list.ByKey(im.systems) {
		if im.distros[folder] == nil && im.into.distro(folder) != nil {
			im.takeRoles(s, words)
		}
	}
}

// takeRoles puts imported repositories and paths in the place of the project's where these differ; words are names of
// PES IDs, repoids and paths such as 8-9.
func (im *importer) takeRoles(s *source.Distro, words map[string]bool) {
	mine, file := im.into.distro(s.Folder), "content/distros/"+s.Folder+".toml"
	parts := source.Parts(im.into.text[file])
	var edits []source.Edit
	replace := func(at func(source.Part) bool, text, what string) {
		k := slices.IndexFunc(parts, at)
		if k >= 0 {
			edits = append(edits, source.Edit{Part: parts[k], Text: string(formatted(file, []byte(text)))})
			return
		}
		im.contradicts(file, "%s is not written as a table of its own, so it was not replaced: do it by hand", what)
	}
	called, taken := map[string]string{}, &source.Distro{}
	eachRole(s, func(major int, name string, r *source.Role) {
		word := calledInstead(mine, major, name, r)
		called[fmt.Sprint(major, " ", name)] = word
		if word == "" || !saysOneOf(r, words) {
			return
		}
		release := taken.Release(major)
		if release.Roles.At(word) == nil {
			release.Roles.Add(word, roleOf(mine, major, word))
		}
		replaceSides(release.Roles.At(word), r, isSource(s, major, name))
	})
	eachRole(taken, func(major int, word string, r *source.Role) {
		one := source.Distro{}
		one.Release(major).Roles.Add(word, *r)
		path := []string{"release", fmt.Sprint(major), word}
		replace(func(p source.Part) bool { return slices.Equal(p.Path, path) }, one.Print(),
			"["+strings.Join(path, ".")+"]")
	})
	for _, p := range s.Paths {
		name := fmt.Sprintf("%d-%d", p.From.Value, p.To.Value)
		i := slices.IndexFunc(mine.Paths, func(o source.Path) bool {
			return o.From.Value == p.From.Value && o.To.Value == p.To.Value
		})
		if i < 0 || !words[s.Folder+" "+name] {
			continue
		}
		q := mine.Paths[i]
		q.Map = source.Map[source.Texts]{}
		for _, x := range p.Map.Pairs {
			q.Map.Add(word(called, p.From.Value, x.Key.Value), source.Words(list.Map(x.Value.Values(),
				func(to string) string { return word(called, p.To.Value, to) })...))
		}
		one := source.Distro{Paths: []source.Path{q}}
		replace(func(p source.Part) bool { return p.Start == mine.Paths[i].Pos.Off }, one.Print(), "the path "+name)
	}
	if arches := im.archesOf(s); mine.Arches.Set() && !sameSet(arches, mine.Arches.Values()) {
		value := source.Part{Start: mine.Arches.Pos.Off, End: mine.Arches.Pos.End}
		edits = append(edits, source.Edit{Part: value, Text: strings.ReplaceAll(fmt.Sprintf("%q", arches), " ", ", ")})
	}
	if len(edits) > 0 {
		im.into.edit(file, source.Apply(im.into.text[file], edits))
	}
}

// roleOf is the role of a release as it is.
func roleOf(d *source.Distro, major int, word string) (role source.Role) {
	eachRole(d, func(n int, other string, r *source.Role) {
		if n == major && other == word {
			role = *r
		}
	})
	return role
}

// isSource reports whether upgrades begin at a role.
func isSource(d *source.Distro, major int, name string) bool {
	return slices.ContainsFunc(d.Paths, func(p source.Path) bool {
		return p.From.Value == int64(major) && p.Map.At(name) != nil
	})
}

// replaceSides puts the sides of an imported role in the place of those of a role of the project.
func replaceSides(mine, theirs *source.Role, isSource bool) {
	if theirs.PESID.Set() {
		mine.Side = theirs.Side
	}
	if theirs.Source != nil || isSource {
		mine.Source = theirs.Source
	}
}

// archesOf are the architectures of an imported distribution; of a system that is only upgraded from, those of all that
// were imported.
func (im *importer) archesOf(s *source.Distro) []string {
	if s.Arches.Set() {
		return s.Arches.Values()
	}
	var all []string
	for _, d := range im.distros {
		all = list.AppendNew(all, d.arches...)
	}
	return sortedArches(all)
}

// word is what the project calls a role of a release.
func word(called map[string]string, major int64, name string) string {
	if w := called[fmt.Sprint(major, " ", name)]; w != "" {
		return w
	}
	return name
}

// saysOneOf reports whether a role has one of these PES IDs or repoids.
func saysOneOf(r *source.Role, words map[string]bool) bool {
	has := func(s *source.Side) bool {
		return s != nil && (words[s.PESID.Value] ||
			slices.ContainsFunc(s.Repoid.All, func(t source.Text) bool { return words[t.Value] }) ||
			slices.ContainsFunc(s.Repoid.ByArch.Pairs, func(p source.Pair[source.Texts]) bool {
				return slices.ContainsFunc(p.Value.Values(), func(id string) bool { return words[id] })
			}))
	}
	return has(&r.Side) || has(r.Source)
}

// takeFiles puts keys and carried files in the place of the project's.
func (im *importer) takeFiles() {
	for name, in := range list.ByKey(im.copies()) {
		if im.into.has(name) && string(im.into.text[name]) != string(in.Text) {
			im.differs(in.Name, "the project has another %s", name)
			if im.take == Theirs {
				im.into.edit(name, in.Text)
			}
		}
	}
}
