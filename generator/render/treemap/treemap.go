// Package treemap draws how much happens where: a tile for each subject, as large as the number of its packages, with
// a row for each action.
//
//	svg := treemap.Draw("What changes", "The same stands below as a table.", tiles)
//
// The drawing takes any width, and its height does not depend on that: places are shares of the width and pixels of the
// height, and text keeps its size. Where a window is narrow, what has the class w is not shown; widths of text are
// estimated for both kinds of window. A tile that would be too small for a finger or for its name is drawn larger.
package treemap

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/render/markup"
)

// A Part is what one action does to packages of a subject.
type Part struct {
	Class markup.Constant // its sign and colour
	Word  string
	Count int
}

// A Tile is a subject.
type Tile struct {
	Href, Title string
	Parts       []Part
}

// Count is how many packages it has.
func (t Tile) Count() (n int) {
	for _, p := range t.Parts {
		n += p.Count
	}
	return n
}

// says is the tile in words, with what happens most: Mail 7: 5 removed, 2 moved.
func (t Tile) says() string {
	const most = 3
	parts := slices.Clone(t.Parts)
	slices.SortStableFunc(parts, func(x, y Part) int { return cmp.Compare(y.Count, x.Count) })
	return t.Title + " " + english.Grouped(t.Count()) + ": " + strings.Join(list.Map(parts[:min(most, len(parts))],
		func(p Part) string { return english.Grouped(p.Count) + " " + p.Word }), ", ")
}

// Height is that of a drawing with so many tiles, in pixels.
func Height(tiles int) int { return min(560, 140+40*tiles) }

const (
	whole  = 1000 // units of the width
	design = 300  // the width in pixels for which tiles are nearly square: they are wider in wide windows
	narrow = 350  // the least width in pixels
	wide   = 690  // the least width in pixels of a wide window
	least  = 25   // the least share of the area that a tile has, in thousandths ...
	few    = 400  // ... and where there are few tiles, of all of them together
	head   = 26   // pixels of the name of a tile
	line   = 18   // pixels of a row that says what it is
	thin   = 3    // pixels of the thinnest row
)

// Draw draws tiles, largest first. It is empty where there are none.
func Draw(title, desc string, tiles []Tile) markup.Fragment {
	tiles = list.Select(tiles, func(t Tile) bool { return t.Count() > 0 })
	if len(tiles) == 0 {
		return markup.Fragment{}
	}
	slices.SortStableFunc(tiles, func(x, y Tile) int { return cmp.Compare(y.Count(), x.Count()) })
	var b markup.Builder
	b.Tag("<svg class=treemap role=group aria-labelledby=tm-t aria-describedby=tm-d width=100% height=")
	b.Int(Height(len(tiles))).Tag("><title id=tm-t>").Text(title).Tag("</title><desc id=tm-d>").Text(desc)
	b.Tag("</desc>")
	define(&b, tiles)
	for i, r := range Places(list.Map(tiles, Tile.Count)) {
		tiles[i].draw(&b, r)
	}
	return b.Tag("</svg>").Fragment()
}

// draw draws a tile: its name, and below it rows of its actions.
func (t Tile) draw(b *markup.Builder, r Rect) {
	b.Tag("<a").Attr("href", t.Href).Tag("><title>").Text(t.says()).Tag("</title><svg x=")
	share(b, r.X)
	b.Tag(" y=").Int(r.Y).Tag(" width=")
	share(b, r.W)
	b.Tag(" height=").Int(r.H).Tag(">")
	top, sum, total := head, 0, t.Count()
	room := r.H - head
	for _, p := range t.Parts {
		sum += p.Count
		y := head + room*sum/total
		if y-top >= thin { // what is thinner is part of the next row
			p.draw(b, top, y-top, r.W)
			top = y
		}
	}
	t.name(b, r.W)
	b.Tag("<rect/></svg></a>")
}

// name writes the first word of the name of a tile, and as far as there is room, the rest and its number.
func (t Tile) name(b *markup.Builder, w int) {
	first, rest := t.Title, ""
	if i := strings.IndexAny(first, " ,"); i > 0 {
		first, rest = first[:i], first[i:]
	}
	number := " " + english.Grouped(t.Count())
	b.Tag("<text y=18>").Text(first)
	if rest != "" && fits(t.Title+number, w, wide) {
		tspan(b, rest, fits(t.Title+number, w, narrow))
	}
	if fits(first+number, w, wide) {
		tspan(b, number, fits(first+number, w, narrow))
	}
	b.Tag("</text>")
}

// draw draws a row, with its sign, number and word as far as there is room.
func (p Part) draw(b *markup.Builder, y, h, w int) {
	number := english.Grouped(p.Count)
	if h < line || !fits("xxx"+number, w, narrow) {
		b.Tag("<rect class=").Tag(p.Class).Tag(" y=").Int(y).Tag(" height=").Int(h).Tag(" />")
		return
	}
	b.Tag("<g class=").Tag(p.Class).Tag("><rect y=").Int(y).Tag(" height=").Int(h).Tag(" /><use href=#sign-")
	b.Tag(p.Class).Tag(" y=").Int(y + min(h, 36)/2 - 8).Tag(" /><text y=").Int(y + min(h, 36)/2 + 4).Tag(">")
	b.Text(number)
	if says := "xxx" + number + " " + p.Word; fits(says, w, wide) {
		tspan(b, " "+p.Word, fits(says, w, narrow))
	}
	b.Tag("</text></g>")
}

func tspan(b *markup.Builder, s string, always bool) {
	if always {
		b.Text(s)
		return
	}
	b.Tag("<tspan class=w>").Text(s).Tag("</tspan>")
}

// fits reports whether a text has room in a tile of a drawing that is so wide. Text is smaller in a narrow one.
func fits(s string, units, width int) bool {
	character, margin := 15, 14 // half pixels, pixels
	if width == narrow {
		character, margin = 14, 6
	}
	return utf8.RuneCountInString(s)*character/2+margin <= units*width/whole
}

// share writes units of the width as a share of it: 12.5%.
func share(b *markup.Builder, units int) {
	b.Int(units / 10)
	if units%10 != 0 {
		b.Tag(".").Int(units % 10)
	}
	b.Tag("%")
}
