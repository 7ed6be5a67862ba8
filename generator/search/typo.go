package search

import "math/bits"

// far is more typos than anybody asks for.
const far = 99

// letters is the set of letters of a text, several letters to a bit: what it lacks of a word costs a typo each.
func letters(s string) (mask uint32) {
	for _, c := range units(s) {
		mask |= 1 << (c & 31)
	}
	return mask
}

// lacks reports whether a text with these letters is more than k typos away from a word.
func lacks(text, word uint32, k int) bool { return bits.OnesCount32(word&^text) > k }

// distances counts the typos (letters too many, missing, wrong, or swapped with the next) between word and what stands in
// text from start on: all of it, and the beginning that is nearest. More than k are far.
func distances(word, text []uint16, start, k int) (whole, beginning int) {
	m, n := len(word), len(text)-start
	end := min(n, m+k)
	if n < m-k {
		return far, far
	}
	before, last, row := make([]int, end+1), make([]int, end+1), make([]int, end+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= m; i++ {
		row[0] = i
		least := i
		for j := 1; j <= end; j++ {
			cost := 1
			if word[i-1] == text[start+j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && word[i-1] == text[start+j-2] && word[i-2] == text[start+j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > k {
			return far, far
		}
		before, last, row = last, row, before
	}
	whole, beginning = far, far
	for j, d := range last {
		if d <= k {
			beginning = min(beginning, d)
		}
		if j == n && d <= k {
			whole = d
		}
	}
	return whole, beginning
}
