// The pages of all packages that inventories know, most of which no event names: a row for each, with an anchor.

package render

import (
	"hash/fnv"
	"net/url"
	"slices"
	"sort"
	"strconv"

	"pes/generator/list"
	"pes/generator/par"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/versions"
	"pes/generator/render/wording"
	"pes/generator/tree"
)

const allPath, allTitle = "all/", "Packages of all releases"

const (
	maxAllBytes    = 29_000 // of the rows of a page: it has at most 32 KB with its frame
	maxAllElements = 1350
)

// An allPage is a page of rows. It is named after its first package whose name needs no escape, and so stays where it
// is when packages come and go.
type allPage struct {
	name     string
	packages []*versions.Package
	rows     []markup.Row
}

func (p *allPage) path() string { return allPath + address.Segment(p.name) + "/" }

func (p *allPage) title() string {
	return p.packages[0].Name + " – " + p.packages[len(p.packages)-1].Name
}

// stock arranges the inventories, where there are some.
func (s *site) stock() {
	if s.versions = versions.New(s.Catalog, s.Jobs); s.versions != nil {
		s.allPages()
		s.streamPages()
		s.turnovers()
	}
}

// allPages makes the rows of all packages and spreads them over pages.
func (s *site) allPages() {
	all := slices.Collect(slices.Chunk(s.versions.Packages, 256))
	rows := slices.Concat(par.Map(s.Jobs, len(all), func(i int) []markup.Row {
		b := new(markup.Builder).Grow(200 * len(all[i]))
		return list.Map(all[i], func(p *versions.Package) markup.Row {
			start := len(b.Bytes())
			s.allRow(b, p)
			return b.Since(start)
		})
	})...)
	s.spreadAll(allPage{"", s.versions.Packages, rows})
}

// spreadAll adds the pages of some rows. Rows that are too many for one are parted in the middle half, at the name that
// a hash chooses: a package more or less moves the rows around it, and no others.
func (s *site) spreadAll(p allPage) {
	size := 0
	for _, r := range p.rows {
		size += r.Len()
	}
	n := len(p.rows)
	if n < 4 || size <= maxAllBytes && n*(4+len(s.versions.Majors)) <= maxAllElements {
		plain := func(x *versions.Package) bool { return address.Segment(x.Name) == x.Name }
		p.name = p.packages[max(slices.IndexFunc(p.packages, plain), 0)].Name
		s.all = append(s.all, &p)
		return
	}
	at, least := n/2, ^uint32(0)
	for i := n / 4; i < n-n/4; i++ {
		if name := p.packages[i].Name; address.Segment(name) == name {
			h := fnv.New32a()
			h.Write([]byte(name))
			if sum := h.Sum32(); sum < least {
				at, least = i, sum
			}
		}
	}
	s.spreadAll(allPage{"", p.packages[:at], p.rows[:at]})
	s.spreadAll(allPage{"", p.packages[at:], p.rows[at:]})
}

// anchor is the id of a package's row. The frame of a page has two ids of its own; no package has a name with a slash.
func anchor(name string) string {
	if name == "main" || name == "theme" {
		return "package/" + name
	}
	return name
}

// allRow writes what each release has of a package. The script of the search reads these rows.
func (s *site) allRow(b *markup.Builder, p *versions.Package) {
	b.Tag("<tr").Attr("id", anchor(p.Name)).Tag("><th scope=row>")
	if s.xref.Package(p.Name) != nil {
		b.Link("../../"+address.Package(p.Name), p.Name)
	} else {
		b.Text(p.Name)
	}
	for i := range s.versions.Majors {
		b.Tag("<td>").Text(s.versions.Majors[i].Text(&p.Cells[i]))
	}
	b.Tag("<td>").Text(s.versions.Repositories(p))
}

// stockAddress is where the site tells of a package: its page, else its row; "" where it tells nothing.
func (s *site) stockAddress(name string) string {
	if p := s.versions.Package(name); p != nil {
		return s.rowAddress(p)
	} else if s.xref.Package(name) != nil {
		return address.Package(name)
	}
	return ""
}

func (s *site) rowAddress(p *versions.Package) string {
	if s.xref.Package(p.Name) != nil {
		return address.Package(p.Name)
	}
	after := sort.Search(len(s.all), func(i int) bool { return s.all[i].packages[0].Place > p.Place })
	return s.all[after-1].path() + "#" + url.PathEscape(anchor(p.Name))
}

// allEntries are the pages of all packages, made when they are written, and where they are.
func (s *site) allEntries() (out tree.Tree, paths []string) {
	for i, p := range s.all {
		paths = append(paths, p.path())
		out = append(out, tree.Entry{Path: "site/" + p.path() + "index.html",
			Make: func(b []byte) []byte { return s.allPage(b, i) }})
	}
	return out, paths
}

// allPage appends the page of some packages.
func (s *site) allPage(buffer []byte, i int) []byte {
	p := s.all[i]
	b := builders.Get().(*markup.Builder)
	defer builders.Put(b)
	b.Reset()
	b.Tag("<p class=kind>").Link("../", allTitle).Tag("<h1>").Text(p.title()).Tag("</h1>")
	b.Tag("<p class=lead>The version and the repository in each release. Packages with a link have events. dnf " +
		"upgrades the others if the new release has them. An empty field means that it is not known.</p>")
	nav := func() {
		b.Tag("<p class=pager>")
		for _, j := range []int{i - 1, i + 1} {
			if j >= 0 && j < len(s.all) {
				b.Link("../../"+s.all[j].path(), s.all[j].title())
			}
		}
		b.Tag("</p>")
	}
	nav()
	heads := list.Map(s.versions.Majors, func(m versions.Major) string { return strconv.Itoa(m.Number) })
	beginTable(b, "stock", "Versions by release", slices.Concat([]string{"Package"}, heads, []string{"Repository"})...)
	b.Tag("<tbody>")
	b.Rows(p.rows).Tag(endTable)
	nav()
	return s.Wrap(buffer, page{Path: p.path(), Title: p.title(),
		Summary: "Versions of " + p.title() + " by release."}, b)
}

// allIndex is the page that leads to those of all packages; there is none without inventories.
func (s *site) allIndex() *draft {
	if len(s.all) == 0 {
		return nil
	}
	lead := wording.Counted(len(s.versions.Packages), "package") + " with their versions, from " +
		"inventories of the releases."
	d := s.draft("all", page{Path: allPath, Title: allTitle, Summary: lead})
	d.data["Title"], d.data["Lead"] = allTitle, lead
	d.data["Pages"] = list.Map(s.all, func(p *allPage) link { return link{d.root + p.path(), p.title()} })
	return d
}
