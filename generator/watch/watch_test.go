package watch_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"pes/generator/compile"
	"pes/generator/fetch"
	"pes/generator/source"
	"pes/generator/watch"
)

const (
	keyFile    = "../rpmfile/testdata/key.asc"
	otherKey   = "../cli/testdata/golden/acme/project/content/keys/RPM-GPG-KEY-acme"
	repomd     = "/repodata/repomd.xml"
	isRepomd   = `<?xml version="1.0"?><repomd xmlns="http://linux.duke.edu/metadata/repo">`
	someDistro = `name = "Acme"
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
`
	someVendor = `signatures = ["d181460ec7947a11"]
paths = ["7-8"]
[repository.main]
source = "v"
target = "el{major}-v"
[repository.main.repo]
name = "x"
baseurl = "@/v/{major}/$basearch"
key = { fingerprint = "83871E4D DC3D190E E308 D181460EC7947A1108D2", url = "@/good.asc" }
`
)

// A site answers some addresses, and counts how often it is asked for each.
type site struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string]string
	asked   map[string]int
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[r.URL.Path]++
	if body, ok := s.answers[r.URL.Path]; ok {
		fmt.Fprint(w, body)
		return
	}
	http.NotFound(w, r)
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// ask compiles the project, with the site's address for every @, and asks for what it names.
func ask(t *testing.T, ctx context.Context, s *site) (problems []string, asked, unknown int) {
	t.Helper()
	fsys := fstest.MapFS{"vendors/v/keys/good.asc": {Data: []byte(read(t, keyFile))}}
	for name, text := range map[string]string{
		"content/distros/centos.toml": "name = \"CentOS\"\n[release.7.base]\npesid = \"base\"\n",
		"content/distros/acme.toml":   someDistro,
		"content/events/a.toml":       "[[removed]]\nin = \"gone@base\"\nfrom = \"7.7\"\nto = \"8.0\"\n",
		"vendors/v/vendor.toml":       someVendor,
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, "@/", s.URL+"/"))}
	}
	files, err := source.Read(fsys, 1)
	if err != nil {
		t.Fatal(err)
	}
	project, list := source.Parse(files, 1)
	catalog, more := compile.Compile(project, time.Unix(0, 0))
	if list.Failed() || more.Failed() {
		t.Fatal(list.All(), more.All())
	}
	f := fetch.New()
	f.Pause, f.Client.Transport = time.Millisecond, s.Client().Transport
	addresses, unknown := watch.Addresses(catalog, project)
	found := watch.Ask(ctx, f, addresses)
	for _, d := range found.All() {
		line, col := d.Pos.LineCol()
		message := strings.ReplaceAll(d.Message, s.URL+"/", "@/")
		problems = append(problems, fmt.Sprintf("%s:%d:%d: %s [%s]", d.Pos.File.Name, line, col, message, d.Rule))
	}
	return problems, len(addresses), unknown
}

// Every address of a repository and of a key is asked once, on each architecture; what does not answer, or with
// something else, is an error where it is written.
func TestWatch(t *testing.T) {
	s := &site{asked: map[string]int{}, answers: map[string]string{
		"/mirrors/8":           "https://m.example/\n",
		"/good.asc":            read(t, keyFile),
		"/8/x86_64" + repomd:   isRepomd,
		"/8/aarch64" + repomd:  isRepomd,
		"/v/8/x86_64" + repomd: isRepomd,
	}}
	s.Server = httptest.NewTLSServer(s)
	defer s.Close()
	expect := func(when string, want ...string) {
		t.Helper()
		got, asked, unknown := ask(t, context.Background(), s)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", when, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if asked != 6 || unknown != 1 {
			t.Errorf("%s: %d addresses and %d unknown, want 6 and 1", when, asked, unknown)
		}
	}
	expect("one is gone",
		"vendors/v/vendor.toml:8:11: @/v/8/aarch64/repodata/repomd.xml: the server says 404 Not Found [no-answer]")
	s.answers["/v/8/aarch64"+repomd] = isRepomd
	expect("all are there")
	if s.asked["/8/aarch64"+repomd] != 2 || s.asked["/good.asc"] != 2 {
		t.Errorf("in two rounds there came %v", s.asked)
	}
	s.answers["/good.asc"], s.answers["/8/x86_64"+repomd] = read(t, otherKey), "<!doctype html>Moved\x1b[31m"
	expect("others answer",
		"content/distros/acme.toml:5:32: @/8/x86_64/repodata/repomd.xml: what came describes no repository [no-answer]",
		"vendors/v/vendor.toml:9:76: @/good.asc: the key there is another one: "+
			"it holds the key 370b3cf8ae255f26a326810eb0d2ed7a05e0a693 [key-missing]")
}

// Whoever interrupts does not wait for answers.
func TestWatchIsInterrupted(t *testing.T) {
	s := &site{asked: map[string]int{}}
	s.Server = httptest.NewTLSServer(s)
	defer s.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if problems, asked, _ := ask(t, ctx, s); len(problems) != asked || len(s.asked) > 0 {
		t.Errorf("%d of %d addresses are not there; the site was asked for %v", len(problems), asked, s.asked)
	}
}
