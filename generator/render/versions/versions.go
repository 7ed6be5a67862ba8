// Package versions arranges inventories for pages: which version of a package each release has, in which repository,
// what differs between distributions, and which releases do not have it at all.
//
//	x := versions.New(catalog, 2)
//	x.Package("httpd").Cells[x.Column(8)].Haves[0].Version() // 2.4.37
//
// Packages stand in the order of pages, in which capitals are like small letters; see the example. What a release does
// not have is known where there are complete inventories of all its repositories, and nowhere else.
package versions

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
)

// An Index is what releases have, by package. It is nil where a project has no inventories; its methods know nothing
// then.
type Index struct {
	Majors   []Major
	Packages []*Package
}

// A Major is a major release, with those of whose releases there are inventories.
type Major struct {
	Number  int
	Distros []*Holder // by folder
	Vendors []*Holder // by folder

	absence string // what is said of a package that no inventory has
}

// A Holder is a release of a distribution or a vendor.
type Holder struct {
	*inventory.Release
	Distro  *model.Distro // nil of a vendor
	Title   string
	Lacking []string // roles of which there is no complete inventory
}

// Complete reports whether a package that is in no inventory is not there.
func (h *Holder) Complete() bool { return len(h.Lacking) == 0 }

// A Package is a name with what each of the majors has of it.
type Package struct {
	Name  string
	Place int // among all
	Cells []Cell
}

// A Cell is what the releases of one major have of a package.
type Cell struct {
	Haves  []Have    // distributions that agree are one, most of them first; then vendors
	Absent []*Holder // distributions that do not have it
	All    bool      // all distributions with inventories have it, or it is known that they do not
}

// A Have is where a package is, and in which version, in the distributions that agree or at one vendor.
type Have struct {
	Holders []*Holder
	Places  []inventory.Place // by repository, then stream
}

// New arranges the inventories of a catalog on at most jobs processors.
func New(c *model.Catalog, jobs int) *Index {
	if len(c.Inventories) == 0 {
		return nil
	}
	x := &Index{}
	for _, r := range inventory.NewIndex(c).All() {
		if r.Distro != "" && !upgrades(c, r) {
			continue
		}
		h := holder(c, r)
		m := list.FindOrAdd(&x.Majors, Major{Number: r.Major}, func(m Major) bool { return m.Number == r.Major })
		if h.Distro != nil {
			m.Distros = append(m.Distros, h)
		} else {
			m.Vendors = append(m.Vendors, h)
		}
	}
	if len(x.Majors) == 0 {
		return nil
	}
	slices.SortFunc(x.Majors, func(a, b Major) int { return a.Number - b.Number })
	x.join(par.Map(jobs, len(x.Majors), func(i int) []named { return x.Majors[i].cells() }))
	return x
}

// upgrades reports whether a release of a distribution is one that some upgrade leads from or to: variants also have
// what the distribution has which they extend.
func upgrades(c *model.Catalog, r *inventory.Release) bool {
	return len(c.Targets) == 0 || slices.ContainsFunc(c.Targets, func(t *model.Target) bool {
		return t.Distro.Folder == r.Distro && t.Major == r.Major || slices.ContainsFunc(t.Paths, leaves(r))
	})
}

func leaves(r *inventory.Release) func(*model.Path) bool {
	return func(p *model.Path) bool {
		is := func(d *model.Distro) bool { return d.Folder == r.Distro }
		return p.Source == r.Major && slices.ContainsFunc(p.Systems, is)
	}
}

func holder(c *model.Catalog, r *inventory.Release) *Holder {
	h := &Holder{Release: r, Title: cmp.Or(r.Distro, r.Vendor), Lacking: r.Lacking()}
	if h.Distro = list.Find(c.Distros, func(d *model.Distro) bool { return d.Folder == r.Distro }); h.Distro != nil {
		h.Title = h.Distro.NameIn(r.Major)
	} else if v := vendor(c, r.Vendor); v != nil {
		h.Title = cmp.Or(v.Title, v.Name)
	}
	return h
}

func vendor(c *model.Catalog, name string) *model.Vendor {
	for _, t := range c.Targets {
		if v := list.Find(t.Vendors, func(v *model.Vendor) bool { return v.Name == name }); v != nil {
			return v
		}
	}
	return nil
}

// named is the cell of a package.
type named struct {
	name string
	Cell
}

// A reader is the inventories of one release, each with the package that comes next in it.
type reader struct {
	cursors []cursor
	taken   []inventory.Place // in one piece
}

