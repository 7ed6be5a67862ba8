package compile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pes/generator/check"
	"pes/generator/diag"
	"pes/generator/digest"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
	"pes/generator/source"
)

// unresolvedEvent is one of the events that an authored table defines, before its roles and names are resolved for a
// distribution. Its packages have roles, or "=" and a PES ID, where a tree has PES IDs; its architectures are those
// written.
type unresolvedEvent struct {
	model.Event
	src        *source.Event
	vendor     *vendor
	fromSystem string // if the author names one
	in, out    []unresolvedPackage
	identity   string
}

type unresolvedPackage struct {
	model.Package
	repo  source.Text // role or exact PES ID
	exact bool
}

func (p unresolvedPackage) inEvent() model.Package { return p.Package }

func (c *compiler) compileEvents() {
	var all []*unresolvedEvent
	for _, f := range c.project.Events {
		all = append(all, c.fileEvents(f, nil)...)
	}
	for _, v := range c.vendors {
		for i := range v.src.Events {
			all = append(all, c.fileEvents(&v.src.Events[i], v)...)
		}
	}
	if name, last, n := model.Crowded(all, func(e *unresolvedEvent) *model.Event { return &e.Event }); n > 0 {
		c.list.Errorf(last.Pos, "bad-package", "%d events name the package %s: more than %d are not read",
			n, name, model.MaxEvents)
		return
	}
	c.differInCase(all)
	complete := len(c.targets) > 0 && !c.project.Unreadable("content/distros/") // else no tree need be missing
	for _, e := range all {
		added := false
		for _, d := range c.distros {
			added = c.addToTrees(e, d) || added
		}
		named := slices.Concat(e.src.Only.Items, e.src.Except.Items)
		unknown := slices.ContainsFunc(named, func(t source.Text) bool { return c.byName[t.Value] == nil })
		vendorMissing := e.vendor != nil && !c.reached(e.vendor) // reported once for all its events
		if !added && !unknown && !vendorMissing && complete {
			c.list.Warnf(e.Pos, "unreached-event",
				"the event is in no tree: no distribution with this event has an upgrade that includes release "+
					"%s", e.To)
		}
	}
	for _, v := range c.vendors {
		if !c.reached(v) && len(v.paths) > 0 && complete {
			c.list.Warnf(diag.Pos{File: v.src.File}, "unreached-vendor",
				"the vendor is in no tree: no distribution that it is for has one of its paths")
		}
	}
}

// reached reports whether a vendor is in some tree.
func (c *compiler) reached(v *vendor) bool {
	return slices.ContainsFunc(c.targets, func(t *target) bool { return t.vendors[v.src.Folder] != nil })
}

// fileEvents expands the tables of a file into events.
func (c *compiler) fileEvents(f *source.Events, v *vendor) (out []*unresolvedEvent) {
	c.allowList(f.Defaults.Allow)
	for _, table := range f.List { // a copy: what was authored stays as it is
		inherit(&table.Defaults, &f.Defaults)
		table.Broken = table.Broken || f.Broken
		out = append(out, c.expandTable(&table, v)...)
	}
	return out
}

// inherit fills in the defaults of an event's file; allow and tags are merged.
func inherit(e, d *source.Defaults) {
	e.From, e.To = e.From.Or(d.From), e.To.Or(d.To)
	e.InRepo, e.OutRepo = e.InRepo.Or(d.InRepo), e.OutRepo.Or(d.OutRepo)
	e.Arches = e.Arches.Or(d.Arches)
	if !e.Only.Set() && !e.Except.Set() {
		e.Only, e.Except = d.Only, d.Except
	}
	e.Tags.Items = slices.Concat(d.Tags.Items, e.Tags.Items)
	e.Allow.Items = slices.Concat(d.Allow.Items, e.Allow.Items)
}

