package release

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"pes/generator/pgp"
	"pes/generator/tree"
)

// VerifyArchive holds an archive against the manifest in it, and all of it against its signature and the release it lies in.
func VerifyArchive(name string, data []byte, in fs.FS, key []byte) (*Report, tree.Tree) {
	r := &Report{What: path.Base(name)}
	key, vouched, listed := r.within(name, data, in, key)
	r.detached(name, data, in, key, vouched)
	files, dirs, err := unpack(name, data)
	if err != nil {
		r.add(Broken, "", "%v", err)
		return r, nil
	}
	if slices.ContainsFunc(files, func(e tree.Entry) bool { return e.Path == TreeManifestName }) {
		r.inside(files, dirs)
	} else if r.Files = len(files); !listed && r.Signer == "" {
		r.add(Foreign, "", "nothing says what was published: it has no %s, no release here lists it, and no signature was looked at", TreeManifestName)
	}
	return r.sort(), files
}

// inside holds the members of an archive against the manifest among them, and its name against what that says.
func (r *Report) inside(files tree.Tree, dirs []string) {
	fsys, err := files.FS()
	if err != nil {
		r.add(Broken, "", "%v", err)
		return
	}
	inside := verifyTree(fsys, nil, nil)
	r.tree, r.Files = inside.tree, inside.Files
	r.Findings = append(r.Findings, inside.Findings...)
	if r.tree == nil {
		return
	}
	b := bundle{leapp: r.tree.Leapp, distro: r.tree.Distro, major: r.tree.Target}
	if want := b.name() + "-" + r.tree.Version; r.What != want+".tar.gz" && r.What != want+".tar.zst" {
		r.add(Changed, "", "it is called %s, but is %s, %s", r.What, want, inside.What)
	}
	r.What += ", " + inside.What
	expected := map[string]bool{filesDir: true, TreeManifestName: true, TreeManifestName + signatureName: true}
	above := map[string]bool{}
	for _, f := range r.tree.Files {
		expected[f.Path] = true
	}
	for _, name := range slices.Collect(maps.Keys(expected)) {
		for _, dir := range folders(name) {
			above[dir] = true
		}
	}
	for _, e := range files {
		if !expected[e.Path] && !strings.HasPrefix(e.Path, filesDir+"/") { // those are said already
			r.add(Foreign, e.Path, "it was not published")
		}
	}
	for _, dir := range dirs {
		if !above[dir] && dir != filesDir && !strings.HasPrefix(dir, filesDir+"/") { // below it there are empty ones
			r.add(Foreign, dir, "this folder was not published")
		}
	}
}

// listing is the digest that a release has for a file, "" where it does not name it: its manifest says so, or SHA256SUMS where there
// is no manifest. who is the one that was asked, "" where there is neither.
func listing(in fs.FS, same func(name string) bool) (sum, who string) {
	if m, err := ReadManifest(in); err == nil {
		who = "release " + m.Version
		if i := slices.IndexFunc(m.Files, func(f FileDigest) bool { return same(f.Path) }); i >= 0 {
			sum = m.Files[i].SHA256
		}
		return sum, who
	}
	sums, err := read(in, SumsName)
	if err != nil {
		return "", ""
	}
	for line := range strings.Lines(string(sums)) {
		if of, file, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  "); ok && same(file) {
			return of, SumsName
		}
	}
	return "", ""
}

// Lists reports whether a folder is that of a release with such a file.
func Lists(in fs.FS, name string) bool {
	sum, _ := listing(in, func(other string) bool { return other == name })
	return sum != ""
}

// within asks the release that a file lies in: what it was, and, where nobody named a key, which one signed. Listed is a file that
// it names.
func (r *Report) within(name string, data []byte, in fs.FS, key []byte) (public []byte, vouched, listed bool) {
	base := path.Base(name)
	sum, who := listing(in, func(other string) bool { return path.Base(other) == base })
	switch {
	case who != "" && sum == "":
		r.add(Foreign, "", "it was not published with %s", who)
	case who != "" && sum != digest(data):
		r.add(Changed, "", "%s has other bytes under this name", who)
	}
	listed = sum != ""
	if key != nil {
		return key, true, listed
	}
	public, err := read(in, KeyName)
	if err != nil {
		return nil, false, listed
	}
	return public, false, listed
}

// detached checks the signature beside an archive.
func (r *Report) detached(name string, data []byte, in fs.FS, public []byte, vouched bool) {
	base := path.Base(name)
	if public == nil {
		return
	}
	asc, err := read(in, base+signatureName)
	if err != nil {
		r.add(Signature, "", "there is no %s%s", base, signatureName)
		return
	}
	who, err := pgp.Verify(public, data, asc)
	if err != nil {
		r.add(Signature, "", "%v", err)
		return
	}
	r.Signer, r.Vouched = who, vouched
}
