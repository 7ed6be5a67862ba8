package importer

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/source"
	"pes/generator/tree"
)

// Trial files hold every event as a table of its own, in order, so that the position of a diagnostic identifies the
// event.
const trialName = "pes-import-trial.toml"

func trial(name string) bool { return strings.HasSuffix(name, "/"+trialName) }

// files returns the files of the project, with events either in trial files or as they are written in the end.
func (im *importer) files(events []*event, asTrial bool) (out tree.Tree) {
	add := func(path, text string) { out = append(out, tree.Entry{Path: path, Data: []byte(text)}) }
	for _, d := range list.ByKey(im.distros) {
		im.addDistro(add, d.src)
	}
	for folder, s := range list.ByKey(im.systems) {
		if im.distros[folder] == nil {
			im.addDistro(add, s)
		}
	}
	for name, v := range list.ByKey(im.vendors) {
		if im.into.vendor(name) {
			continue
		}
		path := "vendors/" + name + "/vendor.toml"
		v.src.Allow = source.OptionalWords(im.allow[path])
		add(path, v.src.Print())
		for _, in := range v.keys {
			add("vendors/"+name+"/keys/"+v.keyPaths[in], string(in.Text))
		}
	}
	if im.layer != nil {
		out = append(out, im.layerFiles()...)
	}
	for _, in := range im.keys {
		add("content/keys/"+im.keyPaths[in], string(in.Text))
	}
	for _, in := range im.carried {
		add(im.carriedPath(in), string(in.Text))
	}
	for _, group := range list.Group(events, func(e *event) string { return e.vendor }) {
		if asTrial {
			add(group[0].dir()+trialName, trialFile(group))
			continue
		}
		files := map[string][]*event{} // by path and action
		for _, e := range group {
			files[e.file()] = append(files[e.file()], e)
		}
		for name, events := range list.ByKey(files) {
			add(im.unusedName(name), eventFile(events).Print())
		}
	}
	if im.into != nil {
		for _, name := range im.into.edited {
			add(name, string(im.into.text[name]))
		}
	}
	return im.into.without(dedupe(out))
}

// formatted returns a source in its canonical format.
func formatted(path string, text []byte) []byte {
	if !strings.HasSuffix(path, ".toml") || strings.HasPrefix(path, "content/files/") {
		return text
	}
	if out, ok := source.Format(&diag.File{Name: path, Text: text}, &diag.List{}); ok {
		return out
	}
	return text
}

// unusedName returns a file name that the project does not have: imported events are never added to an existing file.
func (im *importer) unusedName(name string) string {
	stem := strings.TrimSuffix(name, ".toml")
	for i := 1; im.into.has(name); i++ {
		name = stem + "-imported.toml"
		if i > 1 {
			name = fmt.Sprintf("%s-imported-%d.toml", stem, i)
		}
	}
	return name
}

// dedupe drops files that are written twice with the same bytes, such as a key shipped in two trees.
func dedupe(t tree.Tree) (out tree.Tree) {
	for _, same := range list.Group(t, func(e tree.Entry) string { return e.Path }) {
		out = append(out, same[0])
	}
	return out
}

func (im *importer) addDistro(add func(path, text string), s *source.Distro) {
	path := "content/distros/" + s.Folder + ".toml"
	if im.into.distro(s.Folder) != nil {
		if text := im.extended(path, im.addition(s)); text != "" {
			add(path, text)
		}
		return
	}
	s.Allow = source.OptionalWords(im.allow[path])
	add(path, s.Print())
}

// carriedPath is where what is carried as it is goes: once where all targets have the same bytes.
func (im *importer) carriedPath(in *input) string {
	different := slices.ContainsFunc(im.carried, func(o *input) bool {
		return o.Distro == in.Distro && o.Base == in.Base && string(o.Text) != string(in.Text)
	})
	if different && in.Target > 0 {
		return fmt.Sprintf("content/files/%s/el%d/%s", in.Distro, in.Target, in.Base)
	}
	return "content/files/" + in.Distro + "/" + in.Base
}

func (e *event) dir() string {
	if e.vendor != "" {
		return "vendors/" + e.vendor + "/"
	}
	return "content/events/"
}

func trialFile(group []*event) string {
	var b strings.Builder
	for _, e := range group {
		one := source.Events{List: []source.Event{e.table("", "")}}
		e.start = b.Len()
		b.WriteString(one.Print() + "\n")
		e.end = b.Len()
	}
	return b.String()
}

// file is where the event is written: a distribution's below el7-el8 between majors, below el8 inside one.
func (e *event) file() string {
	if e.vendor != "" {
		return e.dir() + "events.toml"
	}
	name := fmt.Sprintf("el%d", e.to.Major)
	if !e.from.IsZero() && e.from.Major != e.to.Major {
		name = fmt.Sprintf("el%d-%s", e.from.Major, name)
	}
	if e.system != "" {
		name = e.system + "-" + name
	}
	return e.dir() + name + "/" + e.action.String() + ".toml"
}

// most is the commonest word, the first in order among equals.
func most(count map[string]int) (word string) {
	best := 0
	for w, n := range list.ByKey(count) {
		if n > best {
			word, best = w, n
		}
	}
	return word
}
