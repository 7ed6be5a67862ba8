package badge_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"

	"pes/generator/render/badge"
)

func Example() {
	svg := string(badge.Draw("pes", "supported 7 to 8, 8 to 9"))
	_, title, _ := strings.Cut(svg, "<title>")
	title, _, _ = strings.Cut(title, "</title>")
	fmt.Println(title)
	// Output: pes: supported 7 to 8, 8 to 9
}

// A badge is XML whatever it says, and says the same to those who do not see it.
func TestBadgesAreXML(t *testing.T) {
	svg := string(badge.Draw("<pes>", `"a" & 'b'`))
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
	}
	for _, part := range []string{`role="img"`, "<title>", "aria-label="} {
		if !strings.Contains(svg, part) {
			t.Errorf("it lacks %s", part)
		}
	}
}
