package pgp

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"pes/generator/internal/need"
)

// Signatures of gpg are taken, in armour and without, also where the one of a known key is not the first.
func TestVerifyForeign(t *testing.T) {
	t.Parallel()
	gpg := need.Program(t, "gpg")
	dir := t.TempDir()
	file := filepath.Join(dir, "repomd.xml")
	if err := os.WriteFile(file, []byte("<repomd/>"), 0o666); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) []byte {
		t.Helper()
		cmd := exec.Command(gpg, append([]string{"--homedir", dir, "--batch", "--passphrase", ""}, args...)...)
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(args, err)
		}
		return out
	}
	for _, who := range []string{"a@x.example", "b@x.example"} {
		run("--quiet", "--quick-gen-key", who, "rsa2048", "sign", "never")
	}
	public := run("--armor", "--export", "b@x.example")
	both := run("--armor", "--detach-sign", "-u", "a@x.example", "-u", "b@x.example", "--output", "-", file)
	binary := run("--detach-sign", "-u", "b@x.example", "--output", "-", file)
	other := run("--armor", "--detach-sign", "-u", "a@x.example", "--output", "-", file)
	keys, _, err := Read(public)
	if err != nil {
		t.Fatal(err)
	}
	for name, sig := range map[string][]byte{"both": both, "binary": binary,
		"a header": bytes.Replace(both, []byte("SIGNATURE-----\n"), []byte("SIGNATURE-----\nVersion: GnuPG v2\n"), 1)} {
		if who, err := VerifyForeign(public, []byte("<repomd/>"), sig); err != nil || who != keys[0].Fingerprint {
			t.Errorf("%s: %q, %v", name, who, err)
		}
		if _, err := VerifyForeign(public, []byte("<repomd />"), sig); err == nil {
			t.Errorf("%s is taken for a signature of other bytes", name)
		}
	}
	var wrong WrongSigner
	if _, err := VerifyForeign(public, []byte("<repomd/>"), other); !errors.As(err, &wrong) {
		t.Error(err)
	}
	const empty = "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n"
	for _, junk := range []string{"", "<html>", empty} {
		if _, err := VerifyForeign(public, []byte("<repomd/>"), []byte(junk)); err == nil {
			t.Errorf("%q is taken for a signature", junk)
		}
	}
}
