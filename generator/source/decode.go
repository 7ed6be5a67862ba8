package source

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
)

// Text is an authored string. It is set if the author wrote the key, even with the value "".
type Text struct {
	Value string
	Pos   diag.Pos
}

// Set reports whether the author wrote it.
func (t Text) Set() bool { return t.Pos.File != nil }

// Or is the text, or another where the author did not write it.
func (t Text) Or(other Text) Text {
	if t.Set() {
		return t
	}
	return other
}

// Sub is the place of the bytes [off, end) of the string, or of the whole where the string is written with escapes.
func (t Text) Sub(off, end int) diag.Pos {
	p := t.Pos
	if p.File == nil || p.End-p.Off != len(t.Value)+2 || string(p.File.Text[p.Off+1:p.End-1]) != t.Value {
		return p
	}
	return diag.Pos{File: p.File, Off: p.Off + 1 + off, End: p.Off + 1 + end}
}

// Int is an authored integer.
type Int struct {
	Value int64
	Pos   diag.Pos
}

// Set reports whether the author wrote it.
func (n Int) Set() bool { return n.Pos.File != nil }

// Ints is an authored integer or array of integers.
type Ints struct {
	Items []Int
	Pos   diag.Pos
}

// Set reports whether the author wrote the key.
func (n Ints) Set() bool { return n.Pos.File != nil }

// Texts is an authored string or array of strings.
type Texts struct {
	Items []Text
	Pos   diag.Pos
}

// Set reports whether the author wrote the key; an empty array is set.
func (t Texts) Set() bool { return t.Pos.File != nil }

// Or is the list, or another where the author did not write it.
func (t Texts) Or(other Texts) Texts {
	if t.Set() {
		return t
	}
	return other
}

// Has reports whether s is among the strings.
func (t Texts) Has(s string) bool { return slices.Contains(t.Values(), s) }

// Values returns the bare strings.
func (t Texts) Values() []string {
	out := make([]string, 0, len(t.Items))
	for _, x := range t.Items {
		out = append(out, x.Value)
	}
	return out
}

// A Pair is a key of an authored table and its value.
type Pair[T any] struct {
	Key   Text
	Value T
}

// A Map is an authored table with free keys, in document order.
type Map[T any] struct {
	Pairs []Pair[T]
	Pos   diag.Pos
}

// Get returns the value of a key.
func (m Map[T]) Get(key string) (v T, ok bool) {
	for _, p := range m.Pairs {
		if p.Key.Value == key {
			return p.Value, true
		}
	}
	return v, false
}

// Keys are the bare keys.
func (m Map[T]) Keys() []string {
	out := make([]string, 0, len(m.Pairs))
	for _, p := range m.Pairs {
		out = append(out, p.Key.Value)
	}
	return out
}

// At is where the value of a key is; nil where there is none.
func (m *Map[T]) At(key string) *T {
	for i := range m.Pairs {
		if m.Pairs[i].Key.Value == key {
			return &m.Pairs[i].Value
		}
	}
	return nil
}

// Add appends a pair that a program makes.
func (m *Map[T]) Add(key string, value T) {
	m.Pairs = append(m.Pairs, Pair[T]{Key: Word(key), Value: value})
}

func (m *Map[T]) decode(d *decoder, v *Value) {
	m.Pos = v.Pos
	if d.is(v, Table) {
		for _, k := range v.Keys {
			m.decodeKey(d, k)
		}
	}
}

func (m *Map[T]) decodeKey(d *decoder, k Key) {
	p := Pair[T]{Key: Text{k.Name, k.Pos}}
	decodeInto(d, k.Val, &p.Value)
	m.Pairs = append(m.Pairs, p)
}

// What types may implement on their pointers: those with several authored forms, tables that may also be a string, and
// maps that may take the keys of a table that no field has.
type (
	selfDecoding interface{ decode(*decoder, *Value) }
	stringTable  interface{ fromString(Text) }
	keyDecoding  interface{ decodeKey(*decoder, Key) }
)

// decoder fills the authored types of this package from values: a struct field takes the key its toml tag names, a
// field tagged ",rest" the keys no other field takes. Unknown keys and wrong types are reported where they stand.
type decoder struct {
	list  *diag.List
	key   string            // whose value is read
	below map[string]string // keys of tables below the top of this file -> the table, for who writes them at the top
	also  []string          // keys at the top of this file that another reader takes
}

func (d *decoder) is(v *Value, want Kind) bool {
	if v.Kind != want && want == String && v.Kind < Array {
		text := string(v.Pos.File.Text[v.Pos.Off:v.Pos.End])
		if v.Kind == Integer && (d.key == "from" || d.key == "to") {
			text += ".0" // a release
		}
		d.list.Errorf(v.Pos, "wrong-type", "this is %s, a string is expected here: write %s = %s", v.Kind, d.key,
			strconv.Quote(text))
		return false
	}
	if v.Kind != want {
		d.list.Errorf(v.Pos, "wrong-type", "this is %s, %s is expected here", v.Kind, want)
	}
	return v.Kind == want
}

