package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/fate"
	"pes/generator/known"
	"pes/generator/model"
)

// simulated is the part of what pes simulate prints that this test reads.
type simulated struct {
	Machines []struct {
		Machine  string
		OK       bool
		Packages []struct {
			Name, Fate string
			Instead    []string
		}
	}
}

// What a machine is for must be there after the upgrade, whatever else happens; "a|b" is either.
var purposes = map[string][]string{
	"minimal": nil,
	"lamp":    {"httpd", "mariadb-server", "php", "php-mysqlnd", "python3-mod_wsgi", "git", "rsync"},
	"mail": {"postfix", "dovecot", "dovecot-mysql", "spamassassin", "bind", "sssd", "postgresql-server",
		"mailx|s-nail"},
	"workstation": {"gdm", "gnome-shell", "gnome-session", "firefox", "cups", "NetworkManager-wifi|NetworkManager",
		"nautilus"},
	"container": {"podman", "skopeo", "container-selinux", "git", "nfs-utils"},
}

// Without these nobody gets into a machine again.
var everywhere = []string{"kernel", "grub2-tools", "systemd", "dracut", "openssh-server", "sudo", "NetworkManager",
	"firewalld", "iptables|iptables-nft",
	"selinux-policy-targeted", "chrony", "rsyslog", "rpm", "yum", "lvm2", "xfsprogs", "pam"}

// Typical machines (lists of packages in testdata/machines) come through every upgrade with what they are for, and
// nothing of them is lost to a repository that nobody knows. What becomes of them in AlmaLinux is in testdata/plans, to
// be read when it changes: -update writes it anew.
func TestPlans(t *testing.T) {
	for _, target := range ownCatalog(t).Targets {
		for _, path := range target.Paths {
			dir := fmt.Sprintf("testdata/machines/el%d", path.Source)
			if _, err := os.Stat(dir); err != nil {
				continue
			}
			from, to := map[int]string{7: "7.9", 8: "8.10"}[path.Source], map[int]string{8: "8.10",
				9: "9.6"}[path.Target]
			distro := target.Distro.Folder
			if path.Source > 7 {
				dir = machinesOf(t, dir, path.Systems[0])
			}
			t.Run(distro+"-"+path.String(), func(t *testing.T) {
				t.Parallel()
				var stdout, stderr strings.Builder
				if code := Run([]string{"simulate", "-C", "../..", "--distro", distro, "--source", from, "--target", to,
					"--installed", dir, "--format", "json"}, &stdout, &stderr); code != 0 {
					t.Fatal(code, stderr.String())
				}
				var p simulated
				if err := json.Unmarshal([]byte(stdout.String()), &p); err != nil {
					t.Fatal(err)
				}
				if len(p.Machines) != len(purposes) {
					t.Errorf("%d machines, %d are known", len(p.Machines), len(purposes))
				}
				holdPlans(t, p, dir, distro)
			})
		}
	}
}

// machinesOf are lists of AlmaLinux machines as those of another system: with its release package.
func machinesOf(t *testing.T, dir string, system *model.Distro) string {
	t.Helper()
	i := slices.IndexFunc(known.Systems(), func(s known.System) bool { return s.Distro == system.Folder })
	if i < 0 {
		t.Fatal("nothing says which package is the release package of " + system.Folder)
	}
	out := filepath.Join(t.TempDir(), filepath.Base(dir))
	if err := os.CopyFS(out, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	lists, _ := filepath.Glob(out + "/*.txt") // the pattern is valid
	for _, name := range lists {
		text, err := os.ReadFile(name)
		if err == nil {
			release := []byte("\n" + known.Systems()[i].Packages[0] + "\n")
			text = bytes.Replace(text, []byte("\nalmalinux-release\n"), release, 1)
			err = os.WriteFile(name, text, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func holdPlans(t *testing.T, p simulated, dir, distro string) {
	t.Helper()
	for _, m := range p.Machines {
		name := strings.TrimSuffix(filepath.Base(m.Machine), ".txt")
		if !m.OK {
			t.Errorf("%s: Leapp would refuse", name)
		}
		var lines []string
		there := map[string]bool{}
		for _, x := range m.Packages {
			switch x.Fate {
			case fate.Lost, fate.Missing:
				t.Errorf("%s: %s is %s", name, x.Name, x.Fate)
			case fate.Removed, fate.Replaced:
			default:
				there[x.Name] = true
			}
			if !slices.Contains([]string{fate.Unknown, fate.Upgraded, fate.Stays}, x.Fate) {
				line := fmt.Sprintf("%-9s %s", x.Fate, x.Name)
				if len(x.Instead) > 0 {
					line += " -> " + strings.Join(x.Instead, ", ")
				}
				lines = append(lines, line)
			}
		}
		for _, want := range slices.Concat(everywhere, purposes[name]) {
			if !slices.ContainsFunc(strings.Split(want, "|"), func(s string) bool { return there[s] }) {
				t.Errorf("%s: %s is not there any more", name, want)
			}
		}
		if distro != "almalinux" {
			continue
		}
		slices.Sort(lines)
		golden, got := filepath.Join("testdata/plans", filepath.Base(dir), name+".txt"), strings.Join(lines, "\n")+"\n"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if d := cmp.Diff(textOf(t, golden), got); d != "" {
			t.Errorf("%s is another plan now; read it, then go test ./generator -run Plans -update:\n%s", golden, d)
		}
	}
}
