package render_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"os"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi/datamodel" // for its copy of the schema of OpenAPI
	"github.com/santhosh-tekuri/jsonschema/v6"

	"pes/generator/internal/sample"
	"pes/generator/model"
	"pes/generator/render/api"
)

// Programs find everything from the index on; the tests of whole sites (own content, real data, hostile) crawl theirs
// as well.
func TestAPI(t *testing.T) {
	t.Parallel()
	w := newWalk(t, siteOf(t, sample.Acme(t).Compile(t), nil, "https://pes.example/acme/", 2),
		func(string) bool { return true })
	want := map[string]int{"Index": 1, "Packages": 1, "Package": 15, "Releases": 1, "Shard": 11, "Path": 2,
		"Distribution": 3, "Vendor": 1}
	if got := w.documents(); !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// documents counts those of the interface by kind. Each is what the published schema says, and no more; every link in
// it leads somewhere; and whoever starts at the index gets to all of them.
func (w *siteWalk) documents() map[string]int {
	t := w.t
	schemas := publishedSchemas(t, w.files["api/v1/schema.json"])
	linked := map[string]bool{"api/v1/index.json": true}
	count := map[string]int{}
	for _, name := range sortedKeys(w.files) {
		if !strings.HasPrefix(name, "api/v1/") {
			continue
		}
		document := readJSON(t, w.files[name])
		followLinks(w, name, "", document, linked)
		if kind := kindOfDocument(name); kind != "" {
			count[kind]++
			if err := schemas[kind].Validate(document); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	for name := range w.files {
		if strings.HasPrefix(name, "api/v1/") && !linked[name] && kindOfDocument(name) != "Shard" {
			t.Errorf("no document leads to %s", name)
		}
	}
	everyEventByID(t, w)
	return count
}

// everyEventByID finds each event of each package by each of its ids, as the guide says: the very same.
func everyEventByID(t *testing.T, w *siteWalk) {
	type list struct {
		Events []json.RawMessage `json:"events"`
	}
	shards := map[string]string{}
	for name, data := range w.files {
		if !strings.HasPrefix(name, "api/v1/packages/") {
			continue
		}
		var p list
		if err := json.Unmarshal(data, &p); err != nil {
			t.Fatal(err)
		}
		for _, raw := range p.Events {
			var e api.Event
			if err := json.Unmarshal(raw, &e); err != nil {
				t.Fatal(err)
			}
			for _, id := range e.IDs {
				digits := "0" + itoa(id)
				shard := "api/v1/events/" + digits[len(digits)-2:] + ".json"
				if shards[shard] == "" {
					shards[shard] = string(w.files[shard])
				}
				if !strings.Contains(shards[shard], string(raw)) {
					t.Fatalf("%s does not hold event %d of %s", shard, id, name)
				}
			}
		}
	}
}

func itoa(n uint64) string { b, _ := json.Marshal(n); return string(b) }

func readJSON(t *testing.T, data []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// kindOfDocument is the type of a document, as the table of package api has it; "" for the descriptions.
func kindOfDocument(name string) string {
	for _, d := range api.Documents {
		pattern := regexp.MustCompile(`\\\{[a-z]+\\\}`).ReplaceAllString(regexp.QuoteMeta("api/v1/"+d.Path), `[^/]+`)
		if regexp.MustCompile("^" + pattern + "$").MatchString(name) {
			return reflect.TypeOf(d.Type).Name()
		}
	}
	return ""
}

// publishedSchemas are those of a site, by the type they describe, made strict: a key that is not described is a
// mistake here, though not for clients, as keys may be added.
func publishedSchemas(t *testing.T, text []byte) map[string]*jsonschema.Schema {
	t.Helper()
	root := readJSON(t, text).(map[string]any)
	definitions := root["$defs"].(map[string]any)
	for _, d := range definitions {
		d.(map[string]any)["additionalProperties"] = false
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("https://pes.example/schema.json", root); err != nil {
		t.Fatal(err)
	}
	out := map[string]*jsonschema.Schema{}
	for name := range definitions {
		s, err := c.Compile("https://pes.example/schema.json#/$defs/" + name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = s
	}
	return out
}

// addressKeys are the keys that hold one.
var addressKeys = []string{"url", "page", "feed", "releases", "schema", "openapi", "packages", "sha256sums",
	"upstream"}

// followLinks resolves what a document holds under those keys.
func followLinks(w *siteWalk, name, key string, v any, linked map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if path.Base(name) == "openapi.json" || path.Base(name) == "schema.json" {
				continue // words, not addresses
			}
			followLinks(w, name, k, v[k], linked)
		}
	case []any:
		for _, x := range v {
			followLinks(w, name, "", x, linked)
		}
	case string:
		if key == "folder" && strings.HasSuffix(v, "/") {
			prefix := path.Join(path.Dir(name), v) + "/"
			if !slices.ContainsFunc(sortedKeys(w.files), func(f string) bool { return strings.HasPrefix(f, prefix) }) {
				w.t.Fatalf("%s: nothing is in %q", name, v)
			}
		}
		if !slices.Contains(addressKeys, key) {
			return
		}
		u, err := url.Parse(v)
		if err != nil || u.Scheme != "" || u.Host != "" {
			w.t.Fatalf("%s: %q is no relative address", name, v)
		}
		to := w.target(name, u)
		if to == "" || u.Fragment != "" && !w.pages[to].ids[u.Fragment] {
			w.t.Fatalf("%s: %s %q leads nowhere", name, key, v)
		}
		linked[to] = true
	}
}

// The OpenAPI description is one, as the schema of the OpenAPI initiative has it; its schemas are the published ones.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	words := map[string][]string{"action": model.Actions}
	meta := jsonschema.NewCompiler()
	meta.AssertFormat()
	const id = "https://spec.openapis.org/oas/3.1/schema/2022-10-07"
	if err := meta.AddResource(id, readJSON(t, []byte(datamodel.OpenAPI31SchemaData))); err != nil {
		t.Fatal(err)
	}
	schema, err := meta.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	description := readJSON(t, api.OpenAPI(words)).(map[string]any)
	if err := schema.Validate(description); err != nil {
		t.Fatal(err)
	}
	ours := description["components"].(map[string]any)["schemas"]
	same := strings.ReplaceAll(string(api.Schema(words)), "#/$defs/", "#/components/schemas/")
	if published := readJSON(t, []byte(same)).(map[string]any)["$defs"]; !reflect.DeepEqual(ours, published) {
		t.Error("OpenAPI and JSON Schema describe different documents")
	}
	for address, item := range description["paths"].(map[string]any) {
		get := item.(map[string]any)["get"].(map[string]any)
		var names []string
		parameters, _ := get["parameters"].([]any)
		for _, p := range parameters {
			names = append(names, "{"+p.(map[string]any)["name"].(string)+"}")
		}
		if inPath := regexp.MustCompile(`\{[a-z]+\}`).FindAllString(address, -1); !slices.Equal(names, inPath) {
			t.Errorf("%s has the parameters %v", address, names)
		}
	}
	description["openapi"] = "3.0"
	if schema.Validate(description) == nil {
		t.Error("the schema of OpenAPI accepts what is none")
	}
}

// What was published once stays: the list only ever grows, -update adds to it and takes nothing away. A key that is
// always there stays so, and keeps its type.
func TestAPIOnlyGrows(t *testing.T) {
	t.Parallel()
	const file = "testdata/api-v1.txt"
	words := map[string][]string{"action": model.Actions}
	var now []string
	definitions := readJSON(t, api.Schema(words)).(map[string]any)["$defs"].(map[string]any)
	for _, d := range api.Documents {
		now = append(now, d.Path+": "+reflect.TypeOf(d.Type).Name())
	}
	for name, d := range definitions {
		d := d.(map[string]any)
		for key, s := range d["properties"].(map[string]any) {
			s := s.(map[string]any)
			delete(s, "description")
			delete(s, "enum") // a new word is an addition
			kind, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			always := ""
			if slices.Contains(d["required"].([]any), any(key)) {
				always = " always"
			}
			now = append(now, name+"."+key+": "+string(kind)+always)
		}
	}
	slices.Sort(now)
	promised := strings.Split(strings.TrimSpace(textOf(t, file)), "\n")
	if *update {
		all := slices.Concat(promised, now)
		slices.Sort(all)
		text := strings.TrimSpace(strings.Join(slices.Compact(all), "\n")) + "\n"
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range promised {
		if line != "" && !slices.Contains(now, line) {
			t.Errorf("%s was promised, and is no more", line)
		}
	}
	for _, line := range now {
		if !*update && !slices.Contains(promised, line) {
			t.Errorf("%s is new: run go test ./generator/render -run APIOnlyGrows -update", line)
		}
	}
}
