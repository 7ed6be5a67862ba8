package sosreport

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/machine"
)

const rpms = commands + "/rpm/sh_-c_rpm_--nodigest_-qa_--qf_-59_NVRA_INSTALLTIME_date_sort_-V"

// el8 is a sosreport as sos 4 makes them.
var el8 = map[string]string{
	installed: "->" + rpms,
	rpms: `bash-4.4.20-5.el8.x86_64                                    Tue Feb  2 09:01:00 2021
docker-ce-20.10.9-3.el8.x86_64                              Tue Feb  2 09:01:00 2021
gpg-pubkey-c21ad6ea-572b9b5f.(none)                         Tue Feb  2 09:02:00 2021
leapp-upgrade-el8toel9-0.21.0-4.el8.noarch                  Tue Feb  2 09:02:00 2021
perl-5.26.3-1.module_el8.6.0+2759.noarch                    Tue Feb  2 09:01:00 2021
`,
	commands + "/rpm/package-data": `bash-4.4.20-5.el8.x86_64	Tue Feb  2 09:01:00 2021	1612256460	AlmaLinux	build	89	RSA/SHA256, Mon Feb  1 10:00:00 2021, Key ID 51d6647ec21ad6ea
docker-ce-20.10.9-3.el8.x86_64	Tue Feb  2 09:01:00 2021	1612256460	Docker	build	(none)	(none)
gpg-pubkey-c21ad6ea-572b9b5f.(none)	Tue Feb  2 09:02:00 2021	1612256520	(none)	localhost	(none)	(none)
`,
	commands + "/dnf/dnf_list_installed": `Updating Subscription Management repositories.
Installed Packages
bash.x86_64                 4.4.20-5.el8                      @anaconda
docker-ce.x86_64            3:20.10.9-3.el8                   @docker-ce-stable
perl.noarch                 4:5.26.3-1.module_el8.6.0+2759    @appstream
`,
	commands + "/dnf/dnf_list_installed_dnf": "Installed Packages\ndnf.noarch 4-1.el8 @wrong\n",
	"etc/os-release":                         "->../usr/lib/os-release",
	"usr/lib/os-release":                     "NAME=\"AlmaLinux\"\nID=\"almalinux\"\nVERSION_ID=\"8.10\"\n",
	"etc/yum.repos.d/a.repo":                 "[baseos]\nname=b\nbaseurl=x\n[off]\nname=o\nenabled=0\n",
	"etc/dnf/dnf.conf":                       "[main]\n",
	"etc/dnf/modules.d/perl.module":          "[perl]\nname=perl\nstream=5.26\nstate=enabled\n",
	"uname":                                  "Linux web 4.18.0 #1 SMP Tue x86_64 x86_64 x86_64 GNU/Linux\n",
}

// with is a sosreport with other files; those that are "" are not there.
func with(files map[string]string, pairs ...string) map[string]string {
	out := map[string]string{}
	for name, text := range files {
		out[name] = text
	}
	for i := 0; i < len(pairs); i += 2 {
		if out[pairs[i]] = pairs[i+1]; pairs[i+1] == "" {
			delete(out, pairs[i])
		}
	}
	return out
}

