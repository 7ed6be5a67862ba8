//go:build !js

package author

import (
	"pes/generator/list"
	"pes/generator/model"
)

// Superseded are the events of upstream whose place is taken, in whole or in part, by events of a file that begin at or
// after offset.
func Superseded(c *model.Catalog, file string, offset int) (out []*model.Event) {
	for _, d := range c.Distros {
		for _, f := range d.Upstream {
			for _, part := range f.Parts {
				by := part.By
				if by != nil && by.Pos.File != nil && by.Pos.File.Name == file && by.Pos.Off >= offset {
					out = list.AppendNew(out, f.Of)
				}
			}
		}
	}
	return out
}
