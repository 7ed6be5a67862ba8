// Package sheet writes tables that spreadsheets open: comma-separated values as RFC 4180 has them, with CR and LF
// behind every row, and quotes around what needs them; see the example.
//
// A spreadsheet computes a cell that begins with = + - @ as a formula, whoever wrote it. [Cell] puts an apostrophe
// before such a value, which spreadsheets take for "this is text"; programs that read the file drop it. A lone minus is
// left alone.
package sheet

import "strings"

// Cell is a value that spreadsheets show as it is.
func Cell(value string) string {
	if value != "" && strings.IndexByte("=+-@\t\r", value[0]) >= 0 && value != "-" {
		return "'" + value
	}
	return value
}

// Append adds a row to a table.
func Append(b []byte, cells ...string) []byte {
	for i, c := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendCell(b, Cell(c))
	}
	return append(b, "\r\n"...)
}

func appendCell(b []byte, c string) []byte {
	if !strings.ContainsAny(c, ",\"\r\n") && !strings.HasPrefix(c, " ") && !strings.HasSuffix(c, " ") {
		return append(b, c...)
	}
	b = append(b, '"')
	for i := range len(c) {
		if c[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, c[i])
	}
	return append(b, '"')
}
