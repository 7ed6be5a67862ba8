//go:build unix

package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pes/generator/internal/repos"
)

// bigRepository serves a repository of 10,000 packages, and gives a project that names it. asked gives the paths that
// were asked for since the last time.
func bigRepository(t testing.TB) (dir string, asked func() []string) {
	t.Helper()
	files := repos.Many(10_000).Files()
	var mu sync.Mutex
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		paths = append(paths, r.URL.Path)
		mu.Unlock()
		if files[r.URL.Path[1:]] == nil {
			http.NotFound(w, r)
			return
		}
		w.Write(files[r.URL.Path[1:]])
	}))
	t.Cleanup(server.Close)
	t.Setenv("PES_CACHE", t.TempDir())
	dir = t.TempDir()
	name := filepath.Join(dir, "content/distros/acme.toml")
	text := fmt.Sprintf("arches = [\"x86_64\"]\n[release.9.baseos]\npesid = \"a\"\n"+
		"repo = { name = \"x\", baseurl = \"%s\" }\n", server.URL)
	err := os.MkdirAll(filepath.Dir(name), 0o777)
	if err == nil {
		err = os.WriteFile(name, []byte(text), 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir, func() []string {
		mu.Lock()
		defer mu.Unlock()
		all := paths
		paths = nil
		return all
	}
}

// A repository of 10,000 packages takes 150 MiB at most. Once it is read, repomd.xml alone is asked for.
func TestInventoryOfManyPackages(t *testing.T) {
	dir, asked := bigRepository(t)
	bin := binary(t)
	fetch := func() string {
		t.Helper()
		out, peak, err := runMeasured(exec.Command(bin, "inventory", "fetch", "-C", dir))
		if err != nil || peak > 150<<20 {
			t.Errorf("%v, %d MiB: %s", err, peak>>20, out)
		}
		return string(out)
	}
	if out := fetch(); !strings.Contains(out, "acme 9.baseos: new; 10000 packages on x86_64") || len(asked()) != 3 {
		t.Error(out)
	}
	if out := fetch(); !strings.Contains(out, "acme 9.baseos: as it was") {
		t.Error(out)
	}
	if paths := asked(); len(paths) != 1 || paths[0] != "/repodata/repomd.xml" {
		t.Errorf("of an unchanged repository were asked %v", paths)
	}
}

// A repository of 10,000 packages that is new; the budget is 1.5 s and 150 MiB.
func BenchmarkInventoryFetch(b *testing.B) {
	dir, _ := bigRepository(b)
	for b.Loop() {
		b.StopTimer()
		os.RemoveAll(filepath.Join(dir, "content/inventory"))
		os.RemoveAll(os.Getenv("PES_CACHE"))
		b.StartTimer()
		pes(b, "inventory", "fetch", "-C", dir)
	}
}

// The same again, unchanged; the budget is 0.05 s.
func BenchmarkInventoryFetchUnchanged(b *testing.B) {
	dir, _ := bigRepository(b)
	pes(b, "inventory", "fetch", "-C", dir)
	for b.Loop() {
		pes(b, "inventory", "fetch", "-C", dir)
	}
}
