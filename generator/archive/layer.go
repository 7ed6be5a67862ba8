package archive

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"pes/generator/unpack"
)

// Limits of an archive. A machine has some 100,000 files, of which few are wanted.
const (
	maxEntries = 200_000  // that are kept of it, of all layers together
	maxName    = 4096     // bytes of a name and of a link, as Linux has it
	maxNames   = 16 << 20 // bytes of all names and links that are kept
	// What is unpacked may have this many times the bytes of the archive, and some more.
	maxRatio = 100
	maxExtra = 512 << 20
)

// An entry is a file, folder or link in a layer, or says that something is gone.
type entry struct {
	name     string // from the top, clean
	kind     byte   // of those of package tar TypeReg, TypeDir, TypeSymlink, TypeLink; else it only takes the place
	link     string
	contents content
}

// A diff is what a layer changes, in the order of its archive.
type diff []entry

// bounded counts what is unpacked, and stops at a limit.
type bounded struct {
	io.Reader
	a *archive
}

func (b bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	b.a.open += int64(n)
	if b.a.open > maxExtra+maxRatio*b.a.packed {
		return n, fmt.Errorf("it unpacks to more than %d times its size: no machine does", maxRatio)
	}
	return n, err
}

// readTar reads what is kept of a tar archive that may be compressed.
func (a *archive) readTar(r io.Reader, keep func(name string, size int64) bool) (d diff, err error) {
	err = a.eachEntry(r, func(h *tar.Header, content io.Reader) error {
		name, ok := cleanName(h.Name)
		if !ok || !keep(name, h.Size) {
			return nil
		}
		e := entry{name: name, kind: h.Typeflag, link: h.Linkname}
		a.entries, a.names = a.entries+1, a.names+len(name)+len(e.link)
		switch {
		case a.entries > maxEntries || a.names > maxNames:
			return fmt.Errorf("more than %d files or %d MB of names are wanted of it: no machine has as many",
				maxEntries, maxNames>>20)
		case len(e.link) > maxName:
			return nil
		case e.kind == tar.TypeGNUSparse, e.kind == '\x00', e.kind == tar.TypeCont:
			e.kind = tar.TypeReg
		}
		if e.kind == tar.TypeReg {
			if e.contents, err = a.spool.keep(content, h.Size); err != nil {
				return err
			}
		}
		d = append(d, e)
		return nil
	})
	return d, err
}

// eachEntry calls a function for the entries of a tar archive that may be compressed.
func (a *archive) eachEntry(r io.Reader, do func(h *tar.Header, content io.Reader) error) error {
	open, err := unpack.Reader(r)
	if err != nil {
		return plain(err)
	}
	defer open.Close()
	blocks := bufio.NewReaderSize(bounded{open, a}, 64<<10)
	if err := isTar(blocks); err != nil {
		return err
	}
	t := tar.NewReader(blocks)
	for n := 0; ; n++ {
		h, err := t.Next()
		if err == io.EOF && n == 0 {
			return errEmpty
		} else if err == io.EOF {
			return nil
		}
		if err == nil {
			err = do(h, t)
		}
		if err != nil {
			return plain(err)
		}
	}
}

var errEmpty = errors.New("the archive is empty")

// disks are what images of disks begin with.
var disks = []string{"QFI\xfb", "KDMV", "hsqs", "<<< "}

// isTar says what is wrong with the first block of what should be a tar archive.
func isTar(r *bufio.Reader) error {
	block, err := r.Peek(512)
	switch {
	case err == io.EOF && len(block) == 0:
		return errEmpty
	case err != nil && err != io.EOF:
		return plain(err)
	case len(block) < 512:
		return ErrNoTar
	}
	begins := func(s string) bool { return bytes.HasPrefix(block, []byte(s)) }
	if slices.ContainsFunc(disks, begins) || bytes.HasSuffix(block, []byte("\x55\xaa")) {
		return errors.New("this is the image of a disk: mount it, and name the folder")
	}
	if _, err := tar.NewReader(bytes.NewReader(block)).Next(); err == tar.ErrHeader {
		return ErrNoTar
	}
	return nil
}

// plain puts what package tar and decompressors say into words.
func plain(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the archive is cut off")
	case errors.Is(err, tar.ErrHeader):
		return errors.New("the archive is damaged: no file begins where one should")
	}
	return err
}

// cleanName is the name of an entry from the top. Nothing that a machine has is named with .. or without UTF-8.
func cleanName(name string) (string, bool) {
	if len(name) > maxName || strings.Count(name, "/") > maxSteps {
		return "", false
	}
	for element := range strings.SplitSeq(name, "/") {
		if element == ".." {
			return "", false
		}
	}
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	return name, fs.ValidPath(name) && !strings.ContainsRune(name, 0)
}

// readLayers reads the layers of an image that stand in a tar archive, in any order there. Docker has a layer that an
// image needs twice once.
func (a *archive) readLayers(r io.Reader, layers []layer) ([]diff, error) {
	found := map[string]diff{}
	needed := map[string]layer{}
	for _, l := range layers {
		needed[l.name] = l
	}
	err := a.eachEntry(r, func(h *tar.Header, content io.Reader) error {
		name, _ := cleanName(h.Name)
		l, ok := needed[name]
		if !ok || h.Typeflag != tar.TypeReg {
			return nil
		}
		d, err := a.readLayer(content, l)
		found[name] = d
		return err
	})
	if err != nil {
		return nil, err
	}
	diffs := make([]diff, len(layers))
	for i, l := range layers {
		d, ok := found[l.name]
		if !ok {
			return nil, fmt.Errorf("the image has a layer %s, which is missing", l.name)
		}
		diffs[i] = d
	}
	return diffs, nil
}

// readLayer reads a layer, and makes sure that it is the one that its digest names.
func (a *archive) readLayer(r io.Reader, l layer) (diff, error) {
	sum := sha256.New()
	blob := io.TeeReader(r, sum)
	d, failed := a.readTar(blob, func(name string, _ int64) bool { return a.wanted.has(hidden(name)) })
	if _, err := io.Copy(io.Discard, blob); err != nil {
		return nil, fmt.Errorf("layer %s: %w", l.name, err)
	}
	if l.digest != "" && hex.EncodeToString(sum.Sum(nil)) != l.digest {
		return nil, fmt.Errorf("the blob %s is damaged: its SHA-256 is another", l.name)
	}
	if failed != nil && failed != errEmpty {
		return nil, fmt.Errorf("layer %s: %w", l.name, failed)
	}
	return d, nil
}
