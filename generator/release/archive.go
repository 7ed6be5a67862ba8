package release

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"pes/generator/tree"
)

// archives packs a tree both ways: gzip, which every machine has, and zstd, which is smaller.
func (in *Input) archives(name string, files tree.Tree) (tree.Tree, error) {
	packed, err := pack(files, in.Date)
	if err != nil {
		return nil, err
	}
	var gz, zst bytes.Buffer
	g, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err == nil {
		err = finish(g, packed) // the header has no name and no time
	}
	if err != nil {
		return nil, fmt.Errorf("gzip: %w", err)
	}
	z, err := zstd.NewWriter(&zst, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1))
	if err == nil {
		err = finish(z, packed)
	}
	if err != nil {
		return nil, fmt.Errorf("zstd: %w", err)
	}
	return tree.Tree{{Path: name + ".tar.gz", Data: gz.Bytes()}, {Path: name + ".tar.zst", Data: zst.Bytes()}}, nil
}

func finish(w io.WriteCloser, data []byte) error {
	if _, err := w.Write(data); err != nil {
		return err
	}
	return w.Close()
}

// pack writes a tar archive: everything is root's and of one date, folders come before what is in them.
func pack(files tree.Tree, date time.Time) ([]byte, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	header := func(name string, kind byte, mode int64, size int) error {
		return w.WriteHeader(&tar.Header{Name: name, Typeflag: kind, Mode: mode, Size: int64(size), ModTime: date.Truncate(time.Second), Format: tar.FormatUSTAR, Uname: "root", Gname: "root"})
	}
	made := map[string]bool{}
	for _, e := range files {
		for _, dir := range folders(e.Path) {
			if made[dir] {
				continue
			}
			made[dir] = true
			if err := header(dir+"/", tar.TypeDir, 0o755, 0); err != nil {
				return nil, fmt.Errorf("%s: %w", dir, err)
			}
		}
		if strings.HasSuffix(e.Path, "/") {
			continue
		}
		data := e.Bytes()
		if err := header(e.Path, tar.TypeReg, 0o644, len(data)); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Path, err)
		}
		if _, err := w.Write(data); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Path, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// folders are those above a path, and itself when it is one, the outermost first.
func folders(name string) (out []string) {
	dir := path.Dir(name)
	if strings.HasSuffix(name, "/") {
		dir = strings.TrimSuffix(name, "/")
	}
	for ; dir != "."; dir = path.Dir(dir) {
		out = append(out, dir)
	}
	slices.Reverse(out)
	return out
}

// Limits of an archive that is read: the largest real one has 60 MB, most of it the site.
const (
	maxUnpacked = 1 << 29
	maxMembers  = 1 << 20
)

// Unpack reads an archive of a release, .tar.gz or .tar.zst, into memory. Anything but plain files and folders is an error.
func Unpack(name string, data []byte) (tree.Tree, error) {
	var r io.Reader
	switch {
	case strings.HasSuffix(name, ".gz"):
		g, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("it is no gzip file: %w", err)
		}
		r = g
	case strings.HasSuffix(name, ".zst"):
		z, err := zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
		if err != nil {
			return nil, fmt.Errorf("it is no zstd file: %w", err)
		}
		defer z.Close()
		r = z
	default:
		return nil, fmt.Errorf("%s is no archive of a release: .tar.gz or .tar.zst", path.Base(name))
	}
	var out tree.Tree
	limited := &io.LimitedReader{R: r, N: maxUnpacked}
	for t := tar.NewReader(limited); ; {
		h, err := t.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("it cannot be unpacked: %w", err)
		}
		if h.Typeflag == tar.TypeDir {
			continue
		}
		if h.Typeflag != tar.TypeReg || len(out) >= maxMembers {
			return nil, fmt.Errorf("%q in it is no file, or one of too many", h.Name)
		}
		body, err := io.ReadAll(t)
		if err != nil {
			return nil, fmt.Errorf("it cannot be unpacked: %w", err)
		}
		out = append(out, tree.Entry{Path: h.Name, Data: body})
	}
	if _, err := io.Copy(io.Discard, limited); err != nil { // what is behind the last member has a checksum too
		return nil, fmt.Errorf("it cannot be unpacked: %w", err)
	}
	return out, out.Sort()
}
