package leapp

import (
	"slices"
	"strings"
	"testing"

	"pes/generator/diag"
	"pes/generator/list"
)

// A config.json with every section; a test puts something else in the place of one.
const wholeOverlay = `{"dist_name": "acme",
 "os_names": [{"major_version": 8, "os_name": "Acme"}],
 "repository_replacing": {"rhel8-BaseOS": {"in_packageset": "baseos", "out_packageset": "acme8-baseos"}},
 "removable_repositories": ["rhel7-rt"],
 "package_replacing": [{"name": "a", "initial_release": 7, "target_release": 8, "to": "b"},
  {"name": "c", "initial_release": null, "target_release": 8, "to": {"in_packageset": "d", "out_packageset": "e"}}],
 "removable_packages": [{"name": "f", "initial_release": 8, "target_release": 8}],
 "additional_actions": [{"action": 1, "in_packageset": {"package": [{"name": "g", "repository": "base"}]},
  "initial_release": null, "release": {"major_version": 8, "minor_version": 0}}]}`

func TestOverlayIsReadWhole(t *testing.T) {
	o, found, ok := ReadOverlay(&diag.File{Name: "config.json", Text: []byte(wholeOverlay)})
	if !ok || len(found.All()) > 0 {
		t.Fatal(ok, found.All())
	}
	a, c := o.Renaming[0], o.Renaming[1]
	if o.DistName.Value != "acme" || o.OSNames[8].Value != "Acme" || o.Replacing[0].Out.Value != "acme8-baseos" ||
		o.Removable[0].Value != "rhel7-rt" || o.Absent[0].Name.Value != "f" || o.Events[0].In[0].Name != "g" {
		t.Errorf("%+v", o)
	}
	if a.In.Value != "b" || a.Out.Value != "b" || !a.Both || a.From != 7 || a.To != 8 {
		t.Errorf("one name for both sets: %+v", a)
	}
	if c.In.Value != "d" || c.Out.Value != "e" || c.Both || c.From != 0 {
		t.Errorf("a name for each set: %+v", c)
	}
}

func TestOverlayWithMistakes(t *testing.T) {
	for _, x := range []struct {
		old, new string
		want     string // of the message, with its line
		usable   bool
	}{
		{`"rhel7-rt"`, `7`, "4: a repository that is removed is a number; a string is wanted", false},
		{`["rhel7-rt"]`, `null`, "", true},
		{`["rhel7-rt"]`, `{}`, "4: removable_repositories is an object; an array is wanted", false},
		{`, "out_packageset": "acme8-baseos"`, ``, "3: what replaces rhel8-BaseOS has no out_packageset", false},
		{`"acme8-baseos"`, `""`, "3: out_packageset of what replaces rhel8-BaseOS is an empty string", false},
		{`"to": "b"`, `"to": 5`, "5: to of a is a number; a string that is not empty is wanted", false},
		{`"to": "b"`, `"too": "b"`, "5: an entry of package_replacing has no to", false},
		{`"in_packageset": "d", `, ``, "6: to of c has no in_packageset", false},
		{`"initial_release": 7`, `"initial_release": "7"`, "5: initial_release is a string; the number of", false},
		{`"target_release": 8}]`, `"target_release": 8, "when": 1}]`, "7: nothing reads when", true},
		{`"additional_actions": [`, `"additional_actions": [1, `, "8: an event that is added is a number", false},
		{`"os_names": [{"major_version": 8, `, `"os_names": [{`, "2: an entry of os_names has no major_version", false},
		{`{"dist_name"`, `[{"dist_name"`, "9: invalid JSON: the text is incomplete", false},
		{`"os_names"`, `"names_of_os"`, "1: the overlay has no os_names", true},
	} {
		text := strings.Replace(wholeOverlay, x.old, x.new, 1)
		_, found, ok := ReadOverlay(&diag.File{Name: "config.json", Text: []byte(text)})
		messages := list.Map(found.All(), func(d diag.Diagnostic) string {
			return strings.Split(d.Pos.String(), ":")[1] + ": " + d.Message
		})
		said := slices.ContainsFunc(messages, func(m string) bool { return strings.HasPrefix(m, x.want) })
		if ok != x.usable || !said && x.want != "" || x.want == "" && len(messages) > 0 {
			t.Errorf("%s as %s: usable %v, %q", x.old, x.new, ok, messages)
		}
	}
	for n := range len(wholeOverlay) { // whatever is cut off is an error
		if _, _, ok := ReadOverlay(&diag.File{Name: "config.json", Text: []byte(wholeOverlay[:n])}); ok {
			t.Errorf("%d bytes of the file are read as if they were all", n)
		}
	}
}