// expandTable makes the events that an authored table defines.
func (c *compiler) expandTable(s *source.Event, v *vendor) (out []*unresolvedEvent) {
	base, ok := c.common(s, v)
	if !ok {
		return nil
	}
	sets := s.In.Sets
	if !s.In.Nested && base.Action.ForEach() && len(sets) == 1 {
		sets = list.Map(sets[0], func(t source.Text) []source.Text { return []source.Text{t} })
	}
	if !s.In.Set() && !s.Broken || s.In.Empty {
		c.list.Errorf(s.Pos, "bad-package", "this event has no in packages: write in = \"...\"; Leapp would ignore it")
	}
	if len(sets) > 1 && (len(s.Out.Items) > 0 || s.ID.Set()) {
		at := s.Out.Pos
		if s.ID.Set() {
			at = s.ID.Pos
		}
		c.list.Errorf(at, "bad-package",
			"out and id belong to one event, but in makes %d here: write a table for each", len(sets))
		return nil
	}
	for _, set := range sets {
		e := *base
		good := len(set) > 0
		for _, words := range []source.Text{tooMany(set), tooMany(s.Out.Items)} {
			if words.Set() {
				c.list.Errorf(words.Pos, "bad-package", "a set has more than %d packages", model.MaxPackages)
				return nil
			}
		}
		if !good {
			c.list.Errorf(s.In.Pos, "bad-package", "a set of in is empty")
		}
		for _, t := range set {
			good = c.addPackage(&e.in, t, s, "in_repo") && good
		}
		outs := s.Out.Items
		if e.Action == model.Moved && !s.Out.Set() {
			outs = elsewhere(set, s.Streams)
		}
		for _, t := range outs {
			good = c.addPackage(&e.out, t, s, "out_repo") && good
		}
		if good {
			c.assignID(&e)
			out = append(out, &e)
		}
	}
	return out
}

// tooMany is the first package beyond the limit of a set, if it has so many.
func tooMany(set []source.Text) source.Text {
	if len(set) <= model.MaxPackages {
		return source.Text{}
	}
	return set[model.MaxPackages]
}

// elsewhere returns the out set of a move that names none: the in packages without their repository, so that out_repo
// applies, each with the streams that its own become.
func elsewhere(set []source.Text, streams source.Map[source.Texts]) (out []source.Text) {
	for _, t := range set {
		name, own, _ := strings.Cut(t.Value, "/")
		name, _, _ = strings.Cut(name, "@")
		become := own
		if len(streams.Pairs) > 0 {
			become = strings.Join(becomes(cmp.Or(own, "-"), streams), ",")
		}
		if become = cmp.Or(become, own); become != "" && become != "-" {
			name += "/" + become
		}
		out = append(out, source.Text{Value: name, Pos: t.Pos})
	}
	return out
}

