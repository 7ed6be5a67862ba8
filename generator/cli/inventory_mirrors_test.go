package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pes/generator/fetch"
	"pes/generator/internal/repos"
	"pes/generator/stock"
)

// Of mirrors that are slow, old, half there, that lie or lead elsewhere, the one that is as it should be is used. Where
// none is, every one is named, and another repository is written all the same.
func TestInventoryMirrors(t *testing.T) {
	good, bad := repos.Many(100).Files(), repos.Many(99).Files()
	older := repos.Repository{Revision: "1700000000", Packages: []repos.Package{{Name: "old"}}}.Files()
	var server *httptest.Server
	server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mirror, path, _ := strings.Cut(r.URL.Path[1:], "/")
		files := good
		if name, isBad := strings.CutSuffix(mirror, "-bad"); isBad { // what the cache does not know from others
			mirror, files = name, bad
		}
		primary := strings.Contains(path, "primary")
		switch {
		case r.URL.Path == "/list":
			fmt.Fprintf(w, "%[1]s/gone\n%[1]s/slow\n%[1]s/lying\n%[1]s/elsewhere\n%[1]s/half\n%[1]s/good\n", server.URL)
		case r.URL.Path == "/bad":
			fmt.Fprintf(w, "%[1]s/gone-bad\n%[1]s/slow-bad\n%[1]s/lying-bad\n%[1]s/elsewhere-bad\n%[1]s/half-bad\n",
				server.URL)
		case mirror == "gone" || files[path] == nil && older[path] == nil:
			http.NotFound(w, r)
		case mirror == "slow" && primary: // an octet now and then, for ever
			for r.Context().Err() == nil {
				w.Write([]byte{0})
				w.(http.Flusher).Flush()
				time.Sleep(10 * time.Millisecond)
			}
		case mirror == "lying" && primary:
			w.Write(append(bytes.Clone(files[path][1:]), 0))
		case mirror == "elsewhere":
			http.Redirect(w, r, "http://127.0.0.1:1/"+path, http.StatusFound)
		case mirror == "half" && primary:
			w.Header().Set("Content-Length", fmt.Sprint(len(files[path])))
			w.Write(files[path][:1000])
		case mirror == "old":
			w.Write(older[path])
		default:
			w.Write(files[path])
		}
	}))
	defer server.Close()
	t.Setenv("PES_CACHE", t.TempDir())
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{"content/distros/acme.toml": strings.ReplaceAll(`arches = ["x86_64"]
[release.9.baseos]
pesid = "a"
repo = { name = "x", mirrorlist = "@/list" }
[release.9.appstream]
pesid = "b"
repo = { name = "x", mirrorlist = "@/bad" }
`, "@", server.URL)})
	f := fetch.New()
	f.Pause, f.Timeout, f.Stall = time.Millisecond, 5*time.Second, 200*time.Millisecond
	f.Client.Transport = server.Client().Transport
	var stdout, stderr bytes.Buffer
	a := &app{out: &stdout, err: &stderr, dir: dir, jobs: 2}
	if err := a.fetchInventories(context.Background(), f, stock.Selection{}, false); err != errFound {
		t.Fatal(err, stderr.String())
	}
	said := strings.ReplaceAll(stderr.String(), server.URL, "@")
	for _, want := range []string{
		"content/distros/acme.toml:7:35: error: acme 9.appstream on x86_64: none of its 5 mirrors has it as it " +
			"should be",
		"@/gone-bad/: repodata/repomd.xml: the server says 404 Not Found\n",
		"@/slow-bad/: repodata/", "hardly anything came for 200ms",
		"@/lying-bad/: repodata/", "the file has another checksum than it should have",
		"@/elsewhere-bad/: repodata/repomd.xml: it leads to http://127.0.0.1:1/repodata/repomd.xml, which is not https",
		"@/half-bad/: repodata/", "unexpected EOF",
		"pes: 1 error, 0 warnings",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("it is not said: %s\n%s", want, said)
		}
	}
	if got := stdout.String(); got != "acme 9.baseos: new; 100 packages on x86_64\n" {
		t.Errorf("stdout is %q", got)
	}
	if got := readTree(t, filepath.Join(dir, "content/inventory")); len(got) != 1 {
		t.Errorf("written were %d files", len(got))
	}

	// Whoever interrupts gets no file.
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := a.fetchInventories(ctx, f, stock.Selection{}, false)
	if err == nil || !strings.Contains(err.Error(), "interrupted; nothing was written") {
		t.Error(err)
	}
}
