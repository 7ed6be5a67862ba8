// Package par runs independent work on several processors and keeps its order.
//
// It is the only place where the project starts goroutines, but for package serve: files are read and written, trees are
// checked, pages are rendered, nothing else.
package par

import "sync"

// Map calls f(0) to f(n-1) on at most jobs goroutines and returns the results in order.
func Map[T any](jobs, n int, f func(int) T) []T {
	out := make([]T, n)
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(max(jobs, 1), n) {
		wg.Go(func() {
			for i := range next {
				out[i] = f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	return out
}
