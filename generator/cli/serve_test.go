package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"pes/generator/serve"
)

// shown is a project that is served while a test changes it.
type shown struct {
	testing.TB
	dir, url string
	events   chan state
	stop     func() error
}

// state is what a page hears.
type state struct {
	Built    int
	Problems []struct{ Rule, File, Message string }
}

// show serves a copy of a project and opens a page's channel to it.
func show(t testing.TB, dir string) *shown {
	t.Helper()
	s := &shown{TB: t, dir: dir, events: make(chan state, 100)}
	a := &app{out: io.Discard, err: io.Discard, dir: dir, jobs: 2}
	ctx, cancel := context.WithCancel(context.Background())
	done, ready := make(chan error, 1), make(chan string, 1)
	go func() {
		done <- serve.New(dir, a.built, func(string) {}).Run(ctx, "127.0.0.1:0", func(url string) { ready <- url })
	}()
	s.stop = func() error { cancel(); return <-done }
	t.Cleanup(func() { cancel() })
	select {
	case s.url = <-ready:
	case err := <-done:
		t.Fatal(err)
	}
	answer, err := http.Get(s.url + ".pes/events")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	go func() {
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			var e state
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && json.Unmarshal([]byte(data), &e) == nil {
				s.events <- e
			}
		}
		close(s.events)
	}()
	return s
}

// wait waits for a state that will do.
func (s *shown) wait(what string, will func(state) bool) state {
	s.Helper()
	limit := time.After(20 * time.Second)
	for {
		select {
		case e, ok := <-s.events:
			if !ok {
				s.Fatal("the channel is closed:", what)
			}
			if will(e) {
				return e
			}
		case <-limit:
			s.Fatal("it was not shown in 20 seconds:", what)
		}
	}
}

