package compile

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
	"pes/generator/source"
)

// distro is a distribution with what it inherits merged in.
type distro struct {
	src      *source.Distro
	out      *model.Distro
	parent   *distro
	releases map[int]*release
	paths    []*upgradePath
}

type release struct {
	major   int
	pos     diag.Pos
	name    string    // of the system in this release, if it had another one
	end     time.Time // end of life; zero if not written
	rename  map[string]source.Text
	keys    []source.Text
	without map[string]bool // roles that a variant does not have
	names   []string        // of roles, in document order, inherited ones first
	roles   map[string]*source.Role
}

type upgradePath struct {
	*model.Path
	src     source.Path
	systems []*distro
}

func elMajor(n int) string { return "el" + strconv.Itoa(n) }

func (d *distro) resolved() *model.Distro { return d.out }

func (c *compiler) folders() []string {
	return list.Map(c.distros, func(d *distro) string { return d.src.Folder })
}

func (c *compiler) loadDistros() {
	folded := map[string]string{}
	for _, s := range c.project.Distros {
		if other := folded[strings.ToLower(s.Folder)]; other != "" {
			c.list.Errorf(s.Pos, "bad-name", "%s and %s differ only in case: many file systems treat them as equal",
				other,
				s.Folder)
		}
		folded[strings.ToLower(s.Folder)] = s.Folder
		d := &distro{src: s, releases: map[int]*release{}}
		d.out = &model.Distro{Folder: s.Folder, Pos: s.Pos}
		c.distros = append(c.distros, d)
		c.byName[s.Folder] = d
	}
	done := map[*distro]bool{}
	for _, d := range c.distros {
		c.inherit(d, done, nil)
	}
	for _, d := range c.distros {
		c.loadPaths(d)
	}
}

// inherit completes a variant from the distribution that it extends, and fills in defaults.
func (c *compiler) inherit(d *distro, done map[*distro]bool, chain []*distro) {
	if done[d] {
		return
	}
	done[d] = true
	d.out.Allow = c.allowList(d.src.Allow)
	if name := d.src.Extends; name.Set() {
		d.parent = c.distro(name)
		switch {
		case d.parent == nil:
		case d.parent == d || slices.Contains(chain, d.parent):
			c.list.Errorf(name.Pos, "unknown-distribution", "%s extends itself", d.src.Folder)
			d.parent = nil
		default:
			c.inherit(d.parent, done, append(chain, d))
		}
	}
	for _, a := range d.src.Arches.Items {
		c.checkArch(a)
	}
	if p := d.parent; p != nil {
		d.out.Allow = append(d.out.Allow, p.out.Allow...)
		for n, r := range p.releases {
			d.releases[n] = r.copy()
		}
	}
	c.links(d.out.Allow, d.src.Homepage, d.src.Bugs)
	if t := d.src.OSID; t.Set() && (t.Value == "" || strings.Trim(t.Value, osIDSigns) != "") {
		c.list.Add(diag.Diagnostic{Pos: t.Pos, Rule: "bad-name", Suggestion: strconv.Quote(strings.ToLower(
			strings.ReplaceAll(t.Value, " ", ""))), Message: fmt.Sprintf(
			"%q cannot be ID of /etc/os-release: use only lower-case letters, digits, . _ and -", t.Value)})
	}
	d.out.OSID = d.src.OSID.Value
	if d.parent != nil {
		d.out.OSID = cmp.Or(d.out.OSID, d.parent.out.OSID)
		d.complete(d.parent.src)
	}
	d.out.Name, d.out.OSID = cmp.Or(d.src.Name.Value, d.src.Folder), cmp.Or(d.out.OSID, d.src.Folder)
	d.out.Homepage, d.out.Bugs, d.out.Arches = d.src.Homepage.Value, d.src.Bugs.Value, d.src.Arches.Values()
	for _, r := range d.src.Releases.Pairs {
		c.loadRelease(d, r)
	}
	for _, major := range slices.Sorted(maps.Keys(d.releases)) {
		r := d.releases[major]
		if r.name != "" {
			d.out.Names = append(d.out.Names, model.Name{Major: major, Name: r.name})
		}
		if !d.has(major) {
			continue
		}
		d.out.Majors = append(d.out.Majors, major)
		if !r.end.IsZero() {
			d.out.Ends = append(d.out.Ends, model.End{Major: major, Day: r.end})
		}
	}
}

