package importer

import (
	"fmt"
	"maps"
	"slices"
	"strings"

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
		v.src.Allow = source.Texts{}
		if rules := im.allow[path]; len(rules) > 0 {
			v.src.Allow = source.Words(rules...)
		}
		add(path, v.src.Print())
		for _, in := range v.keys {
			add("vendors/"+name+"/keys/"+v.keyPaths[in], string(in.file.Text))
		}
	}
	for _, in := range im.keys {
		add("content/keys/"+im.keyPaths[in], string(in.file.Text))
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
	s.Allow = source.Texts{}
	if rules := im.allow[path]; len(rules) > 0 {
		s.Allow = source.Words(rules...)
	}
	add(path, s.Print())
}

// carriedFiles puts what is carried as it is below content/files/<distro>/: once where all targets have the same bytes.
func (im *importer) carriedFiles() (out tree.Tree) {
	for _, in := range im.carried {
		path := "content/files/" + in.distro + "/" + in.name
		different := slices.ContainsFunc(im.carried, func(o *input) bool {
			return o.distro == in.distro && o.name == in.name && string(o.file.Text) != string(in.file.Text)
		})
		if different && in.target > 0 {
			path = fmt.Sprintf("content/files/%s/el%d/%s", in.distro, in.target, in.name)
		}
		out = append(out, tree.Entry{Path: path, Data: in.file.Text})
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

// table is the event as one authored table, with the repositories that are not default.
func (e *event) table(inRepo, outRepo string) source.Event {
	s := e.source()
	s.In = source.Sets{Pos: here, Sets: [][]source.Text{source.Words(packageTexts(e.in, inRepo)...).Items}}
	s.In.Nested = len(e.in) > 1 && e.action.ForEach()
	s.Out = source.Texts{}
	if len(e.out) > 0 || e.needsOut() {
		s.Out = source.Words(packageTexts(e.out, outRepo)...)
	}
	if e.elsewhere() && e.out[0].Repo == outRepo {
		s.Out = source.Texts{}
	}
	s.InRepo, s.OutRepo = source.Text{}, source.Text{}
	return s
}

// needsOut reports whether an empty out set has to be said.
func (e *event) needsOut() bool { return e.action == model.Moved }

// elsewhere reports whether the event is a plain move, which does not name its out package.
func (e *event) elsewhere() bool {
	return e.action == model.Moved && len(e.in) == 1 && len(e.out) == 1 && e.in[0].Name == e.out[0].Name && slices.Equal(e.in[0].Streams, e.out[0].Streams)
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

// eventFile writes a file: what most events say becomes the defaults, events that differ in the package only become one.
func eventFile(events []*event) *source.Events {
	f := &source.Events{}
	tables := make([]source.Event, 0, len(events))
	for _, e := range events {
		tables = append(tables, e.source())
	}
	d := &f.Defaults
	for _, get := range []func(*source.Defaults) *source.Text{
		func(d *source.Defaults) *source.Text { return &d.From }, func(d *source.Defaults) *source.Text { return &d.To },
		func(d *source.Defaults) *source.Text { return &d.InRepo }, func(d *source.Defaults) *source.Text { return &d.OutRepo },
	} {
		values := map[string]int{}
		for i := range tables {
			if t := get(&tables[i].Defaults); t.Set() {
				values[t.Value]++
			}
		}
		if v, n := most(values); n > 0 && v != "" {
			*get(d) = source.Word(v)
		}
	}
	arches := map[string]int{}
	for i := range tables {
		arches[strings.Join(tables[i].Arches.Values(), " ")]++
	}
	if a, _ := most(arches); a != "" && arches[""] == 0 {
		d.Arches = source.Words(strings.Fields(a)...)
	}
	merged := map[string]int{}
	for _, e := range events {
		t := e.compact(d)
		key, joins := e.joinKey(&t)
		if i, ok := merged[key]; joins && ok {
			f.List[i].In.Sets[0] = append(f.List[i].In.Sets[0], t.In.Sets[0]...)
			continue
		}
		merged[key] = len(f.List)
		f.List = append(f.List, t)
	}
	return f
}

// compact is the event's table without what the defaults say.
func (e *event) compact(d *source.Defaults) source.Event {
	outRepo := d.OutRepo.Value
	if e.elsewhere() {
		outRepo = e.out[0].Repo
	}
	t := e.table(d.InRepo.Value, outRepo)
	if e.elsewhere() && outRepo != d.OutRepo.Value {
		t.OutRepo = source.Word(outRepo)
	}
	if t.From.Value == d.From.Value {
		t.From = source.Text{}
	}
	if t.To.Value == d.To.Value {
		t.To = source.Text{}
	}
	if slices.Equal(t.Arches.Values(), d.Arches.Values()) {
		t.Arches = source.Texts{}
	}
	return t
}

// joinKey says with which tables an event may share one.
func (e *event) joinKey(t *source.Event) (string, bool) {
	if !e.action.ForEach() || len(e.in) != 1 || t.Out.Set() || t.ID.Set() || len(t.Streams.Pairs) > 0 {
		return fmt.Sprintf("%q", []any{e.key(), e.arches, e.only, e.pin}), false
	}
	return fmt.Sprintf("%q", []any{t.Action, t.From.Value, t.To.Value, t.OutRepo.Value, t.Arches.Values(), t.Only.Values(), t.Except.Values(), t.Allow.Values(), t.Why.Value}), true
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
