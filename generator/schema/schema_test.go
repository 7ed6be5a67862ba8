package schema

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"pes/generator/internal/need"
)

func compiled(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	text, err := Of(name, Words{Roles: []string{"baseos"}, Distros: []string{"acme"}})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name+".json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON is what an editor makes of TOML before it asks the schema.
func asJSON(t *testing.T, text string) any {
	t.Helper()
	var data map[string]any
	if _, err := toml.Decode(text, &data); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// kindOf says which schema a file of a project is for.
func kindOf(name string) string {
	switch {
	case strings.Contains(name, "content/distros/"):
		return "distro"
	case strings.Contains(name, "content/releases/"):
		return "release"
	case filepath.Base(name) == "rejected.toml":
		return "rejected"
	case strings.HasSuffix(name, "content/upstream.toml"):
		return "upstream"
	case filepath.Base(name) == "vendor.toml":
		return "vendor"
	}
	return "event"
}

// sources calls do with every source of our own project and of the golden one.
func sources(t *testing.T, do func(name, text string)) {
	t.Helper()
	n := 0
	for _, root := range []string{"../../content", "../../vendors", "../cli/testdata/golden"} {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(name) != ".toml" {
				return err
			}
			text, err := os.ReadFile(name)
			do(filepath.ToSlash(name), string(text))
			n++
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n < 10 {
		t.Fatalf("only %d sources were found", n)
	}
}

func TestSourcesFitTheirSchemas(t *testing.T) {
	schemas := map[string]*jsonschema.Schema{}
	for _, name := range Names {
		schemas[name] = compiled(t, name)
	}
	sources(t, func(name, text string) {
		if err := schemas[kindOf(name)].Validate(asJSON(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	})
}

// What pes refuses for its form or its words, the editor refuses while it is written.
var wrong = map[string]map[string]string{
	"event": {
		"no such action":     "[[remove]]\nin = \"a\"\n",
		"a single bracket":   "[removed]\nin = \"a\"\n",
		"reinstalled":        "[[reinstalled]]\nin = \"a\"\n",
		"no packages":        "[[removed]]\nwhy = \"a\"\n",
		"unknown key":        "[[removed]]\nin = \"a\"\nreason = \"x\"\n",
		"a fatal rule":       "[[removed]]\nin = \"a\"\nallow = [\"unknown-role\"]\n",
		"no such rule":       "[defaults]\nallow = [\"missing-role\"]\n",
		"architecture":       "[[removed]]\nin = \"a\"\narches = [\"noarch\"]\n",
		"release":            "[[removed]]\nin = \"a\"\nto = \"8\"\n",
		"a number":           "[[removed]]\nin = \"a\"\nto = 8.0\n",
		"package":            "[[removed]]\nin = \"a@\"\n",
		"stream":             "[[replaced]]\nin = \"a\"\nstreams = { \"-\" = \"perl\" }\n",
		"packages too deep":  "[[removed]]\nin = [[[\"a\"]]]\n",
		"defaults of a list": "[defaults]\nin = \"a\"\n",
	},
	"vendor": {
		"no paths":    "name = \"v\"\n",
		"key id":      "paths = [\"7-8\"]\nsignatures = [\"ABF5BD827BD9BF62\"]\n",
		"path":        "paths = [\"7 to 8\"]\n",
		"target":      "paths = [\"7-8\"]\n[repository.main.target.el8]\npesid = \"x\"\n",
		"channel":     "paths = [\"7-8\"]\n[repository.main]\nchannel = \"stable\"\n",
		"no such key": "paths = [\"7-8\"]\n[repository.main]\nbaseurl = \"https://x\"\n",
		"key over http": "paths = [\"7-8\"]\n[repository.main]\nrepo = { key = { fingerprint = " +
			"\"370B3CF8AE255F26A326810EB0D2ED7A05E0A693\", url = \"http://x.example/k\" } }\n",
		"short key": "paths = [\"7-8\"]\n[repository.main]\nrepo = { key = { fingerprint = \"B0D2ED7A05E0A693\", " +
			"url = \"https://x.example/k\" } }\n",
		"an event of it": "paths = [\"7-8\"]\n[[removed]]\nout = \"a\"\n",
	},
	"distro": {
		"unknown key":  "names = \"A\"\n",
		"a path":       "[[path]]\nfrom = 7\n",
		"majors":       "[[path]]\nfrom = \"7\"\nto = 8\n",
		"leapp":        "[[path]]\nfrom = 7\nto = 8\nleapp = [\"0.15\"]\n",
		"by arch":      "[release.8.baseos]\nrepoid = { amd64 = \"x\" }\n",
		"role":         "[release.8]\nbaseos = 7\n",
		"repo_type":    "[release.8.baseos]\nrepo_type = \"src\"\n",
		"two brackets": "[[release]]\nname = \"8\"\n",
	},
	"rejected": {
		"no packages": "[[rejected]]\npath = \"8-9\"\nwhy = \"x\"\n",
		"no reason":   "[[rejected]]\npackages = [\"a\"]\npath = \"8-9\"\n",
		"unknown key": "[[rejected]]\npackages = [\"a\"]\npath = \"8-9\"\nwhy = \"x\"\nby = \"me\"\n",
		"a bad path":  "[[rejected]]\npackages = [\"a\"]\npath = \"8\"\nwhy = \"x\"\n",
		"one bracket": "[rejected]\npackages = [\"a\"]\n",
	},
	"release": {
		"no date": "version = \"1\"\n",
		"a day":   "version = \"1\"\ndate = \"2026-11-21\"\n",
		"no target": "version = \"1\"\ndate = \"2026-11-21T00:00:00Z\"\n[[change]]\ncategory = \"removed\"\ndistros " +
			"= [\"a\"]\n",
		"no category": "version = \"1\"\ndate = \"2026-11-21T00:00:00Z\"\n[[change]]\ncategory = \"gone\"\ntarget = " +
			"8\ndistros = [\"a\"]\n",
	},
}

func TestSchemasRefuse(t *testing.T) {
	for name, list := range wrong {
		s := compiled(t, name)
		for what, text := range list {
			if err := s.Validate(asJSON(t, text)); err == nil {
				t.Errorf("%s: %s is accepted:\n%s", name, what, text)
			}
		}
	}
}

// A word of the project is a suggestion: the distribution that was added today is no mistake.
func TestWordsAreSuggestions(t *testing.T) {
	if err := compiled(t, "event").Validate(asJSON(t,
		"[[removed]]\nin = \"a\"\nonly = [\"new\"]\nin_repo = \"=x\"\n")); err != nil {
		t.Error(err)
	}
}

// An editor shows what a key means: each has a description.
func TestEveryKeyIsDescribed(t *testing.T) {
	for _, name := range Names {
		text, err := Of(name, Words{})
		if err != nil {
			t.Fatal(err)
		}
		var root any
		if err := json.Unmarshal(text, &root); err != nil {
			t.Fatal(err)
		}
		var walk func(path string, v any)
		walk = func(path string, v any) {
			m, ok := v.(map[string]any)
			if !ok {
				return
			}
			properties, _ := m["properties"].(map[string]any)
			for key, s := range properties {
				if _, arch := properties["x86_64"]; !arch && s.(map[string]any)["description"] == nil {
					t.Errorf("%s: %s.%s has no description", name, path, key)
				}
			}
			for key, s := range m {
				walk(path+"."+key, s)
			}
		}
		walk("", root)
	}
}

// The real Taplo, which editors run, accepts our sources and refuses the wrong ones. It starts slowly: it is asked
// once, about a project that has all of them.
func TestTaplo(t *testing.T) {
	need.Time(t)
	t.Parallel()
	taplo := need.Program(t, "taplo") // npm install -g @taplo/cli
	dir := t.TempDir()
	write := func(name string, text []byte) {
		name = filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, text, 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	editor, err := EditorFiles(Words{Roles: []string{"baseos"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range editor {
		write(f.Path, f.Data)
	}
	golden := strings.NewReplacer("distros/", "distros/golden-", "events/", "events/golden-",
		"releases/", "releases/golden-", "vendors/", "vendors/golden-")
	sources(t, func(name, text string) {
		inProject := name[max(strings.LastIndex(name, "content/"), strings.LastIndex(name, "vendors/")):]
		if strings.Contains(name, "golden") {
			inProject = golden.Replace(inProject)
		}
		write(inProject, []byte(text))
	})
	refused := map[string]string{
		"content/events/wrong.toml":   wrong["event"]["a fatal rule"],
		"vendors/wrong/vendor.toml":   wrong["vendor"]["key id"],
		"content/distros/wrong.toml":  wrong["distro"]["by arch"],
		"content/releases/wrong.toml": wrong["release"]["a day"],
	}
	for name, text := range refused {
		write(name, []byte(text))
	}
	cmd := exec.Command(taplo, "lint")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "RUST_LOG=error")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Error("nothing is refused")
	}
	for name := range refused {
		if !strings.Contains(string(out), name) {
			t.Errorf("%s is accepted", name)
		}
	}
	for line := range strings.Lines(string(out)) {
		if _, file, ok := strings.Cut(line, dir+"/"); ok && !strings.Contains(file, "wrong") {
			t.Error(line)
		}
	}
	if t.Failed() {
		t.Logf("%s", out)
	}
}
