//go:build !js

package compile

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
)

// A taker takes upstream's events for one distribution. It changes nothing but itself, so several may work at a time.
type taker struct {
	c         *compiler
	d         *distro
	targets   []*target
	arches    []string                // of the distribution, sorted
	systems   map[int][]*distro       // by major release: where its names are looked up
	roles     map[string]roleRule     // by PES ID of upstream
	gone      map[string]absentRule   // repositories, by PES ID of upstream
	missing   map[string][]absentRule // packages, by name
	places    map[placeKey]place
	own       map[packageAt][]*model.Event // events of the project, by in package and release
	events    []*model.Event
	fates     []model.UpstreamFate
	used      map[diag.Pos]bool         // names in rules that some event of upstream has
	uncovered map[string][]*model.Event // PES IDs of upstream that no rule covers, with their events
	replaced  []supersession
}

// newTaker prepares the rules that hold for a distribution: its own come before those of the one that it extends, and
// those before the ones that all share.
func (c *compiler) newTaker(d *distro, shared ruleSet, own map[*distro]ruleSet) *taker {
	t := &taker{c: c, d: d, arches: slices.Sorted(slices.Values(d.out.Arches)), systems: map[int][]*distro{},
		roles: map[string]roleRule{}, gone: map[string]absentRule{},
		missing: map[string][]absentRule{}, places: map[placeKey]place{}, own: map[packageAt][]*model.Event{},
		used: map[diag.Pos]bool{}, uncovered: map[string][]*model.Event{}}
	for _, x := range c.targets {
		if x.distro == d {
			t.targets = append(t.targets, x)
		}
	}
	var sets []ruleSet
	for p := d; p != nil; p = p.parent {
		sets = append(sets, own[p])
	}
	decided := map[string]bool{}
	for _, s := range append(sets, shared) {
		var now []string
		for _, r := range s.roles {
			if holds(r.RuleScope, d) && !decided[r.pesid.Value] {
				t.roles[r.pesid.Value], now = r, append(now, r.pesid.Value)
			}
		}
		for _, r := range s.absent {
			switch {
			case !holds(r.RuleScope, d):
			case !r.repository:
				t.missing[r.name.Value] = append(t.missing[r.name.Value], r)
			case !decided[r.name.Value]:
				t.gone[r.name.Value], now = r, append(now, r.name.Value)
			}
		}
		for _, pesid := range now {
			decided[pesid] = true
		}
	}
	t.indexOwn()
	return t
}

// placeKey is what decides where a repository of upstream is here.
type placeKey struct {
	pesid     string
	major, to int  // of the repository, of the event
	leaves    bool // its package leaves the major release
}

// A place is the repository of a distribution that has the packages of one of upstream.
type place struct {
	pesid  string // "" if there is none
	absent absentRule
	rule   diag.Pos // that decided
}

// place finds where the packages of a repository of upstream are: by its rule, else by its name.
func (t *taker) place(key placeKey) place {
	if p, ok := t.places[key]; ok {
		return p
	}
	p := place{}
	if r, ok := t.gone[key.pesid]; ok {
		p.absent, p.rule = r, r.name.Pos
	} else {
		systems := t.systemsOf(key.major)
		role, named := known.Role(key.pesid)
		if r, ok := t.roles[key.pesid]; ok {
			role, named, p.rule = r.role.Value, true, r.pesid.Pos
		}
		pesid := rolePESID
		if key.leaves {
			pesid = runningPESID
		}
		if exact, ok := strings.CutPrefix(role, "="); ok {
			p.pesid = exact
		} else if named {
			// Of a release that upgrades only begin at, the running systems' is all there is.
			p.pesid = cmp.Or(pesid(systems, key.major, key.to, role), runningPESID(systems, key.major, key.to, role))
		}
		if p.pesid == "" && p.rule.IsZero() && known.InBase(key.pesid) {
			p.pesid = pesid(systems, key.major, key.to, "base")
		}
	}
	t.places[key] = p
	return p
}

// systemsOf are where names of a major release are looked up.
func (t *taker) systemsOf(major int) []*distro {
	systems, ok := t.systems[major]
	if !ok {
		systems = t.c.systems(t.d, major)
		t.systems[major] = systems
	}
	return systems
}

