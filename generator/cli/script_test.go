package cli

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/net/html"

	"pes/generator/render"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestMain(m *testing.M) {
	programs = func() *render.Programs { return nil } // whether make built them is not for these tests to see
	testscript.Main(m, map[string]func(){"pes": func() { os.Exit(Main()) }})
}

// Every script in testdata/script is a small manual of one feature: input files, commands, what they print and write.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"text": textCommand,
			"repodata": repodataCommand, "machine": machineCommand, "tar": tarCommand},
		Setup: func(e *testscript.Env) error {
			serveScript(e)
			here, err := os.Getwd()
			e.Vars = append(e.Vars, "SOURCE_DATE_EPOCH=1767225600", "NO_COLOR=1", "RPMS="+here+"/../rpmfile/testdata",
				"SECRETS="+here+"/../datarelease/testdata")
			return err
		},
	})
}

// textCommand is "text PAGE": prints what people read on a page of the site, a line for each paragraph, heading, item
// and cell.
func textCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: text PAGE")
	}
	z := html.NewTokenizer(strings.NewReader(ts.ReadFile(args[0])))
	lines, inside := []string{""}, false
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				ts.Fatalf("%s: %v", args[0], z.Err())
			}
			for _, l := range lines {
				if l = strings.Join(strings.Fields(l), " "); l != "" {
					fmt.Fprintln(ts.Stdout(), l)
				}
			}
			return
		case html.TextToken:
			if inside {
				lines[len(lines)-1] += html.UnescapeString(string(z.Text()))
			}
		case html.StartTagToken, html.EndTagToken:
			name, _ := z.TagName()
			if string(name) == "main" {
				inside = !inside
			}
			if slices.Contains(strings.Fields("article dd dt h1 h2 h3 li p section summary td th caption"),
				string(name)) {
				lines = append(lines, "")
			}
		}
	}
}
