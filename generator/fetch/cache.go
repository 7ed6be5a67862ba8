package fetch

import (
	"cmp"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"pes/generator/list"
)

// A Cache is a folder of files that are named after their checksums. No file is trusted without its checksum, and none
// has its name before it is whole. Several processes may use one.
type Cache struct{ root *os.Root }

// maxCache is the size in bytes above which [Cache.Trim] removes files.
const maxCache = 2 << 30

// OpenCache opens a folder as a cache, and makes it where it is not there.
func OpenCache(dir string) (*Cache, error) {
	err := os.MkdirAll(dir, 0o777)
	if err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	return &Cache{root}, nil
}

// Close ends the use of the cache.
func (c *Cache) Close() error { return c.root.Close() }

// A Sum is a checksum: its kind, as metadata of repositories call it, in lower case, and hexadecimal digits.
type Sum struct{ Kind, Hex string }

// sums are the kinds of checksums that are accepted, with the length of each in bytes.
var sums = map[string]struct {
	size int
	hash func() hash.Hash
}{
	"sha256": {sha256.Size, sha256.New}, "sha384": {sha512.Size384, sha512.New384},
	"sha512": {sha512.Size, sha512.New}, "sha1": {sha1.Size, sha1.New}, "sha": {sha1.Size, sha1.New},
}

// Valid is an error where the sum is of no kind that is accepted.
func (s Sum) Valid() error {
	kind, known := sums[s.Kind]
	if !known {
		return fmt.Errorf("no checksum of the kind %q is accepted", s.Kind)
	}
	if b, err := hex.DecodeString(s.Hex); err != nil || len(b) != kind.size {
		return fmt.Errorf("%q is no checksum of the kind %s", s.Hex, s.Kind)
	}
	return nil
}

// Of reports whether data have the sum, which is valid.
func (s Sum) Of(data []byte) bool {
	h := sums[s.Kind].hash()
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil)) == s.Hex
}

// name is that of the file with the sum.
func (s Sum) name() string { return s.Kind + "-" + s.Hex }

// Open opens the file with a checksum, after reading all of it; the error is [fs.ErrNotExist] where there is none. One
// that is damaged is removed.
func (c *Cache) Open(s Sum) (*os.File, error) {
	if err := s.Valid(); err != nil {
		return nil, err
	}
	f, err := c.root.Open(s.name())
	if err != nil {
		return nil, err
	}
	h := sums[s.Kind].hash()
	_, err = io.Copy(h, f)
	if err == nil && hex.EncodeToString(h.Sum(nil)) == s.Hex {
		if _, err = f.Seek(0, io.SeekStart); err == nil {
			now := time.Now() // what was used last is kept
			_ = c.root.Chtimes(s.name(), now, now)
			return f, nil
		}
	}
	f.Close()
	return nil, cmp.Or(err, c.root.Remove(s.name()), fs.ErrNotExist)
}

// Wanted is a file that metadata describe.
type Wanted struct {
	Href  string // relative to the repository
	Sum   Sum
	Size  int64     // in bytes; 0 where the metadata do not say it
	Count func(int) // called with the number of bytes whenever some came; may be nil
}

// MaxFile is the size in bytes of the largest file of metadata that is downloaded.
const MaxFile = 512 << 20

// valid is an error where a file is not to be asked for: its path must be below the repository.
func (w *Wanted) valid() error {
	const others = "._-+~/"
	odd := strings.ContainsFunc(w.Href, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' ||
			strings.ContainsRune(others, r))
	})
	switch {
	case odd || path.Clean(w.Href) != w.Href || path.IsAbs(w.Href) || w.Href == "." || strings.HasPrefix(w.Href, ".."):
		return fmt.Errorf("%q is no path below a repository", w.Href)
	case w.Size < 0 || w.Size > MaxFile:
		return fmt.Errorf("%s has %d bytes; more than %d are not read", w.Href, w.Size, MaxFile)
	}
	return w.Sum.Valid()
}

