package fetch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func sumOf(text string) Sum { return Sum{"sha256", fmt.Sprintf("%x", sha256.Sum256([]byte(text)))} }

func cacheFor(t *testing.T) (*Cache, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "a/b")
	c, err := OpenCache(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c, dir
}

// What is large is downloaded once, and only what has its checksum gets a name. A download that hardly moves is given
// up however long it may take; one that moves is not.
func TestCached(t *testing.T) {
	body := strings.Repeat("metadata ", 20000)
	var mu sync.Mutex
	asked := map[string]int{}
	times := func(path string) int {
		mu.Lock()
		defer mu.Unlock()
		return asked[path]
	}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.URL.Path]++
		mu.Unlock()
		flush := func(s string) { fmt.Fprint(w, s); w.(http.Flusher).Flush() }
		switch r.URL.Path {
		case "/good":
			fmt.Fprint(w, body)
		case "/steady": // longer than a stall in all, but never without anything
			for i := 0; i < len(body); i += 30000 {
				flush(body[i:min(i+30000, len(body))])
				time.Sleep(100 * time.Millisecond)
			}
		case "/drip":
			for r.Context().Err() == nil {
				flush("m")
				time.Sleep(20 * time.Millisecond)
			}
		case "/silent":
			<-r.Context().Done()
		case "/short":
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
			fmt.Fprint(w, body[:1000])
		case "/cut":
			fmt.Fprint(w, body[:1000])
		case "/endless":
			for r.Context().Err() == nil {
				fmt.Fprint(w, body)
			}
		case "/zip": // what is on the way compressed would have another checksum, and no limit
			if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
				w.Header().Set("Content-Encoding", "gzip")
			}
			fmt.Fprint(w, body)
		case "/other":
			fmt.Fprint(w, strings.ToUpper(body))
		}
	}))
	defer server.Close()
	for _, c := range []struct {
		path, err string
		asked     int
	}{
		{"/good", "", 1}, {"/steady", "", 1}, {"/zip", "", 1},
		{"/drip", "hardly anything came for 300ms", 3}, {"/silent", "no answer began within 300ms", 3},
		{"/short", "unexpected EOF", 3}, {"/cut", "has 1000 bytes, not 180000", 1},
		{"/endless", "longer than the 180000 bytes", 1}, {"/other", "another checksum", 1},
	} {
		cache, dir := cacheFor(t)
		f := impatient(server)
		f.Stall = 300 * time.Millisecond
		wanted := Wanted{Href: "x", Sum: sumOf(body), Size: int64(len(body))}
		file, err := f.Cached(context.Background(), cache, server.URL+c.path, wanted)
		if n := times(c.path); n != c.asked {
			t.Errorf("%s was asked %d times, not %d", c.path, n, c.asked)
		}
		names, _ := filepath.Glob(dir + "/*")
		hidden, _ := filepath.Glob(dir + "/.*")
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) || len(names)+len(hidden) > 0 {
				t.Errorf("%s: %v, in the cache %v %v", c.path, err, names, hidden)
			}
			continue
		}
		if err != nil {
			t.Fatal(c.path, err)
		}
		if got, err := io.ReadAll(file); err != nil || string(got) != body || len(names) != 1 || len(hidden) > 0 {
			t.Errorf("%s: %d bytes, %v, %v %v", c.path, len(got), err, names, hidden)
		}
		file.Close()
		again, err := f.Cached(context.Background(), cache, server.URL+c.path, wanted)
		if err != nil || times(c.path) != c.asked {
			t.Errorf("%s is downloaded again: %v", c.path, err)
		}
		again.Close()
	}
}

// A file of the cache that somebody changed is thrown away, and downloaded again.
func TestCacheIsNotTrusted(t *testing.T) {
	cache, dir := cacheFor(t)
	s := sumOf("right")
	if err := os.WriteFile(filepath.Join(dir, s.name()), []byte("wrong"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := cache.Open(s); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, s.name())); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the damaged file is still there")
	}
	for _, s := range []Sum{{"md5", "d41d8cd98f00b204e9800998ecf8427e"}, {"sha256", "../../x"}, {"sha256", ""},
		{"sha256", strings.Repeat("G", 64)}} {
		if _, err := cache.Open(s); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v: %v", s, err)
		}
	}
}

// Paths that lead out of a repository, and what no file name should hold, are not asked for.
func TestWantedPaths(t *testing.T) {
	for href, ok := range map[string]bool{
		"repodata/0123-primary.xml.gz": true, "repodata/primary+x~1.xml.zst": true,
		"../repodata/x": false, "repodata/../../x": false, "/etc/passwd": false, "https://evil.example/x": false,
		"repodata/x?y": false, "repodata/%2e%2e/x": false, "repodata\\x": false, "": false, ".": false, "a//b": false,
		"repodata/\x1b[31m": false, "repodata/x\n": false,
	} {
		w := Wanted{Href: href, Sum: sumOf("")}
		if err := w.valid(); (err == nil) != ok {
			t.Errorf("%q: %v", href, err)
		}
	}
	w := Wanted{Href: "x", Sum: sumOf(""), Size: MaxFile + 1}
	if err := w.valid(); err == nil {
		t.Error("a file without a limit is read")
	}
}

// Trim keeps what was used last.
func TestTrim(t *testing.T) {
	cache, dir := cacheFor(t)
	old := time.Now().Add(-48 * time.Hour)
	for name, size := range map[string]int64{"sha256-a": maxCache, "sha256-b": 10, ".sha256-c.1.1": 5,
		".sha256-d.1.1": 5} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(file, size); err != nil { // sparse
			t.Fatal(err)
		}
		if name != "sha256-b" && name != ".sha256-d.1.1" {
			if err := os.Chtimes(file, old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cache.Trim(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 2 || left[0].Name() != ".sha256-d.1.1" || left[1].Name() != "sha256-b" {
		t.Error(left, err)
	}
}
