package importer

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
)

// The trial files hold every event as a table of its own, in order, so that a diagnostic's place tells the event.
const trialName = "pes-import-trial.toml"

func trial(name string) bool { return strings.HasSuffix(name, "/"+trialName) }

// files writes the project; as a trial, or as people read it.
func (im *importer) files(events []*event, asTrial bool) (out tree.Tree) {
	add := func(path, text string) { out = append(out, tree.Entry{Path: path, Data: []byte(text)}) }
	for _, folder := range im.folders() {
		im.addDistro(add, im.distros[folder].src)
	}
	for _, folder := range slices.Sorted(maps.Keys(im.systems)) {
		if im.distros[folder] == nil {
			im.addDistro(add, im.systems[folder])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(im.vendors)) {
		v := im.vendors[name]
		if im.into.vendor(name) {
			continue
		}
		path := "vendors/" + name + "/vendor.toml"
		v.src.Allow = optional(im.allow[path])
		add(path, v.src.Print())
		for _, in := range v.keys {
			add("vendors/"+name+"/keys/"+v.keyPaths[in], string(in.Text))
		}
	}
	for _, in := range im.keys {
		add("content/keys/"+im.keyPaths[in], string(in.Text))
	}
	for _, c := range im.carriedFiles() {
		add(c.Path, string(c.Data))
	}
	for _, group := range byVendor(events) {
		dir := group[0].dir()
		if asTrial {
			add(dir+trialName, trialFile(group))
			continue
		}
		for _, f := range eventFiles(group) {
			add(im.unusedName(dir+f.Path), string(f.Data))
		}
	}
	return im.into.without(dedupe(out))
}

// formatted gives a source its one form.
func formatted(path string, text []byte) []byte {
	if !strings.HasSuffix(path, ".toml") || strings.HasPrefix(path, "content/files/") {
		return text
	}
	if out, ok := source.Format(&diag.File{Name: path, Text: text}, &diag.List{}); ok {
		return out
	}
	return text
}

// unusedName is a name that no file of the project has: events never go into a file that is there.
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
	seen := map[string]bool{}
	for _, e := range t {
		if !seen[e.Path] {
			seen[e.Path] = true
			out = append(out, e)
		}
	}
	return out
}

func (im *importer) addDistro(add func(path, text string), s *source.Distro) {
	path := "content/distros/" + s.Folder + ".toml"
	if im.into.distro(s.Folder) != nil {
		if text := im.addition(s); text != "" {
			if joined := im.extended(path, text); joined != nil {
				add(path, string(joined))
			}
		}
		return
	}
	s.Allow = optional(im.allow[path])
	add(path, s.Print())
}

// carriedFiles puts what is carried as it is below content/files/<distro>/: once where all targets have the same bytes.
func (im *importer) carriedFiles() (out tree.Tree) {
	for _, in := range im.carried {
		path := "content/files/" + in.Distro + "/" + in.Base
		different := slices.ContainsFunc(im.carried, func(o *input) bool {
			return o.Distro == in.Distro && o.Base == in.Base && string(o.Text) != string(in.Text)
		})
		if different && in.Target > 0 {
			path = fmt.Sprintf("content/files/%s/el%d/%s", in.Distro, in.Target, in.Base)
		}
		out = append(out, tree.Entry{Path: path, Data: in.Text})
	}
	return out
}

func (e *event) dir() string {
	if e.vendor != "" {
		return "vendors/" + e.vendor + "/"
	}
	return "content/events/"
}

func byVendor(events []*event) (groups [][]*event) {
	for i, e := range events {
		if i == 0 || events[i-1].vendor != e.vendor {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], e)
	}
	return groups
}

func trialFile(group []*event) string {
	var b strings.Builder
	for _, e := range group {
		one := source.Events{List: []source.Event{e.table("", "")}}
		text := one.Print()
		e.start = b.Len()
		b.WriteString(text + "\n")
		e.end = b.Len()
	}
	return b.String()
}

// eventFiles groups events into files by path and action, and within a file into tables.
func eventFiles(events []*event) (out tree.Tree) {
	files := map[string][]*event{}
	for _, e := range events {
		files[e.file()] = append(files[e.file()], e)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		out = append(out, tree.Entry{Path: name, Data: []byte(eventFile(files[name]).Print())})
	}
	return out
}

// file is where the event is written, below the folder of its kind.
func (e *event) file() string {
	if e.vendor != "" {
		return "events.toml"
	}
	return e.folder() + "/" + e.action.String() + ".toml"
}

// folder is el7-el8 for events between majors, el8 for those inside one.
func (e *event) folder() string {
	name := fmt.Sprintf("el%d", e.to.Major)
	if !e.from.IsZero() && e.from.Major != e.to.Major {
		name = fmt.Sprintf("el%d-%s", e.from.Major, name)
	}
	if e.system != "" {
		name = e.system + "-" + name
	}
	return name
}

// most is the commonest word, the first in order among equals.
func most(count map[string]int) (word string, n int) {
	for _, w := range slices.Sorted(maps.Keys(count)) {
		if count[w] > n {
			word, n = w, count[w]
		}
	}
	return word, n
}

var vendorKey = regexp.MustCompile(`^vendors/[^/]*/keys/`)

// compileFiles compiles files of a project.
func compileFiles(files tree.Tree, jobs int) (*model.Catalog, diag.List) {
	var in source.Files
	for _, f := range files {
		file := &diag.File{Name: f.Path, Text: f.Data}
		switch {
		case strings.HasPrefix(f.Path, "content/files/"):
			in.Carried = append(in.Carried, file)
		case strings.HasPrefix(f.Path, "content/keys/") || vendorKey.MatchString(f.Path):
			in.Keys = append(in.Keys, file)
		default:
			in.TOML = append(in.TOML, file)
		}
	}
	project, list := source.Parse(in, jobs)
	catalog, found := compile.Compile(project, time.Time{})
	list.Merge(found)
	list.Sort()
	return catalog, list
}
