package compare

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"pes/generator/datarelease"
	"pes/generator/delta"
	"pes/generator/model"
	"pes/generator/published"
	"pes/generator/source"
	"pes/generator/tree"
)

// A Verification is what was found.
type Verification struct {
	*datarelease.Report
	Changes *delta.Delta // what differs in meaning on a machine from the release it was compared with; else nil
}

// A KindError says that a file is of no kind that a data release has.
type KindError struct{ Name string }

func (e KindError) Error() string {
	return e.Name + " is not a release, archive (.tar.gz, .tar.zst), RPM or folder"
}

// Verify verifies a data release, an archive or an RPM of one, or the files of a machine: its / or its etc/leapp/files.
// key is the public key that must have signed; nil where any key will do. original is the data release, or an archive
// of it, that the files of a machine are compared with; "" for the manifest that came with them.
func Verify(name string, key []byte, original string, jobs int) (v Verification, err error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return verifyFolder(name, key, original, jobs)
	}
	v.Report, _, err = verifyArtifact(name, key)
	if kind := (KindError{}); err != nil && !errors.As(err, &kind) {
		err = fmt.Errorf("verify: %w", err)
	}
	return v, err
}

// verifyArtifact verifies an archive, whose files it gives, or an RPM.
func verifyArtifact(name string, key []byte) (*datarelease.Report, tree.Tree, error) {
	data, err := source.ReadFile(name, maxArtifact)
	if err != nil {
		return nil, nil, err
	}
	root, err := os.OpenRoot(releaseOf(name))
	if err != nil {
		return nil, nil, err
	}
	defer root.Close()
	switch slashed := filepath.ToSlash(name); {
	case strings.HasSuffix(name, ".rpm"):
		return datarelease.VerifyRPM(slashed, data, root.FS(), key), nil, nil
	case isArchive(name):
		report, files := datarelease.VerifyArchive(slashed, data, root.FS(), key)
		return report, files, nil
	}
	return nil, nil, KindError{name}
}

// releaseOf is the folder of the data release that a package is in, up to three folders above its own, else its own
// folder, where archives are. A folder whose manifest does not list the package, or cannot be read, is not taken for
// its release.
func releaseOf(name string) string {
	own := filepath.Dir(name)
	if !strings.HasSuffix(name, ".rpm") {
		return own
	}
	if abs, err := filepath.Abs(name); err == nil {
		name = abs
	}
	dir, below := filepath.Dir(name), filepath.Base(name)
	for range 4 {
		if datarelease.Lists(os.DirFS(dir), filepath.ToSlash(below)) {
			return dir
		}
		dir, below = filepath.Dir(dir), filepath.Join(filepath.Base(dir), below)
	}
	return own
}

func verifyFolder(name string, key []byte, original string, jobs int) (v Verification, err error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return v, fmt.Errorf("verify: %w", err)
	}
	defer root.Close()
	if datarelease.IsRelease(root.FS()) {
		v.Report = datarelease.VerifyRelease(root.FS(), key)
		return v, nil
	}
	machine := root
	if !isFolder(root.FS(), datarelease.FilesDir) { // etc/leapp/files itself
		above, ok := machineOf(name)
		if !ok {
			return v, fmt.Errorf("%s is not a release (manifest.json) and has no etc/leapp/files", name)
		}
		if machine, err = os.OpenRoot(above); err != nil {
			return v, fmt.Errorf("verify: %w", err)
		}
		defer machine.Close()
	}
	if original == "" {
		v.Report = datarelease.VerifyTree(machine.FS(), nil, key)
		return v, nil
	}
	want, err := readOriginal(original, machine.FS(), key)
	if err != nil {
		return v, fmt.Errorf("--release: %w", err)
	}
	v.Report = datarelease.VerifyTree(machine.FS(), want, key)
	if onlyRegularFiles(machine.FS()) { // reading a pipe would never end
		v.Changes, err = changes(want.Files, machine.FS(), jobs)
	}
	return v, err
}

// onlyRegularFiles reports whether all files of a machine's data are regular files.
func onlyRegularFiles(machine fs.FS) bool {
	err := fs.WalkDir(machine, datarelease.FilesDir, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !d.Type().IsRegular() {
			err = fs.ErrInvalid
		}
		return err
	})
	return err == nil
}

// readOriginal reads the files that a machine should have from a data release or an archive, which must be intact.
func readOriginal(name string, machine fs.FS, key []byte) (*datarelease.Original, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		root, err := os.OpenRoot(name)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		if r := datarelease.VerifyRelease(root.FS(), key); len(r.Findings) > 0 {
			return nil, fmt.Errorf("%s is not intact itself: %s: %s", name, r.Findings[0].Path, r.Findings[0].Message)
		}
		archive, err := datarelease.ArchiveFor(root.FS(), machine)
		if err != nil {
			return nil, err
		}
		name = filepath.Join(name, archive)
	}
	r, files, err := verifyArtifact(name, key)
	if err != nil {
		return nil, err
	}
	switch {
	case len(r.Findings) > 0:
		return nil, fmt.Errorf("%s is not intact itself: %s", name, r.Findings[0].Message)
	case r.Tree == nil:
		return nil, fmt.Errorf("%s holds no files of a machine", name)
	}
	return &datarelease.Original{Files: files, Report: r}, nil
}

// changes is what differs in meaning between the files that a machine should have and those it has.
func changes(want tree.Tree, machine fs.FS, jobs int) (*delta.Delta, error) {
	var sides [2]*model.Catalog
	for i, side := range []fs.FS{want.FS(), machine} {
		files, err := fs.Sub(side, datarelease.FilesDir)
		if err != nil {
			return nil, err
		}
		checkout, err := published.Data(files, jobs, nil)
		if err != nil {
			return nil, fmt.Errorf("verify: %w", err)
		}
		sides[i] = checkout.Catalog
	}
	return delta.Compare(sides[0], sides[1], jobs), nil
}
