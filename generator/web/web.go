// Package web holds the programs that the site's tools run in the browser.
//
// They are the generator's own code, compiled to WebAssembly by make: the mains are in wasm/, what they do in packages
// simulator and composer, which run natively too. A command that was built without them has none:
//
//	p, ok := web.Built()
//
// A program may have 1.5 MiB, compressed. What is short is therefore sorted with list.Sort: slices.SortFunc is made
// anew for each type that is sorted. For the same reason neither encoding/json nor regexp is in compose, and no reader
// of TOML in simulate, which package facts explains.
package web

import (
	"embed"
	"io/fs"
)

//go:embed programs
var files embed.FS

// Programs are what browsers load.
type Programs struct {
	Glue     []byte // wasm_exec.js, which starts the others
	Simulate []byte // WebAssembly, gzip
	Compose  []byte
}

// Built are the programs in this command; not ok if it was built without them.
func Built() (p Programs, ok bool) {
	for name, to := range map[string]*[]byte{"wasm_exec.js": &p.Glue, "simulate.wasm.gz": &p.Simulate,
		"compose.wasm.gz": &p.Compose} {
		data, err := fs.ReadFile(files, "programs/"+name)
		if err != nil {
			return Programs{}, false
		}
		*to = data
	}
	return p, true
}
