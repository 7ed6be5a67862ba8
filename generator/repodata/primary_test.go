package repodata_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"pes/generator/internal/repos"
	"pes/generator/repodata"
)

func primary(packages string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="1">
` + packages + "</metadata>\n"
}

const somePackage = `<package type="rpm">
  <name>httpd</name>
  <arch>x86_64</arch>
  <version epoch="0" ver="2.4.62" rel="4.el9"/>
  <description>&#27; is &lt;escape> <b>and</b> &amp; <![CDATA[<name>x</name>]]></description>
  <size package="1234" installed="5" archive="6"/>
  <format>
    <rpm:sourcerpm>httpd-2.4.62-4.el9.src.rpm</rpm:sourcerpm>
    <rpm:provides>
      <rpm:entry name="webserver"/>
      <rpm:entry name="a&amp;b &gt; &#99;&#x64;" flags="GE" epoch="1" ver="2"/>
    </rpm:provides>
    <rpm:requires>
      <rpm:entry name="rpmlib(X)" flags="LE" epoch="0" ver="4.6.0" rel="1"/>
      <rpm:entry name='/bin/sh' pre="1"/>
    </rpm:requires>
    <rpm:obsoletes><rpm:entry name="old" flags="LT" epoch="00" ver="2" rel="1"></rpm:entry></rpm:obsoletes>
    <rpm:recommends><rpm:entry name="nice"/></rpm:recommends>
    <file>/usr/sbin/<![CDATA[ht]]><!-- x -->tpd</file>
    <file type="dir">/etc/httpd</file>
    <file type="ghost">/etc/httpd/run</file>
  </format>
</package>
`

func read(text string) (packages []*repodata.Package, err error) {
	err = repodata.ReadPrimary(strings.NewReader(text), func(p *repodata.Package) error {
		packages = append(packages, p)
		return nil
	})
	return packages, err
}

func TestReadPrimary(t *testing.T) {
	t.Parallel()
	want := &repodata.Package{
		Name: "httpd", EVR: "2.4.62-4.el9", Arch: "x86_64", Source: "httpd", Size: 1234,
		Provides:  []repodata.Dependency{{Name: "webserver"}, {Name: "a&b > cd", Op: ">=", EVR: "1:2"}},
		Requires:  []repodata.Dependency{{Name: "/bin/sh"}},
		Obsoletes: []repodata.Dependency{{Name: "old", Op: "<", EVR: "2-1"}},
		Files:     []string{"/usr/sbin/httpd", "/etc/httpd/run"},
	}
	other := strings.NewReplacer("x86_64", "src", `epoch="0"`, `epoch="3"`, "httpd-2.4.62-4.el9.src.rpm",
		"").Replace(somePackage)
	got, err := read(primary(somePackage + "<!-- between -->" + strings.Replace(somePackage, `"rpm"`, `"deb"`, 1) +
		other))
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Error(diff)
	}
	if p := got[1]; p.Arch != "src" || p.EVR != "3:2.4.62-4.el9" || p.Source != "" ||
		p.NEVRA() != "httpd-3:2.4.62-4.el9.src" || got[0].NEVRA() != "httpd-0:2.4.62-4.el9.x86_64" {
		t.Errorf("%+v", p)
	}
	var slow []*repodata.Package
	text := primary(somePackage + other)
	err = repodata.ReadPrimary(iotest.OneByteReader(strings.NewReader(text)), func(p *repodata.Package) error {
		slow = append(slow, p)
		return nil
	})
	if diff := cmp.Diff(got, slow); diff != "" || err != nil {
		t.Error("byte by byte:", diff, err)
	}
	if got, err := read(primary("")); err != nil || len(got) != 0 {
		t.Error(got, err)
	}
	stop := errors.New("enough")
	err = repodata.ReadPrimary(strings.NewReader(primary(somePackage)), func(*repodata.Package) error { return stop })
	if !errors.Is(err, stop) {
		t.Error(err)
	}
}

func TestReadPrimaryWrong(t *testing.T) {
	t.Parallel()
	in := func(old, changed string) string {
		if !strings.Contains(somePackage, old) {
			t.Fatal(old)
		}
		return primary(somePackage + strings.Replace(somePackage, old, changed, 1))
	}
	bomb := `<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	for _, c := range []struct{ text, want string }{
		{"", "ends before"},
		{"<metadata/> <metadata/>", "follows the last one"},
		{bomb + primary(strings.Replace(somePackage, "httpd", "&b;", 1)), "it has a DOCTYPE"},
		{strings.Replace(primary(somePackage), "<metadata", bomb+"<metadata", 1), "it has a DOCTYPE"},
		{in("<name>httpd", "<name>&b;"), "package 2: it has an entity that XML does not define"},
		{in(`name="webserver"`, `name="&nbsp;"`), "an entity that XML does not define"},
		{in("<name>httpd", "<name>&#27;[31mhttpd"),
			`package 2: "\x1b[31mhttpd" has characters that cannot be printed`},
		{in("<name>httpd", "<name>\x1b[31mhttpd"), `package 2: "\x1b[31mhttpd" has characters`},
		{in(`name="webserver"`, `name="web&#x9b;server"`), `"web\u009bserver" has characters`},
		{in("/usr/sbin/", "/usr/\xffbin/"), `"/usr/\xffbin/httpd" has characters`},
		{in("<name>httpd", "<name>ht tpd"), `package 2: "ht tpd" is not a name of a package`},
		{in("<name>httpd", "<name>"), `"" is not a name of a package`},
		{in("<name>httpd", "<name>a@b"), `"a@b" is not a name of a package`},
		{in("<name>httpd</name>", ""), `"" is not a name of a package`},
		{in(">x86_64<", ">x86/64<"), `httpd: "x86/64" is not an architecture`},
		{in(`rel="4.el9"`, ""), `httpd: "2.4.62" is not a version and a release`},
		{in(`rel="4.el9"`, `rel="4-el9"`), "is not a version and a release"},
		{in(`ver="2.4.62"`, `ver="1:2"`), `the version "1:2" has a colon`},
		{in(`epoch="0"`, `epoch="-1"`), `the epoch "-1" is not a number`},
		{in(`epoch="0"`, `epoch="1x"`), `the epoch "1x" is not a number`},
		{in(`flags="GE"`, `flags="XX"`), `"XX" is no comparison of versions`},
		{in(`package="1234"`, `package="-4"`), `"-4" is not a size`},
		{in("httpd-2.4.62-4.el9.src.rpm", "a b-1-1.src.rpm"), `"a b" is not a name of a source package`},
		{in("<name>httpd", "<name>httpd<b/>"), "an element <b> stands where text is expected"},
		{in("</rpm:provides>", "</rpm:requires>"), "well-formed"},
		{in("</name>", "</name></name>"), "well-formed"},
		{in("</format>", "<!-- </format>"), "well-formed"},
		{in("</format>", "</format><![CDATA["), "well-formed"},
		{in("</format>", "</format><?x"), "well-formed"},
		{in(`name="webserver"`, `name=webserver`), "well-formed"},
		{in(`name="webserver"`, `name="webserver`), "well-formed"},
		{in(`name="webserver"`, `name=""webserver"`), "well-formed"},
		{in(`name="webserver"`, `name="<"`), "well-formed"},
		{in("<name>httpd", "<name>&#xd800;"), "well-formed"},
		{in("<name>httpd", "<name>&#99999999;"), "well-formed"},
		{in("<name>httpd", "<name>& d"), "well-formed"},
		{in("<name>httpd", "<name>\x00httpd"), "NUL"},
		{in("<format>", "<format>"+strings.Repeat("<a>", 100)), "more than 16 elements are inside each other"},
		{in("<format>", "<format"+strings.Repeat(" a='b'", 100)+">"), "has more than 32 attributes"},
		{primary(strings.Replace(somePackage, "</package>", "", 1)), "well-formed"},
		{strings.TrimSuffix(primary(somePackage), "</metadata>\n"), "the XML ends before its last element does"},
		{primary(somePackage)[:900], "well-formed"},
	} {
		if _, err := read(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v; want %q", err, c.want)
		}
	}
}

// Of a repository of any size little is in memory at a time.
func TestReadPrimaryMemory(t *testing.T) {
	many := repos.Many(2000)
	many.Compressed = "none"
	var text string
	for name, data := range many.Files() {
		if strings.HasSuffix(name, "primary.xml") {
			text = string(data)
		}
	}
	start := strings.Index(text, "<package ")
	end := strings.LastIndex(text, "</metadata>")
	all := io.MultiReader(strings.NewReader(text[:start]), strings.NewReader(strings.Repeat(text[start:end], 20)),
		strings.NewReader(text[end:])) // 110 MB
	top := uint64(0)
	n := 0
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	err := repodata.ReadPrimary(all, func(p *repodata.Package) error {
		if n++; n%2000 == 0 {
			runtime.GC()
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			top = max(top, now.HeapAlloc)
		}
		return nil
	})
	if err != nil || n != 40_000 || top > before.HeapAlloc+16<<20 {
		t.Errorf("%d packages, %d MB more, %v", n, (top-before.HeapAlloc)>>20, err)
	}
}
