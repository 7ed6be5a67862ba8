package wording

import (
	"slices"
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/xref"
	"pes/generator/succession"
)

// Stock is what inventories say of a package in a release.
type Stock struct {
	State
	Version string // that machines get which chose no module stream, where all distributions agree
	Instead string // a package with an event that a release has which lacks this: python for python2
}

// State says whether a release has a package.
type State int

const (
	Unknown  State = iota
	Has            // every distribution has it
	Lacks          // none has it
	Unlisted       // no inventory has it, but not all are complete
)

// unnamed reports whether no event names the package, now or earlier.
func unnamed(o xref.Outcome) bool { return len(o.Uses) == 0 && o.Gone == nil }

// unnamed says what it means that no event names the package.
func (a *answerer) unnamed(o xref.Outcome, place int, last, vendors bool) {
	of := ""
	if vendors {
		of = "of the distributions "
	}
	switch {
	case place == 0:
		a.say("no event ", of, "names ")
		a.self(a.p.Name)
	case last && len(o.Cells) > 1:
		a.say(" Elsewhere no event names it")
	default:
		a.say(" ", english.Capital(Where(a.x, o, true)), " no event names it")
	}
	was, is := Unknown, Unknown
	if place == 0 {
		was, is = a.stock(o.Path.Source).State, a.stock(o.Path.Target).State
	}
	source, target := strconv.Itoa(o.Path.Source), strconv.Itoa(o.Path.Target)
	switch {
	case was == Lacks && is == Lacks:
		a.say(": neither ", source, " nor ", target, " has it; an installed one stays, without updates.")
	case was == Lacks && o.Later == 0:
		a.say(": ", source, " does not have it")
		if is == Has {
			a.say(", ", target, " does")
		}
		a.instead(o.Path.Source)
	case was == Unlisted && is == Has:
		a.say(": ", target, " has it, and the lists of ", source, ", which are not complete, do not")
		a.instead(o.Path.Source)
	case is == Has:
		a.say(": dnf upgrades it.")
	case is == Lacks:
		a.say(", and ", target, " does not have it: an installed one stays, without updates.")
	default:
		a.say(": ", succession.Unnamed(o.Later), ".")
	}
}

// instead ends a sentence with what a release has that lacks the package.
func (a *answerer) instead(major int) {
	if name := a.stock(major).Instead; name != "" {
		a.say(" (", strconv.Itoa(major), " has ")
		a.list([]string{name})
		a.say(")")
	}
	a.say(".")
}

// newMajor are the versions of a package before and after an upgrade on which it keeps its name everywhere, where the
// first number changes: what uses it may need changes, too. Otherwise both are "".
func (a *answerer) newMajor(path *xref.Path, own []xref.Outcome) (was, is string) {
	before, after := a.stock(path.Source), a.stock(path.Target)
	if len(own) == 0 || before.Version == "" || after.Version == "" ||
		firstNumber(before.Version) == firstNumber(after.Version) {
		return "", ""
	}
	if slices.ContainsFunc(own, func(o xref.Outcome) bool { return !keepsName(o, a.p.Name) }) {
		return "", ""
	}
	return twoNumbers(before.Version), twoNumbers(after.Version)
}

// keepsName reports whether a package without a module stream is there after an upgrade.
func keepsName(o xref.Outcome, name string) bool {
	is := func(p model.Package) bool { return p.Name == name }
	return o.Gone == nil && !slices.ContainsFunc(o.Uses, func(u xref.Use) bool {
		ofStream := slices.ContainsFunc(u.Event.In, func(p model.Package) bool {
			return is(p) && !slices.ContainsFunc(p.AllStreams(), model.Stream.IsZero)
		})
		return ofStream || !slices.ContainsFunc(u.Event.Results(), is)
	})
}

func firstNumber(version string) string {
	first, _, _ := strings.Cut(version, ".")
	return first
}

// twoNumbers is a version as people speak of it: 5.4 of 5.4.16.
func twoNumbers(version string) string {
	parts := strings.SplitN(version, ".", 3)
	return strings.Join(parts[:min(2, len(parts))], ".")
}
