package source

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"pes/generator/diag"
)

// The printers write authored types as plain TOML, keys in the order of the types: Format makes the one form of it.
// Positions and comments are not part of the types and do not come back.

// printer builds a TOML file.
type printer struct{ strings.Builder }

// nowhere is the place of what nobody wrote yet; having one makes a value set.
var nowhere = diag.Pos{File: &diag.File{}}

// Word is an authored string without a place, for those who make sources.
func Word(s string) Text { return Text{Value: s, Pos: nowhere} }

// Words is Word for a list.
func Words(list ...string) Texts {
	t := Texts{Pos: nowhere}
	for _, s := range list {
		t.Items = append(t.Items, Word(s))
	}
	return t
}

// Number is an authored integer without a place.
func Number(n int64) Int { return Int{Value: n, Pos: nowhere} }

const wrapAt = 118

func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
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
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd"):
			b.WriteString(`\uFFFD`)
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
	bare := func(r rune) bool { return r == '-' || r == '_' || word(r) }
	if strings.IndexFunc(s, word) >= 0 && strings.IndexFunc(s, func(r rune) bool { return !bare(r) }) < 0 {
		return s
	}
	return quote(s)
}

func (p *printer) text(name string, t Text) {
	switch {
	case !t.Set():
	case strings.Contains(t.Value, "\n") && !strings.ContainsAny(t.Value, "\\\r\x00\x7f") &&
		!strings.Contains(t.Value, `"""`) && !strings.HasSuffix(t.Value, `"`) && printableLines(t.Value):
		fmt.Fprintf(p, "%s = \"\"\"\n%s\"\"\"\n", name, t.Value)
	default:
		fmt.Fprintf(p, "%s = %s\n", name, quote(t.Value))
	}
}

func printableLines(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool {
		return r < ' ' && r != '\n' &&
			r != '\t'
	}) < 0
}

// texts writes a list; one that is a single string is written as that string where one says so.
func (p *printer) texts(name string, t Texts, single bool) {
	if t.Set() {
		p.list(name, t.Values(), single)
	}
}

// list writes a list on one line: Format breaks what is too long.
func (p *printer) list(name string, values []string, single bool) {
	value := array(values)
	if single {
		value = inlineList(values)
	}
	fmt.Fprintf(p, "%s = %s\n", name, value)
}

// fields writes the strings, numbers and lists of strings of a struct, in the order of its fields.
func (p *printer) fields(v any) {
	s := reflect.ValueOf(v).Elem()
	for i := range s.NumField() {
		name := s.Type().Field(i).Tag.Get("toml")
		switch f := s.Field(i).Interface().(type) {
		case Text:
			p.text(name, f)
		case Texts:
			p.texts(name, f, false)
		case Int:
			if f.Set() {
				fmt.Fprintf(p, "%s = %d\n", name, f.Value)
			}
		}
	}
}

