package inventory

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
)

const almalinux = `# Packages of almalinux 9 in appstream. Written by pes inventory, which overwrites it.
release 9.6
day 2026-11-20
complete
arches aarch64 x86_64
repomd x86_64 7b1f0a0b0c0d0e0f7b1f0a0b0c0d0e0f7b1f0a0b0c0d0e0f7b1f0a0b0c0d0e0f

ca-certificates
httpd 2.4.62-4.el9: httpd -core -tools mod_lua/x86_64 mod_ssl=1:2.4.62-4.el9
  commands -tools: ab htpasswd
  needs mod_ssl: openssl-libs
  obsoletes httpd: apache
  provides httpd: webserver
nginx 2:1.20.1-22.el9
sendmail 8.16.1-11.el9: sendmail -cf/aarch64,x86_64

[php:8.1 default]
php 8.1.32-1.module_el9: php -cli

[php:8.2]
php 8.2.28-1.module_el9: php -cli
`

const rocky = `# Packages of rocky 9 in appstream. Written by pes inventory, which overwrites it.
release 9.5
incomplete
like almalinux

- ca-certificates
mainlog 1
nginx 2:1.20.1-20.el9
- sendmail

[php:8.1 absent]

[php:8.2 default]
- php

[php:8.3]
php 8.3.1-1: -cli
`

func parse(t *testing.T, files ...string) []*model.Inventory {
	t.Helper()
	var all []*diag.File
	for i := 0; i < len(files); i += 2 {
		all = append(all, &diag.File{Name: files[i], Text: []byte(files[i+1])})
	}
	out, found := Parse(all, 2)
	for _, d := range found.All() {
		t.Errorf("%s: %s", d.Pos.File.Name, d.Message)
	}
	return out
}

// brief is a package in a line.
func brief(p *model.Available) string {
	words := []string{p.Name, p.EVR, p.Source, p.Stream.String()}
	for _, x := range [][]string{p.Arches, p.Provides, p.Obsoletes, p.Libraries, p.Commands, p.Needs} {
		words = append(words, strings.Join(x, ","))
	}
	return strings.Join(words, "|")
}

