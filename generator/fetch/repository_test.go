package fetch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"pes/generator/model"
	"pes/generator/pgp"
)

const someRepomd = "<repomd/>"

// mirrorServer has repositories and lists of mirrors; answers may be changed. @ in an answer is the server.
func mirrorServer(t *testing.T) (*httptest.Server, map[string]string) {
	t.Helper()
	answers := map[string]string{}
	var server *httptest.Server
	server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := answers[r.URL.RequestURI()]
		switch {
		case !ok:
			http.NotFound(w, r)
		case body == "500":
			w.WriteHeader(500)
		case strings.HasPrefix(body, "to "):
			http.Redirect(w, r, body[3:], http.StatusFound)
		default:
			fmt.Fprint(w, strings.ReplaceAll(body, "@", server.URL))
		}
	}))
	t.Cleanup(server.Close)
	return server, answers
}

func metalinkFor(text string, urls ...string) string {
	s := `<?xml version="1.0"?><metalink version="3.0" xmlns="http://www.metalinker.org/">` +
		`<files><file name="repomd.xml"><verification><hash type="md5">0</hash><hash type="sha256">` + fmt.Sprintf("%x", sha256.Sum256([]byte(text))) +
		`</hash></verification><resources>`
	for i, u := range urls {
		s += fmt.Sprintf(`<url protocol="https" preference="%d">%s</url>`, 100-i, u)
	}
	return s + `</resources></file></files></metalink>`
}

// Mirrors are tried in order until one has what it should; the error tells of all.
func TestRepomd(t *testing.T) {
	const path = "repodata/repomd.xml"
	server, answers := mirrorServer(t)
	for at, text := range map[string]string{
		"/9/x86_64/repodata/repomd.xml": someRepomd,
		"/stale/repodata/repomd.xml":    "<repomd>old</repomd>",
		"/broken/repodata/repomd.xml":   "500",
		"/down/repodata/repomd.xml":     "to http://127.0.0.1:1/",
		"/file/repodata/repomd.xml":     "to file:///etc/passwd",
		"/list":                         "# mirrors\n@/gone\nftp://x.example/\n@/broken/\n@/9/x86_64\n",
		"/http":                         "http://127.0.0.1:1/x\n",
		"/variables":                    "@/gone/$releasever\n@/$releasever/$basearch/\n",
		"/none":                         "# repo = nfv-9 arch = s390x error: invalid repo or arch\x1b[31m\n",
		"/list?arch=x86_64&repo=9":      "@/9/x86_64/",
		"/meta":                         metalinkFor(someRepomd, "@/stale/"+path, "@/9/x86_64/"+path),
		"/metalie":                      metalinkFor("else", "@/9/x86_64/"+path),
		"/bomb":                         `<!DOCTYPE m [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><metalink>&b;</metalink>`,
	} {
		answers[at] = text
	}
	for _, c := range []struct{ key, value, err string }{
		{"baseurl", "@/$releasever/$basearch", ""},
		{"baseurl", "@/${releasever}/${basearch}/", ""},
		{"baseurl", "@/gone/ @/9/x86_64/", ""},
		{"mirrorlist", "@/list", ""},
		{"mirrorlist", "@/list?arch=$basearch&repo=$releasever", ""},
		{"mirrorlist", "@/variables", ""}, // as AlmaLinux has it
		{"metalink", "@/meta", ""},
		{"mirrorlist", "@/meta", ""},
		{"baseurl", "@/$contentdir/", "a variable that only a machine knows"},
		{"baseurl", "@/gone/ @/broken/", "@/gone/: repodata/repomd.xml: the server says 404 Not Found\n@/broken/: "},
		{"baseurl", "http://127.0.0.1:1/x/", "refused"}, // it is written so
		{"mirrorlist", "@/http", "is not https"},
		{"baseurl", "@/down", "which is not https"},
		{"baseurl", "@/file", "not an address that is fetched"},
		{"mirrorlist", "@/none", `says "# repo = nfv-9 arch = s390x error: invalid repo or arch\x1b[31m"`},
		{"metalink", "@/metalie", "not the one of which the metalink has the checksum"},
		{"metalink", "@/bomb", "the metalink cannot be read"},
		{"baseurl", "ftp://x.example/", "not an address that is fetched"},
		{"baseurl", "file:///srv/repo", "not an address that is fetched"},
		{"enabled", "1", "name no address"},
	} {
		f := impatient(server)
		s := &model.Section{Options: []model.Option{{Key: c.key, Value: strings.ReplaceAll(c.value, "@", server.URL)}}}
		got, err := f.Repository(s, nil, 9, "x86_64").Repomd(context.Background())
		want := strings.ReplaceAll(c.err, "@", server.URL)
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), want) ||
			err == nil && string(got) != someRepomd {
			t.Errorf("%s = %s: %q, %v", c.key, c.value, got, err)
		}
		var absent Absent
		if errors.As(err, &absent) {
			t.Errorf("%s = %s is taken for a repository that is not there", c.key, c.value)
		}
	}
	s := &model.Section{Options: []model.Option{{Key: "baseurl", Value: server.URL + "/gone/ " + server.URL + "/away"}}}
	var absent Absent
	_, err := impatient(server).Repository(s, nil, 9, "x86_64").Repomd(context.Background())
	if !errors.As(err, &absent) {
		t.Error(err)
	}
}

