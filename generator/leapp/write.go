package leapp

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/tree"
)

// Options are what [Write] needs to know besides the catalog.
type Options struct {
	Versions []*Version // override those the distributions name
	Distros  []string   // folders; empty means all
	Date     time.Time  // stands in the files
	Jobs     int        // trees that are made at the same time
	Selection
}

// Check reports unknown Leapp versions, and paths that a version named for them does not have.
func Check(c *model.Catalog) (problems diag.List) {
	for _, t := range c.Targets {
		for _, p := range t.Paths {
			for i, name := range p.Leapp {
				v, err := FindVersion(name)
				switch {
				case err != nil:
					problems.Errorf(p.LeappPos[i], "unknown-version", "%v", err)
				case !v.HasPath(p.Source, p.Target):
					problems.Errorf(p.LeappPos[i], "unknown-version",
						"Leapp %s has no upgrade from %d to %d", name, p.Source, p.Target)
				}
			}
		}
	}
	return problems
}

// Write returns the files of every tree: data/leapp-<version>/<distro>/el<major>/etc/leapp/... The diagnostics are
// notes about what is left out because a version cannot read it, and errors where it would then stop.
func Write(c *model.Catalog, o Options) (tree.Tree, diag.List) { return NewWriter(c).Write(o) }

// A Writer writes trees of a catalog, with other options each time. What they have in common is in memory once.
type Writer struct {
	catalog *model.Catalog
	lines   map[*model.Target]func() *lines
}

// lines are those of events, which are the same in all Leapp versions.
type lines struct {
	own     []byte
	vendors [][]byte // in the order of the target
}

func newLines(t *model.Target) *lines {
	ofVendor := func(x *model.Vendor) []byte { return eventLines(x.Events) }
	return &lines{eventLines(t.Events), list.Map(t.Vendors, ofVendor)}
}

// NewWriter makes a Writer.
func NewWriter(c *model.Catalog) *Writer {
	w := &Writer{c, map[*model.Target]func() *lines{}}
	for _, t := range c.Targets {
		w.lines[t] = sync.OnceValue(func() *lines { return newLines(t) })
	}
	return w
}

// Write is the function of that name. It may be called concurrently.
func (w *Writer) Write(o Options) (tree.Tree, diag.List) {
	targets := list.Select(w.catalog.Targets, func(t *model.Target) bool {
		return len(o.Distros) == 0 || slices.Contains(o.Distros, t.Distro.Folder)
	})
	var all writer
	for _, one := range par.Map(o.Jobs, len(targets), func(i int) *writer { return w.target(targets[i], o) }) {
		all.tree = append(all.tree, one.tree...)
		all.notes.Merge(one.notes)
	}
	all.notes.Sort()
	return all.tree, all.notes
}

// target writes the trees of a target.
func (w *Writer) target(t *model.Target, o Options) *writer {
	out := &writer{date: o.Date.UTC().Format("200601021504Z"), lines: w.lines[t]}
	if o.Partial() {
		t = o.of(t)
		out.lines = sync.OnceValue(func() *lines { return newLines(t) })
	}
	for _, v := range Versions {
		if paths := out.paths(t, v, o.Versions); len(paths) > 0 {
			out.target(t, v, paths)
		}
	}
	return out
}

// A writer writes the trees of a target.
type writer struct {
	tree  tree.Tree
	notes diag.List
	date  string
	lines func() *lines
}

// paths are the upgrade paths of a tree that are written for a version.
func (w *writer) paths(t *model.Target, v *Version, override []*Version) (out []*model.Path) {
	for _, p := range t.Paths {
		wanted := v.IsFor(p)
		if len(override) > 0 {
			wanted = slices.Contains(override, v)
		}
		if wanted && !v.HasPath(p.Source, p.Target) {
			w.note(p.Pos, "skipped-path", "Leapp %s has no upgrade from %d to %d: %s is not written for it",
				v.Name, p.Source, p.Target, t.Distro.Folder)
			continue
		}
		if wanted {
			out = append(out, p)
		}
	}
	return out
}

