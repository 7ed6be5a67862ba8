package fate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"text/tabwriter"
)

func TestColumnsAreThoseOfTabwriter(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		rows := make([][]string, r.IntN(6))
		for i := range rows {
			rows[i] = make([]string, r.IntN(5))
			for j := range rows[i] {
				rows[i][j] = strings.Repeat("é", r.IntN(4))
			}
		}
		var want strings.Builder
		w := tabwriter.NewWriter(&want, 0, 0, 2, ' ', 0)
		for _, row := range rows {
			fmt.Fprintln(w, strings.Join(row, "\t"))
		}
		w.Flush()
		got := ""
		for _, line := range inColumns(rows) {
			got += line + "\n"
		}
		if got != want.String() {
			t.Fatalf("%q:\n%q\n%q", rows, got, want.String())
		}
	}
}
