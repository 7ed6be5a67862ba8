package cli

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/rpmpack"

	"pes/generator/internal/need"
)

// Data for another version of Leapp, or for another upgrade, are refused by rpm, whichever is installed first.
func TestRefusesDataForAnotherLeapp(t *testing.T) {
	t.Parallel()
	rpm := need.Program(t, "rpm")
	if os.Geteuid() != 0 {
		need.Missing(t, "the right to install packages into another root")
	}
	project := filepath.Join(t.TempDir(), "acme")
	if err := os.CopyFS(project, os.DirFS("testdata/golden/acme/project")); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if Run([]string{"release", "-C", project, "--version", "2026.1"}, &out, &out) != 0 {
		t.Fatal(out.String())
	}
	for _, c := range []struct {
		version string // of Leapp, perhaps with an epoch
		source  int    // of its upgrade
		data    string // the Leapp version and target of the data
		fits    bool
	}{
		{"0.21.0", 8, "0.21/el9", true},
		{"0.22.0", 8, "0.21/el9", true},
		{"1:0.21.0", 8, "0.21/el9", true},
		{"0.21.0", 7, "0.21/el8", true},
		{"0.25.1", 8, "0.25/el9", true},
		{"0.16.0", 7, "0.16/el8", true},
		{"0.23.0", 8, "0.21/el9", false},
		{"0.20.0", 8, "0.21/el9", false},
		{"0.21.0", 8, "0.25/el9", false},
		{"1:0.21.0", 8, "0.16/el9", false},
		{"0.21.0", 8, "0.21/el8", false},
		{"1:0.21.0", 7, "0.21/el9", false},
	} {
		leapp := leappOf(t, c.version, c.source)
		data := onlyFile(t, project, "dist/public/releases/2026.1/rpm/leapp-"+c.data+"/leapp-data-acme-*.rpm")
		for _, order := range [][]string{{leapp, data}, {data, leapp}} {
			root := t.TempDir()
			program(t, rpm, "--root", root, "-i", "--nosignature", order[0])
			err := exec.Command(rpm, "--root", root, "-i", "--nosignature", order[1]).Run()
			if (err == nil) != c.fits {
				t.Errorf("Leapp %s of EL %d, data for %s, %s last: %v", c.version, c.source, c.data,
					filepath.Base(order[1]), err)
			}
		}
	}
}

// leappOf is a package of Leapp that says of itself what ELevate's and upstream's do.
func leappOf(t *testing.T, version string, source int) string {
	t.Helper()
	meta := rpmpack.RPMMetaData{Name: fmt.Sprintf("leapp-upgrade-el%dtoel%d", source, source+1), Version: version,
		Epoch: rpmpack.NoEpoch, Release: "1", Arch: "noarch", Licence: "ASL 2.0"}
	if version[1] == ':' {
		meta.Version, meta.Epoch = version[2:], 1
	}
	r, err := rpmpack.NewRPM(meta)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Provides.Set("leapp-repository = " + meta.Version + "-1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "leapp.rpm")
	if err := os.WriteFile(name, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}
