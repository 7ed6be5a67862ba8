package compile

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
)

// A Rule is a promise about everything that is written. Section numbers are those of leapp-semantics.
type Rule struct {
	Name    string
	Summary string
	Fatal   bool          // its breach makes Leapp refuse, stop or crash: allow is not heard
	Level   diag.Severity // Error unless the effect is merely not what the author meant
}

// Rules are all rules about meaning, by name. Mistakes in the form of a file have names of their own (syntax, unknown-key ...)
// and can never be allowed.
var Rules = []Rule{
	{Name: "action-shape", Summary: "an event has as many in and out packages as its action says (11.3)"},
	{Name: "activator-collision", Summary: "a source repoid activates one vendor, and is none of the distribution's own (11.15)"},
	{Name: "architecture-gap", Summary: "what a mapped repository becomes exists on every architecture it has (11.14)"},
	{Name: "architecture-without-events", Summary: "every architecture of a distribution has events (11.2)"},
	{Name: "conflicting-events", Summary: "no two events of one release have the same initial release and in packages (11.8)"},
	{Name: "duplicate-event", Summary: "an event is written once", Fatal: true},
	{Name: "duplicate-package", Summary: "a package stands once in a set (11.5)", Fatal: true},
	{Name: "event-cycle", Summary: "events of one release do not feed each other in a circle"},
	{Name: "foreign-architecture", Summary: "an event is for architectures that the distribution is offered for; on others its packages have no repository (11.11)", Level: diag.Warning},
	{Name: "id-collision", Summary: "no two events of a tree share an id (11.10)", Fatal: true},
	{Name: "key-collision", Summary: "vendors ship key files of different names; Leapp has one folder for all", Fatal: true},
	{Name: "key-from-network", Summary: "keys are shipped or already there, not fetched during the upgrade (11.19)"},
	{Name: "key-missing", Summary: "a key that is named is a file of the project (11.17)", Fatal: true},
	{Name: "key-unreadable", Summary: "a shipped key is an OpenPGP public key that rpm imports; a binary one is shipped armoured (11.17)", Fatal: true},
	{Name: "late-events", Summary: "every upgrade path has an event in the first minor release of its target (11.2)", Level: diag.Warning},
	{Name: "key-name", Summary: "a key file has a name that a URL can hold", Fatal: true},
	{Name: "key-not-shipped", Summary: "a key below Leapp's own folders is shipped by the tree (11.17)"},
	{Name: "leapp-package", Summary: "no event takes one of Leapp's own packages; Leapp would ignore it (11.8)"},
	{Name: "missing-architecture", Summary: "the repository of a resulting package exists on every architecture of the event (11.11)"},
	{Name: "mapping-nowhere", Summary: "what a repository becomes has repositories of the target release (11.13)", Fatal: true},
	{Name: "no-events", Summary: "every upgrade path has an event in the target major (11.2)", Fatal: true},
	{Name: "no-repositories", Summary: "a tree has at least one .repo section; Leapp refuses upgrades without (8)", Fatal: true},
	{Name: "order-dependence", Summary: "what events of one release do together does not depend on their order (11.9)"},
	{Name: "passing-repository", Summary: "the repository of a package that an event of the major before leaves installed is in the map of the target too (11.11)", Level: diag.Warning},
	{Name: "pesid-is-repoid", Summary: "no target PES ID is spelled like a source repoid; Leapp would not map it (11.12)"},
	{Name: "reinstalled", Summary: "no event has the action reinstalled (11.3)", Fatal: true},
	{Name: "release-order", Summary: "the release is later than the initial release (11.4)"},
	{Name: "repo-section", Summary: "a .repo section has a name, an address, switches that are 0 or 1, and a key when it checks one (11.19)"},
	{Name: "repo-section-fatal", Summary: "a .repo section holds nothing that Leapp's reader crashes on (11.19)", Fatal: true},
	{Name: "repoid-ambiguous", Summary: "a target PES ID has one repoid for each architecture, channel and cloud (11.14)"},
	{Name: "repoid-twice", Summary: "a repoid is defined in one .repo file (11.12)", Fatal: true},
	{Name: "shadowed-event", Summary: "no event is dropped for one with the same initial release and in packages in a later release (11.8)", Level: diag.Warning},
	{Name: "signature-format", Summary: "a signature is 16 hexadecimal digits in lower case (11.16)"},
	{Name: "stream-lost", Summary: "every module stream of an event is mapped, and every mapped stream is there (11.7)"},
	{Name: "undefined-repoid", Summary: "every target repoid is a section of a .repo file (11.12, 11.18)"},
	{Name: "unknown-role", Summary: "a role that is named is a repository of the release, here or in the systems it is upgraded from", Fatal: true},
	{Name: "unknown-repository", Summary: "the repository of a resulting package is in the map of the target (11.11)"},
	{Name: "vendor-incomplete", Summary: "a vendor has a map, a .repo section and signatures (11.15)"},
}

// FindRule returns the rule of a name.
func FindRule(name string) (Rule, bool) {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Name == name })
	if i < 0 {
		return Rule{}, false
	}
	return Rules[i], true
}

// reporter collects breaches. The same breach in several distributions is one diagnostic that names them.
type reporter struct {
	list   *diag.List
	allow  map[string][]string // distribution folder -> rules quiet there
	found  map[breachKey]int   // index into breach
	breach []breach
}

type breachKey struct {
	rule    string
	pos     diag.Pos
	message string
	other   diag.Pos // of the first note
}

type breach struct {
	diag.Diagnostic
	distros []string
}

// A place says whose breach it is: a distribution's, and perhaps an event's or a vendor's.
type place struct {
	pos        diag.Pos
	distro     *model.Distro
	allow      [][]string // rules quiet for the event, vendor ... concerned
	notes      []diag.Note
	suggestion string
}

func (r *reporter) breachf(p place, name, format string, args ...any) {
	ru, ok := FindRule(name)
	if !ok {
		panic("compile: no rule " + name)
	}
	if !ru.Fatal && r.allowed(p, name) {
		return
	}
	msg := fmt.Sprintf(format, args...)
	key := breachKey{name, p.pos, msg, diag.Pos{}}
	if len(p.notes) > 0 {
		key.other = p.notes[0].Pos
	}
	i, ok := r.found[key]
	if !ok {
		i = len(r.breach)
		r.found[key] = i
		r.breach = append(r.breach, breach{Diagnostic: diag.Diagnostic{Pos: p.pos, Severity: ru.Level, Rule: name, Message: msg, Notes: p.notes, Suggestion: p.suggestion}})
	}
	if p.distro != nil && !slices.Contains(r.breach[i].distros, p.distro.Folder) {
		r.breach[i].distros = append(r.breach[i].distros, p.distro.Folder)
	}
}

func (r *reporter) allowed(p place, name string) bool {
	for _, a := range p.allow {
		if slices.Contains(a, name) {
			return true
		}
	}
	return p.distro != nil && slices.Contains(r.allow[p.distro.Folder], name)
}

// flush hands the breaches over, with the distributions each concerns.
func (r *reporter) flush() {
	for _, b := range r.breach {
		if len(b.distros) > 0 {
			b.Scope = b.distros
			b.Message += " (" + strings.Join(b.distros, ", ") + ")"
		}
		r.list.Add(b.Diagnostic)
	}
}
