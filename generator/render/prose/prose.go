// Package prose turns Markdown that people wrote into markup that is safe to show.
//
// It knows GFM tables, strikethrough and bare addresses; raw HTML is dropped, pictures become links (a page asks no
// other host for anything), and addresses are links only where they lead to the web, to mail, or to a guide beside.
// [Short] is for why and advice, [Long] for guides; see the example.
package prose

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"pes/generator/render/markup"
)

// A Heading is an entry of a table of contents.
type Heading struct {
	Level    int
	ID, Text string
}

// A Guide is a page of prose.
type Guide struct {
	Body     markup.Fragment
	Headings []Heading
	Lead     string   // the first paragraph, as text
	Code     []string // what stands as code within sentences, in order: commands, files, packages
}

// Short renders why and advice. Their headings have no anchors, and stand below those of the page.
func Short(s string) Guide {
	if plain(s) {
		var b markup.Builder
		return Guide{Body: b.Tag("<p>").Text(s).Tag("</p>").Fragment(), Lead: s}
	}
	return render([]byte(s), nil, nil, 4)
}

// plain reports whether a text is one paragraph without any Markdown syntax.
func plain(s string) bool {
	if strings.ContainsAny(s, "\\`*_{}[]<>#+!|~&:@\n=") || strings.Contains(s, "www.") || s == "" {
		return false
	}
	return s[0] >= 'A' && s[0] <= 'Z' || s[0] >= 'a' && s[0] <= 'z'
}

// A Link makes a relative address one of the site; false: there is no link.
type Link func(address string) (string, bool)

// A Block makes what stands in place of a fenced block of code, from the words behind its fence and its lines; false:
// it is shown as it is.
type Block func(info, text string) (markup.Fragment, bool)

// Long renders a guide. Its headings begin below the title of the page.
func Long(s []byte, site Link, block Block) Guide { return render(s, site, block, 2) }

func render(source []byte, site Link, block Block, top int) Guide {
	source = visible(source)
	doc := markdown.Parser().Parse(text.NewReader(source))
	g := Guide{}
	t := rewriter{source: source, site: site, block: block, top: top, guide: &g, ids: map[string]int{}}
	t.walk(doc)
	var b bytes.Buffer
	if err := markdown.Renderer().Render(&b, source, doc); err != nil {
		panic(err) // a buffer takes everything
	}
	g.Body = markup.Trusted(markup.ShowControls(b.String())) // a character by its number (&#27;) is known only now
	return g
}

// visible replaces hidden control characters by visible signs.
func visible(source []byte) []byte {
	if !bytes.ContainsFunc(source, markup.HiddenControl) {
		return source
	}
	var b []byte
	for _, r := range string(source) {
		if markup.HiddenControl(r) {
			b = fmt.Appendf(b, "U+%04X", r)
		} else {
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}

var markdown = goldmark.New(
	goldmark.WithExtensions(extension.Strikethrough, extension.Linkify,
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone))),
	goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(blocks{}, 100))),
)

// A rewriter changes a parsed text before it is rendered.
type rewriter struct {
	source  []byte
	site    Link
	block   Block
	top     int // level of the highest heading
	guide   *Guide
	ids     map[string]int
	heading string // the last one, which is a table's caption
	tables  int    // below it
}

func (t *rewriter) walk(doc ast.Node) {
	var later []func() // the tree must not change during the walk
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			t.head(n)
		case *ast.Link:
			later = append(later, func() { t.link(n, n.Destination) })
		case *ast.Image:
			later = append(later, func() { t.picture(n) })
		case *ast.AutoLink:
			if !markup.MayLink(string(n.URL(t.source))) && n.AutoLinkType != ast.AutoLinkEmail {
				label := ast.NewString(n.Label(t.source))
				later = append(later, func() { n.Parent().ReplaceChild(n.Parent(), n, label) })
			}
		case *ast.Paragraph:
			if t.guide.Lead == "" {
				t.guide.Lead = string(plainText(n, t.source))
			}
		case *ast.FencedCodeBlock:
			t.fence(n)
		case *ast.CodeSpan:
			t.guide.Code = append(t.guide.Code, string(plainText(n, t.source)))
		}
		if n.Kind() == extast.KindTable {
			caption := t.heading
			if t.tables++; t.tables > 1 { // each region has a name of its own
				caption = strings.TrimSpace(fmt.Sprintf("%s %d", caption, t.tables))
			}
			n.SetAttributeString("caption", caption)
		}
		return ast.WalkContinue, nil
	})
	for _, f := range later {
		f()
	}
}

