package host

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/roots"
	"pes/generator/machine"
)

const alma8 = `almalinux-release 8.10-1.el8 noarch 51d6647ec21ad6ea anaconda
glibc 2.28-251.el8_10 x86_64 51d6647ec21ad6ea baseos
perl 4:5.26.3-422.el8.0.1 x86_64 51d6647ec21ad6ea appstream perl:5.26:8010:c0ffee
gpg-pubkey c21ad6ea-572b9b5f - - -
agent 7-1 x86_64 - -
leapp-upgrade-el7toel8 0.18.0-1.el7 noarch 0000000000000001 elevate
leapp-upgrade-el8toel9 0.21.0-4.el8 noarch 0000000000000001 elevate
`

const osRelease = "NAME=\"AlmaLinux\"\nID='almalinux'\nVERSION_ID=\"8.10\"\n"

// files writes files below a folder; a value that begins with "->" is a link.
func files(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		err := error(nil)
		if target, is := strings.CutPrefix(text, "->"); is {
			err = os.Symlink(target, name)
		} else {
			err = os.WriteFile(name, []byte(text), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// newRoot is a machine with some packages and files.
func newRoot(t *testing.T, packages string, yum bool, more map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if err := roots.Write(dir, packages, yum); err != nil {
		t.Fatal(err)
	}
	files(t, dir, more)
	return dir
}

// read reads a root, changed by wrap where there is one.
func read(t *testing.T, dir string, wrap func(fs.FS) fs.FS) *machine.List {
	t.Helper()
	root, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	var fsys fs.FS = root
	if wrap != nil {
		fsys = wrap(root)
	}
	l, err := Read(fsys, "web01")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// said is what a list says of its machine, a line each.
func said(l *machine.List) (lines []string) {
	for _, p := range l.Packages {
		lines = append(lines, strings.TrimSpace(fmt.Sprint(p.Name, " ", p.EVR, " ", p.Arch, " @", p.Repoid, " ",
			p.Signature, " ", p.Stream)))
	}
	lines = append(lines, fmt.Sprint(l.Form, "; ", l.OSName, " ", l.Source, "; Leapp ", l.Leapp))
	lines = append(append(lines, fmt.Sprintf("%s %s %s %s %s", l.Enabled, l.Modules, l.Install, l.Remove, l.Keep)),
		l.Notes...)
	for _, f := range l.Faults {
		lines = append(lines, fmt.Sprintf("%s at %s:%d: %s", f.Kind, f.File, f.Line, f.Message))
	}
	return lines
}

func TestRead(t *testing.T) {
	t.Parallel()
	dir := newRoot(t, alma8, false, map[string]string{
		"usr/lib/os-release": osRelease,
		"etc/os-release":     "->../usr/lib/os-release",
		"etc/yum.repos.d/alma.repo": "[baseos]\nname=x\nenabled=1\n[crb]\nname=x\nenabled=0\n" +
			"[appstream]\nname=x\n",
		"etc/yum.repos.d/other.repo": "[some]\nname=x\nenabled=True\n[ever-$releasever]\nname=x\nenabled=1\n" +
			"[none]\n",
		"etc/yum.repos.d/broken.repo":      "[first]\nname=x\nnonsense\n",
		"etc/yum.repos.d/README":           "[readme]\nname=x\n",
		"etc/dnf/dnf.conf":                 "[main]\ngpgcheck=1\n[inside]\nname=x\n",
		"etc/dnf/modules.d/perl.module":    "[perl]\nname=perl\nstream=5.26\nprofiles=\nstate=enabled\n",
		"etc/dnf/modules.d/php.module":     "[php]\nname=php\nstream=7.2\nstate=disabled\n",
		"etc/leapp/transaction/to_remove":  "telnet # old\n# ftp\n  telnet\nftp",
		"etc/leapp/transaction/to_install": "# nothing\n",
		"etc/leapp/transaction/to_keep":    "café",
	})
	want := strings.Split(strings.TrimSpace(`
almalinux-release 8.10-1.el8 noarch @anaconda 51d6647ec21ad6ea -
glibc 2.28-251.el8_10 x86_64 @baseos 51d6647ec21ad6ea -
perl 4:5.26.3-422.el8.0.1 x86_64 @appstream 51d6647ec21ad6ea perl:5.26
agent 7-1 x86_64 @System (none) -
leapp-upgrade-el7toel8 0.18.0-1.el7 noarch @elevate 0000000000000001 -
leapp-upgrade-el8toel9 0.21.0-4.el8 noarch @elevate 0000000000000001 -
rpm database, sqlite; AlmaLinux 8.10; Leapp 0.21
[appstream baseos ever-$releasever first none] [perl:5.26] [] [ftp telnet] []
/etc/dnf/dnf.conf has the repository inside, which dnf and yum know and Leapp does not: it reads .repo files alone
which repository 1 of 6 packages came from is not in /var/lib/dnf/history.sqlite: as dnf and yum do, Leapp takes System for it
/etc/yum.repos.d/other.repo:1:1: dnf takes some for enabled (enabled=True), and Leapp, which knows only enabled=1, does not
/etc/yum.repos.d/other.repo:4:1: Leapp takes the name ever-$releasever as it is written, and dnf puts values for its variables
"café" in /etc/leapp/transaction/to_keep is no name of a package, so it has no effect: Leapp takes each line for one name, and leaves out lines that begin with #
"telnet # old" in /etc/leapp/transaction/to_remove is no name of a package, so it has no effect: Leapp takes each line for one name, and leaves out lines that begin with #
crash at /etc/yum.repos.d/broken.repo:3: this line is not key = value
crash at /etc/yum.repos.d/other.repo:7: the section [none] has no name
`), "\n")
	got := said(read(t, dir, nil))
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

const centos7 = `centos-release 7-9.2009.1.el7.centos x86_64 24c6a8a7f4a80eb5 anaconda
bash 4.2.46-34.el7 x86_64 24c6a8a7f4a80eb5 base
bind 32:9.11.4-26.P2.el7_9.15 x86_64 24c6a8a7f4a80eb5 updates/7Server
remi-release 7.9-2.el7.remi noarch 004e6f4700f97f56 -
`

// On EL 7 repositories are in a file for each package, and the minor release is in a file of its own.
func TestYum(t *testing.T) {
	t.Parallel()
	release := map[string]string{"etc/os-release": "ID=centos\nNAME=\"CentOS Linux\"\nVERSION_ID=7\n",
		"etc/centos-release":    "CentOS Linux release 7.9.2009 (Core)\n",
		"etc/yum.conf":          "[main]\nreposdir=/etc/some.repos\n",
		"etc/some.repos/x.repo": "[base]\nname=x\n", "etc/yum.repos.d/y.repo": "[not]\nname=x\n"}
	l := read(t, newRoot(t, centos7, true, release), nil)
	want := strings.Split(strings.TrimSpace(`
centos-release 7-9.2009.1.el7.centos x86_64 @anaconda 24c6a8a7f4a80eb5 -
bash 4.2.46-34.el7 x86_64 @base 24c6a8a7f4a80eb5 -
bind 32:9.11.4-26.P2.el7_9.15 x86_64 @updates/7Server 24c6a8a7f4a80eb5 -
remi-release 7.9-2.el7.remi noarch @installed 004e6f4700f97f56 -
rpm database, sqlite; CentOS Linux 7.9; Leapp 
[base] [] [] [] []
which repository 1 of 4 packages came from is not in /var/lib/yum/yumdb: as dnf and yum do, Leapp takes installed for it
`), "\n")
	if d := cmp.Diff(want, said(l)); d != "" {
		t.Error(d)
	}
}

// The system and its release, from what files say.
func TestSystem(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		files map[string]string
		want  string
	}{
		{map[string]string{"usr/lib/os-release": osRelease}, "almalinux AlmaLinux 8.10"},
		{map[string]string{"etc/os-release": "ID=rhel\nNAME='Red Hat'\nVERSION_ID=\"9.4\"\n# ID=x\nID"},
			"rhel Red Hat 9.4"},
		{map[string]string{"etc/os-release": "ID=\"centos\"\nNAME=\"CentOS Stream\"\nVERSION_ID=9"},
			"centos CentOS Stream 9.10 CentOS Stream 9 has no minor releases: it is upgraded as 9.10"},
		{map[string]string{"etc/os-release": "ID=centos\nNAME=C\nVERSION_ID=8",
			"etc/redhat-release": "C release 8.5.2111"},
			"centos C 8.5"},
		{map[string]string{"etc/os-release": "ID=centos\nNAME=C\nVERSION_ID=8",
			"etc/redhat-release": "C release 7.9.2009"},
			`centos C - /etc/os-release names no release of Enterprise Linux (VERSION_ID "8"): the release is the ` +
				"one that is asked for"},
		{map[string]string{"etc/os-release": "\x00\xff=\n=\n"},
			"  - /etc/os-release has no ID of a system: the system is the one that packages name"},
		{map[string]string{"etc/os-release": "ID=a\x1b[2J"},
			"  - /etc/os-release has no ID of a system: the system is the one that packages name"},
		{map[string]string{"etc/os-release": strings.Repeat("ID=x\n", 1<<20)},
			"  - /etc/os-release cannot be read (it has more than 4 MB): the system is the one that packages name"},
		{nil, "  - there is no /etc/os-release: the system is the one that packages name"},
	} {
		dir := t.TempDir()
		files(t, dir, x.files)
		root, err := OpenDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		r := &reader{root: root, list: &machine.List{}}
		r.system()
		got := fmt.Sprint(r.list.OS, " ", r.list.OSName, " ", r.list.Source, " ", strings.Join(r.list.Notes, "; "))
		if d := cmp.Diff(x.want, strings.TrimRight(got, " ")); d != "" {
			t.Error(d)
		}
		root.Close()
	}
}

// A denied file system has files that may not be read.
type denied struct {
	fs.FS
	names []string
}

func (d denied) Open(name string) (fs.File, error) {
	if slices.Contains(d.names, name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return d.FS.Open(name)
}

// What may not be read is named, with what it means; only without the rpm database there is no machine.
func TestDenied(t *testing.T) {
	t.Parallel()
	dir := newRoot(t, alma8, false, map[string]string{"etc/os-release": osRelease,
		"etc/yum.repos.d/alma.repo": "[baseos]\nname=x\n", "etc/yum.repos.d/secret.repo": "[secret]\nname=x\n",
		"etc/dnf/modules.d/perl.module": "[perl]\nstream=5.26\nstate=enabled\n",
		"etc/leapp/transaction/to_keep": "telnet"})
	deny := func(names ...string) func(fs.FS) fs.FS {
		return func(fsys fs.FS) fs.FS { return denied{fsys, names} }
	}
	l := read(t, dir, deny("etc/yum.repos.d/secret.repo", "var/lib/dnf/history.sqlite", "etc/dnf/modules.d",
		"etc/leapp/transaction/to_keep"))
	want := []string{
		"/var/lib/dnf/history.sqlite cannot be read (permission denied): which repositories packages came from " +
			"is not known",
		"/etc/yum.repos.d/secret.repo cannot be read (permission denied): which repositories are enabled is " +
			"not known",
		"/etc/dnf/modules.d cannot be read (permission denied): which module streams are enabled is not known",
		"/etc/leapp/transaction/to_keep cannot be read (permission denied): what it names is not known"}
	if d := cmp.Diff(want, l.Notes); d != "" {
		t.Error(d)
	}
	if got := fmt.Sprint(l.Enabled, l.Modules == nil, l.Keep); l.Enabled != nil || got != "[] true []" {
		t.Error(got)
	}
	if l = read(t, dir, deny("etc/dnf/modules.d/perl.module")); l.Modules != nil {
		t.Error("streams are enabled, though a module cannot be read:", l.Modules)
	}
	l = read(t, dir, deny("etc/yum.repos.d"))
	want = []string{"which repository 1 of 6 packages came from is not in /var/lib/dnf/history.sqlite: as dnf and " +
		"yum do, Leapp takes System for it",
		"/etc/yum.repos.d cannot be read (permission denied): which repositories are enabled is not known"}
	if d := cmp.Diff(want, l.Notes); d != "" || l.Enabled != nil {
		t.Error(d, l.Enabled)
	}
	root, err := OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := Read(deny("var/lib/rpm/rpmdb.sqlite")(root), "web01"); err == nil || !strings.Contains(err.Error(),
		"web01: ") {
		t.Error(err)
	}
	if _, err := Read(deny()(os.DirFS(t.TempDir())), "web01"); err == nil {
		t.Error("an empty folder is a machine")
	}
}
