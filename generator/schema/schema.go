// Package schema describes source files to editors: JSON Schemas made from the Go types of package source.
//
//	text, err := schema.Of("event", schema.Words{Roles: []string{"baseos"}})
//
// Keys and their descriptions come from the `toml` and `doc` tags, the words a value may have from its `kind` tag. What
// compiles is accepted; not all that is accepted compiles: whether a role exists in a release is for `pes check`.
// [Reference] says the same to people, as the page content/docs/toml-reference.md.
//
// The words of a project are suggestions: a schema that was written yesterday must not refuse the distribution of today.
package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"pes/generator/model"
	"pes/generator/rules"
	"pes/generator/source"
)

// Words are those of a project, for completion.
type Words struct {
	Roles   []string
	Distros []string
}

// WordsOf are the words of a project.
func WordsOf(p *source.Project) Words {
	w := Words{Roles: p.Roles()}
	for _, d := range p.Distros {
		w.Distros = append(w.Distros, d.Folder)
	}
	return w
}

// Names are the kinds of source files.
var Names = []string{"event", "vendor", "distro", "release"}

// object is a JSON object; its keys are written in order.
type object = map[string]any

// Of gives the schema of a kind of source file.
func Of(name string, words Words) ([]byte, error) {
	b := &builder{words: words, done: map[string]bool{}, definitions: object{}}
	var root object
	switch name {
	case "event":
		root = object{"properties": b.events(), "additionalProperties": false}
	case "vendor":
		root = b.table(reflect.TypeFor[source.Vendor]())
		for key, s := range b.events() {
			root["properties"].(object)[key] = s
		}
	case "distro":
		root = b.table(reflect.TypeFor[source.Distro]())
	case "release":
		root = b.table(reflect.TypeFor[source.Record]())
	default:
		return nil, fmt.Errorf("no schema %q: %s", name, strings.Join(Names, ", "))
	}
	root["$schema"] = "http://json-schema.org/draft-07/schema#" // the draft that Taplo reads
	root["title"] = map[string]string{"event": "Package evolution events", "vendor": "A third-party vendor", "distro": "A distribution",
		"release": "The record of a release"}[name]
	root["type"] = "object"
	root["definitions"] = b.definitions
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(root); err != nil {
		return nil, fmt.Errorf("schema: %w", err)
	}
	return out.Bytes(), nil
}

// builder makes a schema of Go types; a type that occurs in several places becomes a definition.
type builder struct {
	words       Words
	done        map[string]bool
	definitions object
}

// events are the tables of a file with events.
func (b *builder) events() object {
	properties := object{"defaults": describe(b.table(reflect.TypeFor[source.Defaults]()), "what every event of this file says unless it says otherwise")}
	one := b.shared(reflect.TypeFor[source.Event]())
	for _, a := range model.Writable {
		properties[a.String()] = describe(object{"type": "array", "items": one}, actions[a.String()])
	}
	return properties
}

// actions say what each does.
var actions = map[string]string{
	"present":    "the package is there, and from then on in this repository",
	"removed":    "the package is gone, and nothing takes its place",
	"deprecated": "the package is still there, and will be removed",
	"replaced":   "other packages take the place of these",
	"split":      "one package became several",
	"merged":     "several packages became one",
	"moved":      "the package is in another repository or module stream",
	"renamed":    "the package has another name",
}

func describe(s object, doc string) object {
	if doc != "" {
		s["description"] = doc
	}
	return s
}

// table describes a struct: the keys its fields name, and no other.
func (b *builder) table(t reflect.Type) object {
	properties, required := object{}, []string{}
	s := object{"type": "object", "properties": properties, "additionalProperties": false}
	b.fields(t, s, &required)
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

func (b *builder) fields(t reflect.Type, s object, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		switch key := f.Tag.Get("toml"); {
		case key == ",rest":
			s["additionalProperties"] = b.value(mapped(f.Type), "")
		case key != "":
			doc := f.Tag.Get("doc")
			if d := f.Tag.Get("default"); d != "" {
				doc += "; default: " + d
			}
			s["properties"].(object)[key] = describe(b.value(f.Type, f.Tag.Get("kind")), doc)
			if f.Tag.Get("need") != "" {
				*required = append(*required, key)
			}
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			b.fields(f.Type, s, required)
		}
	}
}

// mapped is the value type of a source.Map, nil for other types.
func mapped(t reflect.Type) reflect.Type {
	if f, ok := t.FieldByName("Pairs"); ok {
		pair, _ := f.Type.Elem().FieldByName("Value")
		return pair.Type
	}
	return nil
}

// shared refers to the definition of a struct.
func (b *builder) shared(t reflect.Type) object {
	if !b.done[t.Name()] {
		b.done[t.Name()] = true
		b.definitions[t.Name()] = b.table(t)
	}
	return object{"$ref": "#/definitions/" + t.Name()}
}

