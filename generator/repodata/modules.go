package repodata

import (
	"bufio"
	"bytes"
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

// maxYAML is how large a document may be. The largest real ones, of modules with 600 packages, have 60 KB.
const maxYAML = 1 << 20

// A moduleDocument is a document of modules.yaml.
type moduleDocument struct {
	Document string    `yaml:"document"`
	Version  int       `yaml:"version"`
	Data     yaml.Node `yaml:"data"`
}

// A streamData is that of a stream.
type streamData struct {
	Name      string `yaml:"name"`
	Stream    string `yaml:"stream"`
	Version   uint64 `yaml:"version"`
	Context   string `yaml:"context"`
	Arch      string `yaml:"arch"`
	Artifacts struct {
		RPMs []string `yaml:"rpms"`
	} `yaml:"artifacts"`
}

// A defaultsData is that of the defaults of a module.
type defaultsData struct {
	Module   string `yaml:"module"`
	Stream   string `yaml:"stream"`
	Modified uint64 `yaml:"modified"`
}

// A moduleReader collects what the documents say.
type moduleReader struct {
	out      Modules
	modified map[string]uint64 // by module, that of the defaults that count
}

// ReadModules reads a modules.yaml. Translations and obsoletes are left alone.
func ReadModules(r io.Reader) (*Modules, error) {
	m := &moduleReader{Modules{Defaults: map[string]string{}}, map[string]uint64{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxYAML)
	var text []byte
	line, first := 0, 1
	for lines.Scan() {
		line++
		if begins(lines.Bytes()) {
			if err := m.read(text); err != nil {
				return nil, fmt.Errorf("the document at line %d: %w", first, err)
			}
			text, first = text[:0], line
		}
		text = append(append(text, lines.Bytes()...), '\n')
		if len(text) > maxYAML {
			return nil, fmt.Errorf("the document at line %d has more than %d bytes, which are not read", first, maxYAML)
		}
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d has more than %d bytes, which are not read", line+1, maxYAML)
	} else if err != nil {
		return nil, err
	}
	if err := m.read(text); err != nil {
		return nil, fmt.Errorf("the document at line %d: %w", first, err)
	}
	return &m.out, nil
}

// begins tells whether a line begins a document: in YAML nothing else may stand in such a line.
func begins(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("---"))
	return ok && (len(rest) == 0 || rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r')
}

// read reads one document.
func (m *moduleReader) read(text []byte) error {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var node yaml.Node
	if err := decoder.Decode(&node); err == io.EOF {
		return nil
	} else if err != nil {
		return clean(err)
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
	var d moduleDocument
	if err := node.Decode(&d); err != nil {
		return clean(err)
	}
	switch {
	case d.Document == "modulemd" && (d.Version == 1 || d.Version == 2):
		return m.stream(&d.Data)
	case d.Document == "modulemd-defaults" && d.Version == 1:
		return m.defaults(&d.Data)
	case d.Document == "modulemd-translations" || d.Document == "modulemd-obsoletes":
		return nil
	}
	return fmt.Errorf("it is of kind %q in version %d, which is not known", d.Document, d.Version)
}

// clean keeps what a document holds from the terminal.
func clean(err error) error {
	return errors.New(diag.Printable(strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "\n", " ")))
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

func (m *moduleReader) stream(data *yaml.Node) error {
	var d streamData
	if err := data.Decode(&d); err != nil {
		return clean(err)
	}
	s := Stream{d.Name, d.Stream, d.Version, d.Context, d.Arch, d.Artifacts.RPMs}
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
func (m *moduleReader) defaults(data *yaml.Node) error {
	var d defaultsData
	if err := data.Decode(&d); err != nil {
		return clean(err)
	}
	module, stream := d.Module, d.Stream
	if stream == "" { // only profiles
		return nil
	}
	if err := checkStream(module, stream); err != nil {
		return err
	}
	modified, known := m.modified[module]
	switch {
	case !known || d.Modified > modified:
		m.modified[module] = d.Modified
		m.out.Defaults[module] = stream
	case d.Modified == modified && m.out.Defaults[module] != stream:
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
