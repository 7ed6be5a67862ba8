package wording

import (
	"slices"
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/render/xref"
	"pes/generator/succession"
)

// tellsMore reports whether several upgrades make more of a package than the answers for each already say.
func tellsMore(w *succession.Way, p *xref.Package) bool {
	name := p.Name
	switch n := len(w.Turns); {
	case len(w.Without) > 0 || n > 1:
		return true
	case n == 1:
		return len(w.Left) > 0 && !slices.Contains(w.Left, name)
	}
	// machines that chose no module stream alone keep what events take from some
	taken := func(u xref.Use) bool { return u.In && !leaves(u, name) }
	return w.Has && w.Since == 0 && !slices.ContainsFunc(p.Uses, taken)
}

// Ways say what several upgrades, one after the other, make of a package: a sentence for each target, or for several
// where they are the same. "" where no distribution has several upgrades, and where what one of them does says it all.
func Ways(p *xref.Package) string {
	ways := p.Ways()
	if !slices.ContainsFunc(ways, func(w succession.Way) bool { return tellsMore(&w, p) }) {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(ways); {
		w, text, n := &ways[i], ways[i].String(), 1
		alone := func(at int) bool {
			return (at == 0 || ways[at-1].Target != ways[at].Target) &&
				(at+1 == len(ways) || ways[at+1].Target != ways[at].Target)
		}
		targets := []string{strconv.Itoa(w.Target)}
		for alone(i) && i+n < len(ways) && alone(i+n) && ways[i+n].Source == w.Source && ways[i+n].String() == text {
			targets = append(targets, strconv.Itoa(ways[i+n].Target))
			n++
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString("From " + strconv.Itoa(w.Source) + " to " + english.And(targets))
		if !alone(i) {
			b.WriteString(" in " + english.And(Titles(w.Distros)))
		}
		b.WriteString(": " + text + ".")
		i += n
	}
	return b.String()
}
