package release

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"pes/generator/pgp"
	"pes/generator/tree"
)

// A Kind is what is wrong with a file.
type Kind string

// The kinds.
const (
	Changed   Kind = "changed"   // other bytes than were published
	Missing   Kind = "missing"   // published, and not there
	Foreign   Kind = "foreign"   // there, and not published
	Signature Kind = "signature" // not signed, by the wrong key, or not these bytes
	Broken    Kind = "broken"    // cannot be read
)

// A Finding is something that is not as it was published.
type Finding struct {
	Kind    Kind   `json:"kind"`
	Path    string `json:"path,omitempty"`
	Message string `json:"message"`
}

// A Report is what was found; nothing is intact.
type Report struct {
	What     string    `json:"what"`     // was looked at: "release 2026.3"
	Signer   string    `json:"signer"`   // fingerprint; "" where nothing is signed
	Vouched  bool      `json:"vouched"`  // the signer is the one asked for, not one that came along
	Files    int       `json:"files"`    // how many were looked at
	Findings []Finding `json:"findings"` // by path
	tree     *TreeManifest
}

// Tree is the tree that was looked at, where it was one and its manifest could be read.
func (r *Report) Tree() *TreeManifest { return r.tree }

func (r *Report) add(kind Kind, name, format string, args ...any) {
	r.Findings = append(r.Findings, Finding{kind, name, fmt.Sprintf(format, args...)})
}

func (r *Report) sort() *Report {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return strings.Compare(a.Path, b.Path) })
	return r
}

// read reads a plain file that is no longer than a manifest: a pipe would never end.
func read(fsys fs.FS, name string) ([]byte, error) { return readUpTo(fsys, name, maxManifest) }

func readUpTo(fsys fs.FS, name string, limit int64) ([]byte, error) {
	info, err := fs.Lstat(fsys, name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no regular file", name)
	case info.Size() > limit:
		return nil, fmt.Errorf("%s has %d bytes: more than %d are not read", name, info.Size(), limit)
	}
	return fs.ReadFile(fsys, name)
}

// IsRelease reports whether a folder is one.
func IsRelease(fsys fs.FS) bool {
	_, err := fs.Stat(fsys, ManifestName)
	_, sums := fs.Stat(fsys, SumsName)
	return err == nil || sums == nil
}

// ReadManifest reads the manifest of a release.
func ReadManifest(fsys fs.FS) (*Manifest, error) {
	data, err := read(fsys, ManifestName)
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	m := &Manifest{}
	if err := parse(data, m); err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", ManifestName, err)
	}
	return m, errors.Join(ValidVersion(m.Version), validFiles(m.Files))
}

// VerifyRelease holds a whole release against its manifest, its checksums and its signatures. key is the public key that must
// have signed it; nil where nobody says whose it is.
func VerifyRelease(fsys fs.FS, key []byte) *Report {
	r := &Report{What: "release"}
	m, err := ReadManifest(fsys)
	if err != nil {
		r.add(Broken, ManifestName, "%v", err)
		return r
	}
	r.What = "release " + m.Version
	r.signatures(fsys, m, key)
	expected := map[string]bool{ManifestName: true, SumsName: true}
	if r.Signer != "" || len(r.Findings) > 0 {
		expected[ManifestName+signatureName], expected[SumsName+signatureName] = true, true
	}
	for _, f := range m.Files {
		expected[f.Path] = true
		r.file(fsys, f)
	}
	r.sums(fsys, m)
	r.foreign(fsys, ".", expected)
	return r.sort()
}

// signatures checks those of the manifest and of the checksums. The key that came with a release says that it is whole, not whose.
func (r *Report) signatures(fsys fs.FS, m *Manifest, key []byte) {
	public := key
	if key == nil {
		if public, _ = read(fsys, KeyName); public == nil {
			if slices.ContainsFunc(m.Files, func(f FileDigest) bool { return f.Path == KeyName }) {
				r.add(Missing, KeyName, "the key that signed the release is not there")
			}
			return
		}
	}
	for _, name := range []string{ManifestName, SumsName} {
		r.signature(fsys, name, public, key != nil)
	}
}

