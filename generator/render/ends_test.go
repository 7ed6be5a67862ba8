package render_test

import (
	"maps"
	"strings"
	"testing"

	"pes/generator/internal/sample"
	"pes/generator/leapp"
	"pes/generator/render"
	"pes/generator/tree"
)

// endingProject has a distribution with two releases, a variant of it with one, a system that nothing leads on from,
// and one that only upgrades lead from.
func endingProject() sample.Project {
	p := stockedProject()
	maps.DeleteFunc(p, func(name, _ string) bool { return strings.HasPrefix(name, "content/inventory/") })
	p["content/distros/centos.toml"] = "name = 'CentOS Stream'\n[release.7]\nname = 'CentOS Linux'\n" +
		"end_of_life = '2024-06-30'\n[release.7.base]\npesid = 'base'\n"
	p["content/distros/acme.toml"] = strings.ReplaceAll(p["content/distros/acme.toml"], "[release.8.baseos]",
		"[release.8]\nend_of_life = '2029-05-31'\n[release.8.baseos]")
	p["content/distros/beta.toml"] = strings.ReplaceAll(p["content/distros/beta.toml"], "[release.8.baseos]",
		"[release.8]\nend_of_life = '2025-12-31'\n[release.8.baseos]")
	p["content/distros/kitten.toml"] = "extends = 'acme'\nname = 'Kitten'\n[release.9]\nend_of_life = '2030-05-31'\n" +
		"[release.9.baseos]\npesid = 'kitten-baseos'\n" +
		"repo = { name = 'x', baseurl = 'https://x.example/', key = 'file:///etc/k' }\n" +
		"[[path]]\nfrom = 8\nto = 9\nsources = ['acme']\nmap = { baseos = ['baseos'] }\nleapp = ['0.21']\n"
	p["content/events/b.toml"] = "[[removed]]\nin = 'ntpstat@baseos'\nto = '9.0'\n"
	p["content/distros/apart.toml"] = "name = 'Apart'\n[release.8.baseos]\npesid = 'apart-baseos'\n"
	return p
}

// What is known of ends of life is a page in the order of time, in the words of all pages, and a calendar.
func TestEndsOfLife(t *testing.T) {
	t.Parallel()
	site := siteOf(t, endingProject().Compile(t), nil, "https://pes.example/", 2)
	for path, texts := range map[string][]string{
		"ends/index.html": {"Next: Acme 8 ends 2029-05-31 , in 3 years.", "Counted from 2026-01-01",
			"Acme 8 ends 2029-05-31 , in 3 years Kitten 9 Kitten 9 ends 2030-05-31 , in 4 years nothing newer yet",
			"Ended Releases without updates Release End of life Can be upgraded to " +
				"Beta 8 ended 2025-12-31 , 1 day ago nothing: convert it to another system first " +
				"CentOS Linux 7 ended 2024-06-30 , 18 months ago " +
				"Acme 8 , Beta 8 (ended)",
			"Not known Releases with unknown end of life Release End of life Can be upgraded to " +
				"Apart 8 not known nothing: convert it to another system first"},
		"distro/beta/index.html":     {"End of life Beta 8 ended 2025-12-31 , 1 day ago"},
		"path/7-8/beta/index.html":   {"CentOS Linux 7 ended 2024-06-30 , 18 months ago Beta 8 ended"},
		"path/7-8/index.html":        {"Beta (8 ended 2025-12-31, 1 day ago)"},
		"distro/kitten/index.html":   {"End of life Kitten 9 ends 2030-05-31 , in 4 years"},
		"path/8-9/kitten/index.html": {"End of life Acme 8 ends 2029-05-31 , in 3 years Kitten 9 ends"},
	} {
		page := plainText(site, path)
		for _, text := range texts {
			if !strings.Contains(page, text) {
				t.Errorf("%s does not say %q:\n%s", path, text, page)
			}
		}
	}
	ics := string(fileOf(site, "ends/ends.ics"))
	for _, text := range []string{"\r\nUID:beta-8.end-of-life.pes\r\nDTSTAMP:20260101T000000Z\r\n" +
		"DTSTART;VALUE=DATE:20251231\r\nDTEND;VALUE=DATE:20260101\r\nSUMMARY:End of life: Beta 8\r\n",
		"\r\nDESCRIPTION:Can be upgraded to: Acme 8 or Beta 8\r\nURL:https://pes.example/distro/centos/\r\n"} {
		if !strings.Contains(ics, text) {
			t.Errorf("the calendar lacks %q:\n%s", text, ics)
		}
	}
	if n := strings.Count(ics, "BEGIN:VEVENT"); n != 4 {
		t.Errorf("the calendar has %d days, not those of Acme 8, Beta 8, CentOS Linux 7 and Kitten 9", n)
	}
}

// No page names a release that a distribution never had: a variant does not have those of what it extends.
func TestNoReleaseThatNeverWas(t *testing.T) {
	t.Parallel()
	site := siteOf(t, endingProject().Compile(t), nil, "https://pes.example/", 2)
	never := []string{"Kitten 8", "CentOS Stream 7", "Beta 9", "Apart 9", "CentOS Linux 8", "CentOS Stream 8"}
	for _, e := range site {
		for _, name := range never {
			if strings.Contains(string(e.Data), name) {
				t.Errorf("%s names %s", e.Path, name)
			}
		}
	}
}

func fileOf(site tree.Tree, path string) []byte {
	for _, e := range site {
		if e.Path == "site/"+path {
			return e.Data
		}
	}
	return nil
}

// The page simulate/ offers the releases that a distribution has had: none after its end, and no minor releases of what
// rolls.
func TestSimulateOffersReleasesThatWere(t *testing.T) {
	t.Parallel()
	p := endingProject()
	p["content/distros/centos.toml"] = "arches = ['x86_64']\n" + p["content/distros/centos.toml"] +
		"[release.8.baseos]\npesid = 'centos8-baseos'\n" +
		"repo = { name = 'x', baseurl = 'https://x.example/', key = 'file:///etc/k' }\n" +
		"[[path]]\nfrom = 7\nto = 8\nmap = { base = ['baseos'] }\nleapp = ['0.21']\n"
	p["content/distros/beta.toml"] = strings.ReplaceAll(p["content/distros/beta.toml"], "2025-12-31", "2022-12-31")
	c := p.Compile(t)
	data, _ := leapp.Write(c, leapp.Options{})
	site, err := render.Site(render.Input{Catalog: c, Data: func() tree.Tree { return data },
		Programs: &render.Programs{}}, render.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	page := ""
	for _, e := range site {
		if e.Path == "site/simulate/index.html" {
			page = string(e.Bytes())
		}
	}
	for _, option := range []string{`data-os="centos" data-versions="0.21" data-version="0.21" data-source="7.9" ` +
		`data-newest="8.10" data-last="9 -"`, `data-newest="8.7" data-last="9 7"`} {
		if !strings.Contains(page, option) {
			t.Errorf("no option is %s", option)
		}
	}
}
