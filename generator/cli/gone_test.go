package cli

import (
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
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
	titles := titlesOf(t, site)
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
		w := witness{&doc, cells(string(page)), titles}
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

// A witness is what a site says of one package, in its document and in the table of its page.
type witness struct {
	doc    *api.Package
	cells  map[string]string // by title of the distribution and path
	titles map[string]string // by folder
}

// check follows the events of the package path by path, for each distribution that has the first path it is named on.
// It reports whether the package is gone on some path.
func (w *witness) check(t *testing.T) (gone int) {
	for folder, title := range w.titles {
		state, known := false, false
		for _, a := range w.doc.Answers {
			cell := w.cells[title+" "+a.Path]
			if cell == "" || strings.HasPrefix(cell, "no path ") || cell == "no upgrade" {
				continue
			}
			events := slices.DeleteFunc(slices.Clone(w.doc.Events), func(e api.Event) bool {
				return !slices.Contains(e.Distributions[a.Path], folder)
			})
			if len(events) > 0 {
				state, known = takenAway(events, w.doc.Name), true
				continue
			}
			if !known {
				continue
			}
			if state {
				gone = 1
			}
			if state != strings.HasPrefix(cell, "gone since ") {
				t.Errorf("%s on %s in %s: the cell says %q, and gone is %v", w.doc.Name, a.Path, folder, cell, state)
			}
			if state && strings.HasPrefix(a.Text, "No event") {
				t.Errorf("%s on %s in %s: %s", w.doc.Name, a.Path, folder, a.Text)
			}
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

var tags = regexp.MustCompile("<[^>]*>")

// cells are what the table of a page says, by distribution and path.
func cells(page string) map[string]string {
	out := map[string]string{}
	_, table, _ := strings.Cut(page, "<table class=matrix>")
	table, _, _ = strings.Cut(table, "</table>")
	head, body, _ := strings.Cut(table, "<tbody>")
	text := func(s string) string { return html.UnescapeString(tags.ReplaceAllString(s, "")) }
	columns := strings.Split(head, "<th scope=col>")
	for _, row := range strings.Split(body, "<tr>")[1:] {
		fields := strings.Split(row, "<td")
		for i, f := range fields[1:] {
			path := strings.ReplaceAll(text(columns[i+2]), " → ", "-")
			out[text(fields[0])+" "+path] = text("<td" + f)
		}
	}
	return out
}

func titlesOf(t *testing.T, site fs.FS) map[string]string {
	var index api.Index
	read(t, site, "api/v1/index.json", &index)
	out := map[string]string{}
	for _, d := range index.Distributions {
		out[d.Name] = d.Title
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
