package importer

import (
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

// input is one file of the checkout and what it is for.
type input struct {
	file     *diag.File
	kind     string // events, map, repo, sigs, key, carried; "" when it is not imported
	distro   string // folder, "" when it is for all
	target   int    // major, 0 when it is for all
	vendor   string // of vendors.d
	template bool
	own      bool // of a tree that pes itself built

	fingerprints []string // of a key
	name         string   // of a key or a carried file
}

const maxInput = 64 << 20 // bytes; the largest real file has 2 MB

// find reads every file below the folder and says what it is. Two layouts are known: that of leapp-data
// (files/<distro>/NAME[.elN], vendors.d/NAME[.elN]) and our own (<distro>/elN/etc/leapp/...).
func find(fsys fs.FS, jobs int, report *Report) ([]*input, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != ".":
			report.file(name+"/", NotImported, "a hidden folder")
			return fs.SkipDir
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			report.file(name, NotImported, "it is no regular file")
			return nil
		}
		names = append(names, name)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	slices.Sort(names)
	type result struct {
		in  *input
		why string
		err error
	}
	var inputs []*input
	for i, r := range par.Map(jobs, len(names), func(i int) result {
		in, why := classify(names[i])
		if in != nil && (in.distro != "" && !source.ValidFolder(in.distro) || in.vendor != "" && in.vendor != "?" && !source.ValidFolder(in.vendor)) {
			return result{nil, "its distribution or vendor has a name that cannot be a folder of the output", nil}
		}
		if in == nil {
			return result{nil, why, nil}
		}
		info, err := fs.Stat(fsys, names[i])
		if err == nil && info.Size() > maxInput {
			err = fmt.Errorf("%s has %d bytes; more than %d are not read", names[i], info.Size(), maxInput)
		}
		var data []byte
		if err == nil {
			data, err = fs.ReadFile(fsys, names[i])
		}
		in.file = &diag.File{Name: names[i], Text: data}
		return result{in, "", err}
	}) {
		if r.err != nil {
			return nil, fmt.Errorf("read: %w", r.err)
		}
		if r.in == nil {
			report.file(names[i], NotImported, r.why)
			continue
		}
		inputs = append(inputs, r.in)
	}
	return inputs, nil
}

var (
	elDistro = regexp.MustCompile(`\.el[0-9]{1,2}\.[a-z]`)
	elSuffix = regexp.MustCompile(`\.el([0-9]{1,2})$`)
	ownTree  = regexp.MustCompile(`^([^/]+)/el([0-9]{1,2})/etc/leapp/(.*)$`)
	ownKey   = regexp.MustCompile(`^repos\.d/system_upgrade/common/files/(?:distro/[^/]+/)?rpm-gpg/[0-9]+/([^/]+)$`)
)

// classify says what a path is, or why it is not imported.
func classify(name string) (*input, string) {
	if m := ownTree.FindStringSubmatch(name); m != nil {
		target, _ := strconv.Atoi(m[2])
		in := &input{distro: m[1], target: target, own: true}
		if k := ownKey.FindStringSubmatch(m[3]); k != nil {
			in.kind, in.name = "key", k[1]
			return in, ""
		}
		rest, ok := strings.CutPrefix(m[3], "files/")
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
		return vendorFile(&input{}, strings.Join(parts[1:], "/"))
	case parts[0] == "files" && len(parts) == 3 && parts[1] == "rpm-gpg":
		in := &input{kind: "key"}
		in.name, in.target = cutMajor(parts[2])
		return in, ""
	case parts[0] == "files" && len(parts) > 3 && parts[2] == "vendors.d":
		return vendorFile(&input{distro: parts[1]}, strings.Join(parts[3:], "/"))
	case parts[0] == "files" && len(parts) == 3:
		return distroFile(&input{distro: parts[1]}, parts[2])
	case len(parts) == 1:
		return nil, "not data"
	}
	return nil, "not in a folder of data: files/<distro>/ or vendors.d/"
}

func cutMajor(name string) (string, int) {
	if m := elSuffix.FindStringSubmatch(name); m != nil {
		n, _ := strconv.Atoi(m[1])
		return strings.TrimSuffix(name, m[0]), n
	}
	return name, 0
}

func distroFile(in *input, name string) (*input, string) {
	base, n := cutMajor(name)
	if n > 0 {
		in.target = n
	}
	switch base {
	case "pes-events.json":
		in.kind = "events"
	case "repomap.json":
		in.kind = "map"
	case "leapp_upgrade_repositories.repo":
		in.kind = "repo"
	case "device_driver_deprecation_data.json", "unsupported_driver_names.json", "unsupported_pci_ids.json":
		in.kind, in.name = "carried", base
	case "repomap.csv":
		return nil, "Leapp reads repomap.json, which says the same, since 0.15"
	case "config.json":
		return nil, "overlays on upstream's events are not imported; their effect is in pes-events.json"
	default:
		if !in.own || strings.Contains(name, "/") {
			return nil, "no file that Leapp reads"
		}
		in.kind, in.name = "carried", name // our own trees hold what we carried
	}
	return in, ""
}

func vendorFile(in *input, name string) (*input, string) {
	if key, ok := strings.CutPrefix(name, "rpm-gpg/"); ok && !strings.Contains(key, "/") {
		if elDistro.MatchString(key) {
			return nil, "a vendor's file for one distribution alone: vendors say the same for all that they are for"
		}
		base, n := cutMajor(key)
		in.kind, in.name, in.vendor = "key", base, "?"
		if n > 0 {
			in.target = n
		}
		return in, ""
	}
	if strings.Contains(name, "/") {
		return nil, "not in a folder that Leapp reads"
	}
	base, n := cutMajor(name)
	if n > 0 {
		in.target = n
	}
	if base, in.template = strings.CutSuffix(base, "_template"); in.template {
		if b, n := cutMajor(base); n > 0 {
			base, in.target = b, n
		}
	}
	for _, x := range []struct{ suffix, kind string }{{"_map.json", "map"}, {"_pes.json", "events"}, {".repo", "repo"}, {".sigs", "sigs"}} {
		if v, ok := strings.CutSuffix(base, x.suffix); ok && v != "" {
			in.vendor, in.kind = v, x.kind
			return in, ""
		}
	}
	if path.Ext(base) == ".csv" {
		return nil, "Leapp reads the vendor's map, which says the same, since 0.15"
	}
	if elDistro.MatchString(name) {
		return nil, "a vendor's file for one distribution alone: vendors say the same for all that they are for"
	}
	return nil, "no file that Leapp reads"
}
