package compile

import (
	"bytes"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
)

// check holds one tree against the rules.
func (c *compiler) check(t *model.Target) {
	c.sources[t] = sourceRepoids(t)
	c.checkCoverage(t)
	c.checkOrder(t)
	maps := []*model.Map{&t.Map}
	for _, e := range t.Events {
		c.checkResults(t, e, maps)
	}
	if len(t.Repo) == 0 {
		c.breachf(place{pos: t.Paths[0].Pos, distro: t.Distro}, "no-repositories", "no repository of release %d has repo = {...}: Leapp would refuse every upgrade", t.Major)
	}
	c.checkMap(t, &t.Map, t.Repo, nil)
	c.checkSections(t, t.Repo, nil)
	for _, v := range t.Vendors {
		c.checkVendor(t, v)
	}
	c.checkSymbols(t)
}

// checkShape holds a neutral event against its action (11.3) and the rules that no distribution changes.
func (c *compiler) checkShape(e *neutral) {
	at := place{pos: e.in[0].pos, allow: [][]string{e.Allow}}
	in, out := len(e.in), len(e.out)
	bad := ""
	switch e.action {
	case model.Present, model.Removed, model.Deprecated:
		if out > 0 {
			bad = "has no out packages"
		} else if in > 1 && e.action != model.Removed {
			bad = "has one in package"
		}
	case model.Reinstalled:
		c.breachf(at, "reinstalled", "ELevate crashes on events of action reinstalled or loses them, other versions of Leapp refuse them")
	case model.Moved, model.Renamed:
		switch {
		case in != 1:
			bad = "has one in package"
		case out == 0:
			bad = "has an out package; without one Leapp removes " + e.in[0].name
		case e.action == model.Moved && (out != 1 || e.out[0].name != e.in[0].name):
			bad = "keeps the package's name"
		}
	default:
		if out == 0 {
			bad = "has out packages; without one Leapp removes " + e.in[0].name
		} else if e.action == model.Merged && in < 2 {
			bad = "has two in packages or more"
		}
	}
	if bad != "" {
		c.breachf(at, "action-shape", "an event of action %s %s", e.action, bad)
	}
	if !e.from.IsZero() && e.from.Compare(e.to) >= 0 {
		c.breachf(place{pos: e.src.From.Pos, allow: at.allow}, "release-order", "the release %s is not later than the initial release %s", e.to, e.from)
	}
	c.checkSet(e.in)
	c.checkSet(e.out)
	for _, p := range e.in {
		if slices.Contains(leappPackages, p.name) {
			c.breachf(place{pos: p.pos, allow: at.allow}, "leapp-package", "%s is a package of Leapp itself: Leapp ignores the event", p.name)
		}
	}
	c.checkStreams(e, at)
}

// leappPackages are never touched by events (leapp-semantics 4.5).
var leappPackages = []string{"leapp", "leapp-deps", "python2-leapp", "python3-leapp", "snactor",
	"leapp-upgrade-el7toel8", "leapp-upgrade-el7toel8-deps", "leapp-upgrade-el8toel9", "leapp-upgrade-el8toel9-deps",
	"leapp-upgrade-el9toel10", "leapp-upgrade-el9toel10-deps"}

func (c *compiler) checkSet(set []neutralPackage) {
	seen := map[string]diag.Pos{}
	for _, p := range set {
		streams := p.streams
		if len(streams) == 0 {
			streams = []model.Stream{{}}
		}
		for _, s := range streams {
			key := p.name + "/" + s.String()
			if first, twice := seen[key]; twice {
				c.breachf(place{pos: p.pos, notes: []diag.Note{{Pos: first, Text: "first written here"}}}, "duplicate-package", "%s stands twice in one set; Leapp reads the first", p.name)
			}
			seen[key] = p.pos
		}
	}
}

