package schema

import (
	"regexp"
	"strings"
	"testing"

	"pes/generator/diag"
	"pes/generator/source"
)

// Every key on the page has an example, and every example is one: source reads it where the page says that it stands.
func TestReferenceExamples(t *testing.T) {
	files := map[string]string{"Events": "content/events/a.toml", "Distributions": "content/distros/a.toml",
		"Upstream": "content/upstream.toml", "Vendors": "vendors/a/vendor.toml",
		"Records of releases": "content/releases/a.toml", "Suggestions that are rejected": "content/rejected.toml"}
	keyLine := regexp.MustCompile("^- \\*\\*`([a-z_]+)`\\*\\*.*?(?: (`+) ?([a-z_]+ = .*?) ?`+)?$")
	header := regexp.MustCompile("^### `(\\[.*?\\])`")
	concrete := strings.NewReplacer("N]", "8]", "NAME", "main", "ROLE", "baseos")
	file, table := "", ""
	n, inline := 0, []string{}
	for line := range strings.Lines(string(Reference())) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "## "):
			file, table = files[line[3:]], ""
		case strings.HasPrefix(line, "### "):
			table, inline = line[4:], nil
			if m := header.FindStringSubmatch(line); m != nil {
				table = concrete.Replace(strings.Replace(m[1], ".N.", ".8.", 1))
			}
		}
		m := keyLine.FindStringSubmatch(line)
		if m == nil || strings.Contains(line, "(tables `") {
			continue
		}
		n++
		example, name := table+"\n"+m[3]+"\n", file
		for _, needed := range []string{"packages = [\"a\"]\n", "path = \"8-9\"\n"} {
			if key, _, _ := strings.Cut(needed, " "); table == "[[rejected]]" && key != m[1] {
				example += needed
			}
		}
		if file == "" { // of a section: all that was shown so far
			inline = append(inline, m[3])
			name, example = files["Vendors"], "repo = { "+strings.Join(inline, ", ")+" }\n"
			if table == "`key`" {
				example = "repo = { key = { " + strings.Join(inline, ", ") + " } }\n"
			}
			if len(inline) == 1 && table == "`key`" {
				continue // a fingerprint without an address
			}
			example = "[repository.main]\n" + example
		}
		if !strings.Contains(example, m[1]+" = ") {
			t.Errorf("no example of %s: %s", m[1], line)
		}
		_, list := source.Parse(source.Files{TOML: []*diag.File{{Name: name, Text: []byte(example)}}}, 1)
		for _, d := range list.All() {
			t.Errorf("%s: %s\n%s", name, d.Message, example)
		}
	}
	if n < 60 {
		t.Errorf("only %d keys were found", n)
	}
}
