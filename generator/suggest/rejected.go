package suggest

import (
	"fmt"
	"slices"

	"pes/generator/list"
	"pes/generator/source"
)

// rejections are what people rejected on one path.
type rejections struct {
	list []source.Rejection
	used []bool
}

func newRejections(all []source.Rejection, from, to int) *rejections {
	path := fmt.Sprintf("%d-%d", from, to)
	l := list.Select(all, func(r source.Rejection) bool { return r.Path.Value == path })
	return &rejections{l, make([]bool, len(l))}
}

// has reports whether people rejected what is suggested about a package in a distribution.
func (r *rejections) has(name, distro string) (found bool) {
	for i, x := range r.list {
		if x.Packages.Has(name) && (!x.Distros.Set() || x.Distros.Has(distro)) {
			r.used[i], found = true, true
		}
	}
	return found
}

// unused are the rejections of what nobody suggests.
func (r *rejections) unused() (out []source.Rejection) {
	for i, x := range r.list {
		if !r.used[i] {
			out = append(out, x)
		}
	}
	return slices.Clip(out)
}
