package datarelease

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"pes/generator/pgp"
	"pes/generator/tree"
)

// A Kind is what is wrong with a file.
type Kind string

// The kinds.
const (
	Changed   Kind = "changed"   // differs from what was published
	Missing   Kind = "missing"   // published, and not there
	Foreign   Kind = "foreign"   // there, and not published
	Signature Kind = "signature" // not signed, signed by the wrong key, or not valid for these bytes
	Broken    Kind = "broken"    // cannot be read
)

// A Finding is one difference from what was published.
type Finding struct {
	Kind    Kind   `json:"kind"`
	Path    string `json:"path,omitempty"`
	Message string `json:"message"`
}

// A Report is the result of a verification. What was verified is intact where nothing was found.
type Report struct {
	What     string    `json:"what"`     // was verified: "release 2026.3"
	Signer   string    `json:"signer"`   // fingerprint; "" where nothing is signed
	Vouched  bool      `json:"vouched"`  // the signer is the key asked for, not one that came with the files
	Files    int       `json:"files"`    // how many were verified
	Findings []Finding `json:"findings"` // by path
	// Tree is the manifest of the tree that was verified, nil where it was none or cannot be read.
	Tree *TreeManifest `json:"-"`
}

func (r *Report) add(kind Kind, name, format string, args ...any) {
	r.Findings = append(r.Findings, Finding{kind, name, fmt.Sprintf(format, args...)})
}

func (r *Report) sort() *Report {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return strings.Compare(a.Path, b.Path) })
	return r
}

// VerifyRelease compares a whole release with its manifest, its checksums and its signatures. key is the public key
// that must have signed it; nil where any key will do.
func VerifyRelease(fsys fs.FS, key []byte) *Report {
	r := &Report{What: "release"}
	m, err := ReadManifest(fsys)
	if err != nil {
		r.add(Broken, ManifestName, "%v", err)
		return r
	}
	r.What = "release " + m.Version
	r.verifySignatures(fsys, m, key)
	expected := map[string]bool{ManifestName: true, SumsName: true}
	if r.Signer != "" || len(r.Findings) > 0 {
		expected[ManifestName+signatureName], expected[SumsName+signatureName] = true, true
	}
	for _, f := range m.Files {
		expected[f.Path] = true
		r.verifyFile(fsys, f)
	}
	r.verifySums(fsys, m)
	r.findForeign(fsys, ".", expected)
	return r.sort()
}

// verifySignatures checks the two of a release. The key that came with it proves that it is whole, not who made it.
func (r *Report) verifySignatures(fsys fs.FS, m *Manifest, key []byte) {
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
		r.verifyFileSignature(fsys, name, public, key != nil)
	}
}

// verifyFileSignature checks the signature beside a file. vouched says that the user named the key.
func (r *Report) verifyFileSignature(fsys fs.FS, name string, public []byte, vouched bool) {
	data, err := read(fsys, name)
	if err != nil {
		r.add(Missing, name, "it is not there, and so nothing says what was published")
		return
	}
	signature, err := read(fsys, name+signatureName)
	if err != nil {
		r.add(Signature, name+signatureName, "there is no signature of %s", name)
		return
	}
	r.verifySignature(name, data, signature, public, vouched)
}

// verifySignature checks a signature over data; name is what a finding is about.
func (r *Report) verifySignature(name string, data, signature, public []byte, vouched bool) {
	signer, err := pgp.Verify(public, data, signature)
	if err != nil {
		r.add(Signature, name, "%v", err)
		return
	}
	r.Signer, r.Vouched = signer, vouched
}

