package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"pes/generator/fetch"
)

// Every address of a repository and of a key is asked once, on each architecture; what does not answer, or with something
// else, is an error where it is written.
func TestWatch(t *testing.T) {
	key, err := os.ReadFile("../rpmfile/testdata/key.asc")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	hits := map[string]int{}
	answers := map[string]string{"/mirrors/8": "https://m.example/\n", "/good.asc": string(key)}
	for _, path := range []string{"/8/x86_64", "/8/aarch64", "/v/8/x86_64"} {
		answers[path+"/repodata/repomd.xml"] = `<?xml version="1.0"?><repomd xmlns="http://linux.duke.edu/metadata/repo">`
	}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		hits[r.URL.Path]++
		if body, ok := answers[r.URL.Path]; ok {
			fmt.Fprint(w, body)
			return
		}
		http.NotFound(w, r)
	}))
	defer server.Close()
	dir := t.TempDir()
	writeFiles(t, dir, map[string]string{
		"content/distros/centos.toml": "name = \"CentOS\"\n[release.7.base]\npesid = \"base\"\n",
		"content/distros/acme.toml": strings.ReplaceAll(`name = "Acme"
arches = ["x86_64", "aarch64"]
[release.8.baseos]
pesid = "acme8"
repo = { name = "x", baseurl = "@/$releasever/$basearch/", key = "file:///etc/k" }
[release.8.extras]
pesid = "acme8-extras"
repo = { name = "x", mirrorlist = "@/mirrors/8", key = "file:///etc/k" }
[release.8.odd]
pesid = "acme8-odd"
repo = { name = "x", baseurl = "@/$contentdir/8/", key = "file:///etc/k" }
[[path]]
from = 7
to = 8
sources = ["centos"]
map = { base = ["baseos", "extras", "odd"] }
`, "@", server.URL),
		"content/events/a.toml": "[[removed]]\nin = \"gone@base\"\nfrom = \"7.7\"\nto = \"8.0\"\n",
		"vendors/v/vendor.toml": strings.ReplaceAll(`signatures = ["d181460ec7947a11"]
paths = ["7-8"]
[repository.main]
source = "v"
target = "el{major}-v"
repo = { name = "x", baseurl = "@/v/{major}/$basearch", key = { fingerprint = "83871E4D DC3D190E E308 D181460EC7947A1108D2", url = "@/good.asc" } }
`, "@", server.URL),
		"vendors/v/keys/good.asc": string(key),
	})
	watch := func() (string, error) {
		f := fetch.New()
		f.Pause, f.Client.Transport = time.Millisecond, server.Client().Transport
		var stdout, stderr bytes.Buffer
		err := (&app{out: &stdout, err: &stderr, dir: dir, jobs: 2}).askAll(context.Background(), f)
		return strings.ReplaceAll(stderr.String(), server.URL, "@"), err
	}
	said, err := watch()
	if want := "vendors/v/vendor.toml:6:32: error: @/v/8/aarch64/repodata/repomd.xml: the server says 404 Not Found [no-answer]"; err != errFound || !strings.Contains(said, want) || !strings.Contains(said, "pes: 1 error, 0 warnings") {
		t.Errorf("it is not said: %s\n%v: %s", want, err, said)
	}
	answers["/v/8/aarch64/repodata/repomd.xml"] = answers["/8/x86_64/repodata/repomd.xml"]
	if said, err = watch(); err != nil || said != "pes: all of 6 addresses answer; 1 have variables that only a machine knows\n" {
		t.Errorf("%v: %s", err, said)
	}
	if hits["/8/aarch64/repodata/repomd.xml"] != 2 || hits["/good.asc"] != 2 {
		t.Errorf("in two rounds there came %v", hits)
	}
	other, err := os.ReadFile("testdata/golden/acme/project/content/keys/RPM-GPG-KEY-acme")
	if err != nil {
		t.Fatal(err)
	}
	answers["/good.asc"], answers["/8/x86_64/repodata/repomd.xml"] = string(other), "<!doctype html>Moved\x1b[31m"
	said, err = watch()
	for _, want := range []string{"content/distros/acme.toml:5:32: error: @/8/x86_64/repodata/repomd.xml: what came describes no repository", "@/good.asc: the key there is another one: it holds the key 370b3cf8ae255f26a326810eb0d2ed7a05e0a693"} {
		if err != errFound || !strings.Contains(said, want) {
			t.Errorf("it is not said: %s\n%v: %s", want, err, said)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := (&app{out: &bytes.Buffer{}, err: &bytes.Buffer{}, dir: dir, jobs: 2}).askAll(ctx, fetch.New()); err == nil || err.Error() != "watch: interrupted" {
		t.Error(err)
	}
}
