// Package machine reads a list of the packages of a machine ([Read]) and makes of it the machine that package upgrade
// upgrades ([List.Machine]). See the example.
//
// Four forms are known, and recognised by what is in the list, never by its name:
//
//	rpm -qa                      name-version-release.arch; an epoch may stand before the name or the version
//	rpm -qa --qf '%{NAME}\n'     names alone
//	dnf list --installed         three columns, also those of yum on EL 7, which breaks long lines
//	JSON                         objects with name, and where known repository (or repoid), modulestream and arch: in
//	                             an array, one after the other, or under installed, as in pes simulate --requests
//
// All lines of a list have the same form. One that has another is an error, and so is everything that is not a list: an
// archive, a web page, a line without end. What a list does not say is assumed by [List.Machine], which returns each
// assumption as a sentence. Nothing else is guessed.
package machine

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"pes/generator/model"
	"pes/generator/upgrade"
)

// A Form is how a list is written.
type Form string

// The forms.
const (
	RPM   Form = "rpm -qa"
	Names Form = "package names"
	DNF   Form = "dnf list --installed"
	JSON  Form = "JSON"
)

// A List is what was read.
type List struct {
	Name     string
	Form     Form
	Packages []Package
	Keys     int // entries of gpg-pubkey, which are keys, not packages
	Modular  int // packages that come from a module; the list does not say of which stream
	// What only JSON says; empty otherwise.
	Arch                  string
	Enabled               []string
	Modules               []model.Stream
	Install, Remove, Keep []string // the lists of /etc/leapp/transaction
}

// A Package is an installed package.
type Package struct {
	upgrade.Package
	Arch    string // "" where the list does not say
	Release string // of the build, such as 29.el7_9 or 19.el7.remi; "" where the list does not say
}

// An Error says where a list cannot be read, and why.
type Error struct {
	Name    string `json:"machine"`
	Line    int    `json:"line,omitempty"` // 0: the list as a whole
	Message string `json:"message"`
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Name + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d: %s", e.Name, e.Line, e.Message)
}

// MaxSize is the number of bytes of the longest list: a machine with everything has 60,000 packages in 4 MB.
const MaxSize = 32 << 20

// maxLine is the number of bytes of the longest line outside JSON: names have at most some 100.
const maxLine = 2000

// Read reads a list. name is its name in errors, all of which are an [*Error].
func Read(name string, data []byte) (*List, error) {
	l := &List{Name: name}
	data, err := l.text(data)
	if err != nil {
		return nil, err
	}
	switch trimmed := bytes.TrimLeft(data, " \t\r\n"); {
	case len(trimmed) == 0:
		return nil, l.fail(0, "the list is empty: no package in it")
	case trimmed[0] == '<':
		return nil, l.fail(0, "this is HTML or XML, no list of packages")
	case trimmed[0] == '{', trimmed[0] == '[':
		err = l.readJSON(data)
	default:
		err = l.readLines(string(data))
	}
	if err != nil {
		return nil, err
	}
	if len(l.Packages) == 0 {
		return nil, l.fail(0, "no package in it")
	}
	return l, nil
}

func (l *List) fail(line int, format string, args ...any) error {
	return &Error{l.Name, line, fmt.Sprintf(format, args...)}
}

// signatures are the first bytes of files that are not text.
var signatures = []struct{ begin, what string }{
	{"\x1f\x8b", "a gzip archive"},
	{"\xfd7zXZ\x00", "an xz archive"},
	{"BZh", "a bzip2 archive"},
	{"\x28\xb5\x2f\xfd", "a zstd archive"},
	{"PK\x03\x04", "a zip archive"},
	{"\xed\xab\xee\xdb", "an rpm package"},
	{"\x7fELF", "a program"},
	{"SQLite format 3\x00", "a database"},
	{"%PDF-", "a PDF"},
}

// text makes sure that data is text, and returns it as UTF-8 without byte order mark.
func (l *List) text(data []byte) ([]byte, error) {
	if len(data) > MaxSize {
		return nil, l.fail(0, "more than %d MB: no list of packages is that long", MaxSize>>20)
	}
	for _, m := range signatures {
		if bytes.HasPrefix(data, []byte(m.begin)) {
			return nil, l.fail(0, "this is %s, no list of packages", m.what)
		}
	}
	if len(data) > 262 && string(data[257:262]) == "ustar" {
		return nil, l.fail(0, "this is a tar archive, no list of packages: unpack it and name the folder")
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) {
		data = fromUTF16(data[2:], binary.LittleEndian)
	} else if bytes.HasPrefix(data, []byte("\xfe\xff")) {
		data = fromUTF16(data[2:], binary.BigEndian)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	line := 1
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == '\n':
			line++
		case r == utf8.RuneError && size == 1:
			return nil, l.fail(line, "this is not text: the byte 0x%02x is not UTF-8", data[i])
		case r < ' ' && r != '\t' && r != '\r' || r == 0x7f:
			return nil, l.fail(line, "this is not text: there is a character %U in it", r)
		}
		i += size
	}
	return data, nil
}

// fromUTF16 decodes what PowerShell writes when output is sent to a file.
func fromUTF16(data []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// validName reports whether a word can be the name of a package.
func validName(s string) bool {
	if s == "" || len(s) > 256 || strings.IndexByte("._+-~^", s[0]) >= 0 {
		return false
	}
	wrong := func(r rune) bool { return !isAlphanumeric(r) && !strings.ContainsRune("._+-~^", r) }
	return !strings.ContainsFunc(s, wrong)
}

func isAlphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// validRepoid reports whether a word can name a repository.
func validRepoid(s string) bool {
	return s != "" && len(s) <= 256 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}
