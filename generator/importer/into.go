package importer

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
)

// An import into a project that has content adds only what is new: distributions, roles and paths, vendors, events,
// keys. Where the two differ, the difference is reported and the project stays as it is.

// project is the project that is imported into.
type project struct {
	project *source.Project
	text    map[string][]byte
	found   map[string]bool // its own diagnostics
	targets []int           // majors that its paths lead to
	edited  []string        // files that the import changes; text has what they say now
}

// ImportInto is Import into a project; it returns the new files and the files that were changed.
func ImportInto(fsys fs.FS, jobs int, existing source.Files, take Take) (tree.Tree, *Report, diag.List, error) {
	b, mistakes := readProject(existing, jobs)
	if mistakes.Failed() {
		return nil, nil, mistakes, nil
	}
	return newImporter(b, take).run(fsys, jobs)
}

// readProject reads the project; it fails if the form of a file is wrong.
func readProject(existing source.Files, jobs int) (*project, diag.List) {
	b := &project{text: map[string][]byte{}, found: map[string]bool{}}
	var mistakes diag.List
	if b.project, mistakes = source.Parse(existing, jobs); mistakes.Failed() {
		return nil, mistakes
	}
	for _, f := range slices.Concat(existing.TOML, existing.Keys, existing.Carried, existing.Layer) {
		b.text[f.Name] = f.Text
	}
	catalog, found := compile.Compile(b.project, time.Time{})
	b.targets = list.Map(catalog.Targets, func(t *model.Target) int { return t.Major })
	for _, d := range found.All() {
		b.found[d.Rule+d.Message] = true
	}
	return b, diag.List{}
}

// has reports whether the project has a file.
func (b *project) has(name string) bool {
	if b == nil {
		return false
	}
	_, ok := b.text[name]
	return ok
}

func (b *project) distro(folder string) *source.Distro {
	if b != nil {
		for _, d := range b.project.Distros {
			if d.Folder == folder {
				return d
			}
		}
	}
	return nil
}

func (b *project) vendor(name string) bool {
	return b != nil && slices.ContainsFunc(b.project.Vendors, func(v *source.Vendor) bool { return v.Folder == name })
}

// adoptRoles uses the project's roles for repositories whose PES ID the project has too.
func (im *importer) adoptRoles() {
	system, _ := known.SourceSystem()
	for folder, d := range im.distros {
		systems := list.FlatMap(d.src.Paths, func(p source.Path) []string { return p.Sources.Values() })
		for _, s := range []*source.Distro{im.into.distro(folder), im.into.distro(system)} {
			if s == nil || s.Folder != folder && !slices.Contains(systems, s.Folder) {
				continue
			}
			eachRole(s, func(major int, name string, r *source.Role) {
				for _, side := range []*source.Side{&r.Side, r.Source} {
					if side != nil && side.PESID.Set() && d.roles[roleKey{major, side.PESID.Value}] != "" {
						d.roles[roleKey{major, side.PESID.Value}] = name
					}
				}
			})
		}
	}
}

func eachRole(d *source.Distro, do func(major int, name string, r *source.Role)) {
	for _, release := range d.Releases.Pairs {
		n, _ := strconv.Atoi(release.Key.Value)
		for _, role := range release.Value.Roles.Pairs {
			do(n, role.Key.Value, &role.Value)
		}
	}
}

// addition returns the text to append to a distribution's file of the project: roles and paths that it lacks.
func (im *importer) addition(s *source.Distro) string {
	mine := im.into.distro(s.Folder)
	out := source.Distro{Folder: s.Folder}
	called := map[string]string{} // "8 powertools" -> crb, where the project has another word
	eachRole(s, func(major int, name string, r *source.Role) {
		word := calledInstead(mine, major, name, r)
		if word == "" {
			out.Release(major).Roles.Add(name, *r)
			word = name
		}
		called[fmt.Sprint(major, " ", name)] = word
	})
	for _, p := range s.Paths {
		same := func(o source.Path) bool { return o.From.Value == p.From.Value && o.To.Value == p.To.Value }
		if slices.ContainsFunc(mine.Paths, same) {
			continue
		}
		q := p
		q.Map.Pairs = nil
		for _, x := range p.Map.Pairs {
			word := func(to string) string { return called[fmt.Sprint(p.To.Value, " ", to)] }
			q.Map.Add(x.Key.Value, source.Words(list.Map(x.Value.Values(), word)...))
		}
		out.Paths = append(out.Paths, q)
	}
	if text := strings.TrimSpace(out.Print()); text != "" && !mine.Extends.Set() {
		return text + "\n"
	}
	return ""
}

