package leapp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"pes/generator/diag"
)

// A value is a JSON value with its position. Nothing is assumed about the structure of a published file.
type value struct {
	pos     diag.Pos
	kind    jsontext.Kind // one of n f t " 0 { [
	str     string        // of a string; the literal of a number
	items   []value       // of an array
	members []member      // of an object, in document order
}

type member struct {
	name string
	pos  diag.Pos
	val  value
}

// maxValues bounds how many values a published file may hold: the largest real one has a tenth of it.
const maxValues = 2_000_000

// maxDepth bounds the nesting of published JSON; the deepest real file needs eight.
const maxDepth = 64

// parseObject reads a JSON file as Leapp does: UTF-8 without BOM, one object. Of repeated keys the last counts.
func parseObject(f *diag.File, list *diag.List) (root value, ok bool) {
	if bytes.HasPrefix(f.Text, []byte("\ufeff")) {
		list.Errorf(diag.Pos{File: f, End: 3}, "syntax", "the file begins with a byte order mark: Leapp cannot read it")
		return root, false
	}
	if len(bytes.TrimSpace(f.Text)) == 0 {
		list.Errorf(diag.Pos{File: f}, "syntax", "the file is empty: Leapp stops")
		return root, false
	}
	dec := jsontext.NewDecoder(bytes.NewBuffer(f.Text), jsontext.AllowDuplicateNames(true))
	p := parser{file: f, list: list, dec: dec}
	root, err := p.value(0)
	if err == nil {
		if _, extra := dec.ReadToken(); extra != io.EOF {
			err = errors.New("there is more text after the end of the value")
		}
	}
	if err != nil {
		off := min(int(dec.InputOffset()), len(f.Text))
		pos := diag.Pos{File: f, Off: off, End: min(off+1, len(f.Text))}
		list.Errorf(pos, "syntax", "invalid JSON: %s: Leapp stops every upgrade", plainError(err))
		return root, false
	}
	if root.kind != '{' {
		list.Errorf(root.pos, "wrong-type", "the file contains %s, Leapp expects an object and stops", root.describe())
		return root, false
	}
	return root, true
}

// plainError drops what the library says about offsets and pointers; the diagnostic has a place already.
func plainError(err error) string {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) && syntax.Err != nil {
		err = syntax.Err
	}
	switch {
	case err == io.ErrUnexpectedEOF:
		return "the text is incomplete"
	case syntax != nil && strings.HasPrefix(err.Error(), "invalid character"):
		return "a comma, quote or bracket is missing or too many, here or just before"
	}
	return err.Error()
}

type parser struct {
	file   *diag.File
	list   *diag.List
	dec    *jsontext.Decoder
	values int
	// of the arrays and objects that are open, the inner ones last: each gets its own list once the length is known
	items   []value
	members []member
}

// token reads the next token and finds its place. An object and an array begin with a token of their own.
func (p *parser) token() (jsontext.Token, diag.Pos, error) {
	start := int(p.dec.InputOffset())
	for start < len(p.file.Text) && strings.IndexByte(" \t\r\n,:", p.file.Text[start]) >= 0 {
		start++
	}
	tok, err := p.dec.ReadToken()
	return tok, diag.Pos{File: p.file, Off: start, End: int(p.dec.InputOffset())}, err
}

func (p *parser) value(depth int) (v value, err error) {
	if p.values++; p.values > maxValues {
		return v, fmt.Errorf("there are more than %d values", maxValues)
	}
	if depth > maxDepth {
		return v, fmt.Errorf("values are nested deeper than %d", maxDepth)
	}
	tok, pos, err := p.token()
	if err != nil {
		return v, err
	}
	v = value{kind: tok.Kind(), pos: pos}
	switch v.kind {
	case '"', '0':
		v.str = tok.String()
	case '{':
		err = p.object(&v, depth)
	case '[':
		err = p.array(&v, depth)
	}
	return v, err
}