// checkStreams asks that no stream is lost on the way, and that Leapp has none to choose (11.7).
func (c *compiler) checkStreams(e *neutral, at place) {
	ev := model.Event{Action: e.action, Streams: e.streams, In: plainPackages(e.in), Out: plainPackages(e.out)}
	outs, ins := map[model.Stream]bool{}, map[model.Stream]bool{}
	for _, m := range ev.Streams {
		ins[m.In], outs[m.Out] = true, true
		if !slices.ContainsFunc(ev.Out, func(p model.Package) bool { return slices.Contains(p.AllStreams(), m.Out) }) && (len(ev.Out) > 0 || !m.Out.IsZero()) {
			c.breachf(at, "stream-lost", "streams leads to %s, which no out package has", m.Out)
		}
	}
	for _, p := range ev.In {
		for _, s := range p.AllStreams() {
			if len(ev.Streams) > 0 && !ins[s] {
				c.breachf(at, "stream-lost", "no entry of streams begins with %s of %s: Leapp ignores the event on machines with that stream", s, p.Name)
			}
		}
	}
	for _, p := range ev.Out {
		for _, s := range p.AllStreams() {
			if len(ev.Streams) > 0 && !outs[s] {
				c.breachf(at, "stream-lost", "no entry of streams leads to %s of %s", s, p.Name)
			}
		}
	}
	for _, step := range ev.Expand() {
		if len(step.In) == 0 {
			c.breachf(at, "stream-lost", "streams has an entry for a stream that no in package has: Leapp would apply the event to every machine")
		}
		for _, p := range step.Lost {
			c.breachf(at, "stream-lost", "no entry of streams leads to %s of %s: Leapp does not install it", streamWords(p), p.Name)
		}
		for _, p := range step.Choice {
			c.breachf(at, "stream-lost", "streams leads to several streams of %s at once: Leapp takes any of them", p.Name)
		}
	}
}

func plainPackages(set []neutralPackage) (out []model.Package) {
	for _, p := range set {
		out = append(out, model.Package{Name: p.name, Streams: p.streams})
	}
	return out
}

func streamWords(p model.Package) string {
	words := make([]string, 0, len(p.Streams))
	for _, s := range p.AllStreams() {
		if s.IsZero() {
			words = append(words, "the version without a stream")
		} else {
			words = append(words, s.String())
		}
	}
	return strings.Join(words, ", ")
}

// checkCoverage asks that there is something to do on every path and architecture: Leapp crashes on an empty plan (11.2).
func (c *compiler) checkCoverage(t *model.Target) {
	at := place{pos: t.Paths[0].Pos, distro: t.Distro}
	inMajor := func(arch string) func(*model.Event) bool {
		return func(e *model.Event) bool {
			return e.To.Major == t.Major && (arch == "" || slices.Contains(e.Arches, arch))
		}
	}
	if c.partial && len(t.Events) == 0 {
		return // the events there are could not be read; their own mistakes come first
	}
	if !slices.ContainsFunc(t.Events, inMajor("")) {
		c.breachf(at, "no-events", "there is no event of a release %d.x: the path to %d cannot be built without", t.Major, t.Major)
		return
	}
	if !slices.ContainsFunc(t.Events, func(e *model.Event) bool { return e.To == model.Release{Major: t.Major} }) {
		c.breachf(at, "late-events", "there is no event of release %d.0: Leapp crashes on targets before the first release that has one", t.Major)
	}
	for _, arch := range t.Distro.Arches {
		switch {
		case slices.ContainsFunc(t.Events, inMajor(arch)):
		case slices.ContainsFunc(t.Events, func(e *model.Event) bool { return slices.Contains(e.Arches, arch) }):
			c.breachf(at, "no-events", "for %s there are events of release %d, but none of release %d: Leapp would crash there", arch, t.Major-1, t.Major)
		default:
			c.breachf(at, "architecture-without-events", "there is no event for %s: Leapp would upgrade such machines without looking at any, vendors' included", arch)
		}
	}
	for _, p := range t.Paths {
		if !slices.ContainsFunc(t.Map.Mappings, func(m *model.Mapping) bool { return m.Source == p.Source && m.Target == p.Target }) {
			c.list.Errorf(p.Pos, "no-mapping", "the path %s maps no repository: Leapp would stop", p)
		}
	}
}

