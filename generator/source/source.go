// Package source reads the TOML files that authors write, with the position of every value.
//
// It checks the form of the files, not their meaning: package compile checks, for example, whether a role exists. The
// one type to know is [Project]; the example reads one. Sources made by programs are printed as TOML (see
// [Events.Print]), and [Format] returns any source in its canonical format.
//
// The authored types ([Event], [Distro], [Vendor]) mirror the TOML one to one; Go types, doc tags and TOML keys stay
// together.
package source

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/upstream"
)

// Files are the bytes of a project, sorted by name.
type Files struct {
	TOML    []*diag.File // distributions, events, vendors
	Keys    []*diag.File // content/keys/**, vendors/*/keys/**
	Carried []*diag.File // content/files/<distro>/**
	Records []*diag.File // content/releases/*.toml: what is remembered of releases, no part of what they are made of
	Layer   []*diag.File // content/upstream/*: upstream's events
	Stock   []*diag.File // content/inventory/**, vendors/*/inventory/**: which packages there are
	Ignored []string     // files below content/ and vendors/ in places that pes does not read
}

// A Project is everything that was authored.
type Project struct {
	Distros  []*Distro    // by folder
	Events   []*Events    // of content/events, by file name
	Vendors  []*Vendor    // by folder
	Records  []*Record    // by file name
	Layer    *Layer       // upstream's events; nil where there are none
	Rules    *Upstream    // what all distributions make of them; nil where none are written
	Rejected []Rejection  // events that nobody shall suggest
	Stock    []*diag.File // inventories, which package inventory reads
	Keys     []*diag.File
	Carried  []*diag.File
	Jobs     int      // how many processors may work on it
	Partial  bool     // some file could not be read completely, so something may only seem to be missing
	Broken   []string // the files that could not, by path
}

// notSource is the kind of files of a project that are no sources: documentation, which [ReadGuides] reads, and
// schemas.
const notSource = "other"

// places are where files of a project stand, and of which kind they are.
var places = []struct{ pattern, kind string }{
	{"content/distros/*.toml", "toml"}, {"content/events/**/*.toml", "toml"}, {"vendors/*/*.toml", "toml"},
	{"content/keys/**", "key"}, {"vendors/*/keys/**", "key"}, {"content/files/*/**", "carried"},
	{"content/releases/*.toml", "record"}, {RulesFile, "toml"}, {RejectedFile, "toml"},
	{upstream.Folder + "*", "layer"},
	{"content/inventory/*/*.packages", "stock"}, {"vendors/*/inventory/*.packages", "stock"},
	{"content/docs/**", notSource}, {"content/schema/*.json", notSource},
}

// kind returns the kind of a file by its path; "" if pes does not read it.
func kind(name string) string {
	for _, p := range places {
		if doublestar.MatchUnvalidated(p.pattern, name) {
			return p.kind
		}
	}
	return ""
}

// Read finds and reads the files of a project. A folder without content/distros is not a project.
func Read(fsys fs.FS, jobs int) (Files, error) {
	if info, err := fs.Stat(fsys, "content/distros"); err != nil || !info.IsDir() {
		return Files{}, errors.New("no content/distros here: a project is a folder with content/distros/*.toml (use " +
			"-C to name one)")
	}
	names, err := find(fsys, "sources", "{content,vendors}/**")
	if err != nil {
		return Files{}, err
	}
	var out Files
	out.Ignored = list.Select(names, func(name string) bool { return kind(name) == "" })
	names = slices.DeleteFunc(names, func(name string) bool { return kind(name) == "" || kind(name) == notSource })
	files, err := readAll(fsys, names, jobs)
	if err != nil {
		return Files{}, err
	}
	for _, f := range files {
		out.Add(f)
	}
	return out, nil
}

// Add puts a file to those of its kind, which its name tells; a file that is no source is left out.
func (f *Files) Add(file *diag.File) {
	if of := f.Kind(kind(file.Name)); of != nil {
		*of = append(*of, file)
	}
}

// Kind are the files of a kind: toml, key, carried, record, layer or stock; nil for any other word.
func (f *Files) Kind(kind string) *[]*diag.File {
	return map[string]*[]*diag.File{"toml": &f.TOML, "key": &f.Keys, "carried": &f.Carried, "record": &f.Records,
		"layer": &f.Layer, "stock": &f.Stock}[kind]
}

