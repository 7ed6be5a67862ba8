// Package composer does the work of the site's pages compose/ and downloads/ on the sources of the project: it writes
// an event or a vendor as TOML, checks it with the rules of pes check, and makes files for chosen distributions and
// versions. It runs in the browser, and natively in tests. The type to know is [Composer]; see the example.
//
// Forms come as browsers send them. [Value] gives results as maps and lists, which become objects and arrays of
// JavaScript: encoding/json alone would be a twentieth of what a browser loads.
package composer

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"pes/generator/author"
	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/pgp"
	"pes/generator/source"
)

// Bundle is the sources of a project in one file, for Load. Keys are replaced by what was read in them, as browsers
// cannot.
func Bundle(files source.Files) []byte {
	var b bytes.Buffer
	for _, kind := range []string{"toml", "key", "carried", "layer"} {
		for _, f := range *files.Kind(kind) {
			text := f.Text
			if kind == "key" {
				text = pgp.Encode(text)
			}
			fmt.Fprintf(&b, "%s %d %s\n%s\n", kind, len(text), f.Name, text)
		}
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
		of := files.Kind(kind)
		if err != nil || n < 0 || n >= len(rest) || of == nil {
			return files, errBundle
		}
		*of = append(*of, &diag.File{Name: name, Text: rest[:n:n]})
		bundle = rest[n+1:]
	}
	return files, nil
}

// A Composer holds a project and checks additions to it; the project itself never changes. As a large one takes
// seconds to compile in a browser, it is only parsed at first.
type Composer struct {
	project *author.Project // its catalog is made by whole
	parsed  diag.List       // what cannot be read in it
	names   *author.Names
	today   time.Time
	memory  source.Memory
}

// Load reads a bundle; today is for keys that expire.
func Load(bundle []byte, today time.Time) (*Composer, error) {
	files, err := unpack(bundle)
	if err != nil {
		return nil, err
	}
	c := &Composer{today: today, project: &author.Project{Files: files}}
	c.project.Source, c.parsed = c.memory.Parse(files, 1)
	c.names = author.NewNames(c.project.Source)
	return c, nil
}

// whole is the project, compiled as a whole.
func (c *Composer) whole() *author.Project {
	if c.project.Catalog == nil {
		c.project.Catalog, _ = author.CheckNear(c.project.Source, nil, "", c.today)
	}
	return c.project
}

// compile compiles the project with an addition to a file, and returns what is wrong with it that was not before. Of a
// file of events it takes the events alone that the addition has to do with; for a new vendor these are none.
func (c *Composer) compile(files source.Files, file string, offset int) (*model.Catalog, diag.List) {
	before := c.parsed
	p, found := c.memory.Parse(files, 1)
	near := c.names.Near(p, file, offset)
	if !strings.HasPrefix(file, "content/events/") && !strings.HasPrefix(file, "vendors/") {
		near = nil
	}
	_, already := author.CheckNear(c.project.Source, near, file, c.today)
	catalog, wrong := author.CheckNear(p, near, file, c.today)
	before.Merge(already)
	found.Merge(wrong)
	found = author.New(before, found)
	found.Drop(func(d diag.Diagnostic) bool { // an allow elsewhere is used by events that are not here
		return d.Rule == "unused-allow" && (d.Pos.File.Name != file || d.Pos.Off < offset)
	})
	return catalog, found
}

// Words are what forms offer.
type Words struct{ Roles, Files []string }

// Words of the project: the roles of its repositories, and the files that hold events.
func (c *Composer) Words() Words {
	s := c.project.Source
	return Words{s.Roles(), list.Map(s.Events, func(f *source.Events) string { return f.File.Name })}
}

// Value is a result as maps and lists. Keys are the names of its fields in lower case, or what their tags say.
func Value(result any) any {
	v := reflect.Indirect(reflect.ValueOf(result))
	switch v.Kind() {
	case reflect.Struct:
		out := map[string]any{}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			out[cmp.Or(f.Tag.Get("key"), strings.ToLower(f.Name))] = Value(v.Field(i).Interface())
		}
		return out
	case reflect.Slice:
		out := make([]any, v.Len())
		for i := range out {
			out[i] = Value(v.Index(i).Interface())
		}
		return out
	}
	return result
}

// lines are the lines of a text, and words what stands between blanks and commas.
func lines(text string) []string {
	return given(list.Map(strings.Split(text, "\n"), strings.TrimSpace))
}

func words(text string) []string { return given(strings.Fields(strings.ReplaceAll(text, ",", " "))) }

// given are the values of a list that are not empty.
func given(values []string) []string {
	return list.Select(values, func(s string) bool { return s != "" })
}
