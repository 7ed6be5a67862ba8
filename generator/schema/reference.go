package schema

import (
	_ "embed"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"pes/generator/facts"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/source"
)

// A part of the reference is one table of the sources.
type part struct {
	title string // as a heading; N, NAME and ROLE stand for what people choose
	intro string
	keys  string // a line for each
}

// A chapter is a kind of file.
type chapter struct {
	title, intro string
	parts        []part
}

var chapters = []chapter{
	{"Events", "In `content/events/`, in whatever files and folders, and in `vendors/VENDOR/` beside `vendor.toml` " +
		"or " +
		"" +
		"in it.", []part{
		{"`[defaults]`", "What every event of the file says unless it says otherwise; `tags` and `allow` add up.",
			keysOf[source.Defaults]()},
		{"`[[removed]]` and the other actions",
			"One event, or several alike. It may have all keys of `[defaults]`, and:", keysOf[source.Event]()},
		{"Actions", "What an event does is the name of its table.", actionList()},
		{"A package", "`name[@repository][/module:stream[,module:stream...]]`", packageText},
	}},
	{"Distributions", "`content/distros/NAME.toml`: what upgrades lead to, or what is only upgraded from. At the top " +
		"of the file:", []part{
		{"", "", keysOf[source.Distro]()},
		{"`[release.N]`", "A major release.", keysOf[source.Release]()},
		{"`[release.N.ROLE]`", "A repository of it, by what it is for: `baseos`, `appstream`, `crb`, ... A bare " +
			"string is PES ID and repoid in one. A role with " +
			"neither `repoid` nor `repo` is a word for events alone. `source` and each of `entries` have the same " +
			"keys.", keysOf[source.Role]()},
		{"`[[path]]`", "An upgrade path that leads to the distribution.", keysOf[source.Path]()},
	}},
	{"Vendors", "`vendors/VENDOR/vendor.toml`. In strings `{major}` is the target's. At the top of the file:", []part{
		{"", "", keysOf[source.Vendor]()},
		{"`[repository.NAME]`", "A repository of the vendor. `source` and `target` are a PES ID, or a table with the " +
			"keys of a distribution's role.", keysOf[source.VendorRepo]()},
		{"`[repository.NAME.target.N]`", "What is other for one target; it replaces what stands above.",
			keysOf[source.MajorTarget]()},
	}},
	{"Records of releases", "`content/releases/VERSION.toml`: what `pes release` and `pes promote` note of a " +
		"release, " +
		"" +
		"and the site tells. Nobody has to write one; a `why` is " +
		"welcome. At the top of the file:", []part{
		{"", "", keysOf[source.Record]()},
		{"`[counts]`", "How much it holds.", keysOf[source.RecordCounts]()},
		{"`[[change]]`", "What it changed. Of packages `was` and `is` say what became and becomes of them.",
			keysOf[source.RecordChange]()},
	}},
	{"Repositories as dnf reads them", "", []part{
		{"`repo`", "A section of the `.repo` file: any key that dnf knows, and `key`. The usual ones:", dnfList()},
		{"`key`", "What signs the packages. A string is a file in `content/keys/` or `vendors/VENDOR/keys/`, a path " +
			"of the system (`file:///etc/pki/rpm-gpg/...`), or an " +
			"address. A table is a file that `pes keys fetch` puts in place. Several are a list.",
			keysOf[source.RemoteKey]()},
	}},
}

//go:embed examples.toml
var exampleTable string

// examples are values of keys, by Go type and key.
var examples = sync.OnceValue(func() map[string]map[string]string {
	return facts.Read[map[string]map[string]string](exampleTable)
})

// Reference is the page about every table and key of the sources: Markdown with TOML front matter.
func Reference() []byte {
	var b strings.Builder
	b.WriteString("+++\ntitle = \"TOML reference\"\norder = 11\n+++\n\nEvery table and key of the sources, with its " +
		"type, its default and an example. A type *string or list* is a list of strings,\n" +
		"or one string where the list has one; an architecture is one of " + oneOf(model.Arches) +
		". Editors get the same\nfrom `pes schema`. What must be true besides is in the [rules](rules.md).\n")
	for _, c := range chapters {
		paragraph(&b, "## ", c.title)
		paragraph(&b, "", c.intro)
		for _, p := range c.parts {
			paragraph(&b, "### ", p.title)
			paragraph(&b, "", p.intro)
			b.WriteString("\n" + p.keys)
		}
	}
	return []byte(b.String())
}

func paragraph(b *strings.Builder, mark, text string) {
	if text != "" {
		fmt.Fprintf(b, "\n%s%s\n", mark, text)
	}
}

