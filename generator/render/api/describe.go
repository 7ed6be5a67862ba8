package api

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// A Document is a kind of document: its address below api/v1 with parameters in braces, its type, and what it is.
type Document struct {
	Path       string
	Type       any
	Summary    string
	Parameters []Parameter
}

// A Parameter is a part of an address.
type Parameter struct{ Name, Doc, Example string }

// Documents are all there are.
var Documents = []Document{
	{"index.json", Index{}, "Where everything is", nil},
	{"packages.json", Packages{}, "All packages that an event names", nil},
	{"packages/{name}.json", Package{}, "What becomes of a package", []Parameter{{"name", "the package; a site has a document for each that an event names", "ntp"}}},
	{"events/{shard}.json", Shard{}, "Events by id", []Parameter{{"shard", "the last two digits of the id; 404 where no event has it", "71"}}},
	{"releases.json", Releases{}, "Releases of the data and the channels that offer them", nil},
	{"paths/{path}.json", Path{}, "An upgrade path and its events", []Parameter{{"path", "source and target major release", "7-8"}}},
	{"distributions/{distribution}.json", Distribution{}, "A distribution: paths, repositories, keys", []Parameter{{"distribution", "its name in the index", "rocky"}}},
	{"vendors/{vendor}.json", Vendor{}, "A third party: repositories, keys, events", []Parameter{{"vendor", "its name in the index", "nginx-stable"}}},
}

// object is a JSON object; its keys are written in order.
type object = map[string]any

const promise = "Within version 1 keys and documents may be added; none is removed, renamed or given another meaning."

// Schema is the JSON Schema of all documents: each is described by #/$defs/NAME, where NAME is that of its type. Words are
// those that a key may have, by the name in its enum tag.
func Schema(words map[string][]string) []byte {
	var any []object
	for _, d := range Documents {
		any = append(any, object{"title": d.Path, "description": d.Summary, "$ref": "#/$defs/" + name(d)})
	}
	return encode(object{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "pes api/v1", "description": promise,
		"anyOf": any, "$defs": definitions("#/$defs/", words)})
}

// OpenAPI describes the same addresses and documents in OpenAPI 3.1.
func OpenAPI(words map[string][]string) []byte {
	const at = "#/components/schemas/"
	paths := object{}
	for _, d := range Documents {
		get := object{"summary": d.Summary, "operationId": strings.ToLower(name(d)),
			"responses": object{"200": object{"description": d.Summary, "content": object{"application/json": object{"schema": object{"$ref": at + name(d)}}}}}}
		if len(d.Parameters) > 0 {
			get["responses"].(object)["404"] = object{"description": "There is none"}
		}
		var parameters []object
		for _, p := range d.Parameters {
			parameters = append(parameters, object{"name": p.Name, "in": "path", "required": true, "description": p.Doc, "schema": object{"type": "string"}, "example": p.Example})
		}
		if len(parameters) > 0 {
			get["parameters"] = parameters
		}
		paths["/"+d.Path] = object{"get": get}
	}
	return encode(object{"openapi": "3.1.0", "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
		"info":    object{"title": "Package evolution", "version": "1", "description": "What becomes of packages in an upgrade of Enterprise Linux, as static files. " + promise},
		"servers": []object{{"url": "."}}, "paths": paths, "components": object{"schemas": definitions(at, words)}})
}

func name(d Document) string { return reflect.TypeOf(d.Type).Name() }

func encode(root object) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(root); err != nil {
		panic(err) // it holds words of this program alone
	}
	return out.Bytes()
}

// definitions are the schemas of all types, by name; refer begins a reference to one.
func definitions(refer string, words map[string][]string) object {
	b := &builder{refer, words, object{}}
	for _, d := range Documents {
		b.shared(reflect.TypeOf(d.Type))
	}
	return b.defs
}

type builder struct {
	refer string
	words map[string][]string
	defs  object
}

// shared refers to the definition of a struct.
func (b *builder) shared(t reflect.Type) object {
	if b.defs[t.Name()] == nil {
		properties, required := object{}, []string{}
		b.defs[t.Name()] = object{"type": "object", "properties": properties}
		for i := range t.NumField() {
			f := t.Field(i)
			key, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
			s := b.value(f.Type, f.Tag)
			s["description"] = f.Tag.Get("doc")
			properties[key] = s
			if rest != "omitempty" {
				required = append(required, key)
			}
		}
		b.defs[t.Name()].(object)["required"] = required
	}
	return object{"$ref": b.refer + t.Name()}
}

func (b *builder) value(t reflect.Type, tag reflect.StructTag) object {
	switch {
	case t == reflect.TypeFor[json.RawMessage]():
		return object{"$ref": b.refer + tag.Get("of")}
	case t.Kind() == reflect.Struct:
		return b.shared(t)
	case t.Kind() == reflect.Slice:
		return object{"type": "array", "items": b.value(t.Elem(), tag)}
	case t.Kind() == reflect.Map:
		return object{"type": "object", "additionalProperties": b.value(t.Elem(), tag)}
	case t.Kind() == reflect.Bool:
		return object{"type": "boolean"}
	case t.Kind() == reflect.Uint64:
		return object{"type": "integer", "minimum": 1}
	case t.Kind() == reflect.Int:
		return object{"type": "integer", "minimum": 0}
	}
	s := object{"type": "string"}
	if words := b.words[tag.Get("enum")]; words != nil {
		s["enum"] = words
	}
	return s
}
