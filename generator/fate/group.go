package fate

import (
	"maps"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/machine"
)

// fewPackages is up to how many packages of a repository are named where it is told of.
const fewPackages = 4

// foreign lists the packages that Leapp does not count, by origin.
func (r *Result) foreign() Section {
	s := Section{Fate: Foreign,
		Head: "Leapp does not count these: neither the distribution nor an active vendor signed them"}
	with := r.withFate(Foreign)
	unmapped := false
	for i := range r.Groups {
		g := &r.Groups[i]
		if l := with.list(r.lead(g)+": ", g.Packages); g.Kind.Foreign() && len(l.Names) > 0 {
			s.Lists = append(s.Lists, l)
			unmapped = unmapped || g.Kind == machine.OfRepository || g.Kind == machine.NoRelease ||
				g.Kind == machine.OfBuilder && g.Vendors == nil
		}
	}
	if l := with.rest("others: "); len(l.Names) > 0 {
		s.Lists = append(s.Lists, l)
	}
	if len(s.Lists) == 0 {
		return s
	}
	s.Lines = []string{"They stay as they are, built for the old release. dnf may remove those that conflict with " +
		"the upgrade; leapp preupgrade lists them."}
	if unmapped {
		s.Lines = append(s.Lines, "To have the packages of a repository upgraded, add it as a vendor: "+
			"pes new vendor NAME --repo FILE.repo.")
	}
	return s
}

// lead says in a few words where the packages of a group are from.
func (r *Result) lead(g *machine.Group) string {
	wake := ""
	if len(g.Wake) > 0 {
		wake = ", not active: enable the repository they come from before the upgrade, such as " + g.Wake[0]
	}
	switch g.Kind {
	case machine.OfVendor:
		if len(r.IgnoredVendors[g.Name]) > 0 {
			return "of the vendor " + g.Name + ", which upstream's Leapp does not read"
		}
		if wake == "" {
			return "of the vendor " + g.Name + ", whose .sigs does not name their key"
		}
		return "of the vendor " + g.Name + wake
	case machine.OfRepository:
		return "of the repository " + g.Name + ", which no map has"
	case machine.OfBuilder:
		lead := "built by somebody else (" + g.Name + ")"
		if len(g.Vendors) > 0 {
			lead += ", perhaps by the vendor " + english.Or(g.Vendors) + wake
		}
		return lead
	case machine.NoRelease:
		return "not built by the distribution, as their releases name no EL release"
	case machine.OfFile:
		return "installed from a file, of no repository"
	case machine.OtherKey:
		return "signed by a key that neither the distribution nor a vendor has" + ofWhom(g.Name)
	}
	return "not signed" + ofWhom(g.Name)
}

// ofWhom names whom packages name as their vendor, where they do.
func ofWhom(vendor string) string {
	if vendor == "" {
		return ""
	}
	return " (of " + vendor + ")"
}

// origin says where the packages of a name are from, "" where that is the distribution.
func (r *Result) origin(name string) string {
	for i := range r.Groups {
		g := &r.Groups[i]
		if slices.Contains(g.Packages, name) && g.Kind != machine.Older && g.Kind != machine.OfLeapp {
			return r.lead(g)
		}
	}
	return ""
}

// unknown lists the packages that no event names: those left over from an earlier release, those of Leapp, the others.
func (r *Result) unknown() (out []Section) {
	with := r.withFate(Unknown)
	const dnf = "dnf upgrades those that the new repositories have"
	out = append(out, r.gone(with))
	for i := range r.Groups {
		g := &r.Groups[i]
		if g.Kind != machine.Older {
			continue
		}
		s := Section{Fate: Unknown, Head: "Left over from EL " + g.Name + "; no event names these, and " + dnf}
		if l := with.list("", g.Packages); len(l.Names) > 0 {
			s.Lists = []List{l}
			out = append(out, s)
		}
	}
	if l := with.rest(""); len(l.Names) > 0 {
		s := Section{Fate: Unknown, Head: "No event names these; " + dnf, Lists: []List{l}}
		if said := r.unsaid(); said != "" {
			s.Lines = []string{said}
		}
		if r.NoRepositories {
			s.Lines = append(s.Lines, "The list names no repositories: packages of third parties may be among these. "+
				"dnf list --installed (yum list installed on EL 7) tells them apart.")
		}
		out = append(out, s)
	}
	return append(out, r.own()...)
}

// own lists the packages of Leapp: those that an earlier upgrade left behind, and those of this one.
func (r *Result) own() (out []Section) {
	with := r.withFate(Own)
	for i := range r.Groups {
		g := &r.Groups[i]
		if g.Kind != machine.OfLeapp || g.Name == "" {
			continue
		}
		if l := with.list("", g.Packages); len(l.Names) > 0 {
			out = append(out, Section{Fate: Own, Lists: []List{l}, Head: "Leapp's own packages for EL " + g.Name +
				", left over from the upgrade before; remove them before this one"})
		}
	}
	if l := with.rest(""); len(l.Names) > 0 {
		out = append(out, Section{Fate: Own, Lists: []List{l},
			Head: "Leapp's own packages; it keeps them for the upgrade, remove them afterwards"})
	}
	return out
}

// gone takes those packages that events of an earlier upgrade took away out of a selection.
func (r *Result) gone(from selection) Section {
	s := Section{Fate: Unknown,
		Head: "Left over: gone since an earlier release; no event of this upgrade names them"}
	for i := range r.Packages {
		if p := &r.Packages[i]; p.Fate == Unknown && p.Gone != "" {
			s.Rows = append(s.Rows, Row{Cells: []string{p.title(), p.Gone}, Package: p})
			delete(from, p.Name)
		}
	}
	return s
}

// A selection is the packages of one fate that no list has yet, by name.
type selection map[string][]*Package

func (r *Result) withFate(fate string) selection {
	s := selection{}
	for i := range r.Packages {
		if p := &r.Packages[i]; p.Fate == fate {
			s[p.Name] = append(s[p.Name], p)
		}
	}
	return s
}

// list takes the packages of some names out of the selection.
func (s selection) list(lead string, names []string) List {
	l := List{Lead: lead}
	for _, name := range names {
		for _, p := range s[name] {
			l.Names, l.Packages = append(l.Names, p.title()), append(l.Packages, p)
		}
		delete(s, name)
	}
	return l
}

// rest takes all that are left.
func (s selection) rest(lead string) List {
	return s.list(lead, slices.Sorted(maps.Keys(s)))
}

// unmapped names the repositories that no map has: with their packages where these are few, else with their number.
func (r *Result) unmapped() (out []string) {
	names := map[string][]string{}
	for i := range r.Packages {
		if p := &r.Packages[i]; p.From != "" {
			names[p.From] = append(names[p.From], p.title())
		}
	}
	for _, repoid := range slices.Sorted(maps.Keys(r.Unmapped)) {
		text := repoid
		if n := r.Unmapped[repoid]; n > fewPackages || n > len(names[repoid]) {
			text += " (" + english.Count(n, "package") + ")"
		} else if n > 0 {
			text += " (" + strings.Join(names[repoid], ", ") + ")"
		}
		out = append(out, text)
	}
	return out
}