// signature checks a detached signature.
func (r *Report) signature(fsys fs.FS, name string, public []byte, vouched bool) {
	data, err := read(fsys, name)
	if err != nil {
		r.add(Missing, name, "it is not there, and so nothing says what was published")
		return
	}
	asc, err := read(fsys, name+signatureName)
	if err != nil {
		r.add(Signature, name+signatureName, "there is no signature of %s", name)
		return
	}
	who, err := pgp.Verify(public, data, asc)
	if err != nil {
		r.add(Signature, name, "%v", err)
		return
	}
	r.Signer, r.Vouched = who, vouched
}

// file holds one file against what was published.
func (r *Report) file(fsys fs.FS, f FileDigest) {
	r.Files++
	info, err := fs.Lstat(fsys, f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.add(Missing, f.Path, "it was published and is not there")
		return
	case err != nil:
		r.add(Broken, f.Path, "%v", err)
		return
	case info.Mode()&fs.ModeSymlink != 0:
		r.add(Changed, f.Path, "%s", r.link(fsys, f.Path))
		return
	case !info.Mode().IsRegular():
		r.add(Changed, f.Path, "it is no regular file")
		return
	case info.Size() != int64(f.Size):
		r.add(Changed, f.Path, "it has %d bytes, %d were published", info.Size(), f.Size)
		return
	}
	data, err := fs.ReadFile(fsys, f.Path)
	if err != nil {
		r.add(Broken, f.Path, "%v", err)
	} else if digest(data) != f.SHA256 {
		r.add(Changed, f.Path, "other bytes were published")
	}
}

// link says what a link is, where a file should be.
func (r *Report) link(fsys fs.FS, name string) string {
	if _, err := fs.Stat(fsys, name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		if r.tree != nil {
			return "it is a link that leads out of the machine; a file was published"
		}
		return "it is a link that leads out of the release; a file was published"
	}
	return "it is a link; a file was published"
}

