package cli

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pes/generator/fate"
	"pes/generator/internal/need"
	"pes/generator/render/address"
	"pes/generator/render/api"
)

// No page, no document and no history says that dnf upgrades a package which an event of an earlier path took away and
// none brought back.
func TestNothingGoneIsUpgraded(t *testing.T) {
	t.Parallel()
	t.Run("own content", func(t *testing.T) { nothingGoneIsUpgraded(t, "../..", 800) })
	t.Run("leapp-data 2024-07", func(t *testing.T) {
		need.Time(t)
		dir := t.TempDir()
		run(t, "import", "leapp-data", need.Shared(t, "leapp-data/2024-07"), "--into", dir)
		nothingGoneIsUpgraded(t, dir, 1200)
	})
}

func nothingGoneIsUpgraded(t *testing.T, project string, atLeast int) {
	dir := t.TempDir()
	run(t, "-C", project, "build", "--only", "site", "--out", dir)
	site := os.DirFS(filepath.Join(dir, "site"))
	var all api.Packages
	read(t, site, "api/v1/packages.json", &all)
	paths := pathsOf(t, site)
	gone, step := 0, 12/need.Repeat(1, 12) // one package of twelve is looked at, and each where campaigns are long
	for i, p := range all.Packages {
		if i%step != 0 {
			continue
		}
		var doc api.Package
		read(t, site, "api/v1/"+unescape(p.URL), &doc)
		page, err := fs.ReadFile(site, unescape(address.Package(p.Name))+"index.html")
		if err != nil {
			t.Fatal(err)
		}
		_, answers, _ := strings.Cut(string(page), "<div class=answers>")
		answers, _, _ = strings.Cut(answers, "</div>")
		w := witness{&doc, answers, paths}
		gone += w.check(t)
	}
	if gone < atLeast/step {
		t.Errorf("%d packages are gone on a later path, less than %d: the test sees nothing", gone, atLeast/step)
	}
	for _, name := range []string{"ntp", "wvdial", "chrony", "nss-pem"} { // the same rule in the words of explain
		explained(t, project, name)
	}
}

// explained asks explain for what the document of a package says.
func explained(t *testing.T, project, name string) {
	var h fate.History
	if err := json.Unmarshal([]byte(run(t, "-C", project, "explain", name, "--format", "json")), &h); err != nil {
		t.Fatal(err)
	}
	lost := map[string]bool{} // by distribution
	for _, path := range h.Paths {
		for _, u := range path.Unnamed {
			for _, d := range u.Distributions {
				if lost[d] != (u.GoneSince > 0) && slices.Contains(h.Paths[0].Distributions, d) {
					t.Errorf("%s on %s in %s: %q, and gone is %v", name, path.Path, d, u.Text, lost[d])
				}
			}
		}
		for _, x := range path.Packages {
			for _, e := range x.Entries {
				for _, d := range e.Distributions {
					if x.Package == name {
						lost[d] = slices.Contains(e.Event.In, name) && e.Event.Action != "present" &&
							e.Event.Action != "deprecated" && !slices.Contains(e.Event.Out, name)
					}
				}
			}
		}
	}
}

// A witness is what a site says of one package, in its document and at the head of its page.
type witness struct {
	doc     *api.Package
	answers string              // of the page
	paths   map[string][]string // folders of the distributions that have each
}

// check follows the events of the package path by path, for each distribution that has the first path it is named on.
// It reports whether the package is gone on some path.
func (w *witness) check(t *testing.T) (gone int) {
	state := map[string]bool{} // by folder, once it is known
	for _, a := range w.doc.Answers {
		lost := 0
		for _, folder := range w.paths[a.Path] {
			events := slices.DeleteFunc(slices.Clone(w.doc.Events), func(e api.Event) bool {
				return !slices.Contains(e.Distributions[a.Path], folder)
			})
			was, known := state[folder]
			if len(events) > 0 {
				state[folder] = takenAway(events, w.doc.Name)
				continue
			}
			isHere := func(g api.Gone) bool { return slices.Contains(g.Distributions, folder) }
			says := slices.ContainsFunc(a.Gone, isHere)
			if known && was != says {
				t.Errorf("%s on %s in %s: gone is %v, and the document says %v", w.doc.Name, a.Path, folder, was, says)
			}
			if known && was {
				lost++
			}
		}
		if lost == 0 {
			continue
		}
		gone = 1
		if !strings.Contains(a.Text, "is gone since") || !strings.Contains(w.answers, "is gone since") {
			t.Errorf("%s on %s is gone: %s\n%s", w.doc.Name, a.Path, a.Text, w.answers)
		}
		if lost == len(w.paths[a.Path]) && strings.Contains(a.Text, "no event") {
			t.Errorf("%s on %s is gone everywhere: %s", w.doc.Name, a.Path, a.Text)
		}
	}
	return gone
}

// takenAway reports whether a package is not there after events: the latest that name it take it away.
func takenAway(events []api.Event, name string) bool {
	latest := ""
	for _, e := range events {
		if release(e.To) > latest {
			latest = release(e.To)
		}
	}
	for _, e := range events {
		kept := e.Action == "present" || e.Action == "deprecated" || slices.Contains(e.Out, name)
		if release(e.To) == latest && kept {
			return false
		}
	}
	return true
}

// release is a release that sorts as text.
func release(s string) string {
	var major, minor int
	fmt.Sscanf(s, "%d.%d", &major, &minor)
	return fmt.Sprintf("%03d.%03d", major, minor)
}

// pathsOf are the distributions that have each path.
func pathsOf(t *testing.T, site fs.FS) map[string][]string {
	var index api.Index
	read(t, site, "api/v1/index.json", &index)
	out := map[string][]string{}
	for _, d := range index.Distributions {
		var distro api.Distribution
		read(t, site, "api/v1/"+d.URL, &distro)
		for _, p := range distro.Paths {
			out[p.Path] = append(out[p.Path], d.Name)
		}
	}
	return out
}

// run runs pes and returns what it printed.
func run(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr strings.Builder
	if Run(args, &stdout, &stderr) != 0 {
		t.Fatalf("pes %s: %s", strings.Join(args, " "), stderr.String())
	}
	return stdout.String()
}

// read reads a document of a site.
func read(t *testing.T, site fs.FS, name string, into any) {
	t.Helper()
	text, err := fs.ReadFile(site, name)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// unescape is the file of an address.
func unescape(address string) string {
	file, err := url.PathUnescape(address)
	if err != nil {
		panic(err)
	}
	return file
}
