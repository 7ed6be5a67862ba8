//go:build unix

package cli

import (
	"bytes"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pes/generator/internal/need"
)

// What a tree ships as a key is imported by rpm itself, whether it was authored armoured or binary.
func TestRPMImportsShippedKeys(t *testing.T) {
	t.Parallel()
	rpm := need.Program(t, "rpm")
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/golden/acme/project")); err != nil {
		t.Fatal(err)
	}
	armoured := filepath.Join(dir, "vendors/web/keys/web.asc")
	text, err := os.ReadFile(armoured)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(armoured, dearmour(t, string(text)), 0o666); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out")
	var stdout, stderr bytes.Buffer
	if code := Run([]string{"build", "-C", dir, "--out", out, "--leapp", "0.21,0.25"}, &stdout, &stderr); code != 0 {
		t.Fatal(stderr.String())
	}
	imported := 0
	for name := range readTree(t, out) {
		if strings.Contains(name, "/rpm-gpg/") {
			imported++
			if b, err := exec.Command(rpm, "--dbpath", t.TempDir(), "--import", out+name).CombinedOutput(); err != nil {
				t.Errorf("rpm --import %s: %v %s", name, err, b)
			}
		}
	}
	if imported < 6 {
		t.Errorf("only %d keys were shipped", imported)
	}
}

// dearmour is the binary form of a key.
func dearmour(t *testing.T, text string) []byte {
	t.Helper()
	_, body, _ := strings.Cut(text, "\n\n")
	body, _, _ = strings.Cut(body, "\n=")
	b, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(body, "\n", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
