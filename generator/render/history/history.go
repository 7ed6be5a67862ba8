// Package history tells what the records of releases say: what each channel offers and what its next promotion changes,
// and since when, or until when, something becomes of a package.
//
// [New] reads the records of a catalog; see the example.
package history

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/delta"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/xref"
)

// A History is what the records of a catalog say.
type History struct {
	Channels     []*Channel               // in the order of promotion
	Notes        map[string][]PackageNote // about each package, the newest first
	RecordedOnly []string                 // packages that records alone name, sorted

	x *xref.Index
}

// A Channel offers one release at a time to those who follow it.
type Channel struct {
	Name   string
	Record *model.Record
	Newer  []*model.Record // releases that it gets with the next promotion, the newest first
	Notes  []model.Note    // what they change

	ahead  *Channel // the channel from which releases are promoted to this one; nil for the first
	linked bool     // records lead from its release to that of the channel ahead
}

// promotion lists the channels through which ELevate promotes a release, in order; channels with other names are not
// part of it.
var promotion = []string{"ng", "testing", "stable"}

// A PackageNote is what a release changed for a package.
type PackageNote struct {
	Record *model.Record
	Note   *model.Note
}

// New finds the channels, and what records say of each package.
func New(x *xref.Index) *History {
	h := &History{x: x, Notes: map[string][]PackageNote{}}
	for _, r := range h.x.Catalog.Records {
		for i := range r.Notes {
			for _, p := range r.Notes[i].Packages {
				h.Notes[p] = append(h.Notes[p], PackageNote{r, &r.Notes[i]})
			}
		}
		for _, name := range r.Channels {
			h.Channels = append(h.Channels, &Channel{Name: name, Record: r})
		}
	}
	for name := range h.Notes {
		if h.x.Package(name) == nil {
			h.RecordedOnly = append(h.RecordedOnly, name)
		}
	}
	slices.Sort(h.RecordedOnly)
	rank := func(c *Channel) int { // what is in no order comes last
		if i := slices.Index(promotion, c.Name); i >= 0 {
			return i
		}
		return len(promotion)
	}
	slices.SortFunc(h.Channels, func(a, b *Channel) int {
		return cmp.Or(rank(a)-rank(b), strings.Compare(a.Name, b.Name))
	})
	for i, c := range h.Channels {
		if i > 0 && rank(c) < len(promotion) {
			c.ahead = h.Channels[i-1]
			c.Newer, c.linked = h.since(c.Record, c.ahead.Record)
			notes := list.Map(c.Newer, func(r *model.Record) []model.Note { return r.Notes })
			slices.Reverse(notes)
			c.Notes = delta.Accumulate(notes...)
		}
	}
	return h
}

// Release is the record of a version, nil where there is none.
func (h *History) Release(version string) *model.Record {
	return list.Find(h.x.Catalog.Records, func(r *model.Record) bool { return r.Version == version })
}

// since returns the releases after one release up to another, the newest first; ok reports whether records lead from
// one to the other.
func (h *History) since(old, now *model.Record) (out []*model.Record, ok bool) {
	for r := now; r != nil; r = h.Release(r.Previous) {
		if r == old {
			return out, true
		}
		out = append(out, r)
	}
	return nil, false
}

// NextPromotion says in a sentence what the next promotion changes.
func (h *History) NextPromotion(c *Channel) string {
	switch {
	case c.ahead == nil && slices.Contains(promotion, c.Name):
		return "Releases appear here first."
	case c.ahead == nil:
		return "It follows no other channel."
	}
	if !c.linked {
		if _, behind := h.since(c.ahead.Record, c.Record); behind {
			return "It is ahead of " + c.ahead.Name + "."
		}
		return "What " + c.ahead.Name + " would change here is not recorded."
	}
	if len(c.Newer) == 0 {
		return "It offers what " + c.ahead.Name + " does."
	}
	return "From " + c.ahead.Name + " it would get " + c.ahead.Record.Version + ": " + Summary(c.Notes) + "."
}