type cursor struct {
	*model.Inventory
	at   int
	name string // of the package there; "" at the end
}

func (h *cursor) step() {
	if h.at++; h.at < len(h.Packages) {
		h.name = h.Packages[h.at].Name
	} else {
		h.name = ""
	}
}

func readerOf(h *Holder) *reader {
	s, n := &reader{}, 0
	for _, inv := range h.Inventories {
		n += len(inv.Packages)
		s.cursors = append(s.cursors, cursor{Inventory: inv, at: -1})
		s.cursors[len(s.cursors)-1].step()
	}
	s.taken = make([]inventory.Place, 0, n)
	return s
}

// take gives the places of a package, and goes past them.
func (s *reader) take(name string) []inventory.Place {
	start := len(s.taken)
	for i := range s.cursors {
		for h := &s.cursors[i]; h.name == name; h.step() {
			s.taken = append(s.taken, inventory.Place{Available: h.Packages[h.at], In: h.Inventory})
		}
	}
	return s.taken[start:len(s.taken):len(s.taken)]
}

// cells are all packages of a major, by name.
func (m *Major) cells() []named {
	readers := list.Map(slices.Concat(m.Distros, m.Vendors), readerOf)
	most := 0
	for _, s := range readers {
		most = max(most, cap(s.taken))
	}
	out, haves := make([]named, 0, most+most/8), make([]Have, 0, most+most/8) // nearly all cells have one
	for {
		name := ""
		for _, s := range readers {
			for i := range s.cursors {
				if n := s.cursors[i].name; n != "" && (name == "" || n < name) {
					name = n
				}
			}
		}
		if name == "" {
			return out
		}
		start := len(haves)
		haves = m.haves(haves, readers, name)
		out = append(out, named{name, m.cell(haves[start:len(haves):len(haves)])})
	}
}

// haves appends what the releases have of a package.
func (m *Major) haves(to []Have, readers []*reader, name string) []Have {
	start := len(to)
	var first []inventory.Place // of the first distribution
	same := len(m.Distros) > 0
	for i, s := range readers {
		places := s.take(name)
		switch {
		case i >= len(m.Distros):
			if len(places) > 0 {
				to = append(to, Have{m.Vendors[i-len(m.Distros) : i-len(m.Distros)+1], places})
			}
		case i == 0:
			first = places
		case same && agree(first, places):
		default:
			if same { // up to here all agreed
				same = false
				to = addHave(to, start, m.Distros[:i], first)
			}
			to = addHave(to, start, m.Distros[i:i+1], places)
		}
		if i == len(m.Distros)-1 && same {
			to = addHave(to, start, m.Distros, first)
		}
	}
	return to
}

// addHave adds what some distributions have to those from start on.
func addHave(to []Have, start int, who []*Holder, places []inventory.Place) []Have {
	if len(places) == 0 {
		return to
	}
	for i := start; i < len(to); i++ {
		if agree(to[i].Places, places) {
			to[i].Holders = slices.Concat(to[i].Holders, who)
			return to
		}
	}
	return append(to, Have{who, places})
}

// cell arranges what there is of a package.
func (m *Major) cell(haves []Have) Cell {
	own := 0 // those of distributions
	for own < len(haves) && haves[own].Holders[0].Distro != nil {
		own++
	}
	c := Cell{Haves: haves}
	if own == 1 && len(haves[0].Holders) == len(m.Distros) {
		c.All = true
		return c
	}
	slices.SortStableFunc(haves[:own], func(a, b Have) int { return len(b.Holders) - len(a.Holders) })
	c.All = len(m.Distros) > 0
	for _, h := range m.Distros {
		switch {
		case c.Has(h):
		case h.Complete():
			c.Absent = append(c.Absent, h)
		default:
			c.All = false
		}
	}
	return c
}

// agree reports whether two releases have the same of a package: the same version in the same repositories and streams.
// How often it was built does not count.
func agree(a, b []inventory.Place) bool {
	if len(a) != len(b) {
		return false
	}
	for i, p := range a {
		q := b[i]
		if p.Available == q.Available && p.In.Role == q.In.Role {
			continue
		}
		if p.In.Role != q.In.Role || p.Stream != q.Stream || Short(p.EVR) != Short(q.EVR) {
			return false
		}
	}
	return true
}

