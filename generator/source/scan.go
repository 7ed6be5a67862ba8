package source

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"pes/generator/diag"
)

// MaxFile is the size in bytes above which a source file is refused, MaxDepth the nesting of its values, and of the
// tables that a dotted key names.
const (
	MaxFile  = 16 << 20
	MaxDepth = 64
)

// Scan reads a TOML file into values with positions. The TOML library decides what is valid and what it means, but does
// not return positions; a small scanner over the same text finds these. If both do not find the same keys, the file is
// refused.
func Scan(f *diag.File, list *diag.List) (root *Value, ok bool) {
	if len(f.Text) > MaxFile {
		list.Errorf(diag.Pos{File: f}, "syntax", "the file has %d bytes; more than %d are not read", len(f.Text),
			MaxFile)
		return nil, false
	}
	bom := 0
	if bytes.HasPrefix(f.Text, []byte("\ufeff")) {
		bom = 3
	}
	for _, mark := range []string{"\ufeff", "\xfe\xff", "\xff\xfe"} { // the library would skip these silently
		if bytes.HasPrefix(f.Text[bom:], []byte(mark)) {
			list.Errorf(diag.Pos{File: f, End: bom + len(mark)}, "syntax",
				"the file begins with a byte order mark that is not UTF-8's: save it as UTF-8")
			return nil, false
		}
	}
	if off, what := tooDeep(f.Text); off >= 0 {
		list.Errorf(diag.Pos{File: f, Off: off, End: off + 1}, "syntax", "%s than %d", what, MaxDepth)
		return nil, false
	}
	var data map[string]any
	meta, err := toml.Decode(string(f.Text[bom:]), &data)
	if err != nil {
		list.Add(syntaxError(f, bom, err))
		return nil, false
	}
	s := scanner{file: f, text: f.Text, i: bom}
	root = &Value{Kind: Table, Pos: diag.Pos{File: f}}
	s.document(root)
	if s.fault != nil {
		list.Add(*s.fault)
		return nil, false
	}
	if !slices.EqualFunc(s.keys, meta.Keys(), func(a []string, b toml.Key) bool { return slices.Equal(a, b) }) {
		list.Errorf(diag.Pos{File: f}, "syntax",
			"two parsers read this file differently; please report this, and write it in a simpler way")
		return nil, false
	}
	if !fill(root, data) {
		list.Errorf(diag.Pos{File: f}, "syntax", "invalid TOML: a key is given a value and used as a table as well")
		return nil, false
	}
	return root, true
}

// tooDeep returns the offset of the bracket that nests too deep, or of the dot that makes a key too long, and says
// which; -1 if none does. The library has no bound for the first, and needs a minute for a key of 25,000 parts.
// Strings and comments are stepped over as the library does, up to the place where it gives up on text that is no
// TOML.
func tooDeep(text []byte) (off int, what string) {
	depth, dots := 0, 0
	for s := (scanner{text: text}); s.i < len(text); s.i++ {
		switch text[s.i] {
		case '"', '\'':
			s.str()
			s.i--
		case '#':
			s.skipLine()
			dots = 0
		case '.':
			if dots++; dots >= MaxDepth {
				return s.i, "a key has more parts"
			}
		case '[', '{':
			if depth++; depth > MaxDepth {
				return s.i, "brackets are nested deeper"
			}
			dots = 0
		case ']', '}':
			depth--
			dots = 0
		case '=', ',', '\n':
			dots = 0
		}
	}
	return -1, ""
}

func syntaxError(f *diag.File, bom int, err error) diag.Diagnostic {
	d := diag.Diagnostic{Pos: diag.Pos{File: f}, Rule: "syntax", Message: err.Error()}
	var p toml.ParseError
	if errors.As(err, &p) {
		d.Message = "invalid TOML: " + p.Message
		if p.Message == "" { // some errors carry their text elsewhere
			d.Message = "invalid TOML: " + p.Error()
		}
		if strings.HasPrefix(p.Message, "expected value but found") {
			d.Message += "; write text in quotation marks"
		}
		if !utf8.Valid(f.Text) {
			d.Message += "; save the file as UTF-8"
		}
		start := min(bom+p.Position.Start, len(f.Text))
		d.Pos = diag.Pos{File: f, Off: start, End: min(start+max(p.Position.Len, 1), len(f.Text))}
	}
	return d
}

