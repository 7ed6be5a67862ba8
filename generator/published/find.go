// Package published finds published Leapp data and reads it into a catalog.
//
// Three layouts are known: a checkout of leapp-data (files/<distro>/NAME[.elN], vendors.d/NAME[.elN]), what pes builds
// (<distro>/elN/etc/leapp/...) and the files of one machine (/etc/leapp/files). [Find] says of every file what it is
// for; [Read] makes trees of them, whose positions point into the files, as the example shows.
//
// Nothing is repaired here. This package checks the form of files (formats, ids, names of systems, overlays); package
// check checks their meaning.
package published

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/par"
	"pes/generator/source"
)

// A File is a file of a checkout and what it is for.
type File struct {
	*diag.File
	Kind     string // events, map, repo, sigs, key, carried, overlay, leftover; "" when it is for nothing
	Why      string // why Kind is ""
	Distro   string // folder, "" when it is for all
	Target   int    // major, 0 when it is for all
	Vendor   string // of vendors.d; "?" of a key there
	Template bool
	Own      bool   // of a tree that pes itself built
	Machine  bool   // of /etc/leapp/files
	Alone    bool   // a vendor's file for Distro alone, beside one for all
	Base     string // name of a key or a carried file, without .elN
}

// isOf reports whether the file is for a distribution.
func (f *File) isOf(folder string) bool { return f.Distro == "" || f.Distro == folder }

// isFor reports whether the file is for a target of a distribution.
func (f *File) isFor(folder string, n int) bool {
	return f.isOf(folder) && (f.Target == 0 || f.Target == n)
}

const maxInput = 64 << 20 // bytes; the largest real file has 2 MB

// Find reads the data files below the folder, and says of every file what it is for, in order of their paths.
func Find(fsys fs.FS, jobs int) ([]*File, error) {
	var files []*File
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != ".":
			files = append(files, nothing(name+"/", "a hidden folder"))
			return fs.SkipDir
		case d.IsDir():
		case !d.Type().IsRegular():
			files = append(files, nothing(name, "it is not a regular file"))
		default:
			files = append(files, classify(name))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	slices.SortStableFunc(files, func(a, b *File) int { return strings.Compare(a.File.Name, b.File.Name) })
	for i, err := range par.Map(jobs, len(files), func(i int) error { return files[i].load(fsys) }) {
		if err != nil {
			return nil, fmt.Errorf("read: %s: %w", files[i].File.Name, err)
		}
	}
	shareVendors(files)
	return files, nil
}

// shareVendors makes one file of a vendor's files that trees of pes have alike: what is wrong there is one mistake.
func shareVendors(files []*File) {
	first := map[string]*File{}
	for _, f := range files {
		if !f.Own || f.Vendor == "" {
			continue
		}
		_, path, _ := strings.Cut(f.File.Name, "/") // without the distribution
		if same := first[path]; same == nil {
			first[path] = f
		} else if bytes.Equal(same.Text, f.Text) {
			f.File = same.File
		}
	}
}

func nothing(name, why string) *File { return &File{File: &diag.File{Name: name}, Why: why} }

func (f *File) load(fsys fs.FS) error {
	if f.Kind == "" {
		return nil
	}
	info, err := fs.Stat(fsys, f.File.Name)
	if err != nil {
		return err
	}
	if info.Size() > maxInput {
		return fmt.Errorf("it has %d bytes; more than %d are not read", info.Size(), maxInput)
	}
	f.Text, err = fs.ReadFile(fsys, f.File.Name)
	return err
}

var (
	elDistro = regexp.MustCompile(`\.el[0-9]{1,2}\.([A-Za-z][A-Za-z0-9_-]*)$`)
	elSuffix = regexp.MustCompile(`\.el([0-9]{1,2})$`)
	ownTree  = regexp.MustCompile(`^([^/]+)/el([0-9]{1,2})/((?:etc|usr)/.*)$`)
	ownKey   = regexp.MustCompile(`^(?:usr/share/leapp-repository/repositories|etc/leapp/repos\.d)/` + // older trees
		`system_upgrade/common/files/(?:distro/[^/]+/)?rpm-gpg/[0-9]+/([^/]+)$`)
)

// classify says what a path is for.
func classify(name string) *File {
	f, why := place(name)
	valid := func(folder string) bool { return folder == "" || folder == "?" || source.ValidFolder(folder) }
	if f != nil && (!valid(f.Distro) || !valid(f.Vendor)) {
		f, why = nil, "its distribution or vendor has a name that cannot be the name of a folder"
	}
	if f == nil {
		return nothing(name, why)
	}
	f.File = &diag.File{Name: name}
	return f
}

