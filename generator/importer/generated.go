package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
)

// A distribution's file of events that was generated from upstream's has much that upstream says and little of its own.
// What its overlay makes of upstream's events is expected in it; only what is not is looked at as an event.

// generated is what a distribution's files have besides what its overlay makes of upstream's events.
type generated struct {
	own    []ownEvent
	gone   []*model.Event          // upstream's, which somebody took out of the files
	there  []*model.Event          // upstream's that are in the files, or would be
	byID   map[uint64]*model.Event // where there is no overlay: those of the files with an id of upstream
	former []*model.Event          // events of the files with an id that changes
	Report
	list   diag.List
	files  int   // that were read
	err    error // why they cannot be used
	ours   bool  // pes built them, so that an id of upstream is upstream's event
	unsure bool  // they may have been made of another state of upstream
}

// An ownEvent is an event that people of the distribution wrote.
type ownEvent struct {
	*leapp.ReadEvent
	of    *model.Event // upstream's event whose id it has and that it changed; nil for one that was added
	added bool         // by the overlay
}

// explain finds for every distribution the events that are its own.
func (im *importer) explain(jobs int) {
	folders := im.folders()
	all := par.Map(jobs, len(folders), func(i int) *generated { return im.generated(im.distros[folders[i]]) })
	im.news(all)
	for i, folder := range folders {
		d, g := im.distros[folder], all[i]
		g.takeOut(d)
		im.err = cmp.Or(im.err, g.err)
		im.list.Merge(g.list)
		im.Report.Items = append(im.Report.Items, g.Report.Items...)
		g.Report = Report{}
		d.generated, d.eventInputs = g, nil
		for _, e := range g.own {
			d.events = append(d.events, e.ReadEvent)
		}
	}
}

// news takes the events of upstream that are in no distribution's file for new since these were generated: somebody who
// takes an event out does so where it does harm.
func (im *importer) news(all []*generated) {
	here, files := map[uint64]bool{}, 0
	for _, g := range all {
		for _, u := range g.there {
			here[u.ID] = true
		}
		if g.files > 0 {
			files++
		}
	}
	if files < 2 {
		return
	}
	said := map[uint64]bool{}
	for _, g := range all {
		g.gone = list.Select(g.gone, func(u *model.Event) bool {
			if !here[u.ID] && !said[u.ID] {
				said[u.ID] = true
				im.item(Unlike, labelled(u), "no generated file has this event of upstream, so it is taken for new: %s",
					u.Title())
			}
			return here[u.ID]
		})
	}
}

// labelled is the place of an event of upstream, with its id.
func labelled(u *model.Event) string {
	return at(&leapp.ReadEvent{Event: *u, Label: strconv.FormatUint(u.ID, 10)})
}

// reaches reports whether an upgrade to the distribution can apply an event.
func (d *distroData) reaches(e *model.Event) bool {
	return slices.ContainsFunc(d.reach, e.To.Applies) &&
		slices.ContainsFunc(e.Arches, func(a string) bool { return slices.Contains(d.arches, a) })
}

// generated reads the files of a distribution and tells the events that are its own.
func (im *importer) generated(d *distroData) *generated {
	g := &generated{}
	files := g.read(d, im.layer)
	inFiles := map[string][]*fileEvent{} // upstream says some things twice
	for _, e := range files {
		inFiles[e.key] = append(inFiles[e.key], e)
	}
	d.wishes = newWishes()
	if d.overlay == nil {
		im.infer(d, g, files)
		return g
	}
	expected := map[string]bool{}
	var missing []*model.Event
	for _, u := range im.layer.Events {
		if !d.reaches(u) {
			continue
		}
		d.overlay.wish(d.wishes, u)
		made, kept := d.overlay.made(u)
		if !kept {
			continue
		}
		key := d.key(&made)
		expected[key] = true
		if !g.find(inFiles[key], u.ID) && len(d.eventInputs) > 0 {
			missing = append(missing, u)
			continue
		}
		g.there = append(g.there, u)
	}
	d.overlay.renamings(d.wishes)
	g.additions(d, inFiles, expected)
	g.byHand(d, files, missing)
	return g
}

