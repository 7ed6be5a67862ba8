package treemap

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// Tiles fill the drawing, do not overlap, are as large as their numbers, and none is too small for a finger.
func TestPlaces(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		counts := make([]int, 1+random.IntN(24))
		total := 0
		for i := range counts {
			counts[i] = 1 + random.IntN(1+random.IntN(900))
			total += counts[i]
		}
		slices.SortFunc(counts, func(a, b int) int { return b - a })
		places := Places(counts)
		covered := 0
		for i, p := range places {
			covered += p.W * p.H
			if p.X < 0 || p.Y < 0 || p.X+p.W > whole || p.Y+p.H > Height(len(counts)) {
				t.Fatalf("%v: %+v is outside", counts, p)
			}
			for _, q := range places[:i] {
				if p.X < q.X+q.W && q.X < p.X+p.W && p.Y < q.Y+q.H && q.Y < p.Y+p.H {
					t.Fatalf("%v: %+v and %+v overlap", counts, p, q)
				}
			}
			if p.H < 24 || p.W*narrow/whole < 24 {
				t.Errorf("%v: %+v is too small to be met", counts, p)
			}
			if i > 0 && counts[i] < counts[i-1] && float64(p.W*p.H) > 1.1*float64(places[i-1].W*places[i-1].H) {
				t.Errorf("%v: %+v is larger than %+v", counts, p, places[i-1])
			}
		}
		if all := whole * Height(len(counts)); covered != all {
			t.Fatalf("%v: %d of %d is covered", counts, covered, all)
		}
	}
}

// An action has one sign, here and in the style sheet.
func TestSignsAreThoseOfTheStyleSheet(t *testing.T) {
	css, err := os.ReadFile("../../../site/style.css")
	if err != nil {
		t.Fatal(err)
	}
	for class, path := range signs {
		_, rule, _ := strings.Cut(string(css), "\n."+string(class)+" { --c:")
		rule, _, _ = strings.Cut(rule, "\n")
		if !strings.Contains(rule, "d='"+string(path)+"'") {
			t.Errorf("the sign of %s is another in the style sheet", class)
		}
	}
}

// Text is nowhere wider than its tile, and every tile says in words what it is.
func TestTextHasRoom(t *testing.T) {
	tiles := []Tile{}
	for i, title := range []string{"Development", "Containers and virtual machines", "PHP", "Databases", "Operation"} {
		tiles = append(tiles, Tile{"#x", title, []Part{{"removed", "removed", 900 >> i}, {"moved", "moved", 1}}})
	}
	svg := Draw("Title", "Words", tiles).String()
	for _, want := range []string{"<title>Development 901: 900 removed, 1 moved</title>",
		"Containers<tspan class=w> and virtual machines</tspan>", "<title>PHP 226: 225 removed, 1 moved</title>"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in %s", want, svg)
		}
	}
	if strings.Contains(svg, "<text y=18>Containers and") {
		t.Error("a long name does not fit on a phone")
	}
}