func place(name string) (*File, string) {
	if m := ownTree.FindStringSubmatch(name); m != nil {
		target, _ := strconv.Atoi(m[2])
		in := &File{Distro: m[1], Target: target, Own: true}
		if k := ownKey.FindStringSubmatch(m[3]); k != nil {
			in.Kind, in.Base = "key", k[1]
			return in, ""
		}
		rest, ok := strings.CutPrefix(m[3], "etc/leapp/files/")
		if !ok {
			return nil, "not one of the files Leapp reads"
		}
		if v, ok := strings.CutPrefix(rest, "vendors.d/"); ok {
			return vendorFile(in, v)
		}
		return distroFile(in, rest)
	}
	parts := strings.Split(name, "/")
	switch {
	case parts[0] == "vendors.d":
		return vendorFile(&File{}, strings.Join(parts[1:], "/"))
	case parts[0] == "files" && len(parts) == 3 && parts[1] == "rpm-gpg":
		in := &File{Kind: "key"}
		in.Base = in.cutMajor(parts[2])
		return in, ""
	case parts[0] == "files" && len(parts) > 3 && parts[2] == "vendors.d":
		return vendorFile(&File{Distro: parts[1]}, strings.Join(parts[3:], "/"))
	case parts[0] == "files" && len(parts) == 3:
		return distroFile(&File{Distro: parts[1]}, parts[2])
	case len(parts) == 1 && machineFiles[name] != "":
		return distroFile(&File{Machine: true}, name)
	case len(parts) == 1:
		return nil, "not data"
	}
	return nil, "not in a folder of data: files/<distro>/ or vendors.d/"
}

// cutMajor takes the target off NAME.el10.
func (f *File) cutMajor(name string) string {
	m := elSuffix.FindStringSubmatch(name)
	if m == nil {
		return name
	}
	if n, _ := strconv.Atoi(m[1]); n > 0 {
		f.Target = n
	}
	return strings.TrimSuffix(name, m[0])
}

// machineFiles are those of /etc/leapp/files, and their kinds; vendors.d lies beside them.
var machineFiles = map[string]string{"pes-events.json": "events", "repomap.json": "map",
	"leapp_upgrade_repositories.repo": "repo", "device_driver_deprecation_data.json": "carried",
	"unsupported_driver_names.json": "carried", "unsupported_pci_ids.json": "carried"}

// cutDistro takes the distribution off NAME.el10.almalinux-kitten.
func (f *File) cutDistro(name string) string {
	m := elDistro.FindStringSubmatch(name)
	if m == nil {
		return name
	}
	f.Distro, f.Alone = m[1], true
	return strings.TrimSuffix(name, "."+m[1])
}

func distroFile(in *File, name string) (*File, string) {
	base := in.cutMajor(name)
	in.Kind = machineFiles[base]
	switch {
	case in.Kind == "carried":
		in.Base = base
	case in.Kind != "":
	case base == "repomap.csv":
		return nil, "Leapp 0.15 and later read repomap.json instead"
	case base == "config.json":
		in.Kind = "overlay"
	case !in.Own || strings.Contains(name, "/"):
		return nil, "no file that Leapp reads"
	default:
		in.Kind, in.Base = "carried", name // our own trees hold what we carried
	}
	return in, ""
}

// vendorKinds are the kinds of a vendor's files by what their names end in.
var vendorKinds = map[string]string{"_map.json": "map", "_pes.json": "events", ".repo": "repo", ".sigs": "sigs"}

func vendorFile(in *File, name string) (*File, string) {
	if key, ok := strings.CutPrefix(name, "rpm-gpg/"); ok && !strings.Contains(key, "/") {
		in.Kind, in.Base, in.Vendor = "key", in.cutMajor(in.cutDistro(key)), "?"
		return in, ""
	}
	if strings.Contains(name, "/") {
		return nil, "not in a folder that Leapp reads"
	}
	base := in.cutMajor(in.cutDistro(name))
	if base, in.Template = strings.CutSuffix(base, "_template"); in.Template {
		base = in.cutMajor(base)
	}
	for suffix, kind := range vendorKinds {
		if v, ok := strings.CutSuffix(base, suffix); ok && v != "" {
			in.Vendor, in.Kind = v, kind
			return in, ""
		}
	}
	switch {
	case path.Ext(base) == ".csv":
		return nil, "Leapp 0.15 and later read the vendor's map instead"
	case strings.Contains(base, "_map.json") || strings.Contains(base, "_pes.json"):
		in.Kind = "leftover" // Leapp reads whatever has these words in its name (Leapp guide 7.1)
		return in, ""
	}
	return nil, "no file that Leapp reads"
}
