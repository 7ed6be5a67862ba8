// Package composer does the work of the site's pages compose/ and downloads/ on the sources of the project: it writes
// an event or a vendor as TOML, checks it with the rules of pes check, and makes files for chosen distributions and
// versions. It runs in the browser, and natively in tests. The type to know is [Composer]; see the example.
//
// Forms come as browsers send them. Each result has a method Value that gives it as maps and lists, which become
// objects and arrays of JavaScript: encoding/json alone would be a twentieth of what a browser loads.
package composer

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/author"
	"pes/generator/diag"
	"pes/generator/pgp"
	"pes/generator/source"
)

// Bundle is the sources of a project in one file, for Load. Keys are replaced by what was read in them, as browsers
// cannot.
func Bundle(files source.Files) []byte {
	var b bytes.Buffer
	add := func(kind, name string, data []byte) {
		fmt.Fprintf(&b, "%s %d %s\n", kind, len(data), name)
		b.Write(data)
		b.WriteByte('\n')
	}
	for _, f := range files.TOML {
		add("toml", f.Name, f.Text)
	}
	for _, f := range files.Keys {
		add("key", f.Name, pgp.Encode(f.Text))
	}
	for _, f := range files.Carried {
		add("carried", f.Name, f.Text)
	}
	return b.Bytes()
}

// errBundle means that a bundle is incomplete or damaged.
var errBundle = errors.New("the sources could not be read: load this page again")

// unpack undoes Bundle.
func unpack(bundle []byte) (files source.Files, err error) {
	for len(bundle) > 0 {
		head, rest, _ := bytes.Cut(bundle, []byte("\n"))
		kind, tail, _ := strings.Cut(string(head), " ")
		length, name, _ := strings.Cut(tail, " ")
		n, err := strconv.Atoi(length)
		if err != nil || n < 0 || n >= len(rest) {
			return files, errBundle
		}
		f := &diag.File{Name: name, Text: rest[:n:n]}
		bundle = rest[n+1:]
		switch kind {
		case "toml":
			files.TOML = append(files.TOML, f)
		case "key":
			files.Keys = append(files.Keys, f)
		case "carried":
			files.Carried = append(files.Carried, f)
		default:
			return files, errBundle
		}
	}
	return files, nil
}

// A Composer holds a project and checks additions to it; the project itself never changes.
type Composer struct {
	project *author.Project
	list    diag.List // what is wrong with it already
	today   time.Time
	memory  source.Memory
}

// Load reads a bundle; today is for keys that expire.
func Load(bundle []byte, today time.Time) (*Composer, error) {
	files, err := unpack(bundle)
	if err != nil {
		return nil, err
	}
	c := &Composer{today: today}
	c.project, c.list = author.Compile(&c.memory, files, 1, today)
	return c, nil
}

// Words are what forms offer.
type Words struct{ Roles, Files []string }

// Words of the project: the roles of its repositories, and the files that hold events.
func (c *Composer) Words() (w Words) {
	w.Roles = c.project.Source.Roles()
	for _, f := range c.project.Source.Events {
		w.Files = append(w.Files, f.File.Name)
	}
	return w
}

// Value is the words as maps and lists.
func (w Words) Value() any { return map[string]any{"roles": list(w.Roles), "files": list(w.Files)} }

func list(words []string) []any {
	out := make([]any, 0, len(words))
	for _, w := range words {
		out = append(out, w)
	}
	return out
}

// lines are the lines of a text, and words what stands between blanks and commas.
func lines(text string) (out []string) {
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func words(text string) []string {
	return strings.Fields(strings.ReplaceAll(text, ",", " "))
}

// set gives a value its text, if there is some.
func set(to *source.Text, text string) {
	if text = strings.TrimSpace(text); text != "" {
		*to = source.Word(text)
	}
}

// setAll is set for lists.
func setAll(to *source.Texts, list []string) {
	if list = given(list); len(list) > 0 {
		*to = source.Words(list...)
	}
}

// given are the values of a list that are not empty.
func given(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
}
