package schema

import (
	"bytes"
	_ "embed"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"text/template"

	"pes/generator/facts"
	"pes/generator/jsonschema"
	"pes/generator/model"
	"pes/generator/source"
)

//go:embed examples.toml
var exampleTable string

// examples are values of keys, by Go type and key.
var examples = sync.OnceValue(func() map[string]map[string]string {
	return facts.Read[map[string]map[string]string](exampleTable)
})

//go:embed reference.md.tmpl
var page string

// Reference is the page about every table and key of the sources: Markdown with TOML front matter.
func Reference() []byte {
	tables := map[string]reflect.Type{}
	for _, table := range []any{source.Defaults{}, source.Event{}, source.Distro{}, source.Release{}, source.Role{},
		source.Path{}, source.Upstream{}, source.RoleRule{}, source.AbsentRule{}, source.Vendor{}, source.VendorRepo{},
		source.MajorTarget{}, source.Record{}, source.RecordCounts{}, source.RecordChange{}, source.RemoteKey{},
		source.Rejection{}} {
		tables[reflect.TypeOf(table).Name()] = reflect.TypeOf(table)
	}
	keys := func(table string) string { return strings.Join(keyLines(tables[table], table), "\n") }
	var b bytes.Buffer
	err := template.Must(template.New("").Funcs(template.FuncMap{"keys": keys}).Parse(page)).Execute(&b, map[string]any{
		"Actions": model.Writable, "Does": words().Action, "Dnf": words().Dnf, "Arches": oneOf(model.Arches)})
	if err != nil {
		panic(err) // a mistake in the page: no input gets here
	}
	return b.Bytes()
}

// keyLines are a line for each key of a struct; keys of embedded structs are its own, but for [defaults], which have a
// part of their own.
func keyLines(t reflect.Type, owner string) (lines []string) {
	for f := range t.Fields() {
		key := f.Tag.Get("toml")
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[source.Defaults]():
			lines = append(lines, keyLines(f.Type, owner)...)
		case key == "" || key == jsonschema.Rest:
		default:
			kind := typeWords(f.Type, f.Tag.Get("kind"))
			if f.Tag.Get("need") != "" {
				kind += ", needed"
			}
			if d := f.Tag.Get("default"); d != "" {
				kind += "; default: " + d
			}
			line := fmt.Sprintf("- **`%s`** (%s): %s.", key, kind, f.Tag.Get("doc"))
			if e := examples()[owner][key]; e != "" {
				line += " " + code(key+" = "+e)
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// code is a span of code, also of what holds back quotes.
func code(s string) string {
	if strings.Contains(s, "`") {
		return "`` " + s + " ``"
	}
	return "`" + s + "`"
}

// typeWords say what is written after the equals sign.
func typeWords(t reflect.Type, kind string) string {
	text := map[reflect.Type]string{
		reflect.TypeFor[source.Text]():                   "string",
		reflect.TypeFor[source.Int]():                    "integer",
		reflect.TypeFor[source.Texts]():                  "string or list",
		reflect.TypeFor[source.Ints]():                   "integer or list",
		reflect.TypeFor[*source.Upstream]():              "tables `[upstream]`, see `content/upstream.toml`",
		reflect.TypeFor[[]source.RoleRule]():             "tables `[[role]]`",
		reflect.TypeFor[[]source.AbsentRule]():           "tables `[[absent]]`",
		reflect.TypeFor[source.Sets]():                   "string, list, or list of lists",
		reflect.TypeFor[*source.Side]():                  "string or table",
		reflect.TypeFor[[]source.Side]():                 "list of tables",
		reflect.TypeFor[[]source.Path]():                 "tables `[[path]]`",
		reflect.TypeFor[source.Repoids]():                "string, list or table",
		reflect.TypeFor[source.VendorTarget]():           "string, table, or tables `[repository.NAME.target.N]`",
		reflect.TypeFor[source.Map[source.Text]]():       "table of strings",
		reflect.TypeFor[source.Map[source.Texts]]():      "table of strings or lists",
		reflect.TypeFor[source.Map[source.Option]]():     "table, see `repo`",
		reflect.TypeFor[source.Map[source.Release]]():    "tables `[release.N]`",
		reflect.TypeFor[source.Map[source.VendorRepo]](): "tables `[repository.NAME]`",
		reflect.TypeFor[source.RecordCounts]():           "table `[counts]`",
		reflect.TypeFor[[]source.RecordChange]():         "tables `[[change]]`",
	}[t]
	if of := words().Kind[kind].Words; of != "" {
		text += ": " + of
	} else if list := closed[kind]; list != nil {
		text += ": " + oneOf(list)
	}
	return text
}

func oneOf(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }
