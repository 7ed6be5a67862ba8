package fate

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/model"
	"pes/generator/upgrade"
)

// A Life is what becomes of a package from release to release, in every distribution.
type Life struct {
	Package string     `json:"package"`
	Paths   []PathLife `json:"paths"` // by source major
}

// A PathLife is what one upgrade does to the package, and to what it has become by then.
type PathLife struct {
	Path          string    `json:"path"`          // 7-8
	Distributions []string  `json:"distributions"` // that have the path
	Chapters      []Chapter `json:"chapters"`
	source        int
	names         []string // what is followed: the package, and what it has become
}

// A Chapter is one package on one path: the package itself, or one that came of it before.
type Chapter struct {
	Package string  `json:"package"`
	Entries []Entry `json:"entries"` // events that name it, in the order of releases
}

// An Entry is one event, in the distributions in which it is the same.
type Entry struct {
	Event         *Event              `json:"event"`
	Distributions []string            `json:"distributions"`
	Repositories  map[string][]string `json:"repositories"` // by distribution: where its packages come from afterwards, as PES IDs
	Arches        []string            `json:"arches"`
	Streams       []string            `json:"streams,omitempty"` // of in packages
	Applies       bool                `json:"applies"`           // where all that it takes is there
	Ignored       string              `json:"ignored,omitempty"` // why not
	By            *Event              `json:"by,omitempty"`      // the competitor that is applied instead
	With          []*Event            `json:"with,omitempty"`    // competitors that are applied too, none being later
	event         *model.Event
	taken         bool // it takes the package, and does not only give it
	some          bool // it is not for all architectures of some distribution
}