// becomes are the streams that the streams of a package lead to, in their order, each once.
func becomes(own string, streams source.Map[source.Texts]) (out []string) {
	for in := range strings.SplitSeq(own, ",") {
		to, _ := streams.Get(in)
		for _, s := range to.Values() {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// common reads what all events of a table share.
func (c *compiler) common(s *source.Event, v *vendor) (*unresolvedEvent, bool) {
	e := &unresolvedEvent{src: s, vendor: v, Event: model.Event{FromPos: s.From.Pos, ToPos: s.To.Pos,
		Arches: c.archList(s.Arches),
		Action: model.Action(slices.Index(model.Actions, s.Action)),
		Origin: &model.Origin{Pos: s.Pos, Why: s.Why.Value, Advice: s.Advice.Value, Links: s.Links.Values(),
			Tags: s.Tags.Values(), Allow: c.allowList(s.Allow)}}}
	c.acknowledge(e.Origin, s.Supersedes)
	if v != nil {
		e.Vendor = v.src.Folder
		e.Allow = slices.Concat(e.Allow, v.allow)
	}
	c.links(e.Allow, s.Links.Items...)
	ok := true
	fail := func(pos diag.Pos, name, format string, args ...any) {
		ok = false
		c.list.Errorf(pos, name, format, args...)
	}
	for _, text := range []source.Text{s.Why, s.Advice} {
		if err := source.LongProse(text.Value); err != nil {
			fail(text.Pos, "syntax", "%v", err)
		}
	}
	var err error
	if !s.To.Set() && s.Broken {
		return nil, false // it may be there, under a key that could not be read
	}
	if !s.To.Set() {
		fail(s.Pos, "bad-release", "the event has no release: write to = \"8.0\" here or in [defaults]")
	} else if e.To, err = model.ParseRelease(s.To.Value); err != nil {
		fail(s.To.Pos, "bad-release", "%v", err)
	}
	if s.From.Value != "" {
		words := strings.Fields(s.From.Value)
		if len(words) == 0 || len(words) > 2 {
			words = []string{""}
		}
		if e.From, err = model.ParseRelease(words[len(words)-1]); err != nil {
			fail(s.From.Pos, "bad-release", "%q is not a release: write \"7.7\" or \"scientific 7.7\"", s.From.Value)
		} else if len(words) == 2 {
			e.fromSystem = words[0]
			ok = c.distro(source.Text{Value: words[0], Pos: s.From.Pos}) != nil && ok
		}
	}
	if s.Only.Set() && s.Except.Set() {
		fail(s.Except.Pos, "bad-package", "there is both only and except: keep one")
	}
	for _, t := range slices.Concat(s.Only.Items, s.Except.Items) {
		c.distro(t)
	}
	if s.Arches.Set() && len(s.Arches.Items) == 0 {
		fail(s.Arches.Pos, "unknown-architecture",
			"an empty list would mean every architecture to Leapp: name them, or leave arches out")
	}
	slices.Sort(e.Arches)
	e.Arches = slices.Compact(e.Arches)
	e.readStreams(c)
	return e, ok
}

func (e *unresolvedEvent) readStreams(c *compiler) {
	read := func(t source.Text) (model.Stream, bool) {
		stream, err := model.ParseStream(t.Value)
		if err != nil {
			c.list.Errorf(t.Pos, "bad-package", "%v", err)
		}
		return stream, err == nil
	}
	for _, p := range e.src.Streams.Pairs {
		in, ok := read(p.Key)
		for _, t := range p.Value.Items {
			if out, good := read(t); ok && good {
				e.Streams = append(e.Streams, model.StreamMap{In: in, Out: out})
			}
			if len(e.Streams) > model.MaxStreams {
				c.list.Errorf(t.Pos, "bad-package", "streams names more than %d", model.MaxStreams)
				e.Streams = nil
				return
			}
		}
	}
	list.Sort(e.Streams, model.StreamMap.Compare)
}

// addPackage parses a package string into a set; key names the default role.
func (c *compiler) addPackage(set *[]unresolvedPackage, t source.Text, s *source.Event, key string) bool {
	repo := s.InRepo
	if key == "out_repo" {
		repo = s.OutRepo
	}
	p, err := source.ParsePackage(t)
	if err != nil {
		c.notPackage(t, err)
		return false
	}
	n := unresolvedPackage{model.Package{Name: p.Name.Value, Pos: t.Pos, Streams: p.Streams}, p.Repo, p.Exact}
	if !p.Repo.Set() {
		if repo.Value == "" && s.Broken {
			return false
		}
		if repo.Value == "" {
			c.list.Errorf(t.Pos, "bad-package",
				"%s has no repository: write %s@role, or %s = \"role\" here or in [defaults]", p.Name.Value,
				p.Name.Value, key)
			return false
		}
		n.repo = repo
		if exact, ok := strings.CutPrefix(repo.Value, "="); ok {
			n.repo, n.exact = source.Text{Value: exact, Pos: repo.Pos}, true
		}
	}
	list.Sort(n.Streams, model.Stream.Compare)
	if len(n.Streams) == 1 && n.Streams[0].IsZero() {
		n.Streams = nil
	}
	if n.Repo = n.repo.Value; n.exact {
		n.Repo = "=" + n.Repo
	}
	*set = append(*set, n)
	return true
}

// notPackage reports a string that is no package; one with commas before its streams was meant as a list.
func (c *compiler) notPackage(t source.Text, err error) {
	d := diag.Diagnostic{Pos: t.Pos, Rule: "bad-package", Message: err.Error()}
	if before, _, _ := strings.Cut(t.Value, "/"); strings.Contains(before, ",") {
		d.Message = fmt.Sprintf("%q is not a package: write several packages as a list of strings", t.Value)
		names := list.Map(strings.Split(t.Value, ","),
			func(s string) string { return strconv.Quote(strings.TrimSpace(s)) })
		d.Suggestion = "[" + strings.Join(names, ", ") + "]"
	}
	c.list.Add(d)
}

// assignID gives a complete event its id and checks what holds in every distribution.
func (c *compiler) assignID(e *unresolvedEvent) {
	e.In, e.Out = list.Map(e.in, unresolvedPackage.inEvent), list.Map(e.out, unresolvedPackage.inEvent)
	e.identity = identity(&e.Event, e.fromSystem)
	e.ID = digest.Number([]byte(e.identity))
	if pin := e.src.ID; pin.Set() {
		if pin.Value < 1 || pin.Value >= 1<<48 {
			c.list.Errorf(pin.Pos, "id-collision", "an id is a positive number below 2^48")
		}
		e.ID = uint64(pin.Value)
	}
	check.Shape(&c.Reporter, &e.Event, nil)
}

// addToTrees puts an event into every tree of a distribution that can apply it, and reports whether there is one.
func (c *compiler) addToTrees(e *unresolvedEvent, d *distro) (added bool) {
	if e.src.Only.Set() && !names(e.src.Only, d) || e.src.Except.Set() && names(e.src.Except, d) {
		return false
	}
	var ev *model.Event
	for _, t := range c.targets {
		if t.distro != d || !e.To.Applies(t.Major) {
			continue
		}
		var v *vendorTarget
		if e.vendor != nil {
			if v = t.vendors[e.vendor.src.Folder]; v == nil {
				continue
			}
		}
		added = true
		if ev == nil {
			if ev = c.resolve(e, d); ev == nil {
				c.partial = true
				return true // resolve has reported why
			}
		}
		if !c.isNew(t, e) {
			continue
		}
		if v != nil {
			v.Events = append(v.Events, ev)
		} else {
			t.Events = append(t.Events, ev)
		}
	}
	return added
}

// resolve makes the event of one distribution, with its PES IDs, package names and architectures. It returns nil if a
// role is unknown.
func (c *compiler) resolve(e *unresolvedEvent, d *distro) *model.Event {
	inMajor := e.Leaves()
	systems := c.systems(d, inMajor)
	if e.fromSystem != "" {
		systems = append([]*distro{c.byName[e.fromSystem]}, systems...)
	}
	ev := e.Event
	if len(ev.Arches) == 0 {
		ev.Arches = slices.Sorted(slices.Values(d.out.Arches))
	}
	ev.FromOS, ev.ToOS = osNames(d, systems, inMajor, e.To.Major)
	if e.fromSystem != "" {
		ev.FromOS = systems[0].nameIn(inMajor)
	}
	var ok1, ok2 bool
	ev.In, ok1 = c.resolveSet(e, d, e.in, systems, inMajor)
	ev.Out, ok2 = c.resolveSet(e, d, e.out, d.systems(e.To.Major), e.To.Major)
	if !ok1 || !ok2 {
		return nil
	}
	return &ev
}

func (c *compiler) resolveSet(e *unresolvedEvent, d *distro, set []unresolvedPackage, systems []*distro,
	major int) ([]model.Package, bool) {
	var out []model.Package
	ok := true
	for _, p := range set {
		systems, major := systems, major
		if target := c.systems(d, e.To.Major); e.Action.Keeps() && (e.ownRepository(p.repo.Value) ||
			hasRole(target, e.To.Major, p.repo.Value)) {
			systems, major = target, e.To.Major // Leapp reads this as the repository afterwards
		}
		q := p.Package
		q.Name, q.Repo = packageName(systems, major, p.Name), p.repo.Value
		if !p.exact {
			q.Repo = c.pesid(e, d, p, systems, major)
			ok = ok && q.Repo != ""
		}
		if r := p.repo.Pos; r.File == p.Pos.File && r.Off >= p.Pos.Off && r.End <= p.Pos.End {
			q.RepoPos = r // written with the package, not a default
		}
		out = append(out, q)
	}
	list.Sort(out, model.Package.Compare)
	return out, ok
}

// ownRepository reports whether a name is a repository of the event's vendor.
func (e *unresolvedEvent) ownRepository(name string) bool {
	if e.vendor == nil {
		return false
	}
	_, ok := e.vendor.src.Repositories.Get(name)
	return ok
}

func hasRole(systems []*distro, major int, role string) bool {
	return slices.ContainsFunc(systems, func(d *distro) bool { return d.role(major, role) != nil })
}

// pesid returns the PES ID of a package's repository: the vendor's own, else that of the role in the first system that
// has it. If there is none, it reports that and returns "".
func (c *compiler) pesid(e *unresolvedEvent, d *distro, p unresolvedPackage, systems []*distro, major int) string {
	if e.vendor != nil {
		if pesid, ok := vendorPESID(e.vendor, p.repo.Value, major, e.To.Major); ok {
			if pesid == "" {
				c.list.Errorf(p.repo.Pos, "unknown-role", "repository %q of %s has nothing for release %d",
					p.repo.Value, e.Vendor, major)
			}
			return pesid
		}
	}
	if pesid := rolePESID(systems, major, e.To.Major, p.repo.Value); pesid != "" {
		return pesid
	}
	c.unknownRole(p.repo, d, major, systems)
	return ""
}

// isNew reports whether no earlier event of the tree has the same id; otherwise it reports the duplicate or collision.
func (c *compiler) isNew(t *target, e *unresolvedEvent) bool {
	first := t.byID[e.ID]
	if first == nil {
		t.byID[e.ID] = e
		return true
	}
	at := rules.At{Pos: e.in[0].Pos, Distro: t.Distro,
		Notes: []diag.Note{{Pos: first.in[0].Pos, Text: "first written here"}}}
	if first.identity == e.identity {
		c.Reportf(at, "duplicate-event", "this event is written twice: %s of %s", e.Action, e.in[0].Name)
	} else {
		c.Reportf(at, "id-collision", "two events share the id %d: write another id = N in one of them", e.ID)
	}
	return false
}
