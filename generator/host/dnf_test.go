package host

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/need"
	"pes/generator/machine"
)

// builds are packages of two repositories: version, and what stands in their specs.
var builds = map[string][]struct{ name, evr, more string }{
	"one": {{"web", "1:1-1", ""}, {"lib", "2-1", ""}, {"old", "1-1", ""}, {"back", "1-1", ""}, {"same", "3-1", ""},
		{"again", "1-1", ""}, {"gone", "1-1", ""}, {"down", "2-1", ""}},
	"two": {{"web", "1:2-1", ""}, {"new", "1-1", "Obsoletes: old < 2"}, {"back", "1-1", ""}, {"same", "3-1", ""},
		{"down", "1-1", ""}},
	"none": {{"file", "1-1", ""}, {"bare", "1-1", ""}},
}

// changes are transactions, one after the other: as people change machines over the years.
const changes = `repo disable two
install web lib old back same again gone down
run
repo enable two
repo disable one
upgrade web
install new
run
remove back
run
install back
run
reinstall same
run
repo enable one
downgrade down
remove again gone
run
install again FILE
run
exit
`

// Which repository a package came from is what dnf itself says, whatever happened before.
func TestRepositoriesAgreeWithDNF(t *testing.T) {
	need.Time(t)
	t.Parallel()
	dnf, rpm := need.Program(t, "dnf"), need.Program(t, "rpm")
	home, root := t.TempDir(), t.TempDir()
	files(t, home, map[string]string{".rpmmacros": "%_dbpath /var/lib/rpm\n"})
	run := func(program string, args ...string) string {
		t.Helper()
		cmd := exec.Command(program, args...)
		cmd.Env = append(os.Environ(), "HOME="+home, "LC_ALL=C.UTF-8")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", program, args, err, out)
		}
		return string(out)
	}
	ask := []string{"--quiet", "--assumeyes", "--installroot", root, "--releasever", "8",
		"--setopt=install_weak_deps=0", "--setopt=module_platform_id=platform:el8",
		"--setopt=one.gpgcheck=0", "--setopt=two.gpgcheck=0"}
	spec := 0
	for repo, packages := range builds {
		dir := filepath.Join(home, repo)
		args := []string{"-bb", "--quiet", "--define", "_topdir " + home, "--define", "_rpmdir " + dir}
		for _, p := range packages {
			spec++
			epoch, evr, ok := strings.Cut(p.evr, ":")
			if !ok {
				epoch, evr = "0", p.evr
			}
			version, release, _ := strings.Cut(evr, "-")
			name := fmt.Sprint(spec, ".spec")
			files(t, home, map[string]string{name: fmt.Sprintf("Name: %s\nEpoch: %s\nVersion: %s\nRelease: %s\n"+
				"Summary: x\nLicense: MIT\nBuildArch: noarch\n%s\n%%description\nx\n%%files\n", p.name, epoch, version,
				release, p.more)})
			args = append(args, filepath.Join(home, name))
		}
		run(need.Program(t, "rpmbuild"), args...)
		if repo != "none" {
			run(need.Program(t, "createrepo_c"), "--quiet", dir)
			ask = append(ask, "--repofrompath="+repo+",file://"+dir, "--repo="+repo)
		}
	}
	file := filepath.Join(home, "none/noarch/file-1-1.noarch.rpm")
	files(t, home, map[string]string{"script": strings.ReplaceAll(changes, "FILE", file)})
	t.Log(run(dnf, append(slices.Clone(ask), "shell", filepath.Join(home, "script"))...))
	run(rpm, "--root", root, "-i", "--nosignature", filepath.Join(home, "none/noarch/bare-1-1.noarch.rpm"))
	run(dnf, append(slices.Clone(ask), "mark", "install", "lib")...)

	of := func(l *machine.List) (out []string) {
		for _, p := range l.Packages {
			out = append(out, strings.Join([]string{p.Name, p.EVR, p.Arch, p.Repoid}, " "))
		}
		slices.Sort(out)
		return out
	}
	says, err := machine.Read("dnf", []byte(run(dnf, append(slices.Clone(ask), "list", "--installed")...)))
	if err != nil {
		t.Fatal(err)
	}
	t.Log(strings.Join(of(says), "\n"))
	if len(says.Packages) != 9 {
		t.Errorf("%d packages", len(says.Packages))
	}
	if d := cmp.Diff(of(says), of(read(t, root, nil))); d != "" {
		t.Errorf("dnf says (-), and this (+):\n%s", d)
	}
}