// has reports whether there is a release of a distribution. A variant knows the repositories of all releases of the
// distribution that it extends; it has those that its own file is about or that its paths lead to.
func (d *distro) has(major int) bool {
	return d.parent == nil ||
		slices.ContainsFunc(d.src.Releases.Pairs, func(r source.Pair[source.Release]) bool {
			return r.Key.Value == strconv.Itoa(major)
		}) ||
		slices.ContainsFunc(d.src.Paths, func(p source.Path) bool {
			return int(p.To.Value) == major || int(p.From.Value) == major && !p.Sources.Set()
		})
}

// osIDSigns are what ID of /etc/os-release is made of.
const osIDSigns = "abcdefghijklmnopqrstuvwxyz0123456789._-"

// complete takes values that are not set from the distribution that this one extends. It works on a copy, so the source
// does not change.
func (d *distro) complete(parent *source.Distro) {
	s := *d.src
	s.OSID, s.Homepage, s.Bugs = s.OSID.Or(parent.OSID), s.Homepage.Or(parent.Homepage), s.Bugs.Or(parent.Bugs)
	s.Arches, s.Vendors = s.Arches.Or(parent.Arches), s.Vendors.Or(parent.Vendors)
	if len(s.Paths) == 0 {
		s.Paths = parent.Paths
	}
	d.src = &s
}

func (r *release) copy() *release {
	n := *r
	n.rename, n.roles = maps.Clone(r.rename), maps.Clone(r.roles)
	n.keys, n.names, n.without = slices.Clone(r.keys), slices.Clone(r.names), maps.Clone(r.without)
	return &n
}

func (c *compiler) loadRelease(d *distro, pair source.Pair[source.Release]) {
	major, err := strconv.Atoi(pair.Key.Value)
	if err != nil || major < 1 || major > 99 {
		c.list.Errorf(pair.Key.Pos, "bad-release", "%q is not a major release: write [release.8]", pair.Key.Value)
		return
	}
	r := d.releases[major]
	if r == nil {
		r = &release{major: major, rename: map[string]source.Text{}, roles: map[string]*source.Role{}}
		d.releases[major] = r
	}
	r.pos = pair.Value.Pos
	if t := pair.Value.Name; t.Set() {
		r.name = t.Value
	}
	if t := pair.Value.EndOfLife; t.Set() {
		r.end = c.day(t)
	}
	r.keys = append(r.keys, pair.Value.Keys.Items...)
	for _, p := range pair.Value.Rename.Pairs {
		if !model.ValidName(p.Value.Value) {
			c.list.Errorf(p.Value.Pos, "bad-package", "%q is not a name of a package", p.Value.Value)
			continue
		}
		r.rename[p.Key.Value] = p.Value
	}
	for _, t := range pair.Value.Without.Items {
		c.dropRole(d, r, t)
	}
	var own []source.Text
	for _, p := range pair.Value.Roles.Pairs {
		if len(p.Value.Repo.Pairs) > 0 {
			own = append(own, p.Key)
		}
		if !model.ValidName(p.Key.Value) {
			c.list.Errorf(p.Key.Pos, "bad-name", "%q cannot be the name of a role", p.Key.Value)
			continue
		}
		if old := r.roles[p.Key.Value]; old != nil {
			p.Value = completed(p.Value, *old)
		} else {
			r.names = append(r.names, p.Key.Value)
		}
		r.roles[p.Key.Value] = &p.Value
	}
	c.inheritedSections(d, r, own)
}

// dropRole takes a repository away that a variant does not have.
func (c *compiler) dropRole(d *distro, r *release, t source.Text) {
	if d.parent == nil || r.roles[t.Value] == nil {
		c.list.Add(diag.Diagnostic{Pos: t.Pos, Rule: "unknown-role", Suggestion: diag.Near(t.Value, r.names),
			Message: fmt.Sprintf("there is no repository %q of release %d: without is only for repositories that a "+
				"variant would have from the distribution it extends", t.Value, r.major)})
		return
	}
	delete(r.roles, t.Value)
	r.names = slices.DeleteFunc(r.names, func(name string) bool { return name == t.Value })
	if r.without == nil {
		r.without = map[string]bool{}
	}
	r.without[t.Value] = true
}

