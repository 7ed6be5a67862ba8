// Package facts reads tables that are part of the program: facts that people look up and extend, and that therefore
// stand in TOML files beside the code that uses them. See the example.
package facts

import "github.com/BurntSushi/toml"

// Read decodes an embedded file. It panics where the file is wrong, which a test of every package that has one finds.
func Read[T any](file string) (table T) {
	if _, err := toml.Decode(file, &table); err != nil {
		panic(err)
	}
	return table
}
