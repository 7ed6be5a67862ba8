package plan

import (
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/machine"
)

// thirdParties tells of the packages of third parties that Leapp does not count, by origin, and of the vendors that it
// reads.
func (h *hop) thirdParties(x *part) {
	for _, g := range h.others() {
		h.other(x, &g)
	}
	for v, repoids := range list.ByKey(h.ActivatedBy) {
		x.step("Leave the repositories of " + v + " enabled: " + some(repoids)).
			why("They make the vendor active, so Leapp upgrades its packages with the distribution's.")
	}
}

// other is what to do about the packages of one origin.
func (h *hop) other(x *part, g *machine.Group) {
	n := packages(len(g.Packages))
	stay := "they stay as they are, built for EL " + itoa(h.from.major) + "."
	switch {
	case len(h.IgnoredVendors[g.Name]) > 0:
		x.step("Expect no upgrade of " + n + " of " + g.Name).about(g.Packages).
			why("Upstream's Leapp reads no data of vendors: " + stay)
	case len(g.Wake) > 0:
		h.wake(x, g)
	case g.Kind == machine.OfVendor:
		x.step("Ask for the key of " + n + " of " + g.Name).about(g.Packages).
			why("The vendor is active, but its list of signatures does not name the key that signed them: " + stay)
	case g.Kind == machine.OfRepository, g.Kind == machine.OfBuilder:
		x.step("Save the settings of "+n+" of "+g.Name+", and remove the packages").about(g.Packages).
			why("No vendor's data cover them: "+stay+" What they need may go, and they may stop the upgrade. Install "+
				"them for the new release afterwards.").
			run(archive(g), command(h.manager()+" remove", g.Packages...))
	case g.Kind == machine.NoRelease:
		x.step("Ask the makers whether " + n + " without a release run on " + h.to.String()).about(g.Packages).
			why("Their builds name no EL release, and Leapp leaves them as they are. Many go on to work; dnf removes " +
				"what stands in the way.")
	default:
		x.step("Ask the makers of " + n + " for builds for EL " + itoa(h.to.major)).about(g.Packages).
			why(origins[g.Kind] + " Leapp does not count them: " + stay +
				" Remove what does not run on the new release.")
	}
}

// wake is what to do about the packages of a vendor that is not active.
func (h *hop) wake(x *part, g *machine.Group) {
	vendors := g.Vendors
	if len(vendors) == 0 {
		vendors = []string{g.Name}
	}
	enable := "yum-config-manager --enable"
	if h.from.major > 7 {
		enable = "dnf config-manager --set-enabled"
	}
	enable = command(enable, g.Wake[0])
	do := "Enable the repository of " + english.Or(vendors) + " (" + packages(len(g.Packages)) + "): " + g.Wake[0]
	if len(g.Wake) > 1 {
		do += ", or that of your version"
		enable += "    # or " + strings.Join(list.Map(g.Wake[1:], quote), ", ")
	}
	x.step(do).about(g.Packages).run(enable).
		why("Leapp reads a vendor's data only while a repository of the vendor is enabled. Otherwise its packages " +
			"stay as they are, built for EL " + itoa(h.from.major) + ".")
}

// origins say how packages came onto the machine that no repository or vendor stands for.
var origins = map[machine.Kind]string{
	machine.OfFile:   "They were installed from files.",
	machine.OtherKey: "They are signed by a key that neither the distribution nor a vendor of these data has.",
	machine.Unsigned: "They are not signed.",
}

// archive saves the settings of the packages of a group.
func archive(g *machine.Group) string {
	word := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(g.Name))
	return command("rpm -qc", g.Packages...) + " | grep '^/' |\n    tar czf /root/" + word + "-settings.tar.gz -T -"
}

// bringBack tells afterwards of what was removed before, and of repositories that still name the old release.
func (h *hop) bringBack(x *part) {
	for _, g := range h.others() {
		if len(g.Wake) > 0 || g.Kind != machine.OfRepository && g.Kind != machine.OfBuilder {
			continue
		}
		if !h.last {
			s := x.step("Leave the packages of " + g.Name + " out until the last upgrade is done")
			s.why("What no vendor's data cover would have to be removed again before the next one.").Note = true
			continue
		}
		x.step("Install the packages of " + g.Name + " for EL " + itoa(h.to.major) + ", and put their settings back").
			why("They were removed before the upgrade. Set their repository up for the new release first.").
			run(command("dnf install", g.Packages...))
	}
	if len(h.Vendors) > 0 {
		x.step("Look whether the repositories of "+some(h.Vendors)+" are those of EL "+itoa(h.to.major)).
			why("Leapp took the packages from there, but files of the old release may still lie in /etc/yum.repos.d.").
			run("dnf repolist", "grep -r '^ *\\(baseurl\\|mirrorlist\\|metalink\\)' /etc/yum.repos.d")
	}
}