// signerFor is a key that signs, and its public part.
func signerFor(t *testing.T) (*pgp.Signer, model.Key) {
	t.Helper()
	secret, err := os.ReadFile("../datarelease/testdata/RSA.asc")
	if err != nil {
		t.Fatal(err)
	}
	s, err := pgp.ReadSigner(secret, func() ([]byte, error) { return nil, errors.New("no passphrase") })
	if err != nil {
		t.Fatal(err)
	}
	public, err := s.Public()
	if err != nil {
		t.Fatal(err)
	}
	return s, model.Key{File: model.File{Name: "key", Data: public}}
}

// A signature counts wherever the project has the key. It must be there only where repo_gpgcheck says so.
func TestRepomdSignature(t *testing.T) {
	signer, key := signerFor(t)
	other, err := os.ReadFile("../rpmfile/testdata/key.asc")
	if err != nil {
		t.Fatal(err)
	}
	stranger := model.Key{File: model.File{Name: "other", Data: other}}
	good, err := signer.Detached([]byte(someRepomd), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	bad, err := signer.Detached([]byte("<repomd>else</repomd>"), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	server, answers := mirrorServer(t)
	answers["/r/repodata/repomd.xml"] = someRepomd
	for _, c := range []struct {
		name, sig, check string
		keys             []model.Key
		err, note        string
	}{
		{"good", string(good), "0", []model.Key{key}, "", ""},
		{"good, the second key", string(good), "1", []model.Key{stranger, key}, "", ""},
		{"missing", "", "", []model.Key{key}, "", ""},
		{"missing, and must be there", "", "1", []model.Key{key}, "repodata/repomd.xml.asc: the server says 404", ""},
		{"bad", string(bad), "", []model.Key{key}, "is not good: the signature is not of these bytes", ""},
		{"no signature", "<html>", "", []model.Key{key}, "is not good: the signature cannot be read", ""},
		{"unknown key", string(good), "", []model.Key{stranger}, "", "a key that the project does not have"},
		{"unknown key, and must be known", string(good), "True", []model.Key{stranger}, "another key", ""},
		{"no key", string(bad), "0", nil, "", ""},
		{"no key, and must be checked", string(good), "1", nil, "has no key of the repository", ""},
		{"server fails", "500", "", []model.Key{key}, "500", ""},
	} {
		delete(answers, "/r/repodata/repomd.xml.asc")
		if c.sig != "" {
			answers["/r/repodata/repomd.xml.asc"] = c.sig
		}
		s := &model.Section{Options: []model.Option{{Key: "baseurl", Value: server.URL + "/r"},
			{Key: "repo_gpgcheck", Value: c.check}}}
		r := impatient(server).Repository(s, c.keys, 9, "x86_64")
		_, err := r.Repomd(context.Background())
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v", c.name, err)
		}
		if notes := strings.Join(r.Notes(), "\n"); (notes == "") != (c.note == "") || !strings.Contains(notes, c.note) {
			t.Errorf("%s: notes %q", c.name, notes)
		}
	}
}
