package treemap

// A Rect is a place: X and W are thousandths of the width, Y and H are pixels.
type Rect struct{ X, Y, W, H int }

// Places gives each of some numbers, largest first, its place. Together they fill the drawing. This is the squarified
// treemap of Bruls, Huizing and van Wijk: rows along the shorter side of what is left, each as long as its tiles get
// squarer by it.
func Places(counts []int) (out []Rect) {
	weights, left := enlarged(counts)
	free := Rect{0, 0, whole, Height(len(counts))}
	for len(weights) > 0 {
		n, sum := 1, weights[0]
		for n < len(weights) && free.worst(weights[:n+1], sum+weights[n], left) < free.worst(weights[:n], sum, left) {
			sum += weights[n]
			n++
		}
		row, rest := free.cut(sum, left)
		out = append(out, row.divide(weights[:n], sum, free.tall())...)
		free = rest
		weights, left = weights[n:], left-sum
	}
	return out
}

// enlarged are the numbers, the small ones enlarged to the least share, and their sum.
func enlarged(counts []int) (weights []int, sum int) {
	total := 0
	for _, n := range counts {
		total += n
	}
	for _, n := range counts {
		n = max(n*whole, total*max(least, few/len(counts)))
		weights, sum = append(weights, n), sum+n
	}
	return weights, sum
}

// tall reports whether a place is higher than wide, at the width of the design.
func (r Rect) tall() bool { return r.H*whole > r.W*design }

// cut cuts off a row for a part of what is left, along the shorter side.
func (r Rect) cut(part, all int) (row, rest Rect) {
	row, rest = r, r
	if r.tall() {
		row.H = r.H * part / all
		rest.Y, rest.H = r.Y+row.H, r.H-row.H
	} else {
		row.W = r.W * part / all
		rest.X, rest.W = r.X+row.W, r.W-row.W
	}
	return row, rest
}

// divide divides a row among its tiles, which stand beside or below each other.
func (r Rect) divide(weights []int, sum int, beside bool) (out []Rect) {
	before := 0
	for _, w := range weights {
		tile := r
		if from, to := before, before+w; beside {
			tile.X = r.X + r.W*from/sum
			tile.W = r.X + r.W*to/sum - tile.X
		} else {
			tile.Y = r.Y + r.H*from/sum
			tile.H = r.Y + r.H*to/sum - tile.Y
		}
		before += w
		out = append(out, tile)
	}
	return out
}

// worst is how far the least square tile of a row would be from a square.
func (r Rect) worst(weights []int, sum, left int) (worst float64) {
	long, short := r.H, r.W*design/whole // the row is along the shorter side, and as thick as its share of the longer
	if !r.tall() {
		long, short = short, long
	}
	thick := float64(long) * float64(sum) / float64(left)
	for _, w := range weights {
		side := float64(short) * float64(w) / float64(sum)
		worst = max(worst, side/thick, thick/side)
	}
	return worst
}
