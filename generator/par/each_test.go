package par

import (
	"sync/atomic"
	"testing"
)

// The results come in order, whichever is computed first, and no more are computed ahead than the window has.
func TestEachKeepsOrder(t *testing.T) {
	for _, jobs := range []int{0, 1, 3, 100} {
		var begun atomic.Int64
		want := 0
		for i, got := range Each(jobs, 50, func(i int) int { begun.Add(1); return i * i }) {
			if i != want || got != i*i {
				t.Fatalf("jobs %d: result %d is number %d, %d", jobs, want, i, got)
			}
			want++
			if ahead := begun.Load() - int64(want); ahead > 4*int64(max(jobs, 1)) {
				t.Fatalf("jobs %d: %d calls are ahead of the loop", jobs, ahead)
			}
		}
		if want != 50 {
			t.Fatalf("jobs %d: %d results", jobs, want)
		}
	}
	for range Each(4, 0, func(int) int { return 1 }) {
		t.Fatal("no calls, no results")
	}
}

// Whoever leaves the loop finds that nothing runs any more.
func TestEachCanBeLeft(t *testing.T) {
	for _, jobs := range []int{1, 4} {
		var begun, running atomic.Int64
		for i := range Each(jobs, 1000, func(i int) int {
			begun.Add(1)
			running.Add(1)
			defer running.Add(-1)
			return i
		}) {
			if i == 10 {
				break
			}
		}
		if n := running.Load(); n != 0 {
			t.Errorf("jobs %d: %d calls still run", jobs, n)
		}
		if n := begun.Load(); n > 11+4*int64(jobs) {
			t.Errorf("jobs %d: %d calls were made", jobs, n)
		}
	}
}
