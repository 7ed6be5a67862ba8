package source

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"pes/generator/diag"
	"pes/generator/list"
)

// A Guide is a page of documentation: Markdown with TOML front matter between lines of +++.
type Guide struct {
	File  *diag.File
	Title string
	Part  string // what lists of guides put it under: "By subject"; may be ""
	Order int    // among the guides; 0 comes last
	Text  []byte // behind the front matter
}

// Name is the path of the guide below content/docs, without .md.
func (g *Guide) Name() string {
	return strings.TrimSuffix(strings.TrimPrefix(g.File.Name, "content/docs/"), ".md")
}

// rank returns the order, a high number for guides without one.
func (g *Guide) rank() int {
	if g.Order < 1 {
		return math.MaxInt
	}
	return g.Order
}

// ReadGuides reads content/docs/**/*.md, in their order, then by name.
func ReadGuides(fsys fs.FS, jobs int) ([]*Guide, diag.List, error) {
	var found diag.List
	names, err := find(fsys, "guides", "content/docs/**/*.md")
	if err != nil {
		return nil, found, err
	}
	files, err := readAll(fsys, names, jobs)
	out := list.Map(files, func(f *diag.File) *Guide { return parseGuide(f, &found) })
	deadLinks(out, &found)
	slices.SortStableFunc(out, func(a, b *Guide) int { return cmp.Compare(a.rank(), b.rank()) })
	return out, found, err
}

// deadLinks reports links to guides that do not exist, which a page would show as plain text.
func deadLinks(guides []*Guide, list *diag.List) {
	link := regexp.MustCompile(`\]\(([^()#:\s]+\.md)(?:#[^()\s]*)?\)`)
	code := regexp.MustCompile("(?ms)^```.*?^```|`[^`\n]*`")
	known := map[string]bool{"rules": true, "glossary": true} // every site has these
	for _, g := range guides {
		known[g.Name()] = true
	}
	blank := func(b []byte) []byte { return bytes.Repeat([]byte(" "), len(b)) }
	for _, g := range guides {
		for _, m := range link.FindAllSubmatchIndex(code.ReplaceAllFunc(g.File.Text, blank), -1) {
			to := string(g.File.Text[m[2]:m[3]])
			if name := strings.TrimSuffix(path.Join(path.Dir(g.Name()), to), ".md"); !known[name] {
				pos := diag.Pos{File: g.File, Off: m[2], End: m[3]}
				list.Warnf(pos, "dead-link", "there is no guide %s to link to", to)
			}
		}
	}
}

// Limits of Markdown: the library that reads it needs time that grows with the square of a line.
const (
	maxProse     = 512 << 10
	maxProseLine = 8000
)

// longProse says which limit a text in Markdown passes, and where; "" where it passes none.
func longProse(text []byte) (off int, what string) {
	if len(text) > maxProse {
		return maxProse, fmt.Sprintf("%d bytes: more than %d are not read", len(text), maxProse)
	}
	for line := range bytes.Lines(text) {
		if len(line) > maxProseLine {
			return off, fmt.Sprintf("a line of %d bytes: more than %d are not read", len(line), maxProseLine)
		}
		off += len(line)
	}
	return 0, ""
}

// LongProse is an error where a text in Markdown passes a limit.
func LongProse(text string) error {
	if _, what := longProse([]byte(text)); what != "" {
		return errors.New("the text has " + what)
	}
	return nil
}

// parseGuide takes the front matter off. A guide without a title is called what its file is called.
func parseGuide(f *diag.File, list *diag.List) *Guide {
	g := &Guide{File: f, Text: f.Text}
	g.Title = g.Name()
	if pos, what := longProse(f.Text); what != "" {
		list.Errorf(diag.Pos{File: f, Off: pos, End: pos + 1}, "syntax", "a guide has %s", what)
		g.Text = nil
		return g
	}
	front, rest, ok := strings.Cut(strings.TrimPrefix(string(f.Text), "+++\n"), "\n+++\n")
	if !ok || !strings.HasPrefix(string(f.Text), "+++\n") {
		return g
	}
	g.Text = []byte(rest)
	var head struct {
		Title, Part string
		Order       int
	}
	if off, what := tooDeep([]byte(front)); off >= 0 {
		list.Errorf(diag.Pos{File: f, Off: off + 4, End: off + 5}, "syntax", "%s than %d", what, MaxDepth)
	} else if meta, err := toml.Decode(front, &head); err != nil {
		list.Errorf(diag.Pos{File: f}, "syntax", "the front matter cannot be read: %v", err)
	} else if unknown := meta.Undecoded(); len(unknown) > 0 {
		list.Errorf(diag.Pos{File: f}, "unknown-key",
			"a guide has title, part and order, and no %q", unknown[0].String())
	}
	g.Order, g.Part = head.Order, head.Part
	if head.Title != "" {
		g.Title = head.Title
	}
	return g
}
