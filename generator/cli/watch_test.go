package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pes/generator/fetch"
)

// The command prints what does not answer, or how many addresses do; whoever interrupts it learns neither.
func TestWatch(t *testing.T) {
	answers := map[string]string{"/8/x86_64/repodata/repomd.xml": "<repomd>"}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
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
[release.8.odd]
pesid = "acme8-odd"
repo = { name = "x", baseurl = "@/$contentdir/8/", key = "file:///etc/k" }
[[path]]
from = 7
to = 8
sources = ["centos"]
map = { base = ["baseos", "odd"] }
`, "@", server.URL),
		"content/events/a.toml": "[[removed]]\nin = \"gone@base\"\nfrom = \"7.7\"\nto = \"8.0\"\n",
	})
	watch := func(ctx context.Context) (string, error) {
		f := fetch.New()
		f.Pause, f.Client.Transport = time.Millisecond, server.Client().Transport
		var stdout, stderr bytes.Buffer
		err := (&app{out: &stdout, err: &stderr, dir: dir, jobs: 2}).askAll(ctx, f)
		return strings.ReplaceAll(stderr.String(), server.URL, "@"), err
	}
	said, err := watch(context.Background())
	const gone = "content/distros/acme.toml:5:32: error: " +
		"@/8/aarch64/repodata/repomd.xml: the server says 404 Not Found [no-answer]"
	if err != errFound || !strings.Contains(said, gone) || !strings.Contains(said, "pes: 1 error, 0 warnings") {
		t.Errorf("%v: %s", err, said)
	}
	answers["/8/aarch64/repodata/repomd.xml"] = "<repomd>"
	said, err = watch(context.Background())
	const well = "pes: asking 2 addresses; one that does not answer takes a while\n" +
		"pes: all of 2 addresses answer; 1 has variables that only a machine knows\n"
	if err != nil || said != well {
		t.Errorf("%v: %s", err, said)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := watch(ctx); err == nil || err.Error() != "watch: interrupted" {
		t.Error(err)
	}
}
