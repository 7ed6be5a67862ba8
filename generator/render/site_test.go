package render_test

import (
	"math"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/render"
	"pes/generator/source"
	"pes/generator/tree"
)

// siteOf renders the site of a catalog.
func siteOf(t *testing.T, c *model.Catalog, guides []render.Guide, base string, jobs int) tree.Tree {
	t.Helper()
	date := time.Unix(1767225600, 0)
	data, _ := leapp.Write(c, leapp.Options{Date: date})
	pages, err := render.Site(render.Input{Catalog: c, Data: func() tree.Tree { return data }, Guides: guides},
		render.Options{Base: base, Date: date, Jobs: jobs})
	if err != nil {
		t.Fatal(err)
	}
	pages = slices.DeleteFunc(pages, func(e tree.Entry) bool { return strings.HasSuffix(e.Path, "/") })
	for i, data := range par.Map(jobs, len(pages), func(i int) []byte { return pages[i].Bytes() }) {
		pages[i] = tree.Entry{Path: pages[i].Path, Data: data}
	}
	return pages
}

// ownProject is the project in this repository, with its guides.
func ownProject(t *testing.T) (*model.Catalog, []render.Guide, sample.Project) {
	t.Helper()
	p := sample.Project{}
	for _, dir := range []string{"content", "vendors"} {
		err := filepath.WalkDir("../../"+dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(path)
			p[strings.TrimPrefix(path, "../../")] = string(b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	read, _, err := source.ReadGuides(os.DirFS("../.."), 1)
	if err != nil {
		t.Fatal(err)
	}
	var guides []render.Guide
	for _, g := range read {
		guides = append(guides, render.Guide{Name: g.Name(), Title: g.Title, Part: g.Part, Text: g.Text})
	}
	return p.Compile(t), guides, p
}

// addressIn reports whether an address stands somewhere in a project.
func addressIn(p sample.Project) func(string) bool {
	return func(address string) bool {
		for _, text := range p {
			if strings.Contains(text, address) {
				return true
			}
		}
		return false
	}
}

// Every page of our own content is whole: links, fragments, ids, headings, tables, sizes.
func TestSiteOfOwnContent(t *testing.T) {
	need.Time(t)
	t.Parallel()
	c, guides, p := ownProject(t)
	for _, base := range []string{"", "https://pes.example/"}[:need.Repeat(1, 2)] {
		w := newWalk(t, siteOf(t, c, guides, base, 2),
			func(a string) bool { return addressIn(p)(a) || strings.HasPrefix(a, "https://pes.example/") })
		w.check()
		w.documents()
		feedsOf(t, w, base)
		if base == "" {
			w.sizes()
			w.paths(c)
		}
	}
}

// The same for the real data, whose pages are the ones that the sizes were promised for.
func TestSiteOfRealData(t *testing.T) {
	need.Time(t)
	t.Parallel()
	p, _ := sample.Import(t, sample.Shared(t, "leapp-data/2024-07"))
	c := p.Compile(t)
	w := newWalk(t, siteOf(t, c, nil, "", 2), addressIn(p))
	w.check()
	w.sizes()
	w.paths(c)
	t.Log(w.documents())
	if feeds := feedsOf(t, w, ""); len(feeds) != 13 {
		t.Errorf("%d feeds", len(feeds))
	}
	if len(w.pages) < 3000 {
		t.Errorf("only %d pages", len(w.pages))
	}
	for name, data := range w.files {
		if strings.HasPrefix(name, "assets/search.") && strings.HasSuffix(name, ".json") {
			t.Logf("the index has %d bytes, %d compressed", len(data), zipped(t, data))
			if n := zipped(t, data); n > 25<<10 {
				t.Errorf("the index has %d bytes compressed", n)
			}
		}
	}
}

// sizes holds the budgets of pages.
func (w *siteWalk) sizes() {
	w.t.Helper()
	css, js := 0, 0
	loaded := map[string]bool{} // by pages of packages; the tools have more of their own
	for name, p := range w.pages {
		for _, l := range p.loads {
			if strings.HasPrefix(name, "p/") {
				loaded[l[strings.LastIndexByte(l, '/')+1:]] = true
			}
		}
	}
	for name, data := range w.files {
		switch n := zipped(w.t, data); {
		case !loaded[path.Base(name)]:
		case strings.HasSuffix(name, ".css"):
			css += n
		case strings.HasSuffix(name, ".js"):
			js += n
		}
	}
	w.t.Logf("style %d, scripts %d bytes compressed", css, js)
	if css > 6<<10 || js > 8<<10 {
		w.t.Errorf("style has %d bytes compressed, scripts have %d; 6 KB and 8 KB are promised", css, js)
	}
	var sizes []int
	var packages []string
	for name, p := range w.pages {
		if strings.HasPrefix(name, "p/") {
			sizes = append(sizes, len(w.files[name]))
			packages = append(packages, name)
		}
		if requests := 1 + len(slices.DeleteFunc(slices.Clone(p.loads),
			func(l string) bool {
				return strings.HasSuffix(l, ".svg") ||
					strings.HasSuffix(l, ".webmanifest")
			})); requests > 4 && !(requests == 6 && strings.HasPrefix(name, "downloads/")) { // those copy commands
			w.t.Errorf("%s needs %d requests", name, requests)
		}
	}
	slices.Sort(sizes)
	slices.SortFunc(packages, func(a, b string) int { return len(w.files[b]) - len(w.files[a]) })
	largest := 0
	for _, name := range packages[:min(50, len(packages))] { // what is long compresses worst
		largest = max(largest, zipped(w.t, w.files[name]))
	}
	at := func(share float64) int { return sizes[int(float64(len(sizes)-1)*share)] }
	w.t.Logf("%d packages: median %d, p99 %d, largest %d bytes (%d compressed)", len(sizes), at(.5), at(.99), at(1),
		largest)
	if at(.5) > 4<<10 || at(.99) > 16<<10 || at(1) > 32<<10 {
		w.t.Errorf("package pages have %d bytes in the middle, %d at 99 %%, %d at most", at(.5), at(.99), at(1))
	}
	sum, n := 0, 0
	for i := 0; i < len(packages); i += 10 { // they are by size
		sum, n = sum+zipped(w.t, w.files[packages[i]]), n+1
	}
	w.t.Logf("%d bytes compressed in the mean", sum/n)
	if sum/n > 1536 {
		w.t.Errorf("package pages have %d bytes compressed in the mean", sum/n)
	}
	if first := largest + css + js; first > 20<<10 {
		w.t.Errorf("a first view loads %d bytes compressed", first)
	}
}

// The same catalog gives the same bytes, however many work on it.
func TestSiteIsDeterministic(t *testing.T) {
	t.Parallel()
	project, guides := sample.Acme(t), []render.Guide(nil)
	if !testing.Short() {
		_, guides, project = ownProject(t)
	}
	sorted := func(jobs int) tree.Tree {
		site := siteOf(t, project.Compile(t), guides, "https://pes.example/x/", jobs)
		site.Sort()
		return site
	}
	want := sorted(1)
	for _, jobs := range []int{7, 2}[:need.Repeat(1, 2)] {
		sample.SameTree(t, sorted(jobs), want)
	}
}

// Canonical links, the sitemap and the page for what is missing know the address of the site; nothing else does.
func TestSiteBelowAnAddress(t *testing.T) {
	t.Parallel()
	c, guides, _ := ownProject(t)
	files := map[string]string{}
	for _, e := range siteOf(t, c, guides, "https://pes.example/el", 2) {
		files[e.Path] = string(e.Data)
	}
	for name, want := range map[string]string{
		"site/p/ntp/index.html": `<link rel=canonical href=https://pes.example/el/p/ntp/>`,
		"site/index.html":       `<link rel=canonical href=https://pes.example/el/>`,
		"site/404.html":         `href=/el/a-z/`,
		"site/sitemap.xml":      "<loc>https://pes.example/el/sitemap-1.xml</loc>",
		"site/sitemap-1.xml":    "<loc>https://pes.example/el/p/ntp/</loc><lastmod>2026-01-01</lastmod>",
		"site/robots.txt":       "Sitemap: https://pes.example/el/sitemap.xml",
		"site/opensearch.xml":   `template="https://pes.example/el/search/?q={searchTerms}"`,
		"site/_headers":         "Content-Security-Policy: default-src 'none'",
	} {
		if !strings.Contains(files[name], want) && !strings.Contains(strings.ReplaceAll(files[name], `"`, ""), want) {
			t.Errorf("%s has no %s", name, want)
		}
	}
	if n := strings.Count(files["site/sitemap-1.xml"], "<loc>"); n != countPages(files)-1 {
		t.Errorf("the sitemap has %d addresses of %d pages", n, countPages(files)-1)
	}
	for _, bad := range []string{"pes.example", "ftp://x/", "https://", "https://x/?q", "https://u:p@x/",
		"javascript:alert(1)"} {
		if _, err := render.ParseBase(bad); err == nil {
			t.Errorf("%q is taken for the address of a site", bad)
		}
	}
}

func countPages(files map[string]string) (n int) {
	for name := range files {
		if strings.HasSuffix(name, ".html") {
			n++
		}
	}
	return n
}

var property = regexp.MustCompile(`--([a-z]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)`)

// Text has a contrast of 4.5:1 on the grounds it stands on, signs and frames of fields 3:1, in both schemes.
func TestContrast(t *testing.T) {
	t.Parallel()
	css, err := os.ReadFile("../../site/style.css")
	if err != nil {
		t.Fatal(err)
	}
	colours := map[string][2]string{}
	for _, m := range property.FindAllStringSubmatch(string(css), -1) {
		if _, again := colours[m[1]]; !again { // later ones are for those who want more contrast
			colours[m[1]] = [2]string{m[2], m[3]}
		}
	}
	texts := []string{"ink", "soft", "accent", "new", "none"}
	texts = append(texts, model.Actions...)
	for _, text := range texts {
		for _, ground := range []string{"ground", "card", "glow", "mark"} {
			if (ground == "glow" || ground == "mark") && !slices.Contains([]string{"ink", "soft", "accent"}, text) {
				continue
			}
			for scheme, name := range []string{"light", "dark"} {
				a, b := colours[text], colours[ground]
				if a[0] == "" || b[0] == "" {
					t.Fatalf("no colour %s or %s", text, ground)
				}
				if c := contrast(t, a[scheme], b[scheme]); c < 4.5 {
					t.Errorf("%s on %s has %.2f:1 in the %s scheme", text, ground, c, name)
				}
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

// luminance is the one of WCAG 2.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
