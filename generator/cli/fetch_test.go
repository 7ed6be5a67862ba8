package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pes/generator/fetch"
)

// A key is put in place if it is the one that is described, and nothing else ever is: not another key, not a page, not
// one key too many. One that fails keeps no other from being fetched.
func TestKeysFetch(t *testing.T) {
	good, err := os.ReadFile("../rpmfile/testdata/key.asc")
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile("testdata/golden/acme/project/content/keys/RPM-GPG-KEY-acme")
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string][]byte{
		"/good.asc":  good,
		"/other.asc": other,
		"/both.asc":  append(bytes.Clone(good), other...),
		"/page.asc":  []byte("<!doctype html><title>Sign in</title>\x1b[31m"),
		"/empty.asc": nil,
	}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, ok := answers[r.URL.Path]; ok {
			w.Write(body)
			return
		}
		w.WriteHeader(http.StatusNotFound)
	}))
	defer server.Close()
	f := fetch.New()
	f.Pause, f.Client.Transport = time.Millisecond, server.Client().Transport
	dir := t.TempDir()
	repo := func(name string) string {
		return fmt.Sprintf(`[repository.%s]
source = "%[1]s"
[repository.%[1]s.repo]
name = "x"
baseurl = "https://x.example/"
key = { fingerprint = "83871E4D DC3D190E E308 D181460EC7947A1108D2", url = "%s/%[1]s.asc" }
`, name, server.URL)
	}
	vendor := "paths = [\"7-8\"]\n"
	for _, name := range []string{"good", "other", "both", "page", "empty", "missing"} {
		vendor += repo(name)
	}
	writeFiles(t, dir, map[string]string{
		"content/distros/acme.toml": "name = \"Acme\"\n",
		"vendors/v/vendor.toml":     vendor,
	})
	var stdout, stderr bytes.Buffer
	a := &app{out: &stdout, err: &stderr, dir: dir, jobs: 2}
	if err := a.fetchKeys(context.Background(), f, false); err != errFound {
		t.Fatal(err, stderr.String())
	}
	if stdout.String() != "vendors/v/keys/good.asc\n" {
		t.Errorf("stdout is %q", stdout.String())
	}
	for _, want := range []string{
		"vendor.toml:13:76: error: vendors/v/keys/other.asc: what came is another key and was thrown away: " +
			"it holds the key 370b3cf8ae255f26a326810eb0d2ed7a05e0a693",
		"both.asc: what came is another key",
		"page.asc: what came is no key",
		"empty.asc: what came is no key: the file is empty",
		"missing.asc: the server says 404",
	} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("stderr lacks %s\n%s", want, stderr.String())
		}
	}
	if strings.Contains(stderr.String(), "\x1b") {
		t.Error("bytes of a server reach the terminal")
	}
	if got := readTree(t, filepath.Join(dir, "vendors/v/keys")); len(got) != 1 || got["/good.asc"] != string(good) {
		t.Errorf("in place are %v", got)
	}

	// What is in place is not fetched again unless it is asked for; then it is replaced as a whole, or not at all.
	answers["/good.asc"] = other
	stdout.Reset()
	a.fetchKeys(context.Background(), f, false)
	if stdout.Len() > 0 {
		t.Error("a key was fetched again")
	}
	a.fetchKeys(context.Background(), f, true)
	if got := readTree(t, filepath.Join(dir, "vendors/v/keys")); len(got) != 1 || got["/good.asc"] != string(good) {
		t.Errorf("a lie took the place of the key: %v", got)
	}
}

func writeFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
