package suggest

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rpmver"
)

// A release is what a release has, with its hints: who obsoletes or provides a name, has a command or a library, and
// what a source is built to.
type release struct {
	*inventory.Release
	arches                                                  []string // that its inventories are of
	obsoletes, provides, commands, libraries, stems, source map[string][]inventory.Place
}

func newRelease(r *inventory.Release) *release {
	x := &release{Release: r}
	for _, m := range []*map[string][]inventory.Place{&x.obsoletes, &x.provides, &x.commands, &x.libraries, &x.stems,
		&x.source} {
		*m = map[string][]inventory.Place{}
	}
	for _, inv := range r.Inventories {
		x.arches = list.AppendNew(x.arches, inv.Arches...)
	}
	for _, places := range r.All() {
		for _, p := range places {
			x.addHints(p)
		}
	}
	return x
}

func (r *release) addHints(p inventory.Place) {
	add := func(to map[string][]inventory.Place, keys []string) {
		for _, key := range keys {
			if same := to[key]; len(same) == 0 || same[len(same)-1].Name != p.Name {
				to[key] = append(same, p)
			}
		}
	}
	add(r.obsoletes, p.Obsoletes)
	add(r.provides, p.Provides)
	add(r.commands, p.Commands)
	add(r.libraries, p.Libraries)
	add(r.stems, list.Map(p.Libraries, stem))
	if p.Source != "" {
		add(r.source, []string{p.Source})
	}
}

// stem is the name of a library without its version: libssl.so of libssl.so.3.
func stem(soname string) string {
	before, _, _ := strings.Cut(soname, ".so")
	return before + ".so"
}

// visible are the places of a package that dnf sees.
func (r *release) visible(name string) []inventory.Place {
	return list.Select(r.Find(name), inventory.Place.IsVisible)
}

// newestOf is the place with the newest version.
func newestOf(places []inventory.Place) inventory.Place {
	return slices.MaxFunc(places, func(a, b inventory.Place) int { return rpmver.Compare(a.EVR, b.EVR) })
}

// A successor is what takes the place of a package, with a reason.
type successor struct {
	to     []inventory.Place
	grade  Grade
	reason string
}

// gone fills in a finding about a package that the new release does not have.
func (f *finder) gone(x *finding, old oldRelease, places []inventory.Place) {
	x.kind = Gone
	x.where = english.And(list.Map(f.now.Inventories, roleOf))
	h := f.successor(x, old, places)
	x.grade = h.grade
	x.facts = append(x.facts, h.reason)
	switch {
	case len(h.to) == 0:
		x.action = model.Removed
		x.why = fmt.Sprintf("EL %d does not have it%s.", x.to, x.on())
	case len(h.to) == 1:
		x.action = model.Replaced
		x.why = fmt.Sprintf("In EL %d, %s takes its place.", x.to, h.to[0].Name)
		if h.grade == Sure && x.source != "" && x.source == h.to[0].Source && len(old.Find(h.to[0].Name)) == 0 {
			x.action = model.Renamed
			x.why = fmt.Sprintf("It is called %s in EL %d.", h.to[0].Name, x.to)
		}
	default:
		x.action = model.Split
		x.why = fmt.Sprintf("In EL %d, %s take its place.", x.to, english.And(names(h.to)))
	}
	for _, p := range h.to {
		o := output{name: p.Name, role: p.In.Role}
		if !p.IsVisible() {
			o.stream, x.grade = p.Stream, Look
		}
		x.out = append(x.out, o)
	}
	if users := f.needs[x.name]; len(users) > 0 {
		x.grade = Look
		x.facts = append(x.facts, some(users)+" "+english.Verb(len(users), "needs", "need")+" it")
	}
	if len(h.to) > 0 && f.vendorHas(x.name) {
		x.grade = Look
		x.facts = append(x.facts, "a vendor has it for this release, and machines of the vendor would lose it")
	}
}

// some is a list of words of which many are only counted.
func some(words []string) string {
	if n := len(words) - 4; n > 1 {
		words = append(slices.Clone(words[:4]), english.Count(n, "other"))
	}
	return english.And(words)
}

func names(places []inventory.Place) []string {
	return list.Map(places, func(p inventory.Place) string { return p.Name })
}