// guarded asks that on a machine nobody but root can change files that root's programs read, or put others in their place.
func (r *Report) guarded(fsys fs.FS, files []FileDigest) {
	names := map[string]bool{}
	for _, f := range slices.Concat(files, []FileDigest{{Path: TreeManifestName}}) {
		names[f.Path] = true
		for _, dir := range folders(f.Path) {
			names[dir] = false
		}
	}
	err := fs.WalkDir(fsys, filesDir, func(name string, d fs.DirEntry, err error) error { // empty ones too
		if err == nil && d.IsDir() {
			names[name] = false
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.add(Broken, filesDir, "%v", err)
	}
	for name, file := range names {
		info, err := fs.Lstat(fsys, name)
		switch {
		case err != nil: // said already
		case info.Mode()&fs.ModeSymlink != 0 && !file:
			r.add(Changed, name, "it is a link; a folder was published")
		case info.Mode()&fs.ModeSymlink == 0 && info.Mode().Perm()&0o022 != 0:
			r.add(Changed, name, "others than its owner may write to it (mode %04o): chmod go-w", info.Mode().Perm())
		}
	}
}

// sums holds SHA256SUMS against the manifest: it says the same, and what the manifest is.
func (r *Report) sums(fsys fs.FS, m *Manifest) {
	manifest, err := read(fsys, ManifestName)
	if err != nil {
		return // said already
	}
	var want strings.Builder
	for _, f := range append(slices.Clone(m.Files), FileDigest{ManifestName, len(manifest), digest(manifest)}) {
		fmt.Fprintf(&want, "%s  %s\n", f.SHA256, f.Path)
	}
	switch got, err := read(fsys, SumsName); {
	case err != nil:
		r.add(Missing, SumsName, "it was published and is not there")
	case string(got) != want.String():
		r.add(Changed, SumsName, "it does not say what %s says", ManifestName)
	}
}

// foreign names the files below a folder that were not published.
func (r *Report) foreign(fsys fs.FS, dir string, expected map[string]bool) {
	err := fs.WalkDir(fsys, dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !d.IsDir() && !expected[name]:
			r.add(Foreign, name, "it was not published")
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.add(Broken, dir, "%v", err)
	}
}

// An Original is an archive that was verified: what a machine should have.
type Original struct {
	Files  tree.Tree
	Report *Report
}

// filesDir is where nobody but a release puts files.
const filesDir = "etc/leapp/files"

// VerifyTree holds the files of a machine, whose / fsys is, against those of an archive that was verified, or where there is none
// against the manifest that the machine has.
func VerifyTree(fsys fs.FS, original *Original, key []byte) *Report {
	r := verifyTree(fsys, original, key)
	if r.tree != nil {
		r.guarded(fsys, r.tree.Files)
	}
	return r.sort()
}

func verifyTree(fsys fs.FS, original *Original, key []byte) *Report {
	r := &Report{What: "tree"}
	var want *TreeManifest
	var files []FileDigest
	if original != nil {
		want, files = original.Report.tree, digests(original.Files)
		r.Signer, r.Vouched = original.Report.Signer, original.Report.Vouched
		r.other(fsys, want)
	} else {
		data, err := read(fsys, TreeManifestName)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			r.add(Broken, TreeManifestName, "%v", err)
			return r
		} else if err != nil {
			r.add(Missing, TreeManifestName, "nothing here says what was published: name the release with --release")
			return r
		}
		want = &TreeManifest{}
		if err := errors.Join(parse(data, want), validFiles(want.Files)); err != nil {
			r.add(Broken, TreeManifestName, "it cannot be read: %v", err)
			return r
		}
		if key != nil {
			r.signature(fsys, TreeManifestName, key, true)
		}
		files = want.Files
	}
	r.tree, r.What = want, want.title()
	expected := map[string]bool{}
	for _, f := range files {
		expected[f.Path] = true
		r.file(fsys, f)
	}
	r.foreign(fsys, filesDir, expected)
	return r.sort()
}

func (t *TreeManifest) title() string {
	return fmt.Sprintf("release %s for %s el%d, Leapp %s", t.Version, t.Distro, t.Target, t.Leapp)
}

// other says before all else that a machine has simply another release, or one for another distribution.
func (r *Report) other(machine fs.FS, want *TreeManifest) {
	var has TreeManifest
	data, err := read(machine, TreeManifestName)
	if err != nil || parse(data, &has) != nil {
		return // it is among the files, and said of them
	}
	if has.title() != want.title() {
		r.add(Changed, "", "the machine has %s; --release is %s", has.title(), want.title())
	}
}

// Data is the data of a release, as a build writes it: data/leapp-<L>/<distro>/el<N>/...
func Data(fsys fs.FS) (m *Manifest, out tree.Tree, err error) {
	if m, err = ReadManifest(fsys); err != nil {
		return nil, nil, err
	}
	for _, t := range m.Trees {
		b := bundle{leapp: t.Leapp, distro: t.Distro, major: t.Target}
		name := b.name() + "-" + m.Version + ".tar.zst"
		if !fs.ValidPath(name) {
			return nil, nil, fmt.Errorf("%q is no archive", name)
		}
		data, err := readUpTo(fsys, name, maxUnpacked)
		if err != nil {
			return nil, nil, fmt.Errorf("release: %w", err)
		}
		files, err := Unpack(name, data)
		if err != nil {
			return nil, nil, fmt.Errorf("release: %s: %w", name, err)
		}
		for _, e := range files {
			if strings.HasPrefix(e.Path, "etc/") {
				out = append(out, tree.Entry{Path: fmt.Sprintf("data/leapp-%s/%s/el%d/%s", t.Leapp, t.Distro, t.Target, e.Path), Data: e.Data})
			}
		}
	}
	return m, out, out.Sort()
}

// ArchiveFor is the archive of a release that a machine's files came from, as the manifest on the machine says.
func ArchiveFor(fsys, machine fs.FS) (string, error) {
	m, err := ReadManifest(fsys)
	if err != nil {
		return "", err
	}
	data, err := read(machine, TreeManifestName)
	if err != nil {
		return "", fmt.Errorf("the machine has no %s, which says for which distribution and Leapp version its files are: name an archive of the release", TreeManifestName)
	}
	var t TreeManifest
	if err := parse(data, &t); err != nil {
		return "", fmt.Errorf("%s on the machine cannot be read: %w", TreeManifestName, err)
	}
	b := bundle{leapp: t.Leapp, distro: t.Distro, major: t.Target}
	name := b.name() + "-" + m.Version + ".tar.zst"
	if !slices.ContainsFunc(m.Files, func(f FileDigest) bool { return f.Path == name }) {
		return "", fmt.Errorf("the release has no %s", name)
	}
	return name, nil
}
