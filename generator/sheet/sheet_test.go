package sheet_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pes/generator/sheet"
)

func Example() {
	table := sheet.Append(nil, "package", "why")
	table = sheet.Append(table, "ntp", `replaced by "chrony", which is smaller`)
	table = sheet.Append(table, "=cmd()", "-")
	fmt.Print(strings.ReplaceAll(string(table), "\r\n", "\n"))
	// Output:
	// package,why
	// ntp,"replaced by ""chrony"", which is smaller"
	// '=cmd(),-
}

// What is written can be read again, and no cell is a formula.
func TestRows(t *testing.T) {
	for _, row := range [][]string{{"a", "b"}, {"", " a ", "b\nc", "d\r\ne", `"`, `""`, ",", "ä"}, {"=1+1", "+1", "-1", "@x",
		"\tx", "\rx", "-", "a=b"}} {
		b := sheet.Append(nil, row...)
		got, err := csv.NewReader(bytes.NewReader(b)).Read()
		want := slices.Clone(row)
		for i := range want {
			want[i] = strings.ReplaceAll(sheet.Cell(want[i]), "\r\n", "\n") // as the reader of Go does
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q is read as %q: %v", row, got, err)
		}
		for _, c := range got {
			if c != "-" && c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") {
				t.Errorf("%q is a formula", c)
			}
		}
	}
}