// successor finds what takes the place of a package that is gone, by the best hint that there is.
func (f *finder) successor(x *finding, old oldRelease, places []inventory.Place) successor {
	name, p := x.name, model.Available{Source: x.source}
	for _, place := range places {
		p.Commands = list.AppendNew(p.Commands, place.Commands...)
		p.Libraries = list.AppendNew(p.Libraries, place.Libraries...)
	}
	for _, hint := range []func() (successor, bool){
		func() (successor, bool) { return f.obsoleted(name, &p) },
		func() (successor, bool) { return f.provided(name, &p) },
		func() (successor, bool) { return f.commands(name, old, &p) },
		func() (successor, bool) { return f.libraries(name, old, &p) },
		func() (successor, bool) { return f.sameSource(name, old, &p) },
	} {
		if h, found := hint(); found {
			return h
		}
	}
	if now := f.now; len(now.obsoletes)+len(now.provides)+len(now.commands)+len(now.libraries) == 0 {
		return successor{grade: Look, reason: fmt.Sprintf(
			"what takes its place is not known: the inventories of %d are lists of names", f.path.Target)}
	}
	return successor{grade: Likely, reason: "nothing there obsoletes or provides it or has its commands or libraries"}
}

// distinct are the places of a hint, one of each package other than the one that it is about: what dnf sees, else all.
func (f *finder) distinct(name string, places []inventory.Place) (out []inventory.Place) {
	seen := list.Select(places, inventory.Place.IsVisible)
	if len(seen) == 0 {
		seen = places
	}
	told := map[string]bool{name: true}
	for _, p := range seen {
		if !told[p.Name] {
			told[p.Name] = true
			out = append(out, p)
		}
	}
	return out
}

// obsoleted finds the packages that obsolete one. It is sure where one does that is evidently its successor.
func (f *finder) obsoleted(name string, p *model.Available) (successor, bool) {
	to := f.distinct(name, f.now.obsoletes[name])
	if len(to) == 0 {
		return successor{}, false
	}
	reason := english.And(list.Map(to, described)) + " " + english.Verb(len(to), "obsoletes", "obsolete") + " it"
	if len(to) > 1 {
		return successor{to, Likely, reason}, true
	}
	q := to[0]
	more := ""
	switch {
	case slices.Contains(q.Provides, name):
		more = " and provides it"
	case p.Source != "" && p.Source == q.Source:
		more = " and is built of the same source " + p.Source
	case shares(p.Commands, q.Commands) || shares(p.Libraries, q.Libraries):
		more = " and has commands or libraries of it"
	default:
		return successor{to, Likely, reason}, true
	}
	return successor{to, Sure, reason + more}, true
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// provided finds the package that provides the name of one: of several, one of the same source, else nobody can tell.
func (f *finder) provided(name string, p *model.Available) (successor, bool) {
	to := f.distinct(name, f.now.provides[name])
	same := list.Select(to, func(q inventory.Place) bool { return p.Source != "" && q.Source == p.Source })
	switch {
	case len(to) == 0:
		return successor{}, false
	case len(to) == 1:
		return successor{to, Likely, described(to[0]) + " provides it"}, true
	case len(same) == 1:
		return successor{same, Likely, described(same[0]) + " provides it and is built of the same source"}, true
	}
	return successor{to[:1], Look, some(list.Map(to, described)) + " provide it: choose one"}, true
}

// commands finds the packages that have the commands of one, and had them not before.
func (f *finder) commands(name string, old oldRelease, p *model.Available) (successor, bool) {
	var to []inventory.Place
	found := 0
	for _, command := range p.Commands {
		had := names(old.commands[command])
		holders := list.Select(f.distinct(name, f.now.commands[command]), func(q inventory.Place) bool {
			return !slices.Contains(had, q.Name)
		})
		if len(holders) == 0 {
			continue
		}
		found++
		if !slices.ContainsFunc(holders, func(q inventory.Place) bool { return slices.Contains(names(to), q.Name) }) {
			to = append(to, holders[0])
		}
	}
	if found == 0 || len(to) > 3 {
		return successor{}, false
	}
	grade, how := Likely, "its commands"
	if found < len(p.Commands) {
		grade, how = Look, fmt.Sprintf("%d of its %d commands", found, len(p.Commands))
	}
	reason := english.And(list.Map(to, described)) + " " + english.Verb(len(to), "has", "have") + " " + how
	return successor{to, grade, reason}, true
}

// libraries finds the packages that have the libraries of one, and had them not before: of the same version, else of
// another.
func (f *finder) libraries(name string, old oldRelease, p *model.Available) (successor, bool) {
	var same, near []inventory.Place
	for _, soname := range p.Libraries {
		same = append(same, f.now.libraries[soname]...)
		had := names(old.stems[stem(soname)])
		near = append(near, list.Select(f.now.stems[stem(soname)], func(q inventory.Place) bool {
			return !slices.Contains(had, q.Name)
		})...)
	}
	same, near = f.distinct(name, same), f.distinct(name, near)
	switch {
	case len(same) > 0 && len(same) < 4:
		return successor{same, Likely, english.And(list.Map(same, described)) + " " +
			english.Verb(len(same), "has", "have") + " its libraries"}, true
	case len(near) == 1:
		return successor{near, Look, described(near[0]) + " has its libraries in another version"}, true
	}
	return successor{}, false
}

// sameSource finds the one package that is new of the source of another and is called so but for a version or language,
// as python3-six is of python-six. Where all new ones have other names, people must choose.
func (f *finder) sameSource(name string, old oldRelease, p *model.Available) (successor, bool) {
	n := f.newOf(old, p.Source)
	all, like := n.all, n.byWord[plain(name)]
	switch {
	case len(all) == 0:
		return successor{}, false
	case len(like) == 1:
		return successor{like, Look, described(like[0]) + " is new and built of the same source " + p.Source}, true
	}
	return successor{grade: Look, reason: some(names(all)) + " " + english.Verb(len(all), "is", "are") +
		" new and built of the same source " + p.Source + ": look whether something takes its place"}, true
}

// A sourceNews is what a source is newly built to in the new release.
type sourceNews struct {
	all    []inventory.Place
	byWord map[string][]inventory.Place // by what plain leaves of the name
}

// newOf is what a source is built to that the old release does not have. It is found once: some sources have thousands.
func (f *finder) newOf(old oldRelease, source string) *sourceNews {
	k := sourceOf{old.release, source}
	if f.news[k] == nil {
		n := &sourceNews{byWord: map[string][]inventory.Place{}}
		n.all = f.distinct("", list.Select(f.now.source[source], func(q inventory.Place) bool {
			return len(old.Find(q.Name)) == 0
		}))
		for _, q := range n.all {
			n.byWord[plain(q.Name)] = append(n.byWord[plain(q.Name)], q)
		}
		f.news[k] = n
	}
	return f.news[k]
}

// plain is a name without versions and the word Python.
func plain(name string) string {
	name = strings.ReplaceAll(strings.ToLower(name), "python", "")
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789.-", r) {
			return -1
		}
		return r
	}, name)
}

