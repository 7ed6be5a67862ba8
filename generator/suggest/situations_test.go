package suggest_test

import (
	"fmt"
	"path"
	"strings"
	"testing"
	"time"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/source"
	"pes/generator/suggest"
)

// alma is upgraded from two systems; the map of one leads to two repositories.
const alma = `arches = ["x86_64", "aarch64"]
[release.8.baseos]
pesid = "alma8-baseos"
repo = { name = "x", baseurl = "https://alma.example/8", key = "file:///etc/pki/rpm-gpg/alma" }
[release.8.appstream]
pesid = "alma8-appstream"
repo = { name = "x", baseurl = "https://alma.example/8a", key = "file:///etc/pki/rpm-gpg/alma" }
[release.8.crb]
pesid = "alma8-crb"
repo = { name = "x", baseurl = "https://alma.example/8c", key = "file:///etc/pki/rpm-gpg/alma" }
[[path]]
from = 7
to = 8
sources = ["centos", "scientific"]
map = { base = ["baseos", "appstream"], extras = [] }
`

const systems = `arches = ["x86_64", "aarch64"]
[release.7.base]
pesid = "%[1]s7-base"
[release.7.extras]
pesid = "%[1]s7-extras"
`

const epel = `paths = ["7-8"]
signatures = ["0123456789abcdef"]
[repository.main]
source = "epel"
target = "el{major}-epel"
repo = { name = "x", baseurl = "https://epel.example/{major}", key = "file:///etc/pki/rpm-gpg/epel" }
`

// A situation is what releases have, by file below content/inventory, and what is suggested: an event a line.
type situation struct {
	name  string
	files map[string]string
	want  string
}

