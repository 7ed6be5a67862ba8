package par

import "testing"

// The results stand in the order of the calls, however many run at once.
func TestMapKeepsOrder(t *testing.T) {
	for _, jobs := range []int{0, 1, 3, 100} {
		for i, got := range Map(jobs, 50, func(i int) int { return i * i }) {
			if got != i*i {
				t.Fatalf("jobs %d: result %d is %d", jobs, i, got)
			}
		}
	}
	if len(Map(4, 0, func(int) int { return 1 })) != 0 {
		t.Fatal("no calls, no results")
	}
}
