package repodata

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"pes/generator/diag"
	"pes/generator/model"
)

// Modules is what a modules.yaml says.
type Modules struct {
	Streams  []Stream          // in the order of the file; those of a module that was built again are there again
	Defaults map[string]string // the default stream of a module
}

// A Stream is a build of a module stream.
type Stream struct {
	Name, Stream string
	Version      uint64 // the greater is the newer build
	Context      string // what it was built for
	Arch         string
	Artifacts    []string // its packages as NEVRAs, also source packages: httpd-0:2.4.62-1.el9.x86_64
}

// Bounds on YAML. Real files have some hundred documents, of at most 100 KB.
const (
	maxModules   = 64 << 20
	maxDocuments = 20_000
	maxYAML      = 512 << 10
)

// A moduleReader collects what the documents say.
type moduleReader struct {
	out      Modules
	modified map[string]uint64 // by module, that of the defaults that count
}

// ReadModules reads a modules.yaml. Translations and obsoletes are left alone.
func ReadModules(r io.Reader) (*Modules, error) {
	m := &moduleReader{Modules{Defaults: map[string]string{}}, map[string]uint64{}}
	limited := &io.LimitedReader{R: r, N: maxModules + 1}
	lines := bufio.NewScanner(limited)
	lines.Buffer(nil, maxYAML)
	var text []byte
	line, first, documents := 0, 1, 0
	for lines.Scan() {
		line++
		if begins(lines.Bytes()) {
			if err := m.read(text, first); err != nil {
				return nil, err
			}
			text, first = text[:0], line
			documents++
		}
		text = append(append(text, lines.Bytes()...), '\n')
		if len(text) > maxYAML || documents > maxDocuments {
			return nil, fmt.Errorf("line %d: a document has more than %d bytes, or there are more than %d of them, "+
				"which are not read", line, maxYAML, maxDocuments)
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, fmt.Errorf("line %d has more than %d bytes, which are not read", line+1, maxYAML)
	case err != nil:
		return nil, err
	case limited.N == 0:
		return nil, fmt.Errorf("there are more than %d bytes, which are not read", maxModules)
	}
	if err := m.read(text, first); err != nil {
		return nil, err
	}
	return &m.out, nil
}

// begins tells whether a line begins a document: in YAML nothing else may stand in such a line.
func begins(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("---"))
	return ok && (len(rest) == 0 || rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r')
}

// read reads the document that begins in a line.
func (m *moduleReader) read(text []byte, line int) error {
	if err := m.document(text); err != nil {
		said := strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "\n", " ")
		return fmt.Errorf("the document at line %d: %s", line, diag.Printable(said))
	}
	return nil
}

func (m *moduleReader) document(text []byte) error {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var node yaml.Node
	if err := decoder.Decode(&node); err == io.EOF {
		return nil
	} else if err != nil {
		return err
	}
	if err := decoder.Decode(new(yaml.Node)); err != io.EOF {
		return errors.New("something follows its end")
	}
	if line := alias(&node); line > 0 {
		return fmt.Errorf("it refers to another part of itself (*name, in its line %d), which is not read", line)
	}
	if node.Content[0].ShortTag() == "!!null" { // nothing is in it
		return nil
	}
	d, err := mapping(node.Content[0])
	if err != nil {
		return err
	}
	kind, version := d.text("document"), d.text("version")
	data := d.mapping("data")
	switch {
	case d.err != nil:
		return d.err
	case kind == "modulemd" && (version == "1" || version == "2"):
		return m.stream(data)
	case kind == "modulemd-defaults" && version == "1":
		return m.defaults(data)
	case kind == "modulemd-translations" || kind == "modulemd-obsoletes":
		return nil
	}
	return fmt.Errorf("it is of kind %q in version %q, which is not known", kind, version)
}

// alias is the line of an alias, 0 if there is none. What writes modules has none: libmodulemd does not read them.
func alias(n *yaml.Node) int {
	if n.Kind == yaml.AliasNode {
		return n.Line
	}
	for _, c := range n.Content {
		if line := alias(c); line > 0 {
			return line
		}
	}
	return 0
}

func (m *moduleReader) stream(d *yamlMapping) error {
	s := Stream{d.text("name"), d.text("stream"), d.number("version"), d.text("context"), d.text("arch"), nil}
	rpms := d.mapping("artifacts")
	s.Artifacts = rpms.texts("rpms")
	if err := cmp.Or(d.err, rpms.err); err != nil {
		return err
	}
	if err := checkStream(s.Name, s.Stream); err != nil {
		return err
	}
	for _, word := range append([]string{s.Context, s.Arch}, s.Artifacts...) {
		if word != "" && !model.ValidWord(word) {
			return fmt.Errorf("%s:%s: %q is not a word", s.Name, s.Stream, word)
		}
	}
	m.out.Streams = append(m.out.Streams, s)
	return nil
}

// defaults takes a default stream: of documents about the same module that which was modified last. Two of the same
// time that differ make no stream the default, as for dnf.
func (m *moduleReader) defaults(d *yamlMapping) error {
	module, stream, when := d.text("module"), d.text("stream"), d.number("modified")
	if d.err != nil {
		return d.err
	}
	if stream == "" { // only profiles
		return nil
	}
	if err := checkStream(module, stream); err != nil {
		return err
	}
	modified, known := m.modified[module]
	switch {
	case !known || when > modified:
		m.modified[module] = when
		m.out.Defaults[module] = stream
	case when == modified && m.out.Defaults[module] != stream:
		delete(m.out.Defaults, module)
	}
	return nil
}

func checkStream(module, stream string) error {
	if !model.ValidWord(module) || strings.Contains(module, ":") || !model.ValidWord(stream) {
		return fmt.Errorf("%q is not a module stream", module+":"+stream)
	}
	return nil
}
