package source

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pes/generator/diag"
	"pes/generator/list"
)

// The printers write authored types as TOML, a line for each key, in the order of the types' fields; Format lays the
// lines out. Positions and comments are not part of the types and do not come back.

// printer builds a TOML file.
type printer struct{ strings.Builder }

// nowhere is the position of values that a program makes; having one makes a value set.
var nowhere = diag.Pos{File: &diag.File{}}

// Word is an authored string without a place, for those who make sources.
func Word(s string) Text { return Text{Value: s, Pos: nowhere} }

// Words is Word for a list.
func Words(words ...string) Texts { return Texts{list.Map(words, Word), nowhere} }

// OptionalWord is Word, and not set for "".
func OptionalWord(s string) (t Text) {
	if s != "" {
		t = Word(s)
	}
	return t
}

// OptionalWords is Words, and not set for nil.
func OptionalWords(list []string) (t Texts) {
	if list != nil {
		t = Words(list...)
	}
	return t
}

// Number is an authored integer without a place.
func Number(n int64) Int { return Int{Value: n, Pos: nowhere} }

// quote writes a string of TOML on one line. Bytes that are not UTF-8 become U+FFFD.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// key writes a table key, quoted where it must be, and where it is signs alone: "-" is easily overlooked.
func key(s string) string {
	word := func(r rune) bool { return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
	notBare := func(r rune) bool { return r != '-' && r != '_' && !word(r) }
	if strings.ContainsFunc(s, word) && !strings.ContainsFunc(s, notBare) {
		return s
	}
	return quote(s)
}

// toml is a string as TOML: with lines, between three quotes, where these need no escapes.
func (t Text) toml() string {
	s := t.Value
	control := func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }
	plain := utf8.ValidString(s) && !strings.Contains(s, `\`) && !strings.Contains(s, `"""`) &&
		!strings.HasSuffix(s, `"`) && !strings.ContainsFunc(s, control)
	if plain && strings.Contains(s, "\n") {
		return "\"\"\"\n" + s + "\"\"\""
	}
	return quote(s)
}

// quoteAll is a list of strings.
func quoteAll(texts []Text) string {
	return array(list.Map(texts, func(t Text) string { return quote(t.Value) }))
}

// quoteOneOrAll is a list of strings; of one, the string itself.
func quoteOneOrAll(texts []Text) string {
	if len(texts) == 1 {
		return quote(texts[0].Value)
	}
	return quoteAll(texts)
}

func array(values []string) string { return "[" + strings.Join(values, ", ") + "]" }

// inline writes { a = 1, b = "x" }.
func inline(parts []string) string {
	if len(parts) == 0 {
		return "{}"
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

// inlineMap is a map as an inline table; "" of an empty one.
func inlineMap[T any](m Map[T], value func(T) string) string {
	if len(m.Pairs) == 0 {
		return ""
	}
	return inline(list.Map(m.Pairs, func(p Pair[T]) string { return key(p.Key.Value) + " = " + value(p.Value) }))
}

func textsOneOrAll(t Texts) string { return quoteOneOrAll(t.Items) }

// value returns an authored value as TOML; "" if it is not set, and for values that are written as tables.
func value(x any) string {
	switch x := x.(type) {
	case Text:
		if x.Set() {
			return x.toml()
		}
	case Int:
		if x.Set() {
			return strconv.FormatInt(x.Value, 10)
		}
	case Ints:
		if numbers := list.Map(x.Items, func(n Int) string { return value(n) }); len(numbers) == 1 {
			return numbers[0]
		} else if x.Set() {
			return array(numbers)
		}
	case Texts:
		if x.Set() {
			return quoteAll(x.Items)
		}
	case Sets:
		return x.toml()
	case Repoids:
		if len(x.All) > 0 && len(x.ByArch.Pairs) == 0 {
			return quoteOneOrAll(x.All)
		}
		return inlineMap(x.ByArch, textsOneOrAll)
	case *Side:
		if x != nil {
			return x.Inline()
		}
	case []Side:
		if len(x) > 0 {
			return array(list.Map(x, func(s Side) string { return inline(parts(s)) }))
		}
	case Map[Option]:
		return inlineMap(x, Option.toml)
	case Map[Text]:
		return inlineMap(x, Text.toml)
	}
	return ""
}

// parts are the keys of an authored table as name = value, without those that are tables of their own.
func parts(table any) (out []string) {
	v := reflect.ValueOf(table)
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			out = append(out, parts(v.Field(i).Interface())...)
		} else if name := f.Tag.Get("toml"); name != "" {
			if text := value(v.Field(i).Interface()); text != "" {
				out = append(out, name+" = "+text)
			}
		}
	}
	return out
}

func (p *printer) line(text string) { p.WriteString(text + "\n") }

// keys writes the keys of an authored table.
func (p *printer) keys(table any) {
	for _, part := range parts(table) {
		p.line(part)
	}
}

// header begins a table: [name] or [[name]], behind a blank line.
func (p *printer) header(text string) {
	if p.Len() > 0 {
		p.line("")
	}
	p.line(text)
}

// Print writes a file of events: defaults, then every event without what the defaults say.
func (ev *Events) Print() string {
	var p printer
	if len(parts(ev.Defaults)) > 0 {
		p.header("[defaults]")
		p.keys(ev.Defaults)
	}
	for i := range ev.List {
		p.event(&ev.List[i])
	}
	return p.String()
}

// event writes an event: first what it says alone, then what it may have from its file.
func (p *printer) event(e *Event) {
	p.header("[[" + e.Action + "]]")
	add := func(name, text string) {
		if text != "" {
			p.line(name + " = " + text)
		}
	}
	add("id", value(e.ID))
	add("in", value(e.In))
	if e.Out.Set() {
		add("out", textsOneOrAll(e.Out))
	}
	add("streams", inlineMap(e.Streams, textsOneOrAll))
	add("why", value(e.Why))
	add("advice", value(e.Advice))
	add("links", value(e.Links))
	add("supersedes", value(e.Supersedes))
	p.keys(e.Defaults)
}

func (s Sets) toml() string {
	if s.Nested {
		return array(list.Map(s.Sets, quoteAll))
	}
	if len(s.Sets) == 1 {
		return quoteOneOrAll(s.Sets[0])
	}
	return ""
}

// Print writes a distribution's file.
func (d *Distro) Print() string {
	var p printer
	p.keys(*d)
	for _, r := range d.Releases.Pairs {
		name := "release." + key(r.Key.Value)
		if len(parts(r.Value)) > 0 || len(r.Value.Roles.Pairs) == 0 {
			p.header("[" + name + "]")
			p.keys(r.Value)
		}
		for _, role := range r.Value.Roles.Pairs {
			p.header("[" + name + "." + key(role.Key.Value) + "]")
			p.keys(role.Value)
		}
	}
	for _, x := range d.Paths {
		p.header("[[path]]")
		p.keys(x)
		if len(x.Map.Pairs) > 0 {
			p.header("[path.map]")
			for _, m := range x.Map.Pairs {
				p.line(key(m.Key.Value) + " = " + quoteAll(m.Value.Items))
			}
		}
	}
	if d.Upstream != nil {
		p.upstream(d.Upstream, "upstream")
	}
	return p.String()
}

// Inline is the side on one line of TOML; a bare string where PES ID and repoid are that string.
func (s *Side) Inline() string {
	parts := parts(*s)
	bare := len(parts) == 1 ||
		len(parts) == 2 && len(s.Repoid.All) == 1 && s.Repoid.All[0].Value == s.PESID.Value
	if bare && s.PESID.Set() {
		return quote(s.PESID.Value)
	}
	return inline(parts)
}

// toml is the value of a dnf key; switches and other numbers are numbers, as dnf has them.
func (o Option) toml() string {
	if len(o.Items) == 1 && len(o.Remote) == 0 {
		if n, err := strconv.Atoi(o.Items[0].Value); err == nil && strconv.Itoa(n) == o.Items[0].Value {
			return o.Items[0].Value
		}
	}
	var all []string
	for _, t := range o.Items {
		i := slices.IndexFunc(o.Remote, func(k RemoteKey) bool { return k.Name() == t.Value })
		if i < 0 {
			all = append(all, quote(t.Value))
			continue
		}
		k := o.Remote[i]
		table := []string{"fingerprint = " + textsOneOrAll(k.Fingerprint), "url = " + quote(k.URL.Value)}
		if k.File.Set() {
			table = append(table, "file = "+quote(k.File.Value))
		}
		all = append(all, inline(table))
	}
	if len(all) == 1 {
		return all[0]
	}
	return array(all)
}

// Print writes a vendor's file, without its events.
func (v *Vendor) Print() string {
	var p printer
	p.keys(*v)
	for _, r := range v.Repositories.Pairs {
		name := "repository." + key(r.Key.Value)
		p.header("[" + name + "]")
		if target := r.Value.Target.Side; target != nil {
			p.line("target = " + target.Inline())
		}
		p.keys(r.Value.VendorSides)
		for _, m := range r.Value.Target.ByMajor {
			p.header(fmt.Sprintf("[%s.target.%d]", name, m.Major))
			p.keys(Side{PESID: m.PESID, Repoid: m.Repoid, Entries: m.Entries})
			p.keys(m.VendorSides)
		}
	}
	return p.String()
}
