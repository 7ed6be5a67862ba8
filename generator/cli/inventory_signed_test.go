package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"pes/generator/fetch"
	"pes/generator/internal/repos"
	"pes/generator/pgp"
	"pes/generator/stock"
)

// The key that a section names, and that the project has, decides whether its repomd.xml is believed.
func TestInventorySignature(t *testing.T) {
	secret, err := os.ReadFile("../datarelease/testdata/RSA.asc")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := pgp.ReadSigner(secret, nil)
	if err != nil {
		t.Fatal(err)
	}
	public, err := signer.Public()
	if err != nil {
		t.Fatal(err)
	}
	files := repos.Many(10).Files()
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	good, err := signer.Detached(files["repodata/repomd.xml"], at)
	if err != nil {
		t.Fatal(err)
	}
	bad, err := signer.Detached([]byte("another"), at)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PES_CACHE", t.TempDir())
	for _, c := range []struct {
		name, key, check string
		signature        []byte
		want             string // "" where it is believed
	}{
		{"signed", `"k.asc"`, "1", good, ""},
		{"not signed", `"k.asc"`, "0", nil, ""},
		{"signed by a key that nobody has", `"file:///etc/pki/rpm-gpg/k"`, "0", bad, ""},
		{"a bad signature", `"k.asc"`, "0", bad, "the signature of repomd.xml is not good"},
		{"not signed, as it must be", `"k.asc"`, "1", nil, "repodata/repomd.xml.asc: the server says 404"},
		{"not to be checked, as it must be", `"file:///etc/pki/rpm-gpg/k"`, "1", good, "the project has no key"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body := files[r.URL.Path[1:]]
			if strings.HasSuffix(r.URL.Path, ".asc") {
				body = c.signature
			}
			if body == nil {
				http.NotFound(w, r)
				return
			}
			w.Write(body)
		}))
		dir := t.TempDir()
		writeFiles(t, dir, map[string]string{"content/keys/k.asc": string(public),
			"content/distros/acme.toml": fmt.Sprintf(
				"arches = [\"x86_64\"]\n[release.9.baseos]\npesid = \"a\"\n"+
					"repo = { name = \"x\", baseurl = \"%s\", key = %s, repo_gpgcheck = %s }\n", server.URL, c.key,
				c.check)})
		var stdout, stderr bytes.Buffer
		a := &app{out: &stdout, err: &stderr, dir: dir, jobs: 2}
		err := a.fetchInventories(context.Background(), fetch.New(), stock.Selection{}, false)
		server.Close()
		said := stdout.String() + stderr.String()
		if (err == nil) != (c.want == "") || !strings.Contains(said, c.want) ||
			(err == nil) == strings.Contains(said, "error") {
			t.Errorf("%s: %v\n%s", c.name, err, said)
		}
		if unsigned := strings.Contains(said, "is not signed"); err == nil && unsigned == (c.name == "signed") {
			t.Errorf("%s: %s", c.name, said)
		}
	}
}