// find gives the files that a pattern matches, sorted, without hidden ones.
func find(fsys fs.FS, what, pattern string) ([]string, error) {
	names, err := doublestar.Glob(fsys, pattern, doublestar.WithFilesOnly(), doublestar.WithFailOnIOErrors())
	if err != nil {
		return nil, fmt.Errorf("looking for %s: %w", what, err)
	}
	slices.Sort(names)
	return slices.DeleteFunc(names, func(name string) bool { return strings.Contains("/"+name, "/.") }), nil
}

// readAll reads files; those that cannot be read are missing, and the error says why.
func readAll(fsys fs.FS, names []string, jobs int) ([]*diag.File, error) {
	errs := make([]error, len(names))
	files := par.Map(jobs, len(names), func(i int) (f *diag.File) {
		f, errs[i] = readFile(fsys, names[i])
		return f
	})
	return slices.DeleteFunc(files, func(f *diag.File) bool { return f == nil }), errors.Join(errs...)
}

// ReadFile reads a regular file of at most limit bytes that the user named: a link is followed.
func ReadFile(name string, limit int64) ([]byte, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", name)
	case info.Size() > limit:
		return nil, fmt.Errorf("%s has %d bytes; more than %d are not read", name, info.Size(), limit)
	}
	return os.ReadFile(name)
}

func readFile(fsys fs.FS, name string) (*diag.File, error) {
	info, err := fs.Stat(fsys, name)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a regular file", name)
	}
	if err == nil && info.Size() > 4*MaxFile {
		err = fmt.Errorf("%s has %d bytes; no file of a project is that large", name, info.Size())
	}
	var text []byte
	if err == nil {
		text, err = fs.ReadFile(fsys, name)
	}
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	return &diag.File{Name: name, Text: text}, nil
}

// parsed is what one TOML file held.
type parsed struct {
	text     []byte
	distro   *Distro
	events   *Events
	vendor   *Vendor
	record   *Record
	layer    *Layer
	rules    *Upstream
	rejected *Rejected
	list     diag.List
}

// Parse decodes the files of a project and collects what is wrong with their form.
func Parse(files Files, jobs int) (*Project, diag.List) { return new(Memory).Parse(files, jobs) }

// A Memory caches parsed files, for callers that parse a project again whenever a file changes. Earlier results stay
// valid.
type Memory struct{ files map[string]*parsed }

// Parse is like the function Parse, but does not decode unchanged files again.
func (m *Memory) Parse(files Files, jobs int) (*Project, diag.List) {
	p := &Project{Keys: files.Keys, Carried: files.Carried, Stock: files.Stock, Jobs: jobs}
	var list diag.List
	for _, name := range files.Ignored {
		list.Warnf(diag.Pos{File: &diag.File{Name: name}}, "ignored-file",
			"pes reads nothing here; sources are content/distros/*.toml, content/events/**/*.toml, "+
				"content/releases/*.toml, content/upstream.toml, content/rejected.toml, vendors/*/*.toml, "+
				"inventory/*.packages and the folders keys and files")
	}
	vendors := map[string]*Vendor{}
	read := slices.Concat(files.TOML, files.Records, files.Layer)
	all := par.Map(jobs, len(read), func(i int) *parsed {
		if known := m.files[read[i].Name]; known != nil && bytes.Equal(known.text, read[i].Text) {
			return known
		}
		return parseFile(read[i])
	})
	m.files = make(map[string]*parsed, len(all))
	for i, one := range all {
		m.files[read[i].Name] = one
		list.Merge(one.list)
		if one.list.Failed() {
			p.Broken = append(p.Broken, read[i].Name)
		}
		switch {
		case one.layer != nil:
			p.Layer = p.Layer.join(one.layer)
		case one.rules != nil:
			p.Rules = one.rules
		case one.rejected != nil:
			p.Rejected = one.rejected.List
		case one.record != nil:
			p.Records = append(p.Records, one.record)
		case one.distro != nil:
			p.Distros = append(p.Distros, one.distro)
		case one.vendor != nil:
			whole := *one.vendor
			if v := vendors[whole.Folder]; v != nil { // a sibling with events came first
				whole.Events = slices.Concat(whole.Events, v.Events)
			}
			vendors[whole.Folder] = &whole
		case one.events != nil && strings.HasPrefix(one.events.File.Name, "vendors/"):
			folder := vendorFolder(one.events.File)
			if vendors[folder] == nil {
				vendors[folder] = &Vendor{Folder: folder}
			}
			vendors[folder].Events = append(vendors[folder].Events, *one.events)
		case one.events != nil:
			p.Events = append(p.Events, one.events)
		}
	}
	p.addVendors(vendors, &list)
	p.Partial = list.Failed()
	slices.SortFunc(p.Vendors, func(a, b *Vendor) int { return strings.Compare(a.Folder, b.Folder) })
	return p, list
}

