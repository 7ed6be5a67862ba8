package datarelease

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/tree"
)

// A Manifest says what a release is and holds.
type Manifest struct {
	Version  string         `json:"version"`
	Date     string         `json:"date"`
	Revision string         `json:"revision,omitempty"` // of the sources
	Sources  string         `json:"sources"`            // their digest
	Leapp    []string       `json:"leapp"`
	Counts   model.Counts   `json:"counts"` // of all targets, whatever the Leapp version
	Trees    []TreeManifest `json:"trees"`
	Files    []FileDigest   `json:"files"` // all files of the release except this one, SHA256SUMS and their signatures
}

// A TreeManifest is the part about one tree; a machine has it as [TreeManifestName].
type TreeManifest struct {
	Version string       `json:"version"`
	Distro  string       `json:"distribution"`
	Target  int          `json:"target"`
	Leapp   string       `json:"leapp"`
	Counts  model.Counts `json:"counts"`
	Files   []FileDigest `json:"files"` // below /
}

// A SiteManifest is what the archive of a site says of itself, so that its signature is of this release alone.
type SiteManifest struct {
	Version string `json:"version"`
	Holds   string `json:"holds"`
}

// siteHolds is what the archive of a site holds.
const siteHolds = "site"

// archive is the name of the tree's archives, without suffix: leapp-data-rocky-el8-leapp0.21-2026.3.
func (t *TreeManifest) archive() string {
	return fmt.Sprintf("leapp-data-%s-el%d-leapp%s-%s", t.Distro, t.Target, t.Leapp, t.Version)
}

func (t *TreeManifest) title() string {
	return fmt.Sprintf("release %s for %s el%d, Leapp %s", t.Version, t.Distro, t.Target, t.Leapp)
}

// A FileDigest is a file with its size in bytes and its SHA-256.
type FileDigest struct {
	Path   string `json:"path"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"`
}

func digests(files tree.Tree) (out []FileDigest) {
	out = []FileDigest{}
	for _, e := range files {
		if !strings.HasSuffix(e.Path, "/") {
			data := e.Bytes()
			out = append(out, FileDigest{e.Path, len(data), digest(data)})
		}
	}
	return out
}

// addManifest fills the manifest of a tree and adds it, with its signature, to the files.
func (in *Input) addManifest(b *bundle) error {
	b.manifest.Files = digests(b.files)
	for _, t := range in.Catalog.Targets {
		if t.Distro.Folder == b.manifest.Distro && t.Major == b.manifest.Target {
			b.manifest.Counts = t.Counts()
		}
	}
	data, err := marshal(b.manifest)
	if err != nil {
		return err
	}
	own := tree.Tree{{Path: TreeManifestName, Data: data}}
	signatures, err := in.signatures(own)
	if err != nil {
		return err
	}
	b.files = slices.Concat(b.files, own, signatures)
	return b.files.Sort()
}

func (in *Input) manifest(files tree.Tree, all []*bundle) *Manifest {
	m := &Manifest{Version: in.Version, Date: in.Date.UTC().Format(time.RFC3339), Revision: in.Revision,
		Sources: in.Sources, Counts: in.Catalog.Counts(),
		Leapp: []string{}, Trees: []TreeManifest{}, Files: digests(files)}
	for _, b := range all {
		m.Trees, m.Leapp = append(m.Trees, b.manifest), list.AppendNew(m.Leapp, b.manifest.Leapp)
	}
	return m
}

func marshal(v any) ([]byte, error) {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return append(data, '\n'), nil
}

// maxManifest is the number of bytes of the largest manifest: one of a hundred trees has 4 MB.
const maxManifest = 64 << 20

// IsRelease reports whether a folder is a release.
func IsRelease(fsys fs.FS) bool {
	_, err := fs.Stat(fsys, ManifestName)
	_, sums := fs.Stat(fsys, SumsName)
	return err == nil || sums == nil
}

// IsMachine reports whether a folder is the / of a machine with a manifest of its tree.
func IsMachine(fsys fs.FS) bool {
	info, err := fs.Stat(fsys, TreeManifestName)
	return err == nil && info.Mode().IsRegular()
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
	return m, errors.Join(model.ValidVersion(m.Version), validFiles(m.Files))
}

// ManifestDigest is what a record keeps of the manifest of a release: it stands for all files that it names.
func ManifestDigest(fsys fs.FS) (string, error) {
	data, err := read(fsys, ManifestName)
	if err != nil {
		return "", fmt.Errorf("manifest: %w", err)
	}
	return "sha256:" + digest(data), nil
}

// ReadTreeManifest reads what a machine says about its files. The error is [fs.ErrNotExist] where it says nothing.
func ReadTreeManifest(machine fs.FS) (*TreeManifest, error) {
	data, err := read(machine, TreeManifestName)
	if err != nil {
		return nil, err
	}
	t := &TreeManifest{}
	if err := errors.Join(parse(data, t), validFiles(t.Files)); err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", err)
	}
	return t, nil
}

// read reads a regular file that is no longer than a manifest. A link could lead anywhere, and a pipe would never end.
func read(fsys fs.FS, name string) ([]byte, error) { return readUpTo(fsys, name, maxManifest) }

func readUpTo(fsys fs.FS, name string, limit int64) ([]byte, error) {
	info, err := fs.Lstat(fsys, name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file", name)
	case info.Size() > limit:
		return nil, fmt.Errorf("%s has %d bytes: more than %d are not read", name, info.Size(), limit)
	}
	return fs.ReadFile(fsys, name)
}

// parse decodes a manifest, of a release or of a tree. Unknown keys and anything after it are errors.
func parse(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if dec.More() {
		return errors.New("there is more behind it")
	}
	return nil
}

// validFiles checks that files are sorted, each once, and inside the release or the machine.
func validFiles(files []FileDigest) error {
	for i, f := range files {
		if !fs.ValidPath(f.Path) || f.Path == "." || i > 0 && files[i-1].Path >= f.Path {
			return fmt.Errorf("%q is not a path of a sorted list", f.Path)
		}
	}
	return nil
}
