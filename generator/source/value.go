package source

import (
	"slices"

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

// A Value is one authored TOML value with its position.
type Value struct {
	Pos   diag.Pos
	Kind  Kind
	Str   string
	Int   int64
	Bool  bool
	Items []*Value // of an Array
	Keys  []Key    // of a Table, in document order

	made  making
	index map[string]*Value // of the first keys of a large table
	known int               // how many these are
}

// making is how a table came to be. TOML forbids to add to some tables in another way.
type making int

const (
	madeImplied  making = iota // by the header of a table below it
	madeByHeader               // by its own header
	madeDotted                 // by a dotted key
	madeInline                 // between braces
)

// A Key names a value of a table.
type Key struct {
	Name string
	Pos  diag.Pos
	Val  *Value
}

// list are the items of an array, or the value alone.
func (v *Value) list() []*Value {
	if v.Kind == Array {
		return v.Items
	}
	return []*Value{v}
}

// get returns the value of a key, nil if there is none.
func (v *Value) get(name string) *Value {
	if len(v.Keys) > 16 { // a large one would take time that grows with its square
		if v.index == nil {
			v.index = map[string]*Value{}
		}
		for ; v.known < len(v.Keys); v.known++ {
			v.index[v.Keys[v.known].Name] = v.Keys[v.known].Val
		}
		return v.index[name]
	}
	if i := slices.IndexFunc(v.Keys, func(k Key) bool { return k.Name == name }); i >= 0 {
		return v.Keys[i].Val
	}
	return nil
}
