package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pes/generator/describe"
)

// What pes knows of systems that upgrades begin at is what the content of this project says of them.
func TestKnownSystems(t *testing.T) {
	p, err := (&app{dir: "../..", jobs: 2}).load()
	if err != nil {
		t.Fatal(err)
	}
	for _, known := range describe.Systems() {
		for _, d := range p.source.Distros {
			if d.Folder != known.Folder {
				continue
			}
			for _, r := range known.Releases.Pairs {
				for _, role := range r.Value.Roles.Pairs {
					release, _ := d.Releases.Get(r.Key.Value)
					got, ok := release.Roles.Get(role.Key.Value)
					if !ok || got.PESID.Value != role.Value.PESID.Value {
						t.Errorf("%s %s: %s is %s, known is %s", d.Folder, r.Key.Value, role.Key.Value, got.PESID.Value,
							role.Value.PESID.Value)
					}
					a, b := role.Value.Source, got.Source // content has none where no upgrade begins
					if a != nil && b != nil && a.PESID.Value != b.PESID.Value {
						t.Errorf("%s %s: the source of %s is %s, known is %s", d.Folder, r.Key.Value, role.Key.Value,
							b.PESID.Value, a.PESID.Value)
					}
				}
			}
		}
	}
}

// AlmaLinux's data are for other systems only with a Leapp that tells distributions apart; with another one, the first
// that is said of a machine with Rocky Linux is that they are not for it.
func TestConversionNeedsLeapp(t *testing.T) {
	machine := filepath.Join(t.TempDir(), "list")
	names := "bash-4.4.20-5.el8.x86_64\nrocky-release-8.10-1.9.el8.noarch\n"
	if err := os.WriteFile(machine, []byte(names), 0o666); err != nil {
		t.Fatal(err)
	}
	for version, refused := range map[string]string{"0.21": "this upgrade from 8 is for AlmaLinux; these sources " +
		"upgrade Rocky Linux 8 to AlmaLinux 9 (--distro almalinux --leapp 0.25) or to Rocky Linux 9 (--distro rocky)",
		"0.25": ""} {
		var stdout, stderr bytes.Buffer
		Run([]string{"simulate", "-C", "../..", "--distro", "almalinux", "--leapp", version, "--source", "8.10",
			"--target", "9.6", "--installed", machine}, &stdout, &stderr)
		text := strings.Join(strings.Fields(stdout.String()), " ")
		says := strings.Contains(text, "this upgrade from")
		if says != (refused != "") || !strings.Contains(text, refused) {
			t.Errorf("Leapp %s: %s%s", version, text, stderr.String())
		}
	}
}
