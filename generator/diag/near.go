package diag

import "strings"

// Near returns the candidate that s most likely was meant to be, in double quotes, or "" when none is near enough:
// at most a third of its characters may differ, and letter case does not count.
func Near(s string, candidates []string) string {
	best, found := len(s)/3+2, ""
	if len(s) > 200 {
		return ""
	}
	for _, c := range candidates {
		if len(c)-len(s) >= best || len(s)-len(c) >= best {
			continue
		}
		if d := distance(strings.ToLower(s), strings.ToLower(c)); d < best {
			best, found = d, c
		}
	}
	if found == "" {
		return ""
	}
	return `"` + found + `"`
}

// distance counts insertions, deletions, substitutions and swaps of neighbours.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
