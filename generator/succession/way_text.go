package succession

import (
	"slices"
	"strconv"

	"pes/generator/english"
	"pes/generator/list"
)

// String says what becomes of the package: "replaced by chrony and ntpstat in 8, which stay". Where the target is not
// known to have what is left, it says no more than is known: "which no event replaces or removes".
func (w *Way) String() string {
	text, told := w.changes()
	if len(w.Without) > 0 && !told {
		text += "; " + w.target() + " does not have " + names(w.Without)
	}
	return text
}

func (w *Way) target() string { return strconv.Itoa(w.Target) }

// changes are the sentence without what the target is known not to have. told: it is in there, too.
func (w *Way) changes() (text string, told bool) {
	if w.Since > 0 {
		text = "comes with " + strconv.Itoa(w.Since)
	}
	if len(w.Turns) == 0 {
		keeps := "no event replaces or removes it"
		if w.Has {
			keeps = "keeps its name"
		}
		switch w.Since {
		case 0:
			return keeps, false
		case w.Target:
			return text, false
		}
		return text + ", and " + keeps, false
	}
	if w.Since > 0 {
		text += "; "
	}
	for i := range w.Turns {
		if i > 0 {
			text += "; "
		}
		text += w.Turns[i].words(i == 0)
	}
	left, told := w.left()
	return text + left, told
}

// left says what becomes of what is left after the last turn.
func (w *Way) left() (text string, told bool) {
	last := &w.Turns[len(w.Turns)-1]
	if len(w.Left) == 0 || last.Release == w.Target {
		return "", false
	}
	stays := " " + english.Verb(len(w.Left), "stays", "stay")
	isNew := len(last.gone()) > 0 && len(last.new()) > 0 && len(last.new()) == len(w.Left)
	switch {
	case isNew && len(w.Without) == len(w.Left):
		return ", which " + w.target() + " does not have", true
	case isNew && w.Has:
		return ", which" + stays, false
	case isNew:
		return ", which no event replaces or removes", false
	case w.Has:
		return "; " + names(w.Left) + stays, false
	}
	return "; no event replaces or removes " + names(w.Left), false
}

func (t *Turn) gone() []string { return without(t.Before, t.After) }
func (t *Turn) new() []string  { return without(t.After, t.Before) }

func without(set, other []string) []string {
	return list.Select(set, func(s string) bool { return !slices.Contains(other, s) })
}

// names are packages in a sentence: of many, the first and how many more.
func names(all []string) string {
	const most = 4
	if len(all) > most+1 {
		all = append(slices.Clone(all[:most]), english.Spelled(len(all)-most)+" more")
	}
	return english.And(all)
}

// words say what one upgrade changes. The first one on a way is about the package itself.
func (t *Turn) words(first bool) string {
	in, gone, new := " in "+strconv.Itoa(t.Release), t.gone(), t.new()
	subject := ""
	if !first || len(t.Before) > 1 {
		subject = names(gone) + " " + english.Verb(len(gone), "is", "are") + " "
	}
	switch {
	case len(gone) == 0:
		return names(new) + " " + english.Verb(len(new), "comes", "come") + " beside " +
			english.Verb(len(t.Before), "it", "them") + in
	case len(new) > 0:
		return subject + "replaced by " + names(new) + in
	case len(t.After) == 0:
		return subject + "removed" + in + ", without a replacement"
	}
	return subject + "removed" + in
}
