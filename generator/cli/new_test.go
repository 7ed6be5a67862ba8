package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pes/generator/diag"
	"pes/generator/internal/need"
	"pes/generator/leapp"
)

// What `new vendor` writes from the .repo files and keys that leapp-data ships gives what leapp-data ships: the
// sections of the .repo file, the map, and the ids of the shipped keys among the signatures. Known errors of
// leapp-data, and what no .repo file tells, are taken out on its side: see published.
func TestNewVendorsGiveWhatIsPublished(t *testing.T) {
	data := filepath.Join(need.Shared(t, "leapp-data/2024-10"), "vendors.d")
	t.Setenv("SOURCE_DATE_EPOCH", "1767225600")
	for _, name := range []string{"nginx-stable", "nginx-mainline", "docker-ce", "mariadb", "postgresql"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for _, name := range []string{"content", "vendors/epel"} { // which a variant names
				if err := os.CopyFS(filepath.Join(dir, name), os.DirFS("../../"+name)); err != nil {
					t.Fatal(err)
				}
			}
			args := []string{"new", "vendor", name, "-C", dir, "--repo", filepath.Join(data, name+".repo.el8"),
				"--repo", filepath.Join(data, name+".repo.el9")}
			keys, err := filepath.Glob(filepath.Join(data, "rpm-gpg", name+"*"))
			if err != nil {
				t.Fatal(err)
			}
			var stdout, stderr bytes.Buffer
			if len(keys) == 0 { // leapp-data does not ship the key of nginx
				code := Run(args, &stdout, &stderr)
				if code != 1 || !strings.Contains(stderr.String(), "left to do: signatures") {
					t.Error("that signatures are missing is not said:", stderr.String())
				}
				keys = []string{"../rpmfile/testdata/key.asc"}
			}
			for _, k := range keys {
				args = append(args, "--key", k)
			}
			stderr.Reset()
			if code := Run(args, &stdout, &stderr); code != 0 {
				t.Fatal(stderr.String())
			}
			out := filepath.Join(dir, "out")
			if code := Run([]string{"build", "-C", dir, "--out", out, "--leapp", "0.21", "--distro", "almalinux",
				"--only", "data"}, &stdout, &stderr); code != 0 {
				t.Fatal(stderr.String())
			}
			for _, el := range []string{"8", "9"} {
				built := filepath.Join(out, "data/leapp-0.21/almalinux/el"+el, "etc/leapp/files/vendors.d", name)
				sameSections(t, built+".repo", filepath.Join(data, name+".repo.el"+el))
				sameMap(t, name, el, built+"_map.json", filepath.Join(data, name+"_map.json.el"+el))
			}
			published := strings.Fields(textOf(t, filepath.Join(data, name+".sigs")))
			for _, id := range strings.Fields(textOf(t,
				filepath.Join(out, "data/leapp-0.21/almalinux/el8/etc/leapp/files/vendors.d", name+".sigs"))) {
				// shipped as keys and not listed
				forgotten := map[string]string{"mariadb": "135659e928c12247 cbcb082a1bb943db",
					"nginx-stable": "460ec7947a1108d2", "nginx-mainline": "460ec7947a1108d2"}[name] // of our tests
				if !slices.Contains(published, id) && !strings.Contains(forgotten, id) {
					t.Errorf("the signature %s is not among the published ones: %v", id, published)
				}
			}
		})
	}
}

func textOf(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// sameSections compares two .repo files; keys apart, which are files here and may be addresses there.
func sameSections(t *testing.T, built, published string) {
	t.Helper()
	read := func(name string) (out []string) {
		sections, _ := leapp.ReadRepo(&diag.File{Name: name, Text: []byte(textOf(t, name))})
		for _, s := range sections {
			for _, o := range s.Options {
				out = append(out, s.Repoid+" "+o.Key+" = "+o.Value)
			}
		}
		slices.Sort(out)
		return out
	}
	if got, want := read(built), read(published); !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", filepath.Base(published), got, want)
	}
}

// arches are the architectures of vendors that leapp-data knows for x86_64 alone, whose addresses serve all.
var arches = map[string]string{"mariadb8": "x86_64"}

// sameMap compares the maps for the architectures that our AlmaLinux has; sysupdates and tools are for x86_64 by their
// address.
func sameMap(t *testing.T, vendor, el, built, published string) {
	t.Helper()
	read := func(name string, theirs bool) (out []string) {
		f, list, ok := leapp.ReadMap(&diag.File{Name: name, Text: []byte(textOf(t, name))})
		if !ok {
			t.Fatal(list.All())
		}
		for _, fam := range f.Map.Families {
			for _, e := range fam.Entries {
				mine := e.Arch == "x86_64" || e.Arch == "aarch64" && arches[vendor+el] == ""
				if theirs && vendor == "nginx-mainline" && el == "9" {
					e.Repoid = strings.Replace(e.Repoid, "el8", "el9", 1)
				}
				if mine && !strings.Contains(e.Repoid, "sysupdates") && !strings.Contains(e.Repoid, "tools") {
					out = append(out, fmt.Sprintf("%s in %d on %s", e.Repoid, e.Major, e.Arch))
				}
			}
		}
		for _, m := range f.Map.Mappings {
			for _, to := range m.To {
				if theirs && vendor == "nginx-mainline" && el == "9" {
					to = strings.Replace(to, "el8", "el9", 1) // their map names the repository of release 8
				}
				if strings.Contains(to, "rhel"+el) || strings.Contains(to, "sysupdates") {
					continue // that pgdg15 leads to extras too is a person's decision, and left to do
				}
				out = append(out, m.From+" becomes "+to)
			}
		}
		slices.SortFunc(out, cmp.Compare)
		return slices.Compact(out)
	}
	if got, want := read(built, false), read(published, true); !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", filepath.Base(published), got, want)
	}
}
