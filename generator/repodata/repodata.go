// Package repodata reads what a repository of RPMs says about itself: repomd.xml, primary and modules, as createrepo_c
// and modifyrepo_c write them.
//
//	about, err := repodata.ReadRepomd(repomd)
//	err = about.Primary.Read(primary, func(open io.Reader) error {
//		return repodata.ReadPrimary(open, func(p *repodata.Package) error { ... })
//	})
//
// The metadata comes from servers that nobody believes. [File.Read] holds it against the checksums and sizes of
// repomd.xml while it is read, which needs little memory however large a file is; what it handed out counts only once
// it has returned without an error. Nothing that is read holds control characters.
package repodata

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"
)

// A Repomd is what repomd.xml says.
type Repomd struct {
	Revision string    // what the repository calls its state
	Time     time.Time // when it was made: the revision, if it is a time; else when its youngest file was
	Primary  File
	Modules  File // the zero File: it has no modules
}

// A File is an entry of repomd.xml.
type File struct {
	Href     string   // a path below the repository: repodata/...
	Sum      Checksum // of the file
	OpenSum  Checksum // of what it unpacks to; the zero Checksum: not said
	Size     int64    // -1: not said
	OpenSize int64    // likewise
	Time     time.Time
}

// A Checksum is one of sha256, sha384 or sha512.
type Checksum struct{ Type, Value string }

// MaxRepomd is how large a repomd.xml may be.
const MaxRepomd = 1 << 20

// A repomdReader collects what repomd.xml says.
type repomdReader struct {
	*document
	out    Repomd
	kind   string // the type of the entry that is read
	file   File
	found  map[string]File
	newest time.Time
}

// ReadRepomd reads repomd.xml. Entries other than primary and modules may say what they like.
func ReadRepomd(r io.Reader) (*Repomd, error) {
	limited := &io.LimitedReader{R: r, N: MaxRepomd + 1}
	m := &repomdReader{document: newDocument(limited, "repomd", "</repomd>"), found: map[string]File{}}
	m.document.start, m.document.end = m.start, m.end
	err := m.read()
	if limited.N == 0 {
		return nil, fmt.Errorf("repomd.xml has more than %d bytes, which are not read", MaxRepomd)
	}
	if err != nil {
		return nil, fmt.Errorf("repomd.xml: %w", err)
	}
	return m.result()
}

func (m *repomdReader) result() (*Repomd, error) {
	primary, ok := m.found["primary"]
	if !ok {
		return nil, errors.New("repomd.xml names no primary: is this the metadata of a repository of RPMs?")
	}
	m.out.Primary, m.out.Modules = primary, m.found["modules"]
	m.out.Time = m.newest
	if seconds, err := strconv.ParseInt(m.out.Revision, 10, 64); err == nil {
		if t := time.Unix(seconds, 0).UTC(); plausible(t) {
			m.out.Time = t
		}
	}
	return &m.out, nil
}

// plausible tells a time from another number: there was no rpm-md before 2003.
func plausible(t time.Time) bool { return t.Year() >= 2003 && t.Year() < 2200 }

func (m *repomdReader) start() (err error) {
	switch string(m.path()) {
	case "repomd/data":
		m.kind, err = m.attribute("type")
		m.file = File{Size: -1, OpenSize: -1}
	case "repomd/data/location":
		m.file.Href, err = m.attribute("href")
		if base, _ := m.attribute("base"); base != "" { // xml:base
			m.file.Href = base + "/" + m.file.Href
		}
	case "repomd/data/checksum":
		m.file.Sum.Type, err = m.attribute("type")
		m.capture()
	case "repomd/data/open-checksum":
		m.file.OpenSum.Type, err = m.attribute("type")
		m.capture()
	case "repomd/revision", "repomd/data/timestamp", "repomd/data/size", "repomd/data/open-size":
		m.capture()
	}
	return err
}

func (m *repomdReader) end() (err error) {
	text, err := m.captured()
	if err != nil {
		return err
	}
	switch string(m.path()) {
	case "repomd/revision":
		m.out.Revision = text
	case "repomd/data/checksum":
		m.file.Sum.Value = text
	case "repomd/data/open-checksum":
		m.file.OpenSum.Value = text
	case "repomd/data/timestamp":
		m.file.Time = seconds(text)
		if m.file.Time.After(m.newest) {
			m.newest = m.file.Time
		}
	case "repomd/data/size":
		m.file.Size, err = readSize(text)
	case "repomd/data/open-size":
		m.file.OpenSize, err = readSize(text)
	case "repomd/data":
		if m.kind != "primary" && m.kind != "modules" {
			return nil
		}
		if _, twice := m.found[m.kind]; twice {
			return fmt.Errorf("%s is named twice", m.kind)
		}
		m.found[m.kind] = m.file
		if err := m.file.check(); err != nil {
			return fmt.Errorf("%s: %w", m.kind, err)
		}
	}
	return err
}

// seconds reads a time; older createrepos print it with a fraction. The zero time is what is none.
func seconds(text string) time.Time {
	whole, _, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if t := time.Unix(n, 0).UTC(); err == nil && plausible(t) {
		return t
	}
	return time.Time{}
}

func readSize(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is not a size", text)
	}
	return n, nil
}

// check refuses what is not read: files elsewhere, huge ones, and checksums that prove nothing.
func (f File) check() error {
	if !validHref(f.Href) {
		return fmt.Errorf("%q is not a path inside the repository", f.Href)
	}
	if f.Size > MaxPacked || f.OpenSize > MaxOpen {
		return fmt.Errorf("it has %d bytes and unpacks to %d; more than %d and %d are not read", f.Size, f.OpenSize,
			MaxPacked, MaxOpen)
	}
	if err := f.Sum.check(); err != nil {
		return fmt.Errorf("its %w", err)
	}
	if f.OpenSum == (Checksum{}) {
		return nil
	}
	if err := f.OpenSum.check(); err != nil {
		return fmt.Errorf("its open-%w", err)
	}
	return nil
}

// validHref takes plain relative paths: nothing that a server, a shell or a file system reads in another way.
func validHref(href string) bool {
	odd := func(r rune) bool { return !isLetter(r) && !isDigit(r) && !strings.ContainsRune("/._+~^=,@-", r) }
	return strings.IndexFunc(href, odd) < 0 && path.Clean(href) == href && href != "." && href != ".." &&
		!strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "../")
}

func isLetter[C rune | byte](c C) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isDigit[C rune | byte](c C) bool { return c >= '0' && c <= '9' }