// value describes a field by its type, and its strings by their kind.
func (b *builder) value(t reflect.Type, kind string) object {
	word := b.word(kind)
	switch t {
	case reflect.TypeFor[source.Text]():
		return word
	case reflect.TypeFor[source.Int]():
		return object{"type": "integer"}
	case reflect.TypeFor[source.Texts]():
		return either(word, list(word))
	case reflect.TypeFor[source.Sets]():
		return either(word, list(word), list(list(word)))
	case reflect.TypeFor[source.Side](), reflect.TypeFor[source.Role]():
		return either(object{"type": "string", "description": "both PES ID and repoid"}, b.shared(t))
	case reflect.TypeFor[source.Repoids]():
		return either(b.word(""), list(b.word("")), b.byArch())
	case reflect.TypeFor[source.VendorTarget]():
		return either(b.value(reflect.TypeFor[source.Side](), ""), object{"type": "object", "minProperties": 1, "additionalProperties": false,
			"patternProperties": object{"^[1-9][0-9]?$": b.shared(reflect.TypeFor[source.MajorTarget]())}})
	case reflect.TypeFor[source.Map[source.Option]]():
		return b.repo()
	}
	switch {
	case t.Kind() == reflect.Pointer:
		return b.value(t.Elem(), kind)
	case t.Kind() == reflect.Slice:
		return list(b.value(t.Elem(), kind))
	case mapped(t) != nil:
		return object{"type": "object", "additionalProperties": b.value(mapped(t), kind)}
	default:
		return b.shared(t)
	}
}

func either(s ...any) object { return object{"anyOf": s} }

func list(s object) object { return object{"type": "array", "items": s} }

func (b *builder) byArch() object {
	properties := object{}
	for _, a := range model.Arches {
		properties[a] = either(b.word(""), list(b.word("")))
	}
	return object{"type": "object", "properties": properties, "additionalProperties": false}
}

// dnfKeys are the usual keys of a section.
var dnfKeys = []struct{ name, doc, example string }{
	{"name", "as people read it", `"Rocky Linux 8 - BaseOS"`},
	{"baseurl", "where the packages are", `"https://nginx.org/packages/centos/{major}/$basearch/"`},
	{"mirrorlist", "where a list of mirrors is, instead of baseurl", `"https://mirrors.rockylinux.org/mirrorlist?arch=$basearch&repo=BaseOS-8"`},
	{"metalink", "where a metalink is, instead of baseurl", `"https://mirrors.centos.org/metalink?repo=centos-baseos-9-stream&arch=$basearch"`},
	{"enabled", "1 when absent; Leapp uses the repository all the same", `0`},
	{"gpgcheck", "1 when absent", `1`},
	{"module_hotfixes", "1: modules do not hide these packages", `1`},
	{"skip_if_unavailable", "1: dnf goes on without it", `1`},
	{"priority", "a smaller one wins", `10`},
}

// repo is a section of a .repo file: any key that dnf knows, the usual ones with a description.
func (b *builder) repo() object {
	scalar := object{"type": []string{"string", "integer", "boolean"}}
	value := either(scalar, list(object{"type": "string"}))
	key := either(object{"type": "string"}, b.shared(reflect.TypeFor[source.RemoteKey]()))
	properties := object{"key": describe(either(object{"type": "string"}, b.shared(reflect.TypeFor[source.RemoteKey]()), list(key)),
		"what signs the packages: a file in the folder keys, a path of the system (file:///...), or a fingerprint and a url for pes keys fetch")}
	for _, k := range dnfKeys {
		properties[k.name] = describe(either(value), k.doc)
	}
	return object{"type": "object", "properties": properties, "additionalProperties": value}
}

// word describes a string.
func (b *builder) word(kind string) object {
	switch kind {
	case "arch":
		return object{"type": "string", "enum": model.Arches}
	case "channel":
		return object{"type": "string", "enum": model.Channels}
	case "type":
		return object{"type": "string", "enum": model.RepoTypes}
	case "leapp":
		return object{"type": "string", "enum": leappNames()}
	case "category":
		return object{"type": "string", "enum": model.Categories}
	case "rule":
		return b.rule()
	case "role":
		return suggest(b.words.Roles)
	case "distro":
		return suggest(b.words.Distros)
	}
	if p, ok := patterns[kind]; ok {
		return object{"type": "string", "pattern": p}
	}
	return object{"type": "string"}
}

// rule is the name of a rule that may be allowed; x-taplo is where Taplo looks for what a word means.
func (b *builder) rule() object {
	var names, docs []string
	for _, r := range rules.All() {
		if !r.Fatal {
			names, docs = append(names, r.Name), append(docs, r.Summary)
		}
	}
	b.definitions["rule"] = object{"type": "string", "enum": names, "x-taplo": object{"docs": object{"enumValues": docs}}}
	return object{"$ref": "#/definitions/rule"}
}

// suggest offers words and accepts others.
func suggest(words []string) object {
	if len(words) == 0 {
		return object{"type": "string"}
	}
	return either(object{"type": "string", "enum": words}, object{"type": "string"})
}

var patterns = map[string]string{
	"from":        `^$|^([A-Za-z][^ ]* )?[0-9]+\.[0-9]+$`,
	"release":     `^[0-9]+\.[0-9]+$`,
	"path":        `^[0-9]+-[0-9]+$`,
	"package":     `^[^@/, "\\]+(@=?[^@/, "\\]+)?(/[^/ "\\]+)?$`,
	"stream":      `^(-|[^:/, "\\]+:[^/, "\\]+)$`,
	"keyid":       `^[0-9a-f]{16}$`,
	"fingerprint": `^[0-9A-Fa-f ]{40,}$`,
	"https":       `^https://[^ {}]+$`,
	"day":         `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`,
	"moment":      `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$`,
}