// inline writes { a = 1, b = "x" }.
func inline(parts []string) string {
	if len(parts) == 0 {
		return "{}"
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

func inlineList(values []string) string {
	if len(values) == 1 {
		return quote(values[0])
	}
	return array(values)
}

func array(values []string) string {
	quoted := make([]string, 0, len(values))
	for _, v := range values {
		quoted = append(quoted, quote(v))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// Print writes a file of events: defaults, then every event without what the defaults say.
func (ev *Events) Print() string {
	var p printer
	ev.print(&p)
	return p.String()
}

func (ev *Events) print(p *printer) {
	var d printer
	if d.fields(&ev.Defaults); d.Len() > 0 {
		p.WriteString("[defaults]\n" + d.String())
	}
	for i := range ev.List {
		if p.Len() > 0 {
			p.WriteByte('\n')
		}
		p.event(&ev.List[i])
	}
}

func (p *printer) event(e *Event) {
	fmt.Fprintf(p, "[[%s]]\n", e.Action)
	if e.ID.Set() {
		fmt.Fprintf(p, "id = %d\n", e.ID.Value)
	}
	p.sets(e.In)
	p.texts("out", e.Out, true)
	if len(e.Streams.Pairs) > 0 {
		var parts []string
		for _, s := range e.Streams.Pairs {
			parts = append(parts, key(s.Key.Value)+" = "+inlineList(s.Value.Values()))
		}
		fmt.Fprintf(p, "streams = %s\n", inline(parts))
	}
	p.text("why", e.Why)
	p.text("advice", e.Advice)
	p.texts("links", e.Links, false)
	p.fields(&e.Defaults)
}

func (p *printer) sets(s Sets) {
	values := func(set []Text) (out []string) {
		for _, t := range set {
			out = append(out, t.Value)
		}
		return out
	}
	if !s.Nested {
		if len(s.Sets) == 1 {
			p.list("in", values(s.Sets[0]), true)
		}
		return
	}
	var parts []string
	for _, set := range s.Sets {
		parts = append(parts, array(values(set)))
	}
	fmt.Fprintf(p, "in = [%s]\n", strings.Join(parts, ", "))
}

// Print writes a distribution's file.
func (d *Distro) Print() string {
	var p printer
	p.fields(d)
	for _, r := range d.Releases.Pairs {
		if len(r.Value.Rename.Pairs) > 0 || r.Value.Keys.Set() || r.Value.Name.Set() || r.Value.EndOfLife.Set() ||
			len(r.Value.Roles.Pairs) == 0 {
			fmt.Fprintf(&p, "\n[release.%s]\n", key(r.Key.Value))
			p.fields(&r.Value)
			if len(r.Value.Rename.Pairs) > 0 {
				var parts []string
				for _, x := range r.Value.Rename.Pairs {
					parts = append(parts, key(x.Key.Value)+" = "+quote(x.Value.Value))
				}
				fmt.Fprintf(&p, "rename = %s\n", inline(parts))
			}
		}
		for _, role := range r.Value.Roles.Pairs {
			fmt.Fprintf(&p, "\n[release.%s.%s]\n", key(r.Key.Value), key(role.Key.Value))
			p.side(&role.Value.Side)
			if role.Value.Source != nil {
				fmt.Fprintf(&p, "source = %s\n", role.Value.Source.Inline())
			}
		}
	}
	for _, x := range d.Paths {
		p.WriteString("\n[[path]]\n")
		p.fields(&x)
		if len(x.Map.Pairs) > 0 {
			p.WriteString("\n[path.map]\n")
			for _, m := range x.Map.Pairs {
				p.list(key(m.Key.Value), m.Value.Values(), false)
			}
		}
	}
	return p.String()
}

// parts are the keys of a side as name = value.
func (s *Side) parts() (out []string) {
	add := func(name string, t Text) {
		if t.Set() {
			out = append(out, name+" = "+quote(t.Value))
		}
	}
	add("pesid", s.PESID)
	if v := s.Repoid.value(); v != "" {
		out = append(out, "repoid = "+v)
	}
	if s.Arches.Set() {
		out = append(out, "arches = "+array(s.Arches.Values()))
	}
	add("channel", s.Channel)
	add("rhui", s.RHUI)
	add("repo_type", s.Type)
	if len(s.Repo.Pairs) > 0 {
		out = append(out, "repo = "+repoValue(s.Repo))
	}
	if len(s.Entries) > 0 {
		var entries []string
		for i := range s.Entries {
			entries = append(entries, inline(s.Entries[i].parts()))
		}
		out = append(out, "entries = [\n  "+strings.Join(entries, ",\n  ")+",\n]")
	}
	return out
}

// Inline is the side on one line of TOML; a bare string where PES ID and repoid are that string.
func (s *Side) Inline() string {
	parts := s.parts()
	if len(parts) == 2 && len(s.Repoid.All) == 1 && s.Repoid.All[0].Value == s.PESID.Value && s.PESID.Set() {
		return quote(s.PESID.Value)
	}
	if len(parts) == 1 && s.PESID.Set() {
		return quote(s.PESID.Value)
	}
	return inline(parts)
}

func (p *printer) side(s *Side) {
	for _, part := range s.parts() {
		p.WriteString(part + "\n")
	}
}

func (r Repoids) value() string {
	if len(r.ByArch.Pairs) > 0 {
		var parts []string
		for _, x := range r.ByArch.Pairs {
			parts = append(parts, key(x.Key.Value)+" = "+inlineList(x.Value.Values()))
		}
		return inline(parts)
	}
	if len(r.All) == 0 {
		return ""
	}
	return inlineList(Texts{Items: r.All}.Values())
}

// repoValue writes a section of a .repo file; switches are numbers, as dnf has them.
func repoValue(m Map[Option]) string {
	var parts []string
	for _, o := range m.Pairs {
		v := o.Value.Values()
		if len(o.Value.Remote) > 0 {
			parts = append(parts, key(o.Key.Value)+" = "+keyValue(o.Value))
			continue
		}
		if len(v) == 1 && (v[0] == "0" || v[0] == "1") {
			parts = append(parts, key(o.Key.Value)+" = "+v[0])
			continue
		}
		parts = append(parts, key(o.Key.Value)+" = "+inlineList(v))
	}
	return inline(parts)
}

// keyValue writes keys of which some are fetched.
func keyValue(o Option) string {
	var all []string
	for _, t := range o.Items {
		i := slices.IndexFunc(o.Remote, func(k RemoteKey) bool { return k.Name() == t.Value })
		if i < 0 {
			all = append(all, quote(t.Value))
			continue
		}
		k := o.Remote[i]
		parts := []string{"fingerprint = " + inlineList(k.Fingerprint.Values()), "url = " + quote(k.URL.Value)}
		if k.File.Set() {
			parts = append(parts, "file = "+quote(k.File.Value))
		}
		all = append(all, inline(parts))
	}
	if len(all) == 1 {
		return all[0]
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// Print writes a vendor's file, with its events.
func (v *Vendor) Print() string {
	var p printer
	p.fields(v)
	for _, r := range v.Repositories.Pairs {
		name := "repository." + key(r.Key.Value)
		fmt.Fprintf(&p, "\n[%s]\n", name)
		if r.Value.Target.Side != nil {
			fmt.Fprintf(&p, "target = %s\n", r.Value.Target.Side.Inline())
		}
		p.vendorSides(&r.Value.VendorSides)
		for _, m := range r.Value.Target.ByMajor {
			fmt.Fprintf(&p, "\n[%s.target.%d]\n", name, m.Major)
			s := Side{PESID: m.PESID, Repoid: m.Repoid, Entries: m.Entries}
			p.side(&s)
			p.vendorSides(&m.VendorSides)
		}
	}
	return p.String()
}

func (p *printer) vendorSides(s *VendorSides) {
	if s.Source != nil {
		fmt.Fprintf(p, "source = %s\n", s.Source.Inline())
	}
	p.fields(s)
	if len(s.Repo.Pairs) > 0 {
		fmt.Fprintf(p, "repo = %s\n", repoValue(s.Repo))
	}
}
