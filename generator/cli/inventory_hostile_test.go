//go:build unix

package cli

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pes/generator/internal/repos"
)

// gigabytes are so many of one byte, compressed.
func gigabytes(t *testing.T, n int, of byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err == nil {
		_, err = io.CopyN(w, same(of), 1<<26)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Repeat(b.Bytes(), n<<4)
}

// same is a reader of one byte, without end.
type same byte

func (s same) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(s)
	}
	return len(b), nil
}

// talkative is a primary of 200 packages that provide words of a megabyte, compressed.
func talkative(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	word := strings.Repeat("x", 1<<20)
	fmt.Fprint(w, `<metadata xmlns:rpm="r">`)
	for i := range 200 {
		fmt.Fprintf(w, `<package type="rpm"><name>p%d</name><arch>noarch</arch><version epoch="0" ver="1" rel="1"/><format>`+
			`<rpm:provides><rpm:entry name="%s%[1]d"/></rpm:provides></format></package>`, i, word)
	}
	fmt.Fprint(w, "</metadata>")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// repomdFor is a repomd.xml that says of a primary what is true, but for its size when it is unpacked.
func repomdFor(href string, packed []byte) []byte {
	return fmt.Appendf(nil, `<repomd xmlns="http://linux.duke.edu/metadata/repo"><revision>1764288000</revision>`+
		`<data type="primary"><checksum type="sha256">%x</checksum><location href="%s"/><size>%d</size></data></repomd>`,
		sha256.Sum256(packed), href, len(packed))
}

// A hostileCase is a repository that lies: what its server has by path, and what the command says of it.
type hostileCase struct {
	name  string
	files map[string][]byte
	want  string
}

func hostileCases(t *testing.T) []hostileCase {
	good := func() map[string][]byte { return repos.Repository{Packages: []repos.Package{{Name: "bash"}}}.Files() }
	primary := func(files map[string][]byte) string {
		for name := range files {
			if strings.HasSuffix(name, "primary.xml.gz") {
				return name
			}
		}
		t.Fatal("no primary")
		return ""
	}
	changed := good()
	changed[primary(changed)][20] ^= 1
	longer := good()
	longer[primary(longer)] = append(longer[primary(longer)], "more"...)
	shorter := good()
	shorter[primary(shorter)] = shorter[primary(shorter)][:100]
	without := good()
	delete(without, primary(without))
	packed := func(primary []byte) map[string][]byte {
		return map[string][]byte{"repodata/repomd.xml": repomdFor("repodata/p", primary), "repodata/p": primary}
	}
	with := func(primary string) map[string][]byte { return packed([]byte(primary)) }
	at := func(href string) map[string][]byte {
		return map[string][]byte{"repodata/repomd.xml": repomdFor(href, []byte("x")), "etc/passwd": []byte("x")}
	}
	named := func(name string) map[string][]byte {
		return repos.Repository{Packages: []repos.Package{{Name: name}}}.Files()
	}
	entities := `<!DOCTYPE m [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">`
	for c := 'b'; c < 'm'; c++ {
		entities += fmt.Sprintf(`<!ENTITY %c "%s">`, c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 20))
	}
	return []hostileCase{
		{"another primary", changed, "has another checksum than it should have"},
		{"a longer primary", longer, "are not read"},
		{"a shorter primary", shorter, "has 100 bytes, not"},
		{"no primary", without, "404 Not Found"},
		{"no repomd", map[string][]byte{}, "repodata/repomd.xml: the server says 404 Not Found"},
		{"a page", map[string][]byte{"repodata/repomd.xml": []byte("<html>\x1b[31mSign in</html>")},
			"it begins with an element <html>, not with <repomd>"},
		{"packages with much to say", packed(talkative(t)), "say more of themselves than 128 MB"},
		{"ten gigabytes of zeros", packed(gigabytes(t, 10, 0)), "it has a NUL character"},
		{"ten gigabytes of blanks", packed(gigabytes(t, 10, ' ')), "bytes, which are not read"},
		{"an endless repomd", map[string][]byte{"repodata/repomd.xml": bytes.Repeat([]byte("<data/>"), 1<<20)},
			"more than 1048576"},
		{"entities", with(entities + `]><metadata><package type="rpm"><name>&l;</name></package></metadata>`),
			"has a DOCTYPE"},
		{"deep XML", with("<metadata>" + strings.Repeat("<a>", 1<<20)), "repodata/p: "},
		{"an endless attribute", with(`<metadata><package type="` + strings.Repeat("x", 40<<20)),
			"has more than 16777216 bytes"},
		{"a path outside", at("../etc/passwd"), `"../etc/passwd" is not a path inside the repository`},
		{"an absolute path", at("/etc/passwd"), "is not a path inside the repository"},
		{"another address", at("http://127.0.0.1:1/x"), "is not a path inside the repository"},
		{"a file of this machine", at("file:///etc/passwd"), "is not a path inside the repository"},
		{"an escape in a path", at("repodata/\x1b[31m"), "has characters that cannot be printed"},
		{"an escape in a name", named("ba\x1b[31msh"), "has characters that cannot be printed"},
		{"a line in a name", named("bash\nrelease 9.9"), "has characters that cannot be printed"},
		{"a path as a name", named("../../etc"), "is not a name of a package"},
	}
}

