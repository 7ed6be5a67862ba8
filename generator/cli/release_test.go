package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"pes/generator/internal/need"
	"pes/generator/pgp"
)

// signingKey is a file with a secret key, and its public part.
func signingKey(t *testing.T) (file string, public []byte) {
	t.Helper()
	file, err := filepath.Abs("../datarelease/testdata/EdDSA.asc")
	if err != nil {
		t.Fatal(err)
	}
	secret, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := pgp.ReadSigner(secret, nil)
	if err != nil {
		t.Fatal(err)
	}
	if public, err = signer.Public(); err != nil {
		t.Fatal(err)
	}
	return file, public
}

// acme is a copy of the small project, to be released from.
func acme(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "acme")
	if err := os.CopyFS(dir, os.DirFS("testdata/golden/acme/project")); err != nil {
		t.Fatal(err)
	}
	// One Leapp version is enough here; and a sibling, which no machine has beside it.
	name := filepath.Join(dir, "content", "distros", "acme.toml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	one := regexp.MustCompile(`(?m)^leapp *=.*$`).ReplaceAll(text, []byte(`leapp = ["0.21"]`))
	sibling := []byte("extends = \"acme\"\nname = \"Bolt\"\nos_id = \"bolt\"\n")
	for name, text := range map[string][]byte{"acme.toml": one, "bolt.toml": sibling} {
		if err := os.WriteFile(filepath.Join(dir, "content", "distros", name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// The same sources give the same bytes in every folder, time zone and locale, for every user and number of workers.
func TestReleaseIsReproducible(t *testing.T) {
	t.Parallel()
	need.Time(t)
	bin := binary(t)
	key, _ := signingKey(t)
	var first map[string]string
	for i, env := range [][]string{
		{"TZ=UTC", "LC_ALL=C", "jobs=1", "mask=022", "GOMAXPROCS=1"},
		{"TZ=Asia/Kathmandu", "LC_ALL=tr_TR.UTF-8", "jobs=5", "mask=077", "USER=other", "HOME=/nowhere"},
	} {
		out := filepath.Join(t.TempDir(), "out")
		script := `umask $mask && exec "$0" release --version 2026.1 --sign "$1" --out "$2" --jobs $jobs`
		cmd := exec.Command("sh", "-c", script, bin, key, out)
		cmd.Dir, cmd.Env = acme(t), append(append(os.Environ(), "SOURCE_DATE_EPOCH=1767225600"), env...)
		if b, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
		files := readTree(t, out)
		if i == 0 {
			first = files
			continue
		}
		if len(files) != len(first) || len(files) < 20 {
			t.Errorf("%d files, and then %d", len(first), len(files))
		}
		for name, text := range files {
			if first[name] != text {
				t.Errorf("%s differs", name)
			}
		}
	}
}
