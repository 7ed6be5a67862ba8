package cause

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/fate"
	"pes/generator/leappreport"
	"pes/generator/list"
	"pes/generator/model"
)

// place is file:line of a position, "" where there is none.
func place(p diag.Pos) string {
	if p.IsZero() {
		return ""
	}
	line, _ := p.LineCol()
	return fmt.Sprintf("%s:%d", p.File.Name, line)
}

// say adds a statement of a path. What several distributions have in common is said once.
func say(out *[]Statement, w way, text string, at diag.Pos) {
	s := list.FindOrAdd(out, Statement{Path: w.path.String(), Text: text}, func(s Statement) bool {
		return s.Text == text && s.Path == w.path.String()
	})
	s.Distributions = list.AppendNew(s.Distributions, w.target.Distro.Folder)
	if where := place(at); where != "" {
		s.Places = list.AppendNew(s.Places, where)
	}
}

// named is a map or a .repo file, and the vendor whose it is.
type named struct {
	vendor   string
	mapping  *model.Map
	sections []model.Section
}

// of says whose a thing is: " of the vendor acme".
func (n named) of() string {
	if n.vendor == "" {
		return ""
	}
	return " of the vendor " + n.vendor
}

// files are the map and the .repo file of a tree, then those of its vendors.
func (w way) files() []named {
	out := []named{{"", &w.target.Map, w.target.Repo}}
	for _, v := range w.target.Vendors {
		out = append(out, named{v.Name, &v.Map, v.Repo})
	}
	return out
}

// names are what repositories are called in a catalog, and the events that put packages into each.
type names struct {
	folders map[string][]string // of the distributions that have a PES ID, repoid or section of a name
	events  map[way]map[string]*users
}

// users are the events that put packages into a repository.
type users struct {
	n     int
	first diag.Pos
}

// index makes the names once.
func (x *explainer) index() *names {
	if x.names != nil {
		return x.names
	}
	x.names = &names{map[string][]string{}, map[way]map[string]*users{}}
	for _, t := range x.catalog.Targets {
		add := func(name string) {
			x.names.folders[name] = list.AppendNew(x.names.folders[name], t.Distro.Folder)
		}
		for f, e := range t.Entries() {
			add(f.PESID)
			add(e.Repoid)
		}
		for _, n := range (way{target: t}).files() {
			for _, s := range n.sections {
				add(s.Repoid)
			}
		}
	}
	for _, w := range x.ways {
		by := map[string]*users{}
		for _, e := range w.target.AllEvents() {
			repos := list.Map(e.Results(), func(p model.Package) string { return p.Repo })
			for _, repo := range list.AppendNew(nil, repos...) {
				if by[repo] == nil {
					by[repo] = &users{first: at(e)}
				}
				by[repo].n++
			}
		}
		x.names.events[w] = by
	}
	return x.names
}

// at is where an event is written: one table may define many events, and each has its own line.
func at(e *model.Event) diag.Pos {
	if len(e.In) > 0 && e.In[0].Pos.File == e.Pos.File {
		return e.In[0].Pos
	}
	return e.Pos
}

// repository is what maps and .repo files say of a name, which is a PES ID or a repoid.
func (x *explainer) repository(name string) []Statement {
	out := []Statement{}
	for _, w := range x.ways {
		here := []Statement{}
		if len(x.index().folders[name]) > 0 {
			for _, n := range w.files() {
				n.families(&here, w, name)
				n.repoids(&here, w, name)
				for i := range n.sections {
					if s := &n.sections[i]; s.Repoid == name {
						say(&here, w, "it is a section of the .repo file"+n.of(), s.At())
					}
				}
			}
		}
		if len(here) == 0 {
			x.notThere(&here, w, name)
		}
		for _, s := range here {
			same := list.FindOrAdd(&out, Statement{Path: s.Path, Text: s.Text}, func(o Statement) bool {
				return o.Text == s.Text && o.Path == s.Path
			})
			same.Distributions = list.AppendNew(same.Distributions, s.Distributions...)
			same.Places = list.AppendNew(same.Places, s.Places...)
		}
	}
	return out
}

// families says what a map has under a PES ID.
func (n named) families(out *[]Statement, w way, name string) {
	f := n.mapping.Family(name)
	if f == nil {
		return
	}
	for _, major := range []int{w.path.Source, w.path.Target} {
		entries := list.Select(f.Entries, func(e model.Entry) bool { return e.Major == major && e.Type == "rpm" })
		if len(entries) == 0 {
			continue
		}
		arches := list.Distinct(list.Map(entries, func(e model.Entry) string { return e.Arch }))
		repoids := list.AppendNew(nil, list.Map(entries, func(e model.Entry) string { return e.Repoid })...)
		say(out, w, fmt.Sprintf("the repository map%s has this PES ID in %d on %s: %s", n.of(), major,
			english.And(arches), english.And(repoids)), entries[0].Pos)
	}
}

// repoids says under which PES IDs a map has a repoid, and what these become.
func (n named) repoids(out *[]Statement, w way, name string) {
	var seen []string
	for f, e := range n.mapping.Entries() {
		key := f.PESID + " " + strconv.Itoa(e.Major)
		if e.Repoid != name || f.PESID == name || slices.Contains(seen, key) {
			continue
		}
		seen = append(seen, key)
		text := fmt.Sprintf("the repository map%s has it in %d, PES ID %s", n.of(), e.Major, f.PESID)
		if e.Major == w.path.Source {
			if to := n.leadsTo(w, f.PESID); len(to) > 0 {
				text += ", which becomes " + english.And(to)
			} else {
				text += ", which becomes nothing"
			}
		}
		say(out, w, text, e.Pos)
	}
}

