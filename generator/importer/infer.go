package importer

import (
	"fmt"
	"slices"

	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
)

// Without an overlay, what was made of upstream's events is seen in the events: they have upstream's ids. So it is with
// the package of leapp-data, which has no config.json, and with trees that pes built.

// inference collects what the events of a distribution's files say of upstream's repositories and packages.
type inference struct {
	d     *distroData
	g     *generated
	repos map[string]map[bool]map[string]int // by upstream's: of packages that are there afterwards or not, PES IDs
	here  map[scope]bool                     // packages of upstream that are there
	own   map[ownAt]bool                     // packages that the distribution's own events take
	lost  []lostPart
}

// ownAt is a package that an event takes in a release.
type ownAt struct {
	name string
	to   model.Release
}

// A lostPart are packages of an event of upstream that are not in the files; whole says that the event is not.
type lostPart struct {
	u     *model.Event
	set   []model.Package
	whole bool
}

// infer finds the rules that events of the files followed, and which events are the distribution's own.
func (im *importer) infer(d *distroData, g *generated, files []*fileEvent) {
	x := &inference{d: d, g: g, repos: map[string]map[bool]map[string]int{}, here: map[scope]bool{},
		own: map[ownAt]bool{}}
	g.byID = map[uint64]*model.Event{}
	byID, byNames := map[uint64]*fileEvent{}, map[string]*fileEvent{}
	for _, e := range files {
		byID[e.ID], byNames[namesKey(&e.Event)] = e, e
	}
	var missing []*model.Event
	for _, u := range im.layer.Events {
		if !d.reaches(u) {
			continue
		}
		d.wishes.see(u)
		e := byID[u.ID]
		if e != nil && !remains(&e.Event, u) {
			e = nil
		}
		if e == nil && !g.ours {
			e = byNames[namesKey(u)]
		}
		if e == nil || e.explained {
			missing = append(missing, u)
			continue
		}
		e.explained = true
		g.byID[u.ID] = &e.Event
		if e.ID != u.ID {
			g.former = append(g.former, &e.Event)
		}
	}
	for _, e := range files {
		if !e.explained {
			e.Arches = d.common(e.Arches)
			g.own = append(g.own, ownEvent{ReadEvent: e.ReadEvent})
			g.former = append(g.former, &e.Event)
			for _, p := range e.In {
				x.own[ownAt{p.Name, e.To}] = true
			}
		}
	}
	for _, u := range im.layer.Events {
		if e := g.byID[u.ID]; e != nil {
			x.pair(u, u.In, e.In, false)
			x.pair(u, u.Out, e.Out, true)
		}
	}
	for _, u := range missing {
		if len(files) > 0 && !slices.ContainsFunc(u.In, func(p model.Package) bool {
			return x.takes(u, p)
		}) {
			x.lost = append(x.lost, lostPart{u, slices.Concat(u.In, u.Out), true})
		}
	}
	x.wish(d.wishes)
}

// remains reports whether an event with the id of one of upstream may be what is left of it: a split of which one part
// is here is a replacement.
func remains(e, u *model.Event) bool {
	parts := u.Action == model.Split || u.Action == model.Merged
	return e.To == u.To && e.From == u.From && (e.Action == u.Action || parts && !e.Action.Keeps())
}

// namesKey is what an event says without repositories.
func namesKey(e *model.Event) string {
	names := func(p model.Package) string { return p.Name + fmt.Sprint(p.Streams) }
	return fmt.Sprint(e.Action, e.From, e.To, list.Map(e.In, names), list.Map(e.Out, names), e.Arches)
}

// pair compares a set of an event of upstream with what became of it.
func (x *inference) pair(u *model.Event, set, became []model.Package, out bool) {
	byName := map[string]model.Package{}
	for _, p := range became {
		byName[p.Name] = p
	}
	var others []model.Package
	for _, p := range set {
		q, ok := byName[p.Name]
		if !ok {
			others = append(others, p)
			continue
		}
		delete(byName, p.Name)
		x.is(u, p, q, out)
	}
	rest := list.Select(became, func(q model.Package) bool { _, left := byName[q.Name]; return left })
	if len(rest) == len(others) && len(rest) == 1 {
		x.d.wishes.name(nameAt{namedIn(u, out), others[0].Name}, rest[0].Name, 1)
		x.is(u, others[0], rest[0], out)
		return
	}
	others = slices.DeleteFunc(others, func(p model.Package) bool { return !out && x.takes(u, p) })
	if len(others) > 0 {
		x.lost = append(x.lost, lostPart{u, others, false})
	}
}

// takes reports whether an event of the distribution takes a package in the release of an event of upstream, perhaps
// under the name that packages of the distribution have.
func (x *inference) takes(u *model.Event, p model.Package) bool {
	other := known.Rebranded(p.Name, known.OSID(x.d.folder))
	switch {
	case x.own[ownAt{p.Name, u.To}]:
		return true
	case other != "" && x.own[ownAt{other, u.To}]:
		x.d.wishes.name(nameAt{namedIn(u, false), p.Name}, other, 1)
		return true
	}
	return false
}

// is notes that a package of upstream is there, and where.
func (x *inference) is(u *model.Event, p, q model.Package, out bool) {
	x.here[scope{p.Name, u.From.Major, u.To.Major}] = true
	after := out || u.Action.Keeps() || u.From.Major == u.To.Major
	if x.repos[p.Repo] == nil {
		x.repos[p.Repo] = map[bool]map[string]int{false: {}, true: {}}
	}
	x.repos[p.Repo][after][q.Repo]++
}

// wish is what follows from what is there and what is lost: a repository of which nothing is there is absent, and so is
// a package of which nothing is.
func (x *inference) wish(w *wishes) {
	_, until := known.SourceSystem()
	for pesid, votes := range x.repos {
		best := most(votes[true])
		if best == "" || known.UpstreamMajor(pesid) <= until && len(votes[false]) > 0 {
			best = most(votes[false])
		}
		w.repos[pesid] = wish{pesid: best}
	}
	absent := func(p model.Package) bool { return x.repos[p.Repo] == nil }
	for _, l := range x.lost {
		for _, p := range l.set {
			if absent(p) {
				w.repos[p.Repo] = wish{absent: true}
			}
		}
		if slices.ContainsFunc(l.set, absent) && l.whole || x.g.unsure {
			continue
		}
		at := func(p model.Package) scope { return scope{p.Name, l.u.From.Major, l.u.To.Major} }
		gone := list.Select(l.set, func(p model.Package) bool { return !absent(p) && !x.here[at(p)] })
		if l.whole && l.u.Action.OneIsEnough() && len(gone) < len(l.set) {
			continue
		}
		for _, p := range gone {
			w.packages[at(p)] = true
		}
	}
}
