package api

import (
	"encoding/json"
	"reflect"
	"strings"

	"pes/generator/jsonschema"
	"pes/generator/list"
)

// A Document is a kind of document: its address below api/v1, its type, and what it is. An address may have a parameter
// in braces, with a description and an example.
type Document struct {
	Path               string
	Type               any
	Summary            string
	Parameter, Example string
}

// Documents are all there are.
var Documents = []Document{
	{"index.json", Index{}, "Where everything is", "", ""},
	{"packages.json", Packages{}, "All packages that an event names", "", ""},
	{"packages/{name}.json", Package{}, "What becomes of a package",
		"the package; a site has a document for each that an event names", "ntp"},
	{"events/{shard}.json", Shard{}, "Events by id", "the last two digits of the id; 404 where no event has it", "71"},
	{"releases.json", Releases{}, "Releases of the data and the channels that offer them", "", ""},
	{"upstream.json", Upstream{}, "What became of upstream's events; there where the data begin with them", "", ""},
	{"paths/{path}.json", Path{}, "An upgrade path and its events", "source and target major release", "7-8"},
	{"distributions/{distribution}.json", Distribution{}, "A distribution: paths, repositories, keys",
		"its name in the index", "rocky"},
	{"vendors/{vendor}.json", Vendor{}, "A third party: repositories, keys, events",
		"its name in the index", "nginx-stable"},
}

type object = jsonschema.Object

const promise = "Within version 1 keys and documents may be added; none is removed, renamed or given another meaning."

// Schema is the JSON Schema of all documents: each is described by #/$defs/NAME, where NAME is that of its type. Words
// are those that a key may have, by the name in its enum tag.
func Schema(words map[string][]string) []byte {
	any := list.Map(Documents, func(d Document) object {
		return object{"title": d.Path, "description": d.Summary, "$ref": "#/$defs/" + name(d)}
	})
	return jsonschema.Encode(object{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "pes api/v1", "description": promise,
		"anyOf": any, "$defs": definitions("#/$defs/", words),
	})
}

// OpenAPI describes the same addresses and documents in OpenAPI 3.1.
func OpenAPI(words map[string][]string) []byte {
	const ref = "#/components/schemas/"
	paths := object{}
	for _, d := range Documents {
		content := object{"application/json": object{"schema": object{"$ref": ref + name(d)}}}
		responses := object{"200": object{"description": d.Summary, "content": content}}
		get := object{"summary": d.Summary, "operationId": strings.ToLower(name(d)), "responses": responses}
		if d.Parameter != "" {
			_, rest, _ := strings.Cut(d.Path, "{")
			parameter, _, _ := strings.Cut(rest, "}")
			responses["404"] = object{"description": "There is none"}
			get["parameters"] = []object{{"name": parameter, "in": "path", "required": true,
				"description": d.Parameter, "schema": object{"type": "string"}, "example": d.Example}}
		}
		paths["/"+d.Path] = object{"get": get}
	}
	return jsonschema.Encode(object{
		"openapi": "3.1.0", "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
		"info": object{"title": "Package evolution", "version": "1", "description": "What becomes of packages " +
			"in an upgrade of Enterprise Linux, as static files. " + promise},
		"servers": []object{{"url": "."}}, "paths": paths,
		"components": object{"schemas": definitions(ref, words)},
	})
}

func name(d Document) string { return reflect.TypeOf(d.Type).Name() }

// definitions are the schemas of all types, by name; ref begins a reference to one.
func definitions(ref string, words map[string][]string) object {
	w := jsonschema.Walker{
		Ref: ref, Definitions: object{},
		Key: func(f reflect.StructField) (string, bool) {
			key, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
			return key, rest != "omitempty"
		},
		Special: func(t reflect.Type, tag reflect.StructTag) object {
			switch {
			case t == reflect.TypeFor[json.RawMessage]():
				return object{"$ref": ref + tag.Get("of")}
			case t.Kind() == reflect.String && words[tag.Get("enum")] != nil:
				return jsonschema.Words(words[tag.Get("enum")])
			}
			return nil
		},
	}
	for _, d := range Documents {
		w.Shared(reflect.TypeOf(d.Type))
	}
	return w.Definitions
}