// calledInstead is the role of a distribution that has the PES ID of an imported one, else that of the same name; "" is
// none.
func calledInstead(mine *source.Distro, major int, name string, r *source.Role) (word string) {
	eachRole(mine, func(n int, other string, o *source.Role) {
		if n == major && (other == name && word == "" || samePESID(r, o)) {
			word = other
		}
	})
	return word
}

// samePESID reports whether two roles have a PES ID in common.
func samePESID(a, b *source.Role) bool {
	same := func(x, y *source.Side) bool {
		return x != nil && y != nil && x.PESID.Set() && x.PESID.Value == y.PESID.Value
	}
	return same(&a.Side, &b.Side) || same(a.Source, b.Source)
}

// extended returns a file of the project with text appended; "" if text is empty or the result is not valid.
func (im *importer) extended(name, text string) string {
	if text == "" {
		return ""
	}
	joined := strings.TrimRight(string(im.into.text[name]), "\n") + "\n\n" + string(formatted(name, []byte(text)))
	if _, ok := source.Scan(&diag.File{Name: name, Text: []byte(joined)}, &diag.List{}); !ok {
		im.lacks(name, "this cannot be written at the end of the project's file; add it by hand: %s",
			strings.Join(strings.Fields(text), " "))
		return ""
	}
	return joined
}

// compile compiles files of an import together with those of the project that they do not replace.
func (im *importer) compile(files tree.Tree, withEvents bool, jobs int) (*model.Catalog, diag.List) {
	var in source.Files
	replaced := map[string]bool{}
	for _, f := range files {
		replaced[f.Path] = true
		in.Add(&diag.File{Name: f.Path, Text: f.Data})
	}
	if im.into != nil {
		for name, text := range list.ByKey(im.into.text) {
			events := strings.HasPrefix(name, "content/events/") || strings.HasPrefix(name, source.LayerFolder)
			if !replaced[name] && (withEvents || !events) {
				in.Add(&diag.File{Name: name, Text: text})
			}
		}
	}
	project, found := source.Parse(in, jobs)
	catalog, compiled := compile.Compile(project, time.Time{})
	found.Merge(compiled)
	found.Sort()
	return catalog, found
}

// without drops files that the project has already, except files of distributions, which are appended to, and files
// that the import changes.
func (b *project) without(files tree.Tree) tree.Tree {
	return slices.DeleteFunc(files, func(f tree.Entry) bool {
		changes := strings.HasPrefix(f.Path, "content/distros/") || b != nil && slices.Contains(b.edited, f.Path)
		return b.has(f.Path) && !changes
	})
}

// reportAdded says which file each addition went to, and which files differ from the project's and were left.
func (im *importer) reportAdded(files tree.Tree, events []*event) {
	for _, f := range files {
		switch {
		case slices.Contains(im.into.edited, f.Path):
			im.item(Replaced, f.Path, "what contradicts the imported data gave way")
		case im.into.has(f.Path):
			im.item(Added, f.Path, "repositories or paths that it lacked, at its end")
		case !strings.HasPrefix(f.Path, "content/events/"):
			im.item(Added, f.Path, "new")
		}
	}
	for _, e := range events {
		im.item(Added, e.where(), e.action.Noun()+" of %s, to %s",
			strings.Join(packageTexts(e.in, ""), ", "), im.unusedName(e.file()))
	}
}

// copies returns the inputs that are copied into the project unchanged: keys and carried files.
func (im *importer) copies() map[string]*input {
	out := map[string]*input{}
	for _, in := range im.keys {
		out["content/keys/"+im.keyPaths[in]] = in
	}
	for name, v := range im.vendors {
		for _, in := range v.keys {
			out["vendors/"+name+"/keys/"+v.keyPaths[in]] = in
		}
	}
	for _, in := range im.carried {
		out["content/files/"+in.Distro+"/"+in.Base] = in
	}
	return out
}
