package render_test

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"

	"pes/generator/tree"
)

// rowsOf reads a table, whose columns the page of all tables tells.
func rowsOf(t *testing.T, site tree.Tree, name string) (rows [][]string) {
	t.Helper()
	data := fileOf(site, "csv/"+name)
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(rows) < 2 || !bytes.HasSuffix(data, []byte("\r\n")) {
		t.Fatalf("%s: %v\n%s", name, err, data)
	}
	page := plainText(site, "csv/index.html")
	for _, column := range rows[0] {
		if !strings.Contains(page, " "+column+" ") {
			t.Errorf("%s: csv/ does not say what %s is", name, column)
		}
	}
	for _, row := range rows {
		for _, c := range row {
			if c != "" && c != "-" && strings.ContainsAny(c[:1], "=+-@\t\r") {
				t.Errorf("%s: a spreadsheet computes %q", name, c)
			}
		}
	}
	return rows[1:]
}

// Events, packages and ends of life are tables: an event has a row for each way in which distributions have it, and
// nothing is a formula.
func TestTables(t *testing.T) {
	t.Parallel()
	p := sidesProject()
	p["content/events/b.toml"] = "[[removed]]\nfrom = '7.9'\nto = '8.0'\nin = 'ntp@base'\n" +
		"why = '=HYPERLINK(\"https://evil.example\"), they said'\ntags = ['time']\n"
	site := siteOf(t, p.Compile(t), nil, "", 2)
	rows := rowsOf(t, site, "events-7-8.csv")
	has := func(cells ...string) {
		t.Helper()
		if !slices.ContainsFunc(rows, func(row []string) bool { return slices.Equal(row[1:len(cells)+1], cells) }) {
			t.Errorf("no row is %q\n%q", cells, rows)
		}
	}
	has("7-8", "moved", "7.9", "8.0", "acme", "", "bash-doc", "base", "bash-doc", "appstream", "", "x86_64")
	has("7-8", "moved", "7.9", "8.0", "beta rocky", "", "bash-doc", "base", "bash-doc", "baseos", "", "x86_64")
	has("7-8", "removed", "7.9", "8.0", "acme beta rocky", "", "ntp", "base", "", "", "", "x86_64", "time",
		`'=HYPERLINK("https://evil.example"), they said`, "content/events/b.toml:4")
	has("7-8", "removed", "7.9", "8.0", "acme beta", "web", "webby")
	if !strings.Contains(plainText(site, "path/7-8/index.html"), "Events as CSV") {
		t.Error("the page of the path does not lead to its events")
	}

	site = siteOf(t, stockedProject().Compile(t), nil, "", 2)
	rows = rowsOf(t, site, "packages-8.csv")
	has("php", "7.2.10-1.el8", "appstream", "php:7.2", "yes", "", "beta")
	rows = rowsOf(t, siteOf(t, endingProject().Compile(t), nil, "", 2), "ends.csv")
	has("7", "CentOS Linux 7", "2024-06-30", "acme 8; beta 8")
}

// The page of a vendor says at once what is supported and what makes it active, and has a badge to show; the page of
// all lists them by what they support.
func TestVendorsSayWhatTheySupport(t *testing.T) {
	t.Parallel()
	site := siteOf(t, sidesProject().Compile(t), nil, "https://pes.example/", 2)
	for path, texts := range map[string][]string{
		"vendor/index.html": {"7 to 8 1 Web"},
		"vendor/web/index.html": {"Supported 7 to 8 in Acme and Beta Active if enabled on 7: web",
			"[![pes: supported 7 to 8](https://pes.example/badge/web.svg)](https://pes.example/vendor/web/)"},
	} {
		page := plainText(site, path)
		for _, text := range texts {
			if !strings.Contains(page, text) {
				t.Errorf("%s does not say %q:\n%s", path, text, page)
			}
		}
	}
	badge := string(fileOf(site, "badge/web.svg"))
	for d := xml.NewDecoder(strings.NewReader(badge)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(badge, "<title>pes: supported 7 to 8</title>") {
		t.Errorf("the badge is %s", badge)
	}
}