// find finds an event in the files, under any id, and reports whether it is there.
func (g *generated) find(same []*fileEvent, id uint64) bool {
	for _, e := range same {
		if !e.explained && !slices.ContainsFunc(same, func(o *fileEvent) bool { return o.ID == id }) {
			g.former = append(g.former, &e.Event)
		}
		e.explained = true
	}
	return len(same) > 0
}

// additions are the events of the overlay.
func (g *generated) additions(d *distroData, inFiles map[string][]*fileEvent, expected map[string]bool) {
	for _, a := range d.overlay.Events {
		a.Label = "" // it has none until the file is generated
		a.Streams = a.TidyStreams()
		if !g.repair(a) {
			continue
		}
		key := d.key(&a.Event)
		switch reached := d.reaches(&a.Event); {
		case reached && expected[key]:
			g.item(Merged, at(a), "upstream says the same, or it is added twice: %s (%s)", a.Title(), d.folder)
			continue
		case reached && !g.find(inFiles[key], 0) && len(d.eventInputs) > 0:
			g.item(Unlike, at(a), "the generated file lacks this event, so it is not taken: %s (%s)", a.Title(),
				d.folder)
			continue
		}
		expected[key] = true
		g.item(ByHand, at(a), "added by config.json: %s (%s)", a.Title(), d.folder)
		if d.reaches(&a.Event) {
			a.Arches = d.common(a.Arches)
		}
		g.own = append(g.own, ownEvent{ReadEvent: a, added: true})
	}
}

// byHand are the events that neither upstream nor the overlay explains.
func (g *generated) byHand(d *distroData, files []*fileEvent, missing []*model.Event) {
	byID := map[uint64]*model.Event{}
	for _, u := range missing {
		byID[u.ID] = u
	}
	for _, e := range files {
		if e.explained {
			continue
		}
		e.Arches = d.common(e.Arches)
		n := ownEvent{ReadEvent: e.ReadEvent, of: byID[e.ID]}
		switch {
		case n.of == nil:
			g.item(ByHand, at(e.ReadEvent), "added to the generated file: %s (%s)", e.Title(), d.folder)
		case d.samePlace(&n.Event, n.of):
			delete(byID, e.ID)
			g.item(ByHand, at(e.ReadEvent), "changed in the generated file: %s (%s)", e.Title(), d.folder)
		default:
			g.item(ByHand, at(e.ReadEvent), "changed in the generated file into another event: %s (%s)", e.Title(),
				d.folder)
		}
		g.own = append(g.own, n)
		g.former = append(g.former, &e.Event)
	}
	for _, u := range missing {
		if byID[u.ID] != nil {
			g.gone = append(g.gone, u)
		}
	}
}

// takeOut says which packages are absent where somebody took events of upstream out of the file: those of which it has
// no event of upstream left.
func (g *generated) takeOut(d *distroData) {
	left := map[scope]bool{}
	for _, u := range g.there {
		for _, p := range slices.Concat(u.In, u.Out) {
			left[scope{p.Name, u.From.Major, u.To.Major}] = true
		}
	}
	for _, u := range g.gone {
		var absent []scope
		for _, p := range u.In {
			if s := (scope{p.Name, u.From.Major, u.To.Major}); !left[s] {
				absent = append(absent, s)
			}
		}
		if len(absent) == 0 || u.Action.OneIsEnough() && len(absent) < len(u.In) {
			continue // which is reported when the project is compared with the file
		}
		for _, s := range absent {
			d.wishes.packages[s] = true
		}
		g.item(ByHand, labelled(u),
			"taken out of the generated file, where nothing else of the package is left, so it is absent: %s (%s)",
			u.Title(), d.folder)
	}
}

// expected is the event that the generated file has of one of upstream.
func (d *distroData) expected(u *model.Event) (e *model.Event, kept bool) {
	if d.overlay == nil {
		e, kept = d.generated.byID[u.ID]
		return e, kept
	}
	made, kept := d.overlay.made(u)
	return &made, kept
}

