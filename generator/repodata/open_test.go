package repodata_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"pes/generator/repodata"
)

func sum(data string) repodata.Checksum {
	s := sha256.Sum256([]byte(data))
	return repodata.Checksum{Type: "sha256", Value: hex.EncodeToString(s[:])}
}

// packed compresses in a way that a file's first bytes tell.
func packed(t testing.TB, how, open string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	var err error
	switch how {
	case "gz":
		w = gzip.NewWriter(&b)
	case "zst":
		w, err = zstd.NewWriter(&b)
	case "xz":
		w, err = xz.NewWriter(&b)
	default:
		return open
	}
	if err == nil {
		_, err = io.WriteString(w, open)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// file is what repomd.xml says of a packed file.
func file(packed, open string) repodata.File {
	return repodata.File{Href: "repodata/some.xml.gz", Sum: sum(packed), OpenSum: sum(open), Size: int64(len(packed)),
		OpenSize: int64(len(open))}
}

const text = "some text, some text, some more text\n"

func TestFileRead(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"gz", "zst", "xz", "none"} {
		good := packed(t, how, text)
		other := packed(t, how, "other"+text[5:])
		for _, c := range []struct {
			name, packed string
			change       func(*repodata.File)
			err          string
		}{
			{"as it is", good, func(*repodata.File) {}, ""},
			{"sizes are not said", good, func(f *repodata.File) { f.Size, f.OpenSize = -1, -1 }, ""},
			{"open checksum is not said", good, func(f *repodata.File) { f.OpenSum = repodata.Checksum{} }, ""},
			{"upper case", good, func(f *repodata.File) { f.Sum.Value = strings.ToUpper(f.Sum.Value) }, ""},
			{"cut off", good[:len(good)-1], func(*repodata.File) {}, "it has "},
			{"empty", "", func(*repodata.File) {}, "it has 0 bytes; repomd.xml names "},
			{"longer", good + "x", func(*repodata.File) {}, "bytes that repomd.xml names"},
			{"other", other, func(f *repodata.File) { f.Size = int64(len(other)) },
				"it has the sha256 " + sum(other).Value + "; repomd.xml names " + sum(good).Value},
			{"other inside", good, func(f *repodata.File) { f.OpenSum = sum("") },
				"it unpacks to the sha256 " + sum(text).Value + "; repomd.xml names " + sum("").Value},
			{"less inside", good, func(f *repodata.File) { f.OpenSize++ },
				"it unpacks to 37 bytes; repomd.xml names 38"},
			{"more inside", good, func(f *repodata.File) { f.OpenSize-- },
				"it unpacks to more than the 36 bytes that repomd.xml names"},
			{"weak checksum", good, func(f *repodata.File) { f.Sum.Type = "sha" }, `its checksum is of type "sha"`},
			{"no checksum", good, func(f *repodata.File) { f.Sum = repodata.Checksum{} }, `its checksum is of type ""`},
		} {
			f := file(good, text)
			c.change(&f)
			var got []byte
			err := f.Read(iotest.OneByteReader(strings.NewReader(c.packed)), func(open io.Reader) (err error) {
				got, err = io.ReadAll(open)
				return err
			})
			if c.err == "" && (err != nil || string(got) != text) {
				t.Errorf("%s, %s: %q, %v", how, c.name, got, err)
			}
			if c.err != "" && (err == nil || !strings.HasPrefix(err.Error(), f.Href+": ") ||
				!strings.Contains(err.Error(), c.err)) {
				t.Errorf("%s, %s: %v; want %q", how, c.name, err, c.err)
			}
		}
	}
}

// That a file is damaged says more than what was not understood for that reason; and a whole file is read to its end
// even where nobody wanted more of it.
func TestFileReadTellsTheCause(t *testing.T) {
	t.Parallel()
	good := packed(t, "gz", text)
	misread := func(io.Reader) error { return io.ErrNoProgress }
	if err := file(good, text).Read(strings.NewReader(good), misread); err == nil ||
		err.Error() != "repodata/some.xml.gz: "+io.ErrNoProgress.Error() {
		t.Error(err)
	}
	bad := good[:20] + "x" + good[21:]
	if err := file(good, text).Read(strings.NewReader(bad), misread); err == nil ||
		!strings.Contains(err.Error(), "repomd.xml names") {
		t.Error(err)
	}
	f := file(good, text)
	f.OpenSum = sum("")
	if err := f.Read(strings.NewReader(good), func(io.Reader) error { return nil }); err == nil {
		t.Error("nothing was read, and nothing noticed")
	}
}

// Ten gigabytes of zeros are given up at the size that repomd.xml names, or at the most that is read.
func TestZeros(t *testing.T) {
	t.Parallel()
	member := packed(t, "gz", string(make([]byte, 64<<20)))
	data := strings.Repeat(member, 160)
	for _, c := range []struct{ says, most int64 }{{1000, 1001}, {-1, repodata.MaxOpen + 1}, {10 << 30, 0}} {
		f := file(data, "")
		f.OpenSize = c.says
		read := int64(0)
		err := f.Read(strings.NewReader(data), func(open io.Reader) (err error) {
			read, err = io.Copy(io.Discard, open)
			return err
		})
		if err == nil || read > c.most || !strings.Contains(err.Error(), "bytes") {
			t.Errorf("%d: %d bytes, %v", c.says, read, err)
		}
		for _, reader := range []func(io.Reader) error{
			func(r io.Reader) error { _, err := repodata.ReadRepomd(r); return err },
			func(r io.Reader) error { _, err := repodata.ReadModules(r); return err },
			func(r io.Reader) error { return repodata.ReadPrimary(r, nil) },
		} {
			if err := f.Read(strings.NewReader(data), reader); err == nil {
				t.Error("zeros are metadata")
			}
		}
	}
}

// A file that says that it needs gigabytes of memory to be unpacked does not get them.
func TestHugeWindows(t *testing.T) {
	good := []byte(packed(t, "xz", text))
	header := good[12 : 12+(int(good[12])+1)*4]
	header[bytes.Index(header, []byte{0x21, 1})+2] = 39 // 3 GB
	binary.LittleEndian.PutUint32(header[len(header)-4:], crc32.ChecksumIEEE(header[:len(header)-4]))
	zst := "\x28\xb5\x2f\xfd\x04\xa8\x01\x00\x00" // a frame with a window of 2 GB
	for name, data := range map[string]string{"xz": strings.Repeat(string(good), 20), "zst": strings.Repeat(zst, 20)} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := file(data, text).Read(strings.NewReader(data), func(open io.Reader) error {
			_, err := io.Copy(io.Discard, open)
			return err
		})
		runtime.ReadMemStats(&after)
		if err == nil || after.TotalAlloc-before.TotalAlloc > 32<<20 {
			t.Errorf("%s: %d bytes, %v", name, after.TotalAlloc-before.TotalAlloc, err)
		}
		t.Log(name, err)
	}
}

func drain(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}
