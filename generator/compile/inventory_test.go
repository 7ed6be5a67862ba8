package compile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pes/generator/compile"
	"pes/generator/inventory"
	"pes/generator/source"
)

// What all distributions have stands in where a distribution has no file of its own for a role, under the
// distribution's names; other roles and releases are left alone.
func TestInventoriesStandIn(t *testing.T) {
	files := fstest.MapFS{"content/distros/variant.toml": &fstest.MapFile{Data: []byte("extends = \"alpha\"\n" +
		"[release.8.baseos]\nrepo = { name = \"x\", baseurl = \"https://variant.example/\" }\n")}}
	for name, text := range map[string]string{
		"content/distros/alpha.toml": "name = \"Alpha\"\narches = [\"x86_64\"]\n[release.8.rename]\nzz-logos = " +
			"\"a-logos\"\n" +
			"[release.8.baseos]\npesid = \"a8-baseos\"\nsource = \"baseos\"\n" +
			"[release.8.appstream]\npesid = \"a8-appstream\"\nsource = \"appstream\"\n",
		"content/inventory/el/8.baseos.packages":       "incomplete\n\nbash 4.4\nzz-logos 84\n",
		"content/inventory/el/8.appstream.packages":    "incomplete\n\nhttpd 2.4.37\nnginx 1.14\n",
		"content/inventory/el/8.crb.packages":          "incomplete\n\ndoxygen 1.8\n",
		"content/inventory/alpha/8.appstream.packages": "complete\n\nnginx 1.20\n",
		"content/inventory/beta/8.appstream.packages":  "complete\n\nnginx 1.20\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	read, err := source.Read(files, 1)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := source.Parse(read, 1)
	c, found := compile.Compile(p, time.Time{})
	r := inventory.NewIndex(c).Of("alpha", 8)
	var got []string
	for name, places := range r.All() {
		got = append(got, name+" "+places[0].EVR+" "+places[0].In.Role)
	}
	want := []string{"a-logos 84 baseos", "bash 4.4 baseos", "nginx 1.20 appstream"}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	variant := inventory.NewIndex(c).Of("variant", 8)
	if own := variant.Role("appstream"); own == nil || own.IsShared() || len(own.Packages) != 1 {
		t.Error("a variant does not have what the distribution has with which it shares the repository")
	}
	if !variant.Role("baseos").IsShared() {
		t.Error("a variant has the inventory of another repository than its own")
	}
	if !r.Role("baseos").IsShared() || r.Role("appstream").IsShared() {
		t.Error("whose file it is got lost")
	}
	var said []string
	for _, d := range found.All() {
		if d.Rule == "unused-inventory" {
			said = append(said, d.Pos.File.Name+": "+d.Message)
		}
	}
	slices.Sort(said)
	if text := strings.Join(said, "\n"); text != "content/inventory/beta/8.appstream.packages: there is no "+
		"distribution beta\ncontent/inventory/el/8.crb.packages: no distribution has a [release.8.crb]: name the "+
		"file after an existing role" {
		t.Error(text)
	}
}

// For the upgrades from one release to one distribution, only the inventories are read that say something of them: they
// say what they say with all others.
func TestInventoriesOfOneUpgrade(t *testing.T) {
	distro := "arches = [\"x86_64\"]\n[release.8.base]\npesid = \"NAME8\"\n[release.9.base]\npesid = \"NAME9\"\n" +
		"[release.10.base]\npesid = \"NAME10\"\n"
	paths := "[[path]]\nfrom = 8\nto = 9\nsources = [\"old\"]\n[[path]]\nfrom = 9\nto = 10\n"
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"content/distros/alpha.toml":              strings.ReplaceAll(distro, "NAME", "a") + paths,
		"content/distros/beta.toml":               strings.ReplaceAll(distro, "NAME", "b") + paths,
		"content/distros/old.toml":                strings.ReplaceAll(distro, "NAME", "o"),
		"content/inventory/old/8.base.packages":   "complete\n\nbash 4\n",
		"content/inventory/alpha/9.base.packages": "complete\nlike beta\n\nbash 5.1\n",
		"content/inventory/beta/9.base.packages":  "complete\n\nbash 5\nzsh 5\n",
		"content/inventory/beta/10.base.packages": "broken: line: of\n",
		"content/inventory/el/10.base.packages":   "incomplete\n\nbash 5.2\n",
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	read, err := source.Read(files, 1)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := source.Parse(read, 1)
	for _, x := range []struct {
		from int
		want string
	}{
		{8, "alpha 9: bash 5.1 zsh 5, old 8: bash 4"},
		{9, "alpha 9: bash 5.1 zsh 5, alpha 10: bash 5.2, old 10: bash 5.2"},
		{0, "alpha 9: bash 5.1 zsh 5, alpha 10: bash 5.2, old 8: bash 4, old 10: bash 5.2"},
	} {
		c, found := compile.ResolveFrom(p, "alpha", x.from)
		if found.Failed() {
			t.Error(found.All())
		}
		var got []string
		for _, r := range inventory.NewIndex(c).All() {
			text := fmt.Sprintf("%s %d:", r.Distro, r.Major)
			for name, places := range r.All() {
				text += " " + name + " " + places[0].EVR
			}
			if r.Distro != "beta" { // its file is read, as alpha's is like it
				got = append(got, text)
			}
		}
		if text := strings.Join(got, ", "); text != x.want {
			t.Errorf("from %d: %s", x.from, text)
		}
	}
}
