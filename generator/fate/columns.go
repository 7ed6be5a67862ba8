package fate

import (
	"strings"
	"unicode/utf8"
)

// inColumns pads the cells of rows so that they stand in columns, two spaces apart, as text/tabwriter does, which would
// be a tenth of what reports cost the program that browsers load. A column ends at a row that does not go beyond it.
func inColumns(rows [][]string) []string {
	lines := make([]strings.Builder, len(rows))
	for column := 0; ; column++ {
		more := false
		for i := 0; i < len(rows); {
			if len(rows[i]) < column+2 { // its last cell is not padded
				if len(rows[i]) == column+1 {
					lines[i].WriteString(rows[i][column])
				}
				i++
				continue
			}
			more = true
			end, width := i, 0
			for ; end < len(rows) && len(rows[end]) >= column+2; end++ {
				width = max(width, utf8.RuneCountInString(rows[end][column]))
			}
			for ; i < end; i++ {
				cell := rows[i][column]
				lines[i].WriteString(cell + strings.Repeat(" ", width+2-utf8.RuneCountInString(cell)))
			}
		}
		if !more {
			break
		}
	}
	out := make([]string, len(rows))
	for i := range lines {
		out[i] = lines[i].String()
	}
	return out
}