func (d *decoder) value(v *Value, dst reflect.Value) {
	switch p := dst.Addr().Interface().(type) {
	case selfDecoding:
		p.decode(d, v)
	case *Text:
		if d.is(v, String) {
			*p = Text{v.Str, v.Pos}
		}
	case *Int:
		if d.is(v, Integer) {
			*p = Int{v.Int, v.Pos}
		}
	case *Ints:
		p.Pos = v.Pos
		for _, it := range v.list() {
			if d.is(it, Integer) {
				p.Items = append(p.Items, Int{it.Int, it.Pos})
			}
		}
	case *Texts:
		*p = d.texts(v)
	case stringTable:
		if v.Kind == String {
			p.fromString(Text{v.Str, v.Pos})
		} else {
			d.table(v, dst)
		}
	default:
		switch dst.Kind() {
		case reflect.Struct:
			d.table(v, dst)
		case reflect.Pointer:
			dst.Set(reflect.New(dst.Type().Elem()))
			d.value(v, dst.Elem())
		case reflect.Slice:
			if !d.is(v, Array) {
				return
			}
			for _, it := range v.Items {
				dst.Set(reflect.Append(dst, reflect.Zero(dst.Type().Elem())))
				d.value(it, dst.Index(dst.Len()-1))
			}
		default:
			panic(fmt.Sprintf("source: no authored type: %s", dst.Type())) // a mistake in this package's own types
		}
	}
}

func (d *decoder) texts(v *Value) Texts {
	t := Texts{Pos: v.Pos}
	if v.Kind < Array && !d.is(v, String) {
		return t
	}
	if v.Kind != String && v.Kind != Array {
		d.list.Errorf(v.Pos, "wrong-type", "this is %s, a string or a list of strings is expected here", v.Kind)
		return t
	}
	for _, it := range v.list() {
		if d.is(it, String) {
			t.Items = append(t.Items, Text{it.Str, it.Pos})
		}
	}
	return t
}

// table fills a struct; a field Pos of type diag.Pos takes the place of the table.
func (d *decoder) table(v *Value, dst reflect.Value) {
	if !d.is(v, Table) {
		return
	}
	also, below := d.also, d.below
	d.also, d.below = nil, nil // for this table alone
	fields := map[string]reflect.Value{}
	collect(dst, v, fields)
	rest, takesRest := fields[",rest"]
	delete(fields, ",rest")
	for _, k := range v.Keys {
		if f, ok := fields[k.Name]; ok {
			d.key = k.Name
			d.value(k.Val, f)
		} else if takesRest {
			rest.Addr().Interface().(keyDecoding).decodeKey(d, k)
		} else {
			if table := below[k.Name]; table != "" {
				d.list.Errorf(k.Pos, "unknown-key", "%s cannot be at the top of this file: write it in %s", k.Name,
					table)
				continue
			}
			d.unknownKey(k, slices.AppendSeq(slices.Clone(also), maps.Keys(fields)))
		}
	}
}

// collect finds the destination of every key, looking through embedded structs.
func collect(dst reflect.Value, v *Value, fields map[string]reflect.Value) {
	for i := range dst.NumField() {
		f := dst.Type().Field(i)
		switch tag := f.Tag.Get("toml"); {
		case tag != "":
			fields[tag] = dst.Field(i)
		case f.Anonymous:
			collect(dst.Field(i), v, fields)
		case f.Type == reflect.TypeFor[diag.Pos]():
			dst.Field(i).Set(reflect.ValueOf(v.Pos))
		}
	}
}

// keysOf are the keys of an authored type, each with the table that it stands in.
func keysOf(authored any, table string, keys map[string]string) {
	fields := map[string]reflect.Value{}
	collect(reflect.New(reflect.TypeOf(authored)).Elem(), &Value{}, fields)
	for name := range fields {
		if _, known := keys[name]; !known {
			keys[name] = table
		}
	}
}

// Keys that people write at the top of a file, and where they belong.
var vendorKeys, distroKeys = belowVendor(), belowDistro()

func belowVendor() map[string]string {
	keys := map[string]string{}
	keysOf(VendorRepo{}, "[repository.NAME]", keys)
	keysOf(Side{}, "[repository.NAME]", keys)
	return keys
}

func belowDistro() map[string]string {
	keys := map[string]string{}
	keysOf(Path{}, "[[path]]", keys)
	keysOf(Release{}, "[release.N]", keys)
	keysOf(Role{}, "[release.N.ROLE]", keys)
	delete(keys, "name")
	return keys
}

func (d *decoder) unknownKey(k Key, known []string) {
	slices.Sort(known)
	d.list.Add(diag.Diagnostic{Pos: k.Pos, Rule: "unknown-key", Message: fmt.Sprintf("unknown key %q", k.Name),
		Suggestion: diag.Near(k.Name, known), Notes: []diag.Note{{Text: "keys here: " + strings.Join(known, ", ")}}})
}

func decodeInto[T any](d *decoder, v *Value, p *T) { d.value(v, reflect.ValueOf(p).Elem()) }
