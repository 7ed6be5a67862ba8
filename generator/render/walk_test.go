package render_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"pes/generator/par"
	"pes/generator/tree"
)

// A siteWalk goes over every file of a site and holds each page against what all pages must be.
type siteWalk struct {
	t        *testing.T
	files    map[string][]byte // by path below site/
	pages    map[string]*walked
	authored func(address string) bool // may it be a link to another host?
}

// walked is what one page holds.
type walked struct {
	name     string
	ids      map[string]bool
	links    []string
	loads    []string // style sheets and scripts
	elements int
	problems []string
}

func (p *walked) bad(format string, args ...any) {
	if len(p.problems) < 5 {
		p.problems = append(p.problems, fmt.Sprintf(format, args...))
	}
}

func newWalk(t *testing.T, site tree.Tree, authored func(string) bool) *siteWalk {
	t.Helper()
	w := &siteWalk{t: t, files: map[string][]byte{}, pages: map[string]*walked{}, authored: authored}
	var names []string
	for _, e := range site {
		name, ok := strings.CutPrefix(e.Path, "site/")
		if !ok {
			t.Fatalf("%s is not below site/", e.Path)
		}
		if _, twice := w.files[name]; twice {
			t.Errorf("%s is written twice", name)
		}
		w.files[name] = e.Data
		if strings.HasSuffix(name, ".html") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, p := range par.Map(4, len(names), func(i int) *walked { return readPage(names[i], w.files[names[i]]) }) {
		w.pages[p.name] = p
	}
	return w
}

// check reports everything that is wrong with any page.
func (w *siteWalk) check() {
	w.t.Helper()
	shown := 0
	for _, name := range sortedKeys(w.pages) {
		p := w.pages[name]
		w.resolve(p)
		for _, problem := range p.problems {
			if shown++; shown > 40 {
				w.t.Fatal("and more")
			}
			w.t.Errorf("%s: %s", name, problem)
		}
	}
	w.reachable()
}

// resolve follows the links of a page to files and fragments of the site.
func (w *siteWalk) resolve(p *walked) {
	for _, l := range append(p.links, p.loads...) {
		u, err := url.Parse(l)
		if err != nil {
			p.bad("%q is not an address", l)
			continue
		}
		if u.Scheme != "" || u.Host != "" {
			if slices.Contains(p.loads, l) || !w.authored(l) {
				p.bad("leads to another host: %s", l)
			}
			continue
		}
		target := w.target(p.name, u)
		switch {
		case target == "":
			p.bad("broken link %s", l)
		case u.Fragment != "" && w.pages[target] != nil && !w.pages[target].ids[u.Fragment]:
			p.bad("no such fragment: %s", l)
		}
	}
}

// target is the file an address leads to, "" if there is none.
func (w *siteWalk) target(from string, u *url.URL) string {
	if u.Path == "" {
		return from
	}
	at := path.Join("/", path.Dir(from), u.Path)
	if strings.HasPrefix(u.Path, "/") {
		at = path.Clean(u.Path)
	}
	if strings.HasSuffix(u.Path, "/") || strings.HasSuffix(u.Path, "..") || u.Path == "." {
		at = path.Join(at, "index.html")
	}
	name := strings.TrimPrefix(at, "/")
	if _, ok := w.files[name]; ok {
		return name
	}
	return ""
}

// reachable asks that every page can be found from the home page by links alone.
func (w *siteWalk) reachable() {
	seen, next := map[string]bool{}, []string{"index.html", "404.html"}
	for len(next) > 0 {
		name := next[0]
		next = next[1:]
		if seen[name] || w.pages[name] == nil {
			continue
		}
		seen[name] = true
		for _, l := range w.pages[name].links {
			if u, err := url.Parse(l); err == nil && u.Host == "" && u.Scheme == "" {
				next = append(next, w.target(name, u))
			}
		}
	}
	for _, name := range sortedKeys(w.pages) {
		if !seen[name] {
			w.t.Errorf("nothing links to %s", name)
		}
	}
}

// optional are elements whose end tag may be missing.
var optional = strings.Fields("p li dd dt tr td th thead tbody head body html option")

// blocks end an open paragraph.
var blocks = strings.Fields("address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 " +
	"h5 h6 header hr main nav ol p pre section table ul")

var void = strings.Fields("area base br col embed hr img input link meta source track wbr")

// siblings are ended by the next of their kind.
var closedBy = map[string]string{"li": "li", "dt": "dt dd", "dd": "dt dd", "tr": "tr tbody", "td": "td th tr tbody",
	"th": "td th tr tbody", "thead": "tbody", "tbody": "tbody"}

// readPage reads a page token by token.
func readPage(name string, data []byte) *walked {
	p := &walked{name: name, ids: map[string]bool{}}
	if !bytes.HasPrefix(data, []byte("<!doctype html>")) {
		p.bad("begins with %.30q", data)
	}
	r := &pageReader{walked: p, count: map[string]int{}, labelled: map[string]bool{}}
	z := html.NewTokenizer(bytes.NewReader(data))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				p.bad("%v", z.Err())
			}
			r.end()
			return p
		case html.StartTagToken, html.SelfClosingTagToken:
			r.start(z.Token())
		case html.EndTagToken:
			r.close(z.Token().Data)
		case html.TextToken:
			r.text(string(z.Text()))
		case html.CommentToken:
			if c := string(z.Text()); c != " raw HTML omitted " {
				p.bad("holds a comment: %.40q", c)
			}
		}
	}
}

