// Package compare reads the two states of the data that are compared. Each can be:
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
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"slices"

	"pes/generator/compile"
	"pes/generator/datarelease"
	"pes/generator/delta"
	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/published"
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
	Published  *published.Checkout    // where the data came from published files; nil for a project
	Unreadable []published.Unreadable // files that are compared in part or not at all
}

// A CompileError says that a project does not compile.
type CompileError struct {
	Name string
	List diag.List
}

func (e *CompileError) Error() string { return e.Name + " does not compile" }

// Pair reads both sides. If one is a machine with the manifest of the release that its files came from, the other is
// limited to the same distribution, target and, if a build has several, Leapp version.
func (r *Reader) Pair(from, to string) (before, after *Side, err error) {
	first, err := r.open(from)
	if err != nil {
		return nil, nil, err
	}
	defer first.close()
	second, err := r.open(to)
	if err != nil {
		return nil, nil, err
	}
	defer second.close()
	if before, err = r.read(first, second.machine, nil); err != nil {
		return nil, nil, err
	}
	after, err = r.read(second, first.machine, before.Published)
	return before, after, err
}

// Difference compares two sides. A file that is broken, but the same on both, makes no difference.
func Difference(before, after *Side, jobs int) *delta.Delta {
	d := delta.Compare(before.Catalog, after.Catalog, jobs)
	d.From, d.To = before.Name, after.Name
	for _, pair := range [][2]*Side{{before, after}, {after, before}} {
		mine, other := pair[0], pair[1]
		for _, u := range mine.Unreadable {
			same := func(o published.Unreadable) bool {
				return o.File.Name == u.File.Name && bytes.Equal(o.File.Text, u.File.Text)
			}
			if slices.ContainsFunc(other.Unreadable, same) {
				continue
			}
			line, _ := u.Pos.LineCol()
			d.Unreadable = append(d.Unreadable,
				delta.Unreadable{Side: mine.Name, File: u.File.Name, Line: line, Why: u.Message})
		}
	}
	return d
}

// Side reads one side alone.
func (r *Reader) Side(name string) (*Side, error) {
	f, err := r.open(name)
	if err != nil {
		return nil, err
	}
	defer f.close()
	return r.read(f, nil, nil)
}

// Published reads published data from a file system; name is what errors call it.
func (r *Reader) Published(fsys fs.FS, name string) (*Side, error) {
	return r.published(&files{fsys: fsys, name: name}, nil, nil)
}

// read reads a project or published data. other is the manifest of the machine on the other side, nil if there is none;
// like is the other side, whose parsed files are reused if they are equal.
func (r *Reader) read(f *files, other *datarelease.TreeManifest, like *published.Checkout) (s *Side, err error) {
	if isFolder(f.fsys, "content/distros") {
		s, err = r.project(f)
	} else {
		s, err = r.published(f, other, like)
	}
	if m := cmp.Or(f.machine, other); err == nil && m != nil {
		err = s.limit(m)
	}
	return s, err
}

// project compiles a project without applying the rules of package check.
func (r *Reader) project(f *files) (*Side, error) {
	sources, err := source.Read(f.fsys, r.Jobs)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.name, err)
	}
	project, found := source.Parse(sources, r.Jobs)
	catalog, more := compile.Resolve(project, "")
	found.Merge(more)
	found.Sort()
	if found.Failed() {
		return nil, &CompileError{f.name, found}
	}
	return &Side{Name: shortName(f.name), Catalog: catalog}, nil
}

// published reads published data.
func (r *Reader) published(f *files, other *datarelease.TreeManifest, like *published.Checkout) (*Side, error) {
	s, fsys := &Side{Name: shortName(f.name)}, f.fsys
	fail := func(err error) (*Side, error) { return nil, fmt.Errorf("%s: %w", f.name, err) }
	if datarelease.IsRelease(fsys) {
		m, data, err := datarelease.Data(fsys)
		if err != nil {
			return fail(err)
		}
		s.Name, fsys = m.Version, data.FS()
	}
	var err error
	if isFolder(fsys, datarelease.FilesDir) {
		if fsys, err = fs.Sub(fsys, datarelease.FilesDir); err != nil {
			return fail(err)
		}
	}
	if fsys, err = oneVersion(fsys, other); err != nil {
		return fail(err)
	}
	if s.Published, err = published.Data(fsys, r.Jobs, like); err != nil {
		return fail(err)
	}
	if s.Published.Files == 0 {
		return nil, fmt.Errorf("there is no data in %s: a project has content/distros/, a leapp-data checkout "+
			"files/<distro>/, a machine /etc/leapp/files", f.name)
	}
	s.Catalog, s.Unreadable = s.Published.Catalog, s.Published.Unreadable()
	for _, d := range s.Catalog.Distros {
		if f.machine != nil && d.Folder == "" {
			d.Folder = f.machine.Distro
		}
		d.Name = known.Title(d.Folder)
	}
	return s, nil
}

// limit reduces a side to the distribution and the target of a machine.
func (s *Side) limit(t *datarelease.TreeManifest) error {
	if !s.Limit([]string{t.Distro}, t.Target) {
		return fmt.Errorf("%s has nothing for %s el%d, which the other side is the files of",
			s.Name, t.Distro, t.Target)
	}
	return nil
}

// Limit reduces a side to some distributions, and to the upgrades to one major: none and 0 are all. It reports whether
// anything is left.
func (s *Side) Limit(distros []string, major int) bool {
	wanted := func(distro string, target int) bool {
		return (len(distros) == 0 || distro == "" || slices.Contains(distros, distro)) &&
			(major == 0 || target == 0 || target == major)
	}
	catalog := *s.Catalog
	catalog.Targets = list.Select(catalog.Targets, func(x *model.Target) bool {
		return wanted(x.Distro.Folder, x.Major)
	})
	s.Catalog = &catalog
	s.Unreadable = list.Select(s.Unreadable, func(u published.Unreadable) bool { return wanted(u.Distro, u.Target) })
	return len(catalog.Targets) > 0
}
