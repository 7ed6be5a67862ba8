// Package inventory reads and writes the files of inventories: what one repository of a release has, a line for each
// source package. See [Print] for the form, and the example.
package inventory

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
)

// place is what the path of a file says of an inventory.
func place(name string) (inv model.Inventory, ok bool) {
	parts := strings.Split(name, "/")
	major, role, dot := strings.Cut(strings.TrimSuffix(path.Base(name), ".packages"), ".")
	n, err := strconv.Atoi(major)
	if len(parts) != 4 || !dot || err != nil || n < 1 || n > 99 || !model.ValidName(role) {
		return inv, false
	}
	inv = model.Inventory{Major: n, Role: role}
	if parts[0] == "vendors" {
		inv.Vendor = parts[1]
	} else {
		inv.Distro = parts[2]
	}
	return inv, Path(&inv) == name
}

// Parse reads the files of inventories on at most jobs processors. What one is like is looked up among them.
func Parse(files []*diag.File, jobs int) (out []*model.Inventory, found diag.List) {
	parsers := par.Map(jobs, len(files), func(i int) *parser { return parseFile(files[i]) })
	for _, p := range parsers {
		found.Merge(p.list)
		if p.inv != nil {
			out = append(out, p.inv)
		}
	}
	for _, p := range parsers {
		if p.inv != nil && p.inv.Like != "" {
			p.resolve(out, &found)
		}
	}
	return out, found
}

// parseFile reads one file.
func parseFile(f *diag.File) *parser {
	p := &parser{gone: map[id]diag.Pos{}, has: map[model.Stream]bool{}}
	inv, ok := place(f.Name)
	if !ok {
		p.list.Errorf(diag.Pos{File: f}, "bad-name", "an inventory is called "+
			"content/inventory/DISTRO/MAJOR.ROLE.packages or vendors/VENDOR/inventory/MAJOR.REPOSITORY.packages")
		return p
	}
	inv.File = f
	p.inv = &inv
	p.read()
	return p
}

// An id is a source package in a stream; without source, the stream.
type id struct {
	model.Stream
	source string
}

// parser reads one file.
type parser struct {
	inv    *model.Inventory
	list   diag.List
	gone   map[id]diag.Pos // what is not here of what the file is like
	like   diag.Pos
	has    map[model.Stream]bool
	stream model.Stream
	headed bool                        // the file has a head
	body   bool                        // the head of the file is over
	block  []*model.Available          // the packages of the last line of a source
	byName map[string]*model.Available // the same, once a line is about one of them
}

func (p *parser) read() {
	off, begun := 0, false
	for line := range strings.Lines(string(p.inv.File.Text)) {
		text := strings.TrimRight(line, " \t\r\n")
		at := diag.Pos{File: p.inv.File, Off: off, End: off + len(text)}
		if text == "" && begun {
			p.body = true
		} else if text != "" && text[0] != '#' {
			begun = true
			if err := p.line(text, at); err != nil {
				p.list.Errorf(at, "syntax", "%v", err)
			}
		}
		off += len(line)
	}
	list.Sort(p.inv.Packages, order)
	for i := 1; i < len(p.inv.Packages); i++ {
		a := p.inv.Packages[i]
		twice := order(p.inv.Packages[i-1], a) == 0
		if twice && (i == 1 || order(p.inv.Packages[i-2], a) != 0) { // once, however often it stands there
			p.list.Errorf(a.Pos, "syntax", "%s stands twice in the same stream", a.Name)
		}
	}
}

// Like is the distribution whose file another file refers to, as the head of that says; "" for none.
func Like(text []byte) string {
	begun := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch base, found := strings.CutPrefix(line, "like "); {
		case found:
			return strings.TrimSpace(base)
		case line == "" && begun:
			return ""
		}
		begun = begun || line != "" && line[0] != '#'
	}
	return ""
}

func order(a, b *model.Available) int {
	return cmp.Or(strings.Compare(a.Name, b.Name), a.Stream.Compare(b.Stream))
}

