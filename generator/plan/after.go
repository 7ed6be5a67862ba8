package plan

import (
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/fate"
	"pes/generator/machine"
)

// during is the upgrade itself.
func (h *hop) during(x *part, all []*advice) {
	h.databases(x, all)
	h.remove(x)
	x.step("Open a console, stop what writes data, and start the upgrade").
		why("Leapp downloads the packages and prepares the next boot. What still runs goes on meanwhile.").
		run("leapp upgrade")
	x.step("Reboot, and watch the console until the machine has rebooted again by itself").
		why("The packages are replaced in an environment without network; how long that takes depends on the disk " +
			"and the number of packages. Do not interrupt it. Where SELinux is on, the file system is relabelled.").
		run("reboot")
}

// after is what to do afterwards, in order.
func (h *hop) after(x, info *part, all []*advice) {
	x.step("Check that this is "+h.to.String()+", and that its services run").
		run("cat /etc/os-release", "systemctl --failed", "dnf repolist", "less /var/log/leapp/leapp-report.txt")
	var again []string
	for _, a := range all {
		switch {
		case a.isInformation():
			a.add(info, false)
		case !a.before:
			a.add(x, false)
		case a.after:
			for _, p := range a.packages {
				again = append(again, p.Name)
			}
		}
	}
	if again != nil {
		x.step("Go through the steps before the upgrade again: these say what to do after it, too").about(sorted(again))
	}
	h.replaced(x)
	h.elsewhere(x)
	h.modules(x)
	h.bringBack(x)
	h.perhaps(x)
	h.orphans(x)
	h.clean(x)
}

func (h *hop) elsewhere(x *part) {
	lacking := h.by[fate.Elsewhere]
	if len(lacking) == 0 {
		return
	}
	s := x.step("Choose a module stream, or enable a repository, for " + packages(len(lacking)))
	s.why("They stay as they are, without updates, until dnf knows where to take them from.")
	s.run("dnf module enable MODULE:STREAM    # or: dnf config-manager --set-enabled REPOSITORY", "dnf upgrade")
	for _, p := range lacking {
		s.item(title(p), offers(p))
	}
}

func (h *hop) modules(x *part) {
	if len(h.EnabledModules)+len(h.ResetModules) == 0 {
		return
	}
	s := x.step("Check the module streams that Leapp has changed").run("dnf module list --enabled")
	if len(h.EnabledModules) > 0 {
		s.item("enabled", english.And(h.EnabledModules))
	}
	if len(h.ResetModules) > 0 {
		s.item("reset", english.And(h.ResetModules))
	}
}

// perhaps tells of packages that the repositories of active vendors have for the new release, or have not.
func (h *hop) perhaps(x *part) {
	var names []string
	for _, p := range h.by[fate.Unknown] {
		if h.fromVendor(p) {
			names = append(names, p.Name)
		}
	}
	if names = h.fresh("unknown", sorted(names)); names != nil {
		x.step("Look which of " + packages(len(names)) + " of active vendors were not upgraded, and remove these").
			about(names).
			why("No event names them: dnf upgrades those that their repository has for EL " + itoa(h.to.major) + ".").
			run(command("rpm -q", names...) + " | grep '\\." + h.el() + "'")
	}
}

// orphans are removed by a command with exactly these.
func (h *hop) orphans(x *part) {
	names := h.fresh("orphan", h.names(fate.Orphan))
	if names == nil {
		return
	}
	s := x.step("Remove " + packages(len(names)) + " that " + h.to.String() + " does not have, unless you need one")
	s.why("They get no updates. If leapp preupgrade says that one blocks the upgrade, remove it before the upgrade.")
	s.about(names).run(command("dnf remove", names...))
	for _, p := range h.by[fate.Orphan] {
		switch {
		case !slices.Contains(names, p.Name):
		case len(p.NeededBy) > 0:
			s.item(title(p), "needed by "+some(p.NeededBy))
		case len(p.Perhaps) > 0:
			s.item(title(p), "perhaps replaced by "+english.Or(p.Perhaps))
		}
	}
}

// olds matches the releases that packages may be left over from, from the first one on: el(7|8).
func (h *hop) olds() string {
	majors := []string{}
	for major := h.start.major; major <= h.from.major; major++ {
		majors = append(majors, itoa(major))
	}
	if len(majors) == 1 {
		return h.el()
	}
	return "el(" + strings.Join(majors, "|") + ")"
}

// clean removes Leapp and what else is left.
func (h *hop) clean(x *part) {
	x.step("Take Leapp off the machine").
		why("It keeps its own packages from being changed, and those of this upgrade are of no use to another.").
		run("dnf config-manager --save --setopt exclude=''",
			"dnf remove 'leapp*' 'python*-leapp' snactor elevate-release",
			"rm -rf /root/tmp_leapp_py3")
	s := x.step("Remove what is left of EL " + itoa(h.from.major) + ", and look at settings that were kept aside")
	s.why("What is left gets no updates, and may stop the next upgrade.")
	s.run("rpm -qa | grep -E '\\."+h.olds()+"'", "dnf check", "find /etc -name '*.rpmnew' -o -name '*.rpmsave'")
	for i := range h.Groups {
		if g := &h.Groups[i]; g.Kind == machine.Older {
			s.item("Left over from EL "+g.Name, some(g.Packages))
		}
	}
}
