package repomap_test

import (
	"fmt"
	"strings"
	"testing"

	"pes/generator/model"
	"pes/generator/render/markup"
	"pes/generator/render/repomap"
	"pes/generator/render/xref"
)

// groups are a map in which two repositories become the same, one becomes two and one leads nowhere.
func groups() []repomap.Group {
	m := &model.Map{}
	for _, x := range []struct {
		from string
		to   []string
	}{{"base", []string{"baseos"}}, {"updates", []string{"baseos"}}, {"optional", []string{"appstream", "crb"}},
		{"fasttrack", nil}} {
		m.Mappings = append(m.Mappings, &model.Mapping{Source: 7, Target: 8, From: x.from, To: x.to})
	}
	m.Mappings = append(m.Mappings, &model.Mapping{Source: 8, Target: 9, From: "baseos", To: []string{"baseos-9"}})
	return repomap.Groups(m, &xref.Path{Source: 7, Target: 8})
}

func ExampleGroups() {
	for _, g := range groups() {
		fmt.Println(g.From, "become", g.To)
	}
	// Output:
	// [optional] become [appstream crb]
	// [base updates] become [baseos]
	// [fasttrack] become []
}

// The drawing has a node for each repository and a line for each thing that it becomes, and the table says the same.
func TestDraw(t *testing.T) {
	t.Parallel()
	svg := repomap.Draw(groups(), "../").String()
	if nodes, lines := strings.Count(svg, "<rect"), strings.Count(svg, "C"); nodes != 7 || lines < 3 {
		t.Errorf("%d nodes, %d lines in %s", nodes, lines, svg)
	}
	var b markup.Builder
	for _, g := range groups() {
		repomap.Row(&b, g, "../")
	}
	if rows := b.Fragment().String(); !strings.Contains(rows, ">optional</a><td>") ||
		!strings.Contains(rows, "<td>nothing: no repository replaces it") {
		t.Error(rows)
	}
}
