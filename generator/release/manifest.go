package release

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

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
	Counts   Counts         `json:"counts"` // of all targets, whatever the Leapp version
	Trees    []TreeManifest `json:"trees"`
	Files    []FileDigest   `json:"files"` // of the release itself, but for this file, SHA256SUMS and their signatures
}

// A TreeManifest is the part about one tree; a machine has it too, in [TreeManifestName].
type TreeManifest struct {
	Version string       `json:"version"`
	Distro  string       `json:"distribution"`
	Target  int          `json:"target"`
	Leapp   string       `json:"leapp"`
	Counts  Counts       `json:"counts"`
	Files   []FileDigest `json:"files"` // below /
}

// Counts are how much there is.
type Counts struct {
	Trees        int `json:"trees,omitempty"`
	Events       int `json:"events"`
	Vendors      int `json:"vendors"`
	Repositories int `json:"repositories"`
	Keys         int `json:"keys"`
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

// describe makes the manifest of a tree and puts it, signed, among the files.
func (in *Input) describe(b *bundle) error {
	b.manifest = TreeManifest{Version: in.Version, Distro: b.distro, Target: b.major, Leapp: b.leapp, Files: digests(b.files)}
	for _, t := range in.Catalog.Targets {
		if t.Distro.Folder == b.distro && t.Major == b.major {
			b.manifest.Counts = countTarget(t)
		}
	}
	data, err := marshal(b.manifest)
	if err != nil {
		return err
	}
	b.files = append(b.files, tree.Entry{Path: TreeManifestName, Data: data})
	if in.Signer != nil {
		asc, err := in.Signer.Detached(data, in.Date)
		if err != nil {
			return err
		}
		b.files = append(b.files, tree.Entry{Path: TreeManifestName + signatureName, Data: asc})
	}
	return b.files.Sort()
}

func countTarget(t *model.Target) Counts {
	c := Counts{Events: len(t.Events), Vendors: len(t.Vendors), Repositories: len(t.Repo), Keys: len(t.Keys)}
	for _, v := range t.Vendors {
		c.Events, c.Repositories, c.Keys = c.Events+len(v.Events), c.Repositories+len(v.Repo), c.Keys+len(v.Keys)
	}
	return c
}

// Count adds up all targets.
func Count(c *model.Catalog) (sum Counts) {
	for _, t := range c.Targets {
		n := countTarget(t)
		sum.Trees++
		sum.Events, sum.Vendors = sum.Events+n.Events, sum.Vendors+n.Vendors
		sum.Repositories, sum.Keys = sum.Repositories+n.Repositories, sum.Keys+n.Keys
	}
	return sum
}

func (in *Input) manifest(files tree.Tree, all []*bundle) *Manifest {
	m := &Manifest{Version: in.Version, Date: in.Date.UTC().Format(time.RFC3339), Revision: in.Revision, Sources: in.Sources, Leapp: []string{}, Counts: Count(in.Catalog),
		Trees: []TreeManifest{}, Files: digests(files)}
	for _, b := range all {
		m.Trees = append(m.Trees, b.manifest)
		if !slices.Contains(m.Leapp, b.leapp) {
			m.Leapp = append(m.Leapp, b.leapp)
		}
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

// parse reads a manifest, of a release or of a tree. What is not in it as it should be is an error.
func parse(data []byte, into any) error {
	if len(data) > maxManifest {
		return fmt.Errorf("it has %d bytes; no manifest is that long", len(data))
	}
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

func validFiles(list []FileDigest) error {
	for i, f := range list {
		if !fs.ValidPath(f.Path) || f.Path == "." || i > 0 && list[i-1].Path >= f.Path {
			return fmt.Errorf("%q is no path of a sorted list", f.Path)
		}
	}
	return nil
}

// IsMachine reports whether a folder stands for the / of a machine that says which tree its files are.
func IsMachine(fsys fs.FS) bool {
	info, err := fs.Stat(fsys, TreeManifestName)
	return err == nil && info.Mode().IsRegular()
}

// ReadTreeManifest reads what a machine says of its files.
func ReadTreeManifest(fsys fs.FS) (*TreeManifest, error) {
	info, err := fs.Stat(fsys, TreeManifestName)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxManifest {
		return nil, fmt.Errorf("it has %d bytes; no manifest is that long", info.Size())
	}
	data, err := fs.ReadFile(fsys, TreeManifestName)
	if err != nil {
		return nil, err
	}
	t := &TreeManifest{}
	return t, parse(data, t)
}
