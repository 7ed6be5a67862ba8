package importer

import (
	"io/fs"

	"pes/generator/diag"
	"pes/generator/published"
)

// input is one file that is imported.
type input struct {
	file     *diag.File
	kind     string // events, map, repo, sigs, key, carried
	distro   string // folder, "" when it is for all
	target   int    // major, 0 when it is for all
	vendor   string // of vendors.d
	template bool
	own      bool // of a tree that pes itself built

	fingerprints []string // of a key
	name         string   // of a key or a carried file
}

// find reads every file below the folder that can be imported; the report names the others.
func find(fsys fs.FS, jobs int, report *Report) (inputs []*input, err error) {
	files, err := published.Find(fsys, jobs)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if why := notImported(f); why != "" {
			report.file(f.File.Name, NotImported, why)
			continue
		}
		inputs = append(inputs, &input{file: f.File, kind: f.Kind, distro: f.Distro, target: f.Target, vendor: f.Vendor, template: f.Template, own: f.Own, name: f.Base})
	}
	return inputs, nil
}

// notImported says why a file is not imported; "" when it is.
func notImported(f *published.File) string {
	switch {
	case f.Kind == "":
		return f.Why
	case f.Machine:
		return "not data"
	case f.Kind == "overlay":
		return "overlays on upstream's events are not imported; their effect is in pes-events.json"
	case f.Kind == "leftover":
		return "no file that Leapp reads"
	case f.Alone:
		return "a vendor's file for one distribution alone: vendors say the same for all that they are for"
	}
	return ""
}
