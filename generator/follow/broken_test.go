package follow_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pes/generator/diag"
	"pes/generator/follow"
	"pes/generator/internal/need"
	"pes/generator/internal/overlay"
	"pes/generator/internal/sample"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
	"pes/generator/upstream"
)

// A corrupted file of upstream is refused, with places in it, or it makes the layer that says what the file says: never
// a part of one.
func TestCorruptedFiles(t *testing.T) {
	size, times := need.Repeat(2000, 19000), need.Repeat(2*len(corruptions), 1000)
	if testing.Short() {
		size = 500
	}
	whole := sample.Upstream(size)
	refused := 0
	for seed := range times {
		r := rand.New(rand.NewPCG(2026, uint64(seed)))
		kind := corruptions[seed%len(corruptions)]
		text := kind.corrupt(r, bytes.Clone(whole))
		f := &diag.File{Name: "pes-events.json", Text: text}
		layer, found := follow.Read(f)
		for _, d := range found.All() {
			if d.Message == "" || d.Pos.File != f || d.Pos.Off < 0 || d.Pos.End > len(text) || d.Pos.Off > d.Pos.End {
				t.Errorf("%s, seed %d: %q is said of %d to %d of %d bytes", kind.name, seed, d.Message, d.Pos.Off,
					d.Pos.End, len(text))
			}
		}
		switch {
		case layer == nil && !found.Failed():
			t.Errorf("%s, seed %d: there is neither a layer nor an error", kind.name, seed)
		case layer != nil && found.Failed():
			t.Errorf("%s, seed %d: there is a layer in spite of errors: %v", kind.name, seed, found.All())
		case layer == nil:
			refused++
		default:
			if wrong := differs(text, follow.Files(layer)); wrong != "" {
				t.Errorf("%s, seed %d: %s", kind.name, seed, wrong)
			}
		}
	}
	if refused < times/3 || refused == times && times > 10 {
		t.Errorf("%d of %d files were refused: the corruptions prove nothing", refused, times)
	}
}

// corruptions are ways in which a file of an event a line is broken.
var corruptions = []struct {
	name    string
	corrupt func(r *rand.Rand, text []byte) []byte
}{
	{"cut off", func(r *rand.Rand, text []byte) []byte { return text[:r.IntN(len(text))] }},
	{"a piece is gone", func(r *rand.Rand, text []byte) []byte {
		at := r.IntN(len(text))
		return slices.Delete(text, at, min(len(text), at+1+r.IntN(3000)))
	}},
	{"a byte is another", func(r *rand.Rand, text []byte) []byte {
		text[r.IntN(len(text))] = byte(r.IntN(256))
		return text
	}},
	{"bits are flipped", func(r *rand.Rand, text []byte) []byte {
		for range 1 + r.IntN(5) {
			text[r.IntN(len(text))] ^= 1 << r.IntN(8)
		}
		return text
	}},
	{"a line stands twice", func(r *rand.Rand, text []byte) []byte {
		from, to := someLine(r, text)
		return slices.Insert(text, to, bytes.Clone(text[from:to])...)
	}},
	{"a line is gone", func(r *rand.Rand, text []byte) []byte {
		from, to := someLine(r, text)
		return slices.Delete(text, from, to)
	}},
	{"two values are swapped", func(r *rand.Rand, text []byte) []byte {
		a, b := someMatch(r, text, aValue), someMatch(r, text, aValue)
		if a[0] > b[0] {
			a, b = b, a
		}
		if a[1] > b[0] {
			return text
		}
		return slices.Concat(text[:a[0]], text[b[0]:b[1]], text[a[1]:b[0]], text[a[0]:a[1]], text[b[1]:])
	}},
	{"a value is another", func(r *rand.Rand, text []byte) []byte {
		others := []string{"null", "true", "[]", "{}", "0", "-1", "1.5", "1e3", "99999999999999999999", `""`, `" "`,
			`"a b"`, `"#1"`, `">"`, `"a@b"`, `"arches=x"`, `"a\u0000b"`, `"é"`, "3", `"x86_64"`, `"7"`}
		return replaced(text, someMatch(r, text, aValue), others[r.IntN(len(others))])
	}},
	{"a key is another", func(r *rand.Rand, text []byte) []byte {
		at := someMatch(r, text, aKey)
		return replaced(text, at, []string{`"x":`, `"ID":`, `"id":`, `"name":`, `"release":`, `"":`}[r.IntN(6)])
	}},
	{"a number is a string", func(r *rand.Rand, text []byte) []byte {
		at := someMatch(r, text, aNumber)
		return replaced(text, at, `"`+string(text[at[0]:at[1]])+`"`)
	}},
	{"a number is another", func(r *rand.Rand, text []byte) []byte {
		return replaced(text, someMatch(r, text, aNumber), fmt.Sprint(r.IntN(30)))
	}},
}

