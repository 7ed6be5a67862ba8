// Package list has the few ways to make one list of another that package slices lacks. See the example.
package list

import "slices"

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

// AppendNew appends what is not in the list yet.
func AppendNew[T comparable](list []T, more ...T) []T {
	for _, x := range more {
		if !slices.Contains(list, x) {
			list = append(list, x)
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
