package machine

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/rpmpack"

	"pes/generator/internal/need"
)

const (
	full = `pes|acl|(none)|2.2.53|3.el8|x86_64|(none)|RSA/SHA256, Tue Feb  2 09:01:00 2021, Key ID 51d6647ec21ad6ea|161|AlmaLinux
pes|gpg-pubkey|(none)|c21ad6ea|572b9b5f|(none)|(none)|(none)|161|(none)
pes|perl|4|5.30|1.module_el8+1|noarch|perl:5.30:80:c0ffee|RSA/SHA256, Tue Feb  2 09:01:00 2021, Key ID 51d6647ec21ad6ea|161|AlmaLinux
pes|agent|(none)|1|1|x86_64||(none)|161|Acme | Sons
`
	foreman = `Host,Package Name,Package NVRA,Package NVREA
web1,acl,acl-2.2.51-15.el7.x86_64,acl-2.2.51-15.el7.x86_64
web1,bind,bind-9.11.4-26.el7.x86_64,32:bind-9.11.4-26.el7.x86_64
`
	spacewalk = `system_id,org_id,package_name,package_epoch,package_version,package_release,package_arch
1000010000,1,acl,,2.2.51,15.el7,x86_64
1000010000,1,bind,32,9.11.4,26.el7,x86_64
1000010001,1,acl,,2.2.51,15.el7,x86_64
`
)

// What a table says of a package, in the many ways in which tables are written.
func TestTables(t *testing.T) {
	const two = "CSV: acl.x86_64 bind.x86_64; 0 keys, 0 modular"
	for _, x := range []struct{ in, want string }{
		{full, "rpm -qa for pes: acl.x86_64 perl/perl:5.30.noarch agent.x86_64; 1 keys, 0 modular"},
		{foreman, two},
		{"Nvra\nacl-2.2.51-15.el7.x86_64\nbind-9.11.4-26.el7.x86_64\n", two},
		{"\ufeff\"Nvra\";\"Id\"\r\n\"acl-2-15.el7.x86_64\";\"1\"\r\n\"bind-9-26.el7.x86_64\";2\r\n", two},
		{"Name\tVersion\tRelease\tArchitecture\nacl\t2\t1\tx86_64\nbind\t9\t1\tx86_64\n", two},
		{"name,version,release,arch,repo,vendor\nacl,2,1,x86_64,@base,\"CentOS, \"\"the\"\" 1\"\n",
			"CSV: acl@base.x86_64; 0 keys, 0 modular"},
		{strings.Join(strings.Split(spacewalk, "\n")[:3], "\n"), two},
		{spacewalk, "list:4: there are several machines in it, such as 1000010000 and 1000010001: make a list of " +
			"each (pes simulate --installed reads a table of many)"},
		{"Nvra\nacl\n", `list:2: "acl" is not as rpm -qa prints packages (name-version-release.arch)`},
		{"host,nvra\nweb,\n", `list:2: "web" is no package of rpm`},
		{"name,version,release,arch\nacl,2,1,sparc\n", `list:2: "sparc", the architecture of acl, is none`},
		{"nvra\n", "list: no package in it"},
		{full + "acl\n", `list:5: "acl" is not as the others: they have pes and 9 columns more, with | between`},
		{strings.ReplaceAll(full, "Key ID", "ID"),
			`list:1: "RSA/SHA256, Tue Feb  2 09:01:00 2021, ID 51d6647ec21ad6ea" is no signature of rpm`},
	} {
		l, err := Read("list", []byte(x.in))
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = what(l)
		}
		if d := cmp.Diff(x.want, got); d != "" {
			t.Errorf("%.60q (-want +got):\n%s", x.in, d)
		}
	}
	l, err := Read("list", []byte(full))
	if err != nil {
		t.Fatal(err)
	}
	acl, agent := l.Packages[0], l.Packages[2]
	if acl.Signature != "51d6647ec21ad6ea" || acl.EVR != "2.2.53-3.el8" || l.Packages[1].EVR[:2] != "4:" ||
		agent.Signature != "(none)" || agent.Vendor != "Acme | Sons" {
		t.Errorf("%+v", l.Packages)
	}
}

// The machines of a table stand where Parts says, and each can be read there.
func TestParts(t *testing.T) {
	header, parts, err := Parts(strings.NewReader(spacewalk))
	if err != nil || len(parts) != 2 {
		t.Fatal(parts, err)
	}
	for i, want := range []string{"1000010000 CSV: acl.x86_64 bind.x86_64; 0 keys, 0 modular",
		"1000010001 CSV: acl.x86_64; 0 keys, 0 modular"} {
		p := parts[i]
		l, err := Read(p.Name, append(bytes.Clone(header), spacewalk[p.From:p.To]...))
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Name + " " + what(l); got != want {
			t.Error(got)
		}
	}
	for _, text := range []string{foreman, full, sos, "", "Nvra\nacl-1-1.noarch\n", strings.Repeat("x", 100_000)} {
		if _, parts, err := Parts(strings.NewReader(text)); parts != nil || err != nil {
			t.Errorf("%.20q: %v, %v", text, parts, err)
		}
	}
	apart := spacewalk + strings.Split(spacewalk, "\n")[1]
	_, _, err = Parts(strings.NewReader(apart))
	if err == nil || !strings.Contains(err.Error(), `"1000010000" are not`) {
		t.Error(err)
	}
}

// The command that people copy does what it should with rpm as it is, and with one that knows no modules, as in EL 7.
func TestFullCommand(t *testing.T) {
	rpm := need.Program(t, "rpm")
	dir := t.TempDir()
	p, err := rpmpack.NewRPM(rpmpack.RPMMetaData{Name: "agent", Epoch: 4, Version: "1.2", Release: "3.el7",
		Arch: "x86_64", Vendor: "Acme, Inc.", Licence: "none"})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "agent.rpm"), b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	guide, err := os.ReadFile(filepath.Join(need.Checkout(t), "content/docs/before-you-upgrade.md"))
	if err != nil || !bytes.Contains(guide, []byte("\n"+FullCommand+" > machine.txt\n")) {
		t.Error("the guide has another command:", err)
	}
	bin := filepath.Join(dir, "bin")
	if err := os.Mkdir(bin, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, known := range []string{"cat", "grep -v MODULARITYLABEL"} {
		// Instead of the packages of this machine, those of a file; tags that are not known are an error, as in rpm.
		script := "#!/bin/sh\ncase \"$*\" in\n--querytags) " + rpm + " --querytags | " + known + ";;\n" +
			"*MODULARITYLABEL*) test '" + known + "' = cat || exit 1; shift; " + rpm + " -qp agent.rpm \"$@\";;\n" +
			"*) shift; " + rpm + " -qp agent.rpm \"$@\";;\nesac\n"
		if err := os.WriteFile(filepath.Join(bin, "rpm"), []byte(script), 0o777); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("sh", "-c", FullCommand)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "LC_ALL=C")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if want := "pes|agent|4|1.2|3.el7|x86_64|"; !strings.HasPrefix(string(out), want) {
			t.Errorf("%s: %s", known, out)
		}
		l, err := Read("list", out)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Packages[0]; got.EVR != "4:1.2-3.el7" || got.Vendor != "Acme, Inc." || l.Form != Full {
			t.Errorf("%+v", got)
		}
	}
}

func FuzzTable(f *testing.F) { fuzz(f, full, foreman, spacewalk) }
