// How the pages with templates are made: a draft, its long lists, and lists spread over several pages.

package render

import (
	"cmp"
	"slices"
	"strconv"

	"pes/generator/list"
	"pes/generator/render/layout"
	"pes/generator/render/markup"
)

type page = layout.Page

// A job makes the draft of a page, nil for none. Jobs are done on several processors; the order of what they make is
// kept.
type job func() *draft

// jobsFor are jobs that make a page for each of a list.
func jobsFor[T any](all []T, page func(T) *draft) []job {
	return list.Map(all, func(x T) job { return func() *draft { return page(x) } })
}

// A draft is a page whose template is not filled yet. The template gets data and Root.
type draft struct {
	page
	template string
	data     map[string]any
	root     string    // the relative path to the root of the site
	json     string    // the address of the same as JSON, below the root; "" if there is none
	feed     string    // the address of a feed of changes
	sheet    string    // the address of its events as a table
	listName string    // what its lists call the page, where that is not its title
	lists    []listing // that are too long for the page itself
	after    []*draft  // the pages that follow it, if it is one of several
}

func (s *site) draft(template string, p page) *draft {
	return &draft{page: p, template: template, root: s.Root(p.Path), data: map[string]any{}}
}

// finish fills the templates of a page and of the pages that follow it, among them those of its long lists.
func (s *site) finish(d *draft) (out []page, err error) {
	if d == nil {
		return nil, nil
	}
	d.data["Root"] = d.root
	if d.json+d.feed != "" {
		head, foot := alternateLinks(d.root, d.json, d.feed)
		if d.sheet != "" {
			foot = new(markup.Builder).Add(foot).Tag(" · ").Link(d.root+d.sheet, "Events as CSV").Fragment()
		}
		d.Head, d.data["Alternates"] = head, foot.HTML()
	}
	if d.Body, err = s.Fill(d.template, d.data); err != nil {
		return nil, err
	}
	out = []page{d.page}
	for _, other := range slices.Concat(d.after, list.Map(d.lists, s.listPages)) {
		pages, err := s.finish(other)
		if err != nil {
			return nil, err
		}
		out = append(out, pages...)
	}
	return out, nil
}

// spread makes the drafts of several pages that are numbered, one for each name; fill gives each its data. The first
// holds the others.
func (s *site) spread(template string, p page, names []string, fill func(d *draft, i int)) (first *draft) {
	path, title := p.Path, p.Title
	for i := range names {
		if i > 0 {
			p.Path, p.Title = numbered(path, i), title+", page "+strconv.Itoa(i+1)
		}
		d := s.draft(template, p)
		fill(d, i)
		if len(names) > 1 {
			d.data["Nav"] = d.pager(path, i, names)
		}
		if first == nil {
			first = d
		} else {
			first.after = append(first.after, d)
		}
	}
	return first
}

// alternateLinks link a page to its JSON document and its feed: one fragment is for the head of the page, one for its
// foot. Either address may be "".
func alternateLinks(root, json, feed string) (head, foot markup.Fragment) {
	var h, f markup.Builder
	f.Tag("<p class=meta>")
	if json != "" {
		h.Tag("<link rel=alternate type=application/json").Attr("href", root+json).Tag(">")
		f.Link(root+json, "This page as JSON")
	}
	if feed != "" {
		h.Tag(`<link rel=alternate type=application/atom+xml title="Changes"`).Attr("href", root+feed).Tag(">")
		f.Tag(" · ").Link(root+feed, "Feed of changes")
	}
	return h.Fragment(), f.Fragment()
}

const (
	fewRows       = 12     // rows that a page of a path shows of lists that are not about its subjects
	maxInlineRows = 60     // rows that a page shows of a list; longer lists have pages of their own
	previewRows   = 24     // rows that some pages show of a longer list
	maxElements   = 1000   // elements that a page of a list may have beside the frame, so that browsers stay fast
	maxListBytes  = 36_000 // bytes of its rows: a page has at most 48 KB with its frame and the links to the others
)

// A listing is a list with an address of its own, on as many pages as it needs.
type listing struct {
	path, title, lead, section string
	up, upTitle                string // the page it belongs to, below the root
	rows                       []row
	inline                     int // rows that the page it belongs to shows at most, where that is not maxInlineRows
}

// An excerpt is what a page shows of a list, and the address of the list where that is not all.
type excerpt struct {
	Rows markup.HTML
	More string
}

// excerpt shows a list on a page: all of it, or where it is, which gets pages of its own then.
func (d *draft) excerpt(l listing) excerpt {
	switch n := len(l.rows); {
	case n == 0:
		return excerpt{}
	case n <= cmp.Or(l.inline, maxInlineRows):
		return excerpt{Rows: writeRows(l.rows, d.root).HTML()}
	}
	d.list(l)
	return excerpt{More: d.root + l.path}
}

// list makes the pages of a list that belongs to a page.
func (d *draft) list(l listing) {
	l.section, l.up, l.upTitle = d.Section, d.Path, d.listName
	if l.upTitle == "" {
		l.upTitle = d.Title
	}
	d.lists = append(d.lists, l)
}

// listPages spreads a listing over pages.
func (s *site) listPages(l listing) *draft {
	chunks := chunked(l.rows, func(r row) (int, int) { return r.elements, r.size() })
	names := list.Map(chunks, func(c []row) string { return c[0].name + " – " + c[len(c)-1].name })
	p := page{Path: l.path, Title: l.title, Summary: l.lead, Section: l.section}
	return s.spread("list", p, names, func(d *draft, i int) {
		d.data = map[string]any{"Title": l.title, "Lead": l.lead, "Up": d.root + l.up, "UpTitle": l.upTitle,
			"Rows": writeRows(chunks[i], d.root).HTML()}
	})
}

// chunked are the parts of a list that fit on a page each; measure says how many elements and bytes an item has.
func chunked[T any](items []T, measure func(T) (elements, size int)) (chunks [][]T) {
	start, elements, size := 0, 0, 0
	for i, item := range items {
		e, n := measure(item)
		elements, size = elements+e, size+n
		if i > start && (elements > maxElements || size > maxListBytes) {
			chunks = append(chunks, items[start:i])
			start, elements, size = i, e, n
		}
	}
	if start < len(items) {
		chunks = append(chunks, items[start:])
	}
	return chunks
}

// numbered is the address of a page among several, counted from 0: path, path/2/, path/3/ ...
func numbered(path string, i int) string {
	if i == 0 {
		return path
	}
	return path + strconv.Itoa(i+1) + "/"
}

// A pagerLink leads to one of the pages of a list.
type pagerLink struct {
	Href, Title string
	Current     bool
}

// A pager leads from one of several pages to the others. Where the pages have no names but numbers and are many, it has
// the first, the last, and those around it.
type pager struct {
	At, Of int
	Links  []pagerLink
	Next   string // "" on the last
}

const manyPages, aroundPage = 9, 2

func (d *draft) pager(path string, i int, names []string) pager {
	out := pager{At: i + 1, Of: len(names)}
	if i+1 < len(names) {
		out.Next = d.root + numbered(path, i+1)
	}
	for j, name := range names {
		far := j > 0 && j+1 < len(names) && max(i-j, j-i) > aroundPage
		if len(names) <= manyPages || name != strconv.Itoa(j+1) || !far {
			out.Links = append(out.Links, pagerLink{d.root + numbered(path, j), name, i == j})
		}
	}
	return out
}
