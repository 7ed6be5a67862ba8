package machine

import "testing"

// Every form that has versions gives them whole; what is no version is none, and no error.
func TestEVR(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[{"name": "a", "version": "1.2", "release": "3.el8", "epoch": null}]`:                "1.2-3.el8",
		`[{"name": "a", "version": "219", "release": "3.el8", "epoch": 1}]`:                   "1:219-3.el8",
		`[{"name": "a", "version": 219, "release": "3.el8", "epoch": "(none)"}]`:              "219-3.el8",
		`[{"name": "a", "version": "1", "release": "1", "epoch": 0}]`:                         "1-1",
		`[{"name": "a", "version": "1"}]`:                                                     "",
		`[{"name": "a", "version": ["1"], "release": "1"}]`:                                   "",
		`[{"name": "a", "version": "1:2-3", "release": "1"}]`:                                 "",
		`[{"name": "a", "version": null, "release": "1"}]`:                                    "",
		`{"bomFormat": "CycloneDX", "components": [{"purl": "pkg:rpm/a@1.2-3.el7?epoch=2"}]}`: "2:1.2-3.el7",
		`{"bomFormat": "CycloneDX", "components": [{"purl": "pkg:rpm/a@1.2-3.el7"}]}`:         "1.2-3.el7",
		"a-1:1.2-3.el8.noarch\n":                                                              "1:1.2-3.el8",
	} {
		l, err := Read("l", []byte(text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := l.Packages[0].EVR; got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
