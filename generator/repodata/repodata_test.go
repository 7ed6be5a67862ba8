package repodata_test

import (
	"strings"
	"testing"
	"time"

	"pes/generator/repodata"
)

const primaryData = `<data type="primary">
  <checksum type="sha256">1d3e2ee0f3a9dc5b2c0d4d3dbd2d2c5c5ba0bb3b6e0f49f9e3d7d6e6f4a3b2c1</checksum>
  <open-checksum type="sha512">` + sha512 + `</open-checksum>
  <location href="repodata/x-primary.xml.gz"/>
  <timestamp>1700000000</timestamp><size>10</size><open-size>20</open-size>
</data>
`

const sha512 = "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000" +
	"000000000000000000000000000"

func repomd(inside string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
` + inside + "</repomd>\n"
}

func TestReadRepomd(t *testing.T) {
	t.Parallel()
	m, err := repodata.ReadRepomd(strings.NewReader(repomd("<revision> 1764288000\n</revision>" + primaryData)))
	want := repodata.File{
		Href:    "repodata/x-primary.xml.gz",
		Sum:     repodata.Checksum{"sha256", "1d3e2ee0f3a9dc5b2c0d4d3dbd2d2c5c5ba0bb3b6e0f49f9e3d7d6e6f4a3b2c1"},
		OpenSum: repodata.Checksum{"sha512", sha512}, Size: 10, OpenSize: 20, Time: time.Unix(1700000000, 0).UTC(),
	}
	if err != nil || m.Revision != "1764288000" || m.Time != time.Unix(1764288000, 0).UTC() || m.Primary != want ||
		m.Modules != (repodata.File{}) {
		t.Errorf("%+v, %v", m, err)
	}
	// A revision that is a release, as some have it; then the files say when they were made. Others are left alone.
	other := strings.NewReplacer("primary", "filelists", "sha256", "md5", "repodata/x",
		"http://x/../y").Replace(primaryData)
	m, err = repodata.ReadRepomd(strings.NewReader(repomd("<revision>9.6</revision><tags><content>x</content></tags>" +
		other + primaryData + strings.NewReplacer("primary", "modules", "1700000000",
		"1700000001.25").Replace(primaryData))))
	if err != nil || m.Revision != "9.6" || m.Time != time.Unix(1700000001, 0).UTC() ||
		m.Modules.Href != "repodata/x-modules.xml.gz" {
		t.Errorf("%+v, %v", m, err)
	}
}

func TestReadRepomdWrong(t *testing.T) {
	t.Parallel()
	in := func(old, changed string) string { return repomd(strings.Replace(primaryData, old, changed, 1)) }
	href := func(s string) string { return in("repodata/x-primary.xml.gz", s) }
	for _, c := range []struct{ text, want string }{
		{"", "the XML ends before"},
		{"<html><body>Not found</body></html>", "begins with an element <html>"},
		{repomd(""), "names no primary"},
		{strings.TrimSuffix(repomd(primaryData), "</repomd>\n"), "the XML ends before"},
		{repomd(primaryData + primaryData), "primary is named twice"},
		{repomd(primaryData) + "<a/>", "follows the last one"},
		{repomd(primaryData) + "x", "well-formed"},
		{"x" + repomd(primaryData), "well-formed"},
		{strings.Replace(repomd(primaryData), "UTF-8", "UTF-16", 1), `its encoding is "UTF-16"`},
		{href("../primary.xml.gz"), `"../primary.xml.gz" is not a path inside the repository`},
		{href("repodata/../../primary.xml.gz"), "not a path inside"},
		{href("/etc/passwd"), "not a path inside"},
		{href("//other.example/x"), "not a path inside"},
		{href("https://other.example/x"), "not a path inside"},
		{href("file:x"), "not a path inside"},
		{href("repodata/%2e%2e/%2e%2e/x"), "not a path inside"},
		{href("repodata/x?y"), "not a path inside"},
		{href(`..\x`), "not a path inside"},
		{href(""), "not a path inside"},
		{href("."), "not a path inside"},
		{href("repodata/&#27;[31m"), `"repodata/\x1b[31m" has characters that cannot be printed`},
		{href(`x" xml:base="https://other.example/`), "not a path inside"},
		{in("sha256", "md5"), `its checksum is of type "md5"`},
		{in("sha256", "sha"), `its checksum is of type "sha"`},
		{in("sha512", "sha1"), `its open-checksum is of type "sha1"`},
		{in("1d3e", ""), "is not a sha256"},
		{in("1d3e", "xxxx"), "is not a sha256"},
		{in(`<checksum type="sha256">`, "<checksum>"), `its checksum is of type ""`},
		{in(">10<", ">-1<"), `"-1" is not a size`},
		{in(">10<", ">10x<"), `"10x" is not a size`},
		{in(">20<", ">10737418240<"), "more than 268435456 and 1073741824 are not read"},
		{repomd(primaryData + strings.Repeat(" ", repodata.MaxRepomd)), "has more than 1048576 bytes"},
	} {
		_, err := repodata.ReadRepomd(strings.NewReader(c.text))
		if err == nil || !strings.HasPrefix(err.Error(), "repomd.xml ") &&
			!strings.HasPrefix(err.Error(), "repomd.xml: ") ||
			!strings.Contains(err.Error(), c.want) {
			t.Errorf("%v; want %q", err, c.want)
		}
	}
}
