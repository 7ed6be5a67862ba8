package known

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// A distribution that nobody has heard of needs a table and no Go.
func TestNewDistribution(t *testing.T) {
	const acme = `
[distro.acme]
name = "Acme Linux"
os_id = "acmeos"
brands = ["acme"]
addresses = ["acme-enterprise"]
pesid = "verified"

[[role]]
name = "extras"
also = ["more"]
template = ["{more}"]
`
	added := read(file + acme)
	before := get
	defer func() { get = before }()
	get = func() *table { return added }
	d, ok := Find("acme")
	if want := (Distro{"Acme Linux", "acmeos", ""}); d != want || !ok || Title("acme") != d.Name ||
		OSID("acme") != d.OSID {
		t.Errorf("it is %+v", d)
	}
	if !slices.Contains(Brands(), "acme") || Addresses()[0] != "acme-enterprise" {
		t.Errorf("brands %q, addresses %q", Brands(), Addresses())
	}
	for pesid, want := range map[string]string{"verified-more": "extras", "verified-baseos-9": "baseos",
		"acme9-more": "extras"} {
		if role, _ := Role(pesid); role != want {
			t.Errorf("%s is %q, want %q", pesid, role, want)
		}
	}
	if role, _ := TemplateRole("{more}"); role != "extras" {
		t.Errorf("{more} stands for %q", role)
	}
}

// Every key of the file is one that is read, and every word means one thing.
func TestFile(t *testing.T) {
	t.Parallel()
	meta, err := toml.NewDecoder(strings.NewReader(file)).Decode(&table{})
	if err != nil || len(meta.Undecoded()) > 0 {
		t.Errorf("%v: nobody reads %v", err, meta.Undecoded())
	}
	words := map[string]string{}
	for _, r := range get().Roles {
		for _, w := range slices.Concat([]string{r.Name}, r.Also, r.Template) {
			if words[w] != "" {
				t.Errorf("%s is both %s and %s", w, words[w], r.Name)
			}
			words[w] = r.Name
		}
	}
	for _, folder := range append(NamedSources(), get().Source.System) {
		if _, ok := Find(folder); !ok {
			t.Errorf("the source system %s is no distribution of the file", folder)
		}
	}
}

func TestRole(t *testing.T) {
	t.Parallel()
	for pesid, want := range map[string]string{
		"baseos": "baseos", "rocky8-powertools": "crb", "certify-appstream-9": "appstream",
		"ol8_codeready_builder": "crb",
		"rhel8-BaseOS":          "baseos", "almalinux9-highavailability": "ha", "elrepo": "", "el8-baseos-more": "",
	} {
		if role, ok := Role(pesid); role != want || ok != (want != "") {
			t.Errorf("%s is %q, want %q", pesid, role, want)
		}
	}
	for pesid, want := range map[string]int{"rocky8-appstream": 8, "certify-baseos-9": 9, "certify-baseos": 0,
		"rhel-10-x": 10} {
		if n := Major(pesid); n != want {
			t.Errorf("%s is of release %d, want %d", pesid, n, want)
		}
	}
	for pesid, want := range map[string]bool{"rhel7-optional": true, "rhel7-highavailability": true,
		"rhel7-base": false, "rhel8-extras": false} {
		if InBase(pesid) != want {
			t.Errorf("%s in base: %v", pesid, !want)
		}
	}
}

// examples are files that show what an answer of the API looks like.
var examples = map[string]bool{"describe.go": true}

// No other package has a list of its own: words about distributions stand in no Go.
func TestNobodyElseNamesDistributions(t *testing.T) {
	t.Parallel()
	words := map[string]bool{"{distro}": false}
	for folder, d := range get().Distro {
		for _, w := range slices.Concat([]string{folder, d.Name, d.PESID}, d.Brands, d.Addresses) {
			words[w] = len(w) > 2
		}
	}
	for _, r := range get().Roles {
		for _, w := range slices.Concat(r.Also, r.Template) {
			words[w] = true
		}
	}
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") ||
			strings.HasPrefix(name, "../internal/") { // which is for tests
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files := token.NewFileSet()
		tree, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if word, _ := strconv.Unquote(lit.Value); words[word] && !examples[filepath.Base(name)] {
					t.Errorf("%s: %q belongs into known/distributions.toml", files.Position(lit.Pos()), word)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
