package plan

import (
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/machine"
)

// thirdParties tells of the packages of third parties that Leapp does not count, by origin, and of the vendors that it
// reads.
func (h *hop) thirdParties(x *part) {
	groups := h.others()
	h.foreign = groups
	h.wake(x, groups)
	for i := range groups {
		if g := &groups[i]; !h.asleep(g) && !isUncovered(g) {
			h.other(x, g)
		}
	}
	if repoids := h.ofVendors(); repoids != nil {
		x.step("Leave the repositories of vendors enabled: " + strings.Join(repoids, ", ")).
			why("They make Leapp read these vendors' data, so their packages are upgraded with the distribution's.")
	}
}

// ofVendors are the repositories that make vendors active.
func (h *hop) ofVendors() (repoids []string) {
	for _, ids := range list.ByKey(h.ActivatedBy) {
		repoids = append(repoids, ids...)
	}
	return sorted(repoids)
}

// isUncovered reports whether a group was built for the old release by somebody whom no vendor's data cover.
func isUncovered(g *machine.Group) bool {
	return g.Kind == machine.OfRepository || g.Kind == machine.OfBuilder
}

// remove takes off the packages of third parties whom no vendor's data cover, as the last thing before the upgrade:
// what they serve is down from then on. Their settings come back with those for the new release.
func (h *hop) remove(x *part) {
	s := Step{Do: "Save the settings of packages that no vendor's data cover, and remove the packages"}
	s.why("Their services stop here, and are down until the packages are installed again after the last upgrade. " +
		"Leapp would leave them as they are, built for EL " + itoa(h.from.major) + ": what they need may go, and " +
		"they may stop the upgrade.")
	var all []string
	for i := range h.foreign {
		g := &h.foreign[i]
		if h.asleep(g) || !isUncovered(g) {
			continue
		}
		s.item(g.Name, strings.Join(g.Packages, ", "))
		all = append(all, g.Packages...)
		h.saved = append(h.saved, *g)
	}
	if h.fresh("gone", all) != nil {
		s.run(command("rpm -qc", all...)+" | grep '^/' |\n    tar czf /root/settings-"+h.el()+".tar.gz -T -",
			command(h.manager()+" remove", all...))
		x.Steps = append(x.Steps, s)
	}
}

// asleep reports whether a group is of vendors that Leapp would read, if a repository of theirs were enabled.
func (h *hop) asleep(g *machine.Group) bool {
	return len(g.Wake) > 0 && len(h.IgnoredVendors[g.Name]) == 0
}

// wake is what to do about the packages of vendors that are not active.
func (h *hop) wake(x *part, groups []machine.Group) {
	enable := "yum-config-manager --enable"
	if h.from.major > 7 {
		enable = "dnf config-manager --set-enabled"
	}
	var s *Step
	for i := range groups {
		g := &groups[i]
		if !h.asleep(g) {
			continue
		}
		if s == nil {
			s = x.step("Enable the repositories of vendors that packages come from").
				why("Leapp reads a vendor's data only while one of the vendor's repositories is enabled. Make this " +
					"plan again then, with --enabled or a new list: the vendor's events count too. Otherwise " +
					"these packages stay as they are, built for EL " + itoa(h.from.major) + ".")
		}
		name := g.Name
		if len(g.Vendors) > 0 {
			name = english.Or(g.Vendors)
		}
		s.item(name, strings.Join(g.Packages, ", "))
		run := command(enable, g.Wake[0])
		if numbered := ofNumber(g); numbered != nil {
			run = command(enable, numbered...)
		} else if len(g.Wake) > 1 {
			run += "    # or " + strings.Join(list.Map(g.Wake[1:], quote), ", ") + ": where they come from"
		}
		s.Commands = append(s.Commands, run)
	}
}

