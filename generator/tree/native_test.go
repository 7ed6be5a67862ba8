package tree

import (
	"bytes"
	"compress/gzip"
	"io"
	"testing"
)

// A copy holds the file and nothing else: no name, no date, so the same bytes wherever and whenever it is made.
func TestGzip(t *testing.T) {
	t.Parallel()
	text := bytes.Repeat([]byte("<p>ntp is split into chrony and ntpstat.\n"), 100)
	made := 0
	page := Entry{Path: "a.html", Make: func(b []byte) []byte { made++; return append(b, text...) }}
	all := Tree{page, {Path: "b.asc", Data: text}, {Path: "c.json/"}, {Path: "d.json", Data: nil}}
	copies := all.Gzip()
	if len(copies) != 2 || copies[0].Path != "a.html.gz" || copies[1].Path != "d.json.gz" || made != 0 {
		t.Fatalf("%+v, %d made", copies, made)
	}
	data := copies[0].Bytes()
	if !bytes.Equal(data, copies[0].Bytes()) || len(data) > len(text)/10 {
		t.Errorf("%d bytes of %d", len(data), len(text))
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if back, err := io.ReadAll(z); err != nil || !bytes.Equal(back, text) || z.Name != "" || !z.ModTime.IsZero() {
		t.Errorf("%q %v %v", z.Name, z.ModTime, err)
	}
}
