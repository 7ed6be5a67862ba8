package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"pes/generator/importer"
	"pes/generator/internal/sample"
)

// sampleCheckout is a small leapp-data checkout with every kind of file.
func sampleCheckout(t *testing.T) fstest.MapFS {
	t.Helper()
	const entry = `{"repoid":"%R","major_version":"%M","arch":"x86_64","channel":"ga","repo_type":"rpm"}`
	repomap := func(source, target string) string {
		e := func(repoid, major string) string {
			return strings.NewReplacer("%R", repoid, "%M", major).Replace(entry)
		}
		return `{"version_format":"1.2.1","provided_data_streams":["3.1"],"mapping":[{"source_major_version":"7","target_major_version":"8","entries":[{"source":"` + source + `","target":["` + target + `"]}]}],` +
			`"repositories":[{"pesid":"` + source + `","entries":[` + e(source, "7") + `]},{"pesid":"` + target +
			`","entries":[` + e(target+"-id", "8") + `]}]}`
	}
	events := func(in, out string) string {
		return `{"provided_data_streams":["3.1"],"packageinfo":[{"id":1,"action":3,"architectures":["x86_64"],"description":"d",` +
			`"in_packageset":{"package":[{"name":"a","repository":"` + in + `","modulestreams":[null]}],"set_id":1},` +
			`"out_packageset":{"package":[{"name":"b","repository":"` + out +
			`","modulestreams":[{"name":"m","stream":"1"}]}],"set_id":2},` +
			`"modulestream_maps":[{"in_modulestream":null,"out_modulestream":{"name":"m","stream":"1"}}],` +
			`"initial_release":{"major_version":7,"minor_version":7,"os_name":"x"},"release":{"major_version":8,"minor_version":0,"os_name":"y"}}]}`
	}
	repo := func(id string) string {
		return "[" + id + "]\nname=x\nbaseurl=https://x.example/\nenabled=1\ngpgcheck=1\ngpgkey=file:///etc/k\n"
	}
	fsys := fstest.MapFS{}
	for name, text := range map[string]string{
		"files/r/pes-events.json": events("base", "r8-baseos"), "files/r/repomap.json.el8": repomap("base",
			"r8-baseos"), "files/r/leapp_upgrade_repositories.repo.el8": repo("r8-baseos-id"),
		"vendors.d/v_pes.json": events("v", "el8-v"), "vendors.d/v_map.json": repomap("v", "el8-v"),
		"vendors.d/v.repo": repo("el8-v-id"), "vendors.d/v.sigs": "abf5bd827bd9bf62\n",
	} {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// Every value of every published file, replaced by every other type, is refused with its place or named in the report;
// what is written compiles or says what it lacks.
func TestWrongTypesEverywhere(t *testing.T) {
	t.Parallel()
	fsys := sampleCheckout(t)
	tried := 0
	for _, name := range sortedKeys(fsys) {
		if !strings.HasSuffix(name, ".json") && !strings.HasSuffix(name, ".el8") {
			continue
		}
		var root any
		if json.Unmarshal(fsys[name].Data, &root) != nil {
			continue
		}
		for _, wrong := range []any{nil, 1.5, -1, "x", true, []any{}, map[string]any{}, []any{nil}, "a/b\n\x1b",
			strings.Repeat("y", 5000)} {
			mutateAll(root, wrong, func(mutated any) {
				tried++
				data, err := json.Marshal(mutated)
				if err != nil {
					t.Fatal(err)
				}
				damaged := fstest.MapFS{}
				for n, f := range fsys {
					damaged[n] = f
				}
				damaged[name] = &fstest.MapFile{Data: data}
				checkImport(t, damaged, name, data)
			}, root)
		}
	}
	if tried < 1000 {
		t.Errorf("only %d mutations were tried", tried)
	}
}

func checkImport(t *testing.T, fsys fstest.MapFS, name string, data []byte) {
	t.Helper()
	files, report, list, err := importer.Import(fsys, 1)
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, data)
	}
	for _, d := range list.All() {
		if d.Pos.IsZero() {
			t.Fatalf("%s: %q has no place\n%s", name, d.Message, data)
		}
	}
	if list.Failed() {
		return
	}
	p := sample.Project{}
	for _, f := range files {
		p[f.Path] = string(f.Data)
	}
	_, found := p.TryCompile(t)
	lacks := false
	for _, it := range report.Items {
		lacks = lacks || it.Kind == importer.Lacks
	}
	if found.Failed() && !lacks {
		t.Fatalf("%s: the result does not compile and the report does not say so: %v\n%s", name, found.All()[0], data)
	}
}

