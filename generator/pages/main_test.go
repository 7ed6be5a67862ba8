package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The pages of the repository are those that the code gives.
func TestPages(t *testing.T) {
	t.Parallel()
	for name, want := range pages() {
		text, err := os.ReadFile("../../content/docs/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), string(text)); d != "" {
			t.Errorf("content/docs/%s is not what the code says; make docs writes it:\n%s", name, d)
		}
	}
}
