package datarelease

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"pes/generator/tree"
)

// VerifyArchive compares an archive with the manifest in it, and all of it with its signature and with the release
// whose folder is in. key is the public key that must have signed it; nil where any key will do.
func VerifyArchive(name string, data []byte, in fs.FS, key []byte) (*Report, tree.Tree) {
	r := &Report{What: path.Base(name)}
	key, vouched, listed := r.verifyListed(name, data, in, key)
	if asc := r.What + signatureName; key != nil {
		if signature, err := read(in, asc); err != nil {
			r.add(Signature, "", "there is no %s", asc)
		} else {
			r.verifySignature("", data, signature, key, vouched)
		}
	}
	files, dirs, err := Unpack(name, data)
	if err != nil {
		r.add(Broken, "", "%v", err)
		return r, nil
	}
	has := func(name string) bool {
		return slices.ContainsFunc(files, func(e tree.Entry) bool { return e.Path == name })
	}
	switch r.Files = len(files); {
	case has(TreeManifestName):
		r.verifyMembers(files, dirs)
	case has(SiteManifestName):
		r.verifySite(files)
	default:
		r.add(Foreign, "", "nothing in it says what it is: it has neither %s nor %s",
			TreeManifestName, SiteManifestName)
	}
	if r.Tree == nil && !listed && r.Signer == "" {
		r.add(Foreign, "", "nothing says what was published: no release here lists it, and no signature was looked at")
	}
	return r.sort(), files
}

// verifySite compares the name of the archive of a site with what it says of itself: the same archive under another
// name, with its valid signature, would be taken for what it is not.
func (r *Report) verifySite(files tree.Tree) {
	var m SiteManifest
	for _, e := range files {
		if e.Path != SiteManifestName {
			continue
		}
		if err := parse(e.Bytes(), &m); err != nil {
			r.add(Broken, SiteManifestName, "%v", err)
			return
		}
	}
	if m.Holds != siteHolds {
		r.add(Changed, SiteManifestName, "it does not say that this is a site")
		return
	}
	want := "site-" + m.Version
	if r.What != want+".tar.gz" && r.What != want+".tar.zst" {
		r.add(Changed, "", "it is called %s, but is %s, the site of release %s", r.What, want, m.Version)
	}
	r.What += ", the site of release " + m.Version
}

// verifyMembers compares the members of an archive with the manifest among them, and its name with what that says.
func (r *Report) verifyMembers(files tree.Tree, dirs []string) {
	inside := verifyTree(files.FS(), nil, nil)
	r.Tree, r.Files = inside.Tree, inside.Files
	r.Findings = append(r.Findings, inside.Findings...)
	if r.Tree == nil {
		return
	}
	if want := r.Tree.archive(); r.What != want+".tar.gz" && r.What != want+".tar.zst" {
		r.add(Changed, "", "it is called %s, but is %s, %s", r.What, want, inside.What)
	}
	r.What += ", " + inside.What
	expected := map[string]bool{FilesDir: true, TreeManifestName: true, TreeManifestName + signatureName: true}
	for _, f := range r.Tree.Files {
		expected[f.Path] = true
	}
	for _, dir := range dirs {
		if keyDir.MatchString(dir) { // Leapp 0.23 and 0.24 want the folder, even with no key
			expected[dir] = true
		}
	}
	parents := map[string]bool{}
	for name := range expected {
		for _, dir := range folders(name) {
			parents[dir] = true
		}
	}
	for _, e := range files {
		if !expected[e.Path] && !strings.HasPrefix(e.Path, FilesDir+"/") { // files there are reported already
			r.add(Foreign, e.Path, "it was not published")
		}
	}
	for _, dir := range dirs {
		if !parents[dir] && !expected[dir] && !strings.HasPrefix(dir, FilesDir+"/") { // below it there are empty ones
			r.add(Foreign, dir, "this folder was not published")
		}
	}
}

// listedDigest is the digest that a release lists for the first file whose name matches, "" where it lists none: in its
// manifest, or in SHA256SUMS where there is no manifest. source is the one that was read, "" where there is neither.
func listedDigest(in fs.FS, matches func(name string) bool) (sum, source string) {
	if m, err := ReadManifest(in); err == nil {
		if i := slices.IndexFunc(m.Files, func(f FileDigest) bool { return matches(f.Path) }); i >= 0 {
			sum = m.Files[i].SHA256
		}
		return sum, "release " + m.Version
	}
	text, err := read(in, SumsName)
	if err != nil {
		return "", ""
	}
	for line := range strings.Lines(string(text)) {
		if sum, file, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  "); ok && matches(file) {
			return sum, SumsName
		}
	}
	return "", ""
}

// Lists reports whether a folder is that of a release with such a file.
func Lists(in fs.FS, name string) bool {
	sum, _ := listedDigest(in, func(other string) bool { return other == name })
	return sum != ""
}

// verifyListed compares a file with what the release in whose folder it is lists under its name. It also gives the
// public key to verify it with: the one the user named, which is vouched for, else that of the release, if any.
func (r *Report) verifyListed(name string, data []byte, in fs.FS, key []byte) (public []byte, vouched, listed bool) {
	base := path.Base(name)
	sum, source := listedDigest(in, func(other string) bool { return path.Base(other) == base })
	switch {
	case source != "" && sum == "":
		r.add(Foreign, "", "it was not published with %s", source)
	case source != "" && sum != digest(data):
		r.add(Changed, "", "%s has other bytes under this name", source)
	}
	if key != nil {
		return key, true, sum != ""
	}
	public, _ = read(in, KeyName) // nil where it cannot be read
	return public, false, sum != ""
}
