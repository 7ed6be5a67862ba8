package render_test

import (
	"fmt"
	"html"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"pes/generator/internal/need"
	"pes/generator/internal/sample"
	"pes/generator/tree"
)

// stockedProject has complete inventories of 7 and of two distributions' 8, and names that would be markup.
func stockedProject() sample.Project {
	distro := func(name string) string {
		return "name = '" + name + "'\narches = ['x86_64']\n[release.8.baseos]\npesid = '" + name + "-baseos'\n" +
			"repo = { name = 'x', baseurl = 'https://x.example/', key = 'file:///etc/k' }\n" +
			"[release.8.appstream]\n" +
			"pesid = '" + name + "-appstream'\n" +
			"repo = { name = 'y', baseurl = 'https://y.example/', key = 'file:///etc/k' }\n" +
			"[[path]]\nfrom = 7\nto = 8\n" +
			"sources = ['centos']\nmap = { base = ['baseos', 'appstream'] }\nleapp = ['0.21']\n"
	}
	head := "day 2026-11-20\ncomplete\narches x86_64\n\n"
	return sample.Project{
		"content/distros/centos.toml": "name = 'CentOS'\n[release.7.base]\npesid = 'base'\n",
		"content/distros/acme.toml":   distro("Acme"),
		"content/distros/beta.toml":   distro("Beta"),
		"content/events/a.toml": "[defaults]\nfrom = '7.9'\nto = '8.0'\nin_repo = 'base'\nout_repo = 'baseos'\n" +
			"[[replaced]]\nin = 'ntp'\nout = 'chrony'\n",
		"content/inventory/centos/7.base.packages": "release 7.9\n" + head +
			"bash 4.2.46-34.el7\nhttpd 2.4.6-99.el7\nntp 4.2.6p5-29.el7\nphp 5.4.16-48.el7\nyum-cron 3.4.3-1.el7\n",
		"content/inventory/acme/8.baseos.packages": "release 8.10\n" + head +
			"bash 4.4.20-5.el8\nchrony 4.5-1.el8\n<b>&'x 1.0-1.el8\nmain 1.0-1.el8\ntheme 1.0-1.el8\n",
		"content/inventory/acme/8.appstream.packages": "release 8.10\n" + head +
			"[httpd:2.4 default]\nhttpd 2.4.37-65.el8\n\n[php:7.2 default]\nphp 7.2.24-1.el8\n\n[php:8.0]\n" +
			"php 8.0.30-1.el8\n",
		"content/inventory/beta/8.baseos.packages": "release 8.10\n" + head +
			"bash 4.4.20-5.el8.beta\nchrony 4.5-1.el8\nbeta-release 8.10-1.el8\n",
		"content/inventory/beta/8.appstream.packages": "release 8.9\n" + head +
			"[httpd:2.4 default]\nhttpd 2.4.37-64.el8\n\n[php:7.2 default]\nphp 7.2.10-1.el8\n\n[php:8.0]\n" +
			"php 8.0.30-1.el8\n",
	}
}

// plainText is the text of a page of a site, its tags as blanks.
func plainText(site tree.Tree, path string) string {
	for _, e := range site {
		if e.Path == "site/"+path {
			text := regexp.MustCompile("<[^>]*>").ReplaceAllString(string(e.Data), " ")
			return strings.Join(strings.Fields(html.UnescapeString(text)), " ")
		}
	}
	return ""
}