// LifeOf follows a package through the trees of a catalog. path is 7-8 or empty for all.
func LifeOf(c *model.Catalog, name, path string) (*Life, error) {
	l := &Life{Package: name, Paths: []PathLife{}}
	engines := map[*model.Target]*upgrade.Engine{}
	for _, t := range c.Targets { // which events compete does not depend on the version; vendors are ELevate's
		e, err := upgrade.New(upgrade.FromTarget(t, "0.21"))
		if err != nil {
			return nil, err
		}
		engines[t] = e
	}
	names := []string{name}
	for _, p := range paths(c) {
		if path != "" && p.Path != path {
			continue
		}
		p.Chapters, p.names = []Chapter{}, slices.Clone(names)
		var next []string
		for _, n := range names {
			chapter := Chapter{Package: n, Entries: []Entry{}}
			chapter.read(c, engines, p.Path)
			if n != name { // who else gives what it has become is another story
				chapter.Entries = slices.DeleteFunc(chapter.Entries, func(e Entry) bool { return !e.taken })
			}
			if len(chapter.Entries) > 0 {
				p.Chapters = append(p.Chapters, chapter)
			}
			next = append(next, chapter.becomes()...)
		}
		l.Paths = append(l.Paths, p)
		for _, n := range next {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	return l, nil
}

// paths are the upgrade paths of a catalog, with the distributions that have each.
func paths(c *model.Catalog) (out []PathLife) {
	for _, t := range c.Targets {
		for _, p := range t.Paths {
			i := slices.IndexFunc(out, func(l PathLife) bool { return l.Path == p.String() })
			if i < 0 {
				i, out = len(out), append(out, PathLife{Path: p.String(), source: p.Source})
			}
			out[i].Distributions = append(out[i].Distributions, t.Distro.Folder)
		}
	}
	slices.SortFunc(out, func(a, b PathLife) int {
		return cmp.Or(cmp.Compare(a.source, b.source), strings.Compare(a.Path, b.Path))
	})
	return out
}

// read finds the events of a package on a path, and puts together those that are the same in several distributions.
func (c *Chapter) read(catalog *model.Catalog, engines map[*model.Target]*upgrade.Engine, path string) {
	for _, t := range catalog.Targets {
		for _, p := range t.Paths {
			if p.String() == path {
				c.readTarget(engines[t], t, p)
			}
		}
	}
	slices.SortStableFunc(c.Entries, func(a, b Entry) int {
		return cmp.Or(a.event.To.Compare(b.event.To), takers(a)-takers(b), strings.Compare(a.Event.Vendor, b.Event.Vendor), a.event.Pos.Compare(b.event.Pos))
	})
	for i := range c.Entries {
		for j := range c.Entries {
			if i != j && c.Entries[i].ties(&c.Entries[j]) {
				c.Entries[i].With = append(c.Entries[i].With, c.Entries[j].Event)
			}
		}
	}
}

// ties reports whether two events compete in some distribution and neither is later.
func (e *Entry) ties(o *Entry) bool {
	return e.Applies && o.Applies && e.event.From == o.event.From && e.event.To == o.event.To && slices.Equal(e.Event.In, o.Event.In) &&
		slices.Equal(e.Streams, o.Streams) && slices.ContainsFunc(e.Distributions, func(d string) bool { return slices.Contains(o.Distributions, d) })
}

// takers orders events that take a package before those that only give it.
func takers(e Entry) int {
	if e.taken {
		return 0
	}
	return 1
}

// lastMinor is later than any: the way to it passes all releases of a major.
const lastMinor = 9999

func (c *Chapter) readTarget(engine *upgrade.Engine, t *model.Target, p *model.Path) {
	from, to := model.Release{Major: p.Source}, model.Release{Major: p.Target, Minor: lastMinor}
	var entries []Entry
	for _, arch := range t.Distro.Arches {
		for _, l := range engine.Looks(c.Package, arch, from, to) {
			if l.Verdict != upgrade.OtherArch && l.Verdict != upgrade.NotOnPath {
				entries = addLook(entries, l, arch, c.Package)
			}
		}
	}
	for _, e := range entries {
		repos := reposOf(e.event)
		i := slices.IndexFunc(c.Entries, func(x Entry) bool { return x.same(&e) })
		if i < 0 {
			e.Repositories = map[string][]string{}
			i, c.Entries = len(c.Entries), append(c.Entries, e)
		}
		c.Entries[i].Distributions = append(c.Entries[i].Distributions, t.Distro.Folder)
		c.Entries[i].Repositories[t.Distro.Folder] = repos
		c.Entries[i].some = c.Entries[i].some || len(e.Arches) < len(t.Distro.Arches)
		for _, arch := range e.Arches {
			if !slices.Contains(c.Entries[i].Arches, arch) {
				c.Entries[i].Arches = append(c.Entries[i].Arches, arch)
			}
		}
	}
}

// addLook adds one look of one architecture to the entries of a tree.
func addLook(entries []Entry, l upgrade.Look, arch, name string) []Entry {
	i := slices.IndexFunc(entries, func(x Entry) bool {
		return x.event == l.Event && x.Applies == (l.Verdict == upgrade.Applied) && (x.By == nil) == (l.By == nil)
	})
	if i < 0 {
		e := Entry{Event: Tell(l.Event), Applies: l.Verdict == upgrade.Applied, By: Tell(l.By), event: l.Event, taken: has(l.Event.In, name)}
		if !e.Applies {
			e.Ignored = l.Verdict.String()
		}
		i, entries = len(entries), append(entries, e)
	}
	x := &entries[i]
	if s := streamOf(l.Stream); s != "" && !slices.Contains(x.Streams, s) {
		x.Streams = append(x.Streams, s)
	}
	if !slices.Contains(x.Arches, arch) {
		x.Arches = append(x.Arches, arch)
	}
	return entries
}

// same reports whether two entries of different distributions say the same.
func (e *Entry) same(o *Entry) bool {
	by := func(x *Event) uint64 {
		if x == nil {
			return 0
		}
		return x.ID
	}
	return e.Event.ID == o.Event.ID && e.Applies == o.Applies && e.Ignored == o.Ignored && by(e.By) == by(o.By) && e.event.Origin == o.event.Origin &&
		slices.Equal(e.Event.In, o.Event.In) && slices.Equal(e.Event.Out, o.Event.Out) && slices.Equal(e.Streams, o.Streams)
}

// reposOf are the PES IDs that the packages of an event come from afterwards.
func reposOf(e *model.Event) (out []string) {
	for _, p := range e.Results() {
		if !slices.Contains(out, p.Repo) {
			out = append(out, p.Repo)
		}
	}
	slices.Sort(out)
	return out
}

// becomes are the packages that come of one: they go on in its place.
func (c *Chapter) becomes() (out []string) {
	for _, e := range c.Entries {
		if e.Applies && e.taken {
			out = append(out, names(e.event.Results())...)
		}
	}
	return out
}

// EntriesByID finds the events of an id, as Leapp's log names them.
func EntriesByID(c *model.Catalog, id uint64) (out []Entry) {
	for _, t := range c.Targets {
		for _, e := range t.AllEvents() {
			if e.ID != id {
				continue
			}
			x := Entry{Event: Tell(e), event: e, Applies: true, taken: true, some: len(e.Arches) < len(t.Distro.Arches), Arches: e.Arches, Repositories: map[string][]string{}}
			i := slices.IndexFunc(out, func(y Entry) bool { return y.same(&x) })
			if i < 0 {
				i, out = len(out), append(out, x)
			}
			if !slices.Contains(out[i].Distributions, t.Distro.Folder) {
				out[i].Distributions = append(out[i].Distributions, t.Distro.Folder)
			}
			out[i].Repositories[t.Distro.Folder] = reposOf(e)
		}
	}
	return out
}
