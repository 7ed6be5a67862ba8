package par

import (
	"iter"
	"sync"
	"sync/atomic"
)

// Each calls f(0) to f(n-1) on at most jobs goroutines and yields the results in order, while later ones are computed:
// at most 4 for each goroutine, so that a slow reader of results holds up the work and not the memory. Whoever leaves
// the loop early waits for the calls that run, and no others begin.
func Each[T any](jobs, n int, f func(int) T) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		jobs := min(max(jobs, 1), n)
		window := min(4*jobs, n)
		todo, results := make(chan int, window), make([]chan T, window)
		for i := range results {
			results[i] = make(chan T, 1) // of i, i+window, and so on, each after the one before it is yielded
			todo <- i
		}
		var left atomic.Bool
		var wg sync.WaitGroup
		for range jobs {
			wg.Go(func() {
				for i := range todo {
					if !left.Load() {
						results[i%window] <- f(i)
					}
				}
			})
		}
		defer wg.Wait()
		defer close(todo)
		defer left.Store(true)
		for i := range n {
			if !yield(i, <-results[i%window]) {
				return
			}
			if next := i + window; next < n {
				todo <- next
			}
		}
	}
}
