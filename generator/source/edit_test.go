package source_test

import (
	"strings"
	"testing"

	"pes/generator/source"
)

const edited = `# about the file
[defaults]
to = "8.0"

# about a
[[removed]]
in = "a"
why = """
[not a header]
# not a comment"""

# about b
[[replaced]]
in = "b" # one
[replaced.streams]
"-" = "x:1"

# at the end
`

// A part ends where its last value ends; comments around it stay, but for that of a part that goes.
func TestEdits(t *testing.T) {
	t.Parallel()
	parts := source.Parts([]byte(edited))
	var names []string
	for _, p := range parts {
		names = append(names, strings.Join(p.Path, "."))
	}
	if got := strings.Join(names, " "); got != "defaults removed replaced replaced.streams" {
		t.Fatal(got)
	}
	if got := edited[parts[2].Start:parts[2].End]; !strings.HasSuffix(got, `"-" = "x:1"`) {
		t.Errorf("the part of replaced is %q", got)
	}
	edits := []source.Edit{{Part: parts[1]}, {Part: parts[2], Text: "[[removed]]\n"}}
	got := string(source.Apply([]byte(edited), edits))
	want := "# about the file\n[defaults]\nto = \"8.0\"\n\n# about b\n[[removed]]\n\n# at the end\n"
	if got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
