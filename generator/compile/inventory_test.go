package compile_test

import (
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
		"distribution beta\n"+
		"content/inventory/el/8.crb.packages: no distribution has a [release.8.crb]: name the file by a role that "+
		"there is" {
		t.Error(text)
	}
}