// situations are mistakes that people repaired in the data of leapp-data, and what is like them.
var situations = []situation{
	{"the package with the repositories of the old system stays, and there are none of the new one", map[string]string{
		"centos/7.base": "centos-release 7-9.2009.el7",
		"alma/8.baseos": "almalinux-release 8.10-1.el8\n  provides almalinux-release: centos-release system-release\n" +
			"  obsoletes almalinux-release: centos-release",
	}, "sure renamed centos-release@base > almalinux-release@baseos"},
	{"what Scientific Linux alone has", map[string]string{
		"centos/7.base":     "bash 4.2.46-35.el7",
		"scientific/7.base": "bash 4.2.46-35.el7\nopenafs-1.6-sl: openafs-1.6-sl kmod-openafs-1.6-sl\nsl-logos 70.0.3-4.el7",
		"alma/8.baseos":     "bash 4.4.20-5.el8",
		"alma/8.appstream":  "almalinux-logos 84.5-1.el8\n  provides almalinux-logos: sl-logos",
	}, "likely removed kmod-openafs-1.6-sl openafs-1.6-sl@base, from scientific\n" +
		"likely replaced sl-logos@base > almalinux-logos@appstream, from scientific"},
	{"a plugin for one maker's bug tracker is gone, the rest of its source is not", map[string]string{
		"centos/7.base":    "libreport 2.1.11-53.el7: libreport -rhel-bugzilla -cli",
		"alma/8.appstream": "libreport 2.9.5-15.el8: libreport -cli",
	}, "likely removed libreport-rhel-bugzilla@base"},
	{"libraries stay as orphans and keep others from being upgraded", map[string]string{
		"centos/7.base": "gupnp 1.0.2-5.el7: gupnp -devel\n  libraries gupnp: libgupnp-1.0.so.4\n" +
			"libimobiledevice 1.2.0-1.el7\n  needs libimobiledevice: libplist\nlibplist 1.12-3.el7",
		"alma/8.baseos": "bash 4.4.20-5.el8",
	}, "likely removed gupnp gupnp-devel@base\nlikely removed libimobiledevice@base\nlikely removed libplist@base"},
	{"Python modules have another name", map[string]string{
		"centos/7.base": "python-six 1.9.0-2.el7: python36-six=1.11.0-3.el7",
		"alma/8.baseos": "python-six 1.11.0-8.el8: python3-six\n  obsoletes python3-six: python36-six",
	}, "sure renamed python36-six@base > python3-six@baseos"},
	{"a vendor has what the distribution has no more: nothing is removed", map[string]string{
		"centos/7.base": "GeoIP 1.5.0-14.el7", "alma/8.baseos": "bash 4.4.20-5.el8", "vendors/epel/8.main": "GeoIP 1.6.12-7.el8",
	}, ""},
	{"a vendor needs what the distribution has no more", map[string]string{
		"centos/7.base": "libunwind 1.2-2.el7", "alma/8.baseos": "bash 4.4.20-5.el8",
		"vendors/epel/8.main": "imunify 8-1\n  needs imunify: libunwind",
	}, "look removed libunwind@base"},
	{"a daemon is in parts", map[string]string{
		"centos/7.base":    "ntp 4.2.6p5-29.el7\n  commands ntp: ntpd ntpstat",
		"alma/8.baseos":    "chrony 4.5-1.el8\n  obsoletes chrony: ntp",
		"alma/8.appstream": "ntpstat 0.5-2.el8\n  commands ntpstat: ntpstat\n  obsoletes ntpstat: ntp",
	}, "likely split ntp@base > chrony@baseos ntpstat@appstream"},
	{"a repository to which nothing leads", map[string]string{
		"centos/7.base": "gdbm 1.10: gdbm -devel\n", "alma/8.baseos": "gdbm 1.18", "alma/8.crb": "gdbm 1.18: gdbm-devel",
		"centos/7.extras": "podman 1.6.4", "alma/8.appstream": "podman 4.9",
	}, "sure moved gdbm-devel@base > gdbm-devel@crb\nlikely moved podman@extras > podman@appstream"},
	{"a module stream that machines do not have unless they ask for it", map[string]string{
		"centos/7.base":    "mercurial 2.6.2\nant 1.9\nnodejs 6\n\n[nodejs:10]\nnodejs 10\n",
		"alma/8.appstream": "\n[ant:1.10 default]\nant 1.10\n\n[mercurial:4.8]\nmercurial 4.8\n\n[nodejs:10]\nnodejs 10.24\n\n[nodejs:20]\nnodejs 20.1\n",
	}, "sure replaced mercurial@base > mercurial/mercurial:4.8@appstream\n" +
		"look replaced nodejs/-,nodejs:10@base > nodejs/nodejs:10,nodejs:20@appstream"},
	{"a new package has a part of an old one", map[string]string{
		"centos/7.base": "perl 5.16: perl -core\n  commands perl: perl prove\nzip 3",
		"alma/8.baseos": "perl 5.26: perl -utils -core\n  commands perl: perl\n  commands -utils: prove\nzip 3",
	}, "likely split perl@base > perl@baseos perl-utils@baseos"},
	{"one architecture is dropped", map[string]string{
		"centos/7.base": "qemu 1.5\nseabios 1.11: seabios/x86_64",
		"alma/8.baseos": "qemu 4.2: qemu/x86_64\nseabios 1.16: seabios/x86_64",
	}, "likely removed qemu@base, on aarch64"},
	{"libraries and commands went elsewhere", map[string]string{
		"centos/7.base": "db4 4.7: db4-utils\n  commands db4-utils: db_dump\nkrb 1.15: krb-lib\n  libraries krb-lib: libkrb.so.3\n" +
			"old 1: old -lib\n  libraries -lib: libold.so.1\njava8 8\n  commands java8: java\njava7 7\n  commands java7: java",
		"alma/8.baseos": "libdb 5.3: libdb-utils\n  commands libdb-utils: db_dump\nkrb5 1.18: krb5-libs\n  libraries krb5-libs: libkrb.so.3\n" +
			"old 2\n  libraries old: libold.so.2\njava8 8\n  commands java8: java",
	}, "likely replaced db4-utils@base > libdb-utils@baseos\nlikely removed java7@base\n" +
		"likely replaced krb-lib@base > krb5-libs@baseos\nlook replaced old-lib@base > old@baseos"},
}

