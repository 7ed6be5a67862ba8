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
	for _, f := range files {
		header := ""
		for text := f.Text; len(text) > 0; {
			var line []byte
			line, text, _ = bytes.Cut(text, []byte("\n"))
			if len(line) > 0 && line[0] == '[' {
				header = strings.Trim(string(line), "[]")
				continue
			}
			words := strings.Fields(header)
			if len(words) != 3 || words[2] != release || !bytes.Contains(line, []byte(name+"@")) {
				continue
			}
			in, _, _ := strings.Cut(" "+string(line), " > ")
			what, id, ok := strings.Cut(string(line), " #")
			n, err := strconv.ParseInt(id, 10, 64)
			if !ok || err != nil || !strings.Contains(in, " "+name+"@") {
				continue
			}
			from := ""
			if words[1] != noRelease {
				from = words[1] + " to "
			}
			out = append(out, Found{n, words[0] + " " + from + release + ": " + what})
		}
	}
	return out
}
