package fetch

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// A key is put in place if it is the one that is described, and nothing else ever is: not another key, not one key too
// many, not a page. What is in place is replaced as a whole, or stays.
func TestKey(t *testing.T) {
	good, err := os.ReadFile("../rpmfile/testdata/key.asc")
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile("../cli/testdata/golden/acme/project/content/keys/RPM-GPG-KEY-acme")
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string][]byte{"/good": good, "/other": other, "/both": append(bytes.Clone(good), other...),
		"/page": []byte("<!doctype html>"), "/empty": nil}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write(answers[r.URL.Path])
	}))
	defer server.Close()
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	fetch := func(name string) error {
		fingerprints := []string{"83871e4ddc3d190ee308d181460ec7947a1108d2"}
		return impatient(server).Key(context.Background(), server.URL+name, fingerprints, root, "vendors/v/keys/k.asc")
	}
	inPlace := func() string {
		data, _ := os.ReadFile(dir + "/vendors/v/keys/k.asc")
		return string(data)
	}
	for _, c := range []struct{ name, err, inPlace string }{
		{"/other", "what came is another key and was thrown away: it holds the key 370b3cf8ae255f26", ""},
		{"/good", "", string(good)},
		{"/both", "what came is another key", string(good)},
		{"/page", "what came is no key", string(good)},
		{"/empty", "what came is no key: the file is empty", string(good)},
		{"/good", "", string(good)},
	} {
		err := fetch(c.name)
		if (err == nil) != (c.err == "") || err != nil && !strings.HasPrefix(err.Error(), c.err) {
			t.Errorf("%s: %v, want %s", c.name, err, c.err)
		}
		if inPlace() != c.inPlace {
			t.Errorf("after %s there is %.40q in place", c.name, inPlace())
		}
	}
}
