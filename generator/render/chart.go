package render

import (
	"fmt"

	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/markup"
	"pes/generator/render/xref"
)

// counts are how many packages each action takes.
type counts [model.Reinstalled + 1]int

// actionOrder is the order in which actions are actionOrder: what people look for first.
var actionOrder = []model.Action{model.Removed, model.Replaced, model.Split, model.Merged, model.Renamed, model.Moved, model.Deprecated, model.Present, model.Reinstalled}

func (c counts) total() (n int) {
	for _, x := range c {
		n += x
	}
	return n
}

// byName are the counts that are not zero, by the name of the action.
func (c counts) byName() map[string]int {
	out := map[string]int{}
	for a, n := range c {
		if n > 0 {
			out[model.Action(a).String()] = n
		}
	}
	return out
}

// bar draws shares as a bar. What it shows stands beside it in words, so it has but a short name for those who hear it.
func (c counts) bar(name string) markup.Fragment {
	var b markup.Builder
	total := c.total()
	if total == 0 {
		return markup.Fragment{}
	}
	b.Tag(`<svg class=bar viewBox="0 0 1000 16" preserveAspectRatio=none role=img`).Attr("aria-label", name).Tag(">")
	x, sum := 0, 0
	for _, a := range actionOrder {
		if c[a] == 0 {
			continue
		}
		sum += c[a]
		end := sum * 1000 / total
		b.Tag("<rect class=").Tag(xref.Class(a)).Tag(" x=").Int(x).Tag(" width=").Int(max(end-x, 1)).Tag(" height=16><title>")
		b.Text(fmt.Sprintf("%s: %s", a, english.Grouped(c[a]))).Tag("</title></rect>")
		x = end
	}
	return b.Tag("</svg>").Fragment()
}
