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

// Events that leapp-data took from upstream, told in Red Hat's words again, are known to a project that has them: most
// of its own say the same.
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
	text = strings.Replace(text, "{", `{"provided_data_streams": ["5.0"], "timestamp": "202407160000Z",`, 1)
	dir, published := t.TempDir(), filepath.Join(t.TempDir(), "pes-events.json")
	if err := os.WriteFile(published, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := Run([]string{"import", "leapp-data", data, "--into", dir}, &stdout, &stderr); code != 0 {
		t.Fatal(stderr.String())
	}
	if code := Run([]string{"sync", "upstream", published, "-C", dir}, &stdout, &stderr); code != 0 {
		t.Fatal(stderr.String())
	}
	stdout.Reset()
	Run([]string{"check", "-C", dir, "--format", "json"}, &stdout, &stderr)
	var list []found
	if err := json.Unmarshal(stdout.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, d := range list {
		count[d.Rule]++
	}
	if same, other := count["same-as-upstream"], count["supersedes-upstream"]; same < 1500 || other > 150 {
		t.Errorf("%d events say what upstream says, %d something else", same, other)
	}
	stdout.Reset()
	if Run([]string{"sync", "upstream", published, "-C", dir}, &stdout, &stderr); !strings.Contains(stdout.String(),
		"the same as") {
		t.Errorf("synced again: %s", stdout.String())
	}
}