func (p *parser) line(text string, at diag.Pos) error {
	gone, isGone := strings.CutPrefix(text, "- ")
	switch {
	case text[0] == ' ' || text[0] == '\t':
		return p.property(text)
	case text[0] == '[':
		return p.header(text, at)
	case isGone && ValidName(gone):
		p.gone[id{p.stream, gone}] = at
		return nil
	case !p.body:
		if known, err := p.about(strings.Fields(text), at); known || err != nil {
			p.headed = true
			return err
		}
		if p.headed {
			return fmt.Errorf("the head of an inventory has no %q; an empty line ends it",
				strings.Fields(text)[0])
		}
	}
	p.body = true
	return p.source(text, at)
}

// about reads a line of the head of a file.
func (p *parser) about(words []string, at diag.Pos) (known bool, err error) {
	inv, value := p.inv, strings.Join(words[1:], " ")
	switch {
	case words[0] == "complete" && len(words) == 1:
		inv.Complete = true
	case words[0] == "incomplete" && len(words) == 1:
	case words[0] == "release" && len(words) == 2:
		if inv.Release, err = model.ParseRelease(value); err == nil && inv.Release.Major != inv.Major {
			err = fmt.Errorf("the file is of release %d, by its name", inv.Major)
		}
	case words[0] == "day" && len(words) == 2:
		if inv.Day, err = time.Parse(time.DateOnly, value); err != nil {
			err = fmt.Errorf("%q is not a valid date: write it as 2026-11-20", value)
		}
	case words[0] == "arches" && len(words) > 1:
		inv.Arches = words[1:]
		err = checkArches(inv.Arches)
	case words[0] == "like" && len(words) == 2:
		inv.Like, p.like = value, at
	case words[0] == "repomd" && len(words) == 3:
		if sum, err := hex.DecodeString(words[2]); err != nil || len(sum) != 32 {
			return true, errors.New("repomd has an architecture and a SHA-256")
		}
		inv.Repomd = append(inv.Repomd, model.Repomd{Arch: words[1], SHA256: words[2]})
	default:
		return false, nil
	}
	return true, err
}

// header reads [module:stream], with default or absent behind it.
func (p *parser) header(text string, at diag.Pos) error {
	inner, ok := strings.CutSuffix(text[1:], "]")
	name, word, more := strings.Cut(inner, " ")
	stream, err := model.ParseStream(name)
	if !ok || err != nil || stream.IsZero() || more && word != "default" && word != "absent" {
		return errors.New("a module stream is written [module:stream], and [module:stream default] where machines " +
			"have it that chose none")
	}
	p.stream, p.block = stream, nil
	if word == "absent" {
		p.gone[id{stream, ""}] = at
		return nil
	}
	if p.has[stream] {
		return fmt.Errorf("%s stands twice", stream)
	}
	p.has[stream] = true
	p.inv.Streams = append(p.inv.Streams, model.InventoryStream{Stream: stream, Default: word == "default"})
	return nil
}

// source reads a source package with its version and what is built of it.
func (p *parser) source(text string, at diag.Pos) error {
	head, names, several := text, "", false
	if i := strings.Index(text+" ", ": "); i >= 0 {
		head, names, several = text[:i], text[i+1:], true
	}
	if _, gone := p.gone[id{p.stream, ""}]; gone {
		return fmt.Errorf("the stream %s is absent, so it has no packages", p.stream)
	}
	source, evr, versioned := strings.Cut(head, " ")
	if !ValidName(source) || versioned && !ValidVersion(evr) {
		return errors.New("a line is a source package, its version, and where it has others than itself a colon and " +
			"the packages that are built of it")
	}
	p.block, p.byName = nil, nil
	if !several {
		names = source
	}
	all := strings.Fields(names)
	packages := make([]model.Available, len(all))
	for i, word := range all {
		a := &packages[i]
		*a = model.Available{EVR: evr, Source: source, Stream: p.stream, Pos: at}
		name, version, other := strings.Cut(word, "=")
		name, arches, some := strings.Cut(name, "/")
		if a.Name = long(source, name); other {
			a.EVR = version
		}
		if some {
			a.Arches = strings.Split(arches, ",")
		}
		if !ValidName(a.Name) || a.EVR != "" && !ValidVersion(a.EVR) {
			return fmt.Errorf("%q is not a package", word)
		}
		if err := checkArches(a.Arches); err != nil {
			return err
		}
		p.block = append(p.block, a)
	}
	if len(p.block) == 0 {
		return errors.New("behind the colon stand the packages that are built of it")
	}
	p.inv.Packages = append(p.inv.Packages, p.block...)
	return nil
}

