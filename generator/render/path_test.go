package render_test

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pes/generator/internal/sample"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/xref"
)

// paths asks of pages of paths that they have 24 KB at most, that their pictures say what their tables say, and that
// each package that an event on a path names is two links away from its page.
func (w *siteWalk) paths(c *model.Catalog) {
	w.t.Helper()
	x := xref.New(c)
	for _, p := range x.Paths {
		page := address.Path(p.String()) + "index.html"
		w.pathPage(page)
		for _, i := range p.Cells {
			w.pathPage(x.Cells[i].Address() + "index.html")
		}
		near := w.near(page)
		for l := range near {
			if strings.HasPrefix(l, address.Path(p.String())+"subject/") {
				maps.Copy(near, w.near(l))
			}
		}
		missing := 0
		for _, e := range x.EventsOn(p) {
			for _, q := range slices.Concat(e.In, e.Out) {
				if missing < 5 && len(e.In) > 0 && !near[address.Package(q.Name)+"index.html"] {
					missing++
					w.t.Errorf("%s does not lead to %s within two clicks", page, q.Name)
				}
			}
		}
	}
}

// near are the files that a page leads to.
func (w *siteWalk) near(page string) map[string]bool {
	files := map[string]bool{}
	for _, l := range w.pages[page].links {
		if u, err := url.Parse(l); err == nil && u.Host == "" {
			files[w.target(page, u)] = true
		}
	}
	return files
}

var (
	tile     = regexp.MustCompile(`<a href="?([^" >]+)"?><title>([^<]+) ([\d,]+): ([^<]*)</title>`)
	tableRow = regexp.MustCompile(`<tr><th scope=row><a href="?([^" >]+)"?>([^<]+)</a>((?:<td>[\d,]+)+)`)
	cell     = regexp.MustCompile(`<td>([\d,]+)`)
)

// pathPage checks the size of a page, and its picture against its table.
func (w *siteWalk) pathPage(page string) {
	w.t.Helper()
	text := string(w.files[page])
	if len(text) > 24<<10 {
		w.t.Errorf("%s has %d bytes", page, len(text))
	}
	_, drawing, _ := strings.Cut(text, "<svg class=treemap")
	drawing, table, _ := strings.Cut(drawing, "<table class=counts>")
	table, _, _ = strings.Cut(table, "</table>")
	var tiles, rows []string
	for _, m := range tile.FindAllStringSubmatch(drawing, -1) {
		tiles = append(tiles, m[1]+" "+m[2]+" "+m[3])
		for part := range strings.SplitSeq(m[4], ", ") {
			if n, _, _ := strings.Cut(part, " "); !strings.Contains(table, m[2]) || !strings.Contains(table, "<td>"+n) {
				w.t.Errorf("%s: the table does not have %s of %s", page, part, m[2])
			}
		}
	}
	for _, m := range tableRow.FindAllStringSubmatch(table, -1) {
		numbers := cell.FindAllStringSubmatch(m[3], -1)
		rows = append(rows, m[1]+" "+m[2]+" "+numbers[0][1])
		sum := 0
		for _, n := range numbers[1:] {
			sum += number(w.t, n[1])
		}
		if sum != number(w.t, numbers[0][1]) {
			w.t.Errorf("%s: %s is not the sum of its row", page, m[0])
		}
	}
	if len(tiles) == 0 && strings.Contains(text, "class=fates") {
		w.t.Errorf("%s has no picture", page)
	}
	slices.Sort(tiles)
	slices.Sort(rows)
	if !slices.Equal(tiles, rows) {
		w.t.Errorf("%s: the picture has %q, its table %q", page, tiles, rows)
	}
}

func number(t *testing.T, s string) int {
	n, err := strconv.Atoi(strings.ReplaceAll(s, ",", ""))
	if err != nil {
		t.Error(err)
	}
	return n
}

// manyEvents is a project in which one path takes so many packages that no page can show them all, and another none.
func manyEvents() sample.Project {
	p := stockedProject()
	var b strings.Builder
	b.WriteString("[defaults]\nfrom = '7.9'\nto = '8.0'\nin_repo = 'base'\nout_repo = 'baseos'\n")
	for i := range 700 {
		fmt.Fprintf(&b, "[[removed]]\nin = 'perl-Thing-%d'\n[[moved]]\nin = 'zebra-%d'\n", i, i)
	}
	b.WriteString("[[removed]]\nin = 'perl-CPAN'\ntags = ['web']\n[[renamed]]\nin = 'httpd-tools'\nout = 'web-tools'\n")
	b.WriteString("[[removed]]\nin = 'php-cli/php:7.2'\n")
	b.WriteString("[[split]]\nin = 'perl'\nout = [\n")
	for i := range 80 {
		fmt.Fprintf(&b, "'perl-Part-%d',\n", i)
	}
	b.WriteString("]\n")
	p["content/events/many.toml"] = b.String()
	p["content/distros/acme.toml"] += "[release.9.baseos]\npesid = 'Acme9-baseos'\n" +
		"repo = { name = 'x', baseurl = 'https://x.example/', key = 'file:///etc/k' }\n" +
		"[[path]]\nfrom = 8\nto = 9\nmap = { baseos = ['baseos'] }\nleapp = ['0.21']\n"
	return p
}

// A path leads with what most machines have, by subject, and with a picture of it; tags keep paths apart; what has many
// names is shortened where it is not the whole list.
func TestPathsLeadWithWhatMatters(t *testing.T) {
	t.Parallel()
	c, _ := manyEvents().TryCompile(t)
	site := siteOf(t, c, nil, "", 2)
	w := newWalk(t, site, func(string) bool { return true })
	w.check()
	w.paths(c)
	for path, texts := range map[string][]string{
		"path/7-8/index.html": {"Web servers 2", "perl split into perl-Part-0 , perl-Part-1 and 78 others",
			"perl-CPAN removed httpd-tools renamed to web-tools", "php-cli in php:7.2 removed",
			"Other packages 700 zebra-0 moved to another repository"},
		"path/7-8/acme/index.html":           {"What most machines have ntp replaced by chrony perl split into"},
		"path/7-8/subject/perl/index.html":   {"1: removed 2: removed 3: removed to split Removed 700 perl-Thing-0 "},
		"path/7-8/subject/perl/3/index.html": {"Split 1 perl → perl-Part-0 , perl-Part-1 , perl-Part-10"},
		"action/removed/index.html":          {"On 7 to 8 702 perl-CPAN php-cli in php:7.2 perl-Thing-0", "All 702"},
		"tag/web/index.html":                 {"1 event with the tag web. removed: 1 7 to 8 1 perl-CPAN removed"},
	} {
		got := plainText(site, path)
		for _, want := range texts {
			if !strings.Contains(got, want) {
				t.Errorf("%s has no %q:\n%.3000s", path, want, got)
			}
		}
	}
	if got := plainText(site, "path/8-9/index.html"); strings.Contains(got, "What changes") {
		t.Errorf("a heading over nothing: %s", got)
	}
}