// addVendors takes the vendors that have a vendor.toml.
func (p *Project) addVendors(vendors map[string]*Vendor, list *diag.List) {
	for _, v := range vendors {
		if v.File == nil && p.Unreadable("vendors/"+v.Folder+"/vendor.toml") {
			continue
		}
		if v.File == nil {
			list.Errorf(diag.Pos{File: v.Events[0].File}, "bad-vendor",
				"there is no vendors/%s/vendor.toml beside this file", v.Folder)
			continue
		}
		p.Vendors = append(p.Vendors, v)
	}
}

// Unreadable reports whether a file has mistakes that keep it from being read completely, or, for a folder, one in it.
func (p *Project) Unreadable(name string) bool {
	return slices.ContainsFunc(p.Broken, func(file string) bool {
		return file == name || strings.HasSuffix(name, "/") && strings.HasPrefix(file, name)
	})
}

func vendorFolder(f *diag.File) string { return strings.Split(f.Name, "/")[1] }

func parseFile(f *diag.File) *parsed {
	one := &parsed{text: f.Text}
	if strings.HasPrefix(f.Name, upstream.Folder) {
		one.parseLayer(f)
		return one
	}
	root, ok := Scan(f, &one.list)
	if !ok {
		return one
	}
	d := &decoder{list: &one.list}
	name := strings.TrimSuffix(path.Base(f.Name), ".toml")
	if strings.HasPrefix(f.Name, "content/distros/") {
		one.distro = &Distro{Folder: name, File: f}
		d.below = distroKeys
		decodeInto(d, root, one.distro)
		d.folderName(f, name)
		return one
	}
	if f.Name == RulesFile {
		one.rules = &Upstream{File: f}
		decodeInto(d, root, one.rules)
		return one
	}
	if f.Name == RejectedFile {
		one.readRejected(d, f, root)
		return one
	}
	if strings.HasPrefix(f.Name, "content/releases/") {
		one.readRecord(d, f, root)
		return one
	}
	events := &Events{}
	rest := d.decodeEvents(f, root, events)
	if name == "vendor" {
		d.below = vendorKeys
	}
	tables := append([]string{"defaults"}, model.Actions...)
	if name == "vendor" && strings.HasPrefix(f.Name, "vendors/") {
		one.vendor = &Vendor{Folder: vendorFolder(f), File: f}
		d.also = tables
		decodeInto(d, &Value{Kind: Table, Keys: rest, Pos: root.Pos}, one.vendor)
		d.folderName(f, one.vendor.Folder)
		if len(events.List) > 0 {
			one.vendor.Events = []Events{*events}
		}
		return one
	}
	for _, k := range rest {
		d.unknownKey(k, tables)
	}
	one.events = events
	return one
}

// ValidFolder reports whether a name can be a folder of the output and a part of the names of a vendor's files.
func ValidFolder(name string) bool {
	base, _, _ := strings.Cut(strings.ToLower(name), ".")
	return model.ValidName(name) && !slices.Contains(devices, base) && !strings.HasSuffix(name, ".") &&
		!strings.HasPrefix(name, ".") && !strings.ContainsAny(name, "*?:<>|%") &&
		!strings.Contains(name, "_map.json") && !strings.Contains(name, "_pes.json")
}

// devices are names that no file can have on Windows, where people unpack the site.
var devices = []string{"con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
	"com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"}

// folderName refuses names that could not be a folder or a file name part of the output.
func (d *decoder) folderName(f *diag.File, name string) {
	if !ValidFolder(name) {
		d.list.Errorf(diag.Pos{File: f}, "bad-name",
			"%q cannot name a folder of the output: use letters, digits, - _ . +", name)
	}
}

// Roles are the roles that distributions' repositories have, sorted.
func (p *Project) Roles() (roles []string) {
	for _, d := range p.Distros {
		for _, r := range d.Releases.Pairs {
			roles = append(roles, r.Value.Roles.Keys()...)
		}
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}