// A file is read as it was printed, and a file that is like another has what it does not say from that one.
func TestParse(t *testing.T) {
	const a, r = "content/inventory/almalinux/9.appstream.packages", "content/inventory/rocky/9.appstream.packages"
	all := parse(t, r, rocky, a, almalinux)
	got := list.Map(all[1].Packages, brief)
	want := []string{"ca-certificates||ca-certificates|-||||||", "httpd|2.4.62-4.el9|httpd|-||webserver|apache|||",
		"httpd-core|2.4.62-4.el9|httpd|-||||||", "httpd-tools|2.4.62-4.el9|httpd|-|||||ab,htpasswd|",
		"mod_lua|2.4.62-4.el9|httpd|-|x86_64|||||", "mod_ssl|1:2.4.62-4.el9|httpd|-||||||openssl-libs",
		"nginx|2:1.20.1-22.el9|nginx|-||||||", "php|8.1.32-1.module_el9|php|php:8.1||||||",
		"php|8.2.28-1.module_el9|php|php:8.2||||||", "php-cli|8.1.32-1.module_el9|php|php:8.1||||||",
		"php-cli|8.2.28-1.module_el9|php|php:8.2||||||", "sendmail|8.16.1-11.el9|sendmail|-||||||",
		"sendmail-cf|8.16.1-11.el9|sendmail|-|aarch64,x86_64|||||"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = list.Map(all[0].Packages, brief)
	want = []string{want[1], want[2], want[3], "mainlog|1|mainlog|-||||||", want[4], want[5],
		"nginx|2:1.20.1-20.el9|nginx|-||||||", "php-cli|8.3.1-1|php|php:8.3||||||"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	streams := []model.InventoryStream{{Stream: model.Stream{Module: "php", Stream: "8.2"}, Default: true},
		{Stream: model.Stream{Module: "php", Stream: "8.3"}}}
	if diff := cmp.Diff(streams, all[0].Streams); diff != "" {
		t.Error(diff)
	}
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	if inv := all[1]; !inv.Complete || !inv.Day.Equal(day) || inv.Release != (model.Release{Major: 9, Minor: 6}) ||
		len(inv.Arches) != 2 || inv.Repomd[0].Arch != "x86_64" || inv.Distro != "almalinux" || inv.Role != "appstream" {
		t.Errorf("%+v", inv)
	}
	for i, text := range []string{rocky, almalinux} {
		var base *model.Inventory
		if i == 0 {
			base = all[1]
		}
		if got := Print(all[i], base); string(got) != text {
			t.Errorf("printed again:\n%s", cmp.Diff(text, string(got)))
		}
	}
	// In full and as a difference a file means the same.
	full := Print(all[0], nil)
	again := parse(t, r, string(full))
	same := cmpopts.IgnoreFields(model.Available{}, "Pos")
	if diff := cmp.Diff(all[0].Packages, again[0].Packages, same); diff != "" || bytes.Contains(full, []byte("like")) {
		t.Errorf("%s\n%s", diff, full)
	}
}

// What is wrong is said where it stands, and the rest is read.
func TestParseMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"release 8.1\n":           "the file is of release 9, by its name",
		"release nine\n":          "is not a release",
		"day 20.11.2026\n":        "is not a valid date",
		"repomd x86_64 abc\n":     "a SHA-256",
		"like centos\n":           "there is no file of centos",
		"bash 5 1\n":              "a line is a source package",
		"bash 5:\n":               "behind the colon",
		"bash 5: a/\n":            "no architecture",
		"bash 5: ../etc\n":        `no architecture "etc"`,
		"arches vax\n":            `no architecture "vax"`,
		"bash 5\nbash 5\n":        "bash stands twice",
		"  provides bash: sh\n":   "of the line above",
		"bash 5\n  likes bash: x": `no word "likes"`,
		"bash 5\n  needs zsh: x":  "zsh is not built of bash",
		"[php]\n":                 "a module stream is written",
		"[php:8.1 x]\n":           "a module stream is written",
		"[php:8.1]\n[php:8.1]\n":  "php:8.1 stands twice",
		"ba\x00sh 5\n":            "a line is a source package",
	} {
		f := &diag.File{Name: "content/inventory/acme/9.baseos.packages", Text: []byte("zlib 1\n" + text)}
		if strings.ContainsRune("dral ", rune(text[0])) { // the head, or nothing above it
			f.Text = []byte(text)
		}
		_, found := Parse([]*diag.File{f}, 1)
		if all := found.All(); len(all) != 1 || !strings.Contains(all[0].Message, want) {
			t.Errorf("%q: %v, want %s", text, all, want)
		}
	}
	for _, name := range []string{"content/inventory/9.baseos.packages", "content/inventory/acme/baseos.packages",
		"content/inventory/acme/09.baseos.packages", "vendors/v/inventory/x.packages"} {
		if _, found := Parse([]*diag.File{{Name: name}}, 1); !found.Failed() {
			t.Errorf("%s is taken", name)
		}
	}
}

// Nothing that is in a file makes the program fail.
func FuzzParse(f *testing.F) {
	f.Add(almalinux)
	f.Add(rocky)
	f.Fuzz(func(t *testing.T, text string) {
		files := []*diag.File{{Name: "content/inventory/rocky/9.appstream.packages", Text: []byte(text)},
			{Name: "content/inventory/almalinux/9.appstream.packages", Text: []byte(almalinux)}}
		if all, found := Parse(files, 1); !found.Failed() {
			again, found := Parse([]*diag.File{{Name: files[0].Name, Text: Print(all[0], nil)}}, 1)
			if found.Failed() || !cmp.Equal(all[0].Packages, again[0].Packages, cmpopts.EquateEmpty(),
				cmpopts.IgnoreFields(model.Available{}, "Pos")) {
				t.Errorf("%q is printed as %q: %v", text, Print(all[0], nil), found.All())
			}
		}
	})
}

// A release of 9,000 packages; the budget for six distributions and all releases is 0.15 s.
func BenchmarkParse(b *testing.B) {
	var text strings.Builder
	text.WriteString("release 9.6\ncomplete\n\n")
	for i := range 3000 {
		fmt.Fprintf(&text, "source-%05d 1.2.3-%d.el9: source-%05d -libs -devel\n  commands source-%05d: one two "+
			"three\n"+
			"  libraries -libs: libsource-%d.so.2\n", i, i, i, i, i)
	}
	f := []*diag.File{{Name: "content/inventory/acme/9.baseos.packages", Text: []byte(text.String())}}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if all, found := Parse(f, 1); found.Failed() || len(all[0].Packages) != 9000 {
			b.Fatal(found.All())
		}
	}
}
