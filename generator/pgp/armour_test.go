package pgp

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"pes/generator/internal/need"
)

// rpm --import is strict about armour. What is shipped is in a form that it takes, whatever form the project has.
func TestArmourThatRPMTakes(t *testing.T) {
	t.Parallel()
	rpm := need.Program(t, "rpm")
	key := armouredKey(t)
	sum := key[strings.Index(key, "\n=")+1:][:6] // with the end of its line
	each := func(change func(string) string) string {
		lines := strings.Split(strings.TrimSuffix(key, "\n"), "\n")
		for i := range lines {
			lines[i] = change(lines[i])
		}
		return strings.Join(lines, "\n") + "\n"
	}
	for name, form := range map[string]struct {
		text    string
		problem string // "": rpm takes it
	}{
		"as gpg writes it":       {key, ""},
		"words around it":        {"The key of Acme:\n\n" + key + "\nand its end\n", ""},
		"two keys":               {key + key, ""},
		"with a comment":         {strings.Replace(key, "\n", "\nComment: made today\nVersion: GnuPG v2\n", 1), ""},
		"lines of DOS":           {each(func(s string) string { return s + "\r" }), ""},
		"a byte order mark":      {"\ufeff" + key, ""},
		"no checksum":            {strings.Replace(key, sum, "", 1), "no line with a checksum"},
		"another checksum":       {strings.Replace(key, sum, "=AAAA\n", 1), "checksum of its armour is wrong"},
		"indented":               {each(func(s string) string { return "  " + s }), "more in the line|empty line"},
		"blanks at ends":         {each(func(s string) string { return s + " " }), "more in the line"},
		"no empty line":          {strings.Replace(key, "\n\n", "\n", 1), "no empty line"},
		"a header unknown":       {strings.Replace(key, "\n", "\nBeware: of it\n", 1), "no empty line"},
		"a signature beside":     {key + "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n", "no public key"},
		"the second without sum": {key + strings.Replace(key, sum, "", 1), "no line with a checksum"},
	} {
		imports := func(data []byte) error {
			file := filepath.Join(t.TempDir(), "key")
			if err := os.WriteFile(file, data, 0o666); err != nil {
				t.Fatal(err)
			}
			return exec.Command(rpm, "--dbpath", t.TempDir(), "--import", file).Run()
		}
		err := Importable([]byte(form.text))
		if taken := imports([]byte(form.text)) == nil; taken != (form.problem == "") || taken != (err == nil) {
			t.Errorf("%s: rpm takes it: %v; we say %v", name, taken, err)
		}
		if err != nil && !containsOne(err.Error(), form.problem) {
			t.Errorf("%s: %v, not %s", name, err, form.problem)
		}
		keys, armoured, err := Read([]byte(form.text))
		if err != nil || len(keys) < 2 {
			t.Errorf("%s: %v %v", name, keys, err)
			continue
		}
		if same := bytes.Equal(armoured, []byte(form.text)); same != (form.problem == "") {
			t.Errorf("%s: unchanged: %v", name, same)
		}
		if err := imports(armoured); err != nil {
			t.Errorf("%s: rpm does not take what would be shipped: %v\n%s", name, err, armoured)
		}
	}
}

// armouredKey is a new key, as programs write it.
func armouredKey(t *testing.T) string {
	t.Helper()
	e, err := openpgp.NewEntity("Acme", "", "acme@example.org", &packet.Config{RSABits: 2048})
	if err != nil {
		t.Fatal(err)
	}
	text, err := armour(serialized(t, e.Serialize), openpgp.PublicKeyType)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func containsOne(text, words string) bool {
	for _, w := range strings.Split(words, "|") {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// A key that was damaged, or cut off, is an error and not a key of another shape.
func TestDamagedArmour(t *testing.T) {
	t.Parallel()
	key := armouredKey(t)
	middle := len(key) / 2
	other := byte('A')
	if key[middle] == other {
		other = 'B'
	}
	for want, text := range map[string]string{
		"the key was damaged": key[:middle] + string(other) + key[middle+1:],
		"it was cut off":      key[:middle],
		"not base64":          key[:middle] + "!" + key[middle+1:],
	} {
		if _, _, err := Read([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, not: %s", err, want)
		}
	}
}
