package source

import (
	"pes/generator/diag"
)

// A Kind is the type of a TOML value.
type Kind int

const (
	String Kind = iota
	Integer
	Boolean
	Other // float or date: nothing here is authored as one
	Array
	Table
)

func (k Kind) String() string {
	return [...]string{"a string", "an integer", "a boolean", "a float or date", "an array", "a table"}[k]
}

// A Value is one authored TOML value and the place where it stands.
type Value struct {
	Pos   diag.Pos
	Kind  Kind
	Str   string
	Int   int64
	Bool  bool
	Items []*Value // of an Array
	Keys  []Key    // of a Table, in document order
}

// A Key names a value of a table.
type Key struct {
	Name string
	Pos  diag.Pos
	Val  *Value
}

// get returns the value of a key, nil if there is none.
func (v *Value) get(name string) *Value {
	for i := range v.Keys {
		if v.Keys[i].Name == name {
			return v.Keys[i].Val
		}
	}
	return nil
}
