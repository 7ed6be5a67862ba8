package repodata

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/xml"

	"pes/generator/diag"
)

// Bounds on XML. Metadata is five elements deep, and a package with thousands of files has less than a megabyte.
const (
	maxPiece      = 16 << 20
	maxDepth      = 16
	maxAttributes = 32
)

// A document reads XML in pieces, each of which ends with a certain end tag, so that little is in memory at a time.
// Functions are called at the start and at the end of each element, which ask for its path, attributes and text. If
// that end tag stands in a comment, the piece is an error: it ends within the comment.
type document struct {
	pieces     *bufio.Scanner
	root       string
	start, end func() error
	depth      int
	names      []string // of the open elements
	open       []byte   // the same without prefixes, with slashes between them
	over       bool     // the root is closed
	attributes []attribute
	text       []byte
	capturing  bool
	words      map[string]string // read before
}

type attribute struct{ name, value []byte }

func newDocument(r io.Reader, root, last string) *document {
	d := &document{pieces: bufio.NewScanner(r), root: root, words: map[string]string{}}
	d.pieces.Buffer(make([]byte, 0, 256<<10), maxPiece)
	d.pieces.Split(splitAfter(last))
	return d
}

// splitAfter ends pieces with a tag, or where the data ends. It looks at each byte once, in whatever parts they come.
func splitAfter(tag string) bufio.SplitFunc {
	checked, searched := 0, 0 // bytes of the data in which there is no NUL, and no tag
	return func(data []byte, atEOF bool) (int, []byte, error) {
		if bytes.IndexByte(data[checked:], 0) >= 0 {
			return 0, nil, errors.New("it has a NUL character: this is no XML")
		}
		checked = len(data)
		end := len(data)
		if i := bytes.Index(data[searched:], []byte(tag)); i >= 0 {
			end = searched + i + len(tag)
		} else if !atEOF || end == 0 {
			searched = max(0, len(data)-len(tag)+1)
			return 0, nil, nil
		}
		checked, searched = len(data)-end, 0
		return end, data[:end], nil
	}
}

// read reads all.
func (d *document) read() error {
	for d.pieces.Scan() {
		if err := d.piece(d.pieces.Bytes()); err != nil {
			return err
		}
	}
	switch err := d.pieces.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("an element has more than %d bytes, which are not read", maxPiece)
	case err != nil:
		return err
	case !d.over:
		return errors.New("the XML ends before its last element does")
	}
	return nil
}

// path is where the innermost element is: metadata/package/name.
func (d *document) path() []byte { return d.open }

// capture collects the text of the innermost element, up to its end.
func (d *document) capture() { d.text, d.capturing = d.text[:0], true }

// captured is that text, without space around it.
func (d *document) captured() (string, error) { return d.value(bytes.TrimSpace(d.text)) }

// attribute is what an attribute of the innermost element says, nothing where it is missing.
func (d *document) attribute(name string) (string, error) {
	for _, a := range d.attributes {
		if string(withoutPrefix(a.name)) == name {
			text, err := unescaped(a.value)
			if err != nil {
				return "", err
			}
			return d.value(text)
		}
	}
	return "", nil
}

// piece reads one piece.
func (d *document) piece(data []byte) error {
	input := parse.NewInputBytes(data)
	defer input.Restore()
	lexer := xml.NewLexer(input)
	for {
		kind, raw := lexer.Next()
		var err error
		switch kind {
		case xml.ErrorToken:
			if err := lexer.Err(); err != io.EOF {
				return err
			}
			return nil
		case xml.StartTagToken:
			err = d.startTag(lexer)
		case xml.EndTagToken:
			err = d.endTag(lexer.Text(), raw)
		case xml.StartTagPIToken:
			err = d.instruction(lexer)
		case xml.TextToken:
			err = d.characters(raw)
		case xml.CDATAToken:
			if !bytes.HasSuffix(raw, []byte("]]>")) || d.depth == 0 {
				return errBroken
			}
			if d.capturing {
				d.text = append(d.text, lexer.Text()...)
			}
		case xml.CommentToken:
			if !bytes.HasSuffix(raw, []byte("-->")) || len(raw) < len("<!---->") {
				return errBroken
			}
		case xml.DOCTYPEToken:
			return errors.New("it has a DOCTYPE, which metadata has no use for: it is not read")
		default:
			return errBroken
		}
		if err != nil {
			return err
		}
	}
}

var errBroken = errors.New("this is no well-formed XML")

