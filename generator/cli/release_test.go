package cli

import (
	"bytes"
	"crypto"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/google/go-cmp/cmp"

	"pes/generator/datarelease"
	"pes/generator/internal/need"
	"pes/generator/internal/sample"
)

// signingKey makes a secret key, armoured in a file, and its public part.
func signingKey(t *testing.T, algorithm packet.PublicKeyAlgorithm) (file string, public []byte) {
	t.Helper()
	made := time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)
	e, err := openpgp.NewEntity("Releases", "", "releases@pes.example", &packet.Config{Algorithm: algorithm, RSABits: 2048, DefaultHash: crypto.SHA256,
		Time: func() time.Time { return made }})
	if err != nil {
		t.Fatal(err)
	}
	var secret, open bytes.Buffer
	write := func(b *bytes.Buffer, kind string, f func(*bytes.Buffer) error) {
		w, err := armor.Encode(b, kind, nil)
		var raw bytes.Buffer
		if err == nil {
			err = f(&raw)
		}
		if err == nil {
			_, err = w.Write(raw.Bytes())
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	write(&secret, openpgp.PrivateKeyType, func(b *bytes.Buffer) error { return e.SerializePrivate(b, nil) })
	write(&open, openpgp.PublicKeyType, func(b *bytes.Buffer) error { return e.Serialize(b) })
	file = filepath.Join(t.TempDir(), "secret.asc")
	if err := os.WriteFile(file, secret.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, open.Bytes()
}

// acme is a copy of the small project, to be released from.
func acme(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "acme")
	if err := os.CopyFS(dir, os.DirFS("testdata/golden/acme/project")); err != nil {
		t.Fatal(err)
	}
	// One Leapp version is enough here; and a sibling, which no machine has beside it.
	name := filepath.Join(dir, "content", "distros", "acme.toml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	one := regexp.MustCompile(`(?m)^leapp *=.*$`).ReplaceAll(text, []byte(`leapp = ["0.21"]`))
	sibling := []byte("extends = \"acme\"\nname = \"Bolt\"\nos_id = \"bolt\"\n")
	for name, text := range map[string][]byte{"acme.toml": one, "bolt.toml": sibling} {
		if err := os.WriteFile(filepath.Join(dir, "content", "distros", name), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// releaseOfAcme makes a release and gives its folder.
func releaseOfAcme(t *testing.T, args ...string) (out string) {
	t.Helper()
	t.Setenv("SOURCE_DATE_EPOCH", "1767225600")
	out = filepath.Join(t.TempDir(), "public")
	must(t, append([]string{"release", "-C", acme(t), "--version", "2026.1", "--channel", "ng", "--out", out}, args...)...)
	return out
}

// must runs the command and gives what it prints.
func must(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := Run(args, &stdout, &stderr); code != 0 {
		t.Fatalf("pes %v: exit %d\n%s%s", args, code, stdout.String(), stderr.String())
	}
	return stdout.String()
}

// The same sources give the same bytes in every folder, time zone and locale, for every user and number of workers.
func TestReleaseIsReproducible(t *testing.T) {
	bin := binary(t)
	key, _ := signingKey(t, packet.PubKeyAlgoEdDSA)
	var first map[string]string
	for i, env := range [][]string{{"TZ=UTC", "LC_ALL=C", "jobs=1", "mask=022", "GOMAXPROCS=1"}, {"TZ=Asia/Kathmandu", "LC_ALL=tr_TR.UTF-8", "jobs=5", "mask=077", "USER=other", "HOME=/nowhere"}} {
		out := filepath.Join(t.TempDir(), "out")
		cmd := exec.Command("sh", "-c", `umask $mask && exec "$0" release --version 2026.1 --sign "$1" --out "$2" --jobs $jobs`, bin, key, out)
		cmd.Dir, cmd.Env = acme(t), append(append(os.Environ(), "SOURCE_DATE_EPOCH=1767225600"), env...)
		if b, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, b)
		}
		files := readTree(t, out)
		if i == 0 {
			first = files
			continue
		}
		if len(files) != len(first) || len(files) < 20 {
			t.Errorf("%d files, and then %d", len(first), len(files))
		}
		for name, text := range files {
			if first[name] != text {
				t.Errorf("%s differs", name)
			}
		}
	}
}

// What is tampered with is found, whatever file it is and whatever was done to it.
func TestTampering(t *testing.T) {
	key, public := signingKey(t, packet.PubKeyAlgoEdDSA)
	whole := sample.Folder(t, filepath.Join(releaseOfAcme(t, "--sign", key), "releases", "2026.1"))
	if r := datarelease.VerifyRelease(whole, public); len(r.Findings) > 0 || !r.Vouched {
		t.Fatalf("the release is not intact as it was made: %+v", r)
	}
	tarball := slices.IndexFunc(sortedKeys(whole), func(n string) bool { return strings.HasSuffix(n, ".tar.zst") && !strings.HasPrefix(n, "site") })
	archive := sortedKeys(whole)[tarball]
	files, err := datarelease.Unpack(archive, whole[archive].Data)
	if err != nil {
		t.Fatal(err)
	}
	machine := fstest.MapFS{}
	for _, f := range files {
		machine[f.Path] = &fstest.MapFile{Data: f.Data}
	}
	r := rand.New(rand.NewPCG(10, 3))
	for n := range need.Repeat(60, 1000) {
		for what, fsys := range map[string]fstest.MapFS{"release": whole, "machine": machine} {
			damaged, how := tampered(r, fsys)
			if damaged == nil {
				continue
			}
			report := datarelease.VerifyRelease(damaged, public)
			if what == "machine" {
				report = datarelease.VerifyTree(damaged, nil, public)
			}
			if len(report.Findings) == 0 {
				t.Errorf("tampering %d with a %s is not found: %s", n, what, how)
			}
		}
	}
}

// Not a bit of a package can be another: whatever rpm refuses is refused, and more.
func TestTamperedPackages(t *testing.T) {
	for name, algorithm := range map[string]packet.PublicKeyAlgorithm{"RSA": packet.PubKeyAlgoRSA, "EdDSA": packet.PubKeyAlgoEdDSA} {
		t.Run(name, func(t *testing.T) {
			key, public := signingKey(t, algorithm)
			found, err := filepath.Glob(filepath.Join(releaseOfAcme(t, "--sign", key), "ng/rpm/leapp-0.21/el8/*.rpm"))
			if err != nil || len(found) == 0 {
				t.Fatal(found, err)
			}
			data, err := os.ReadFile(found[0])
			if err != nil {
				t.Fatal(err)
			}
			if r := datarelease.VerifyRPM(found[0], data, fstest.MapFS{}, public); len(r.Findings) > 0 || !r.Vouched {
				t.Fatalf("the package is not intact as it was made: %+v", r)
			}
			r := rand.New(rand.NewPCG(269, 1004))
			for range need.Repeat(3000, 100000) {
				at := r.IntN(len(data))
				if r.IntN(2) == 0 { // most that only rpm looks at stands before the header
					at = r.IntN(2000)
				}
				bad := bytes.Clone(data)
				bad[at] ^= 1 << r.IntN(8)
				if report := datarelease.VerifyRPM(found[0], bad, fstest.MapFS{}, public); len(report.Findings) == 0 {
					t.Errorf("byte %d of %d may be %#x instead of %#x", at, len(data), bad[at], data[at])
				}
			}
		})
	}
}

// tampered changes, takes away or adds one file.
func tampered(r *rand.Rand, fsys fstest.MapFS) (fstest.MapFS, string) {
	out := fstest.MapFS{}
	for name, f := range fsys {
		out[name] = f
	}
	names := sortedKeys(fsys)
	name := names[r.IntN(len(names))]
	switch data := fsys[name].Data; r.IntN(6) {
	case 0:
		delete(out, name)
		return out, "without " + name
	case 1:
		out["etc/leapp/files/vendors.d/new_map.json"] = &fstest.MapFile{Data: []byte("{}")}
		return out, "with a new file"
	case 2:
		other := names[r.IntN(len(names))]
		if bytes.Equal(data, fsys[other].Data) {
			return nil, ""
		}
		out[name] = fsys[other]
		return out, name + " has the bytes of " + other
	default:
		changed := corrupt(r, data)
		if bytes.Equal(changed, data) {
			return nil, ""
		}
		out[name] = &fstest.MapFile{Data: changed}
		return out, fmt.Sprintf("%s: %q", name, changed[:min(len(changed), 400)])
	}
}

// Who signs a changed release anew with another key is found out, and so is who takes the signatures away.
func TestWrongSigner(t *testing.T) {
	_, public := signingKey(t, packet.PubKeyAlgoEdDSA)
	other, _ := signingKey(t, packet.PubKeyAlgoRSA)
	for _, args := range [][]string{{"--sign", other}, nil} {
		dir := filepath.Join(releaseOfAcme(t, args...), "ng")
		r := datarelease.VerifyRelease(os.DirFS(dir), public)
		if len(r.Findings) == 0 || r.Findings[0].Kind != datarelease.Signature {
			t.Errorf("%v: %+v", args, r)
		}
		rpm, err := filepath.Glob(filepath.Join(dir, "rpm/*/*/*.rpm"))
		if err != nil || len(rpm) == 0 {
			t.Fatal("no RPM", err)
		}
		data, err := os.ReadFile(rpm[0])
		if err != nil {
			t.Fatal(err)
		}
		if r := datarelease.VerifyRPM(rpm[0], data, fstest.MapFS{}, public); len(r.Findings) == 0 || r.Findings[0].Kind != datarelease.Signature {
			t.Errorf("%v: %+v", args, r)
		}
	}
}

// A release that is killed at any moment is there as a whole or not at all, and the next one completes it.
func TestKilledReleases(t *testing.T) {
	bin, dir := binary(t), acme(t)
	out := filepath.Join(t.TempDir(), "public")
	args := []string{"release", "-C", dir, "--version", "2026.1", "--channel", "ng", "--out", out}
	r := rand.New(rand.NewPCG(4, 4))
	for n := range need.Repeat(10, 100) {
		cmd := exec.Command(bin, append(args, "--force")...)
		cmd.Env = append(os.Environ(), fmt.Sprintf("SOURCE_DATE_EPOCH=%d", 1767225600+n)) // each time other bytes, that replace those before
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.IntN(150)) * time.Millisecond)
		cmd.Process.Signal(syscall.SIGKILL)
		cmd.Wait()
		whole := filepath.Join(out, "releases", "2026.1")
		if _, err := os.Stat(whole); err == nil {
			if r := datarelease.VerifyRelease(os.DirFS(whole), nil); len(r.Findings) > 0 {
				t.Fatalf("kill %d left half a release: %+v", n, r.Findings)
			}
			if n%4 == 0 {
				os.RemoveAll(out)
			}
		} else if _, err := os.Stat(filepath.Join(out, "releases", ".2026.1.old")); err == nil {
			continue // killed between two renames: the next run begins by putting it back
		} else if _, err := os.Lstat(filepath.Join(out, "ng")); err == nil {
			t.Fatalf("kill %d left a channel without release", n)
		}
	}
	must(t, append(args, "--force")...)
	if r := datarelease.VerifyRelease(os.DirFS(filepath.Join(out, "ng")), nil); len(r.Findings) > 0 {
		t.Fatal(r.Findings)
	}
	left, err := filepath.Glob(filepath.Join(out, "releases", ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v was left over (%v)", left, err)
	}
}

// On a full disk there is no release, and what was there before stays.
func TestReleaseOnFullDisk(t *testing.T) {
	dir := need.SmallDisk(t, 120<<10)
	var stdout, stderr bytes.Buffer
	code := Run([]string{"release", "-C", acme(t), "--version", "2026.1", "--channel", "ng", "--out", filepath.Join(dir, "public")}, &stdout, &stderr)
	if code != 1 || !strings.Contains(stderr.String(), "no space left on device") {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	if files := readTree(t, dir); len(files) > 0 {
		t.Errorf("%d files were left", len(files))
	}
}

// tool runs a program that must agree with a release.
func tool(t *testing.T, dir string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(need.Program(t, name), args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "LC_ALL=C", "GNUPGHOME="+filepath.Join(dir, "gnupg"), "HOME="+dir, "TZ=UTC")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// The tools that people have agree: checksums, signatures, archives, packages.
func TestReleaseRealTools(t *testing.T) {
	for name, algorithm := range map[string]packet.PublicKeyAlgorithm{"RSA": packet.PubKeyAlgoRSA, "EdDSA": packet.PubKeyAlgoEdDSA} {
		t.Run(name, func(t *testing.T) {
			key, _ := signingKey(t, algorithm)
			here := filepath.Join(releaseOfAcme(t, "--sign", key), "releases", "2026.1")
			work := t.TempDir()
			if err := os.Mkdir(filepath.Join(work, "gnupg"), 0o700); err != nil {
				t.Fatal(err)
			}
			tool(t, here, "sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS")
			tool(t, work, "gpg", "--batch", "-q", "--import", filepath.Join(here, datarelease.KeyName))
			err := filepath.WalkDir(here, func(name string, d fs.DirEntry, err error) error {
				if err == nil && strings.HasSuffix(name, ".asc") && d.Name() != datarelease.KeyName {
					tool(t, work, "gpg", "--batch", "-q", "--verify", name, strings.TrimSuffix(name, ".asc"))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			archivesAgree(t, here)
			packagesAgree(t, here, name)
		})
	}
}

// archivesAgree asks tar: both archives of a tree hold the same.
func archivesAgree(t *testing.T, here string) {
	t.Helper()
	archives, err := filepath.Glob(filepath.Join(here, "*.tar.gz"))
	if err != nil || len(archives) < 2 {
		t.Fatal(archives, err)
	}
	for _, gz := range archives {
		var got [2]map[string]string
		for i, name := range []string{gz, strings.TrimSuffix(gz, "gz") + "zst"} {
			to := t.TempDir()
			tool(t, to, "tar", "-xf", name, "-C", to)
			got[i] = readTree(t, to)
		}
		if len(got[0]) == 0 || fmt.Sprint(got[0]) != fmt.Sprint(got[1]) {
			t.Errorf("%s and .zst differ", gz)
		}
	}
}

// packagesAgree asks rpm, createrepo_c and dnf.
func packagesAgree(t *testing.T, here, algorithm string) {
	t.Helper()
	work := t.TempDir()
	db, root := filepath.Join(work, "db"), filepath.Join(work, "root")
	tool(t, work, "rpmkeys", "--dbpath", db, "--import", filepath.Join(here, datarelease.KeyName))
	packages, err := filepath.Glob(filepath.Join(here, "rpm/leapp-0.21/el8/*.rpm"))
	if err != nil || len(packages) == 0 {
		t.Fatal(packages, err)
	}
	for _, p := range packages {
		if out := tool(t, work, "rpmkeys", "--dbpath", db, "-Kv", p); strings.Count(out, algorithm+"/SHA256 Signature") != 2 || strings.Count(out, ": OK") < 6 {
			t.Errorf("rpmkeys -Kv says\n%s", out)
		}
	}
	if out := tool(t, work, "rpm", "--dbpath", db, "-qip", packages[0]); !strings.Contains(out, "Architecture: noarch") || !strings.Contains(out, "Version     : 2026.1") {
		t.Errorf("rpm -qip says\n%s", out)
	}
	if out := tool(t, work, "rpm", "--dbpath", db, "-qp", "--configfiles", packages[0]); !strings.Contains(out, "/etc/leapp/files/pes-events.json") {
		t.Errorf("the configuration files are\n%s", out)
	}
	repo := filepath.Dir(packages[0])
	repodataAgrees(t, repo, packages)
	if os.Geteuid() != 0 {
		need.Missing(t, "the right to install packages into another root")
	}
	tool(t, work, "rpm", "--root", root, "-i", packages[0])
	if r := datarelease.VerifyTree(os.DirFS(root), nil, nil); len(r.Findings) > 0 || r.Files < 3 {
		t.Errorf("what rpm installed is not what was released: %+v", r)
	}
	installs(t, here, repo)
}

// repodataAgrees holds the metadata against those that createrepo_c makes of the same packages.
func repodataAgrees(t *testing.T, repo string, packages []string) {
	t.Helper()
	again := t.TempDir()
	for _, p := range packages {
		data, err := os.ReadFile(p)
		if err == nil {
			name := filepath.Join(again, filepath.Base(p))
			if err = os.WriteFile(name, data, 0o666); err == nil {
				err = os.Chtimes(name, time.Unix(1767225600, 0), time.Unix(1767225600, 0))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	tool(t, again, "createrepo_c", "-q", again)
	for _, kind := range []string{"primary", "filelists", "other"} {
		var lines [2][]string
		for i, dir := range []string{again, repo} {
			names, err := filepath.Glob(filepath.Join(dir, "repodata/*-"+kind+".xml.gz"))
			if err != nil || len(names) != 1 {
				t.Fatal(names, err)
			}
			lines[i] = slices.DeleteFunc(strings.Split(tool(t, dir, "gzip", "-dc", names[0]), "\n"), func(s string) bool { return s == "" })
			slices.Sort(lines[i])
		}
		if diff := cmp.Diff(lines[0], lines[1]); diff != "" {
			t.Errorf("%s differs from createrepo_c's:\n%s", kind, diff)
		}
	}
}

// installs asks dnf to install a package from the repository, with its signatures checked, and to refuse another one beside it.
func installs(t *testing.T, here, repo string) {
	t.Helper()
	work := t.TempDir()
	conf := fmt.Sprintf("[main]\nreposdir=%[1]s/none\nvarsdir=%[1]s/none\ncachedir=%[1]s/cache\nlogdir=%[1]s/log\npersistdir=%[1]s/state\nplugins=0\n"+
		"[pes]\nname=pes\nbaseurl=file://%s\ngpgcheck=1\nrepo_gpgcheck=1\ngpgkey=file://%s\n", work, repo, filepath.Join(here, datarelease.KeyName))
	name := filepath.Join(work, "dnf.conf")
	if err := os.WriteFile(name, []byte(conf), 0o666); err != nil {
		t.Fatal(err)
	}
	root := filepath.Join(work, "root")
	tool(t, work, "dnf", "-y", "-q", "-c", name, "--installroot", root, "--releasever", "8", "install", "leapp-data-acme")
	if r := datarelease.VerifyTree(os.DirFS(root), nil, nil); len(r.Findings) > 0 || r.Files < 3 {
		t.Errorf("what dnf installed is not what was released: %+v", r)
	}
}
