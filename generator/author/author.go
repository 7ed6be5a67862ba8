// Package author adds to a project what somebody wrote, and says what that brings: the file it stands in, the mistakes
// that are new with it, and what Leapp will do.
//
//	var memory source.Memory
//	before, list := author.Compile(&memory, files, 2, today)
//	entry, offset, _ := before.Append("content/events/el7-el8/time.toml", event)
//	after, found := author.Compile(&memory, author.With(files, tree.Tree{entry}), 2, today)
//	found = author.New(list, found)
//	effects := author.Effects(after.Catalog, entry.Path, offset)
//
// The commands new and import work with it, and the site's page compose/, in the browser: nothing is read or written
// here.
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

// A Project is what was authored, and what came of it.
type Project struct {
	Files   source.Files
	Source  *source.Project
	Catalog *model.Catalog
}

// Compile makes a project of its files, as pes check does; memory is of the compilations before, today for keys that
// expire.
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

// With is the files of a project with others, new or in the place of old ones.
func With(files source.Files, add tree.Tree) source.Files {
	out := source.Files{Carried: files.Carried, Records: files.Records, Ignored: files.Ignored}
	stays := func(f *diag.File) bool {
		return !slices.ContainsFunc(add, func(e tree.Entry) bool { return e.Path == f.Name })
	}
	for _, x := range []struct {
		to   *[]*diag.File
		from []*diag.File
	}{{&out.TOML, files.TOML}, {&out.Keys, files.Keys}} {
		for _, f := range x.from {
			if stays(f) {
				*x.to = append(*x.to, f)
			}
		}
	}
	for _, e := range add {
		f := &diag.File{Name: e.Path, Text: e.Data}
		if path.Ext(e.Path) == ".toml" {
			out.TOML = append(out.TOML, f)
		} else {
			out.Keys = append(out.Keys, f)
		}
	}
	byName := func(a, b *diag.File) int { return diag.Pos{File: a}.Compare(diag.Pos{File: b}) }
	slices.SortFunc(out.TOML, byName)
	slices.SortFunc(out.Keys, byName)
	return out
}

// New are the diagnostics that were not there before.
func New(before, after diag.List) diag.List {
	known := map[string]bool{}
	for _, d := range before.All() {
		known[d.Rule+d.Message+d.Pos.String()] = true
	}
	after.Drop(func(d diag.Diagnostic) bool { return known[d.Rule+d.Message+d.Pos.String()] })
	return after
}

// EventFile is where an event is written: into the file named, below content/events or a vendor's folder, else into one
// called as its first package.
func EventFile(e *source.Event, file, vendor string) (string, error) {
	if file == "" && vendor != "" {
		return "vendors/" + vendor + "/events.toml", nil
	}
	if file != "" {
		name := path.Clean(strings.ReplaceAll(file, `\`, "/"))
		if !(strings.HasPrefix(name, "content/events/") || strings.HasPrefix(name, "vendors/")) ||
			path.Ext(name) != ".toml" {
			return "", fmt.Errorf("%s is no place for events: name content/events/NAME.toml or "+
				"vendors/VENDOR/NAME.toml", file)
		}
		return name, nil
	}
	to, _, _ := strings.Cut(e.To.Value, ".")
	words := strings.Fields(e.From.Value + " ")
	folder := "el" + to
	if len(words) > 0 {
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

// Append is the file with the event at its end, without what the file's defaults say already; the event begins at
// offset.
func (p *Project) Append(name string, e source.Event) (out tree.Entry, offset int, list diag.List) {
	var text []byte
	for _, f := range p.Files.TOML {
		if f.Name == name {
			text = f.Text
		}
	}
	for _, f := range p.Source.Events {
		if f.File.Name == name {
			without(&e.Defaults, &f.Defaults)
		}
	}
	for _, v := range p.Source.Vendors {
		for _, f := range v.Events {
			if f.File.Name == name {
				without(&e.Defaults, &f.Defaults)
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

// without drops what the file says for all.
func without(e, d *source.Defaults) {
	for _, x := range []struct{ a, b *source.Text }{{&e.From, &d.From}, {&e.To, &d.To}, {&e.InRepo, &d.InRepo},
		{&e.OutRepo, &d.OutRepo}} {
		switch {
		case x.a.Set() && x.b.Set() && x.a.Value == x.b.Value:
			*x.a = source.Text{}
		case !x.a.Set() && x.b.Set() && x.a == &e.From:
			*x.a = source.Word("") // undoes the default
		}
	}
}
