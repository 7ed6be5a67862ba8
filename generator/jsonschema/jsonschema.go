// Package jsonschema describes Go types as JSON Schemas: structs become objects, their tags say what keys are called
// and mean. The one type to know is [Walker]; see its example.
//
// Two schemas are made with it: of source files, for editors (package schema), and of the documents that the site
// offers to programs (package render/api).
package jsonschema

import (
	"bytes"
	"encoding/json"
	"reflect"
)

// An Object is a JSON object; its keys are written in order.
type Object = map[string]any

// Rest is the key of a field that holds all keys which have no field of their own.
const Rest = ",rest"

// A Walker describes types. A named struct is described once, in Definitions, and referred to. The tag doc of a field
// is its description, the tag default is added to it.
type Walker struct {
	// Ref is where references lead, such as "#/definitions/".
	Ref string
	// Closed objects have no other keys than those of their struct.
	Closed bool
	// Key is what a field is called and whether an object must have it; "" leaves it out, Rest stands for other keys.
	Key func(f reflect.StructField) (key string, required bool)
	// Special describes types, or fields by their tags, that the kind of type does not describe; nil for all others.
	Special func(t reflect.Type, tag reflect.StructTag) Object
	// Definitions are the structs described so far, by the name of their type.
	Definitions Object
}

// Table describes a struct where it stands.
func (w *Walker) Table(t reflect.Type) Object {
	properties := Object{}
	s := Object{"type": "object", "properties": properties}
	if w.Closed {
		s["additionalProperties"] = false
	}
	if required := w.fields(t, s, properties); len(required) > 0 {
		s["required"] = required
	}
	return s
}

// fields adds the fields of a struct, and of structs embedded in it, and returns those that an object must have.
func (w *Walker) fields(t reflect.Type, s, properties Object) (required []string) {
	for f := range t.Fields() {
		key, must := w.Key(f)
		switch {
		case key == Rest:
			s["additionalProperties"] = w.Value(f.Type, f.Tag)
		case key != "":
			doc := f.Tag.Get("doc")
			if d := f.Tag.Get("default"); d != "" {
				doc += "; default: " + d
			}
			properties[key] = Describe(w.Value(f.Type, f.Tag), doc)
			if must {
				required = append(required, key)
			}
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			required = append(required, w.fields(f.Type, s, properties)...)
		}
	}
	return required
}

// Shared refers to the definition of a struct.
func (w *Walker) Shared(t reflect.Type) Object {
	if w.Definitions[t.Name()] == nil {
		w.Definitions[t.Name()] = Object{} // a type may hold itself
		w.Definitions[t.Name()] = w.Table(t)
	}
	return Object{"$ref": w.Ref + t.Name()}
}

// Value describes a value by its type, and by the tags of the field that holds it.
func (w *Walker) Value(t reflect.Type, tag reflect.StructTag) Object {
	if s := w.Special(t, tag); s != nil {
		return s
	}
	switch t.Kind() {
	case reflect.Pointer:
		return w.Value(t.Elem(), tag)
	case reflect.Slice:
		return List(w.Value(t.Elem(), tag))
	case reflect.Map:
		return Object{"type": "object", "additionalProperties": w.Value(t.Elem(), tag)}
	case reflect.Struct:
		return w.Shared(t)
	case reflect.Bool:
		return Object{"type": "boolean"}
	case reflect.Uint64:
		return Object{"type": "integer", "minimum": 1}
	case reflect.Int:
		return Object{"type": "integer", "minimum": 0}
	}
	return Object{"type": "string"}
}

// Describe gives a schema a description, if there is one.
func Describe(s Object, doc string) Object {
	if doc != "" {
		s["description"] = doc
	}
	return s
}

// Either accepts what one of several schemas accepts.
func Either(s ...any) Object { return Object{"anyOf": s} }

// List accepts lists of what a schema accepts.
func List(s Object) Object { return Object{"type": "array", "items": s} }

// Words accepts some words.
func Words(words []string) Object { return Object{"type": "string", "enum": words} }

// Encode writes a schema in readable form. It must be made of objects, lists, strings, numbers and booleans.
func Encode(root Object) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(root); err != nil {
		panic(err) // a mistake in this program: no input gets here
	}
	return out.Bytes()
}
