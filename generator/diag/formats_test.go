package diag

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif" // for its copy of the schema
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A region counts characters, its end is exclusive, and whatever the offsets are it lies in the file.
func TestRegion(t *testing.T) {
	f := &File{Name: "f", Text: []byte("aü€b\r\nc\n")} // a 0, ü 1-2, € 3-5, b 6, \r 7, \n 8, c 9, \n 10
	for _, c := range []struct {
		off, end int
		want     region
	}{
		{0, 1, region{1, 1, 1, 2}},
		{1, 7, region{1, 2, 1, 5}},
		{2, 4, region{1, 2, 1, 4}},   // inside ü to inside €: both whole
		{4, 4, region{1, 3, 1, 4}},   // empty, inside €
		{6, 6, region{1, 4, 1, 4}},   // empty
		{0, 9, region{1, 1, 2, 1}},   // a line with its newline
		{6, 10, region{1, 4, 2, 2}},  // two lines
		{11, 11, region{2, 3, 2, 3}}, // the end of the file, as in 3.30.2 of SARIF, example 8
		{99, 3, region{2, 3, 2, 3}},
		{-5, -9, region{1, 1, 1, 1}},
		{6, 2, region{1, 4, 1, 4}},
	} {
		if got := (Pos{f, c.off, c.end}).region(); got != c.want {
			t.Errorf("[%d, %d) is %v, want %v", c.off, c.end, got, c.want)
		}
	}
	if got := (Pos{&File{}, 3, 5}).region(); got != (region{1, 1, 1, 1}) {
		t.Errorf("an empty file has %v", got)
	}
}

func TestGitHub(t *testing.T) {
	f := &File{Name: "events/a,b:100%.toml", Text: []byte("in = \"x\"\nout = [\n]\n")}
	evil := &File{Name: "a\r\n::stop-commands::x\u202e\xff"}
	for name, c := range map[string]struct {
		d    Diagnostic
		want string
	}{
		"a span": {Diagnostic{Pos: Pos{f, 5, 8}, Rule: "some-rule", Message: "50% of a, b: x"},
			"::error file=events/a%2Cb%3A100%25.toml,line=1,col=6,endLine=1,endColumn=9,title=some-rule" +
				"::50%25 of a, b: x"},
		"several lines": {Diagnostic{Pos: Pos{f, 9, 18}, Severity: Warning, Rule: "r", Message: "m"},
			"::warning file=events/a%2Cb%3A100%25.toml,line=2,endLine=3,title=r::m"},
		"nowhere": {Diagnostic{Severity: Info, Rule: "r", Message: "m"}, "::notice title=r::m"},
		"nothing": {Diagnostic{}, "::error::"},
		"notes and suggestion": {Diagnostic{Rule: "r", Message: "m", Suggestion: `"%"`,
			Notes: []Note{{Pos{f, 9, 12}, "first"}, {Text: "and\nso on"}}},
			`::error title=r::m%0Aevents/a,b:100%25.toml:2:1: note: first` +
				`%0Anote: and\u000aso on%0Adid you mean "%25"?`},
		"foreign bytes": {
			Diagnostic{Pos: Pos{evil, 0, 1}, Rule: "r\n::x", Message: "m\r\n::error::\x1b[31m\u2028\xfe%0A"},
			`::error file=a\u000d\u000a%3A%3Astop-commands%3A%3Ax\u202e\ufffd,line=1,col=1,endLine=1,endColumn=1,` +
				`title=r\u000a%3A%3Ax::m\u000d\u000a::error::\u001b[31m\u2028\ufffd%250A`},
	} {
		var l List
		l.Add(c.d)
		var b strings.Builder
		if err := l.GitHub(&b); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want+"\n", b.String()); d != "" {
			t.Errorf("%s:\n%s", name, d)
		}
	}
}

// What is foreign stays text: no command, no link, no placeholder, and no character that is not shown.
func TestSARIFEscapes(t *testing.T) {
	for in, want := range map[string]string{
		"m":                        "m.",
		"really?":                  "really?",
		"el{major}-x":              "el{{major}}-x.",
		"[see](http://evil)":       "[see] (http://evil).",
		"<b> & \"q\"":              "<b> & \"q\".",
		"\u202e\x1b[0m\xff\u0000a": `\u202e\u001b[0m\ufffd\u0000a.`,
	} {
		if got := sentence(in); got != want {
			t.Errorf("sentence(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"content/events/e.toml": "content/events/e.toml",
		"a b/ü%#?[x]\xff.toml":  "a%20b/%C3%BC%25%23%3F%5Bx%5D%FF.toml",
		"c:d":                   "./c:d",
		"/tmp/a b":              "file:///tmp/a%20b",
		"//host/x":              "file:////host/x",
		"\u202ea\n":             "%E2%80%AEa%0A",
	} {
		if got := (Pos{File: &File{Name: in}}).sarif().Artifact.URI; got != want {
			t.Errorf("the address of %q is %q, want %q", in, got, want)
		}
	}
}

func about(rule string) (summary, help string) {
	if rule == "known" {
		return "a promise", "keep it"
	}
	return "", ""
}

// schema is the JSON schema of SARIF 2.1.0 by OASIS. Another library carries it in a constant of its own; it is read
// from there.
var schema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	const library = "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", library).Output()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(strings.TrimSpace(string(dir)), "schema.go")
	source, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return nil, err
	}
	var text string
	ast.Inspect(source, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			text, err = strconv.Unquote(l.Value)
		}
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(sarifSchema, doc); err != nil {
		return nil, err
	}
	return c.Compile(sarifSchema)
})

