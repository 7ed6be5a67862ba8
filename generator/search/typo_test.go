package search

// far is more typos than anybody asks for.
const far = 99

// letters is the set of letters of a text, several letters to a bit: each that a word has and a text lacks is a typo.
func letters(s string) (mask uint32) {
	for _, c := range units(s) {
		mask |= 1 << (c & 31)
	}
	return mask
}

// distances counts the typos (letters too many, missing, wrong, or swapped with the next) between word and what stands
// in text from start on: all of it, and the beginning that is nearest. More than k are far, so only k places to each
// side are looked at.
func distances(word, text []uint16, start, k int) (whole, beginning int) {
	m, n := len(word), len(text)-start
	end := min(n, m+k)
	if n < m-k {
		return far, far
	}
	// All three rows on the stack: a query has at most maxQuery characters of two units.
	var rows [3][2*maxQuery + 4]uint8
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range end + 1 {
		last[j] = uint8(min(j, far))
	}
	for i := 1; i <= m; i++ {
		from, to := max(1, i-k), min(end, i+k)
		row[from-1] = far
		if from == 1 {
			row[0] = uint8(min(i, far))
		}
		least := row[from-1]
		for j := from; j <= to; j++ {
			d := text[start+j-1]
			x := min(last[j], row[j-1]) + 1
			if word[i-1] == d {
				x = min(x, last[j-1])
			} else {
				x = min(x, last[j-1]+1)
			}
			if i > 1 && j > 1 && word[i-1] == text[start+j-2] && word[i-2] == d {
				x = min(x, before[j-2]+1)
			}
			row[j] = x
			least = min(least, x)
		}
		if int(least) > k {
			return far, far
		}
		if to < end {
			row[to+1] = far
		}
		before, last, row = last, row, before
	}
	whole, beginning = far, far
	for j := max(0, m-k); j <= end; j++ {
		if d := int(last[j]); d <= k {
			beginning = min(beginning, d)
			if j == n {
				whole = d
			}
		}
	}
	return whole, beginning
}
