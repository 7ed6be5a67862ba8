package delta

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

// Notes are the changes in words, as the record of a release keeps them: where several distributions, or packages, have
// the same change there is one note. They are sorted by category, target, vendor and name.
func (d *Delta) Notes() []model.Note {
	var notes []model.Note
	for _, c := range d.Changes {
		if c.Whole == "" {
			notes = append(notes, d.notes(c)...)
		} else if c.Kind == c.Whole {
			notes = append(notes, d.wholeNote(c))
		}
	}
	return Group(notes)
}

// notes say of one subject what changed: one note, or of a package one for each turn.
func (d *Delta) notes(c Change) (out []model.Note) {
	n := model.Note{Category: string(c.Category), Target: c.Target, Distros: []string{c.Distro}, Vendor: c.Vendor}
	if c.Kind != Package {
		n.Names, n.Text = []string{subjectName(c)}, unmarked(wording{}.subject(c))
		return []model.Note{n}
	}
	n.Packages = []string{c.Name}
	if c.By == ByUpstream {
		n.By = c.By
	}
	if d.onlyOn(c) != "" {
		n.Arches = c.Arches
	}
	for _, t := range c.Turns {
		n := n
		n.Category, n.Why = string(t.Category), firstLine(t.Is.Why)
		n.Streams = c.streams(t)
		if n.Was, n.Is = words(&t.Was), words(&t.Is); n.Was == n.Is {
			n.Was, n.Is, n.Text = "", "", unmarked(wording{}.turn(t))
		}
		out = append(out, n)
	}
	return out
}

// streams names those of a turn, where not all turns are alike.
func (c Change) streams(t Turn) []string {
	if !c.byStream() {
		return nil
	}
	return list.Map(t.Streams, model.Stream.String)
}

// words say what becomes of a package, "" where no event takes it.
func words(f *Fate) string {
	if !f.Taken {
		return ""
	}
	return unmarked(wording{}.fate(f))
}

// wholeNote says that a tree or a vendor is new or gone; of one that is gone also which packages no event takes any
// more.
func (d *Delta) wholeNote(c Change) model.Note {
	n := model.Note{
		Category: string(c.Category), Target: c.Target, Distros: []string{c.Distro},
		Names: []string{c.Name}, Text: unmarked(wording{}.subject(c)),
	}
	if len(c.After) > 0 {
		return n
	}
	for _, x := range d.Changes {
		if x.Kind == Package && x.Whole == c.Kind && wholeOf(x) == wholeOf(c) && !d.taken[x.Name] {
			n.Packages = append(n.Packages, x.Name)
		}
	}
	n.Packages = union(n.Packages, nil)
	return n
}

// key joins everything that two notes must have in common to be merged; subjects and distros say whether packages and
// names, and distributions, are part of it.
func key(n *model.Note, subjects, distros bool) string {
	joined := func(words []string) string { return strings.Join(words, " ") }
	parts := []string{
		n.Category, strconv.Itoa(n.Target), n.Vendor, joined(n.Arches), joined(n.Streams), n.Was, n.Is, n.Text, n.Why,
		n.By,
	}
	if subjects {
		parts = append(parts, "subjects", joined(n.Packages), joined(n.Names))
	}
	if distros {
		parts = append(parts, joined(n.Distros))
	}
	return strings.Join(parts, "\x00")
}

// join merges notes with the same key into one about all their distributions, packages and names.
func join(notes []model.Note, keyOf func(model.Note) string) []model.Note {
	return list.Map(list.Group(notes, keyOf), func(same []model.Note) model.Note {
		all := func(of func(model.Note) []string) []string { return union(list.FlatMap(same, of), nil) }
		n := same[0]
		n.Distros = all(func(n model.Note) []string { return n.Distros })
		n.Packages = all(func(n model.Note) []string { return n.Packages })
		n.Names = all(func(n model.Note) []string { return n.Names })
		return n
	})
}

// Group merges notes that say the same: first across distributions, then across packages and names. Notes about several
// packages or distributions are taken as they are; [Accumulate] splits them first.
func Group(notes []model.Note) []model.Note {
	notes = join(notes, func(n model.Note) string { return key(&n, true, false) })
	// A note about a removed tree or vendor lists its own packages, so it is not merged with others.
	notes = join(notes, func(n model.Note) string { return key(&n, len(n.Names) > 0 && len(n.Packages) > 0, true) })
	slices.SortStableFunc(notes, compareNotes)
	return notes
}