// startTag reads a tag with its attributes.
func (d *document) startTag(lexer *xml.Lexer) error {
	name := lexer.Text()
	local := withoutPrefix(name)
	switch {
	case !validTag(name):
		return errBroken
	case d.over:
		return fmt.Errorf("an element <%s> follows the last one", name)
	case d.depth == 0 && string(local) != d.root:
		return fmt.Errorf("it begins with an element <%s>, not with <%s>", name, d.root)
	case d.capturing:
		return fmt.Errorf("an element <%s> stands where text is expected", name)
	case d.depth == maxDepth:
		return fmt.Errorf("more than %d elements are inside each other, which are not read", maxDepth)
	}
	d.names = append(d.names, d.word(name))
	if d.depth++; d.depth > 1 {
		d.open = append(d.open, '/')
	}
	d.open = append(d.open, local...)
	d.attributes = d.attributes[:0]
	for {
		kind, _ := lexer.Next()
		switch kind {
		case xml.AttributeToken:
			a, err := readAttribute(lexer)
			if err != nil {
				return err
			}
			if len(d.attributes) == maxAttributes {
				return fmt.Errorf("a <%s> has more than %d attributes, which are not read", name, maxAttributes)
			}
			d.attributes = append(d.attributes, a)
		case xml.StartTagCloseToken:
			return d.start()
		case xml.StartTagCloseVoidToken:
			if err := d.start(); err != nil {
				return err
			}
			return d.close()
		default:
			return errBroken
		}
	}
}

func readAttribute(lexer *xml.Lexer) (attribute, error) {
	name, quoted := lexer.Text(), lexer.AttrVal()
	if !validTag(name) || len(quoted) < 2 || quoted[0] != '"' && quoted[0] != '\'' ||
		quoted[len(quoted)-1] != quoted[0] || bytes.IndexByte(quoted, '<') >= 0 {
		return attribute{}, errBroken
	}
	return attribute{name, quoted[1 : len(quoted)-1]}, nil
}

func (d *document) endTag(name, raw []byte) error {
	if d.depth == 0 || d.names[d.depth-1] != string(name) || raw[len(raw)-1] != '>' {
		return errBroken
	}
	return d.close()
}

// close leaves the innermost element.
func (d *document) close() error {
	if err := d.end(); err != nil {
		return err
	}
	d.capturing = false
	d.depth--
	d.names = d.names[:d.depth]
	d.open = d.open[:max(0, bytes.LastIndexByte(d.open, '/'))]
	d.over = d.depth == 0
	return nil
}

// instruction takes <?xml version="1.0" encoding="UTF-8"?>, and others, which say nothing here.
func (d *document) instruction(lexer *xml.Lexer) error {
	for {
		kind, _ := lexer.Next()
		switch kind {
		case xml.AttributeToken:
			if value := bytes.Trim(lexer.AttrVal(), "\"'"); string(lexer.Text()) == "encoding" &&
				!bytes.EqualFold(value, []byte("UTF-8")) && !bytes.EqualFold(value, []byte("US-ASCII")) {
				return fmt.Errorf("its encoding is %q; UTF-8 is read", value)
			}
		case xml.StartTagClosePIToken:
			return nil
		default:
			return errBroken
		}
	}
}

func (d *document) characters(raw []byte) error {
	if d.depth == 0 && len(bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\ufeff")))) > 0 {
		return errBroken
	}
	if !d.capturing {
		return nil
	}
	text, err := unescaped(raw)
	d.text = append(d.text, text...)
	return err
}

func withoutPrefix(name []byte) []byte { return name[bytes.LastIndexByte(name, ':')+1:] }

// validTag takes the names of elements and attributes that metadata has.
func validTag(name []byte) bool {
	for _, c := range name {
		if !isLetter(c) && !isDigit(c) && c != ':' && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return len(name) > 0
}

var entities = map[string]string{"lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"}

// unescaped replaces the entities that XML itself has, and no others.
func unescaped(b []byte) ([]byte, error) {
	if bytes.IndexByte(b, '&') < 0 {
		return b, nil
	}
	var out []byte
	for {
		before, after, ok := bytes.Cut(b, []byte("&"))
		out = append(out, before...)
		if !ok {
			return out, nil
		}
		name, rest, ok := bytes.Cut(after, []byte(";"))
		if !ok {
			return nil, errBroken
		}
		b = rest
		if number, ok := bytes.CutPrefix(name, []byte("#")); ok {
			base := 10
			if hex, ok := bytes.CutPrefix(number, []byte("x")); ok {
				number, base = hex, 16
			}
			code, err := strconv.ParseUint(string(number), base, 21)
			if err != nil || !utf8.ValidRune(rune(code)) {
				return nil, errBroken
			}
			out = utf8.AppendRune(out, rune(code))
		} else if text, ok := entities[string(name)]; ok {
			out = append(out, text...)
		} else {
			return nil, errors.New("it has an entity that XML does not define: those are not read")
		}
	}
}

// value is a text that the metadata say, which must be printable.
func (d *document) value(b []byte) (string, error) {
	s := d.word(b)
	if diag.Printable(s) != s {
		return "", errors.New(diag.Printable(fmt.Sprintf("%q has characters that cannot be printed", s)))
	}
	return s, nil
}

// word is a string, which is the same in memory each time: most of what packages require they require again and again.
func (d *document) word(b []byte) string {
	if s, ok := d.words[string(b)]; ok {
		return s
	}
	if len(d.words) == maxWords {
		clear(d.words)
	}
	s := string(b)
	if len(s) < 128 {
		d.words[s] = s
	}
	return s
}

const maxWords = 50_000
