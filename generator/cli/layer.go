package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/follow"
	"pes/generator/source"
	"pes/generator/tree"
)

// maxEventFile is the size of the largest file of events that is read.
const maxEventFile = 64 << 20

// renewUpstream brings the layer of the project to what a file of upstream says, and prints what that changes.
func (a *app) renewUpstream(name string, dry bool) error {
	text, err := source.ReadFile(name, maxEventFile)
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	layer, found := follow.Read(&diag.File{Name: filepath.ToSlash(name), Text: text})
	if layer == nil {
		return a.report(&found)
	}
	if err := a.printText(&found); err != nil {
		return err
	}
	files, err := a.readSources()
	if err != nil {
		return err
	}
	now, err := today()
	if err != nil {
		return err
	}
	there, broken := source.ParseLayer(files.Layer)
	files.Layer = nil // what is wrong with it is mended now
	p, mistakes := source.Parse(files, a.jobs)
	if mistakes.Failed() {
		return a.report(&mistakes)
	}
	if p.Layer = there; broken.Failed() {
		a.say("the layer could not be read, so what is new cannot be told")
		p.Layer = nil
	} else if there != nil && there.Layer.Value != compile.LayerDigest(there.Files) {
		a.say("the layer was not as pes sync upstream wrote it; it is written anew")
	}
	change := follow.Compare(p, layer, a.jobs, now)
	if a.format == "markdown" {
		err = change.Markdown(a.out)
	} else {
		err = change.Text(a.out, isTerminal(a.out))
	}
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	if dry {
		a.say("nothing was written")
		return nil
	}
	return a.putLayer(there, follow.Files(layer))
}

// putLayer writes a layer in the place of that of a project. The origin, which holds the digest of the others, is the
// last of its files: a layer of which a part is missing is refused.
func (a *app) putLayer(was *source.Layer, files tree.Tree) error {
	for _, f := range files {
		if err := put(a.dir, f.Path, f.Data); err != nil {
			return err
		}
	}
	if was == nil {
		return nil
	}
	for _, f := range was.Files {
		if !slices.ContainsFunc(files, func(e tree.Entry) bool { return e.Path == f.Name }) {
			if err := os.Remove(filepath.Join(a.dir, f.Name)); err != nil {
				return fmt.Errorf("sync: %w", err)
			}
		}
	}
	return nil
}