// ofNumber are the repositories with the numbers that packages of a group have in their names: pgdg12 for
// postgresql12-server. None where a number is that of no repository, or of several.
func ofNumber(g *machine.Group) (repoids []string) {
	for _, name := range g.Packages {
		first, _, _ := strings.Cut(name, "-")
		n := number(first)
		if n == "" {
			continue
		}
		of := ""
		for _, repoid := range g.Wake {
			if number(repoid) == n {
				if of != "" {
					return nil
				}
				of = repoid
			}
		}
		if of == "" {
			return nil
		}
		repoids = append(repoids, of)
	}
	return sorted(repoids)
}

// number is the number that a word ends with.
func number(word string) string { return word[len(strings.TrimRight(word, "0123456789")):] }

// other is what to do about the packages of another origin.
func (h *hop) other(x *part, g *machine.Group) {
	n := some(g.Packages)
	stay := "they stay as they are, built for EL " + itoa(h.from.major) + "."
	var s *Step
	switch {
	case len(h.IgnoredVendors[g.Name]) > 0:
		s = x.step("Expect no upgrade of " + n + ", of " + g.Name)
		s.why("Upstream's Leapp reads no data of vendors: " + stay)
	case g.Kind == machine.OfVendor:
		s = x.step("Ask " + g.Name + " for the key of " + n)
		s.why("The vendor is active, but its list of signatures does not name the key that signed these: " + stay)
	case g.Kind == machine.NoRelease:
		s = x.step("Ask the makers whether their builds run on " + h.journey.to.String() + ": " + n)
		s.why("These builds name no EL release, and Leapp leaves them as they are. Many go on to work; dnf removes " +
			"what blocks the upgrade.")
	default:
		s = x.step("Ask the makers for builds for EL " + itoa(h.journey.to.major) + ": " + n)
		s.why(origins[g.Kind] + " Leapp does not count such packages: " + stay + " Remove what does not run on the " +
			"new release.")
	}
	if len(g.Packages) > few {
		s.about(g.Packages)
	}
}

// origins say how packages came onto the machine that no repository or vendor stands for.
var origins = map[machine.Kind]string{
	machine.OfFile:   "Installed from a file, of no repository.",
	machine.OtherKey: "Signed by a key that neither the distribution nor a vendor of these data has.",
	machine.Unsigned: "Not signed.",
}

// installAgain is what to do about removed packages of one origin. Their repository went with the package that set it
// up.
func (h *hop) installAgain(x *part, g *machine.Group) {
	var releases, names []string
	for _, name := range g.Packages {
		if strings.HasSuffix(name, "-release") || strings.HasSuffix(name, "-repo") {
			releases = append(releases, name)
		} else {
			names = append(names, name)
		}
	}
	el := "EL " + itoa(h.to.major)
	s := x.step("Set up the repository of " + g.Name + " for " + el + ", install its packages, and put back " +
		"the settings")
	s.Why = "The repository comes first, as its owner says for " + el
	if releases != nil {
		s.Why += ": " + some(releases) + " was the package for the old release"
	}
	s.Why += "."
	if names == nil {
		return
	}
	s.run(command("dnf install", names...))
	if slices.Contains(names, "php-common") && h.to.major < 10 {
		s.Why += " PHP may be a module there: choose the stream with the version that you need (dnf module list php)."
		s.Commands = append([]string{"dnf module reset php", "dnf module enable php:STREAM"}, s.Commands...)
	}
}

// bringBack tells afterwards of what was removed before, and of repositories that still name the old release.
func (h *hop) bringBack(x *part) {
	if len(h.saved) > 0 && !h.last {
		for _, do := range h.fresh("note", []string{
			"Leave out what no vendor's data cover until the last upgrade is done"}) {
			x.step(do).why("It would have to be removed again before the next one.").Note = true
		}
		return
	}
	for i := range h.saved {
		g := &h.saved[i]
		h.installAgain(x, g)
	}
	if len(h.Vendors) > 0 {
		x.step("Look whether the repositories of "+some(h.Vendors)+" are those of EL "+itoa(h.to.major)).
			why("Leapp took the packages from there, but files of the old release may still lie in /etc/yum.repos.d.").
			run("dnf repolist", "grep -r '^ *\\(baseurl\\|mirrorlist\\|metalink\\)' /etc/yum.repos.d")
	}
}