// verifyFile compares one file with what was published.
func (r *Report) verifyFile(fsys fs.FS, f FileDigest) {
	r.Files++
	var data []byte
	info, err := fs.Lstat(fsys, f.Path)
	if err == nil && info.Mode().IsRegular() && info.Size() == int64(f.Size) {
		data, err = fs.ReadFile(fsys, f.Path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.add(Missing, f.Path, "it was published and is not there")
	case err != nil:
		r.add(Broken, f.Path, "%v", err)
	case info.Mode()&fs.ModeSymlink != 0:
		r.add(Changed, f.Path, "%s", r.linkMessage(fsys, f.Path))
	case !info.Mode().IsRegular():
		r.add(Changed, f.Path, "it is not a regular file")
	case info.Size() != int64(f.Size):
		r.add(Changed, f.Path, "it has %d bytes, %d were published", info.Size(), f.Size)
	case digest(data) != f.SHA256:
		r.add(Changed, f.Path, "other bytes were published")
	}
}

// linkMessage describes a link where a file should be.
func (r *Report) linkMessage(fsys fs.FS, name string) string {
	if _, err := fs.Stat(fsys, name); err == nil || errors.Is(err, fs.ErrNotExist) {
		return "it is a link; a file was published"
	}
	where := "release"
	if r.Tree != nil {
		where = "machine"
	}
	return "it is a link that leads out of the " + where + "; a file was published"
}

// verifySums compares SHA256SUMS with the manifest, whose files and own digest it lists.
func (r *Report) verifySums(fsys fs.FS, m *Manifest) {
	manifest, err := read(fsys, ManifestName)
	if err != nil {
		return // reported already
	}
	switch got, err := read(fsys, SumsName); {
	case err != nil:
		r.add(Missing, SumsName, "it was published and is not there")
	case string(got) != string(sums(m.Files, manifest)):
		r.add(Changed, SumsName, "it does not say what %s says", ManifestName)
	}
}

// findForeign reports the files below a folder that are not expected.
func (r *Report) findForeign(fsys fs.FS, dir string, expected map[string]bool) {
	r.walk(fsys, dir, func(name string, d fs.DirEntry) {
		if !d.IsDir() && !expected[name] {
			r.add(Foreign, name, "it was not published")
		}
	})
}

// walk visits a folder and what is below it. A missing folder counts as an empty one.
func (r *Report) walk(fsys fs.FS, dir string, visit func(name string, d fs.DirEntry)) {
	err := fs.WalkDir(fsys, dir, func(name string, d fs.DirEntry, err error) error {
		if err == nil {
			visit(name, d)
		}
		return err
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

// FilesDir is where Leapp's data is on a machine. Files there that were not published are foreign.
const FilesDir = "etc/leapp/files"

// VerifyTree compares the files of a machine, whose / fsys is, with an original, or without one with its own manifest.
func VerifyTree(fsys fs.FS, original *Original, key []byte) *Report {
	r := verifyTree(fsys, original, key)
	if r.Tree != nil {
		r.verifyModes(fsys, r.Tree.Files)
	}
	return r.sort()
}

// verifyTree is VerifyTree without the modes of files, which an archive checks itself.
func verifyTree(fsys fs.FS, original *Original, key []byte) *Report {
	r := &Report{What: "tree"}
	var files []FileDigest
	if original != nil {
		r.Tree, files = original.Report.Tree, digests(original.Files)
		r.Signer, r.Vouched = original.Report.Signer, original.Report.Vouched
		if has, err := ReadTreeManifest(fsys); err == nil && has.title() != r.Tree.title() {
			r.add(Changed, "", "the machine has %s; --release is %s", has.title(), r.Tree.title())
		}
	} else {
		manifest, err := ReadTreeManifest(fsys)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			r.add(Missing, TreeManifestName, "nothing here says what was published: name the release with --release")
			return r
		case err != nil:
			r.add(Broken, TreeManifestName, "%v", err)
			return r
		case key != nil:
			r.verifyFileSignature(fsys, TreeManifestName, key, true)
		}
		r.Tree, files = manifest, manifest.Files
	}
	r.What = r.Tree.title()
	expected := map[string]bool{}
	for _, f := range files {
		expected[f.Path] = true
		r.verifyFile(fsys, f)
	}
	r.findForeign(fsys, FilesDir, expected)
	r.findForeignKeys(fsys, expected)
	return r.sort()
}

// findForeignKeys reports the keys beside a distribution's published ones: Leapp trusts every file there. Packages of
// Leapp may bring some, too.
func (r *Report) findForeignKeys(fsys fs.FS, expected map[string]bool) {
	dirs := map[string]bool{}
	for name := range expected {
		if dir := path.Dir(name); keyDir.MatchString(dir) {
			dirs[dir] = true
		}
	}
	for dir := range dirs { // findings are sorted
		entries, err := fs.ReadDir(fsys, dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			r.add(Broken, dir, "%v", err)
		}
		for _, e := range entries {
			if name := path.Join(dir, e.Name()); !e.IsDir() && !expected[name] {
				r.add(Foreign, name, "it was not published, and Leapp trusts this key: "+
					"remove it unless a package of Leapp brought it (rpm -qf)")
			}
		}
	}
}

// keyDir matches the folder of a distribution's keys, in which Leapp trusts every file.
var keyDir = regexp.MustCompile(`/system_upgrade/common/files/(distro/[^/]+/)?rpm-gpg/[^/]+$`)

// verifyModes checks that only root can change or replace the files of a machine.
func (r *Report) verifyModes(fsys fs.FS, files []FileDigest) {
	isFile := map[string]bool{}
	for _, f := range slices.Concat(files, []FileDigest{{Path: TreeManifestName}}) {
		isFile[f.Path] = true
		for _, dir := range folders(f.Path) {
			isFile[dir] = false
		}
	}
	r.walk(fsys, FilesDir, func(name string, d fs.DirEntry) { // empty folders too
		if d.IsDir() {
			isFile[name] = false
		}
	})
	for name, file := range isFile {
		info, err := fs.Lstat(fsys, name)
		switch {
		case err != nil: // reported already
		case info.Mode()&fs.ModeSymlink != 0 && !file:
			r.add(Changed, name, "it is a link; a folder was published")
		case info.Mode()&fs.ModeSymlink == 0 && info.Mode().Perm()&0o022 != 0:
			r.add(Changed, name, "others than its owner may write to it (mode %04o): chmod go-w", info.Mode().Perm())
		}
	}
}

// Data is the data of a release, as a build writes it: data/leapp-<L>/<distro>/el<N>/...
func Data(fsys fs.FS) (m *Manifest, out tree.Tree, err error) {
	if m, err = ReadManifest(fsys); err != nil {
		return nil, nil, err
	}
	for _, t := range m.Trees {
		t.Version = m.Version
		name := t.archive() + ".tar.zst"
		if !fs.ValidPath(name) {
			return nil, nil, fmt.Errorf("%q is not an archive", name)
		}
		data, err := readUpTo(fsys, name, maxUnpacked)
		if err != nil {
			return nil, nil, fmt.Errorf("release: %w", err)
		}
		files, _, err := Unpack(name, data)
		if err != nil {
			return nil, nil, fmt.Errorf("release: %s: %w", name, err)
		}
		for _, e := range files {
			if path.Dir(e.Path) != path.Dir(TreeManifestName) {
				e.Path = fmt.Sprintf("data/leapp-%s/%s/el%d/%s", t.Leapp, t.Distro, t.Target, e.Path)
				if !fs.ValidPath(e.Path) {
					return nil, nil, fmt.Errorf("%q is not a path inside a tree", e.Path)
				}
				out = append(out, e)
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
	t, err := ReadTreeManifest(machine)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("the machine has no %s, which says for which distribution and Leapp version "+
			"its files are: name an archive of the release", TreeManifestName)
	case err != nil:
		return "", fmt.Errorf("%s on the machine: %w", TreeManifestName, err)
	}
	t.Version = m.Version
	name := t.archive() + ".tar.zst"
	if !slices.ContainsFunc(m.Files, func(f FileDigest) bool { return f.Path == name }) {
		return "", fmt.Errorf("the release has no %s", name)
	}
	return name, nil
}