var (
	aValue  = regexp.MustCompile(`(?:: ?|\[|,)("[^"]*"|-?\d+|null)[],}]`)
	aKey    = regexp.MustCompile(`("\w+":)`)
	aNumber = regexp.MustCompile(`:(\d+)`)
)

// someLine is where one of the lines begins and ends.
func someLine(r *rand.Rand, text []byte) (from, to int) {
	at := r.IntN(len(text))
	from = bytes.LastIndexByte(text[:at], '\n') + 1
	if n := bytes.IndexByte(text[at:], '\n'); n >= 0 {
		return from, at + n + 1
	}
	return from, len(text)
}

// someMatch is where the group of a pattern matches, somewhere.
func someMatch(r *rand.Rand, text []byte, pattern *regexp.Regexp) []int {
	for {
		from, to := someLine(r, text)
		if all := pattern.FindAllSubmatchIndex(text[from:to], -1); len(all) > 0 {
			m := all[r.IntN(len(all))]
			return []int{from + m[2], from + m[3]}
		}
	}
}

func replaced(text []byte, at []int, by string) []byte {
	return slices.Concat(text[:at[0]], []byte(by), text[at[1]:])
}

// differs says how the files of a layer differ from what the file says that they were made of; "" if they do not.
func differs(data []byte, files tree.Tree) string {
	file, err := overlay.Read(whatLeappReads(data))
	if err != nil {
		return err.Error()
	}
	keepFirst(file.Events)
	var read []*overlay.Event
	for _, f := range files {
		if f.Path == source.OriginFile {
			continue
		}
		events, wrong := upstream.Parse(&diag.File{Name: f.Path, Text: f.Data})
		if wrong.Failed() {
			return fmt.Sprint(wrong.All())
		}
		for _, e := range events {
			read = append(read, event(e))
		}
	}
	for _, e := range slices.Concat(file.Events, read) {
		if e.Arches == nil {
			e.Arches = model.Arches // as Leapp takes it
		}
		for i := range e.In.Packages {
			if p := &e.In.Packages[i]; p.Streams == nil {
				p.Streams = []*overlay.Stream{nil} // which says the same
			}
		}
		for _, r := range []*overlay.Release{e.From, e.To} {
			if r != nil {
				r.OS = ""
			}
		}
	}
	if lines := overlay.Diff(file.Events, read); lines != nil {
		return fmt.Sprintf("%d events differ:\n%s", len(lines), strings.Join(lines[:min(len(lines), 10)], "\n"))
	}
	if got, want := sortedIDs(read), sortedIDs(file.Events); !slices.Equal(got, want) {
		return fmt.Sprintf("%d IDs are not the %d of upstream", len(got), len(want))
	}
	return ""
}

// whatLeappReads is a file without what Leapp does not read: unknown keys, IDs of sets and names of systems.
func whatLeappReads(data []byte) []byte {
	known := strings.Fields("packageinfo id action architectures in_packageset initial_release modulestream_maps " +
		"out_packageset release package name repository modulestreams stream in_modulestream out_modulestream " +
		"major_version minor_version")
	var file any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber() // one of those that nobody reads may be larger than any
	if decoder.Decode(&file) != nil {
		return data
	}
	var clean func(any)
	clean = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				clean(x)
			}
		case map[string]any:
			maps.DeleteFunc(v, func(key string, x any) bool {
				clean(x)
				return !slices.Contains(known, key)
			})
		}
	}
	clean(file)
	data, err := json.Marshal(file)
	if err != nil {
		panic(err) // it was read as JSON
	}
	return data
}