func (s *shown) get(path string) (int, string) {
	s.Helper()
	answer, err := http.Get(s.url + path)
	if err != nil {
		s.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		s.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

func good(e state) bool { return len(e.Problems) == 0 }
func bad(rule string) func(state) bool {
	return func(e state) bool {
		for _, p := range e.Problems {
			if p.Rule == rule {
				return true
			}
		}
		return false
	}
}

// A project is shown as it changes: mistakes with their place, over the pages of the last good build; half-written
// files, files that are renamed, folders that go and come back.
func TestServe(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1767225600")
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/golden/acme/project")); err != nil {
		t.Fatal(err)
	}
	s := show(t, dir)
	first := s.wait("the first build", good)
	page := "data/leapp-0.21/acme/el8/etc/leapp/files/pes-events.json"
	if code, text := s.get(page); code != 200 || !strings.Contains(text, "chrony") {
		t.Fatalf("%d %.200s", code, text)
	}
	if code, text := s.get("data/leapp-0.21/acme"); code != 200 || !strings.Contains(text, "el8/") ||
		!strings.Contains(text, `<script src="/.pes/live.js"`) {
		t.Errorf("%d %.300s", code, text)
	}
	if code, _ := s.get("nowhere"); code != 404 {
		t.Error(code)
	}

	event := filepath.Join(dir, "content/events/new.toml")
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(event, "[[removed]]\nin = \"fresh@base\"\nfrom = \"7.7\"\nto = ") // half-written
	problem := s.wait("a half-written file", bad("syntax"))
	if problem.Built != first.Built || problem.Problems[0].File != "content/events/new.toml" {
		t.Errorf("%+v", problem)
	}
	if _, text := s.get(page); !strings.Contains(text, "chrony") || strings.Contains(text, "fresh") {
		t.Error("the last good build is not served any more")
	}
	write(event, "[[removed]]\nin = \"fresh@base\"\nfrom = \"7.7\"\nto = \"8.0\"\n")
	s.wait("the whole file", func(e state) bool { return good(e) && e.Built > first.Built })
	if _, text := s.get(page); !strings.Contains(text, "fresh") {
		t.Error("the new event is not served")
	}

	other := filepath.Join(dir, "content/events/deep/er/other.toml")
	if err := os.MkdirAll(filepath.Dir(other), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(event, other); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	write(other, "[[removd]]\n")
	s.wait("a mistake in a renamed file in a new folder", bad("unknown-key"))
	write(filepath.Join(filepath.Dir(other), "..", ".#lock.toml"), "never read")
	if err := os.RemoveAll(filepath.Join(dir, "content/events/deep")); err != nil {
		t.Fatal(err)
	}
	s.wait("a deleted folder", good)

	away := filepath.Join(t.TempDir(), "away")
	if err := os.Rename(filepath.Join(dir, "content"), away); err != nil {
		t.Fatal(err)
	}
	s.wait("no content at all", bad("project"))
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS(away)); err != nil {
		t.Fatal(err)
	}
	s.wait("the content again", good)
	write(event, "[[removed]]\nin = \"fresh@base\"\n")
	s.wait("a mistake in the content that came back", bad("bad-release"))
	if err := s.stop(); err != nil {
		t.Error(err)
	}
}

// Only this machine is answered, only under its own name, and only what reads.
func TestServeIsLocal(t *testing.T) {
	s := show(t, "testdata/golden/acme/project")
	ask := func(method, host, path string) int {
		t.Helper()
		r, err := http.NewRequest(method, s.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	port := s.url[strings.LastIndexByte(s.url, ':'):]
	port = strings.TrimSuffix(port, "/")
	for _, c := range []struct {
		method, host, path string
		want               int
	}{
		{"GET", "127.0.0.1" + port, "", 200}, {"GET", "localhost" + port, ".pes/live.js", 200},
		{"HEAD", "localhost", "", 200},
		{"GET", "evil.example" + port, "", 403}, {"GET", "127.0.0.1.evil.example", ".pes/events", 403},
		{"POST", "localhost" + port, "", 405},
		{"GET", "localhost", "../../../../etc/passwd", 404}, {"GET", "localhost", "data/%2e%2e/%2e%2e/go.mod", 404},
	} {
		if got := ask(c.method, c.host, c.path); got != c.want {
			t.Errorf("%s %s /%s: %d, not %d", c.method, c.host, c.path, got, c.want)
		}
	}
	var stdout, stderr bytes.Buffer
	if code := Run([]string{"serve", "-C", "testdata/golden/acme/project", "--port", port[1:]}, &stdout,
		&stderr); code != 1 || !strings.Contains(stderr.String(), "is in use, perhaps by another pes serve") {
		t.Errorf("a port in use: %d %s", code, stderr.String())
	}
}

// From a file that is saved to the page that hears of it, at the size of the real data.
func BenchmarkServe(b *testing.B) {
	dir := realProject(b)
	event := filepath.Join(dir, "content/events/el7-el8/removed.toml")
	text, err := os.ReadFile(event)
	if err != nil {
		b.Fatal(err)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	s := show(b, dir)
	<-s.events
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		time.Sleep(20 * time.Millisecond)
		b.StartTimer()
		if err := os.WriteFile(event, append(text, strings.Repeat("\n", 1+i%2)...), 0o666); err != nil {
			b.Fatal(err)
		}
		<-s.events
	}
	s.stop()
}

// What pes build wrote is served as it is, from its folder and from the archive that it offers; anything else is no
// site.
func TestServeBuiltSite(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "dist")
	a := &app{out: io.Discard, err: io.Discard, dir: "testdata/golden/acme/project", jobs: 2}
	f := buildFlags{out: out, only: "site", archive: true}
	if err := a.checkBuild(&f); err != nil {
		t.Fatal(err)
	}
	if err := a.buildProject(&f); err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(out, "site/downloads/pes-site.tar.gz")
	for _, name := range []string{out, filepath.Join(out, "site"), archive} {
		s, err := a.server([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		ready, done := make(chan string, 1), make(chan error, 1)
		go func() { done <- s.Run(ctx, "127.0.0.1:0", func(url string) { ready <- url }) }()
		url := <-ready
		page, list := fetched(t, url+"p/ntp/"), fetched(t, url+"downloads/")
		if !strings.Contains(page, "<h1>ntp") || strings.Contains(page, "live.js") {
			t.Errorf("%s: the page of ntp is\n%.300s", name, page)
		}
		if strings.Contains(list, "pes-site.tar.gz") != (name != archive) {
			t.Errorf("%s: the page of downloads offers the archive, or does not", name)
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{t.TempDir(), "serve_test.go", "nowhere"} {
		if _, err := a.server([]string{name}); err == nil {
			t.Errorf("%s is served as a site", name)
		}
	}
}

func fetched(t *testing.T, url string) string {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
