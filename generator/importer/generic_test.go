package importer

import (
	"slices"
	"testing"
	"testing/quick"
)

func TestGeneric(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"el8-nginx":                        "el{major}-nginx",
		"https://a.example/8/8/$basearch/": "https://a.example/{major}/{major}/$basearch/",
		"https://a.example/rhel/8.4/":      "https://a.example/rhel/8.4/",
		"pgdg18":                           "pgdg18",
		"v1.8":                             "v1.8",
		"release 8.":                       "release {major}.",
	} {
		if got := Generic(text, 8); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
		if back := Concrete(Generic(text, 8), 8); back != text {
			t.Errorf("%q comes back as %q", text, back)
		}
	}
	if err := quick.Check(func(a, b string, n uint8) bool {
		text := a + "9" + b
		return Concrete(Generic(text, int(n%12)), int(n%12)) == text
	}, nil); err != nil {
		t.Error(err)
	}
}

// Places in a report are in the order of the file: line 9 before line 10.
func TestNaturalOrder(t *testing.T) {
	t.Parallel()
	want := []string{"a.json.el8", "a.json:9:1", "a.json:9:10", "a.json:10:1", "b.json:1:1"}
	got := slices.Clone(want)
	slices.Reverse(got)
	if slices.SortFunc(got, natural); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
