package lineage

import (
	"fmt"
	"strings"
	"testing"

	"pes/generator/model"
	"pes/generator/render/xref"
)

func families(events ...*model.Event) *Families {
	d := &model.Distro{Folder: "a"}
	return New(xref.New(&model.Catalog{Distros: []*model.Distro{d},
		Targets: []*model.Target{{Distro: d, Major: 8, Paths: []*model.Path{{Source: 7, Target: 8}},
			Events: events}}}))
}

func event(id uint64, action model.Action, in, out string) *model.Event {
	set := func(words string) (set []model.Package) {
		for _, w := range strings.Fields(words) {
			set = append(set, model.Package{Name: w})
		}
		return set
	}
	return &model.Event{ID: id, Action: action, To: model.Release{Major: 8}, In: set(in), Out: set(out),
		Origin: &model.Origin{}}
}

// The list says what the drawing shows: each event once, what it leads to below it.
func TestFamily(t *testing.T) {
	f := families(event(1, model.Split, "ntp", "chrony ntpstat"), event(2, model.Merged, "ntpdate sntp", "chrony"),
		event(3, model.Removed, "ntpstat", ""), event(4, model.Moved, "bash", "bash"))
	drawing := f.Draw("ntp").String()
	want := "</svg></div><ul class=lineage-list>" +
		"<li><a href=../ntp/>ntp</a><ul><li><a href=../ntp/#e1>split in 8.0</a>" +
		"<ul><li><a href=../chrony/>chrony</a><li><a href=../ntpstat/>ntpstat</a>" +
		"<ul><li><a href=../ntpstat/#e3>removed in 8.0</a></ul></ul></ul>" +
		"<li><a href=../ntpdate/>ntpdate</a><ul><li><a href=../ntpdate/#e2>merged in 8.0</a> with " +
		"<a href=../sntp/>sntp</a>" +
		"<ul><li><a href=../chrony/>chrony</a></ul></ul>" +
		"<li><a href=../sntp/>sntp</a></ul>"
	if !strings.HasSuffix(drawing, want) {
		t.Errorf("got\n%s\nwant\n%s", drawing, want)
	}
	for _, part := range []string{"<div class=wide><svg class=lineage role=group aria-labelledby=lineage ",
		"<a href=../ntp/ aria-current=page>", "<a href=../sntp/><rect", ">removed 8.0</text>"} {
		if !strings.Contains(drawing, part) {
			t.Errorf("no %s in %s", part, drawing)
		}
	}
	if strings.Contains(drawing, "style=") || strings.Contains(drawing, "\x00") {
		t.Error(drawing)
	}
	if !f.Draw("bash").IsZero() {
		t.Error("a package alone has a drawing")
	}
	if !f.Draw("nobody").IsZero() {
		t.Error("what is not there has a drawing")
	}
	if !families(event(1, model.Split, "ntp", "chrony ntpstat")).Draw("ntp").IsZero() {
		t.Error("one event has a drawing, which says no more than the event")
	}
}

// Circles, packages on both sides and crowds are drawn too, or not at all; nothing runs away.
func TestOddFamilies(t *testing.T) {
	f := families(event(1, model.Renamed, "a", "b"), event(2, model.Renamed, "b", "c"),
		event(3, model.Renamed, "c", "a"), event(4, model.Split, "d", "d e"), event(5, model.Merged, "d f", "d"))
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		_, list, drawn := strings.Cut(f.Draw(name).String(), "</svg>")
		if n := strings.Count(list, "<a href=../"+name+"/>"); !drawn || n == 0 {
			t.Errorf("%s: %s", name, list)
		}
	}
	var crowd []string
	for i := range maxPackages + 1 {
		crowd = append(crowd, fmt.Sprint("p", i))
	}
	of := func(n int) string {
		return families(event(1, model.Split, "x", strings.Join(crowd[:n], " ")),
			event(2, model.Removed, "p0", "")).Draw("x").String()
	}
	if of(maxPackages) != "" {
		t.Error("a crowd is drawn")
	}
	head := "<details><summary>11 packages, 2 events</summary><div class=wide>"
	if got := of(maxOpen); !strings.HasPrefix(got, head) ||
		!strings.HasSuffix(got, "</ul></details>") {
		t.Errorf("many are not folded: %s", got)
	}
	if got := of(maxOpen - 1); strings.Contains(got, "<details") {
		t.Errorf("few are folded: %s", got)
	}
}
