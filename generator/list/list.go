// Package list has the few ways to make one list of another that package slices lacks. See the example.
package list

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// Map is what f makes of each element, in their order; nil of none.
func Map[T, U any](list []T, f func(T) U) (out []U) {
	for _, x := range list {
		out = append(out, f(x))
	}
	return out
}

// Select are the elements that are wanted, in their order; the list stays as it is. It is nil where none is.
func Select[T any](list []T, wanted func(T) bool) (out []T) {
	for _, x := range list {
		if wanted(x) {
			out = append(out, x)
		}
	}
	return out
}

// FlatMap are the lists that f makes of each element, one behind the other.
func FlatMap[T, U any](list []T, f func(T) []U) (out []U) {
	for _, x := range list {
		out = append(out, f(x)...)
	}
	return out
}

// Distinct sorts a list and returns its elements, each once. The list is no longer to be used.
func Distinct[T cmp.Ordered](list []T) []T {
	slices.Sort(list)
	return slices.Compact(list)
}

// Find is the first element that is wanted, nil where none is.
func Find[T any](list []*T, wanted func(*T) bool) *T {
	if i := slices.IndexFunc(list, wanted); i >= 0 {
		return list[i]
	}
	return nil
}

// FindOrAdd is the first element that is wanted; where none is, x is appended. It is valid until the list grows.
func FindOrAdd[T any](list *[]T, x T, wanted func(T) bool) *T {
	i := slices.IndexFunc(*list, wanted)
	if i < 0 {
		i, *list = len(*list), append(*list, x)
	}
	return &(*list)[i]
}

// ByKey are the entries of a map in the order of their keys.
func ByKey[K cmp.Ordered, V any](m map[K]V) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}

// AppendNew appends what is not in the list yet.
func AppendNew[T comparable](list []T, more ...T) []T {
	if len(more) > 32 { // a long list is searched by a set
		return appendNewOfMany(list, more)
	}
	for _, x := range more {
		if !slices.Contains(list, x) {
			list = append(list, x)
		}
	}
	return list
}

// Set is the elements of a list as a set.
func Set[T comparable](list []T) map[T]bool {
	set := make(map[T]bool, len(list))
	for _, x := range list {
		set[x] = true
	}
	return set
}

func appendNewOfMany[T comparable](list, more []T) []T {
	there := Set(list)
	for _, x := range more {
		if !there[x] {
			there[x], list = true, append(list, x)
		}
	}
	return list
}

// Group are the elements side by side that have a key in common, in the order in which the keys first come.
func Group[T any, K comparable](list []T, key func(T) K) (groups [][]T) {
	places := map[K]int{}
	for _, x := range list {
		k := key(x)
		i, known := places[k]
		if !known {
			i, groups = len(groups), append(groups, nil)
			places[k] = i
		}
		groups[i] = append(groups[i], x)
	}
	return groups
}

// Sort sorts a list and keeps equal items in their order. It sorts numbers, whatever the items are, so that a program
// carries one sort and not one for each type.
func Sort[T any](list []T, compare func(a, b T) int) {
	if len(list) < 2 {
		return
	}
	sorted := make([]T, 0, len(list))
	for _, i := range order(len(list), func(i, j int) int { return compare(list[i], list[j]) }) {
		sorted = append(sorted, list[i])
	}
	copy(list, sorted)
}

// order is the order in which n items are sorted.
func order(n int, compare func(i, j int) int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, compare)
	return order
}
