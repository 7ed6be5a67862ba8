package markup_test

import (
	"fmt"

	"pes/generator/render/markup"
)

func ExampleBuilder() {
	var b markup.Builder
	b.Tag("<p>").Text("a < b & \u202ec").Tag(" ").Link("../../p/ntp/", "ntp").Tag("</p>")
	fmt.Println(b.Fragment())
	// Output: <p>a &lt; b &amp; [U+202E]c <a href=../../p/ntp/>ntp</a></p>
}