func compareNotes(a, b model.Note) int {
	return cmp.Or(
		cmp.Compare(Category(a.Category).rank(), Category(b.Category).rank()), strings.Compare(a.By, b.By),
		cmp.Compare(a.Target, b.Target), cmp.Compare(a.Vendor, b.Vendor),
		cmp.Compare(len(b.Distros), len(a.Distros)), slices.Compare(a.Distros, b.Distros),
		slices.Compare(a.Arches, b.Arches), slices.Compare(a.Packages, b.Packages), slices.Compare(a.Names, b.Names),
		slices.Compare(a.Streams, b.Streams), cmp.Compare(a.Text, b.Text))
}

// Accumulate combines the notes of several releases, given oldest first: for a package that changed more than once, it
// keeps the state before the first change and after the last one, or drops the note if they are equal.
func Accumulate(releases ...[]model.Note) []model.Note {
	at := map[string]int{}
	var out []model.Note
	for _, n := range split(slices.Concat(releases...)) {
		if len(n.Packages) != 1 || n.Text != "" {
			out = append(out, n)
			continue
		}
		about := n
		about.Category, about.Was, about.Is, about.Why, about.By = "", "", "", "", ""
		k := key(&about, true, true)
		i, again := at[k]
		if !again {
			at[k], out = len(out), append(out, n)
			continue
		}
		if n.Was = out[i].Was; n.By != out[i].By {
			n.By = "" // both had a part in it
		}
		n.Category = netCategory(&n)
		out[i] = n
	}
	return Group(slices.DeleteFunc(out, func(n model.Note) bool { return n.Text == "" && n.Was == n.Is }))
}

// netCategory returns the category of the combined change of several releases.
func netCategory(n *model.Note) string {
	lost := func(words string) bool { return strings.HasPrefix(words, string(Removed)) }
	switch was, is := lost(n.Was), lost(n.Is); {
	case is && !was:
		return string(Removed)
	case was && !is:
		return string(Kept)
	case n.Category == string(Removed) || n.Category == string(Kept):
		return string(Replaced)
	}
	return n.Category
}

// split gives the notes with one distribution each, and one package where there is nothing else.
func split(notes []model.Note) (out []model.Note) {
	for _, n := range notes {
		for _, distro := range n.Distros {
			x := n
			x.Distros = []string{distro}
			if len(n.Names) > 0 {
				out = append(out, x)
				continue
			}
			for _, p := range n.Packages {
				x.Packages = []string{p}
				out = append(out, x)
			}
		}
	}
	return out
}

// Upstreams says how many packages upstream changed, as the end of a sentence; "" where it changed none.
func Upstreams(notes []model.Note) string {
	names := list.FlatMap(notes, func(n model.Note) []string {
		if n.By != ByUpstream {
			return nil
		}
		return n.Packages
	})
	return changedByUpstream(len(union(names, nil)))
}

// tallyVendors counts new vendors and those that are gone.
func tallyVendors(notes []model.Note) (out []string) {
	for _, is := range []string{newText, goneText} {
		names := union(list.FlatMap(notes, func(n model.Note) []string {
			if n.Category != string(Vendors) || n.Text != is {
				return nil
			}
			return n.Names
		}), nil)
		if n := len(names); n > 0 {
			out = append(out, english.Count(n, "vendor")+" "+english.Verb(n, "is", "are")+" "+is)
		}
	}
	return out
}

// Tally says in a few words how much notes are about, a category each: "2 packages are now removed".
func Tally(notes []model.Note) (out []string) {
	for _, c := range Categories {
		if c == Vendors {
			out = append(out, tallyVendors(notes)...)
			continue
		}
		names := list.FlatMap(notes, func(n model.Note) []string {
			switch {
			case n.Category != string(c):
				return nil
			case len(n.Names) == 0:
				return n.Packages
			}
			return n.Names
		})
		if len(names) > 0 {
			out = append(out, tallied(c, names, len(out) == 0))
		}
	}
	return out
}
