package machine

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

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
	{"\xff\xd8\xff", "an image (JPEG)"},
	{"\x89PNG\r\n", "an image (PNG)"},
	{"GIF8", "an image (GIF)"},
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
	if zeros := bytes.Count(data, []byte{0}); zeros > 1 && 5*zeros > 2*len(data) {
		return nil, l.fail(0, "this looks like UTF-16 without a byte order mark: save the list as UTF-8")
	}
	line := 1
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == '\n':
			line++
		case r == utf8.RuneError && size == 1:
			return nil, l.fail(line, "the byte 0x%02x is not UTF-8: save the list as UTF-8", data[i])
		case r < ' ' && r != '\t' && r != '\r' || r == 0x7f:
			return nil, l.fail(line, "this is not text: there is a character %U in it", r)
		}
		i += size
	}
	return data, nil
}

// isPrompt recognises what is pasted with the output of a command: [root@web ~]# rpm -qa.
func isPrompt(text []byte) bool {
	line, _, _ := strings.Cut(string(text[:min(len(text), 200)]), "\n")
	return line[0] == '[' && strings.Contains(line, "@") && !strings.Contains(line, `"`) &&
		(strings.Contains(line, "]# ") || strings.Contains(line, "]$ "))
}

// fromUTF16 decodes what PowerShell writes when output is sent to a file.
func fromUTF16(data []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}
