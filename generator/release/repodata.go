package release

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/klauspost/compress/gzip"

	"pes/generator/tree"
)

// repositories makes the metadata that dnf reads beside the packages, a repository for each folder of them: repomd.xml, which
// names the others with their digests, and primary, filelists and other.
func (in *Input) repositories(packages []*pkg) (out tree.Tree, err error) {
	byDir := map[string][]*pkg{}
	var dirs []string
	for _, p := range packages {
		dir := path.Dir(p.path())
		if byDir[dir] == nil {
			dirs = append(dirs, dir)
		}
		byDir[dir] = append(byDir[dir], p)
	}
	slices.Sort(dirs)
	for _, dir := range dirs {
		files, err := in.repository(dir, byDir[dir])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		out = append(out, files...)
	}
	return out, nil
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

func (in *Input) repository(dir string, packages []*pkg) (out tree.Tree, err error) {
	repomd := xmlHead + `<repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">` + "\n" +
		"  <revision>" + fmt.Sprint(in.Date.Unix()) + "</revision>\n"
	for _, kind := range []struct {
		name, root string
		one        func(*strings.Builder, *pkg)
	}{{"primary", `metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm"`, in.primary},
		{"filelists", `filelists xmlns="http://linux.duke.edu/metadata/filelists"`, in.filelist},
		{"other", `otherdata xmlns="http://linux.duke.edu/metadata/other"`, in.other}} {
		var b strings.Builder
		fmt.Fprintf(&b, "%s<%s packages=\"%d\">\n", xmlHead, kind.root, len(packages))
		for _, p := range packages {
			kind.one(&b, p)
		}
		word, _, _ := strings.Cut(kind.root, " ")
		fmt.Fprintf(&b, "</%s>\n", word)
		open := []byte(b.String())
		var gz bytes.Buffer
		w, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
		if err == nil {
			err = finish(w, open)
		}
		if err != nil {
			return nil, fmt.Errorf("gzip: %w", err)
		}
		sum := digest(gz.Bytes())
		name := "repodata/" + sum + "-" + kind.name + ".xml.gz" // with its digest: what a cache has is never of another release
		repomd += fmt.Sprintf("  <data type=%q>\n    <checksum type=\"sha256\">%s</checksum>\n    <open-checksum type=\"sha256\">%s</open-checksum>\n"+
			"    <location href=%q/>\n    <timestamp>%d</timestamp>\n    <size>%d</size>\n    <open-size>%d</open-size>\n  </data>\n",
			kind.name, sum, digest(open), name, in.Date.Unix(), gz.Len(), len(open))
		out = append(out, tree.Entry{Path: dir + "/" + name, Data: gz.Bytes()})
	}
	return append(out, tree.Entry{Path: dir + "/repodata/repomd.xml", Data: []byte(repomd + "</repomd>\n")}), nil
}

// text is text between tags, or in an attribute.
func text(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s)) // never fails for memory
	return strings.ReplaceAll(b.String(), "&#xA;", "\n")
}

func (p *pkg) evr() string {
	return fmt.Sprintf(`epoch="0" ver="%s" rel="%s"`, text(p.version), text(p.release))
}

func (in *Input) primary(b *strings.Builder, p *pkg) {
	fmt.Fprintf(b, "<package type=\"rpm\">\n  <name>%s</name>\n  <arch>noarch</arch>\n  <version %s/>\n", text(p.name), p.evr())
	fmt.Fprintf(b, "  <checksum type=\"sha256\" pkgid=\"YES\">%s</checksum>\n  <summary>%s</summary>\n  <description>%s</description>\n", digest(p.data), text(p.summary), text(p.about))
	fmt.Fprintf(b, "  <packager>%s</packager>\n  <url></url>\n  <time file=\"%d\" build=\"%d\"/>\n", packager, in.Date.Unix(), in.Date.Unix())
	fmt.Fprintf(b, "  <size package=\"%d\" installed=\"%d\" archive=\"%d\"/>\n  <location href=\"%s\"/>\n", len(p.data), p.unpacked, p.unpacked, text(path.Base(p.path())))
	fmt.Fprintf(b, "  <format>\n    <rpm:license>%s</rpm:license>\n    <rpm:vendor></rpm:vendor>\n    <rpm:group>System Environment/Base</rpm:group>\n    <rpm:buildhost>localhost</rpm:buildhost>\n", licence)
	fmt.Fprintf(b, "    <rpm:sourcerpm>%s-%s-%s.src.rpm</rpm:sourcerpm>\n    <rpm:header-range start=\"%d\" end=\"%d\"/>\n", text(p.name), text(p.version), text(p.release), p.headerAt, p.bodyAt)
	fmt.Fprintf(b, "    <rpm:provides>\n      <rpm:entry name=\"leapp-data\" flags=\"EQ\" epoch=\"0\" ver=\"%s\"/>\n      <rpm:entry name=\"%s\" flags=\"EQ\" %s/>\n    </rpm:provides>\n",
		text(p.version), text(p.name), p.evr())
	if len(p.conflicts) > 0 {
		fmt.Fprint(b, "    <rpm:conflicts>\n")
		for _, c := range p.conflicts {
			fmt.Fprintf(b, "      <rpm:entry name=\"%s\"/>\n", text(c))
		}
		fmt.Fprint(b, "    </rpm:conflicts>\n")
	}
	p.paths(b, "    ", "etc/") // which dnf looks for here; all others are in filelists
	fmt.Fprint(b, "  </format>\n</package>\n")
}

func (in *Input) filelist(b *strings.Builder, p *pkg) {
	fmt.Fprintf(b, "<package pkgid=\"%s\" name=\"%s\" arch=\"noarch\">\n  <version %s/>\n", digest(p.data), text(p.name), p.evr())
	p.paths(b, "  ", "")
	fmt.Fprint(b, "</package>\n")
}

// paths lists the files of a package, and the folders that are its own.
func (p *pkg) paths(b *strings.Builder, indent, below string) {
	seen := map[string]bool{}
	for _, e := range p.bundle.files {
		for _, dir := range folders(e.Path) {
			if !seen[dir] && !shared[dir] && strings.HasPrefix(dir, below) {
				fmt.Fprintf(b, "%s<file type=\"dir\">/%s</file>\n", indent, text(dir))
			}
			seen[dir] = true
		}
		if !strings.HasSuffix(e.Path, "/") && strings.HasPrefix(e.Path, below) {
			fmt.Fprintf(b, "%s<file>/%s</file>\n", indent, text(e.Path))
		}
	}
}

func (in *Input) other(b *strings.Builder, p *pkg) {
	fmt.Fprintf(b, "<package pkgid=\"%s\" name=\"%s\" arch=\"noarch\">\n  <version %s/>\n", digest(p.data), text(p.name), p.evr())
	if p.log != "" {
		fmt.Fprintf(b, "  <changelog author=\"%s - %s-%s\" date=\"%d\">%s</changelog>\n", packager, text(p.version), text(p.release), noon(in.Date), text(p.log))
	}
	fmt.Fprint(b, "</package>\n")
}
