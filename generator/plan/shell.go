package plan

import "strings"

// width is the column at which commands are continued in another line.
const width = 96

// command is a command line: words of this program, then words of others, quoted where a shell would take them for more
// than a word. A long one is broken with backslashes.
func command(lead string, words ...string) string {
	var b strings.Builder
	b.WriteString(lead)
	column := len(lead)
	for _, w := range words {
		w = quote(w)
		if column+1+len(w) > width {
			b.WriteString(" \\\n   ")
			column = 3
		}
		b.WriteByte(' ')
		b.WriteString(w)
		column += 1 + len(w)
	}
	return b.String()
}

// quote makes one word of a shell of any text. Control characters are left out: in no name do they mean anything, and a
// terminal would obey them.
func quote(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	safe := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
			strings.ContainsRune("._+-/:@%=,", r)
	}
	if s != "" && s[0] != '-' && strings.IndexFunc(s, func(r rune) bool { return !safe(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// manager is the package manager of the old release: yum until EL 7.
func (h *hop) manager() string {
	if h.from.major <= 7 {
		return "yum"
	}
	return "dnf"
}