// Cached gives the file with a checksum from the cache, else from the address.
func (f *Fetcher) Cached(ctx context.Context, c *Cache, address string, w Wanted) (*os.File, error) {
	file, err := c.Open(w.Sum)
	if !errors.Is(err, fs.ErrNotExist) {
		return file, err
	}
	temp := fmt.Sprintf(".%s.%d.%d", w.Sum.name(), os.Getpid(), temps.Add(1))
	out, err := c.root.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return nil, fmt.Errorf("cache: %w", err)
	}
	err = f.retry(ctx, address, func() error { return f.save(ctx, address, out, w) })
	if err == nil {
		if err = c.root.Rename(temp, w.Sum.name()); err == nil {
			return out, nil
		}
	}
	return nil, cmp.Or(err, out.Close(), c.root.Remove(temp))
}

var temps atomic.Int64 // number the files that are being written

// save writes an answer to a file from its beginning and checks it.
func (f *Fetcher) save(ctx context.Context, address string, out *os.File, w Wanted) error {
	size := cmp.Or(w.Size, MaxFile)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	slow := fmt.Errorf("hardly anything came for %s", f.Stall)
	start := time.AfterFunc(f.Timeout, func() { cancel(fmt.Errorf("no answer began within %s", f.Timeout)) })
	defer start.Stop()
	body, err := f.open(ctx, address, size)
	if err != nil {
		return cmp.Or(context.Cause(ctx), err)
	}
	defer body.Close()
	start.Stop()
	if err := out.Truncate(0); err != nil {
		return refused{fmt.Errorf("cache: %w", err)}
	}
	if _, err := out.Seek(0, io.SeekStart); err != nil {
		return refused{fmt.Errorf("cache: %w", err)}
	}
	p := &progress{every: f.Stall, count: w.Count, slow: func() { cancel(slow) }}
	p.timer = time.AfterFunc(time.Hour, p.look)
	p.timer.Reset(f.Stall) // now that it is in its place
	defer p.timer.Stop()
	h := sums[w.Sum.Kind].hash()
	n, err := io.Copy(io.MultiWriter(h, p, out), io.LimitReader(body, size+1))
	if err = cmp.Or(context.Cause(ctx), err); err != nil {
		return plain(err, f.Timeout)
	}
	switch {
	case n > size:
		return refused{fmt.Errorf("the file is longer than the %d bytes that it should have", size)}
	case n < w.Size:
		return refused{fmt.Errorf("the file has %d bytes, not %d", n, size)}
	case hex.EncodeToString(h.Sum(nil)) != w.Sum.Hex:
		return refused{errors.New("the file has another checksum than it should have")}
	}
	_, err = out.Seek(0, io.SeekStart)
	return err
}

// least is how many bytes of a large file must come while Stall passes.
const least = 16 << 10

// progress counts what comes, and calls slow where it is too little.
type progress struct {
	every     time.Duration
	timer     *time.Timer
	sum, seen atomic.Int64
	count     func(int)
	slow      func()
}

func (p *progress) Write(b []byte) (int, error) {
	p.sum.Add(int64(len(b)))
	if p.count != nil {
		p.count(len(b))
	}
	return len(b), nil
}

func (p *progress) look() {
	now := p.sum.Load()
	if now-p.seen.Swap(now) < least {
		p.slow()
		return
	}
	p.timer.Reset(p.every)
}

// Trim removes the files that were not used for the longest time, and what an interrupted download left for a day,
// until the cache is small enough.
func (c *Cache) Trim() error {
	entries, err := fs.ReadDir(c.root.FS(), ".")
	if err != nil {
		return fmt.Errorf("cache: %w", err)
	}
	var infos []fs.FileInfo
	total := int64(0)
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			infos, total = append(infos, info), total+info.Size()
		}
	}
	list.Sort(infos, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, info := range infos {
		left := info.Name()[0] == '.' && time.Since(info.ModTime()) > 24*time.Hour
		if total <= maxCache && !left {
			continue
		}
		if err := c.root.Remove(info.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("cache: %w", err)
		}
		total -= info.Size()
	}
	return nil
}

// CacheDir is the folder for what pes downloads and can download again: PES_CACHE, else pes in the cache of the user.
func CacheDir() (string, error) {
	if dir := os.Getenv("PES_CACHE"); dir != "" {
		return dir, nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder for a cache: %w; set PES_CACHE to one", err)
	}
	return filepath.Join(dir, "pes"), nil
}
