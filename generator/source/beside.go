//go:build !js

package source

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
)

// readRecord reads the record of a release.
func (one *parsed) readRecord(d *decoder, f *diag.File, root *Value) {
	one.record = &Record{Name: strings.TrimSuffix(path.Base(f.Name), ".toml"), File: f}
	decodeInto(d, root, one.record)
}

// readRejected reads content/rejected.toml.
func (one *parsed) readRejected(d *decoder, f *diag.File, root *Value) {
	one.rejected = &Rejected{File: f}
	decodeInto(d, root, one.rejected)
	one.rejected.check(d.list)
}

// check refuses rejections that could reject nothing.
func (r *Rejected) check(l *diag.List) {
	for _, x := range r.List {
		before, after, _ := strings.Cut(x.Path.Value, "-")
		from, err := strconv.Atoi(before)
		to, toErr := strconv.Atoi(after)
		switch {
		case len(x.Packages.Items) == 0 || slices.Contains(x.Packages.Values(), ""):
			l.Errorf(x.Pos, "bad-package", "this rejection has no package: write packages = [...]")
		case err != nil || toErr != nil || x.Path.Value != fmt.Sprintf("%d-%d", from, to):
			at := x.Pos
			if x.Path.Set() {
				at = x.Path.Pos
			}
			l.Errorf(at, "bad-release", "%q is not an upgrade path: write path = \"8-9\"", x.Path.Value)
		}
	}
}
