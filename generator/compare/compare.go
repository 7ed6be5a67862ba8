// Package compare reads two states of the data that are held against each other, whatever they are stored as:
//
//	a project       a folder with content/distros
//	git:REVISION    the project as it was committed
//	a checkout      of leapp-data: files/<distro>/, vendors.d/
//	a build         data/leapp-<L>/<distro>/el<N>/
//	a data release  its folder, or one of its archives (.tar.gz, .tar.zst)
//	a machine       its /, or its etc/leapp/files
//
// A [Reader] gives a [Side] of each, whose catalog package delta compares: see the example. [Verify] holds what was
// published against what it should be.
package compare

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"pes/generator/compile"
	"pes/generator/datarelease"
	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/model"
	"pes/generator/published"
	"pes/generator/revision"
	"pes/generator/source"
)

// A Reader reads sides.
type Reader struct {
	Project string // the folder in whose repository git:REVISION is
	Jobs    int
}

// A Side is one side of a comparison.
type Side struct {
	Name       string // version of a data release, revision, or last part of a path: the same on any machine
	Catalog    *model.Catalog
	Published  *published.Checkout // where the data came from published files; nil for a project
	Unreadable int                 // errors in published files, which take no part
}

// A CompileError says that a project does not compile.
type CompileError struct {
	Name string
	List diag.List
}

func (e *CompileError) Error() string { return e.Name + " does not compile" }

// Pair reads both sides. Where one is the files of a machine that says which release they came from, the other has only
// what is for the same distribution, target and, where a build has several, Leapp version.
func (r *Reader) Pair(from, to string) (before, after *Side, err error) {
	first, err := machineManifest(from)
	if err != nil {
		return nil, nil, err
	}
	second, err := machineManifest(to)
	if err != nil {
		return nil, nil, err
	}
	if before, err = r.side(from, context{own: first, other: second}); err != nil {
		return nil, nil, err
	}
	after, err = r.side(to, context{own: second, other: first, like: before.Published})
	return before, after, err
}

// Side reads one side alone.
func (r *Reader) Side(name string) (*Side, error) { return r.side(name, context{}) }

// Published reads published data from a file system; name is what errors call it.
func (r *Reader) Published(fsys fs.FS, name string) (*Side, error) {
	return r.published(fsys, name, context{})
}

// context is what is known of a side before it is read.
type context struct {
	own, other *datarelease.TreeManifest // of the machine that this side, or the other, is; nil otherwise
	like       *published.Checkout       // the other side, with which equal files are shared; nil where it was not read
}

const revisionPrefix = "git:"

func (r *Reader) side(name string, c context) (*Side, error) {
	if rev, ok := strings.CutPrefix(name, revisionPrefix); ok {
		files, err := revision.Read(r.Project, rev)
		if err != nil {
			return nil, err
		}
		fsys, err := files.FS()
		if err != nil {
			return nil, err
		}
		return r.read(fsys, name, c)
	}
	fsys, done, err := open(name)
	if err != nil {
		return nil, err
	}
	defer done()
	return r.read(fsys, name, c)
}

// read reads a project or published data.
func (r *Reader) read(fsys fs.FS, name string, c context) (s *Side, err error) {
	if isFolder(fsys, "content/distros") {
		s, err = r.project(fsys, name)
	} else {
		s, err = r.published(fsys, name, c)
	}
	switch {
	case err != nil:
		return nil, err
	case c.own != nil:
		err = s.limit(c.own)
	case c.other != nil:
		err = s.limit(c.other)
	}
	return s, err
}

// project compiles a project without applying the rules of package check.
func (r *Reader) project(fsys fs.FS, name string) (*Side, error) {
	files, err := source.Read(fsys, r.Jobs)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	project, list := source.Parse(files, r.Jobs)
	catalog, found := compile.Resolve(project, "")
	list.Merge(found)
	list.Sort()
	if list.Failed() {
		return nil, &CompileError{name, list}
	}
	return &Side{Name: shortName(name), Catalog: catalog}, nil
}

// published reads published data.
func (r *Reader) published(fsys fs.FS, name string, c context) (*Side, error) {
	s := &Side{Name: shortName(name)}
	fail := func(err error) (*Side, error) { return nil, fmt.Errorf("%s: %w", name, err) }
	if datarelease.IsRelease(fsys) {
		m, files, err := datarelease.Data(fsys)
		if err != nil {
			return fail(err)
		}
		s.Name = m.Version
		if fsys, err = files.FS(); err != nil {
			return fail(err)
		}
	}
	var err error
	if isFolder(fsys, filesDir) {
		if fsys, err = fs.Sub(fsys, filesDir); err != nil {
			return fail(err)
		}
	}
	if fsys, err = oneVersion(fsys, c.other); err != nil {
		return fail(err)
	}
	if s.Published, err = published.Data(fsys, r.Jobs, c.like); err != nil {
		return fail(err)
	}
	if s.Published.Files == 0 {
		return nil, fmt.Errorf("there is no data in %s: a project has content/distros/, a leapp-data checkout "+
			"files/<distro>/, a machine /etc/leapp/files", name)
	}
	s.Catalog, s.Unreadable = s.Published.Catalog, s.Published.List.Count(diag.Error)
	for _, d := range s.Catalog.Distros {
		if c.own != nil && d.Folder == "" {
			d.Folder = c.own.Distro
		}
		d.Name = known.Title(d.Folder)
	}
	return s, nil
}

// limit leaves of a side what is for the distribution and the target of a machine.
func (s *Side) limit(t *datarelease.TreeManifest) error {
	catalog := *s.Catalog
	catalog.Targets = nil
	for _, x := range s.Catalog.Targets {
		if x.Distro.Folder == t.Distro && x.Major == t.Target {
			catalog.Targets = []*model.Target{x}
		}
	}
	if catalog.Targets == nil {
		return fmt.Errorf("%s has nothing for %s el%d, which the other side is the files of",
			s.Name, t.Distro, t.Target)
	}
	s.Catalog = &catalog
	return nil
}

// shortName is what a side is called: where a folder lies on this machine means nothing to others.
func shortName(name string) string {
	if rev, ok := strings.CutPrefix(name, revisionPrefix); ok {
		return rev
	}
	if abs, err := filepath.Abs(name); err == nil && filepath.Base(abs) != string(filepath.Separator) {
		return filepath.Base(abs)
	}
	return name
}
