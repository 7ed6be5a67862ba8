package repodata_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/need"
	"pes/generator/repodata"
)

// tool runs a program that knows repositories, without the settings of this machine.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(need.Program(t, name), args...)
	home := t.TempDir()
	cmd.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC", "HOME="+home)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s", name, args, err, out, stderr.String())
	}
	return string(out)
}

// specs are the sources of packages that have about everything that primary says.
var specs = map[string]string{
	"web": `
Name: web-server
Epoch: 2
Version: 2.4.62~rc1^git7
Release: 4.el9
Summary: One & <two>
License: MIT
Provides: webserver, web(api) = 20120211, web-mmn = 1:3-4
Requires: /bin/sh, (web-tools >= 2:2.4 if web-docs), web-core%{?_isa} = %{epoch}:%{version}-%{release}
Requires(pre): web-users >= 1
Recommends: web-nice
Suggests: web-nicer
Supplements: web-base
Enhances: web-other
Obsoletes: old-web < 2, older-web <= 1:1-1
Conflicts: other-web > 5
%description
It "serves".
%package -n web_tools+x
Summary: Tools
Version: 7
BuildArch: noarch
%description -n web_tools+x
Tools
%install
mkdir -p %{buildroot}/usr/bin %{buildroot}/etc/web %{buildroot}/usr/share/web
touch %{buildroot}/usr/bin/web %{buildroot}/etc/web/main.conf %{buildroot}/usr/share/web/x
touch "%{buildroot}/etc/web/a & b.conf" %{buildroot}/usr/bin/webtool %{buildroot}/usr/bin/ghost
%files
/usr/bin/web
/etc/web
/usr/share/web
%ghost /usr/bin/ghost
%files -n web_tools+x
/usr/bin/webtool
`,
	"one": `
Name: one
Version: 1.0
Release: 1.module_el9+1+abc
Summary: One
License: MIT
BuildArch: noarch
%description
One
%files
`,
}

// builtRepository is a folder of RPMs and source RPMs that rpmbuild made.
func builtRepository(t *testing.T) (dir string, packages []string) {
	t.Helper()
	dir = t.TempDir()
	for name, spec := range specs {
		top := t.TempDir()
		file := filepath.Join(top, name+".spec")
		if err := os.WriteFile(file, []byte(spec[1:]), 0o666); err != nil {
			t.Fatal(err)
		}
		for _, target := range []string{"x86_64-linux", "i686-linux"} {
			tool(t, "rpmbuild", "-ba", "--quiet", "--target", target, "-D", "_topdir "+top, "-D", "_rpmdir "+dir,
				"-D", "_srcrpmdir "+dir, "-D", "_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm",
				"-D", "_build_id_links none", file)
		}
	}
	packages, err := filepath.Glob(filepath.Join(dir, "*.rpm"))
	if err != nil || len(packages) != 6 {
		t.Fatal(packages, err)
	}
	return dir, packages
}

// readBack reads a repository in a folder.
func readBack(t *testing.T, dir string) (about *repodata.Repomd, packages []*repodata.Package, m *repodata.Modules) {
	t.Helper()
	open := func(name string) io.Reader {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	about, err := repodata.ReadRepomd(open("repodata/repomd.xml"))
	if err != nil {
		t.Fatal(err)
	}
	err = about.Primary.Read(open(about.Primary.Href), func(r io.Reader) error {
		return repodata.ReadPrimary(r, func(p *repodata.Package) error {
			packages = append(packages, p)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if about.Modules.Href != "" {
		err = about.Modules.Read(open(about.Modules.Href), func(r io.Reader) (err error) {
			m, err = repodata.ReadModules(r)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return about, packages, m
}

// lines are what packages are, in the form of the questions below, sorted.
func lines(packages []*repodata.Package) (out []string) {
	for _, p := range packages {
		id := p.NEVRA()
		out = append(out, fmt.Sprintf("%s size %d", id, p.Size), id+" source "+p.Source)
		for word, list := range map[string][]repodata.Dependency{"provides": p.Provides, "requires": p.Requires,
			"obsoletes": p.Obsoletes, "conflicts": p.Conflicts} {
			for _, d := range list {
				out = append(out, id+" "+word+" "+d.String())
			}
		}
		for _, f := range p.Files {
			out = append(out, id+" file "+f)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// asRPM asks rpm the same of the packages themselves.
func asRPM(t *testing.T, packages []string) (out []string) {
	t.Helper()
	const id = "%{NAME}-%{EPOCHNUM}:%{VERSION}-%{RELEASE}.%|SOURCERPM?{%{ARCH}}:{src}|"
	format := ""
	for _, word := range []string{"PROVIDE", "REQUIRE", "OBSOLETE", "CONFLICT"} {
		format += "[%{=NEVR} " + strings.ToLower(word) + "s %{" + word + "NEVRS}\\n]"
	}
	for _, file := range packages {
		name := strings.TrimSpace(tool(t, "rpm", "-qp", "--qf", id, file))
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		source := strings.TrimSpace(tool(t, "rpm", "-qp", "--qf", "%{SOURCERPM}", file))
		if i := strings.LastIndex(source, "-"); i > 0 {
			source = source[:strings.LastIndex(source[:i], "-")]
		} else {
			source = "" // of a source package
		}
		out = append(out, fmt.Sprintf("%s size %d", name, info.Size()), name+" source "+source)
		for _, line := range strings.Split(strings.TrimSpace(tool(t, "rpm", "-qp", "--qf", format, file)), "\n") {
			_, line, ok := strings.Cut(line, " ")
			if ok && !strings.Contains(line, "rpmlib(") {
				out = append(out, name+" "+strings.ReplaceAll(line, " 0:", " "))
			}
		}
		for _, path := range strings.Fields(strings.ReplaceAll(tool(t, "rpm", "-qpl", file), " ", "\x00")) {
			path = strings.ReplaceAll(path, "\x00", " ")
			if strings.Contains(path, "bin/") || strings.HasPrefix(path, "/etc/web/") {
				out = append(out, name+" file "+path)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// What rpmbuild and createrepo_c make is read as rpm reads it.
func TestAsRPM(t *testing.T) {
	t.Parallel()
	need.Time(t)
	dir, packages := builtRepository(t)
	want := asRPM(t, packages)
	for _, how := range []string{"gz", "bz2", "xz", "zstd"} {
		for _, checksum := range []string{"sha256", "sha512"} {
			cmd := exec.Command(need.Program(t, "createrepo_c"), "-q", "--general-compress-type", how, "-s", checksum,
				dir)
			if out, err := cmd.CombinedOutput(); err != nil {
				if how == "zstd" && strings.Contains(string(out), "nknown") {
					continue // this createrepo_c has no zstd yet
				}
				t.Fatal(err, string(out))
			}
			about, got, _ := readBack(t, dir)
			if diff := cmp.Diff(want, lines(got)); diff != "" {
				t.Errorf("%s: %s", how, diff)
			}
			if about.Time.IsZero() || about.Primary.Sum.Type != checksum || about.Modules != (repodata.File{}) {
				t.Errorf("%+v", about)
			}
		}
	}
}
