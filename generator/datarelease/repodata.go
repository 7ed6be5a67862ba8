package datarelease

import (
	"bytes"
	_ "embed" // the templates
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"

	"pes/generator/tree"
)

// repositories makes the metadata that dnf reads beside the packages, a repository for each folder of them: repomd.xml,
// which names the others with their digests, and primary, filelists and other.
func (in *Input) repositories(packages []*rpmPackage) (out tree.Tree, err error) {
	byFolder := map[string][]*rpmPackage{}
	for _, p := range packages {
		byFolder[p.folder] = append(byFolder[p.folder], p)
	}
	for _, dir := range slices.Sorted(maps.Keys(byFolder)) {
		files, err := in.repository(dir, byFolder[dir])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		out = append(out, files...)
	}
	return out, nil
}

//go:embed repodata.tmpl
var repodataText string

var repodata = template.Must(template.New("").Funcs(template.FuncMap{"text": text, "digest": digest}).
	Parse(repodataText))

// text escapes text between tags, or in an attribute.
func text(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s)) // a Buffer never fails
	return strings.ReplaceAll(b.String(), "&#xA;", "\n")
}

// A metadataFile is what repomd.xml says about one of the files.
type metadataFile struct {
	Kind, Path     string
	Sum, OpenSum   string // SHA-256 of the file, and of what it unpacks to
	Size, OpenSize int
}

func (in *Input) repository(dir string, packages []*rpmPackage) (out tree.Tree, err error) {
	var files []metadataFile
	for _, kind := range []string{"primary", "filelists", "other"} {
		var open bytes.Buffer
		if err := repodata.ExecuteTemplate(&open, kind, packages); err != nil {
			return nil, fmt.Errorf("%s: %w", kind, err)
		}
		gz, err := gzipped(open.Bytes())
		if err != nil {
			return nil, err
		}
		f := metadataFile{Kind: kind, Size: len(gz), OpenSize: open.Len()}
		f.Sum, f.OpenSum = digest(gz), digest(open.Bytes())
		f.Path = "repodata/" + f.Sum + "-" + kind + ".xml.gz" // caches cannot confuse it with another
		files = append(files, f)
		out = append(out, tree.Entry{Path: dir + "/" + f.Path, Data: gz})
	}
	var repomd bytes.Buffer
	err = repodata.ExecuteTemplate(&repomd, "repomd", struct {
		Time  int64
		Files []metadataFile
	}{in.Date.Unix(), files})
	if err != nil {
		return nil, fmt.Errorf("repomd: %w", err)
	}
	return append(out, tree.Entry{Path: dir + "/repodata/repomd.xml", Data: repomd.Bytes()}), nil
}

// A packagePath is a file of a package, or a folder that is its own.
type packagePath struct {
	Path   string
	Folder bool
}

// Paths are the paths of a package that begin with a prefix. dnf looks for those below etc in primary, and for all
// others in filelists.
func (p *rpmPackage) Paths(prefix string) (out []packagePath) {
	seen := map[string]bool{}
	for _, e := range p.files {
		for _, dir := range folders(e.Path) {
			if !seen[dir] && !shared[dir] && strings.HasPrefix(dir, prefix) {
				out = append(out, packagePath{dir, true})
			}
			seen[dir] = true
		}
		if !strings.HasSuffix(e.Path, "/") && strings.HasPrefix(e.Path, prefix) {
			out = append(out, packagePath{e.Path, false})
		}
	}
	return out
}