func (p *parser) array(v *value, depth int) error {
	start := len(p.items)
	for p.dec.PeekKind() != ']' {
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		if len(p.items) == cap(p.items) && cap(p.items) > 1<<10 {
			p.items = slices.Grow(p.items, cap(p.items)) // append alone grows by a quarter, and copies far more often
		}
		p.items = append(p.items, item)
	}
	if v.items = p.items[start:]; len(v.items) < 1<<16 {
		v.items = slices.Concat(v.items)
		p.items = p.items[:start]
	} else { // a long list is given away as it is
		p.items = slices.Concat(p.items[:start])
	}
	_, err := p.dec.ReadToken()
	return err
}

// few is how many members of an object are searched one by one. Real objects have no more; those beyond are indexed.
const few = 32

func (p *parser) object(v *value, depth int) error {
	var index map[string]int
	reported := false // one repeated key of an object is enough
	start := len(p.members)
	for p.dec.PeekKind() != '}' {
		tok, pos, err := p.token()
		if err != nil {
			return err
		}
		m := member{name: tok.String(), pos: pos}
		if m.val, err = p.value(depth + 1); err != nil {
			return err
		}
		members := p.members[start:]
		first := slices.IndexFunc(members[:min(few, len(members))], func(o member) bool { return o.name == m.name })
		if i, found := index[m.name]; found {
			first = i
		}
		if first < 0 {
			if len(members) >= few {
				if index == nil {
					index = map[string]int{}
				}
				index[m.name] = len(members)
			}
			p.members = append(p.members, m)
			continue
		}
		members[first].val = m.val
		if !reported {
			p.list.Warnf(m.pos, "repeated-key", "the key %q is twice in one object; Leapp uses the last", m.name)
			reported = true
		}
	}
	v.members = slices.Concat(p.members[start:])
	p.members = p.members[:start]
	_, err := p.dec.ReadToken()
	return err
}

// member returns a member of an object, nil when it has none.
func (v *value) member(name string) *member {
	if v == nil {
		return nil
	}
	for i := range v.members {
		if v.members[i].name == name {
			return &v.members[i]
		}
	}
	return nil
}

// get returns the value of a member, nil when there is none.
func (v *value) get(name string) *value {
	if m := v.member(name); m != nil {
		return &m.val
	}
	return nil
}

// place returns the position of a member, or of the object that lacks it.
func (v *value) place(name string) diag.Pos {
	if v == nil {
		return diag.Pos{}
	}
	if x := v.get(name); x != nil {
		return x.pos
	}
	return v.pos
}

func (v *value) isNull() bool { return v == nil || v.kind == 'n' }

// describe says what a value is, as in "the action is a string".
func (v *value) describe() string {
	if v == nil {
		return "missing"
	}
	return kindNames[v.kind]
}

var kindNames = map[jsontext.Kind]string{'n': "null", 'f': "a boolean", 't': "a boolean", '"': "a string",
	'0': "a number", '{': "an object", '[': "an array"}

// integer reads a JSON integer; a string of digits counts with ok false, as people write ids so.
func (v *value) integer() (n int64, ok bool) {
	if v == nil || v.kind != '0' && v.kind != '"' {
		return 0, false
	}
	n, err := strconv.ParseInt(v.str, 10, 64)
	return n, err == nil && v.kind == '0'
}

// text is a string, "" for anything else.
func text(v *value) string {
	if v == nil || v.kind != '"' {
		return ""
	}
	return v.str
}

// list is the items of an array, none of anything else.
func (v *value) list() []value {
	if v == nil || v.kind != '[' {
		return nil
	}
	return v.items
}

// falsy reports whether Python takes a value for false: missing, null, false, zero or empty.
func (v *value) falsy() bool {
	switch {
	case v == nil:
		return true
	case v.kind == 't':
		return false
	case v.kind == '0':
		return strings.Trim(v.str, "-0.eE+") == ""
	}
	return v.str == "" && len(v.items) == 0 && len(v.members) == 0
}
