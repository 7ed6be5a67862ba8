package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"pes/generator/archive"
	"pes/generator/host"
	"pes/generator/machine"
	"pes/generator/simulate"
	"pes/generator/sosreport"
	"pes/generator/unpack"
)

// ownTree is where the machine has the files that its own Leapp reads.
const ownTree = "etc/leapp/files"

// A root is the open root of a machine: a folder, or what an archive holds.
type root struct {
	fs.FS
	close func() error
}

func openRoot(path string) (*root, error) {
	if archive.Is(path) {
		fsys, closeAll, err := archive.Open(path, host.Files...)
		if err != nil {
			return nil, fmt.Errorf("root: %w", err)
		}
		return &root{fsys, closeAll}, nil
	}
	dir, err := host.OpenDir(path)
	if err != nil {
		return nil, fmt.Errorf("root: %w", err)
	}
	return &root{dir, dir.Close}, nil
}

// readRoot reads the machine that --root names, and what it is upgraded with.
func (a *app) readRoot(s *simulation) (lists []simulate.ListFile, many bool, route simulate.Route, err error) {
	if s.machine, err = openRoot(s.root); err != nil {
		return nil, false, nil, err
	}
	defer s.machine.close()
	l, err := a.useRoot(s)
	if err != nil {
		return nil, false, nil, err
	}
	route, err = a.simulationRoute(s)
	return []simulate.ListFile{simulate.ListOf(l)}, false, route, err
}

// useRoot reads the machine that --root names. What it says of its release and of Leapp counts where no option does.
func (a *app) useRoot(s *simulation) (*machine.List, error) {
	if len(s.installed) > 0 {
		return nil, wrongCall("--installed and --root both say what is upgraded: leave one out")
	}
	if s.ownTree && (s.tree != nil || s.Distro != "") {
		return nil, wrongCall("--own-tree is /%s of the machine: leave --tree and --distro out", ownTree)
	}
	l, err := host.Read(s.machine, s.root)
	if err != nil {
		return nil, fmt.Errorf("root: %w", err)
	}
	if s.Installed = l.Leapp; s.source == "" && !l.Source.IsZero() {
		s.source = l.Source.String()
	}
	if s.source == "" {
		return nil, wrongCall("--source is missing: the files of %s do not say which release of Enterprise Linux it "+
			"has", s.root)
	}
	if s.tree == nil && s.Distro == "" && !s.ownTree {
		what := "--distro is missing: what the machine becomes"
		if _, err := fs.Stat(s.machine, ownTree+"/repomap.json"); err == nil {
			what += "; or --own-tree, to upgrade with the files that it has in /" + ownTree
		}
		return nil, wrongCall("%s", what)
	}
	return l, nil
}

// simulationOwnTree reads the tree that the machine itself has.
func (a *app) simulationOwnTree(s *simulation) (simulate.Route, error) {
	if _, err := fs.Stat(s.machine, ownTree+"/pes-events.json"); err != nil {
		return nil, fmt.Errorf("tree: %s has no data of Leapp that could be read: %w", s.root, err)
	}
	fsys, err := fs.Sub(s.machine, ownTree)
	if err != nil {
		return nil, err
	}
	route, err := simulate.RouteFromTrees([]simulate.TreeDir{{Name: "/" + ownTree, FS: fsys}}, s.Options)
	if errors.Is(err, fs.ErrPermission) {
		err = fmt.Errorf("%w; --tree names a copy that you may read", err)
	}
	return route, err
}

// readArchive reads a sosreport, or a list that is compressed.
func readArchive(name string) (*machine.List, error) {
	list, err := sosreport.Read(name)
	if !errors.Is(err, archive.ErrNoTar) {
		return list, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := unpack.Reader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, machine.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("%s: it cannot be unpacked: %w", name, err)
	}
	return machine.Read(name, data)
}
