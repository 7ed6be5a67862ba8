package search_test

import (
	"os"
	"os/exec"
	"regexp"
	"testing"

	"pes/generator/internal/need"
)

// harmful are the ways by which foreign text could become markup or code, or which a strict policy forbids.
var harmful = regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|` +
	`DOMParser|\beval\b|new Function|setTimeout\("|\.style\b|https?:`)

// The script can be read by a browser, and puts foreign text into pages as text alone.
func TestScript(t *testing.T) {
	for _, name := range []string{"rank.js", "search.js", "elsewhere.js", "results.js"} {
		text, err := os.ReadFile("../../site/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if at := harmful.FindIndex(text); at != nil {
			t.Errorf("%s uses %q", name, text[at[0]:at[1]])
		}
		t.Run(name, func(t *testing.T) {
			if out, err := exec.Command(need.Program(t, "node"), "--check",
				"../../site/"+name).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
