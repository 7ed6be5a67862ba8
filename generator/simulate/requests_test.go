package simulate

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// batchTrees is one tree called 1: a is replaced by b.
func batchTrees() fstest.MapFS {
	return fstest.MapFS{
		"1/pes-events.json": {Data: []byte(`{"provided_data_streams":["3.0"],"packageinfo":[{"action":3,"in_packageset":{"package":[{"name":"a","repository":"base"}]},
			"out_packageset":{"package":[{"name":"b","repository":"t"}]},"release":{"major_version":8,"minor_version":0}}]}`)},
		"1/repomap.json": {Data: []byte(`{"version_format":"1.2.1","provided_data_streams":["3.0"],
			"mapping":[{"source_major_version":"7","target_major_version":"8","entries":[{"source":"base","target":["t"]}]}],
			"repositories":[{"pesid":"base","entries":[{"repoid":"base","major_version":"7","arch":"x86_64","channel":"ga","repo_type":"rpm"}]},
			{"pesid":"t","entries":[{"repoid":"t8","major_version":"8","arch":"x86_64","channel":"ga","repo_type":"rpm"}]}]}`)},
		"2/readme": {Data: []byte("no tree")},
	}
}

const batchRequest = `{"id":7,"tree":TREE,"source":"7.9","target":"8.10","arch":"x86_64","enabled_repos":["base"],"installed":[{"name":"a","repository":"base"}]}`

// Requests come bare or wrapped, their trees as words or numbers; a bad line says which it is and spoils no other.
func TestAnswer(t *testing.T) {
	word, number := strings.Replace(batchRequest, "TREE", `"1"`, 1), strings.Replace(batchRequest, "TREE", "1", 1)
	lines := []string{
		word,
		`{"request": ` + number + `, "answer": {}}`,
		"",
		`{`,
		strings.Replace(word, `"1"`, `"../1"`, 1),
		strings.Replace(word, `"1"`, `"9"`, 1),
		strings.Replace(word, `"1"`, `"2"`, 1),
		strings.Replace(word, `"1"`, `null`, 1),
		strings.Replace(word, "7.9", "seven", 1),
		strings.Replace(word, "x86_64", "vax", 1),
		strings.Replace(word, `"id"`, `"leapp":"0.16","id"`, 1),
		word,
	}
	var out strings.Builder
	err := Answer(&out, strings.NewReader(strings.Join(lines, "\n")), batchTrees())
	answer := `{"active_vendors":[],"blacklisted_repos":[],"id":7,"ok":true,"pes":{"modules_to_enable":[],"modules_to_reset":[],"to_install":["b"],"to_keep":[],"to_reinstall":[],"to_remove":["a"]},` +
		`"reports":[],"repos_to_enable":["t8"],"stopped":[],"target_repos":{"custom":[],"mapped":["t8"]}}` + "\n"
	if d := cmp.Diff(strings.Repeat(answer, 3), out.String()); d != "" {
		t.Error("answers (-want +got):", d)
	}
	want := strings.Join([]string{
		`requests: line 4: no request: unexpected end of JSON input`,
		`requests: line 5: tree: "../1" is not a folder in there`,
		`requests: line 6: tree: there is no folder "9"`,
		`requests: line 7: tree: the map in "2" has no format that is known: name the version in leapp`,
		`requests: line 8: tree: the name of a folder is wanted, a word or a number`,
		`requests: line 9: source: "seven" is not a release: write major.minor, such as 8.0`,
		`requests: line 10: arch: Leapp knows no architecture vax`,
		`requests: line 11: Leapp 0.16 uses another algorithm, which pes does not support: simulate 0.18 to 0.25`,
	}, "\n")
	if err == nil {
		t.Fatal("no error")
	}
	if d := cmp.Diff(want, err.Error()); d != "" {
		t.Error("errors (-want +got):", d)
	}
}

// A line that is too long is one error, costs no memory, and leaves the lines around it as they are.
func TestLongRequest(t *testing.T) {
	line := strings.Replace(batchRequest, "TREE", `"1"`, 1) + "\n"
	long := io.LimitReader(zeros{}, maxRequest+10)
	var out strings.Builder
	err := Answer(&out, io.MultiReader(strings.NewReader(line), long, strings.NewReader("\n"+line)), batchTrees())
	if err == nil || err.Error() != "requests: line 2: more than 32 MB: no request is that long" {
		t.Error(err)
	}
	if n := strings.Count(out.String(), "\n"); n != 2 {
		t.Errorf("%d answers", n)
	}
}

// zeros is a reader that gives the digit 0 without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

// Any bytes for requests: an answer or an error a line, never a panic.
func FuzzRequests(f *testing.F) {
	word := strings.Replace(batchRequest, "TREE", `"1"`, 1)
	f.Add([]byte(word + "\n" + `{"request":` + word + `}`))
	f.Add([]byte(`{"tree":1,"source":"7.9","target":"8.0","arch":"s390x","installed":[{"name":"a","modulestream":["m","1"]}],"enabled_modules":[["x","y"]],"to_remove":["a","a"],"leapp":"0.25"}`))
	f.Add([]byte("[]\n{\n\n{\"tree\":\"..\"}\xff"))
	trees := batchTrees()
	f.Fuzz(func(t *testing.T, data []byte) {
		var out strings.Builder
		err := Answer(&out, bytes.NewReader(data), trees)
		lines := 0
		for _, l := range bytes.Split(data, []byte("\n")) {
			if len(bytes.TrimSpace(l)) > 0 {
				lines++
			}
		}
		answers, wrong := strings.Count(out.String(), "\n"), 0
		if err != nil {
			wrong = len(err.(interface{ Unwrap() []error }).Unwrap())
		}
		if answers+wrong != lines {
			t.Fatalf("%d lines, %d answers, %d errors", lines, answers, wrong)
		}
	})
}
