package repodata_test

import (
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"pes/generator/internal/need"
	"pes/generator/repodata"
)

// allocated is what a function allocates, in MB, and how long it takes.
func allocated(f func()) (mb uint64, took time.Duration) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	f()
	took = time.Since(start)
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) >> 20, took
}

// However YAML repeats itself, a document of the largest size costs little. (Keys that are there twice once cost
// gigabytes, and aliases are the bomb that everybody knows.)
func TestRepeatedYAML(t *testing.T) {
	for _, part := range []string{"[", "{", "? ", "- ", "a: ", "a:\n", "- a\n", "[a,", "{a: ", "{a,", "!a ", "&a ",
		"*a ", "a: b\n", "#x\n", "\"", "\" \" ", "'", "| ", "a: |\n  x\n", "a b ", "- - - -\n", "x: {y: z}\n",
		"!!binary ", "%TAG ! x\n", "? a\n", "\ta", "{? ", "[]\n", "- []\n",
		">\n\n", "---\n", "...\n", "- &a\n", "<<: *a\n"} {
		for _, before := range []string{"", "a: ", "&a "} {
			text := before + strings.Repeat(part, 500_000/len(part))
			mb, took := allocated(func() { repodata.ReadModules(strings.NewReader(text)) })
			if mb > 128 || took > 5*time.Second {
				t.Errorf("%q and %q again and again: %d MB, %s", before, part, mb, took)
			}
		}
	}
}

// So does XML.
func TestRepeatedXML(t *testing.T) {
	need.Time(t)
	entries := "<package type='rpm'><format><provides>"
	for _, part := range []string{"<", "<a>", "<a/>", "</a>", "<!--", "<!-- -->", "<![CDATA[", "<![CDATA[]]>", "<?x?>",
		"<?x ", "&", "&amp;", "&#0;", "]]>", "<a b='", "<a b='c'>", " b='c'", "b", "<entry/>", "<entry name='&amp;'/>",
		"</package>", "<package>", "<package/>", "<package type='rpm'></package>", "<!DOCTYPE x [", "\n", " ", "x:"} {
		for _, before := range []string{"", "<metadata>", "<metadata><package", "<metadata>" + entries,
			"<metadata><package type='rpm'><name>"} {
			text := before + strings.Repeat(part, 20_000_000/len(part))
			mb, took := allocated(func() {
				repodata.ReadPrimary(strings.NewReader(text), func(*repodata.Package) error { return nil })
				repodata.ReadRepomd(strings.NewReader(text))
			})
			if mb > 400 || took > 10*time.Second {
				t.Errorf("%q and %q again and again: %d MB, %s", before, part, mb, took)
			}
		}
	}
}

// A stream that never ends is given up.
func TestEndless(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"<a>", "<", " ", "<!-- ", "a: [", "- ", "\n", "<metadata a='", "---\n"} {
		for name, read := range map[string]func(io.Reader) error{
			"repomd":  func(r io.Reader) error { _, err := repodata.ReadRepomd(r); return err },
			"primary": func(r io.Reader) error { return repodata.ReadPrimary(r, nil) },
			"modules": func(r io.Reader) error { _, err := repodata.ReadModules(r); return err },
		} {
			if err := read(&endless{text: text}); err == nil {
				t.Errorf("%s: %q without end is read", name, text)
			}
		}
	}
}

// endless is a text again and again.
type endless struct {
	text string
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e.text[e.at%len(e.text)]
		e.at++
	}
	return len(p), nil
}