// samePlace reports whether an event takes the place of one of upstream: same release, packages and architectures.
func (d *distroData) samePlace(e, u *model.Event) bool {
	return e.To == u.To && len(e.In) > 0 && slices.EqualFunc(e.In, u.In, func(p, q model.Package) bool {
		return p.Name == q.Name && slices.Equal(p.AllStreams(), q.AllStreams())
	}) && !slices.ContainsFunc(d.common(u.Arches), func(a string) bool { return !slices.Contains(e.Arches, a) })
}

// common are the architectures of a list that the distribution has.
func (d *distroData) common(arches []string) []string {
	return list.Select(arches, func(a string) bool { return slices.Contains(d.arches, a) })
}

// A fileEvent is an event of a distribution's own files.
type fileEvent struct {
	*leapp.ReadEvent
	key       string
	explained bool // by upstream and the overlay
}

// read reads the distribution's files of events. Each event is there once for each of its ids.
func (g *generated) read(d *distroData, layer *model.Layer) (out []*fileEvent) {
	type identity struct {
		id  uint64
		key string
	}
	seen := map[identity]bool{}
	for _, in := range d.eventInputs {
		f, found, ok := leapp.ReadEvents(in.File.File)
		g.list.Merge(found)
		if !ok {
			continue
		}
		if err := sameState(in, &f, layer); d.overlay != nil {
			g.err = cmp.Or(g.err, err)
		} else {
			g.unsure = g.unsure || err != nil && !in.Own
		}
		g.files++
		g.ours = g.ours || in.Own
		for _, e := range f.Events {
			if e.Fatal != "" || len(e.In) == 0 || !d.reaches(&e.Event) || len(e.Quirks) > 0 {
				if !g.repair(e) || !d.reaches(&e.Event) {
					continue
				}
			}
			e.Streams = e.TidyStreams()
			if x := (identity{e.ID, d.key(&e.Event)}); !seen[x] {
				seen[x] = true
				out = append(out, &fileEvent{ReadEvent: e, key: x.key})
			}
		}
	}
	return out
}

// sameState refuses a file that says it was made of another state of upstream: what is new in one of them would be
// taken for an edit of the other.
func sameState(in *input, f *leapp.EventsFile, layer *model.Layer) error {
	if f.Timestamp == "" || layer.Timestamp == "" || f.Timestamp == layer.Timestamp {
		return nil
	}
	return fmt.Errorf("%s was made of upstream's file of %s, and %s is of %s: import with the former; "+
		"then pes sync upstream brings the latter", in.Name, f.Timestamp, layer.Name, layer.Timestamp)
}

// key is everything in an event that Leapp reads on machines of the distribution.
func (d *distroData) key(e *model.Event) string {
	b := make([]byte, 0, 128)
	b = append(b, byte('0'+e.Action))
	for _, r := range []model.Release{e.From, e.To} {
		b = append(strconv.AppendInt(append(b, ' '), int64(r.Major), 10), '.')
		b = strconv.AppendInt(b, int64(r.Minor), 10)
	}
	for _, a := range e.Arches {
		if slices.Contains(d.arches, a) {
			b = append(append(b, ' '), a...)
		}
	}
	for _, set := range [][]model.Package{e.In, e.Out} {
		b = append(b, " >"...)
		for _, p := range set {
			b = append(append(append(append(b, ' '), p.Name...), '@'), p.Repo...)
			for _, s := range p.Streams {
				b = append(append(b, '/'), s.String()...)
			}
		}
	}
	for _, m := range sortedMaps(e.TidyStreams()) {
		b = append(append(append(append(b, ' '), m.In.String()...), '='), m.Out.String()...)
	}
	return string(b)
}

// sortedMaps are stream maps in order, each once.
func sortedMaps(maps []model.StreamMap) []model.StreamMap {
	if len(maps) < 2 {
		return maps
	}
	maps = slices.Clone(maps)
	list.Sort(maps, model.StreamMap.Compare)
	return slices.Compact(maps)
}
