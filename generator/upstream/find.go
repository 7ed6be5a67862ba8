package upstream

import (
	"bytes"
	"strconv"
	"strings"

	"pes/generator/diag"
)

// A Found is an event of a layer, found without reading all of it.
type Found struct {
	ID   int64
	Text string // moved 7.7 to 8.0: ant@base > @AppStream
}

// Find gives the events of a layer that take a package in a release, by what their lines say.
func Find(files []*diag.File, name, release string) (out []Found) {
	inLine := []byte(name + "@")
	for _, f := range files {
		about := "" // of the header above, if it is of the release
		for text := f.Text; len(text) > 0; {
			var line []byte
			line, text, _ = bytes.Cut(text, []byte("\n"))
			line = bytes.TrimSuffix(line, []byte("\r"))
			if len(line) > 0 && line[0] == '[' {
				about = aboutRelease(string(line), release)
			}
			if about == "" || !bytes.Contains(line, inLine) {
				continue
			}
			in, _, _ := strings.Cut(" "+string(line), " > ")
			what, id, ok := strings.Cut(string(line), " #")
			if n, err := strconv.ParseInt(id, 10, 64); ok && err == nil && strings.Contains(in, " "+name+"@") {
				out = append(out, Found{n, about + ": " + what})
			}
		}
	}
	return out
}

// aboutRelease says what the events below a header of a release have in common: moved 7.7 to 8.0. It is "" for other
// releases.
func aboutRelease(header, release string) string {
	words := strings.Fields(strings.Trim(header, "[]"))
	if len(words) != 3 || words[2] != release {
		return ""
	}
	if words[1] == noRelease {
		return words[0] + " " + release
	}
	return words[0] + " " + words[1] + " to " + release
}
