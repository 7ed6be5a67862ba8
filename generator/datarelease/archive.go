package datarelease

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"pes/generator/tree"
)

// archives packs a tree twice: with gzip, which every machine has, and with zstd, which is smaller.
func (in *Input) archives(name string, files tree.Tree) (tree.Tree, error) {
	packed, err := pack(files, in.Date)
	if err != nil {
		return nil, err
	}
	gz, err := gzipped(packed)
	if err != nil {
		return nil, err
	}
	var zst bytes.Buffer
	z, err := zstd.NewWriter(&zst, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1))
	if err == nil {
		err = finish(z, packed)
	}
	if err != nil {
		return nil, fmt.Errorf("zstd: %w", err)
	}
	return tree.Tree{{Path: name + ".tar.gz", Data: gz}, {Path: name + ".tar.zst", Data: zst.Bytes()}}, nil
}

// gzipped compresses data, as small as it can, without a name or a time.
func gzipped(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		err = finish(w, data)
	}
	if err != nil {
		return nil, fmt.Errorf("gzip: %w", err)
	}
	return b.Bytes(), nil
}

func finish(w io.WriteCloser, data []byte) error {
	if _, err := w.Write(data); err != nil {
		return err
	}
	return w.Close()
}

// pack writes a tar archive: everything belongs to root and has one date, folders come before what is in them.
func pack(files tree.Tree, date time.Time) ([]byte, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	add := func(name string, kind byte, mode int64, data []byte) error {
		err := w.WriteHeader(&tar.Header{Name: name, Typeflag: kind, Mode: mode, Size: int64(len(data)),
			ModTime: date.Truncate(time.Second), Format: tar.FormatUSTAR, Uname: "root", Gname: "root"})
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", strings.TrimSuffix(name, "/"), err)
		}
		return nil
	}
	made := map[string]bool{}
	for _, e := range files {
		for _, dir := range folders(e.Path) {
			if made[dir] {
				continue
			}
			made[dir] = true
			if err := add(dir+"/", tar.TypeDir, 0o755, nil); err != nil {
				return nil, err
			}
		}
		if !strings.HasSuffix(e.Path, "/") {
			if err := add(e.Path, tar.TypeReg, 0o644, e.Bytes()); err != nil {
				return nil, err
			}
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// folders are those above a path, and itself when it is a folder, the outermost first.
func folders(name string) (out []string) {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) { // of "a/b/" it is "a/b"
		out = append(out, dir)
	}
	slices.Reverse(out)
	return out
}

// Limits for archives that are read: the largest real one has 200 MB, most of it the site.
const (
	// MaxArchive is how many bytes an archive may have that Unpack is given.
	MaxArchive  = 1 << 28
	maxUnpacked = 1 << 29
	maxMembers  = 1 << 20
)

// Unpack reads an archive of a release, .tar.gz or .tar.zst, into memory: its files, and the names of its folders
// without slash. Anything but regular files and folders that belong to root and that only root may write is an error.
func Unpack(name string, data []byte) (files tree.Tree, dirs []string, err error) {
	var r io.Reader
	switch {
	case strings.HasSuffix(name, ".gz"):
		if r, err = gzip.NewReader(bytes.NewReader(data)); err != nil {
			return nil, nil, fmt.Errorf("it is not a gzip file: %w", err)
		}
	case strings.HasSuffix(name, ".zst"):
		one, limit := zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20)
		z, err := zstd.NewReader(bytes.NewReader(data), one, limit)
		if err != nil {
			return nil, nil, fmt.Errorf("it is not a zstd file: %w", err)
		}
		defer z.Close()
		r = z
	default:
		return nil, nil, fmt.Errorf("%s is not an archive of a release: .tar.gz or .tar.zst", path.Base(name))
	}
	if files, dirs, err = readTar(&io.LimitedReader{R: r, N: maxUnpacked}); err != nil {
		return nil, nil, fmt.Errorf("it cannot be unpacked: %w", err)
	}
	return files, dirs, files.Sort()
}

func readTar(r io.Reader) (files tree.Tree, dirs []string, err error) {
	for t := tar.NewReader(r); ; {
		h, err := t.Next()
		if err == io.EOF {
			break
		}
		if err == nil && len(files)+len(dirs) >= maxMembers {
			err = fmt.Errorf("it has more than %d members", maxMembers)
		}
		if err == nil {
			err = checkMember(h)
		}
		if err != nil {
			return nil, nil, err
		}
		if h.Typeflag == tar.TypeDir {
			dirs = append(dirs, strings.TrimSuffix(h.Name, "/"))
			continue
		}
		body, err := io.ReadAll(t)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, tree.Entry{Path: h.Name, Data: body})
	}
	_, err = io.Copy(onlyZeros{}, r) // reading to the end also checks the sum of the compressor
	return files, dirs, err
}

// checkMember refuses all but files and folders that only root may write.
func checkMember(h *tar.Header) error {
	name := h.Name
	switch h.Typeflag {
	case tar.TypeDir:
		name = strings.TrimSuffix(name, "/")
	case tar.TypeReg:
	default:
		return fmt.Errorf("%q in it is neither file nor folder", h.Name)
	}
	switch {
	case !fs.ValidPath(name) || name == ".":
		return fmt.Errorf("%q in it is not a path inside an archive", h.Name)
	case h.Mode&^0o755 != 0:
		return fmt.Errorf("%q in it has the mode %04o: others than root could change it, or run it as root",
			h.Name, h.Mode)
	case h.Uid != 0 || h.Gid != 0 || h.Uname != "" && h.Uname != "root" || h.Gname != "" && h.Gname != "root":
		return fmt.Errorf("%q in it is not root's", h.Name)
	case len(h.PAXRecords) > 0:
		return fmt.Errorf("%q in it has attributes that no file of a release has", h.Name)
	}
	return nil
}

// onlyZeros accepts the padding behind the last member.
type onlyZeros struct{}

func (onlyZeros) Write(p []byte) (int, error) {
	if len(bytes.Trim(p, "\x00")) > 0 {
		return 0, errors.New("there is something behind its last member")
	}
	return len(p), nil
}
