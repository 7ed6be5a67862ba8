// Package schema describes source files to editors: JSON Schemas made from the Go types of package source. [Of] makes
// one; see its example.
//
// Keys and their descriptions come from the `toml` and `doc` tags, the words a value may have from its `kind` tag. A
// schema accepts every source that compiles, and some that do not: only `pes check` knows, for example, whether a role
// exists in a release. [Reference] says the same to people, as the page content/docs/toml-reference.md.
//
// The words of a project are only suggested: a schema must not reject a distribution that was added after it was
// written.
package schema

import (
	_ "embed"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"sync"

	"pes/generator/facts"
	"pes/generator/jsonschema"
	"pes/generator/leapp"
	"pes/generator/list"
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
	return Words{p.Roles(), list.Map(p.Distros, func(d *source.Distro) string { return d.Folder })}
}

// Names are the kinds of source files.
var Names = []string{"event", "vendor", "distro", "upstream", "release", "rejected"}

type object = jsonschema.Object

//go:embed words.toml
var wordTable string

// words is words.toml, where the keys are explained.
var words = sync.OnceValue(func() *table { return facts.Read[*table](wordTable) })

type table struct {
	Title, Action map[string]string
	Kind          map[string]struct{ Words, Pattern string }
	Dnf           []struct{ Name, Doc, Example string }
}

// closed are the kinds with a fixed set of words.
var closed = map[string][]string{"arch": model.Arches, "category": model.Categories, "channel": model.Channels,
	"type": model.RepoTypes, "leapp": leapp.VersionNames()}

// Of gives the schema of a kind of source file.
func Of(name string, project Words) ([]byte, error) {
	b := &builder{words: project}
	b.Walker = jsonschema.Walker{
		Ref: "#/definitions/", Closed: true, Definitions: object{}, Special: b.special,
		Key: func(f reflect.StructField) (string, bool) { return f.Tag.Get("toml"), f.Tag.Get("need") != "" },
	}
	var root object
	switch name {
	case "event":
		root = object{"properties": b.events(), "additionalProperties": false}
	case "vendor":
		root = b.Table(reflect.TypeFor[source.Vendor]())
		maps.Copy(root["properties"].(object), b.events())
	case "distro":
		root = b.Table(reflect.TypeFor[source.Distro]())
	case "upstream":
		root = b.Table(reflect.TypeFor[source.Upstream]())
	case "release":
		root = b.Table(reflect.TypeFor[source.Record]())
	case "rejected":
		root = b.Table(reflect.TypeFor[source.Rejected]())
	default:
		return nil, fmt.Errorf("no schema %q: %s", name, strings.Join(Names, ", "))
	}
	root["$schema"] = "http://json-schema.org/draft-07/schema#" // the draft that Taplo reads
	root["title"] = words().Title[name]
	root["type"] = "object"
	root["definitions"] = b.Definitions
	return jsonschema.Encode(root), nil
}

// builder describes the types of package source.
type builder struct {
	jsonschema.Walker
	words Words
}

// events are the tables of a file with events.
func (b *builder) events() object {
	defaults := b.Table(reflect.TypeFor[source.Defaults]())
	const doc = "what every event of this file says unless it says otherwise"
	properties := object{"defaults": jsonschema.Describe(defaults, doc)}
	one := b.Shared(reflect.TypeFor[source.Event]())
	for _, a := range model.Writable {
		properties[a.String()] = jsonschema.Describe(jsonschema.List(one), words().Action[a.String()])
	}
	return properties
}

// mapped is the value type of a source.Map, nil for other types.
func mapped(t reflect.Type) reflect.Type {
	if t.Kind() != reflect.Struct {
		return nil
	}
	if f, ok := t.FieldByName("Pairs"); ok {
		pair, _ := f.Type.Elem().FieldByName("Value")
		return pair.Type
	}
	return nil
}

// special describes values that may be written in several ways, and strings by the kind of their field.
func (b *builder) special(t reflect.Type, tag reflect.StructTag) object {
	word := b.word(tag.Get("kind"))
	switch t {
	case reflect.TypeFor[source.Text]():
		return word
	case reflect.TypeFor[source.Int]():
		return object{"type": "integer"}
	case reflect.TypeFor[source.Ints]():
		return jsonschema.Either(object{"type": "integer"}, jsonschema.List(object{"type": "integer"}))
	case reflect.TypeFor[source.Texts]():
		return jsonschema.Either(word, jsonschema.List(word))
	case reflect.TypeFor[source.Sets]():
		return jsonschema.Either(word, jsonschema.List(word), jsonschema.List(jsonschema.List(word)))
	case reflect.TypeFor[source.Side](), reflect.TypeFor[source.Role]():
		both := object{"type": "string", "description": "both PES ID and repoid"}
		return jsonschema.Either(both, b.Shared(t))
	case reflect.TypeFor[source.Repoids]():
		return jsonschema.Either(b.word(""), jsonschema.List(b.word("")), b.byArch())
	case reflect.TypeFor[source.VendorTarget]():
		byMajor := object{
			"type": "object", "minProperties": 1, "additionalProperties": false,
			"patternProperties": object{"^[1-9][0-9]?$": b.Shared(reflect.TypeFor[source.MajorTarget]())},
		}
		return jsonschema.Either(b.Value(reflect.TypeFor[source.Side](), ""), byMajor)
	case reflect.TypeFor[source.Map[source.Option]]():
		return b.repo()
	}
	if value := mapped(t); value != nil {
		if tag.Get("toml") == jsonschema.Rest {
			return b.Value(value, "")
		}
		return object{"type": "object", "additionalProperties": b.Value(value, tag)}
	}
	return nil
}

// byArch is a repoid, or several, for each architecture.
func (b *builder) byArch() object {
	properties := object{}
	for _, a := range model.Arches {
		properties[a] = jsonschema.Either(b.word(""), jsonschema.List(b.word("")))
	}
	return object{"type": "object", "properties": properties, "additionalProperties": false}
}

// repo is a section of a .repo file: any key that dnf knows, the usual ones with a description.
func (b *builder) repo() object {
	text := object{"type": "string"}
	value := jsonschema.Either(object{"type": []string{"string", "integer", "boolean"}}, jsonschema.List(text))
	remote := b.Shared(reflect.TypeFor[source.RemoteKey]())
	key := jsonschema.Either(text, remote, jsonschema.List(jsonschema.Either(text, remote)))
	properties := object{"key": jsonschema.Describe(key, "what signs the packages: a file in the folder keys, "+
		"a path of the system (file:///...), or a fingerprint and a url for pes keys fetch")}
	for _, k := range words().Dnf {
		properties[k.Name] = jsonschema.Describe(jsonschema.Either(value), k.Doc)
	}
	return object{"type": "object", "properties": properties, "additionalProperties": value}
}

// word describes a string by its kind.
func (b *builder) word(kind string) object {
	switch kind {
	case "rule":
		return b.rule()
	case "role":
		return suggest(b.words.Roles)
	case "distro":
		return suggest(b.words.Distros)
	}
	if list := closed[kind]; list != nil {
		return jsonschema.Words(list)
	}
	if p := words().Kind[kind].Pattern; p != "" {
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
	s := jsonschema.Words(names)
	s["x-taplo"] = object{"docs": object{"enumValues": docs}}
	b.Definitions["rule"] = s
	return object{"$ref": "#/definitions/rule"}
}

// suggest offers words and accepts others.
func suggest(words []string) object {
	if len(words) == 0 {
		return object{"type": "string"}
	}
	return jsonschema.Either(jsonschema.Words(words), object{"type": "string"})
}
