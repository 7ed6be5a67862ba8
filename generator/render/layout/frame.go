package layout

import (
	"bytes"
	"fmt"
	"html/template"
	"regexp"
	"strings"

	"pes/generator/list"
	"pes/generator/render/markup"
)

// A Frame is what the frames of a site depend on.
type Frame struct {
	SearchIndex string // the address of the search index below the root
	Changes     bool   // there are pages of releases
	Upstream    bool   // there is a page of upstream's events
	Glue        []byte // starts WebAssembly; nil: no page runs any
	Trust       Trust
}

// ForbidWasm keeps a page from compiling WebAssembly, which the policy in _headers must allow for the tools' sake.
const ForbidWasm markup.Constant = `<meta http-equiv=Content-Security-Policy content="script-src 'self'">`

// A filledFrame is the markup around every page of one depth and section: filled once by html/template, then cut where
// pages differ.
type filledFrame struct {
	parts []string // between the slots
	slots []string // their names, one fewer than parts
	size  int
}

// The slots of a frame. They only have letters, so that html/template escapes them in no context.
var slots = regexp.MustCompile("SlotReport|SlotTitle|SlotSummary|SlotHead|SlotClass|SlotBody|SlotAddress")

type navigation struct{ Name, Path, Title string }

var sections = []navigation{
	{"upgrades", "upgrades/", "Upgrades"}, {"simulate", "simulate/", "Simulate"}, {"vendors", "vendor/", "Vendors"},
	{"guides", "docs/", "Guides"}, {"downloads", "downloads/", "Downloads"},
}

// SetFrame makes the frames; pages are wrapped afterwards.
func (l *Layout) SetFrame(f Frame) {
	l.frame, l.frames = f, map[string]*filledFrame{}
	published := fmt.Appendf(nil, "\"use strict\";const published={index:%q,results:%q,simulate:%t};\n", f.SearchIndex,
		l.Asset("results_js"), f.Glue != nil)
	script := append(published, l.parts[searching]...)
	l.assets["search_js"] = l.Publish("search", ".js", script)
	if f.Glue != nil {
		l.publishTools(script, f.Glue)
	}
	for _, root := range []string{"./", "../", "../../", "../../../", "../../../../", l.Root(Missing)} {
		l.frames[root] = l.fillFrame(root, "", l.assets)
		for _, section := range sections {
			l.frames[root+section.Name] = l.fillFrame(root, section.Name, l.assets)
		}
	}
}

func (l *Layout) fillFrame(root, section string, assets map[string]string) *filledFrame {
	type entry struct {
		Href, Title string
		Current     bool
	}
	nav := list.Map(sections, func(x navigation) entry { return entry{root + x.Path, x.Title, x.Name == section} })
	canonical := l.base
	if root == l.Root(Missing) {
		canonical = ""
	}
	trust := &l.frame.Trust
	var b bytes.Buffer
	data := map[string]any{
		"Canonical": canonical, "Root": root, "Home": root == "./" && section == "", "Nav": nav, "Assets": assets,
		"Base": l.base, "Changes": l.frame.Changes, "Upstream": l.frame.Upstream,
		"Title": "SlotTitle", "Summary": "SlotSummary", "Class": "SlotClass", "Address": "SlotAddress",
		"Trust": trust, "Source": trust.Source(), "Licence": Licence, "Report": "SlotReport",
		"Head": template.HTML("SlotHead"), "Body": template.HTML("SlotBody"),
	}
	if err := l.templates.ExecuteTemplate(&b, "frame", data); err != nil {
		panic(err) // a template and data of our own making
	}
	text := Minify(markup.Trusted(b.String())).String()
	for bare, quoted := range map[string]string{`=SlotSummary`: `="SlotSummary"`, ` class=SlotClass`: `SlotClass`} {
		text = strings.Replace(text, bare, quoted, 1) // what stands there may need quotes
	}
	return &filledFrame{slots.Split(text, -1), slots.FindAllString(text, -1), len(text)}
}

// Wrap appends a page in its frame to a buffer. The content of body, if it is not nil, follows p.Body.
func (l *Layout) Wrap(buffer []byte, p Page, body *markup.Builder) []byte {
	f := l.frames[l.Root(p.Path)+p.Section]
	if p.Tool != "" {
		f = l.fillFrame(l.Root(p.Path), p.Section, l.tools[p.Tool])
	} else if f == nil {
		f = l.fillFrame(l.Root(p.Path), p.Section, l.assets)
	}
	b := markup.On(buffer)
	size := f.size + len(p.Head.String()) + len(p.Body.String()) + len(p.Summary) + len(p.Title) + len(p.Path) + 64
	if body != nil {
		size += len(body.Bytes())
	}
	b.Grow(size)
	for i, part := range f.parts {
		b.Add(markup.Trusted(part)) // what html/template made of our own template
		if i == len(f.slots) {
			break
		}
		switch f.slots[i] {
		case "SlotTitle":
			b.Text(p.Title)
		case "SlotSummary":
			b.Text(p.Summary)
		case "SlotHead":
			if l.frame.Glue != nil && p.Tool == "" {
				b.Tag(ForbidWasm)
			}
			b.Add(p.Head)
		case "SlotClass":
			if p.Class != "" {
				b.Attr("class", p.Class)
			}
		case "SlotReport":
			l.frame.Trust.links(b, &p, l.base)
		case "SlotAddress":
			b.Text(p.Path)
		case "SlotBody":
			b.Add(p.Body).Built(body)
		}
	}
	return b.Bytes()
}
