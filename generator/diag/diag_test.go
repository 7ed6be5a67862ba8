package diag

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A diagnostic shows the line with a caret under the value; what could reach a terminal as a command is shown as a
// code.
func TestPrint(t *testing.T) {
	f := &File{Name: "a\x1b.toml", Text: []byte("one\n\tü = \"x\x1b[31m\" # end\nthree\n")}
	var l List
	l.Add(Diagnostic{Pos: Pos{f, 10, 18}, Severity: Warning, Rule: "some-rule", Message: "bad \x07 value",
		Suggestion: `"y"`, Notes: []Note{{Pos{f, 0, 3}, "first here"}, {Text: "and everywhere"}}})
	l.Errorf(Pos{}, "other", "without a place")
	l.Sort()
	var b strings.Builder
	if err := l.Print(&b, Text{}); err != nil {
		t.Fatal(err)
	}
	want := "error: without a place [other]\n" +
		"a\\u001b.toml:2:6: warning: bad \\u0007 value [some-rule]\n" +
		"    2 |  ü = \"x\\u001b[31m\" # end\n" +
		"      |      ^^^^^^^^^^^^^\n" +
		"  a\\u001b.toml:1:1: note: first here\n" +
		"  note: and everywhere\n" +
		"  did you mean \"y\"?\n"
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}

// Sorting makes the order independent of who added first, and says nothing twice.
func TestSort(t *testing.T) {
	f, g := &File{Name: "f"}, &File{Name: "g"}
	var l List
	for range 2 {
		l.Errorf(Pos{g, 0, 1}, "r", "third")
		l.Errorf(Pos{f, 5, 6}, "r", "second")
		l.Errorf(Pos{f, 1, 2}, "r", "first")
	}
	l.Sort()
	var got []string
	for _, d := range l.All() {
		got = append(got, d.Message)
	}
	if d := cmp.Diff([]string{"first", "second", "third"}, got); d != "" {
		t.Error(d)
	}
}

func TestNear(t *testing.T) {
	words := []string{"appstream", "baseos", "crb", "extras"}
	for in, want := range map[string]string{
		"appstraem": `"appstream"`, "BaseOS": `"baseos"`, "basos": `"baseos"`,
		"xyz": "", "": "", strings.Repeat("a", 500): "",
	} {
		if got := Near(in, words); got != want {
			t.Errorf("Near(%.20q) = %s, want %s", in, got, want)
		}
	}
}
