package author

import (
	"slices"
	"strings"
	"time"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/source"
)

// Names know which packages have to do with each other: those that one event names, or that are one package under the
// names of several distributions. Rules compare events of such packages alone, so who adds an event to a large project
// need not compile all of it to know what is wrong: see [CheckNear].
type Names struct {
	groups [][]string // that have to do with each other
	alone  []string   // of one event and no other, so that no release is without events: see findAlone
}

// NewNames indexes the events of a project.
func NewNames(p *source.Project) *Names {
	n := &Names{}
	for _, e := range events(p) {
		for _, unit := range units(e) {
			n.groups = append(n.groups, namesIn(e, unit))
		}
	}
	n.findAlone(p)
	for _, d := range p.Distros {
		for _, r := range d.Releases.Pairs {
			for _, x := range r.Value.Rename.Pairs {
				n.groups = append(n.groups, []string{x.Key.Value, x.Value.Value})
			}
		}
	}
	return n
}

// findAlone finds a package for each file, and there for each release and each choice of distributions.
func (n *Names) findAlone(p *source.Project) {
	uses, known := map[string]int{}, map[string]bool{}
	for _, group := range n.groups {
		for _, name := range group {
			uses[name]++
		}
	}
	for _, f := range p.Events {
		for i := range f.List {
			e := &f.List[i]
			kind := f.File.Name + " " + e.To.Value + " " + strings.Join(e.Only.Values(), " ")
			for _, unit := range units(e) {
				if names := namesIn(e, unit); !known[kind] && len(names) == 1 && uses[names[0]] == 1 {
					known[kind] = true
					n.alone = append(n.alone, names[0])
				}
			}
		}
	}
}

// Near are the packages that the events of a file which begin at or after an offset have to do with, over however many
// events. It is nil where these are all packages: an id that somebody pins may be that of any event.
func (n *Names) Near(p *source.Project, file string, offset int) map[string]bool {
	near := map[string]bool{}
	add := func(names []string) {
		for _, name := range names {
			near[name] = true
		}
	}
	add(n.alone)
	for _, e := range events(p) {
		if e.Pos.File.Name == file && e.Pos.Off >= offset {
			if e.ID.Set() {
				return nil
			}
			for _, unit := range units(e) {
				add(namesIn(e, unit))
			}
		}
	}
	for before := -1; before < len(near); {
		before = len(near)
		for _, group := range n.groups {
			if isNear(group, near) {
				add(group)
			}
		}
	}
	return near
}

func isNear(names []string, near map[string]bool) bool {
	return slices.ContainsFunc(names, func(name string) bool { return near[name] })
}

// ofAll are the rules about all events of a tree together: that there are none, or none of some kind.
var ofAll = []string{"no-events", "late-events", "architecture-without-events"}

// CheckNear compiles and checks a project with those of its events alone that name some packages, and the vendors of
// these and of a file. An addition to that file which has to do with no other packages brings the same diagnostics here
// as in the whole project. A new vendor has to do with all vendors. Without near it takes all.
func CheckNear(p *source.Project, near map[string]bool, file string, today time.Time) (*model.Catalog, diag.List) {
	part := *p
	if near != nil {
		take(&part, p, near, file)
	}
	catalog, found := compile.Compile(&part, today)
	found.Merge(leapp.Check(catalog))
	if near != nil {
		found.Drop(func(d diag.Diagnostic) bool { return slices.Contains(ofAll, d.Rule) })
	}
	return catalog, found
}

// take leaves in part what CheckNear takes of a project.
func take(part, p *source.Project, near map[string]bool, file string) {
	part.Events, part.Vendors = nil, nil
	for _, f := range p.Events {
		few := *f
		few.List = eventsNear(f.List, near)
		part.Events = append(part.Events, &few)
	}
	for _, v := range p.Vendors {
		few, kept := *v, strings.HasSuffix(file, "/vendor.toml") || strings.HasPrefix(file, "vendors/"+v.Folder+"/")
		few.Events = append([]source.Events(nil), v.Events...)
		for i := range few.Events {
			f := &few.Events[i]
			f.List = eventsNear(f.List, near)
			kept = kept || len(f.List) > 0
		}
		for _, d := range p.Distros {
			kept = kept || slices.Contains(d.Vendors.Values(), v.Folder)
		}
		if kept {
			part.Vendors = append(part.Vendors, &few)
		}
	}
}

// eventsNear are the events that name one of some packages; of an event for each of many, what is about these.
func eventsNear(all []source.Event, near map[string]bool) (out []source.Event) {
	for i := range all {
		e := &all[i]
		var kept [][]source.Text
		var texts []source.Text
		of := units(e)
		for _, unit := range of {
			if isNear(namesIn(e, unit), near) {
				kept, texts = append(kept, unit), append(texts, unit...)
			}
		}
		if len(of) > 0 && kept == nil { // one that names nothing is a mistake
			continue
		}
		out = append(out, *e)
		if n := len(out) - 1; isForEach(e) && kept != nil {
			out[n].In.Sets = [][]source.Text{texts}
		} else if kept != nil {
			out[n].In.Sets = kept
		}
	}
	return out
}

// events are those of a project and of its vendors.
func events(p *source.Project) (all []*source.Event) {
	add := func(f *source.Events) {
		for i := range f.List {
			all = append(all, &f.List[i])
		}
	}
	for _, f := range p.Events {
		add(f)
	}
	for _, v := range p.Vendors {
		for i := range v.Events {
			add(&v.Events[i])
		}
	}
	return all
}

// isForEach reports whether the in packages of an event are those of an event each.
func isForEach(e *source.Event) bool {
	action, ok := model.ParseAction(e.Action)
	return ok && !e.In.Nested && action.ForEach() && len(e.In.Sets) == 1
}

// units are the in packages of the events that an authored one stands for.
func units(e *source.Event) [][]source.Text {
	if !isForEach(e) {
		return e.In.Sets
	}
	all := e.In.Sets[0]
	out := make([][]source.Text, len(all))
	for i := range all {
		out[i] = all[i : i+1 : i+1]
	}
	return out
}

// namesIn are the names of some in packages of an event, and of its out packages.
func namesIn(e *source.Event, in []source.Text) (names []string) {
	for _, all := range [][]source.Text{in, e.Out.Items} {
		for _, t := range all {
			name := t.Value
			if i := strings.IndexAny(name, "@/"); i >= 0 {
				name = name[:i]
			}
			names = append(names, name)
		}
	}
	return names
}
