package leapp

import (
	"fmt"
	"strings"
	"testing"

	"pes/generator/diag"
)

// A section that stands several times is one; of a key the last part that has it counts, then [DEFAULT].
func TestPartsOfASection(t *testing.T) {
	text := "[DEFAULT]\nname = d\ncost = 9\n[s]\nname = a\nenabled = 0\nname = b\n  c\n\td\n" +
		"[t]\nname = t\n[s]\nenabled = 1\n"
	sections, list := ReadRepo(&diag.File{Name: "x.repo", Text: []byte(text)})
	var got []string
	for _, s := range sections {
		for _, o := range s.Options {
			got = append(got, fmt.Sprintf("%s.%s=%q", s.Repoid, o.Key, o.Value))
		}
	}
	want := `s.enabled="1" s.name="b\nc\nd" s.cost="9" t.name="t" t.cost="9"`
	if strings.Join(got, " ") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, " "), want)
	}
	if list.Count(diag.Warning) != 3 {
		t.Errorf("%d warnings for a key, a section and [DEFAULT]", list.Count(diag.Warning))
	}
}

// Each address of a gpgkey has its own place, whichever begins another.
func TestPlacesOfKeys(t *testing.T) {
	text := "[s]\ngpgkey = https://x.example/10\n  https://x.example/1, https://x.example/1\n"
	sections, _ := ReadRepo(&diag.File{Name: "x.repo", Text: []byte(text)})
	last := 0
	for _, k := range sections[0].Keys {
		if text[k.Pos.Off:k.Pos.End] != k.URL || k.Pos.Off < last {
			t.Errorf("%s stands at %d to %d", k.URL, k.Pos.Off, k.Pos.End)
		}
		last = k.Pos.End
	}
	if len(sections[0].Keys) != 3 {
		t.Errorf("%d keys", len(sections[0].Keys))
	}
}

// [DEFAULT] applies to every section, so a small file can say very much; pes says where it stops.
func TestDefaultsOfManySections(t *testing.T) {
	for options, want := range map[int]string{10: "", 2000: "[DEFAULT] has"} {
		var b strings.Builder
		b.WriteString("[DEFAULT]\n")
		for i := range options {
			fmt.Fprintf(&b, "option%d = value\n", i)
		}
		for i := range 2000 {
			fmt.Fprintf(&b, "[s%d]\nname = s\n", i)
		}
		sections, list := ReadRepo(&diag.File{Name: "x.repo", Text: []byte(b.String())})
		message := ""
		for _, d := range list.All() {
			if d.Severity == diag.Error {
				message = d.Message
			}
		}
		if len(sections) != 2000 || !strings.HasPrefix(message, want) || want == "" && message != "" {
			t.Errorf("%d options: %d sections, %q", options, len(sections), message)
		}
	}
}
