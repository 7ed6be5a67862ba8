package sample

import (
	"bytes"
	"reflect"
	"slices"
	"testing"

	"pes/generator/internal/overlay"
)

func readUpstream(t *testing.T, data []byte) map[int]overlay.Event {
	t.Helper()
	file, err := overlay.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	events := map[int]overlay.Event{}
	for _, e := range file.Events {
		if _, twice := events[e.ID]; twice {
			t.Fatalf("ID %d twice", e.ID)
		}
		events[e.ID] = *e
	}
	return events
}

// The mix is that of the real file, in percent of its events, give or take two.
func TestUpstreamHasTheMixOfTheRealFile(t *testing.T) {
	const n = 19000
	data := Upstream(n)
	if !bytes.Equal(data, Upstream(n)) {
		t.Fatal("two runs differ")
	}
	if len(data) < 7_500_000 || len(data) > 9_500_000 {
		t.Errorf("%d bytes; the real file has 8.5 million", len(data))
	}
	count := map[string]int{}
	for _, e := range readUpstream(t, data) {
		count["all"]++
		count["to "+string(rune('0'+e.To.Major%10))]++
		if e.From == nil {
			count["no release"]++
		} else if e.From.Major == e.To.Major {
			count["inside"]++
		}
		if len(e.Arches) == 1 {
			count["x86_64"]++
		}
		if len(e.In.Packages[0].Streams) > 1 {
			count["two streams"]++
		}
		count[[]string{"present", "removed", "deprecated", "replaced", "split", "merged", "moved",
			"renamed"}[e.Action]]++
	}
	for what, percent := range map[string]int{"all": 100, "to 7": 8, "to 8": 48, "to 9": 31, "to 0": 12, "inside": 27,
		"x86_64": 3, "no release": 4, "two streams": 3, "present": 12, "removed": 38, "deprecated": 13, "replaced": 6,
		"split": 5, "merged": 3, "moved": 21, "renamed": 3} {
		if got := count[what] * 100 / n; got < percent-2 || got > percent+2 {
			t.Errorf("%s: %d %%, want %d", what, got, percent)
		}
	}
}

// What two months change is what UpstreamChanges names, and nothing else.
func TestUpstreamLater(t *testing.T) {
	for _, n := range []int{0, 1, 4, 50, 3000} {
		before, after := readUpstream(t, Upstream(n)), readUpstream(t, UpstreamLater(n))
		added, gone, changed := UpstreamChanges(n)
		if want := min(n/4, max(1, n/100)); len(gone) != want || len(changed) != want || len(added) != 2*want {
			t.Errorf("%d events: %d added, %d gone, %d changed", n, len(added), len(gone), len(changed))
		}
		for id, e := range before {
			_, kept := after[id]
			if kept == slices.Contains(gone, id) {
				t.Errorf("%d events: %d is kept: %v", n, id, kept)
			}
			if same := reflect.DeepEqual(e, after[id]); kept && same == slices.Contains(changed, id) {
				t.Errorf("%d events: %d is the same: %v", n, id, same)
			}
		}
		for id := range after {
			if _, old := before[id]; old == slices.Contains(added, id) {
				t.Errorf("%d events: %d was there before: %v", n, id, old)
			}
		}
	}
}