func checkSARIF(t *testing.T, log []byte) {
	t.Helper()
	s, err := schema()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(log))
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	if err := s.Validate(doc); err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
}

// The schema says no to what is wrong, so that its yes means something.
func TestSchema(t *testing.T) {
	s, err := schema()
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		`{"version": "2.2.0", "runs": []}`,
		`{"version": "2.1.0", "runs": [], "more": 1}`,
		`{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "pes"}}, "columnKind": "bytes"}]}`,
		`{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "pes"}}, "results": [{"message": {"text": "m"},
			"locations": [{"physicalLocation": {"artifactLocation": {"uri": "a"}, "region": {"startLine": 0}}}]}]}]}`,
		`{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "pes"}}, "results": [{"message": {"text": "m"},
			"locations": [{"physicalLocation": {"artifactLocation": {"uri": "a%zz"}}}]}]}]}`,
	} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(doc) == nil {
			t.Errorf("the schema allows %s", bad)
		}
	}
}

// writeSARIF also holds the log against the schema.
func writeSARIF(t *testing.T, l *List) (log sarifLog, text string) {
	t.Helper()
	var b bytes.Buffer
	if err := l.SARIF(&b, about); err != nil {
		t.Fatal(err)
	}
	checkSARIF(t, b.Bytes())
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	return log, b.String()
}

func TestSARIF(t *testing.T) {
	f := &File{Name: "events/e.toml", Text: []byte("in = \"<ü>\"\nout = \"x\"\n")}
	var l List
	l.Add(Diagnostic{Pos: Pos{f, 5, 11}, Severity: Warning, Rule: "other-rule", Message: `no "<ü>" & co`,
		Suggestion: `"u"`,
		Notes:      []Note{{Pos{f, 12, 15}, "first here"}, {Pos{f, 12, 15}, "first here"}, {Text: "known: u"}}})
	l.Add(Diagnostic{Severity: Info, Rule: "known", Message: "nowhere"})
	l.Errorf(Pos{f, len(f.Text), len(f.Text)}, "known", "ends too early")
	log, text := writeSARIF(t, &l)
	if !strings.Contains(text, `no \"<ü>\" & co`) {
		t.Error("characters are escaped as for HTML:", text)
	}
	for _, r := range log.Runs[0].Results {
		clear(r.Fingerprints)
	}
	e := func(line, col, endLine, endCol int) sarifPhysical {
		return sarifPhysical{sarifArtifact{"events/e.toml"}, region{line, col, endLine, endCol}}
	}
	first := &sarifText{"first here."}
	want := sarifRun{
		Tool: sarifTool{sarifDriver{"pes", []sarifRule{
			{"known", sarifText{"a promise."}, &sarifText{"keep it."}},
			{"other-rule", sarifText{"other rule."}, nil},
		}}},
		ColumnKind: "unicodeCodePoints",
		Results: []sarifResult{
			{"other-rule", 1, "warning", sarifText{`no "<ü>" & co. Note: known: u. Did you mean "u"?`},
				[]sarifLocation{{Physical: e(1, 6, 1, 11)}},
				[]sarifLocation{{1, e(2, 1, 2, 4), first}, {2, e(2, 1, 2, 4), first}}, map[string]string{}},
			{"known", 0, "note", sarifText{"nowhere."}, nil, nil, map[string]string{}},
			{"known", 0, "error", sarifText{"ends too early."},
				[]sarifLocation{{Physical: e(2, 11, 2, 11)}}, nil, map[string]string{}},
		},
	}
	if d := cmp.Diff(want, log.Runs[0]); d != "" {
		t.Error(d)
	}
	log, _ = writeSARIF(t, &List{})
	if len(log.Runs) != 1 || log.Runs[0].Results == nil || len(log.Runs[0].Results) != 0 {
		t.Errorf("nothing found is a run without results, not %v", log)
	}
}

