package cli

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"pes/generator/compile"
	"pes/generator/diag"
	"pes/generator/rules"
	"pes/generator/source"
	"pes/generator/upstream"
)

// Every rule has an archive testdata/rules/RULE.txtar with two halves, laid over a project or checkout that breaks no
// rule: files below bad/ break this rule, files below good/ come close and must stay quiet. A half with files/ or
// vendors.d/ is audited, one with content/ or vendors/ is checked. An empty file takes the one below it away. The
// comment says why.
func TestEveryRule(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1767225600")
	for _, r := range rules.All() {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(filepath.Join("testdata/rules", r.Name+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			bad := diagnose(t, a, "bad/")
			i := slices.IndexFunc(bad, func(d found) bool { return d.Rule == r.Name })
			switch {
			case i < 0:
				t.Errorf("nothing was found in bad/; diagnostics: %v", bad)
			case bad[i].Severity != r.Level.String():
				t.Errorf("the severity is %s, the table says %s", bad[i].Severity, r.Level)
			case bad[i].File == "" || bad[i].Line == 0:
				t.Errorf("it has no place: %v", bad[i])
			}
			for _, d := range diagnose(t, a, "good/") {
				if d.Rule == r.Name {
					t.Errorf("good/ is not quiet: %s:%d: %s", d.File, d.Line, d.Message)
				}
			}
		})
	}
}

// The projects below the archives break no rule at all, so that what is found is what an archive says.
func TestBasesAreClean(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1767225600")
	for _, kind := range []string{"content/", "files/"} {
		for _, d := range diagnose(t, &txtar.Archive{Files: []txtar.File{{Name: "good/" + kind + "x"}}}, "good/") {
			t.Errorf("%s: %s:%d: %s [%s]", kind, d.File, d.Line, d.Message, d.Rule)
		}
	}
}

type found struct {
	Rule, Severity, File, Message string
	Line                          int
}

// diagnose lays one half of an archive over its base and checks or audits it.
func diagnose(t *testing.T, a *txtar.Archive, half string) (list []found) {
	t.Helper()
	dir := t.TempDir()
	published := slices.ContainsFunc(a.Files, func(f txtar.File) bool {
		return strings.HasPrefix(f.Name, half+"files/") || strings.HasPrefix(f.Name, half+"vendors.d/")
	})
	base, args := "testdata/rules/project.txtar", []string{"check", "-C", dir, "--format", "json"}
	if published {
		base, args = "testdata/rules/checkout.txtar", []string{"audit", dir, "--format", "json"}
	}
	below, err := txtar.ParseFile(base)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) {
		name = filepath.Join(dir, name)
		if len(data) == 0 {
			os.Remove(name)
			return
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range below.Files {
		write(f.Name, f.Data)
	}
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, half); ok {
			write(name, f.Data)
		}
	}
	originOf(t, dir)
	var stdout, stderr strings.Builder
	Run(args, &stdout, &stderr)
	if err := json.Unmarshal([]byte(stdout.String()), &list); err != nil {
		t.Fatalf("%v: %s%s", err, stdout.String(), stderr.String())
	}
	return list
}

// originOf writes the origin of a layer of upstream's events that has none, as pes sync upstream would have.
func originOf(t *testing.T, dir string) {
	t.Helper()
	names, _ := filepath.Glob(filepath.Join(dir, source.LayerFolder, "*.events")) // the only error is a bad pattern
	origin := filepath.Join(dir, source.OriginFile)
	if _, err := os.Stat(origin); err == nil || len(names) == 0 {
		return
	}
	var files []*diag.File
	events := 0
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f := &diag.File{Name: source.LayerFolder + filepath.Base(name), Text: text}
		read, _ := upstream.Parse(f)
		files, events = append(files, f), events+len(read)
	}
	l := source.Layer{Name: source.Word("pes-events.json"), Events: source.Number(int64(events)),
		SHA256: source.Word("0"), Layer: source.Word(compile.LayerDigest(files))}
	if err := os.WriteFile(origin, []byte(l.Print()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The project's own content admits a debt only with a comment that says why.
func TestAllowsSayWhy(t *testing.T) {
	for _, dir := range []string{"../../content", "../../vendors"} {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(name) != ".toml" {
				return err
			}
			text, err := os.ReadFile(name)
			before := ""
			for i, line := range strings.Split(string(text), "\n") {
				if strings.HasPrefix(strings.ReplaceAll(line, " ", ""), "allow=") && !strings.Contains(line, "#") &&
					!strings.HasPrefix(before, "#") {
					t.Errorf("%s:%d: allow without a comment", name, i+1)
				}
				before = line
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
