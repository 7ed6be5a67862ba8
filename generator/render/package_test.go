package render_test

import (
	"strings"
	"testing"

	"pes/generator/internal/sample"
)

// differing has four distributions that upgrade from 8 to 9, one of which does something else, and three of which also
// upgrade from 9 to 10.
func differing() sample.Project {
	p := sample.Project{"content/events/a.toml": "[defaults]\nfrom = '8.10'\nto = '9.0'\nin_repo = 'base'\n" +
		"out_repo = 'base'\n[[removed]]\nin = 'ntp'\nexcept = ['gamma']\n" +
		"[[replaced]]\nin = 'ntp'\nout = 'chrony'\nonly = ['gamma']\n" +
		"[[removed]]\nin = 'sntp'\n[[removed]]\nin = 'wvdial'\nfrom = '9.6'\nto = '10.0'\n"}
	for _, name := range []string{"acme", "beta", "delta", "gamma"} {
		text := "name = '" + strings.ToUpper(name) + "'\narches = ['x86_64']\n"
		for _, major := range []string{"8", "9", "10"} {
			text += "[release." + major + ".base]\npesid = '" + name + major + "'\n" +
				"repo = { name = 'x', baseurl = 'https://x.example/" + major + "', key = 'file:///etc/k' }\n"
		}
		text += "[[path]]\nfrom = 8\nto = 9\nmap = { base = ['base'] }\n"
		if name != "beta" {
			text += "[[path]]\nfrom = 9\nto = 10\nmap = { base = ['base'] }\n"
		}
		p["content/distros/"+name+".toml"] = text
	}
	return p
}

// The page of a package has a table for the paths on which distributions differ alone; those that agree share a row.
// What is in the same repository of all is said once.
func TestPageOfPackage(t *testing.T) {
	t.Parallel()
	site := siteOf(t, differing().Compile(t), nil, "", 1)
	page := plainText(site, "p/ntp/index.html")
	for _, want := range []string{
		"On 8 to 9 , ntp is removed, in all but GAMMA. In GAMMA it is replaced by chrony .",
		"Where distributions differ Distribution 8 → 9 9 → 10 ACME , DELTA removed gone since 9 " +
			"BETA removed no upgrade GAMMA replaced gone since 9"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
	if !strings.Contains(string(fileOf(site, "p/ntp/index.html")), "<th scope=col>8\u00a0→\u00a09") {
		t.Error("the head of a column wraps")
	}
	page = plainText(site, "p/sntp/index.html")
	if strings.Contains(page, "differ") || !strings.Contains(page, "Versions and repositories 8 base This") {
		t.Errorf("all agree: %s", page)
	}
}

// What is removed with some module streams has the sign of a removal, also where the last event keeps it with others;
// and no sentence says of several upgrades that it keeps its name.
func TestPageOfPackageRemovedInPart(t *testing.T) {
	t.Parallel()
	p := differing()
	p["content/events/b.toml"] = "[defaults]\nfrom = '8.10'\nto = '9.0'\nin_repo = 'base'\nout_repo = 'base'\n" +
		"[[moved]]\nin = 'php/php:2'\nout = 'php'\nstreams = { 'php:2' = '-' }\n[[removed]]\nin = 'php/php:1'\n" +
		"[[moved]]\nin = 'perl/perl:2'\nout = 'perl'\nstreams = { 'perl:2' = '-' }\n" +
		"[[present]]\nin = 'perl'\nfrom = '9.6'\nto = '10.0'\n[[present]]\nin = 'php'\nfrom = '9.6'\nto = '10.0'\n"
	site := siteOf(t, p.Compile(t), nil, "", 1)
	for name, want := range map[string]string{"php": "<p class=removed>On ", "perl": "<p class=moved>On "} {
		page := string(fileOf(site, "p/"+name+"/index.html"))
		if !strings.Contains(page, want) {
			t.Errorf("%s: no %q in %s", name, want, page)
		}
		if keeps := strings.Contains(page, "keeps its name"); keeps != (name == "perl") {
			t.Errorf("%s: keeps its name: %t", name, keeps)
		}
	}
}
