package wording

import (
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/render/xref"
)

// Ways say what several upgrades, one after the other, make of a package: a sentence for each target, or for several
// where they are the same. "" where no distribution has several upgrades.
func Ways(p *xref.Package) string {
	ways := p.Ways()
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