// inheritedSections reports a variant that has repositories of its own in a release, and others from the distribution
// it extends: Leapp uses every section of the file.
func (c *compiler) inheritedSections(d *distro, r *release, own []source.Text) {
	mine := list.Map(own, func(t source.Text) string { return t.Value })
	inherited := list.Select(r.names, func(name string) bool {
		return len(r.roles[name].Repo.Pairs) > 0 && !slices.Contains(mine, name)
	})
	if d.parent == nil || len(own) == 0 || len(inherited) == 0 {
		return
	}
	c.Reportf(rules.At{Pos: own[0].Pos, Distro: d.out}, "inherited-section",
		"release %d has its own %s, and %s of %s: Leapp uses them too, on every machine; write those as well, or "+
			"without = [...]", r.major, english.And(mine), english.And(inherited), d.parent.src.Folder)
}

// completed returns a variant's role; values that are not set come from the role of the distribution it extends.
func completed(r, parent source.Role) source.Role {
	r.PESID, r.Channel = r.PESID.Or(parent.PESID), r.Channel.Or(parent.Channel)
	r.RHUI, r.Type = r.RHUI.Or(parent.RHUI), r.Type.Or(parent.Type)
	r.Arches = r.Arches.Or(parent.Arches)
	if !r.Repoid.Set() && len(r.Entries) == 0 {
		r.Repoid, r.Entries = parent.Repoid, parent.Entries
	}
	if len(r.Repo.Pairs) == 0 {
		r.Repo = parent.Repo
	}
	if r.Source == nil {
		r.Source = parent.Source
	}
	return r
}

func (c *compiler) loadPaths(d *distro) {
	for _, p := range d.src.Paths {
		if !p.From.Set() || !p.To.Set() || p.From.Value < 1 || p.To.Value <= p.From.Value || p.To.Value > 99 {
			if !c.project.Unreadable(d.src.File.Name) { // else what is wrong with it is said
				c.list.Errorf(p.Pos, "bad-release", "a path leads from = a major to = a later major")
			}
			continue
		}
		from, to := int(p.From.Value), int(p.To.Value)
		if to > from+1 {
			c.list.Errorf(p.To.Pos, "bad-release",
				"no Leapp version upgrades from %d to %d at once: write a path for each release between", from, to)
			continue
		}
		if slices.ContainsFunc(d.paths, func(o *upgradePath) bool { return o.Source == from && o.Target == to }) {
			c.list.Errorf(p.Pos, "bad-release", "the path %d-%d is written twice", from, to)
			continue
		}
		up := &upgradePath{Path: &model.Path{Source: from, Target: to, Leapp: p.Leapp.Values(), Pos: p.Pos}, src: p}
		up.LeappPos = list.Map(p.Leapp.Items, func(t source.Text) diag.Pos { return t.Pos })
		for _, m := range p.Map.Pairs {
			up.Roles = append(up.Roles, model.RoleMap{Role: m.Key.Value, To: m.Value.Values()})
		}
		if !p.Sources.Set() {
			up.systems = []*distro{d}
		}
		for _, s := range p.Sources.Items {
			if sys := c.distro(s); sys != nil {
				up.systems = append(up.systems, sys)
			}
		}
		up.Systems = list.Map(up.systems, (*distro).resolved)
		if len(up.systems) == 0 || d.releases[up.Target] == nil {
			if !c.project.Unreadable("content/distros/") { // else they may stand in what cannot be read
				c.list.Errorf(p.Pos, "bad-release", "%s has a path to %d but no [release.%d] with its repositories",
					d.src.Folder, up.Target, up.Target)
			}
			continue
		}
		if len(d.out.Arches) == 0 {
			c.list.Errorf(p.Pos, "unknown-architecture", "%s has upgrade paths but no arches = [...]", d.src.Folder)
			continue
		}
		d.paths = append(d.paths, up)
	}
}

// distro finds a distribution; if there is none, it reports that and returns nil.
func (c *compiler) distro(t source.Text) *distro {
	d := c.byName[t.Value]
	file := "content/distros/" + t.Value + ".toml"
	if d == nil && !c.project.Unreadable(file) {
		c.list.Add(diag.Diagnostic{Pos: t.Pos, Rule: "unknown-distribution", Message: "there is no " + file,
			Suggestion: c.nearDistro(t.Value),
			Notes:      []diag.Note{{Text: "known: " + strings.Join(c.folders(), ", ")}}})
	}
	return d
}