// packageText says what a string in in and out may be.
const packageText = "- `@x` is the vendor's own repository x, else the role x of the distribution; `@=x` is the PES " +
	"ID x, verbatim. Without it, `in_repo` or\n" +
	"  `out_repo` holds.\n" +
	"- `-` among the streams is none.\n" +
	"- In present, removed, deprecated and moved `in = [\"a\", \"b\"]` is an event for each, in the other actions " +
	"one " +
	"" +
	"set of two. `in = [[\"a\", \"b\"]]` is\n" +
	"  one set anywhere.\n"

func actionList() string {
	var b strings.Builder
	for _, a := range model.Writable {
		fmt.Fprintf(&b, "- **`[[%s]]`**: %s.\n", a, actions[a.String()])
	}
	return b.String()
}

func dnfList() string {
	var b strings.Builder
	for _, k := range dnfKeys {
		fmt.Fprintf(&b, "- **`%s`**: %s. `%s = %s`\n", k.name, k.doc, k.name, k.example)
	}
	return b.String()
}

func keysOf[T any]() string { return keyList(reflect.TypeFor[T](), reflect.TypeFor[T]()) }

// keyList is a line for each key of a struct; keys of embedded structs are its own, but for [defaults], which have a
// part of their own.
func keyList(t, owner reflect.Type) string {
	var b strings.Builder
	for i := range t.NumField() {
		f := t.Field(i)
		key := f.Tag.Get("toml")
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[source.Defaults]():
			b.WriteString(keyList(f.Type, owner))
		case key == "" || key == ",rest":
		default:
			kind := typeWords(f.Type, f.Tag.Get("kind"))
			if f.Tag.Get("need") != "" {
				kind += ", needed"
			}
			if d := f.Tag.Get("default"); d != "" {
				kind += "; default: " + d
			}
			fmt.Fprintf(&b, "- **`%s`** (%s): %s.", key, kind, f.Tag.Get("doc"))
			if e := examples()[owner.Name()][key]; e != "" {
				fmt.Fprintf(&b, " %s", code(key+" = "+e))
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// code is a span of code, also of what holds back quotes.
func code(s string) string {
	if strings.Contains(s, "`") {
		return "`` " + s + " ``"
	}
	return "`" + s + "`"
}

// typeWords say what is written after the equals sign.
func typeWords(t reflect.Type, kind string) string {
	words := map[reflect.Type]string{
		reflect.TypeFor[source.Text]():                   "string",
		reflect.TypeFor[source.Int]():                    "integer",
		reflect.TypeFor[source.Texts]():                  "string or list",
		reflect.TypeFor[source.Sets]():                   "string, list, or list of lists",
		reflect.TypeFor[*source.Side]():                  "string or table",
		reflect.TypeFor[[]source.Side]():                 "list of tables",
		reflect.TypeFor[[]source.Path]():                 "tables `[[path]]`",
		reflect.TypeFor[source.Repoids]():                "string, list or table",
		reflect.TypeFor[source.VendorTarget]():           "string, table, or tables `[repository.NAME.target.N]`",
		reflect.TypeFor[source.Map[source.Text]]():       "table of strings",
		reflect.TypeFor[source.Map[source.Texts]]():      "table of strings or lists",
		reflect.TypeFor[source.Map[source.Option]]():     "table, see `repo`",
		reflect.TypeFor[source.Map[source.Release]]():    "tables `[release.N]`",
		reflect.TypeFor[source.Map[source.VendorRepo]](): "tables `[repository.NAME]`",
		reflect.TypeFor[source.RecordCounts]():           "table `[counts]`",
		reflect.TypeFor[[]source.RecordChange]():         "tables `[[change]]`",
	}[t]
	if of := kinds[kind]; of != "" {
		words += ": " + of
	}
	return words
}

// kinds say which strings a key may have.
var kinds = map[string]string{
	"arch":     "architectures",
	"category": oneOf(model.Categories),
	"moment":   "day and time as RFC 3339 writes them, in UTC",
	"channel":  oneOf(model.Channels), "type": oneOf(model.RepoTypes), "leapp": oneOf(leappNames()),
	"rule":    "[rules](rules.md)",
	"role":    "a role",
	"distro":  "names of files in `content/distros/`",
	"day":     "year, month and day",
	"from":    "`major.minor`",
	"release": "`major.minor`", "path": "`7-8`", "package": "packages", "keyid": "16 hexadecimal digits, lower case",
	"fingerprint": "40 or 64 hexadecimal digits", "https": "an address that begins with `https://`",
}

func oneOf(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }

func leappNames() (names []string) {
	for _, v := range leapp.Versions {
		names = append(append(names, v.Name), v.Also...)
	}
	return names
}
