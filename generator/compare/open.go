package compare

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"pes/generator/datarelease"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/revision"
	"pes/generator/source"
)

// maxArtifact is the size in bytes of the largest file of a data release.
const maxArtifact = 1 << 30

const revisionPrefix = "git:"

// files are those of a side, as they are stored.
type files struct {
	fsys    fs.FS
	name    string
	close   func() error
	machine *datarelease.TreeManifest // of the machine whose files they are; else nil
}

// open opens a side. The caller closes it.
func (r *Reader) open(name string) (*files, error) {
	f := &files{name: name, close: func() error { return nil }}
	if rev, ok := strings.CutPrefix(name, revisionPrefix); ok {
		committed, err := revision.Read(r.Project, rev)
		f.fsys = committed.FS()
		return f, err
	}
	if info, err := os.Stat(name); err == nil && !info.IsDir() {
		if !isArchive(name) {
			return nil, fmt.Errorf("diff: %s is neither a folder, nor an archive of a release (.tar.gz, .tar.zst), "+
				"nor a revision (git:REVISION)", name)
		}
		data, err := source.ReadFile(name, maxArtifact)
		if err != nil {
			return nil, fmt.Errorf("diff: %w", err)
		}
		unpacked, _, err := datarelease.Unpack(filepath.ToSlash(name), data)
		if err != nil {
			return nil, fmt.Errorf("diff: %s: %w", name, err)
		}
		f.fsys = unpacked.FS()
	} else {
		if machine, ok := machineOf(name); ok && datarelease.IsMachine(os.DirFS(machine)) {
			name = machine
		}
		root, err := os.OpenRoot(name)
		if err != nil {
			return nil, fmt.Errorf("diff: %w", err)
		}
		f.fsys, f.close = root.FS(), root.Close
	}
	return f, f.readMachine()
}

// readMachine reads the manifest of a machine, if there is one.
func (f *files) readMachine() (err error) {
	if !datarelease.IsMachine(f.fsys) {
		return nil
	}
	t, err := datarelease.ReadTreeManifest(f.fsys)
	if err == nil && (!model.ValidName(t.Distro) || t.Target < 1 || t.Target > 99) {
		err = errors.New("it names no distribution and target")
	}
	if err != nil {
		f.close()
		return fmt.Errorf("%s: %s: %w", f.name, datarelease.TreeManifestName, err)
	}
	f.machine = t
	return nil
}

// shortName returns the name of a side for reports, without the path to it on this machine.
func shortName(name string) string {
	if rev, ok := strings.CutPrefix(name, revisionPrefix); ok {
		return rev
	}
	if abs, err := filepath.Abs(name); err == nil && filepath.Base(abs) != string(filepath.Separator) {
		return filepath.Base(abs)
	}
	return name
}

func isArchive(name string) bool {
	return strings.HasSuffix(name, ".tar.gz") || strings.HasSuffix(name, ".tar.zst")
}

// machineOf is the / of the machine whose etc/leapp/files a folder is.
func machineOf(name string) (root string, ok bool) {
	abs, err := filepath.Abs(name)
	if err != nil || !strings.HasSuffix(filepath.ToSlash(abs), "/"+datarelease.FilesDir) {
		return "", false
	}
	return filepath.Join(abs, "..", "..", ".."), true
}

func isFolder(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.IsDir()
}

// oneVersion finds the trees of one Leapp version in a build with several: the version of the machine on the other
// side, else the newest of those that have the most trees.
func oneVersion(fsys fs.FS, machine *datarelease.TreeManifest) (fs.FS, error) {
	folders, err := fs.Glob(fsys, "data/leapp-*")
	if err != nil || len(folders) == 0 {
		return fsys, err
	}
	if machine != nil && slices.Contains(folders, "data/leapp-"+machine.Leapp) {
		return fs.Sub(fsys, "data/leapp-"+machine.Leapp)
	}
	best, most := "", 0
	for _, v := range leapp.Versions {
		folder := path.Join("data", "leapp-"+v.Name)
		if !slices.Contains(folders, folder) {
			continue
		}
		trees, err := fs.Glob(fsys, folder+"/*/el*")
		if err != nil {
			return nil, err
		}
		if len(trees) >= most {
			best, most = folder, len(trees)
		}
	}
	if best == "" {
		return nil, errors.New("the folders in data/ are of no Leapp version that is known")
	}
	return fs.Sub(fsys, best)
}