// nearDistro is the distribution that a wrong name means: spelled nearly so, or rocky of rockylinux and Rocky Linux.
func (c *compiler) nearDistro(name string) string {
	if near := diag.Near(name, c.folders()); near != "" {
		return near
	}
	plain := func(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "") }
	for _, d := range c.distros {
		if folder := d.src.Folder; name != "" && (plain(d.out.Name) == plain(name) || d.out.OSID == name ||
			strings.HasPrefix(folder, plain(name)) || strings.HasPrefix(plain(name), folder)) {
			return strconv.Quote(folder)
		}
	}
	return ""
}

func (c *compiler) checkArch(t source.Text) bool {
	if slices.Contains(model.Arches, t.Value) {
		return true
	}
	c.list.Add(diag.Diagnostic{Pos: t.Pos, Rule: "unknown-architecture", Suggestion: diag.Near(t.Value, model.Arches),
		Message: fmt.Sprintf("Leapp does not support the architecture %q and refuses every upgrade with it", t.Value),
		Notes:   []diag.Note{{Text: "known: " + strings.Join(model.Arches, ", ")}}})
	return false
}

// allowList reads an allow, refusing names that are no rules and rules that cannot be allowed.
func (c *compiler) allowList(t source.Texts) (out []model.Allow) {
	for _, a := range t.Items {
		r, ok := rules.Find(a.Value)
		switch {
		case !ok:
			c.list.Add(diag.Diagnostic{Pos: a.Pos, Rule: "unknown-rule", Suggestion: diag.Near(a.Value, rules.Names()),
				Message: fmt.Sprintf("there is no rule %q", a.Value)})
		case r.Fatal:
			c.list.Errorf(a.Pos, "unknown-rule", "the rule %s cannot be allowed: %s", a.Value, r.Consequence)
		default:
			out = append(out, model.Allow{Rule: a.Value, Pos: a.Pos})
		}
	}
	c.allows = append(c.allows, out...)
	return out
}

// systems returns where to look up names of major n for a distribution: in itself first, then in the systems that
// upgrade to it.
func (d *distro) systems(n int) []*distro {
	out := []*distro{d}
	for _, p := range d.paths {
		if p.Source == n {
			out = append(out, p.systems...)
		}
	}
	return out
}

// systems returns d.systems and, if d does not have the major at all, the systems that other distributions upgrade from
// it: an event from 7.7 to 8.2 is in the trees for 9 too, and Leapp ignores the repositories of its in packages.
func (c *compiler) systems(d *distro, n int) []*distro {
	out := d.systems(n)
	if len(out) > 1 || d.releases[n] != nil {
		return out
	}
	for _, other := range c.distros {
		out = append(out, other.systems(n)[1:]...)
	}
	return out
}

// leadsTo reports whether the distribution has an upgrade path to a release. If not, its [release.N] describes the
// systems that it is upgraded from.
func (d *distro) leadsTo(major int) bool {
	return slices.ContainsFunc(d.paths, func(p *upgradePath) bool { return p.Target == major })
}

// role finds the repository of a role in a major release.
func (d *distro) role(n int, name string) *source.Role {
	if r := d.releases[n]; r != nil {
		return r.roles[name]
	}
	return nil
}

// packageName is what a package is called in a major release of these systems.
func packageName(systems []*distro, n int, name string) string {
	if other := renaming(systems, n, name); other.Set() {
		return other.Value
	}
	return name
}

// renaming is the other name of a package in a major release of these systems; not set where it has none.
func renaming(systems []*distro, n int, name string) (other source.Text) {
	for _, d := range systems {
		if r := d.releases[n]; r != nil {
			if other, ok := r.rename[name]; ok {
				return other
			}
		}
	}
	return other
}

// links reports addresses for readers that do not begin with https://.
func (c *compiler) links(allow []model.Allow, all ...source.Text) {
	for _, t := range all {
		if u, err := url.Parse(t.Value); t.Set() && (err != nil || u.Scheme != "https" || u.Host == "") {
			c.Reportf(rules.At{Pos: t.Pos, Allow: [][]model.Allow{allow}}, "bad-link",
				"%q is not an address that begins with https://", t.Value)
		}
	}
}

// day reads a date.
func (c *compiler) day(t source.Text) time.Time {
	day, err := time.Parse(time.DateOnly, t.Value)
	if err != nil {
		c.list.Errorf(t.Pos, "bad-date", "%q is not a valid date: write it as \"2024-06-30\"", t.Value)
	}
	return day
}

// nameIn returns the name of the system in a release; "" if none is written.
func (d *distro) nameIn(major int) string {
	if r := d.releases[major]; r != nil && r.name != "" {
		return r.name
	}
	return d.out.Name
}
