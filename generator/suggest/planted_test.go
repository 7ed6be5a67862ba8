package suggest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// A change is what a package called NAME is in the old release and in repositories of the new one, and the event that
// it needs.
type change struct{ old, baseos, appstream, crb, want string }

// planted are ways in which a package needs an event.
var planted = []change{
	{old: "NAME 1: NAME\n  commands NAME: NAME-run", want: "likely removed NAME@base"},
	{old: "NAME 1: NAME -doc", want: "likely removed NAME NAME-doc@base"},
	{old: "NAME 1: NAME -old", baseos: "NAME 2: NAME -new\n  obsoletes -new: NAME-old",
		want: "sure renamed NAME-old@base > NAME-new@baseos"},
	{old: "NAME 1", appstream: "NAMEx 2\n  provides NAMEx: NAME webserver",
		want: "likely replaced NAME@base > NAMEx@appstream"},
	{old: "NAME 1", baseos: "NAMEx 2\n  obsoletes NAMEx: NAME never-was\n  provides NAMEx: NAME",
		want: "sure replaced NAME@base > NAMEx@baseos"},
	{old: "NAME 1", baseos: "NAMEx 2: -a\n  obsoletes -a: NAME", appstream: "NAMEy 2: -b\n  obsoletes -b: NAME",
		want: "likely split NAME@base > NAMEx-a@baseos NAMEy-b@appstream"},
	{old: "NAME 1\n  commands NAME: NAMEd", baseos: "NAMEx 1\n  commands NAMEx: NAMEd",
		want: "likely replaced NAME@base > NAMEx@baseos"},
	{old: "NAME 1\n  libraries NAME: libNAME.so.1", baseos: "compat-NAME 1\n  libraries compat-NAME: libNAME.so.1",
		want: "likely replaced NAME@base > compat-NAME@baseos"},
	{old: "NAME 1\n  commands NAME: NAMEd NAMEctl", appstream: "NAME 2: NAME -tools\n  commands -tools: NAMEctl",
		want: "likely split NAME@base > NAME@appstream NAME-tools@appstream"},
	{old: "NAME 1: NAME -devel", baseos: "NAME 2", crb: "NAME 2: -devel",
		want: "likely moved NAME-devel@base > NAME-devel@crb"},
	{old: "NAME 1", appstream: "[NAME:2]\nNAME 2\n",
		want: "likely replaced NAME@base > NAME/NAME:2@appstream"},
}

// unharmed are ways in which a package needs no event.
var unharmed = []change{
	{old: "NAME 1: NAME -devel", baseos: "NAME 2: NAME -devel"},
	{old: "NAME 1\n  libraries NAME: libNAME.so.1", appstream: "NAME 2\n  libraries NAME: libNAME.so.2"},
	{old: "NAME 1\n  commands NAME: view", appstream: "NAME 2\n  commands NAME: view"}, // as several have it
	{old: "NAME 1\n  provides NAME: webserver", baseos: "other-NAME 2: NAME\n  provides NAME: webserver"},
	{old: "NAME 1: NAME -x\n  obsoletes -x: NAME", baseos: "NAME 2: NAME -x\n  obsoletes -x: NAME"},
	{old: "NAME 1", appstream: "[NAME:2 default]\nNAME 2\n"},
	{old: "NAME 1", baseos: "NAME 2", appstream: "new-NAME 2\n  commands new-NAME: new-NAME", crb: "NAME 2: -devel"},
}

// Of a hundred events that are missing among 2,000 packages that need none, every one is suggested, and no other.
func TestPlanted(t *testing.T) {
	packages, streams := map[string]string{}, map[string]string{}
	add := func(name string, c change) string {
		for file, text := range map[string]string{"centos/7.base": c.old, "almalinux/8.baseos": c.baseos,
			"almalinux/8.appstream": c.appstream, "almalinux/8.crb": c.crb} {
			text = strings.ReplaceAll(text, "NAME", name) + "\n"
			if strings.HasPrefix(text, "[") { // streams stand at the end
				streams[file] += "\n" + text
			} else {
				packages[file] += text
			}
		}
		return strings.ReplaceAll(c.want, "NAME", name)
	}
	var want []string
	for i := range 100 {
		want = append(want, add(fmt.Sprintf("planted%02d", i), planted[i%len(planted)]))
	}
	for i := range 2000 {
		add(fmt.Sprintf("usual%04d", i), unharmed[i%len(unharmed)])
	}
	var files []txtar.File
	for name, text := range packages {
		files = append(files, txtar.File{Name: name, Data: []byte(text + streams[name])})
	}
	got := strings.Split(suggested(t, files), "\n")
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("missing: %s", w)
		}
	}
	for _, g := range got {
		if !slices.Contains(want, g) {
			t.Errorf("too much: %s", g)
		}
	}
}