// ValidName reports whether a file can hold a package, or source package, of that name.
func ValidName(s string) bool {
	return model.ValidName(s) && !strings.ContainsAny(s, "=:") && !strings.ContainsAny(s[:1], "-#[")
}

// ValidVersion reports whether a file can hold a version.
func ValidVersion(s string) bool {
	return model.ValidWord(s) && !strings.Contains(s, "=") && !strings.HasSuffix(s, ":")
}

func checkArches(arches []string) error {
	for _, a := range arches {
		if !slices.Contains(model.Arches, a) {
			return fmt.Errorf("no architecture %q: known are %s", a, strings.Join(model.Arches, ", "))
		}
	}
	return nil
}

// long is the name that short made shorter.
func long(source, name string) string {
	if strings.HasPrefix(name, "-") {
		return source + name
	}
	return name
}

// property reads an indented line: a word, a package of the line above, a colon and values.
func (p *parser) property(text string) error {
	head, values, ok := strings.Cut(strings.TrimLeft(text, " \t"), ": ")
	word, name, two := strings.Cut(head, " ")
	if !ok || !two || len(p.block) == 0 {
		return errors.New("an indented line is a word, a package of the line above, a colon and values")
	}
	name = long(p.block[0].Source, name)
	a := p.find(name)
	if a == nil {
		return fmt.Errorf("%s is not built of %s", name, p.block[0].Source)
	}
	for _, x := range properties {
		if x.word == word {
			all := strings.Fields(values)
			for _, v := range all {
				if !model.ValidWord(v) {
					return fmt.Errorf("%q is not a word", v)
				}
			}
			*x.of(a) = all
			return nil
		}
	}
	return fmt.Errorf("there is no word %q: commands, libraries, needs, obsoletes or provides", word)
}

// find looks for a package of the block.
func (p *parser) find(name string) *model.Available {
	if p.byName == nil {
		p.byName = make(map[string]*model.Available, len(p.block))
		for _, a := range p.block {
			p.byName[a.Name] = a
		}
	}
	return p.byName[name]
}

// resolve adds what a file has because it is like another.
func (p *parser) resolve(all []*model.Inventory, found *diag.List) {
	inv := p.inv
	base := list.Find(all, func(b *model.Inventory) bool {
		return b.Distro == inv.Like && b.Distro != "" && b.Major == inv.Major && b.Role == inv.Role
	})
	if base == nil || base.Like != "" || inv.Distro == "" {
		found.Errorf(p.like, "syntax", "there is no file of %s of its own for %d.%s that this one could be like",
			inv.Like,
			inv.Major, inv.Role)
		return
	}
	mine := map[id]bool{}
	for _, s := range inv.Streams {
		mine[id{s.Stream, ""}] = true
	}
	for _, a := range inv.Packages {
		mine[id{a.Stream, a.Source}] = true
	}
	for _, s := range base.Streams {
		if _, gone := p.gone[id{s.Stream, ""}]; !gone && !mine[id{s.Stream, ""}] {
			inv.Streams = append(inv.Streams, s)
		}
	}
	slices.SortFunc(inv.Streams, func(a, b model.InventoryStream) int { return a.Stream.Compare(b.Stream) })
	for _, a := range base.Packages {
		_, gone := p.gone[id{a.Stream, a.Source}]
		_, all := p.gone[id{a.Stream, ""}]
		if !gone && !mine[id{a.Stream, a.Source}] && !(all && !a.Stream.IsZero()) {
			inv.Packages = append(inv.Packages, a)
		}
	}
	list.Sort(inv.Packages, order)
}
