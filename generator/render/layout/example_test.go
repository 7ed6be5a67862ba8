package layout_test

import (
	"fmt"
	"log"
	"strings"

	"pes/generator/render/layout"
	"pes/generator/render/markup"
)

func Example() {
	l, err := layout.New("", 1)
	if err != nil {
		log.Fatal(err)
	}
	l.SetFrame(layout.Frame{SearchIndex: l.Publish("search", ".json", []byte("{}"))})
	var b markup.Builder
	body := b.Tag("<h1>").Text("Q & A").Tag("</h1>").Fragment()
	page := string(l.Wrap(nil, layout.Page{Path: "docs/", Title: "Q & A", Section: "guides", Body: body}, nil))
	fmt.Println(strings.Contains(page, "<h1>Q &amp; A</h1>"), strings.Contains(page, "aria-current=true"),
		layout.File("docs/"))
	// Output: true true docs/index.html
}
