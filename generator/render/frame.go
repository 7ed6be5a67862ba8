package render

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"pes/generator/render/markup"
)

// A frame is what stands around every page of a depth and a section: filled once by html/template, then cut where pages differ.
type frame struct {
	parts []string // between the slots
	slots []string // their names, one fewer than parts
	size  int
}

// The slots of a frame. They are letters alone, so that every context of a template leaves them as they are.
var slots = []string{"SlotTitle", "SlotSummary", "SlotHead", "SlotClass", "SlotBody", "SlotAddress"}

// missing is the page for what is not there; it is served at any depth, so its links begin at the root of the host.
const missing = "404.html"

// root is the way from a page back to the home page.
func (s *site) root(path string) string {
	if path == missing {
		_, rest, _ := strings.Cut(s.Base, "://")
		if _, folder, ok := strings.Cut(rest, "/"); ok {
			return "/" + folder
		}
		return "/"
	}
	if n := strings.Count(path, "/"); n > 0 {
		return strings.Repeat("../", n)
	}
	return "./"
}

// sections are the entries of the navigation.
var sections = []struct{ Name, Path, Title string }{
	{"upgrades", "upgrades/", "Upgrades"}, {"simulate", "simulate/", "Simulate"}, {"vendors", "vendor/", "Vendors"}, {"guides", "docs/", "Guides"}, {"downloads", "downloads/", "Downloads"},
}

func (s *site) makeFrames() map[string]*frame {
	out := map[string]*frame{}
	for _, root := range []string{"./", "../", "../../", "../../../", "../../../../", s.root(missing)} {
		for _, section := range []string{"", "upgrades", "simulate", "vendors", "guides", "downloads"} {
			out[root+section] = s.makeFrame(root, section)
		}
	}
	return out
}

func (s *site) makeFrame(root, section string) *frame {
	type entry struct {
		Href, Title string
		Current     bool
	}
	var nav []entry
	for _, x := range sections {
		nav = append(nav, entry{root + x.Path, x.Title, x.Name == section})
	}
	canonical := s.Base
	if root == s.root(missing) {
		canonical = ""
	}
	var b bytes.Buffer
	s.templates.must(&b, "frame", map[string]any{
		"Canonical": canonical,
		"Root":      root, "Nav": nav, "Assets": s.assets.names, "Base": s.Base, "Search": s.searchData(root), "Changes": len(s.Catalog.Records) > 0,
		"Title": "SlotTitle", "Summary": "SlotSummary", "Head": template.HTML("SlotHead"), "Class": "SlotClass", "Body": template.HTML("SlotBody"), "Address": "SlotAddress",
	})
	f := &frame{}
	rest := b.String()
	for {
		at, name := len(rest), ""
		for _, slot := range slots {
			if i := strings.Index(rest, slot); i >= 0 && i < at {
				at, name = i, slot
			}
		}
		f.parts, f.size = append(f.parts, rest[:at]), f.size+at
		if name == "" {
			return f
		}
		f.slots = append(f.slots, name)
		rest = rest[at+len(name):]
	}
}

// wrap puts a page into its frame. The body is what body holds, if it is not nil.
func (s *site) wrap(p page, body *markup.Builder) []byte {
	inner := []byte(nil)
	if body != nil {
		inner = body.Bytes()
	}
	f := s.frames[s.root(p.path)+p.section]
	if f == nil {
		f = s.makeFrame(s.root(p.path), p.section)
	}
	var b markup.Builder
	b.Grow(f.size + len(p.head.String()) + len(p.body.String()) + len(inner) + len(p.summary) + len(p.title) + len(p.path) + 64)
	for i, part := range f.parts {
		b.Add(markup.Trusted(part)) // what html/template made of our own template
		if i == len(f.slots) {
			break
		}
		switch f.slots[i] {
		case "SlotTitle":
			b.Text(p.title)
		case "SlotSummary":
			b.Text(p.summary)
		case "SlotHead":
			if s.Programs != nil && !p.wasm {
				b.Tag(forbidWasm)
			}
			b.Add(p.head)
		case "SlotClass":
			b.Text(p.class)
		case "SlotAddress":
			b.Text(p.path)
		case "SlotBody":
			b.Add(p.body).Built(body)
		}
	}
	return b.Bytes()
}

// fill runs the template of a page.
func (s *site) fill(name string, data any) (markup.Fragment, error) {
	var b bytes.Buffer
	if err := s.templates.t.ExecuteTemplate(&b, name, data); err != nil {
		return markup.Fragment{}, fmt.Errorf("page: %w", err)
	}
	return markup.Trusted(markup.Visible(b.String())), nil // html/template escaped it
}
