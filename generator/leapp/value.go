package leapp

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"pes/generator/diag"
)

// A value is a JSON value and the place where it stands. Published files are foreign: nothing is assumed of their shape.
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

// parseJSON reads a file as Leapp does: UTF-8 without BOM, one value. Repeated keys are reported; the last one counts.
func parseJSON(f *diag.File, list *diag.List) (value, bool) {
	if bytes.HasPrefix(f.Text, []byte("\ufeff")) {
		list.Errorf(diag.Pos{File: f, End: 3}, "syntax", "the file begins with a byte order mark: Leapp cannot read it")
		return value{}, false
	}
	if len(bytes.TrimSpace(f.Text)) == 0 {
		list.Errorf(diag.Pos{File: f}, "syntax", "the file is empty: Leapp stops")
		return value{}, false
	}
	p := parser{file: f, list: list, dec: jsontext.NewDecoder(bytes.NewBuffer(f.Text), jsontext.AllowDuplicateNames(true))}
	v, err := p.value(0)
	if err == nil {
		if _, extra := p.dec.ReadToken(); extra != io.EOF {
			err = fmt.Errorf("there is more text after the end of the value")
		}
	}
	if err != nil {
		off := min(int(p.dec.InputOffset()), len(f.Text))
		list.Errorf(diag.Pos{File: f, Off: off, End: min(off+1, len(f.Text))}, "syntax", "no valid JSON: %s: Leapp stops every upgrade", plainError(err))
		return value{}, false
	}
	return v, true
}

// parseObject is parseJSON for a file that must hold an object, as all that Leapp reads do.
func parseObject(f *diag.File, list *diag.List) (value, bool) {
	root, ok := parseJSON(f, list)
	if ok && root.kind != '{' {
		list.Errorf(root.pos, "wrong-type", "the file holds %s, Leapp wants an object and stops", root.describe())
		return root, false
	}
	return root, ok
}

// plainError drops what the library says about offsets and pointers; the diagnostic has a place already.
func plainError(err error) string {
	if err == io.ErrUnexpectedEOF {
		return "the text ends in the middle"
	}
	if e, ok := err.(*jsontext.SyntacticError); ok && e.Err != nil {
		if e.Err == io.ErrUnexpectedEOF {
			return "the text ends in the middle"
		}
		if strings.HasPrefix(e.Err.Error(), "invalid character") {
			return "a comma, quote or bracket is missing or too many, here or just before"
		}
		return e.Err.Error()
	}
	return err.Error()
}

type parser struct {
	file *diag.File
	list *diag.List
	dec  *jsontext.Decoder

	values int
}

func (p *parser) value(depth int) (value, error) {
	if p.values++; p.values > maxValues {
		return value{}, fmt.Errorf("there are more than %d values", maxValues)
	}
	if depth > maxDepth {
		return value{}, fmt.Errorf("values are nested deeper than %d", maxDepth)
	}
	tok, err := p.dec.ReadToken()
	if err != nil {
		return value{}, err
	}
	end := int(p.dec.InputOffset())
	v := value{kind: tok.Kind()}
	switch v.kind {
	case '"':
		v.str = tok.String()
		v.pos = p.span(end, '"')
	case '0':
		v.str = tok.String()
		v.pos = diag.Pos{File: p.file, Off: end - len(v.str), End: end}
	case '{':
		v.pos = diag.Pos{File: p.file, Off: end - 1, End: end}
		return v, p.object(&v, depth)
	case '[':
		v.pos = diag.Pos{File: p.file, Off: end - 1, End: end}
		for p.dec.PeekKind() != ']' {
			item, err := p.value(depth + 1)
			if err != nil {
				return v, err
			}
			v.items = append(v.items, item)
		}
		_, err = p.dec.ReadToken()
	default:
		v.pos = diag.Pos{File: p.file, Off: end - len(tok.String()), End: end}
	}
	return v, err
}

func (p *parser) object(v *value, depth int) error {
	seen := map[string]int{} // only where an object is larger than any real one
	said := false            // one repeated key is enough to say
	for p.dec.PeekKind() != '}' {
		tok, err := p.dec.ReadToken()
		if err != nil {
			return err
		}
		m := member{name: tok.String()}
		m.pos = p.span(int(p.dec.InputOffset()), '"')
		if m.val, err = p.value(depth + 1); err != nil {
			return err
		}
		var first *value
		if len(v.members) < 32 {
			first = v.get(m.name)
		} else {
			for i := len(seen); i < len(v.members); i++ {
				seen[v.members[i].name] = i
			}
			if i, ok := seen[m.name]; ok {
				first = &v.members[i].val
			}
		}
		if first != nil {
			if !said {
				p.list.Add(diag.Diagnostic{Pos: m.pos, Severity: diag.Warning, Rule: "repeated-key",
					Message: fmt.Sprintf("the key %q stands twice in one object; Leapp reads the last", m.name)})
			}
			said = true
			*first = m.val
			continue
		}
		v.members = append(v.members, m)
	}
	_, err := p.dec.ReadToken()
	return err
}

// span finds the start of a string that ends at end: the nearest quote before it that is not escaped.
func (p *parser) span(end int, quote byte) diag.Pos {
	i := end - 2
	for ; i > 0; i-- {
		if p.file.Text[i] != quote {
			continue
		}
		escapes := 0
		for j := i - 1; j >= 0 && p.file.Text[j] == '\\'; j-- {
			escapes++
		}
		if escapes%2 == 0 {
			break
		}
	}
	return diag.Pos{File: p.file, Off: max(i, 0), End: end}
}

// member is where the key of a member stands.
func (v *value) member(name string) diag.Pos {
	for i := range v.members {
		if v.members[i].name == name {
			return v.members[i].pos
		}
	}
	return v.pos
}

// get returns a member of an object, nil when it has none.
func (v *value) get(name string) *value {
	if v == nil {
		return nil
	}
	for i := range v.members {
		if v.members[i].name == name {
			return &v.members[i].val
		}
	}
	return nil
}

// place is where a member stands, or the object that lacks it.
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

func (v *value) describe() string {
	if v == nil {
		return "missing"
	}
	return map[jsontext.Kind]string{'n': "null", 'f': "a boolean", 't': "a boolean", '"': "a string", '0': "a number", '{': "an object", '[': "an array"}[v.kind]
}

// integer reads a JSON integer; a string of digits counts with ok false, as people write ids so.
func (v *value) integer() (n int64, ok bool) {
	if v == nil || v.kind != '0' && v.kind != '"' {
		return 0, false
	}
	n, err := strconv.ParseInt(v.str, 10, 64)
	return n, err == nil && v.kind == '0'
}
