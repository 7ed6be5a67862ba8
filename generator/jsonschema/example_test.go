package jsonschema_test

import (
	"fmt"
	"reflect"
	"strings"

	"pes/generator/jsonschema"
)

type parcel struct {
	To    string   `json:"to" doc:"who gets it"`
	Parts []parcel `json:"parts,omitempty" doc:"what is in it"`
}

func ExampleWalker() {
	w := jsonschema.Walker{
		Ref: "#/$defs/",
		Key: func(f reflect.StructField) (string, bool) {
			key, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
			return key, rest != "omitempty"
		},
		Special:     func(reflect.Type, reflect.StructTag) jsonschema.Object { return nil },
		Definitions: jsonschema.Object{},
	}
	root := w.Shared(reflect.TypeFor[parcel]())
	root["$defs"] = w.Definitions
	text := jsonschema.Encode(root)
	fmt.Println(strings.ReplaceAll(strings.Join(strings.Fields(string(text)), ""), ",", ",\n"))
	// Output:
	// {"$defs":{"parcel":{"properties":{"parts":{"description":"whatisinit",
	// "items":{"$ref":"#/$defs/parcel"},
	// "type":"array"},
	// "to":{"description":"whogetsit",
	// "type":"string"}},
	// "required":["to"],
	// "type":"object"}},
	// "$ref":"#/$defs/parcel"}
}
