package model

import (
	"strings"
	"testing"
)

// A version names a folder and an RPM, a channel a link beside the folder releases: nothing that leads elsewhere, that
// RPM refuses, or that names what an interrupted release leaves.
func TestNamesOfVersionsAndChannels(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct{ version, channel bool }{
		"2026.3": {true, false}, "1": {true, false}, "2026.3~rc1": {true, false}, "a+b_c": {true, false},
		"ng": {true, true}, "stable-8": {false, true}, "releases": {true, false}, "Stable": {true, false},
		"2026.3.tmp": {}, "2026.3.old": {}, "": {}, ".": {}, "..": {}, ".hidden": {}, "a/b": {}, "a b": {}, "é": {},
		"-a":                    {},
		strings.Repeat("a", 31): {true, true}, strings.Repeat("a", 32): {true, false},
		strings.Repeat("a", 64): {true, false}, strings.Repeat("a", 65): {},
	} {
		if err := ValidVersion(name); (err == nil) != want.version {
			t.Errorf("as a version, %q: %v", name, err)
		}
		if err := ValidChannel(name); (err == nil) != want.channel {
			t.Errorf("as a channel, %q: %v", name, err)
		}
	}
}
