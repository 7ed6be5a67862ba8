package importer

import (
	"io/fs"

	"pes/generator/published"
)

// input is one file that is imported.
type input struct {
	*published.File
	fingerprints []string // of a key
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
		inputs = append(inputs, &input{File: f})
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