// runMeasured runs a command and gives its output and the most memory that it had, in bytes, as Linux tells; elsewhere
// 0.
func runMeasured(cmd *exec.Cmd) (out []byte, peak int64, err error) {
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b, &b
	if err := cmd.Start(); err != nil {
		return nil, 0, err
	}
	ended := make(chan error)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case err = <-ended:
			return b.Bytes(), peak, err
		case <-time.After(time.Millisecond):
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid)) // it may just have ended
			_, rest, _ := strings.Cut(string(status), "VmHWM:")
			var kB int64
			if _, err := fmt.Sscan(rest, &kB); err == nil {
				peak = max(peak, kB<<10)
			}
		}
	}
}

// Repositories that lie are named with what is wrong, in little memory and time. No byte of theirs reaches the terminal
// as it is, and what the project has stays as it was.
func TestHostileRepositories(t *testing.T) {
	t.Parallel()
	cases := hostileCases(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var i int
		var path string
		if _, err := fmt.Sscanf(r.URL.Path, "/%d/%s", &i, &path); err == nil && cases[i].files[path] != nil {
			w.Write(cases[i].files[path])
			return
		}
		http.NotFound(w, r)
	}))
	defer server.Close()
	bin := binary(t)
	for i, c := range cases {
		dir := t.TempDir()
		writeFiles(t, dir, map[string]string{"content/distros/acme.toml": fmt.Sprintf("arches = [\"x86_64\"]\n"+
			"[release.9.baseos]\npesid = \"a\"\nrepo = { name = \"x\", baseurl = \"%s/%d\" }\n", server.URL, i)})
		cmd := exec.Command(bin, "inventory", "fetch", "-C", dir)
		cmd.Env = append(os.Environ(), "PES_CACHE="+filepath.Join(dir, ".cache"), "NO_COLOR=1")
		start := time.Now()
		out, peak, err := runMeasured(cmd)
		took := time.Since(start)
		t.Logf("%s: %s, %d MiB: %.300s", c.name, took.Round(time.Millisecond), peak>>20, out)
		if err == nil || !strings.Contains(string(out), c.want) || bytes.Contains(out, []byte("\x1b")) ||
			!strings.Contains(string(out), "content/distros/acme.toml:4:") {
			t.Errorf("%s: %v\n%.2000s", c.name, err, out)
		}
		most := int64(150 << 20)
		if strings.HasPrefix(c.name, "packages") {
			most = 250 << 20 // what is held until it is too much
		}
		if took > 20*time.Second || peak > most {
			t.Errorf("%s took %s and %d MiB", c.name, took, peak>>20)
		}
		if left := readTree(t, filepath.Join(dir, "content")); len(left) != 1 {
			t.Errorf("%s: %v was written", c.name, left)
		}
	}
}