func (w *writer) note(pos diag.Pos, rule, format string, args ...any) {
	w.notes.Add(diag.Diagnostic{Pos: pos, Severity: diag.Info, Rule: rule, Message: fmt.Sprintf(format, args...)})
}

func (w *writer) target(t *model.Target, v *Version, paths []*model.Path) {
	base := fmt.Sprintf("data/leapp-%s/%s/el%d/", v.Name, t.Distro.Folder, t.Major)
	add := func(path string, data []byte) { w.tree = append(w.tree, tree.Entry{Path: base + path, Data: data}) }
	after := w.afterEvents(v)
	addEvents := func(path string, lines []byte) {
		w.tree = append(w.tree, tree.Entry{Path: base + path, Parts: [][]byte{lines, after}})
	}
	addEvents(filesDir+"pes-events.json", w.lines().own)
	add(filesDir+"repomap.json", mapFile(w.ownMap(t, v, paths), v, w.date))
	keys := v.keyDir(t.Distro.OSID, t.Major)
	add(filesDir+"leapp_upgrade_repositories.repo", repoFile(t.Repo, "/"+actorsLink+keys))
	for _, f := range t.Files {
		add(filesDir+f.Name, f.Data)
	}
	if v.ByDistro {
		add(actorsDir+keys, nil) // 0.23 and 0.24 crash without this folder
	}
	for _, k := range t.Keys {
		add(actorsDir+keys+k.Name, k.Data)
	}
	add(vendorsDir+"rpm-gpg/", nil) // ELevate 0.19 to 0.21 crash without this folder, even with no vendor
	shipped := map[string]bool{}
	for i, x := range t.Vendors {
		add(vendorsDir+x.Name+"_map.json", mapFile(w.mapped(t, &x.Map, v, paths), v, w.date))
		addEvents(vendorsDir+x.Name+"_pes.json", w.lines().vendors[i])
		add(vendorsDir+x.Name+".repo", repoFile(x.Repo, "/"+vendorsDir+"rpm-gpg/"))
		add(vendorsDir+x.Name+".sigs", sigsFile(x.Signatures))
		for _, k := range x.Keys {
			if !shipped[k.Name] {
				shipped[k.Name] = true
				add(vendorsDir+"rpm-gpg/"+k.Name, k.Data)
			}
		}
	}
}

// buffers are for lines of events, before their length is known.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// eventLines are the lines of a pes-events.json that all versions share.
func eventLines(events []*model.Event) []byte {
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	*buffer = appendLines(line(append((*buffer)[:0], '{'), "packageinfo"), events, AppendEvent)
	return bytes.Clone(*buffer)
}

// afterEvents are the other lines of a pes-events.json.
func (w *writer) afterEvents(v *Version) []byte {
	b := appendStreams([]byte{']'}, v) // the end of the list of events
	b = appendString(line(b, "timestamp"), w.date)
	return append(b, "\n}\n"...)[1:]
}

// repoFile writes a .repo file, which names keys that the tree ships as files of keyDir.
func repoFile(sections []model.Section, keyDir string) []byte {
	var b strings.Builder
	for i, s := range sections {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "[%s]\n", s.Repoid)
		for _, o := range s.Options {
			fmt.Fprintf(&b, "%s=%s\n", o.Key, o.Value)
		}
		for j, k := range s.Keys {
			lead, url := "gpgkey=", k.URL
			if j > 0 {
				lead = "       " // a continuation line, as dnf and ConfigParser read lists
			}
			if k.File != "" {
				url = "file://" + keyDir + k.File
			}
			fmt.Fprintf(&b, "%s%s\n", lead, url)
		}
	}
	return []byte(b.String())
}

func sigsFile(signatures []model.Signature) []byte {
	lines := list.Map(signatures, func(s model.Signature) string { return s.ID + "\n" })
	return []byte(strings.Join(lines, ""))
}

// CountTrees counts the trees among files of a build: folders data/leapp-<version>/<distro>/el<target>.
func CountTrees(files tree.Tree) int {
	trees := map[string]bool{}
	for _, f := range files {
		trees[strings.Join(strings.SplitN(f.Path, "/", 5)[:4], "/")] = true
	}
	return len(trees)
}