// fill copies the decoded data into the scanned values; false when the two have another shape.
func fill(v *Value, data any) bool {
	switch x := data.(type) {
	case string:
		v.Str = x
		return v.Kind == String
	case int64:
		v.Int, v.Kind = x, Integer
		return len(v.Items)+len(v.Keys) == 0
	case bool:
		v.Bool, v.Kind = x, Boolean
		return len(v.Items)+len(v.Keys) == 0
	case []map[string]any:
		return v.Kind == Array && len(x) == len(v.Items) && all(x, func(i int) bool { return fill(v.Items[i], x[i]) })
	case []any:
		return v.Kind == Array && len(x) == len(v.Items) && all(x, func(i int) bool { return fill(v.Items[i], x[i]) })
	case map[string]any:
		return v.Kind == Table && len(x) == len(v.Keys) && all(v.Keys, func(i int) bool {
			d, ok := x[v.Keys[i].Name]
			return ok && fill(v.Keys[i].Val, d)
		})
	default:
		return v.Kind == Other
	}
}

func all[T any](s []T, f func(int) bool) bool {
	for i := range s {
		if !f(i) {
			return false
		}
	}
	return true
}

// scanner walks text that is known to be valid TOML.
type scanner struct {
	file *diag.File
	text []byte
	i    int
	keys [][]string // every key written, in document order, as toml.MetaData.Keys gives them

	fault *diag.Diagnostic // the first thing that TOML forbids, and the library takes
}

// forbid notes what TOML forbids. The library takes some of it, and other readers of the file do not, or read another
// meaning.
func (s *scanner) forbid(pos diag.Pos, message string) {
	if s.fault == nil {
		s.fault = &diag.Diagnostic{Pos: pos, Rule: "syntax", Message: "invalid TOML: " + message}
	}
}

func (s *scanner) pos(off, end int) diag.Pos { return diag.Pos{File: s.file, Off: off, End: end} }

func (s *scanner) document(root *Value) {
	current, prefix := root, []string(nil)
	for s.blank(); s.i < len(s.text); s.blank() {
		start := s.i
		if s.text[s.i] != '[' {
			s.assignment(current, prefix)
			continue
		}
		path, places, brackets := s.header()
		s.keys = append(s.keys, path)
		prefix = path
		current = s.table(root, path, places, brackets == 2)
		if current.Pos.End == 0 {
			current.Pos = s.pos(start, s.i)
		}
	}
}

// header reads the header of a table, or with two brackets, of one of an array.
func (s *scanner) header() (path []string, places []diag.Pos, brackets int) {
	brackets = 1
	if bytes.HasPrefix(s.text[s.i:], []byte("[[")) {
		brackets = 2
	}
	s.i += brackets
	path, places = s.key()
	for range brackets {
		s.skipTo(']')
	}
	return path, places, brackets
}

// table finds or makes the table at the path of a header; in an array of tables the last one counts, or a new one when
// repeated.
func (s *scanner) table(v *Value, path []string, places []diag.Pos, repeated bool) *Value {
	for i, name := range path {
		next := v.get(name)
		last := i == len(path)-1
		switch {
		case next == nil:
			next = &Value{Kind: Table}
			if last && repeated {
				next = &Value{Kind: Array, Pos: places[i], made: madeByHeader}
			}
			v.Keys = append(v.Keys, Key{name, places[i], next})
		case next.made == madeInline:
			s.forbid(places[i], "nothing is added to "+name+", whose value stands in brackets")
		case last && next.made == madeDotted:
			s.forbid(places[i], "dotted keys have made the table "+name+" already: write its keys in one place")
		}
		if next.Kind == Array {
			if last && repeated || len(next.Items) == 0 {
				next.Items = append(next.Items, &Value{Kind: Table})
			}
			next = next.Items[len(next.Items)-1]
		}
		if v = next; last {
			v.made = madeByHeader
		}
	}
	return v
}

func (s *scanner) assignment(into *Value, prefix []string) {
	path, places := s.key()
	s.skipTo('=')
	s.blank()
	full := slices.Concat(prefix, path)
	s.keys = append(s.keys, full)
	last := len(path) - 1
	if into = s.dotted(into, path[:last], places); into.Pos.File == nil {
		into.Pos = places[0]
	}
	into.Keys = append(into.Keys, Key{path[last], places[last], s.value(full)})
}

