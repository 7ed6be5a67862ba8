package datarelease

import (
	"archive/tar"
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/klauspost/compress/gzip"

	"pes/generator/tree"
)

// archiveName is what the archives of these tests must be called.
const archiveName = "leapp-data-acme-el8-leapp0.21-2026.1.tar.gz"

// described are the files of an archive, with the manifest that names them.
func described(t *testing.T, version string, files ...tree.Entry) tree.Tree {
	t.Helper()
	m := TreeManifest{Version: version, Distro: "acme", Target: 8, Leapp: "0.21", Files: digests(files)}
	data, err := marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return append(files, tree.Entry{Path: TreeManifestName, Data: data})
}

// packed is an archive of the files, and of further members.
func packed(t *testing.T, files tree.Tree, more ...*tar.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	g := gzip.NewWriter(&b)
	w := tar.NewWriter(g)
	for _, e := range files {
		more = append(more, &tar.Header{Name: e.Path, Mode: 0o644, Typeflag: tar.TypeReg, Size: int64(len(e.Bytes()))})
	}
	for _, h := range more {
		h.ModTime = time.Unix(0, 0)
		err := w.WriteHeader(h)
		for _, e := range files {
			if err == nil && e.Path == h.Name {
				_, err = w.Write(e.Bytes())
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	g.Close()
	return b.Bytes()
}

// An archive holds what its manifest names and nothing else; without one somebody else must vouch for it.
func TestVerifyArchive(t *testing.T) {
	t.Parallel()
	events := tree.Entry{Path: "etc/leapp/files/pes-events.json", Data: []byte("{}")}
	good := described(t, "2026.1", events)
	evil := tree.Entry{Path: "etc/cron.d/evil", Data: []byte("* * * * * root evil\n")}
	none := fstest.MapFS{}
	page := tree.Entry{Path: "site/index.html", Data: []byte("<p>")}
	whose := tree.Entry{Path: SiteManifestName, Data: []byte(`{"version": "2026.1", "holds": "site"}`)}
	nameless, site := packed(t, tree.Tree{page}), packed(t, tree.Tree{whose, page})
	listed := func(name string, data []byte) fstest.MapFS {
		return fstest.MapFS{SumsName: {Data: []byte(digest(data) + "  " + name + "\n")}}
	}
	listing := func(data []byte) fstest.MapFS { return listed("site-2026.1.tar.gz", data) }
	newer := "site-2026.9.tar.gz"
	with := func(h tar.Header) []byte { return packed(t, good, &h) } // one more member
	file := func(name string, mode int64) tar.Header {
		return tar.Header{Name: name, Mode: mode, Typeflag: tar.TypeReg}
	}
	dir := func(name string, mode int64) tar.Header {
		return tar.Header{Name: name, Mode: mode, Typeflag: tar.TypeDir}
	}
	capable, owned := file("etc/x", 0o644), dir("etc/", 0o755)
	capable.PAXRecords = map[string]string{"SCHILY.xattr.security.capability": "x"}
	owned.Uid = 1000
	link := tar.Header{Name: "etc/x", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink}
	older := archiveName + ", but is leapp-data-acme-el8-leapp0.21-2025.9, release 2025.9"
	prepend := func(e tree.Entry, files tree.Tree) tree.Tree { return append(tree.Tree{e}, files...) }
	extra := tree.Entry{Path: "etc/leapp/files/more.json"}
	for what, c := range map[string]struct {
		name string
		data []byte
		in   fstest.MapFS
		want string // what is found; "" where it is intact
	}{
		"whole":            {archiveName, packed(t, good), none, ""},
		"folders":          {archiveName, with(dir("etc/", 0o755)), none, ""},
		"empty folder":     {archiveName, with(dir("etc/leapp/files/vendors.d/", 0o755)), none, ""},
		"more files":       {archiveName, packed(t, prepend(evil, good)), none, "etc/cron.d/evil: it was not"},
		"more data":        {archiveName, packed(t, prepend(extra, good)), none, "it was not published"},
		"more folders":     {archiveName, with(dir("root/", 0o755)), none, "root: this folder was not published"},
		"no manifest":      {archiveName, packed(t, tree.Tree{events}), none, "nothing says what was published"},
		"setuid":           {archiveName, with(file("etc/x", 0o4755)), none, "has the mode 4755"},
		"everybody's":      {archiveName, with(dir("etc/", 0o777)), none, "has the mode 0777"},
		"somebody's":       {archiveName, with(owned), none, "is not root's"},
		"link":             {archiveName, with(link), none, "is neither file nor folder"},
		"outside":          {archiveName, with(file("../x", 0o644)), none, "is not a path inside"},
		"absolute":         {archiveName, with(file("/etc/x", 0o644)), none, "is not a path inside"},
		"attributes":       {archiveName, with(capable), none, "has attributes"},
		"older":            {archiveName, packed(t, described(t, "2025.9", events)), none, "it is called " + older},
		"other compressor": {"leapp-data-acme-el8-leapp0.21-2026.1.tgz.gz", packed(t, good), none, "it is called"},
		"site":             {"site-2026.1.tar.gz", site, none, "nothing says what was published"},
		"listed site":      {"site-2026.1.tar.gz", site, listing(site), ""},
		"nameless site":    {"site-2026.1.tar.gz", nameless, listing(nameless), "nothing in it says what it is"},
		"newer site":       {newer, site, listed(newer, site), "it is called " + newer + ", but is site-2026.1"},
		"site as data":     {archiveName, site, listed(archiveName, site), "but is site-2026.1"},
		"data as site":     {newer, packed(t, good), none, "it is called " + newer + ", but is leapp"},
		"another site":     {"site-2026.1.tar.gz", site, listing([]byte("other")), "SHA256SUMS has other bytes"},
	} {
		r, _ := VerifyArchive(c.name, c.data, c.in, nil)
		if found := findings(r); (found == "") != (c.want == "") || !strings.Contains(found, c.want) {
			t.Errorf("%s: found %q, want %q", what, found, c.want)
		}
	}
}

// findings are those of a report, a line each.
func findings(r *Report) (out string) {
	for _, f := range r.Findings {
		out += f.Path + ": " + f.Message + "\n"
	}
	return out
}