// A fingerprint knows a mistake again when lines before it come and go, and tells apart what is said twice.
func TestFingerprints(t *testing.T) {
	prints := func(text string) (all []string) {
		f := &File{Name: "f", Text: []byte(text)}
		var l List
		for i, c := range text {
			if c == 'x' {
				l.Errorf(Pos{f, i, i + 1}, "r", "an x")
			}
		}
		l.Errorf(Pos{f, 0, 0}, "r", "no y")
		log, _ := writeSARIF(t, &l)
		for _, r := range log.Runs[0].Results {
			all = append(all, r.Fingerprints[fingerprint])
		}
		return all
	}
	a, b := prints("x\nx\n"), prints("\n\n  x\n\nx\n")
	if d := cmp.Diff(a, b); d != "" {
		t.Error(d)
	}
	if a[0] == a[1] || a[1] == a[2] {
		t.Errorf("different mistakes have one fingerprint: %q", a)
	}
}

// Whatever is said of whatever file, the log is valid.
func TestSARIFOfAnything(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"", "a", "ü", "€", "\n", "\r\n", "{0}", "](", "%", "\xff", "\u202e", "\x00",
		"/", ":", "<", " ", "𝄞"}
	text := func() string {
		var b strings.Builder
		for range r.IntN(8) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		return b.String()
	}
	pos := func() Pos {
		if r.IntN(4) == 0 {
			return Pos{}
		}
		return Pos{&File{Name: text(), Text: []byte(text())}, r.IntN(20) - 4, r.IntN(20) - 4}
	}
	var l List
	for range 1000 {
		d := Diagnostic{Pos: pos(), Severity: Severity(r.IntN(3)), Rule: text(), Message: text(), Suggestion: text()}
		for range r.IntN(3) {
			d.Notes = append(d.Notes, Note{pos(), text()})
		}
		l.Add(d)
	}
	l.Sort()
	_, once := writeSARIF(t, &l)
	if _, again := writeSARIF(t, &l); once != again {
		t.Error("written twice, the logs differ")
	}
}

// No format stops at odd bytes or offsets; what is for machines is well formed.
func FuzzFormats(f *testing.F) {
	f.Add([]byte("in = \"ü\"\r\n"), "e.toml", "rule", "message", 3, 7, 90, -1, uint8(0))
	f.Add([]byte("\xe2\x82"), "/\xff", "a\nb", "::x::\u202e{0}[a](b)", 1, 2, 2, 1, uint8(1))
	f.Add([]byte{}, "", "", "", -1, -2, 5, 4, uint8(5))
	f.Fuzz(func(t *testing.T, text []byte, name, rule, message string, off, end, off2, end2 int, kind uint8) {
		file := &File{Name: name, Text: text}
		d := Diagnostic{Pos: Pos{file, off, end}, Severity: Severity(kind % 3), Rule: rule, Message: message,
			Suggestion: name, Notes: []Note{{Pos{file, off2, end2}, message}, {Text: rule}}}
		if kind&4 != 0 {
			d.Pos = Pos{}
		}
		var l List
		l.Add(d)
		l.Add(Diagnostic{Pos: Pos{file, off2, end2}, Rule: name, Message: rule})
		l.Sort()
		for _, p := range []Pos{{file, off, end}, {file, off2, end2}} {
			r := p.region()
			ordered := r.EndLine > r.StartLine || r.EndLine == r.StartLine && r.EndColumn >= r.StartColumn
			if r.StartLine < 1 || r.StartColumn < 1 || r.EndColumn < 1 || !ordered {
				t.Errorf("[%d, %d) of %q is %v", p.Off, p.End, text, r)
			}
		}
		wellFormed(t, &l)
	})
}

func wellFormed(t *testing.T, l *List) {
	var text, array, log, commands bytes.Buffer
	err := errors.Join(l.Print(&text, Text{Color: true}), l.JSON(&array), l.SARIF(&log, about), l.GitHub(&commands))
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(array.Bytes()) {
		t.Errorf("invalid JSON:\n%s", array.Bytes())
	}
	checkSARIF(t, log.Bytes())
	lines := strings.Split(commands.String(), "\n")
	if len(lines) != len(l.All())+1 || lines[len(lines)-1] != "" {
		t.Fatalf("%d diagnostics are %q", len(l.All()), lines)
	}
	unescape := strings.NewReplacer("%25", "%", "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",")
	for i, d := range l.All() { // read as the runner does: the first :: after the name ends the properties
		head, data, ok := strings.Cut(strings.TrimPrefix(lines[i], "::"), "::")
		foreign := strings.ContainsAny(lines[i], "\r\x1b\x00")
		if !ok || foreign || !strings.HasPrefix(unescape.Replace(data), Printable(d.Message)) {
			t.Fatalf("%q does not say %q", lines[i], d.Message)
		}
		if d.Rule != "" && !strings.HasSuffix(unescape.Replace(head), "title="+Printable(d.Rule)) {
			t.Errorf("%q has no title %q", lines[i], d.Rule)
		}
		want := fmt.Sprintf("file=%s,line=", Printable(d.Pos.name()))
		if !d.Pos.IsZero() && !strings.Contains(unescape.Replace(head), want) {
			t.Errorf("%q has no %q", lines[i], want)
		}
	}
}
