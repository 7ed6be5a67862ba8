package treemap

import (
	"pes/generator/list"
	"pes/generator/render/markup"
)

// signs are the drawings of the style sheet that stand for actions, by their class.
var signs = map[markup.Constant]markup.Constant{
	"removed":     "M4 4l8 8M12 4l-8 8",
	"replaced":    "M2 5h11l-3-3M14 11H3l3 3",
	"split":       "M1 8h4c4 0 4-4 9-4M5 8c4 0 4 4 9 4",
	"merged":      "M15 8h-4C7 8 7 4 2 4M11 8c-4 0-4 4-9 4",
	"moved":       "M2 8h11M9 4l4 4-4 4",
	"renamed":     "M2 6.5c3-4 5 2 8 0 2-1 3-1 4-.5M2 11c3-4 5 2 8 0 2-1 3-1 4-.5",
	"deprecated":  "M8 2v7M8 13v.1",
	"present":     "M3 8.5l3.5 3.5 7-8",
	"reinstalled": "M13.5 8A5.5 5.5 0 1 1 11 3.5M11 0v4H7",
}

// define writes the signs that tiles use, by name.
func define(b *markup.Builder, tiles []Tile) {
	used := map[markup.Constant]bool{}
	for _, t := range tiles {
		for _, p := range t.Parts {
			used[p.Class] = true
		}
	}
	b.Tag("<defs>")
	for class, path := range list.ByKey(signs) {
		if used[class] {
			b.Tag("<path id=sign-").Tag(class).Tag(` d="`).Tag(path).Tag(`"/>`)
		}
	}
	b.Tag("</defs>")
}