// split fills in a finding about a package that is there, of which a new package of the same source takes over a part.
func (f *finder) split(x *finding, old oldRelease, places, there []inventory.Place) bool {
	to := f.best(x.role, there)
	isNew := func(q inventory.Place) bool {
		return q.Source != "" && (q.Source == x.source || q.Source == to.Source) && q.IsVisible() &&
			len(old.Find(q.Name)) == 0
	}
	parts := f.distinct(x.name, list.Select(f.now.obsoletes[x.name], isNew))
	if len(parts) > 0 {
		x.grade = Sure
		x.facts = append(x.facts, english.And(list.Map(parts, described))+" "+
			english.Verb(len(parts), "is", "are")+" new, of the same source, and "+
			english.Verb(len(parts), "obsoletes", "obsolete")+" what "+x.name+" was")
	} else {
		var taken []string
		for _, p := range places {
			for _, command := range p.Commands {
				holders := list.Select(f.now.commands[command], isNew)
				for _, q := range f.distinct(x.name, holders) {
					if !slices.Contains(names(parts), q.Name) {
						parts = append(parts, q)
					}
					taken = list.AppendNew(taken, command)
				}
			}
		}
		if len(parts) == 0 {
			return false
		}
		x.grade = Likely
		x.facts = append(x.facts, english.And(list.Map(parts, described))+" "+english.Verb(len(parts), "is", "are")+
			" new, of the same source, and "+english.Verb(len(parts), "has", "have")+" its "+
			english.Noun(len(taken), "command")+" "+english.And(taken))
	}
	x.kind, x.action, x.where = Split, model.Split, to.In.Role
	x.out = []output{{name: x.name, role: to.In.Role}}
	for _, q := range parts {
		x.out = append(x.out, output{name: q.Name, role: q.In.Role})
	}
	x.why = fmt.Sprintf("A part of it is in %s in EL %d.", english.And(names(parts)), x.to)
	return true
}