// leadsTo are the PES IDs that one becomes.
func (n named) leadsTo(w way, pesid string) (to []string) {
	for _, m := range n.mapping.Mappings {
		if m.Source == w.path.Source && m.Target == w.path.Target && m.From == pesid {
			to = list.AppendNew(to, m.To...)
		}
	}
	return to
}

// notThere says that a tree has no repository of a name, how many events name it, and whose it is elsewhere.
func (x *explainer) notThere(out *[]Statement, w way, name string) {
	text := "no repository map has it, and no .repo file"
	var first diag.Pos
	if by := x.index().events[w][name]; by != nil {
		text += ", and " + english.Count(by.n, "event") + " " + english.Verb(by.n, "puts", "put") + " packages there"
		first = by.first
	}
	others := list.Select(x.index().folders[name], func(d string) bool { return d != w.target.Distro.Folder })
	if len(others) > 0 {
		text += "; " + english.And(others) + " " + english.Verb(len(others), "has", "have") + " it"
	}
	say(out, w, text, first)
}

// key is what .repo files say of a key, by its address or its file.
func (x *explainer) key(name string) []Statement {
	out := []Statement{}
	file := path.Base(name)
	for _, w := range x.ways {
		for _, n := range w.files() {
			for i := range n.sections {
				for _, k := range n.sections[i].CheckedKeys() {
					if k.URL != name && path.Base(k.URL) != file && k.File != file {
						continue
					}
					text := "it is a key of [" + n.sections[i].Repoid + "] in the .repo file" + n.of()
					switch {
					case k.Awaited != "":
						text += ", and not among the files: pes keys fetch writes " + k.Awaited
					case k.File == "" && strings.HasPrefix(k.URL, "http"):
						text += ", and not among the files: the upgrade fetches it"
					case k.File == "" && !strings.Contains(k.URL, "/vendors.d/"):
						text += ", and a package of the machine must bring it"
					}
					say(&out, w, text, k.Pos)
				}
			}
		}
	}
	return out
}

// vendorsLike adds vendors that are called as a package of nobody known.
func (x *explainer) vendorsLike(name string, data []Statement) []Statement {
	data = slices.Clone(data)
	for _, w := range x.ways {
		for _, v := range w.target.Vendors {
			if name == v.Name || strings.HasPrefix(name, v.Name+"-") {
				say(&data, w, "perhaps of the vendor "+v.Name, v.Pos)
			}
		}
	}
	return data
}

// vendor says which repositories make a vendor active.
func (x *explainer) vendor(name string) []Statement {
	out := []Statement{}
	for _, w := range x.ways {
		v := list.Find(w.target.Vendors, func(v *model.Vendor) bool { return v.Name == name })
		if v == nil {
			say(&out, w, "these data have no such vendor", diag.Pos{})
			continue
		}
		var repoids []string
		for _, e := range v.Map.Entries() {
			if e.Major == w.path.Source {
				repoids = list.AppendNew(repoids, e.Repoid)
			}
		}
		say(&out, w, "it is active where one of these repositories is enabled: "+english.And(repoids), v.Pos)
	}
	return out
}

// findEvents looks up the events that the report names.
func (x *explainer) findEvents() {
	var ids []uint64
	for _, e := range x.report.Entries {
		for _, event := range e.Events {
			if id, err := strconv.ParseUint(event.ID, 10, 64); err == nil {
				ids = append(ids, id)
			}
			if id, err := strconv.ParseUint(event.Kept, 10, 64); err == nil {
				ids = append(ids, id)
			}
		}
	}
	if x.options.Former != nil {
		for _, id := range slices.Clone(ids) {
			ids = append(ids, x.options.Former(id)...)
		}
	}
	if len(ids) > 0 {
		x.found = fate.EntriesByIDs(x.catalog, ids, x.options.Distro)
	}
}

// event is what the data have of an id.
func (x *explainer) event(id uint64) []fate.Entry {
	if found := x.found[id]; len(found) > 0 || x.options.Former == nil {
		return found
	}
	return list.FlatMap(x.options.Former(id), func(is uint64) []fate.Entry { return x.found[is] })
}

// events tells which events of the data the lines of a log name.
func (x *explainer) events(e *leappreport.Entry) []Event {
	out := []Event{}
	for _, logged := range e.Events {
		event := Event{ID: logged.ID, Line: logged.Line, Kept: logged.Kept}
		id, _ := strconv.ParseUint(logged.ID, 10, 64) // digits; one that is too large is of no event
		found := x.event(id)
		switch {
		case len(found) > 0 && logged.Action != "" && found[0].Event.Action != logged.Action:
			event.Text = "these data have another event of this id: the " + found[0].Event.Title()
		case len(found) > 0:
			event.Text, event.Place, event.known = found[0].Event.Title(), found[0].Event.Place(), true
		case x.catalog.Layer.Event(id) != nil:
			event.Text = "an event of upstream that no tree has"
		default:
			event.Text = "not in these data"
		}
		out = append(out, event)
	}
	return out
}