// checkResults asks that the packages an event leaves installed come from repositories Leapp can find (11.11).
func (c *compiler) checkResults(t *model.Target, e *model.Event, maps []*model.Map) {
	for _, p := range e.Results() {
		have := arches(p.Repo, t.Major, maps)
		at := place{pos: p.Pos, distro: t.Distro, allow: [][]string{e.Allow}}
		switch {
		case len(have) > 0:
		case c.sources[t][p.Repo] && e.To.Major == t.Major:
			c.breachf(at, "pesid-is-repoid", "%s is to come from %s, which is also a repoid on running systems: where that is enabled, Leapp takes it for one and does not map it", p.Name, p.Repo)
			continue
		case e.To.Major != t.Major && (c.sources[t][p.Repo] || followed(t, e, p)):
			continue // an enabled repository, which Leapp leaves alone; or a later event decides
		case e.To.Major != t.Major:
			c.breachf(at, "passing-repository", "on the way to %d, %s comes from %s, which the map of release %[1]d does not know, and no later event takes it: Leapp removes the package", t.Major, p.Name, p.Repo)
			continue
		}
		if len(have) == 0 {
			c.breachf(at, "unknown-repository", "%s is to come from %s, which the map of release %d does not know: Leapp removes the package", p.Name, p.Repo, t.Major)
			continue
		}
		for _, a := range e.Arches {
			switch {
			case slices.Contains(have, a):
			case !slices.Contains(t.Distro.Arches, a):
				c.breachf(at, "foreign-architecture", "the event is for %s too, for which the distribution is not offered and %s has no repository", a, p.Repo)
			default:
				c.breachf(at, "missing-architecture", "%s is to come from %s, which has no repository for %s: Leapp removes the package there", p.Name, p.Repo, a)
			}
		}
	}
}

// followed reports whether a later event takes a package that an event of the major before left behind.
func followed(t *model.Target, e *model.Event, p model.Package) bool {
	return slices.ContainsFunc(t.Events, func(f *model.Event) bool {
		return f.To.Compare(e.To) > 0 && len(f.In) == 1 && f.In[0].Name == p.Name && slices.Equal(f.In[0].Streams, p.Streams) &&
			!slices.ContainsFunc(e.Arches, func(a string) bool { return !slices.Contains(f.Arches, a) })
	})
}

// arches are those for which a PES ID has a plain repository of the major release.
func arches(pesid string, major int, maps []*model.Map) (out []string) {
	for _, m := range maps {
		if f := m.Family(pesid); f != nil {
			for _, e := range f.Entries {
				if e.Major == major && e.Channel == "ga" && e.Type == "rpm" && e.RHUI == "" && !slices.Contains(out, e.Arch) {
					out = append(out, e.Arch)
				}
			}
		}
	}
	return out
}

// allMaps are the map of a tree and those of its vendors.
func allMaps(t *model.Target) []*model.Map {
	maps := []*model.Map{&t.Map}
	for _, v := range t.Vendors {
		maps = append(maps, &v.Map)
	}
	return maps
}

// sourceRepoids are the repoids that systems before the upgrade have.
func sourceRepoids(t *model.Target) map[string]bool {
	sources := map[string]bool{}
	for _, m := range allMaps(t) {
		for _, f := range m.Families {
			for _, e := range f.Entries {
				if e.Major != t.Major {
					sources[e.Repoid] = true
				}
			}
		}
	}
	return sources
}

// checkSymbols compares names over all files of a tree.
func (c *compiler) checkSymbols(t *model.Target) {
	sources := c.sources[t]
	maps := allMaps(t)
	for _, m := range maps {
		for _, f := range m.Families {
			if i := slices.IndexFunc(f.Entries, func(e model.Entry) bool { return e.Major == t.Major }); i >= 0 && sources[f.PESID] {
				c.breachf(place{pos: f.Entries[i].Pos, distro: t.Distro}, "pesid-is-repoid",
					"the PES ID %s is also a repoid on running systems: where that is enabled, Leapp takes it for one and does not map it", f.PESID)
			}
		}
	}
	owners := map[string]diag.Pos{}
	add := func(sections []model.Section) {
		for _, s := range sections {
			if first, twice := owners[s.Repoid]; twice {
				c.breachf(place{pos: s.Pos, distro: t.Distro, notes: []diag.Note{{Pos: first, Text: "first defined here"}}}, "repoid-twice",
					"the repoid %s has two sections: Leapp would refuse the upgrade", s.Repoid)
				continue
			}
			owners[s.Repoid] = s.Pos
		}
	}
	add(t.Repo)
	for _, v := range t.Vendors {
		add(v.Repo)
	}
	keys := map[string][]byte{}
	for _, v := range t.Vendors {
		for _, k := range v.Keys {
			if other, there := keys[k.Name]; there && !bytes.Equal(other, k.Data) {
				c.breachf(place{pos: v.Pos, distro: t.Distro}, "key-collision", "%s and another vendor ship different key files called %s, and there is one folder for all", v.Name, k.Name)
			}
			keys[k.Name] = k.Data
		}
	}
}
