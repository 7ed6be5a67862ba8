package datarelease_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pes/generator/datarelease"
	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/pgp"
	"pes/generator/tree"
)

// algorithms are those of the secret keys in testdata.
var algorithms = []string{"EdDSA", "RSA"}

// signer is the key of an algorithm, and its public part.
func signer(t *testing.T, algorithm string) (*pgp.Signer, []byte) {
	t.Helper()
	secret, err := os.ReadFile("testdata/" + algorithm + ".asc")
	if err != nil {
		t.Fatal(err)
	}
	s, err := pgp.ReadSigner(secret, nil)
	if err != nil {
		t.Fatal(err)
	}
	public, err := s.Public()
	if err != nil {
		t.Fatal(err)
	}
	return s, public
}

// input is that of a release of the sample project, for one Leapp version, with a second distribution, which no machine
// has beside the first.
func input(t *testing.T) datarelease.Input {
	t.Helper()
	p := sample.Acme(t)
	acme := p["content/distros/acme.toml"]
	p["content/distros/acme.toml"] = regexp.MustCompile(`(?m)^leapp *=.*$`).ReplaceAllString(acme, `leapp = ["0.21"]`)
	p["content/distros/bolt.toml"] = "extends = \"acme\"\nname = \"Bolt\"\nos_id = \"bolt\"\n"
	c := p.Compile(t)
	return datarelease.Input{
		Version: "2026.1", Date: time.Unix(1767225600, 0), Catalog: c, Data: sample.Write(t, c, "0.21"), Jobs: 2,
		Site:    tree.Tree{{Path: "site/index.html", Data: []byte("<p>A site.\n")}},
		Changes: []byte("# 2026.1\n"), Log: []string{"- Release 2026.1", "- 1 package is <removed>"},
	}
}

// releaseIn makes a release in memory, with the key of an algorithm; "" for none.
func releaseIn(t *testing.T, algorithm string) (fsys fstest.MapFS, public []byte) {
	t.Helper()
	in := input(t)
	if algorithm != "" {
		in.Signer, public = signer(t, algorithm)
	}
	files, _, err := datarelease.Make(in)
	if err != nil {
		t.Fatal(err)
	}
	fsys = fstest.MapFS{}
	for _, f := range files {
		fsys[f.Path] = &fstest.MapFile{Data: f.Bytes()}
	}
	return fsys, public
}

// first is the first file that matches a pattern.
func first(t *testing.T, fsys fs.FS, pattern string) string {
	t.Helper()
	found, err := fs.Glob(fsys, pattern)
	if err != nil || len(found) == 0 {
		t.Fatal("there is no ", pattern, err)
	}
	return found[0]
}

// The number of workers changes no byte, and neither does making a release again.
func TestMakeIsReproducible(t *testing.T) {
	t.Parallel()
	in := input(t)
	in.Signer, _ = signer(t, "EdDSA")
	want, _, err := datarelease.Make(in)
	if err != nil || len(want) < 20 {
		t.Fatal(len(want), err)
	}
	in.Jobs = 5
	got, _, err := datarelease.Make(in)
	if err != nil {
		t.Fatal(err)
	}
	sample.SameTree(t, got, want)
}

// What is tampered with is found, whatever file it is and whatever was done to it.
func TestTampering(t *testing.T) {
	t.Parallel()
	whole, public := releaseIn(t, "EdDSA")
	if r := datarelease.VerifyRelease(whole, public); len(r.Findings) > 0 || !r.Vouched {
		t.Fatalf("the release is not intact as it was made: %+v", r)
	}
	archive := first(t, whole, "leapp-data-*.tar.zst")
	files, _, err := datarelease.Unpack(archive, whole[archive].Data)
	if err != nil {
		t.Fatal(err)
	}
	machine := fstest.MapFS{}
	for _, f := range files {
		machine[f.Path] = &fstest.MapFile{Data: f.Bytes()}
	}
	r := rand.New(rand.NewPCG(10, 3))
	for n := range need.Repeat(60, 1000) {
		for what, fsys := range map[string]fstest.MapFS{"release": whole, "machine": machine} {
			damaged, how := tampered(r, fsys)
			if damaged == nil {
				continue
			}
			report := datarelease.VerifyRelease(damaged, public)
			if what == "machine" {
				report = datarelease.VerifyTree(damaged, nil, public)
			}
			if len(report.Findings) == 0 {
				t.Errorf("tampering %d with a %s is not found: %s", n, what, how)
			}
		}
	}
}