// dotted finds or makes the table that a dotted key is in. It must be one of dotted keys.
func (s *scanner) dotted(v *Value, path []string, places []diag.Pos) *Value {
	for i, name := range path {
		next := v.get(name)
		switch {
		case next == nil:
			next = &Value{Kind: Table, made: madeDotted}
			v.Keys = append(v.Keys, Key{name, places[i], next})
		case next.made != madeDotted:
			s.forbid(places[i], "a dotted key does not add to "+name+", which was written in another way before")
		}
		v = next
	}
	return v
}

// blank skips white space, newlines, commas and comments.
func (s *scanner) blank() {
	for ; s.i < len(s.text); s.i++ {
		switch s.text[s.i] {
		case ' ', '\t', '\r', '\n', ',':
		case '#':
			s.skipLine()
		default:
			return
		}
	}
}

// skipLine goes to the last byte of a line.
func (s *scanner) skipLine() {
	for s.i+1 < len(s.text) && s.text[s.i+1] != '\n' {
		s.i++
	}
}

// skipTo goes behind the next byte c.
func (s *scanner) skipTo(c byte) {
	for s.i < len(s.text) && s.text[s.i] != c {
		s.i++
	}
	s.i = min(s.i+1, len(s.text))
}

// key reads a possibly dotted key.
func (s *scanner) key() (path []string, places []diag.Pos) {
	for s.i < len(s.text) {
		s.blank()
		start := s.i
		var name string
		if s.i < len(s.text) && (s.text[s.i] == '"' || s.text[s.i] == '\'') {
			s.str()
			name = unquote(string(s.text[start:s.i]))
		} else {
			for s.i < len(s.text) && !strings.ContainsRune(" \t\r\n.=]", rune(s.text[s.i])) {
				s.i++
			}
			name = string(s.text[start:s.i])
		}
		path, places = append(path, name), append(places, s.pos(start, s.i))
		s.blank()
		if s.i >= len(s.text) || s.text[s.i] != '.' {
			return path, places
		}
		s.i++
	}
	return append(path, ""), append(places, s.pos(s.i, s.i))
}

func (s *scanner) value(path []string) *Value {
	if s.i >= len(s.text) {
		return &Value{Kind: Other, Pos: s.pos(s.i, s.i)}
	}
	start := s.i
	v := &Value{}
	switch s.text[s.i] {
	case '"', '\'':
		s.str()
	case '[':
		v.Kind, v.made = Array, madeInline
		for s.i++; ; {
			if s.blank(); s.i >= len(s.text) || s.text[s.i] == ']' {
				break
			}
			v.Items = append(v.Items, s.value(path))
		}
		s.skipTo(']')
	case '{':
		v.Kind, v.made = Table, madeInline
		for s.i++; ; {
			if s.blank(); s.i >= len(s.text) || s.text[s.i] == '}' {
				break
			}
			s.assignment(v, path)
		}
		s.skipTo('}')
	default:
		v.Kind = Other
		for s.i < len(s.text) && !strings.ContainsRune(",]}#\r\n", rune(s.text[s.i])) {
			s.i++
		}
		for s.i > start+1 && (s.text[s.i-1] == ' ' || s.text[s.i-1] == '\t') {
			s.i--
		}
		if s.i == start {
			s.i++ // cannot happen in valid TOML; never stand still
		}
	}
	v.Pos = s.pos(start, s.i)
	return v
}

// str steps over a string of any of the four kinds.
func (s *scanner) str() {
	quote := s.text[s.i : s.i+1]
	if triple := bytes.Repeat(quote, 3); bytes.HasPrefix(s.text[s.i:], triple) {
		quote = triple
	}
	for s.i += len(quote); s.i < len(s.text) && !bytes.HasPrefix(s.text[s.i:], quote); s.i++ {
		if quote[0] == '"' && s.text[s.i] == '\\' {
			s.i++
		}
	}
	s.i = min(s.i+len(quote), len(s.text))
	// Two quotes may stand before the closing three; the library takes more of them.
	end := s.i
	for len(quote) == 3 && s.i < len(s.text) && s.text[s.i] == quote[0] {
		s.i++
	}
	if s.i > end+2 {
		s.forbid(s.pos(end, s.i), "there are more than two quotes before the three that end a text")
	}
}

// unquote gives the text of a quoted key.
func unquote(s string) string {
	meta, err := toml.Decode(s+" = 0", &map[string]any{})
	if err != nil {
		return s // not in a valid file
	}
	return meta.Keys()[0][0]
}
