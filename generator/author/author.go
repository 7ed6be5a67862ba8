// Package author adds newly written events and files to a project and reports the result: the file an event belongs to,
// the new diagnostics, and what Leapp will do.
//
// The type to know is [Project]; the example appends an event to a file and shows what Leapp will do. A [Form] builds
// an event from the answers to the questions of pes new or from the fields of the site's page compose/. As that page
// runs in the browser, this package reads and writes no files.
package author

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
)

// A Project holds the source files, the parsed sources and the compiled catalog.
type Project struct {
	Files   source.Files
	Source  *source.Project
	Catalog *model.Catalog
}

// Compile parses, compiles and checks the files of a project, as pes check does. memory holds files that earlier calls
// parsed; today is the date at which keys are checked for expiry.
func Compile(memory *source.Memory, files source.Files, jobs int, today time.Time) (*Project, diag.List) {
	p := &Project{Files: files}
	var list, found diag.List
	p.Source, list = memory.Parse(files, jobs)
	p.Catalog, found = compile.Compile(p.Source, today)
	list.Merge(found)
	list.Merge(leapp.Check(p.Catalog))
	list.Sort()
	return p, list
}

// With returns the files of a project with those of add, which replace files of the same name.
func With(files source.Files, add tree.Tree) source.Files {
	replaced := func(f *diag.File) bool {
		return slices.ContainsFunc(add, func(e tree.Entry) bool { return e.Path == f.Name })
	}
	files.TOML = slices.DeleteFunc(slices.Clone(files.TOML), replaced)
	files.Keys = slices.DeleteFunc(slices.Clone(files.Keys), replaced)
	for _, e := range add {
		f := &diag.File{Name: e.Path, Text: e.Data}
		if path.Ext(e.Path) == ".toml" {
			files.TOML = append(files.TOML, f)
		} else {
			files.Keys = append(files.Keys, f)
		}
	}
	byName := func(a, b *diag.File) int { return diag.Pos{File: a}.Compare(diag.Pos{File: b}) }
	slices.SortFunc(files.TOML, byName)
	slices.SortFunc(files.Keys, byName)
	return files
}

// New returns the diagnostics of after that are not in before.
func New(before, after diag.List) diag.List {
	known := map[string]bool{}
	for _, d := range before.All() {
		known[d.Rule+d.Message+d.Pos.String()] = true
	}
	after.Drop(func(d diag.Diagnostic) bool { return known[d.Rule+d.Message+d.Pos.String()] })
	return after
}

// EventFile returns the path of the file to write an event to: the given file, which must be below content/events or
// vendors, else the vendor's events.toml or a file named after the event's first package.
func EventFile(e *source.Event, file, vendor string) (string, error) {
	if file == "" && vendor != "" {
		return "vendors/" + vendor + "/events.toml", nil
	}
	if file != "" {
		name := path.Clean(strings.ReplaceAll(file, `\`, "/"))
		if !(strings.HasPrefix(name, "content/events/") || strings.HasPrefix(name, "vendors/")) ||
			path.Ext(name) != ".toml" {
			return "", fmt.Errorf("%s is not a place for events: name content/events/NAME.toml or "+
				"vendors/VENDOR/NAME.toml", file)
		}
		return name, nil
	}
	to, _, _ := strings.Cut(e.To.Value, ".")
	folder := "el" + to
	if words := strings.Fields(e.From.Value); len(words) > 0 { // the last word is the release; a system may precede it
		if from, _, _ := strings.Cut(words[len(words)-1], "."); from != to {
			folder = "el" + from + "-" + folder
		}
	}
	name, err := source.ParsePackage(e.In.Sets[0][0])
	if err != nil {
		return "", err
	}
	return "content/events/" + folder + "/" + strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:*?<>|%`, r) {
			return '-'
		}
		return r
	}, name.Name.Value) + ".toml", nil
}

// Append returns the file with the event added at its end, without values that repeat the file's defaults; the event
// begins at offset.
func (p *Project) Append(name string, e source.Event) (out tree.Entry, offset int, list diag.List) {
	var text []byte
	for _, f := range p.Files.TOML {
		if f.Name == name {
			text = f.Text
		}
	}
	for _, f := range p.Source.Events {
		if f.File.Name == name {
			withoutDefaults(&e.Defaults, &f.Defaults)
		}
	}
	for _, v := range p.Source.Vendors {
		for _, f := range v.Events {
			if f.File.Name == name {
				withoutDefaults(&e.Defaults, &f.Defaults)
			}
		}
	}
	one := source.Events{List: []source.Event{e}}
	table, ok := source.Format(&diag.File{Name: name, Text: []byte(one.Print())}, &list)
	if !ok {
		return out, 0, list
	}
	if text = bytes.TrimRight(text, "\n"); len(text) > 0 {
		text = append(slices.Clone(text), "\n\n"...)
	}
	return tree.Entry{Path: name, Data: append(text, table...)}, len(text), list
}

// withoutDefaults drops values that equal the file's defaults. An event without an initial release gets from = "" if
// the file has a default.
func withoutDefaults(e, file *source.Defaults) {
	if !e.From.Set() && file.From.Set() {
		e.From = source.Word("")
	}
	for _, x := range []struct{ own, file *source.Text }{
		{&e.From, &file.From}, {&e.To, &file.To}, {&e.InRepo, &file.InRepo}, {&e.OutRepo, &file.OutRepo},
	} {
		if x.own.Set() && x.file.Set() && x.own.Value == x.file.Value {
			*x.own = source.Text{}
		}
	}
}
