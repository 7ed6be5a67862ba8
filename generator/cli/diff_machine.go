package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"pes/generator/datarelease"
	"pes/generator/model"
	"pes/generator/source"
)

// openSide opens what a side of a comparison names: a folder, or an archive of a release. /etc/leapp/files is opened as the machine it
// is part of where that says which tree its files are.
func openSide(arg string) (fsys fs.FS, done func() error, err error) {
	if info, err := os.Stat(arg); err == nil && !info.IsDir() {
		if !strings.HasSuffix(arg, ".tar.gz") && !strings.HasSuffix(arg, ".tar.zst") {
			return nil, nil, fmt.Errorf("diff: %s is no folder, no archive of a release (.tar.gz, .tar.zst) and no revision (git:REVISION)", arg)
		}
		data, err := readUpTo(arg, maxArtifact)
		if err != nil {
			return nil, nil, fmt.Errorf("diff: %w", err)
		}
		files, err := datarelease.Unpack(filepath.ToSlash(arg), data)
		if err != nil {
			return nil, nil, fmt.Errorf("diff: %s: %w", arg, err)
		}
		fsys, err := files.FS()
		return fsys, func() error { return nil }, err
	}
	if abs, err := filepath.Abs(arg); err == nil && strings.HasSuffix(filepath.ToSlash(abs), "/etc/leapp/files") {
		if root := filepath.Join(abs, "..", "..", ".."); datarelease.IsMachine(os.DirFS(root)) {
			arg = root
		}
	}
	root, err := os.OpenRoot(arg)
	if err != nil {
		return nil, nil, fmt.Errorf("diff: %w", err)
	}
	return root.FS(), root.Close, nil
}

// machineTree is the tree that a side is the files of, nil where it is something else or does not say.
func machineTree(arg string) (*datarelease.TreeManifest, error) {
	if strings.HasPrefix(arg, revisionPrefix) {
		return nil, nil
	}
	fsys, done, err := openSide(arg)
	if err != nil {
		return nil, err
	}
	defer done()
	if !datarelease.IsMachine(fsys) {
		return nil, nil
	}
	t, err := datarelease.ReadTreeManifest(fsys)
	if err == nil && (!source.ValidName(t.Distro) || t.Target < 1 || t.Target > 99) {
		err = errors.New("it names no distribution and target")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", arg, datarelease.TreeManifestName, err)
	}
	return t, nil
}

// narrow leaves of a side what is for the distribution and the target of a machine.
func (c *compared) narrow(t *datarelease.TreeManifest) error {
	catalog := *c.catalog
	catalog.Targets = nil
	for _, x := range c.catalog.Targets {
		if x.Distro.Folder == t.Distro && x.Major == t.Target {
			catalog.Targets = []*model.Target{x}
		}
	}
	if catalog.Targets == nil {
		return fmt.Errorf("%s has nothing for %s el%d, which the other side is the files of", c.name, t.Distro, t.Target)
	}
	c.catalog = &catalog
	return nil
}