// folder and packed write a sosreport.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, name)
		err := os.MkdirAll(filepath.Dir(name), 0o777)
		if target, is := strings.CutPrefix(text, "->"); is {
			err = os.Symlink(target, name)
		} else if err == nil {
			err = os.WriteFile(name, []byte(text), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func packed(t testing.TB, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		top := "sosreport-web-2025-01-01-abc/"
		if strings.HasPrefix(name, "/") {
			top = ""
		}
		h := &tar.Header{Name: top + name, Mode: 0o644, Size: int64(len(files[name]))}
		target, is := strings.CutPrefix(files[name], "->")
		if is {
			h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, target, 0
		}
		err := w.WriteHeader(h)
		if !is && err == nil {
			_, err = w.Write([]byte(files[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	z.Close()
	name := filepath.Join(t.TempDir(), "sosreport.tar.gz")
	if err := os.WriteFile(name, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// said is what a list says, a line each.
func said(l *machine.List) string {
	var b strings.Builder
	for _, p := range l.Packages {
		fmt.Fprintf(&b, "%s %s %s @%s key %s of %s\n", p.Name, p.EVR, p.Arch, p.Repoid, p.Signature, p.Vendor)
	}
	fmt.Fprintf(&b, "%s %s %s, Leapp %s, %d keys, enabled %v, modules %v\n", l.OS, l.Source, l.Arch, l.Leapp, l.Keys,
		l.Enabled, l.Modules)
	for _, n := range l.Notes {
		fmt.Fprintln(&b, "note:", n)
	}
	return b.String()
}

const el8Said = `bash 4.4.20-5.el8 x86_64 @anaconda key 51d6647ec21ad6ea of AlmaLinux
docker-ce 3:20.10.9-3.el8 x86_64 @docker-ce-stable key  of Docker
leapp-upgrade-el8toel9 0.21.0-4.el8 noarch @ key  of 
perl 4:5.26.3-1.module_el8.6.0+2759 noarch @appstream key  of 
almalinux 8.10 x86_64, Leapp 0.21, 1 keys, enabled [baseos], modules [perl:5.26]
`

// A sosreport says what several files say together, as an archive and unpacked.
func TestRead(t *testing.T) {
	t.Parallel()
	for _, path := range []string{packed(t, el8), folder(t, el8)} {
		if !Is(path) {
			t.Error("no sosreport:", path)
		}
		l, err := Read(path)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(el8Said, said(l)); d != "" {
			t.Error(d)
		}
		if l.Form != "sosreport" || l.Name != path {
			t.Error(l.Form, l.Name)
		}
	}
}

// Sosreports of other years and options: what is missing is looked for elsewhere, or said.
func TestOthers(t *testing.T) {
	t.Parallel()
	el7 := map[string]string{
		installed: "bash-4.2.46-34.el7.x86_64                                   Tue Feb  2 09:01:00 2021\n",
		commands + "/yum/yum_list_installed": "Loaded plugins: fastestmirror\nInstalled Packages\n" +
			"bash.x86_64      4.2.46-34.el7      @base\n",
		commands + "/yum/yum_-C_repolist": `Loaded plugins: fastestmirror
repo id        repo name        status
!base/7/x86_64 CentOS-7 - Base  10,072
epel/x86_64    Extra            13,000
repolist: 23,072
`,
		"etc/os-release":     "NAME=\"CentOS Linux\"\nID=\"centos\"\nVERSION_ID=\"7\"\n",
		"etc/centos-release": "CentOS Linux release 7.9.2009 (Core)\n", "etc/yum.conf": "[main]\n",
		commands + "/kernel/uname_-a": "Linux web 3.10.0 ppc64le GNU/Linux\n",
	}
	const printed = `note: there is no folder with .repo files, as /etc/yum.repos.d: the enabled ones are those of sos_commands/yum/yum_-C_repolist
`
	const broken = `bash 4.4.20-5.el8 x86_64 @ key  of 
docker-ce 20.10.9-3.el8 x86_64 @ key  of 
leapp-upgrade-el8toel9 0.21.0-4.el8 noarch @ key  of 
perl 5.26.3-1.module_el8.6.0+2759 noarch @ key  of 
almalinux 8.10 x86_64, Leapp 0.21, 1 keys, enabled [baseos], modules [perl:5.26]
note: sos_commands/rpm/package-data:1: this is not text: there is a character U+0000 in it: who signed packages is not known from it
note: sos_commands/dnf/dnf_list_installed:1: "Error: a" is in no form that is known: a list is what rpm -qa or dnf list --installed prints (with LC_ALL=C), or names alone: the repositories of packages are not known from it
`
	for _, x := range []struct {
		what  string
		files map[string]string
		want  string
	}{
		{"EL 7", el7, "bash 4.2.46-34.el7 x86_64 @base key  of \n" +
			"centos 7.9 ppc64le, Leapp , 0 keys, enabled [base epel], modules []\n" + printed},
		{"without rpm", with(el7, installed, "", "etc/yum.repos.d/x.repo", "[x]\nname=x\n"),
			"bash 4.2.46-34.el7 x86_64 @base key  of \n" +
				"centos 7.9 ppc64le, Leapp , 0 keys, enabled [x], modules []\n"},
		{"modules as dnf prints them", with(el8, "etc/dnf/modules.d/perl.module", "",
			commands+"/dnf/dnf_--assumeno_module_list", "AppStream\nName   Stream     Profiles  Summary\n"+
				"perl   5.26 [d][e] common [d] x\nperl   5.30       common    x\nphp    7.4 [e]    common    x\n\n"+
				"Hint: [d]efault, [e]nabled, [x]disabled, [i]nstalled\n"),
			strings.Replace(el8Said, "[perl:5.26]", "[perl:5.26 php:7.4]", 1)},
		{"dnf without network", with(el8, "etc/dnf/modules.d/perl.module", "",
			commands+"/dnf/dnf_--assumeno_module_list_--enabled", "Error: Failed to download metadata for repo 'x'\n",
			commands+"/dnf/dnf_--assumeno_module_list", "AppStream\nName   Stream     Profiles  Summary\n"+
				"php    7.4 [e]    common    x\n"), strings.Replace(el8Said, "[perl:5.26]", "[php:7.4]", 1)},
		{"broken lists", with(el8, commands+"/dnf/dnf_list_installed", "Error: a\nb c\n", commands+"/rpm/package-data",
			"\x00"), broken},
	} {
		l, err := Read(folder(t, x.files))
		if err != nil {
			t.Errorf("%s: %v", x.what, err)
			continue
		}
		if d := cmp.Diff(x.want, said(l)); d != "" {
			t.Errorf("%s: %s", x.what, d)
		}
	}
}

// What is no sosreport is told what it is.
func TestWrong(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ path, want string }{
		{packed(t, map[string]string{"../etc/os-release": "ID=x\n"}), "this archive is no sosreport, as there is no " +
			"sos_commands in it; if it has the files of a machine, --root reads it"},
		{folder(t, map[string]string{commands + "/x": ""}), "this sosreport has no list of packages: it was made " +
			"without the plugins rpm, dnf and yum"},
		{packed(t, map[string]string{installed: "nothing here\n", commands + "/rpm/x": ""}), `installed-rpms:1: "nothing ` +
			`here" is in no form that is known: a list is what rpm -qa or dnf list --installed prints (with LC_ALL=C), ` +
			`or names alone`},
		{packed(t, with(el8, "/other/"+installed, "", "/other/"+commands+"/rpm/x", "x")),
			"there are 2 sosreports in it: unpack it and name the folder"},
		{"nothing", "stat nothing: no such file or directory"},
	} {
		l, err := Read(x.path)
		if err == nil {
			t.Errorf("%s: %s", x.want, said(l))
		} else if got := strings.TrimPrefix(err.Error(), x.path+": "); got != x.want {
			t.Errorf("got %s\nnot %s", got, x.want)
		}
	}
	pipe := filepath.Join(t.TempDir(), "pipe") // nobody writes to it
	if err := syscall.Mkfifo(pipe, 0o666); err != nil {
		t.Fatal(err)
	}
	if Is("nothing") || Is(t.TempDir()) || Is("sosreport_test.go") || Is(pipe) {
		t.Error("no sosreports")
	}
}

// Whatever is in the files: no panic, and packages have names.
func FuzzRead(f *testing.F) {
	f.Add(el8[rpms], el8[commands+"/dnf/dnf_list_installed"], el8[commands+"/rpm/package-data"], el8["uname"])
	f.Add("bash-1-1.noarch\n", "repo id repo name\nx/7 y\n", "a\tb\tc\td\te", "Name Stream\na 1 [e]\n")
	f.Fuzz(func(t *testing.T, list, dnf, data, other string) {
		l, err := Read(folder(t, map[string]string{installed: list, commands + "/dnf/dnf_list_installed": dnf,
			commands + "/rpm/package-data": data, commands + "/dnf/dnf_repolist": other + dnf,
			commands + "/dnf/dnf_module_list": other, "uname": other}))
		if err == nil && len(l.Packages) == 0 {
			t.Error(said(l))
		}
	})
}