// mutateAll calls f with root once for each place in it, the value there replaced by wrong.
func mutateAll(v, wrong any, f func(any), root any) {
	switch x := v.(type) {
	case map[string]any:
		for _, k := range sortedKeys(x) {
			old := x[k]
			x[k] = wrong
			f(root)
			x[k] = old
			mutateAll(old, wrong, f, root)
		}
	case []any:
		for i, old := range x {
			x[i] = wrong
			f(root)
			x[i] = old
			mutateAll(old, wrong, f, root)
		}
	}
}

// Files without measure are refused before they are read, deep or endless ones while they are: time and memory stay
// small.
func TestHostileFiles(t *testing.T) {
	t.Parallel()
	huge := func(path string) {
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := f.Truncate(1 << 30); err != nil {
			t.Fatal(err)
		}
	}
	for name, make := range map[string]func(path string){
		"one gigabyte": huge,
		"brackets":     func(path string) { os.WriteFile(path, bytes.Repeat([]byte("["), 8<<20), 0o666) },
		"objects":      func(path string) { os.WriteFile(path, bytes.Repeat([]byte(`{"a":`), 2<<20), 0o666) },
		"NUL bytes":    func(path string) { os.WriteFile(path, make0(1<<20), 0o666) },
		"a long string": func(path string) {
			os.WriteFile(path, []byte(`{"packageinfo": "`+strings.Repeat("x", 50<<20)+`"}`), 0o666)
		},
		"many values": func(path string) {
			os.WriteFile(path, []byte("["+strings.Repeat("0,", 8<<20)+"0]"),
				0o666)
		},
		"one key, often": func(path string) {
			os.WriteFile(path,
				[]byte("{"+strings.Repeat(`"a":0,`, 1<<18)+`"a":0}`), 0o666)
		},
		"many keys":         func(path string) { os.WriteFile(path, manyKeys(1<<18), 0o666) },
		"a byte order mark": func(path string) { os.WriteFile(path, []byte("\ufeff{}"), 0o666) },
		"no UTF-8":          func(path string) { os.WriteFile(path, []byte("{\"packageinfo\":[\"\xff\"]}"), 0o666) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			os.MkdirAll(filepath.Join(dir, "in/files/r"), 0o777)
			make(filepath.Join(dir, "in/files/r/pes-events.json"))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var stdout, stderr bytes.Buffer
			code := Run([]string{"import", "leapp-data", filepath.Join(dir, "in"), "--into", filepath.Join(dir, "out")},
				&stdout, &stderr)
			runtime.ReadMemStats(&after)
			if code != 1 || stderr.Len() == 0 || stderr.Len() > 10_000 {
				t.Errorf("exit %d, %d bytes of messages: %.300s", code, stderr.Len(), stderr.String())
			}
			if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 1500 {
				t.Errorf("%d MiB were allocated", used)
			}
			if _, err := os.Stat(filepath.Join(dir, "out")); err == nil {
				t.Error("something was written")
			}
		})
	}
}

func make0(n int) []byte { return make([]byte, n) }

func manyKeys(n int) []byte {
	var b bytes.Buffer
	b.WriteString("{")
	for i := range n {
		b.WriteString(`"k` + strings.Repeat("x", i%3) + string(rune('a'+i%26)) + strings.Repeat("y", i%7) + `":` + "0,")
	}
	b.WriteString(`"z":0}`)
	return b.Bytes()
}