// set gives the packages of a set of upstream that exist here, with their names and repositories. whole says that all
// do, and ok that a rule says it of each; parts says of the others why not.
func (t *taker) set(u *model.Event, set []model.Package, out bool, parts *[]model.FatePart) (here []model.Package,
	whole, ok bool) {
	if len(set) == 0 {
		return nil, true, true
	}
	here, whole, ok = make([]model.Package, 0, len(set)), true, true
	major, named := u.To.Major, u.To.Major
	if !out {
		major, named = u.InMajor(), u.Leaves()
	}
	for _, p := range set {
		at := t.find(p.Repo, u.To.Major, !out && major < u.To.Major, major, named, known.UpstreamMajor(p.Repo))
		if !at.rule.IsZero() {
			t.used[at.rule] = true
		}
		part := model.FatePart{What: p.Name, Out: out}
		missing, gone := t.isMissing(u, p.Name)
		switch {
		case gone:
			part.Rule, part.Text = missing.name.Pos, said(missing, "the package does not exist here")
		case at.absent.name.Set():
			part.Rule, part.Text = at.rule, said(at.absent, "there is no "+p.Repo+" here")
		case at.pesid == "":
			t.uncovered[p.Repo] = append(t.uncovered[p.Repo], u)
			part.Text, ok = "no rule has a role for "+p.Repo, false
		default:
			q := p
			q.Repo = at.pesid
			if other := renaming(t.systemsOf(named), named, p.Name); other.Set() && other.Value != p.Name {
				q.Name, part.Renamed, part.Rule = other.Value, other.Value, other.Pos
				*parts = append(*parts, part)
			}
			here = append(here, q)
			continue
		}
		*parts, whole = append(*parts, part), false
	}
	list.Sort(here, model.Package.Compare)
	return here, whole, ok
}

// said is the reason of a rule, or what it says where it gives none.
func said(r absentRule, otherwise string) string { return cmp.Or(r.Why.Value, otherwise) }

// isMissing returns the rule by which a package of an event does not exist here.
func (t *taker) isMissing(u *model.Event, name string) (r absentRule, ok bool) {
	for _, r := range t.missing[name] {
		if r.unfrom && !u.From.IsZero() {
			continue
		}
		if (r.from == 0 || r.from == u.From.Major) && (r.to == 0 || r.to == u.To.Major) {
			t.used[r.name.Pos] = true
			return r, true
		}
	}
	return r, false
}

// find is the place of a repository of upstream in the first of these major releases in which there is one.
func (t *taker) find(pesid string, to int, leaves bool, majors ...int) (p place) {
	for _, major := range majors {
		p = t.place(placeKey{pesid, major, to, leaves})
		if p.pesid != "" || p.absent.name.Set() {
			break
		}
	}
	return p
}

// has reports whether some of these repositories of upstream are somewhere here.
func (t *taker) has(pesids []string) bool {
	for key, p := range t.places {
		if p.pesid != "" && slices.Contains(pesids, key.pesid) {
			return true
		}
	}
	return false
}

// take decides what becomes of an event of upstream, and adds it if something is left of it.
func (t *taker) take(u *model.Event) {
	if !slices.ContainsFunc(t.targets, func(x *target) bool { return u.To.Applies(x.Major) }) {
		t.end(u, model.Unreachable, model.FatePart{Text: "no upgrade path includes release " + u.To.String()})
		return
	}
	e := *u
	e.Arches = t.archesOf(u)
	if len(e.Arches) == 0 {
		t.end(u, model.Unreachable, model.FatePart{Text: "it is for " + english.And(u.Arches) +
			", which the distribution does not have"})
		return
	}
	var parts []model.FatePart
	var whole, ok1, ok2 bool
	e.In, whole, ok1 = t.set(u, u.In, false, &parts)
	e.Out, _, ok2 = t.set(u, u.Out, true, &parts)
	switch {
	case !ok1 || !ok2:
		t.end(u, model.Unresolved, parts...)
		return
	case len(e.In) == 0, !whole && !u.Action.OneIsEnough(), len(e.Out) == 0 && len(u.Out) > 0:
		t.end(u, model.Dropped, parts...)
		return
	}
	e.FromOS, e.ToOS = osNames(t.d, t.systemsOf(u.Leaves()), u.Leaves(), u.To.Major)
	if !t.yield(&e, u, &parts) {
		t.end(u, model.Superseded, parts...)
		return
	}
	e.Action = whatIsLeft(&e, u)
	t.events = append(t.events, &e)
	if len(parts) > 0 {
		t.end(u, model.Changed, parts...)
	}
}

// whatIsLeft is the action of what is left of an event of upstream: of a split into one and of a merge of one, that of
// one package for another, or of the same one elsewhere. Leapp does the same with either.
func whatIsLeft(e, u *model.Event) model.Action {
	cut := u.Action == model.Split && len(e.Out) < len(u.Out) || u.Action == model.Merged && len(e.In) < len(u.In)
	switch {
	case !cut || len(e.In) != 1 || len(e.Out) != 1:
		return u.Action
	case e.In[0].Name == e.Out[0].Name:
		return model.Moved
	}
	return model.Replaced
}

func (t *taker) end(u *model.Event, fate model.Fate, parts ...model.FatePart) {
	t.fates = append(t.fates, model.UpstreamFate{Of: u, Fate: fate, Parts: parts})
}

// arches are the architectures of an event that the distribution has.
func (t *taker) archesOf(u *model.Event) []string {
	if slices.Equal(u.Arches, model.Arches) {
		return t.arches
	}
	return list.Select(u.Arches, func(a string) bool { return slices.Contains(t.d.out.Arches, a) })
}