// tampered changes, takes away or adds one file.
func tampered(r *rand.Rand, fsys fstest.MapFS) (fstest.MapFS, string) {
	out := maps.Clone(fsys)
	names := slices.Sorted(maps.Keys(fsys))
	name := names[r.IntN(len(names))]
	switch data := fsys[name].Data; r.IntN(6) {
	case 0:
		delete(out, name)
		return out, "without " + name
	case 1:
		out["etc/leapp/files/vendors.d/new_map.json"] = &fstest.MapFile{Data: []byte("{}")}
		return out, "with a new file"
	case 2:
		other := names[r.IntN(len(names))]
		if bytes.Equal(data, fsys[other].Data) {
			return nil, ""
		}
		out[name] = fsys[other]
		return out, name + " has the bytes of " + other
	default:
		changed := sample.Corrupt(r, data)
		if bytes.Equal(changed, data) {
			return nil, ""
		}
		out[name] = &fstest.MapFile{Data: changed}
		return out, fmt.Sprintf("%s: %q", name, changed[:min(len(changed), 400)])
	}
}

// Not a bit of a package can be another: whatever rpm refuses is refused, and more.
func TestTamperedPackages(t *testing.T) {
	t.Parallel()
	for _, algorithm := range algorithms {
		t.Run(algorithm, func(t *testing.T) {
			t.Parallel()
			whole, public := releaseIn(t, algorithm)
			name := first(t, whole, "rpm/leapp-0.21/el8/*.rpm")
			data := whole[name].Data
			if r := datarelease.VerifyRPM(name, data, fstest.MapFS{}, public); len(r.Findings) > 0 || !r.Vouched {
				t.Fatalf("the package is not intact as it was made: %+v", r)
			}
			r := rand.New(rand.NewPCG(269, 1004))
			for range need.Repeat(3000, 100000) {
				at := r.IntN(len(data))
				if r.IntN(2) == 0 { // most of what only rpm looks at stands before the header
					at = r.IntN(2000)
				}
				bad := bytes.Clone(data)
				bad[at] ^= 1 << r.IntN(8)
				if report := datarelease.VerifyRPM(name, bad, fstest.MapFS{}, public); len(report.Findings) == 0 {
					t.Errorf("byte %d of %d may be %#x instead of %#x", at, len(data), bad[at], data[at])
				}
			}
		})
	}
}

// A release that another key signed is found out, and so is one without signatures.
func TestWrongSigner(t *testing.T) {
	t.Parallel()
	_, public := signer(t, "EdDSA")
	for _, algorithm := range []string{"RSA", ""} {
		fsys, _ := releaseIn(t, algorithm)
		rpm := first(t, fsys, "rpm/*/*/*.rpm")
		archive := first(t, fsys, "*.tar.gz")
		ofArchive, _ := datarelease.VerifyArchive(archive, fsys[archive].Data, fstest.MapFS{}, public)
		for what, r := range map[string]*datarelease.Report{
			"release": datarelease.VerifyRelease(fsys, public),
			"package": datarelease.VerifyRPM(rpm, fsys[rpm].Data, fstest.MapFS{}, public),
			"archive": ofArchive,
		} {
			if len(r.Findings) == 0 || r.Findings[0].Kind != datarelease.Signature {
				t.Errorf("%s signed by %q: %+v", what, algorithm, r)
			}
		}
	}
}

// A release that exists is never overwritten unless that is forced; a channel is not made where something else is.
func TestPublish(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := tree.Tree{{Path: "manifest.json", Data: []byte(`{"version": "1"}`)}}
	other := tree.Tree{{Path: "manifest.json", Data: []byte(`{"version": "1", "leapp": []}`)}}
	for i, c := range []struct {
		files   tree.Tree
		force   bool
		written bool
		failed  bool
	}{
		{files, false, true, false},
		{files, false, false, false},
		{other, false, false, true},
		{other, true, true, false},
	} {
		written, err := datarelease.Publish(dir, "1", c.files, c.force, 1)
		if written != c.written || (err != nil) != c.failed {
			t.Errorf("%d: written: %v, error: %v", i, written, err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "ng"), 0o777); err != nil {
		t.Fatal(err)
	}
	for channel, want := range map[string]string{
		"ng": "is not a channel but a folder", "releases": "is not a channel", "stable": "",
	} {
		err := datarelease.Point(dir, channel, "1")
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", channel, err, want)
		}
	}
	if got, err := datarelease.Channels(dir, "1"); err != nil || !slices.Equal(got, []string{"stable"}) {
		t.Errorf("channels: %q, %v", got, err)
	}
	if err := os.Rename(filepath.Join(dir, "releases", "1"), filepath.Join(dir, "releases", "2")); err != nil {
		t.Fatal(err)
	}
	err := datarelease.Point(dir, "stable", "2")
	if err == nil || !strings.Contains(err.Error(), path.Join("releases", "2")+" holds release 1, not 2") {
		t.Errorf("a renamed release: %v", err)
	}
}
