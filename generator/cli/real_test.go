package cli

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pes/generator/importer"
	"pes/generator/internal/need"
)

// Imported into a project with content, real data adds what is new and leaves every file as it was, but for what comes
// at the end of distributions; imported again it adds nothing.
func TestRealDataIntoContent(t *testing.T) {
	need.Time(t)
	t.Parallel()
	data := need.Shared(t, "leapp-data/2024-07")
	dir := t.TempDir()
	for _, name := range []string{"content", "vendors"} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS("../../"+name)); err != nil {
			t.Fatal(err)
		}
	}
	into := func() string {
		var stdout, stderr bytes.Buffer
		if code := Run([]string{"import", "leapp-data", data, "--into", dir}, &stdout, &stderr); code != 0 {
			t.Fatal(stderr.String())
		}
		return stdout.String()
	}
	if !strings.Contains(into(), "\nadded (") {
		t.Error("nothing was added")
	}
	mine, merged := readTree(t, "../.."), readTree(t, dir)
	for name, text := range mine {
		if (strings.HasPrefix(name, "/content/") || strings.HasPrefix(name, "/vendors/")) &&
			!strings.HasPrefix(merged[name], strings.TrimRight(text, "\n")) {
			t.Errorf("%s is not as it was", name)
		}
	}
	if again := into(); strings.Contains(again, "\nadded (") {
		t.Errorf("imported again, something is added:\n%s", again[strings.Index(again, "\nadded ("):])
	}
	if twice := readTree(t, dir); !maps.Equal(merged, twice) {
		t.Error("imported again, files differ")
	}
}

// Events that leapp-data took from upstream, told in Red Hat's words again, are known to a project that has them, and
// what is added to it breaks nothing.
func TestRealUpstreamEvents(t *testing.T) {
	need.Time(t)
	t.Parallel()
	data := need.Shared(t, "leapp-data/2024-07")
	text := textOf(t, data+"/files/rocky/pes-events.json")
	for own, redHat := range map[string]string{
		"base": "rhel7-base", "baseos": "rhel8-BaseOS", "rocky8-baseos": "rhel8-BaseOS", "appstream": "rhel8-AppStream",
		"rocky8-appstream": "rhel8-AppStream",
		"powertools":       "rhel8-CRB", "rocky8-powertools": "rhel8-CRB", "rocky9-baseos": "rhel9-BaseOS",
		"rocky9-appstream": "rhel9-AppStream", "rocky9-crb": "rhel9-CRB",
	} {
		text = regexp.MustCompile(`("repository": *)"`+own+`"`).ReplaceAllString(text, `${1}"`+redHat+`"`)
	}
	dir, published := t.TempDir(), filepath.Join(t.TempDir(), "pes-events.json")
	if err := os.WriteFile(published, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := Run([]string{"import", "leapp-data", data, "--into", dir}, &stdout, &stderr); code != 0 {
		t.Fatal(stderr.String())
	}
	for _, again := range []bool{false, true} {
		stdout.Reset()
		if code := Run([]string{"import", "upstream", published, "--into", dir, "--format", "json"}, &stdout,
			&stderr); code != 0 {
			t.Fatal(stderr.String())
		}
		var report importer.Report
		if err := json.Unmarshal(stdout.Bytes(), &report); err != nil {
			t.Fatal(err)
		}
		if n := report.Count(importer.Added); again && n > 0 || n > 100 || report.Count(importer.Known) == 0 {
			t.Errorf("imported again: %v; added: %d", again, n)
		}
	}
	if code := Run([]string{"check", "-C", dir}, &stdout, &stderr); code != 0 {
		t.Error(stderr.String())
	}
}