// nearMisses are like situations, and nobody needs an event in them.
var nearMisses = []situation{
	{"it is where its repository leads", map[string]string{
		"centos/7.base": "httpd 2.4.6: httpd -tools", "alma/8.appstream": "httpd 2.4.37: httpd -tools"}, ""},
	{"it was also where its repository leads", map[string]string{
		"centos/7.base": "runc 1.0", "centos/7.extras": "runc 1.0", "alma/8.appstream": "runc 1.1"}, ""},
	{"the default stream of a module is what machines get", map[string]string{
		"centos/7.base": "php 5.4", "alma/8.appstream": "\n[php:7.2 default]\nphp 7.2\n\n[php:8.2]\nphp 8.2\n"}, ""},
	{"not everything is known of the new release", map[string]string{
		"centos/7.base": "wvdial 1.61", "alma/8.baseos": "incomplete\narches x86_64\n\nbash 4.4"}, ""},
	{"of a repository to which the path leads nothing is known", map[string]string{
		"centos/7.base": "wvdial 1.61", "alma/8.baseos": "bash 4.4", "alma/8.appstream": "none"}, ""},
	{"the new release is known on another architecture", map[string]string{
		"centos/7.base": "complete\narches aarch64\n\nuboot 2020", "alma/8.baseos": "complete\narches x86_64\n\nbash 4.4",
		"alma/8.appstream": "complete\narches x86_64\n\nzip 3", "alma/8.crb": "complete\narches x86_64\n\nzip-devel 3"}, ""},
	{"Leapp upgrades itself", map[string]string{
		"centos/7.extras": "leapp 0.14: leapp python2-leapp leapp-upgrade-el7toel8", "alma/8.baseos": "bash 4.4"}, ""},
	{"an event takes it", map[string]string{
		"centos/7.base": "ntp 4.2", "alma/8.baseos": "chrony 4.5",
		"content/events/x.toml": "[[replaced]]\nin = \"ntp@base\"\nout = \"chrony@baseos\"\nfrom = \"7.7\"\nto = \"8.0\"\n"}, ""},
	{"an event of a vendor takes it", map[string]string{
		"centos/7.base": "ntp 4.2", "alma/8.baseos": "chrony 4.5", "vendors/epel/8.main": "ntpsec 1.2",
		"vendors/epel/events.toml": "[[replaced]]\nin = \"ntp@base\"\nout = \"ntpsec@main\"\nfrom = \"7.7\"\nto = \"8.0\"\n"}, ""},
	{"somebody rejected it", map[string]string{
		"centos/7.base": "wvdial 1.61", "alma/8.baseos": "bash 4.4",
		"content/rejected.toml": "[[rejected]]\npackages = [\"wvdial\"]\npath = \"7-8\"\nwhy = \"x\"\n"}, ""},
	{"what obsoletes it did so before", map[string]string{
		"centos/7.base": "vim 7: vim -minimal", "alma/8.baseos": "vim 8: vim -minimal\n  obsoletes -minimal: vim"}, ""},
}

func TestSituations(t *testing.T) {
	for _, s := range append(situations, nearMisses...) {
		if got := suggested(t, s); got != s.want {
			t.Errorf("%s:\n got %s\nwant %s", s.name, got, s.want)
		}
	}
}

// suggested is what is suggested in a situation, an event a line.
func suggested(t *testing.T, s situation) string {
	t.Helper()
	text := map[string]string{"content/distros/alma.toml": alma,
		"content/events/some.toml": "[[removed]]\nin = \"empathy@base\"\nfrom = \"7.7\"\nto = \"8.0\"\n", "vendors/epel/vendor.toml": epel,
		"content/distros/centos.toml":     fmt.Sprintf(systems, "centos"),
		"content/distros/scientific.toml": fmt.Sprintf(systems, "scientific")}
	for _, role := range []string{"baseos", "appstream", "crb"} { // of which nothing is said
		text["content/inventory/alma/8."+role+".packages"] = header
	}
	for name, what := range s.files {
		if path.Ext(name) == ".toml" {
			text[name] = what
			continue
		}
		if folder, ok := strings.CutPrefix(name, "vendors/epel"); ok {
			name = "vendors/epel/inventory" + folder + ".packages"
		} else {
			name = "content/inventory/" + name + ".packages"
		}
		if what != "none" && !strings.Contains(what, "complete\n") {
			what = header + what
		}
		text[name] = what
	}
	var files source.Files
	for name, text := range list.ByKey(text) {
		if text != "none" {
			files.Add(&diag.File{Name: name, Text: []byte(text)})
		}
	}
	p, found := source.Parse(files, 1)
	c, more := compile.Compile(p, time.Time{})
	if found.Merge(more); found.Failed() {
		t.Fatalf("%s: %v", s.name, found.All())
	}
	return strings.Join(list.Map(suggest.Find(c, p, 7, 8).Suggestions, oneLine), "\n")
}

// header is that of most inventories.
const header = "complete\narches aarch64 x86_64\n\n"

// oneLine is a suggestion in short.
func oneLine(s suggest.Suggestion) string {
	e := s.Event
	text := fmt.Sprintf("%s %s %s@%s", s.Grade, e.Action, words(e.In.Sets[0]), e.InRepo.Value)
	if out := e.Out.Items; len(out) > 0 || e.OutRepo.Set() {
		if len(out) == 0 {
			out = e.In.Sets[0]
		}
		last := "@" + e.OutRepo.Value
		if strings.Contains(out[len(out)-1].Value, "@") {
			last = ""
		}
		text += " > " + strings.ReplaceAll(words(out), " ", "@"+e.OutRepo.Value+" ") + last
	}
	if len(e.Arches.Items) > 0 {
		text += ", on " + words(e.Arches.Items)
	}
	if system, _, ok := strings.Cut(e.From.Value, " "); ok {
		text += ", from " + system
	}
	return text
}

func words(texts []source.Text) string {
	return strings.Join(list.Map(texts, func(t source.Text) string { return t.Value }), " ")
}
