// Package par runs independent work on several processors and keeps its order: [Map] where all results are wanted
// together, [Each] where each is done with before the next.
//
// Only it and package serve start goroutines.
package par

import (
	"sync"
	"sync/atomic"
)

// Map calls f(0) to f(n-1) on at most jobs goroutines and returns the results in order.
func Map[T any](jobs, n int, f func(int) T) []T {
	out := make([]T, n)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(max(jobs, 1), n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				out[i] = f(i)
			}
		})
	}
	wg.Wait()
	return out
}
