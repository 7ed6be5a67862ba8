package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// An Action is what happens to the in packages; its number is the one Leapp knows. Its methods are the rules that
// depend on it: Leapp's own ([Action.Applies], [Action.Keeps]) and those of the sources, which ask for one action where
// several do the same to Leapp.
type Action int

const (
	Present Action = iota
	Removed
	Deprecated
	Replaced
	Split
	Merged
	Moved
	Renamed
	Reinstalled
)

// Actions are the names, by number.
var Actions = []string{
	"present", "removed", "deprecated", "replaced", "split", "merged", "moved", "renamed", "reinstalled",
}

// Writable are the actions that an event may have: all but reinstalled, on which Leapp crashes or refuses the file.
var Writable = []Action{Present, Removed, Deprecated, Replaced, Split, Merged, Moved, Renamed}

// ParseAction gives the action of a name.
func ParseAction(name string) (a Action, ok bool) {
	i := slices.Index(Actions, name)
	return Action(i), i >= 0
}

func (a Action) String() string {
	if a < 0 || int(a) >= len(Actions) {
		return "action " + strconv.Itoa(int(a))
	}
	return Actions[a]
}

// nouns are what messages call events, by number.
var nouns = []string{
	"presence", "removal", "deprecation", "replacement", "split", "merge", "move", "renaming", "reinstallation",
}

// Noun is what an event of the action is called: a removal, a split.
func (a Action) Noun() string {
	if a < 0 || int(a) >= len(nouns) {
		return "event of " + a.String()
	}
	return nouns[a]
}

// Applies reports whether Leapp applies an event of the action where some of its in packages are there, or all of them
// (Leapp guide 4.7). For an empty set, all is true and some is false.
func (a Action) Applies(some, all bool) bool {
	switch a {
	case Present, Deprecated:
		return some
	case Merged:
		return some || all
	default:
		return all
	}
}

// OneIsEnough reports whether an event of the action applies where one of several in packages is there.
func (a Action) OneIsEnough() bool { return a.Applies(true, false) }

// Keeps reports whether the in packages stay, from the repository that the event names for them. Such an event has no
// out packages: Leapp ignores them.
func (a Action) Keeps() bool { return a == Present || a == Deprecated }

// TakesOne reports whether an event of the action is about one in package.
func (a Action) TakesOne() bool { return a.Keeps() || a == Moved || a == Renamed }

// ForEach reports whether a list of in packages in a source stands for one event per package, not for one event with
// all of them.
func (a Action) ForEach() bool {
	return slices.Contains([]Action{Present, Removed, Deprecated, Moved, Reinstalled}, a)
}

// NeedsOut reports whether authors must write the out packages. For a move without any, they are the in packages.
func (a Action) NeedsOut() bool {
	return slices.Contains([]Action{Replaced, Split, Merged, Renamed}, a)
}

// LeappPackage reports whether a package is one of Leapp's own, to a version whose newest upgrade is to the release
// newest. Leapp ignores events that take one (Leapp guide 4.5).
func LeappPackage(name string, newest int) bool {
	path, isUpgrade := strings.CutPrefix(strings.TrimSuffix(name, "-deps"), "leapp-upgrade-")
	for major := 8; isUpgrade && major <= newest; major++ {
		if path == fmt.Sprintf("el%dtoel%d", major-1, major) {
			return true
		}
	}
	return slices.Contains([]string{"leapp", "leapp-deps", "python2-leapp", "python3-leapp", "snactor"}, name)
}