func (t *rewriter) head(n *ast.Heading) {
	n.Level = min(max(n.Level-1, 1)+t.top-1, 6)
	words := string(plainText(n, t.source))
	t.heading, t.tables = words, 0
	if t.top != 2 {
		return // a page holds many short texts, so these have no anchors
	}
	id := slug(words)
	if t.ids[id]++; t.ids[id] > 1 {
		id += "-" + strconv.Itoa(t.ids[id])
	}
	n.SetAttributeString("id", []byte(id))
	t.guide.Headings = append(t.guide.Headings, Heading{n.Level, id, words})
}

// fence puts something else in place of a block of code.
func (t *rewriter) fence(n *ast.FencedCodeBlock) {
	if t.block == nil || n.Info == nil {
		return
	}
	if f, ok := t.block(string(n.Info.Segment.Value(t.source)), string(n.Lines().Value(t.source))); ok {
		n.SetAttributeString(instead, f.String())
	}
}

// instead is the attribute of a block of code that holds what is written in its place.
const instead = "instead"

func (t *rewriter) link(n *ast.Link, address []byte) {
	to, ok := string(address), false
	switch {
	case markup.MayLink(to):
		ok = true
	case t.site != nil:
		to, ok = t.site(to)
	}
	if ok {
		n.Destination = []byte(to)
		return
	}
	unwrap(n)
}

// picture turns an image into a link to it, or into its text.
func (t *rewriter) picture(n *ast.Image) {
	inLink := false
	for p := n.Parent(); p != nil; p = p.Parent() {
		inLink = inLink || p.Kind() == ast.KindLink
	}
	if inLink || !markup.MayLink(string(n.Destination)) {
		unwrap(n)
		return
	}
	l := ast.NewLink()
	l.Destination = n.Destination
	for c := n.FirstChild(); c != nil; c = n.FirstChild() {
		l.AppendChild(l, c)
	}
	if l.ChildCount() == 0 {
		l.AppendChild(l, ast.NewString(n.Destination))
	}
	n.Parent().ReplaceChild(n.Parent(), n, l)
}

// unwrap puts the children of a node in its place.
func unwrap(n ast.Node) {
	p := n.Parent()
	for c := n.FirstChild(); c != nil; c = n.FirstChild() {
		p.InsertBefore(p, n, c)
	}
	p.RemoveChild(p, n)
}

func plainText(n ast.Node, source []byte) []byte {
	var b []byte
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b = append(b, c.Segment.Value(source)...)
			if c.SoftLineBreak() || c.HardLineBreak() {
				b = append(b, ' ')
			}
		case *ast.String:
			b = append(b, c.Value...)
		case *ast.AutoLink:
			b = append(b, c.Label(source)...)
		default:
			b = append(b, plainText(c, source)...)
		}
	}
	return b
}

// sectionNumber matches the number that a heading of a numbered section begins with: "4. Computing", "4.6 Competing
// events".
var sectionNumber = regexp.MustCompile(`^([0-9]+\.[0-9]*) .`)

// slug is the anchor of a heading: its letters and digits, as everybody who links to it expects. A numbered section is
// known by its number alone ("4.6 Competing events" by h-4-6), so that links to it stay when its title changes.
func slug(s string) string {
	if m := sectionNumber.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if id := strings.Trim(b.String(), "-"); id != "" {
		return "h-" + id
	}
	return "h"
}
