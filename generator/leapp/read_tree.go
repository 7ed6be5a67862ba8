package leapp

import (
	"errors"
	"io/fs"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
)

// ReadTree reads a folder shaped like /etc/leapp/files as a Leapp version does: nothing is repaired, sorted or left
// out, and the first thing for which Leapp refuses the upgrade is a fault of the file it is in. name is the folder's
// name in messages; positions in the files begin with it. The error is that of reading a file.
//
// ReadEvents, ReadMap and ReadRepo accept as much as they can, while ReadTree refuses what Leapp refuses. There are two
// exceptions: NaN and lone surrogates, which Python's json accepts, are refused; and a string in place of a number, at
// which Python 2 inhibits and Python 3 crashes, is a crash.
func ReadTree(fsys fs.FS, name string, v *Version) (*model.Tree, error) {
	r := treeReader{fsys: fsys, name: name, v: v}
	t := &model.Tree{Leapp: v.Name}
	t.Events = *r.events("pes-events.json")
	t.Map = r.repoMap("repomap.json", true)
	if repo := r.repo("leapp_upgrade_repositories.repo"); repo != nil {
		t.Repo = *repo
	}
	for _, file := range r.vendorFiles() {
		if strings.Contains(file, "_map.json") {
			t.Vendors = append(t.Vendors, r.vendor(file))
		}
	}
	return t, r.err
}

// GuessVersion reads the formats in a tree and finds the version that wrote it; nil where they are of none.
func GuessVersion(fsys fs.FS) *Version {
	r := treeReader{fsys: fsys}
	root, fault := r.object("repomap.json")
	if fault != nil {
		return nil
	}
	return VersionOf(text(root.get("version_format")), readStreams(&root, &diag.List{}))
}

type treeReader struct {
	fsys fs.FS
	name string
	v    *Version
	err  error // the first; the tree is not to be used
}

// file reads a file, nil if there is none.
func (r *treeReader) file(name string) *diag.File {
	data, err := fs.ReadFile(r.fsys, name)
	if err != nil {
		if r.err == nil && !errors.Is(err, fs.ErrNotExist) {
			r.err = err
		}
		return nil
	}
	return &diag.File{Name: strings.TrimPrefix(r.name+"/"+name, "/"), Text: data}
}

// vendorFiles lists vendors.d by name. Leapp takes the files in the order of the directory, which is undefined.
func (r *treeReader) vendorFiles() (names []string) {
	entries, err := fs.ReadDir(r.fsys, "vendors.d") // sorted
	if err != nil && r.err == nil && !errors.Is(err, fs.ErrNotExist) {
		r.err = err
	}
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// vendor reads what belongs to a map: Leapp takes the vendor's name for its file's without the last nine characters,
// and finds a vendor's other files by where their names end (Leapp guide 7).
func (r *treeReader) vendor(mapFile string) model.VendorFiles {
	name := mapFile[:len(mapFile)-len("_map.json")]
	out := model.VendorFiles{Name: name, Map: r.repoMap("vendors.d/"+mapFile, false)}
	for _, file := range r.vendorFiles() {
		if strings.Contains(file, "_pes.json") && file[:len(file)-len("_pes.json")] == name {
			out.Events = r.events("vendors.d/" + file)
			for _, e := range out.Events.Events {
				e.Vendor = name
			}
		}
	}
	out.Repo = r.repo("vendors.d/" + name + ".repo")
	if f := r.file("vendors.d/" + name + ".sigs"); f != nil {
		out.Sigs = ReadSigs(f)
	}
	return out
}

// object reads a JSON file; whatever is wrong with it as a whole makes Leapp stop (Leapp guide 2).
func (r *treeReader) object(name string) (root value, fault *model.Fault) {
	f := r.file(name)
	if f == nil {
		return root, &model.Fault{Kind: model.Stop, Message: "there is no " + name}
	}
	var list diag.List
	root, _ = parseObject(f, &list)
	return root, firstFault(list, model.Stop)
}

// firstFault is the first error of a list, nil if there is none.
func firstFault(list diag.List, kind model.FaultKind) *model.Fault {
	for _, d := range list.All() {
		if d.Severity == diag.Error {
			return &model.Fault{Kind: kind, Message: d.Message, Pos: d.Pos}
		}
	}
	return nil
}

func (r *treeReader) events(name string) *model.EventFile {
	out := &model.EventFile{Name: name}
	root, fault := r.object(name)
	if fault == nil {
		out.Nothing = len(root.members) == 0
		out.Header, fault = r.header(&root)
	}
	if out.Fault = fault; fault == nil && !out.Nothing {
		exactEvents(&root, r.v, out)
	}
	return out
}

func (r *treeReader) repoMap(name string, main bool) model.MapFile {
	out := model.MapFile{Name: name}
	root, fault := r.object(name)
	if fault == nil && main { // Leapp reads vendors' maps in another way, without looking at their streams
		out.Header, fault = r.header(&root)
	}
	if out.Fault = fault; fault == nil {
		out.Map, out.Fault = exactMap(&root, r.v)
	}
	return out
}

// header checks provided_data_streams (Leapp guide 1): a list of N.M, one of them with the version's own major.
func (r *treeReader) header(root *value) (inhibits, crashes *model.Fault) {
	if r.v.Stream == "" {
		return nil, nil
	}
	v, wanted := root.get("provided_data_streams"), major(r.v.Stream)
	found, malformed := false, false
	for _, it := range v.list() {
		if it.kind != '"' {
			return nil, &model.Fault{Kind: model.Crash, Message: "a data stream is not a string", Pos: it.pos}
		}
		a, b, ok := strings.Cut(it.str, ".")
		malformed = malformed || !ok || !digits(a) || !digits(strings.TrimSuffix(b, "\n"))
		found = found || strings.TrimLeft(a, "0") == wanted
	}
	fault := &model.Fault{Kind: model.Inhibit, Pos: root.place("provided_data_streams")}
	switch {
	case v.isNull():
		fault.Message = "provided_data_streams is missing"
	case len(v.list()) == 0:
		fault.Message = "provided_data_streams is not a list with streams"
	case malformed:
		fault.Message = "a data stream is not of the form N.M"
	case !found:
		fault.Message = "no data stream is " + wanted + ".x"
	default:
		return nil, nil
	}
	return fault, nil
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