// Every package of the inventories has a row, those that events name a table; what distributions have differently is
// said as that, and what is gone or new by path and distribution.
func TestInventoriesOnTheSite(t *testing.T) {
	t.Parallel()
	site := siteOf(t, stockedProject().Compile(t), nil, "", 2)
	for path, texts := range map[string][]string{
		"all/bash/index.html": {"Package 7 8 Repository",
			"bash 4.2.46 4.4.20 base, then BaseOS",
			"beta-release not in 7 8.10 in Beta BaseOS", // half of the distributions are not most
			"chrony not in 7 4.5 BaseOS",
			"httpd 2.4.6 2.4.37 base, then AppStream",
			"ntp 4.2.6p5 not in 8 base",
			"php 5.4.16 7.2.24, or php:8.0 in Acme; 7.2.10, or php:8.0 in Beta base, then AppStream",
			"yum-cron 3.4.3 not in 8 base"},
		"coverage/index.html": {"CentOS 7 to Acme 8 1 0 0", "CentOS 7 to Acme 8 5 1 3 1 0"},
		"p/ntp/index.html":    {"7 4.2.6p5-29.el7 in base 8 not there"},
		"p/chrony/index.html": {"7 not there 8 4.5-1.el8 in BaseOS"},
		"el/8/index.html": {"Acme BaseOS 5, AppStream 3 2026-11-20 complete: packages that are not listed do not exist",
			"php 7.2.24, or php:8.0 in Acme; 7.2.10, or php:8.0 in Beta"},
		"el/8/streams/index.html": {"Packages httpd:2.4 default httpd php:7.2 default php php:8.0 php All"},
		"path/7-8/index.html": {"Not in 8, without an event 1 In 7, and in no repository of 8: an installed " +
			"package stays as it is, without updates, and may block the upgrade. yum-cron",
			"Not in 8, with an event 1", "New in 8 1 In no repository of 7. chrony"},
		"path/7-8/beta/index.html": {"New in 8 1 In no repository of 7. Not in all distributions. beta-release"},
	} {
		got := plainText(site, path)
		for _, want := range texts {
			if !strings.Contains(got, want) {
				t.Errorf("%s has no %q:\n%s", path, want, got)
			}
		}
	}
	newWalk(t, site, func(string) bool { return true }).check()
}

// The script of the search reads every row as it is, whatever the names.
func TestScriptReadsRows(t *testing.T) {
	t.Parallel()
	for _, e := range siteOf(t, stockedProject().Compile(t), nil, "", 1) {
		if e.Path != "site/all/bash/index.html" {
			continue
		}
		cmd := exec.Command(need.Program(t, "node"), "-e", `const { rows } = require("../../site/elsewhere.js");
			for (const r of rows(require("fs").readFileSync(0, "utf8"), "bash")) console.log([r.name, r.note, r.href].join(" | "))`)
		cmd.Stdin = strings.NewReader(string(e.Data))
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		want := `<b>&'x | no event; not in 7; 8: 1.0 in Acme; BaseOS | all/bash/#%3Cb%3E%26'x
bash | no change; 4.2.46, 4.4.20; base, then BaseOS | all/bash/#bash
beta-release | no event; not in 7; 8: 8.10 in Beta; BaseOS | all/bash/#beta-release
chrony | no event; not in 7; 8: 4.5; BaseOS | all/bash/#chrony
httpd | no change; 2.4.6, 2.4.37; base, then AppStream | all/bash/#httpd
main | no event; not in 7; 8: 1.0 in Acme; BaseOS | all/bash/#package%2Fmain
ntp | no event; 7: 4.2.6p5; not in 8; base | all/bash/#ntp
php | no change; 7: 5.4.16; 8: 7.2.24, or php:8.0 in Acme; 7.2.10, or php:8.0 in Beta; base, then AppStream | all/bash/#php
theme | no event; not in 7; 8: 1.0 in Acme; BaseOS | all/bash/#package%2Ftheme
yum-cron | no event; 7: 3.4.3; not in 8; base | all/bash/#yum-cron
`
		if string(out) != want {
			t.Errorf("%s\nwant\n%s", out, want)
		}
		return
	}
	t.Error("no page")
}

// Pages of all packages have at most 32 KB, and stay where they are when packages come: of 5,000 with one more, all but
// the pages around it have the same names.
func TestPagesOfAllPackages(t *testing.T) {
	t.Parallel()
	names := func(more string) map[string]int {
		p, out := stockedProject(), map[string]int{}
		text := p["content/inventory/acme/8.baseos.packages"]
		for i := range 5000 {
			text += fmt.Sprintf("pkg%04d-with-a-name %d.%d-1.el8\n", (i*7)%5000, i, i)
		}
		p["content/inventory/acme/8.baseos.packages"] = text + more
		for _, e := range siteOf(t, p.Compile(t), nil, "", 2) {
			if strings.HasPrefix(e.Path, "site/all/") {
				out[e.Path] = len(e.Data)
			}
		}
		return out
	}
	before, after := names(""), names("pkg2500-and-one-more 1.0-1.el8\n")
	same := 0
	for path, size := range after {
		if size > 32<<10 {
			t.Errorf("%s has %d bytes", path, size)
		}
		if before[path] > 0 {
			same++
		}
	}
	t.Logf("%d pages, %d of them with the same names", len(after), same)
	if same < len(after)-2 || len(after) > 60 {
		t.Errorf("of %d pages %d have the same names", len(after), same)
	}
}
