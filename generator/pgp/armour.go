package pgp

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
)

// errChecksum is the error of an armour that ends with the checksum of something else.
var errChecksum = errors.New("the checksum of its armour is wrong")

// Importable is an error unless rpm --import takes the armour of a key file. rpm is strict: each block begins at a
// line of its own, has an empty line before the key, and ends with the checksum of the key, which newer programs leave
// out (rpmio/rpmpgp.c, decodePkts).
func Importable(file []byte) error {
	const mark = "-----BEGIN PGP "
	text := string(file)
	for n := 0; ; n++ {
		_, after, found := strings.Cut(text, mark)
		if !found && n == 0 {
			return errors.New("it has no armour")
		}
		if !found {
			return nil
		}
		if err := importable(text[len(text)-len(after)-len(mark):]); err != nil {
			return err
		}
		text = after
	}
}

// importable is Importable for the block at the start of a text.
func importable(text string) error {
	next := func() (line string) {
		line, text, _ = strings.Cut(text, "\n")
		return strings.TrimSuffix(line, "\r")
	}
	if next() != begin {
		return errors.New("its armour has a block that is no public key, or more in the line where the key begins")
	}
	line := next()
	for isHeader(line) {
		line = next()
	}
	if line != "" {
		return errors.New("its armour has no empty line before the key")
	}
	var body strings.Builder
	for line = next(); !strings.HasPrefix(line, "="); line = next() {
		if strings.HasPrefix(strings.TrimSpace(line), endMark) || text == "" {
			return errors.New("its armour has no line with a checksum")
		}
		body.WriteString(line)
	}
	if next() != end {
		return errors.New("its armour has no END line behind the checksum")
	}
	raw, err := decodeLines(body.String())
	if err != nil {
		return err
	}
	if line != checksum(raw) {
		return errChecksum
	}
	return nil
}

// isHeader reports whether rpm steps over a line before the empty one.
func isHeader(line string) bool {
	for _, key := range []string{"Version: ", "Comment: ", "MessageID: ", "Hash: ", "Charset: "} {
		if strings.HasPrefix(line, key) {
			return true
		}
	}
	return false
}

const (
	end     = endMark + "PUBLIC KEY BLOCK-----"
	endMark = "-----END PGP "
)

// dearmour joins the blocks of an armoured file, of public keys or of secret ones; a binary one is as it was. It reads
// more than rpm does: lines that are indented, a missing empty line or checksum. Where a checksum is wrong, the bytes
// come with errChecksum.
func dearmour(data []byte) (raw []byte, err error) {
	mark := begin
	if bytes.Contains(data, []byte(beginSecret)) {
		mark = beginSecret
	} else if !bytes.Contains(data, []byte(begin)) {
		return data, nil
	}
	inside, sum := false, ""
	var body strings.Builder
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasSuffix(line, mark):
			inside, sum = true, ""
			body.Reset()
		case !inside || strings.Contains(line, ": "): // a header of the armour
		case strings.HasPrefix(line, endMark):
			block, problem := decodeLines(body.String())
			if problem != nil {
				return nil, problem
			}
			if raw = append(raw, block...); sum != "" && sum != checksum(block) {
				err = errChecksum
			}
			inside = false
		case len(line) == 5 && line[0] == '=':
			sum = line
		default:
			body.WriteString(line)
		}
	}
	if inside || raw == nil {
		return nil, errors.New("its armour has no END line: it was cut off")
	}
	return raw, err
}

// decodeLines decodes the lines of an armour, which stand behind each other.
func decodeLines(body string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(body), ""))
	if err != nil {
		return nil, errors.New("its armour is damaged: it is not base64")
	}
	return raw, nil
}

// checksum is the last line of an armour: a CRC of 24 bits (RFC 4880, 6.1).
func checksum(raw []byte) string {
	crc := uint32(0xb704ce)
	for _, b := range raw {
		crc ^= uint32(b) << 16
		for range 8 {
			if crc <<= 1; crc&0x1000000 != 0 {
				crc ^= 0x1864cfb
			}
		}
	}
	return "=" + base64.StdEncoding.EncodeToString([]byte{byte(crc >> 16), byte(crc >> 8), byte(crc)})
}
