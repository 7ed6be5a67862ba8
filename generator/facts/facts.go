// Package facts reads tables that are part of the program: facts that people look up and extend, and that therefore
// stand in TOML files beside the code that uses them. See the example.
//
// A program that is built with the tag facts_json reads the same tables as JSON, and so carries no reader of TOML: the
// one that browsers load for the page simulate/.
package facts

// Read decodes an embedded file. It panics where the file is wrong, which a test of every package that has one finds.
func Read[T any](file string) (table T) {
	if err := decode(file, &table); err != nil {
		panic(err)
	}
	return table
}
