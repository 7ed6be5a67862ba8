package render

import (
	"strconv"

	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// A row is a line of a list: a package, or a package and what it becomes.
type row struct {
	name     string // it is sorted and found by
	folder   string // of its page, where it is no package
	stream   string // it is in afterwards, where that alone changes
	event    *xref.EventGroup
	elements int
}

// maxElements is how many elements a page of a list may have beside the frame: browsers and readers stay quick.
const maxElements = 1000

// packageRows are rows of names alone.
func packageRows(names []string) (out []row) {
	for _, n := range names {
		out = append(out, row{name: n, elements: 2})
	}
	return out
}

// eventRow is a row for an event, as a list of one action shows it.
func eventRow(e *xref.EventGroup) row {
	return row{name: e.In[0].Name, event: e, elements: 1 + len(e.In) + len(e.Out)}
}

// writeRows writes rows as a list.
func writeRows(rows []row, root string) markup.Fragment {
	var b markup.Builder
	long := false
	for _, r := range rows {
		long = long || r.event != nil
	}
	if long {
		b.Tag("<ul class=flows>")
	} else {
		b.Tag("<ul class=names>")
	}
	for _, r := range rows {
		b.Tag("<li>")
		if r.folder != "" {
			b.Link(root+r.folder+address.Segment(r.name)+"/", r.name)
		} else if r.event == nil {
			b.Link(root+address.Package(r.name), r.name)
			if r.stream != "" {
				b.Tag(" <small>").Text("in " + r.stream).Tag("</small>")
			}
		} else {
			packageLinks(&b, wording.Names(r.event.In), root)
			if out := wording.Names(r.event.Out); len(out) > 0 {
				b.Tag(" → ")
				packageLinks(&b, out, root)
			}
		}
	}
	return b.Tag("</ul>").Fragment()
}

// A listing is a list with an address of its own, on as many pages as it needs.
type listing struct {
	path, title, lead, section string
	up, upTitle                string // the page it belongs to, below the root
	rows                       []row
}

// pages spreads a listing over pages: path, path/2/, path/3/ ...
func (s *site) pages(l listing) ([]page, error) {
	var chunks [][]row
	elements := maxElements + 1
	for _, r := range l.rows {
		if elements += r.elements; elements > maxElements || len(chunks) == 0 {
			chunks, elements = append(chunks, nil), r.elements
		}
		chunks[len(chunks)-1] = append(chunks[len(chunks)-1], r)
	}
	type pagerLink struct {
		Href, First, Last string
		Current           bool
	}
	var out []page
	for i, rows := range chunks {
		path := l.path
		if i > 0 {
			path += strconv.Itoa(i+1) + "/"
		}
		root := s.Root(path)
		var nav []pagerLink
		for j, other := range chunks {
			href := root + l.path
			if j > 0 {
				href += strconv.Itoa(j+1) + "/"
			}
			nav = append(nav, pagerLink{href, other[0].name, other[len(other)-1].name, i == j})
		}
		if len(chunks) == 1 {
			nav = nil
		}
		body, err := s.Fill("list", map[string]any{"Title": l.title, "Lead": l.lead, "Up": root + l.up, "UpTitle": l.upTitle, "Rows": writeRows(rows, root).HTML(), "Nav": nav})
		if err != nil {
			return nil, err
		}
		heading := l.title
		if i > 0 {
			heading += ", page " + strconv.Itoa(i+1)
		}
		out = append(out, page{Path: path, Title: heading, Summary: l.lead, Section: l.section, Body: body})
	}
	return out, nil
}

// maxInlineRows is how many rows a page shows of a list that has pages of its own.
const maxInlineRows = 60
