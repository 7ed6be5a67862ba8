package history

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pes/generator/datarelease"
	"pes/generator/internal/sample"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
)

// A record that is printed is read as it was.
func TestRecordsAreReadAsWritten(t *testing.T) {
	t.Parallel()
	want := model.Note{Category: "replaced", Target: 9, Distros: []string{"acme", "bolt"}, Vendor: "v",
		Arches: []string{"x86_64"}, Streams: []string{"-", "perl:5.26"}, Packages: []string{"a", "b"},
		Was: "removed", Is: "replaced by \"x\" \\ (baseos)", Why: "one\ntwo"}
	p := sample.Acme(t)
	r := &source.Record{Version: source.Word("1"), Date: source.Word("2026-01-01T00:00:00Z"), Channels: source.Words(),
		Why: source.Word("Why.\n\nNot?"), Changes: []source.RecordChange{recordChange(want)}}
	p["content/releases/1.toml"] = r.Print()
	got := p.Compile(t).Records
	if len(got) != 1 || got[0].Why != "Why.\n\nNot?" || !cmp.Equal(got[0].Notes, []model.Note{want}) {
		t.Errorf("%+v", got)
	}
}

// publish makes a release of one file in a folder, and lets channels offer it.
func publish(t *testing.T, dir, version string, channels ...string) *datarelease.Manifest {
	t.Helper()
	events := tree.Entry{Path: "data/leapp-0.21/acme/el8/etc/leapp/files/pes-events.json", Data: []byte("{}")}
	files, m, err := datarelease.Make(datarelease.Input{Version: version, Date: time.Unix(0, 0), Sources: "sha256:1",
		Catalog: &model.Catalog{}, Data: tree.Tree{events}, Jobs: 1})
	if err == nil {
		_, err = datarelease.Publish(dir, version, files, false, 1)
	}
	for _, c := range channels {
		if err == nil {
			err = datarelease.Point(dir, c, version)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// lines are those of a record that begin with a word.
func lines(t *testing.T, project, version, word string) (out []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(project, filepath.FromSlash(fileOf(version))))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, word) {
			out = append(out, strings.TrimSpace(line))
		}
	}
	return out
}

// A channel is in the record of the release that it offers, and in no other; reasons of people stay.
func TestRecords(t *testing.T) {
	t.Parallel()
	project, out := t.TempDir(), t.TempDir()
	records, err := Open(project, out)
	if err != nil {
		t.Fatal(err)
	}
	defer records.Close()
	note := model.Note{Category: "removed", Target: 8, Distros: []string{"acme"}, Packages: []string{"a"},
		Is: "removed"}
	first := publish(t, out, "1", "ng", "testing")
	if err := records.Publish("", first, NoChanges("1")); err != nil {
		t.Fatal(err)
	}
	second := publish(t, out, "2", "ng")
	if err := records.Publish("", second, &Changes{Previous: "1", Notes: []model.Note{note}}); err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(project, filepath.FromSlash(fileOf("2")))
	data, err := os.ReadFile(text)
	if err == nil {
		err = os.WriteFile(text, append(data, "why = \"It was time.\"\n"...), 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := records.Publish("", second, &Changes{Previous: "1", Notes: []model.Note{note}}); err != nil {
		t.Fatal(err)
	}
	publish(t, out, "2", "testing")
	if err := records.Publish("", second, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		version, word string
		want          []string
	}{
		{"1", "channels", []string{`channels = []`}},
		{"2", "channels", []string{`channels = ["ng", "testing"]`}},
		{"2", "previous", []string{`previous = "1"`}},
		{"2", "why", []string{`why      = "It was time."`}},
	} {
		if got := lines(t, project, c.version, c.word); !slices.Equal(got, c.want) {
			t.Errorf("%s of %s: %q, want %q", c.word, c.version, got, c.want)
		}
	}
	if err := records.Check(""); err != nil {
		t.Error(err)
	}
}

// A channel that a release on another machine got is taken from a release that is not there.
func TestRecordsOfElsewhere(t *testing.T) {
	t.Parallel()
	project, here, elsewhere := t.TempDir(), t.TempDir(), t.TempDir()
	for i, out := range []string{here, elsewhere} {
		records, err := Open(project, out)
		if err != nil {
			t.Fatal(err)
		}
		version := []string{"1", "2"}[i]
		m := publish(t, out, version, []string{"ng", "stable"}[:2-i]...)
		if err := records.Publish("", m, NoChanges(version)); err != nil {
			t.Fatal(err)
		}
		records.Close()
	}
	if got := lines(t, project, "1", "channels"); !slices.Equal(got, []string{`channels = ["stable"]`}) {
		t.Errorf("got %q", got)
	}
}

// A record that is a link or cannot be read stops a release before anything is published.
func TestRecordsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for want, spoil := range map[string]func(name string) error{
		"is not a regular file": func(name string) error { return os.Symlink("elsewhere", name) },
		"cannot be read":        func(name string) error { return os.WriteFile(name, []byte("version = \"1"), 0o666) },
	} {
		project := t.TempDir()
		records, err := Open(project, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		if err := spoil(filepath.Join(project, filepath.FromSlash(fileOf("1")))); err != nil {
			t.Fatal(err)
		}
		if err := records.Check(""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
		records.Close()
	}
}