// join puts the cells of all majors together.
func (x *Index) join(columns [][]named) {
	size := 0
	for _, column := range columns {
		size = max(size, len(column))
	}
	var absent []Cell
	for i := range x.Majors {
		m := &x.Majors[i]
		absent = append(absent, m.cell(nil))
		m.absence = m.absent(&absent[i])
	}
	x.Packages = make([]*Package, 0, size+size/2)
	var room []Package
	var cells []Cell
	for {
		name, more := "", false
		for _, column := range columns {
			if len(column) > 0 && (!more || column[0].name < name) {
				name, more = column[0].name, true
			}
		}
		if !more {
			break
		}
		if len(room) == 0 { // for many at once
			room, cells = make([]Package, 1024), make([]Cell, 1024*len(absent))
		}
		p := &room[0]
		p.Name, p.Cells = name, cells[:len(absent):len(absent)]
		room, cells = room[1:], cells[len(absent):]
		copy(p.Cells, absent)
		for i, column := range columns {
			if len(column) > 0 && column[0].name == name {
				p.Cells[i], columns[i] = column[0].Cell, column[1:]
			}
		}
		x.Packages = append(x.Packages, p)
	}
	list.Sort(x.Packages, func(a, b *Package) int { return Compare(a.Name, b.Name) })
	for i, p := range x.Packages {
		p.Place = i
	}
}

// Compare puts names in the order of pages.
func Compare(a, b string) int {
	for i := range min(len(a), len(b)) {
		if c, d := lower(a[i]), lower(b[i]); c != d {
			return cmp.Compare(c, d)
		}
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// Package finds a package, nil where no release has it.
func (x *Index) Package(name string) *Package {
	if x == nil {
		return nil
	}
	i, ok := slices.BinarySearchFunc(x.Packages, name,
		func(p *Package, name string) int { return Compare(p.Name, name) })
	if !ok {
		return nil
	}
	return x.Packages[i]
}

// Column is the place of a major among all, -1 where nothing is known of it.
func (x *Index) Column(major int) int {
	if x == nil {
		return -1
	}
	return slices.IndexFunc(x.Majors, func(m Major) bool { return m.Number == major })
}

// Alike reports whether all distributions have the same, or nothing is known of any.
func (c *Cell) Alike() bool {
	return len(c.Haves) == 0 || len(c.Haves) == 1 && c.All && len(c.Absent) == 0
}

// Has reports whether a release is known to have the package.
func (c *Cell) Has(h *Holder) bool {
	return slices.ContainsFunc(c.Haves, func(x Have) bool { return slices.Contains(x.Holders, h) })
}

// Differs reports whether distributions are known to have something else. A version that is not known is no other one.
func (c *Cell) Differs() bool {
	own := list.Select(c.Haves, func(h Have) bool { return h.Holders[0].Distro != nil })
	for i := range own {
		other := func(h Have) bool { return differ(h.Places, own[i].Places) }
		if slices.ContainsFunc(own[:i], other) {
			return true
		}
	}
	return len(own) > 0 && len(c.Absent) > 0
}

// differ reports whether two releases are known to have something else of a package.
func differ(a, b []inventory.Place) bool {
	if len(a) != len(b) {
		return true
	}
	for i, p := range a {
		q := b[i]
		if p.In.Role != q.In.Role || p.Stream != q.Stream ||
			p.EVR != "" && q.EVR != "" && Short(p.EVR) != Short(q.EVR) {
			return true
		}
	}
	return false
}

// Of are the releases of some distributions, as far as there are inventories.
func (m *Major) Of(distros []*model.Distro) []*Holder {
	return list.Select(m.Distros, func(h *Holder) bool { return slices.Contains(distros, h.Distro) })
}

// Version is the version that people know a package by, the first where there are several.
func (h *Have) Version() string { return Short(h.Places[0].EVR) }

// Usual is the version that machines get which chose no module stream, as far as all distributions agree: "" where they
// do not, and where such a machine has none, or several.
func (c *Cell) Usual() (version string) {
	for i := range c.Haves {
		h := &c.Haves[i]
		if h.Holders[0].Distro == nil {
			continue
		}
		for _, p := range h.Places {
			v := Short(p.EVR)
			if !p.IsVisible() || v == version {
				continue
			}
			if version != "" || v == "" {
				return ""
			}
			version = v
		}
	}
	return version
}

// Short is a version without epoch and release.
func Short(evr string) string {
	if i := strings.IndexByte(evr, ':'); i >= 0 {
		evr = evr[i+1:]
	}
	if i := strings.IndexByte(evr, '-'); i > 0 {
		evr = evr[:i]
	}
	return evr
}