type pageReader struct {
	*walked
	stack    []string
	count    map[string]int
	heading  int
	over     int             // the level of a heading that nothing follows yet, 0 where something does
	labelled map[string]bool // ids that labels are for
	caption  bool
	unnamed  bool // there is a <th>, and no text in it yet
	title    string
	terms    map[string]bool // of a list of descriptions
	term     string
}

func (r *pageReader) top() string {
	if len(r.stack) == 0 {
		return ""
	}
	return r.stack[len(r.stack)-1]
}

func (r *pageReader) start(tok html.Token) {
	name := tok.Data
	r.elements++
	r.count[name]++
	for r.top() == "p" && slices.Contains(blocks, name) || slices.Contains(strings.Fields(closedBy[r.top()]), name) {
		r.stack = r.stack[:len(r.stack)-1]
	}
	r.attributes(tok)
	r.rules(tok)
	if !slices.Contains(void, name) && tok.Type != html.SelfClosingTagToken {
		r.stack = append(r.stack, name)
	}
	if tok.Type == html.SelfClosingTagToken && !slices.Contains(r.stack, "svg") && !slices.Contains(void, name) {
		r.bad("<%s/> is not closed", name)
	}
}

func attr(tok html.Token, key string) (string, bool) {
	for _, a := range tok.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// attributes looks at what may stand in any tag: nothing inline, no id twice, no address that runs.
func (r *pageReader) attributes(tok html.Token) {
	seen := map[string]bool{}
	for _, a := range tok.Attr {
		if seen[a.Key] {
			r.bad("<%s> has %s twice", tok.Data, a.Key)
		}
		seen[a.Key] = true
		switch {
		case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
			r.bad("<%s %s=%q> is inline", tok.Data, a.Key, a.Val)
		case a.Key == "id":
			if a.Val == "" || strings.ContainsAny(a.Val, " \t\n") || r.ids[a.Val] {
				r.bad("the id %q is empty, has blanks or stands twice", a.Val)
			}
			r.ids[a.Val] = true
		case slices.Contains([]string{"href", "src", "action", "formaction", "data", "poster", "srcset"}, a.Key):
			r.address(tok, a.Val)
		}
	}
}

func (r *pageReader) address(tok html.Token, to string) {
	if u, err := url.Parse(to); err != nil || !slices.Contains([]string{"", "http", "https", "mailto"}, u.Scheme) {
		r.bad("an address that runs: %q", to)
	}
	rel, _ := attr(tok, "rel")
	switch {
	case tok.Data == "script" || tok.Data == "link" && (rel == "stylesheet" || rel == "icon" || rel == "manifest"):
		r.loads = append(r.loads, to)
	case tok.Data == "link" && rel == "canonical":
	case tok.Data == "a" || tok.Data == "link" || tok.Data == "form" || tok.Data == "use" && to[0] == '#':
		r.links = append(r.links, to)
	default:
		r.bad("<%s> loads %s", tok.Data, to)
	}
}

// rules are those of single elements.
func (r *pageReader) rules(tok html.Token) {
	if slices.Contains([]string{"svg", "input", "button", "textarea", "select", "progress"}, tok.Data) {
		r.over = 0
	}
	if r.unnamed && slices.Contains([]string{"th", "td", "tr", "tbody"}, tok.Data) {
		r.bad("a <th> without text")
	}
	r.unnamed = tok.Data == "th" || r.unnamed && tok.Data != "td"
	switch name := tok.Data; name {
	case "style", "iframe", "object", "embed", "base", "img", "font", "center":
		r.bad("<%s> has no place here", name)
	case "script":
		if _, ok := attr(tok, "src"); !ok {
			r.bad("an inline script")
		}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		level := int(name[1] - '0')
		if level > r.heading+1 {
			r.bad("<%s> after a heading of level %d", name, r.heading)
		}
		if r.over >= level {
			r.bad("a heading over nothing, before <%s>", name)
		}
		r.heading = level
		if r.over = level; level > 3 || strings.HasPrefix(r.name, "docs/") {
			r.over = 0 // what authors write is theirs
		}
	case "dl":
		r.terms = map[string]bool{}
	case "dt":
		r.term = ""
	case "dd":
		if r.term != "" && r.terms[r.term] {
			r.bad("a list describes %q twice", r.term)
		}
		r.terms[r.term], r.term = true, ""
	case "table":
		r.caption = false
	case "caption":
		r.caption = true
	case "th":
		if scope, _ := attr(tok, "scope"); !slices.Contains([]string{"row", "col", "rowgroup"}, scope) {
			r.bad("<th> without scope")
		}
		fallthrough
	case "td":
		if !r.caption {
			r.bad("a table without caption")
		}
	case "input", "button", "select", "textarea":
		_, label := attr(tok, "aria-label")
		_, hidden := attr(tok, "hidden")
		id, _ := attr(tok, "id")
		if name != "button" && !label && !hidden && !slices.Contains(r.stack, "label") && !r.labelled[id] {
			r.bad("<%s id=%q> without a label before it", name, id)
		}
	case "label":
		if id, ok := attr(tok, "for"); ok {
			r.labelled[id] = true
		}
	case "svg":
		_, label := attr(tok, "aria-label")
		if _, by := attr(tok, "aria-labelledby"); !label && !by && !slices.Contains(r.stack, "svg") {
			r.bad("a drawing without a name")
		}
	}
}

func (r *pageReader) text(s string) {
	if strings.TrimSpace(s) != "" {
		r.unnamed = false
	}
	if slices.Contains(r.stack, "dt") {
		r.term += s
	}
	if strings.TrimSpace(s) != "" && !slices.ContainsFunc(r.stack, func(name string) bool {
		return len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6'
	}) {
		r.over = 0
	}
	switch {
	case r.top() == "title" && !slices.Contains(r.stack, "svg"):
		r.title += s
	case (r.top() == "script" || r.top() == "style") && strings.TrimSpace(s) != "":
		r.bad("an inline %s: %.40q", r.top(), s)
	case slices.Contains([]string{"ul", "ol", "table", "tr", "tbody", "thead", "dl"}, r.top()) &&
		strings.TrimSpace(s) != "":
		r.bad("text in <%s>: %.40q", r.top(), s)
	}
}

func (r *pageReader) close(name string) {
	for len(r.stack) > 0 && r.top() != name && slices.Contains(optional, r.top()) {
		r.stack = r.stack[:len(r.stack)-1]
	}
	if r.over > 0 && (name == "section" || name == "main") {
		r.bad("a heading over nothing, before </%s>", name)
	}
	if r.top() != name {
		r.bad("</%s> closes <%s>", name, r.top())
		return
	}
	r.stack = r.stack[:len(r.stack)-1]
}

func (r *pageReader) end() {
	for _, name := range r.stack {
		if !slices.Contains(optional, name) {
			r.bad("<%s> is never closed", name)
		}
	}
	for _, name := range []string{"html", "head", "body", "title", "h1", "main", "header", "footer"} {
		n := r.count[name]
		if name == "title" {
			n = min(n, 1) // drawings have titles too
		}
		if n != 1 {
			r.bad("has %d <%s>", n, name)
		}
	}
	if strings.TrimSpace(r.title) == "" {
		r.bad("has no title")
	}
	if r.elements > 1500 {
		r.bad("has %d elements", r.elements)
	}
}

func zipped(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, 9)
	if err == nil {
		_, err = z.Write(data)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
