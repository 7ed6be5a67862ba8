package importer

import "pes/generator/published"

// input is one file that is imported.
type input struct {
	*published.File
	fingerprints []string // of a key
}

// noData is why files of everybody's checkouts, such as LICENSE, are not imported.
const noData = "not data"

// notImported says why a file is not imported; "" when it is.
func notImported(f *published.File) string {
	switch {
	case f.Kind == "":
		return f.Why
	case f.Machine:
		return noData
	case f.Kind == "leftover":
		return "no file that Leapp reads"
	case f.Alone:
		return "a vendor's file for one distribution alone: vendors say the same for all that they are for"
	}
	return ""
}
