package plan

import (
	"path"
	"slices"
	"strings"

	"pes/generator/fate"
	"pes/generator/known"
	"pes/generator/machine"
	"pes/generator/model"
)

// before is what to do before the upgrade, in order.
func (h *hop) before(x *part, all []*advice) {
	h.save(x)
	h.assumed(x)
	h.between(x)
	h.update(x)
	h.thirdParties(x)
	h.unknown(x)
	for _, a := range all {
		if a.before && !a.dumps {
			a.add(x, true)
		}
	}
	h.removed(x)
	h.older(x)
	h.install(x)
	h.preupgrade(x)
}

// unimportant are what assumptions begin with that make no difference.
var unimportant = []string{"gpg-pubkey is no package", "enabled module streams are", "packages are signed by whoever"}

// assumed lists what was not known of the machine and may make a difference.
func (h *hop) assumed(x *part) {
	var matter []string
	for _, a := range h.fresh("assumed", append(h.Assumed[:len(h.Assumed):len(h.Assumed)], h.Needless...)) {
		if !startsWithOne(a, unimportant) {
			matter = append(matter, a)
		}
	}
	if len(matter) == 0 {
		return
	}
	s := x.step("Check what this plan assumes").why("The list of packages does not say it.")
	for _, a := range matter {
		s.item(sentence(a), "")
	}
	noStreams := func(a string) bool { return strings.HasPrefix(a, machine.NoStreams) }
	switch {
	case !h.first:
	case slices.ContainsFunc(matter, noStreams):
		s.Why += " Make a list that tells module streams, and the plan again with it."
		s.run(machine.FullCommand + " > machine.txt")
	case h.NoRepositories:
		s.Why += " A list with repositories leaves less to assume: make one, and the plan again."
		s.run(h.manager() + " list installed > machine.txt")
	}
}

func startsWithOne(text string, words []string) bool {
	for _, w := range words {
		if strings.HasPrefix(text, w) {
			return true
		}
	}
	return false
}

// save is the backup.
func (h *hop) save(x *part) {
	if !h.first {
		x.step("Take a new snapshot of the whole machine").why("If this upgrade fails, the machine goes back to " +
			h.from.String() + " and not to the beginning.")
		return
	}
	s := x.step("Back up the data, restore them once elsewhere, and take a snapshot of the whole machine")
	s.why("An upgrade cannot be undone. Take the snapshot while the machine is off.")
	s.run("tar czf /root/etc-"+h.el()+".tar.gz /etc", "rpm -qa | sort > /root/packages-"+h.el()+".txt")
}

// el is the old release as in names of packages: el7.
func (h *hop) el() string { return "el" + itoa(h.from.major) }

// update brings the machine to the newest state of its release: of the minor one, where dnf might go on to a later one.
func (h *hop) update(x *part) {
	within, upgrade := itoa(h.from.major), h.manager()+" upgrade"
	last := h.Source == within+"."+itoa(model.LastMinor(h.from.major))
	if !last && !known.Rolling(h.from.name) {
		within, upgrade = h.Source, upgrade+" --releasever="+h.Source
	}
	s := x.step("Update the machine within " + within + ", and reboot")
	s.why("Leapp upgrades from " + h.Source + ", and expects a machine that is up to date.")
	if !last && within == h.Source {
		s.Why += " Without the option, dnf may go on to a later minor release, which this plan is not for."
	}
	s.run(upgrade, "reboot")
	if url := known.Vault(h.from.distro, h.from.major); url != "" {
		s.Why += " The mirrors of this release are gone; ELevate keeps a copy, which the first command names."
		s.run(command("curl -o /etc/yum.repos.d/"+path.Base(url), url), s.Commands[0], s.Commands[1])
	}
	for i := range h.Packages {
		name := h.Packages[i].Name
		if h.first && h.from.major <= 8 && strings.HasPrefix(name, "centos-release-") {
			s.Why += " The mirrors of what " + name + " set up are gone: disable these repositories first."
		}
	}
}

// betweens say what to do about what lies between two hops. Packages and Leapp itself have steps of their own.
var betweens = map[string]string{
	fate.Minor:     "See that the machine has the minor release that is upgraded",
	fate.Processor: "Check that the new release runs on the processor",
	fate.Modules:   "Choose what takes the place of module streams that end",
	fate.Vendor:    "Decide about vendors without data for this upgrade",
	fate.Lists:     "Look at the lists in /etc/leapp/transaction again",
	fate.EndOfLife: "Know how long there is time for this upgrade",
}

// between is what must be done between the hop before and this one.
func (h *hop) between(x *part) {
	for i := range h.Between {
		t := &h.Between[i]
		if do := betweens[t.Kind]; do != "" {
			x.step(do).why(t.Text).about(t.Packages).Note = t.Kind == fate.EndOfLife
		}
	}
}

// unknown tells of packages of which nothing is known: they may be anybody's.
func (h *hop) unknown(x *part) {
	var unknown []string
	for _, p := range h.by[fate.Unknown] {
		if !h.fromVendor(p) {
			unknown = append(unknown, p.Name)
		}
	}
	if names := h.fresh("unknown", sorted(unknown)); names != nil {
		s := x.step("Find out who made and who needs " + packages(len(names)) + " of which nothing is known")
		s.about(names)
		s.why("No event names them. What the new repositories lack stays without updates, or blocks the upgrade.")
		if h.Stocked {
			s.why("No event and no inventory of the new release names them. Treat those of third parties as above, " +
				"and remove what nobody uses.")
		}
		s.run(command(`rpm -q --qf '%{NAME}\t%{VENDOR}\t%{PACKAGER}\n'`, names...))
		for _, p := range h.by[fate.Unknown] {
			if p.Gone != "" && slices.Contains(names, p.Name) {
				s.item(title(p), p.Gone)
			}
		}
	}
	if some := h.by[fate.OfVendor]; some != nil {
		s := x.step("Enable the vendor's repository, if " + packages(len(some)) + " come from there")
		s.why("In the new release only vendors that are not active have them. Otherwise they stay as they are.")
		for _, p := range some {
			s.item(title(p), offers(p))
		}
	}
}

// fromVendor reports whether a package came from the repository of an active vendor, which may have it for the new
// release.
func (h *hop) fromVendor(p *fate.Package) bool {
	return p.From != "" && slices.Contains(h.ofVendors(), p.From)
}

// offers says where the new release has a package.
func offers(p *fate.Package) string {
	text := ""
	for i := range p.Offers {
		o := &p.Offers[i]
		if text != "" {
			text += "; "
		}
		if o.Stream != "" {
			text += "module " + o.Stream + " in "
		}
		if text += o.Repository; o.Repoid != "" && o.Repoid != o.Repository {
			text += " (" + o.Repoid + ")"
		}
		if o.Vendor != "" {
			text += " of " + o.Vendor
		}
	}
	return text
}

// older tells of packages that become older ones.
func (h *hop) older(x *part) {
	var s *Step
	for _, p := range h.by[fate.Upgraded] {
		if !p.Older {
			continue
		}
		if s == nil {
			s = x.step("Look at what becomes older").why("Data and settings of the newer version may not fit.")
		}
		s.item(title(p), p.Version+" → "+p.Becomes)
	}
}

// install puts Leapp and its data onto the machine.
func (h *hop) install(x *part) {
	s := x.step("Install Leapp and the data of the upgrade to " + h.to.String())
	install := h.manager() + " install -y "
	elevate := install + "https://repo.almalinux.org/elevate/elevate-release-latest-el$(rpm --eval %rhel).noarch.rpm"
	switch data := known.ElevateData(h.to.distro); {
	case known.OSID(h.to.distro) == known.RedHat:
		s.run(install + "leapp-upgrade")
	case data != "":
		s.run(elevate, install+"leapp-upgrade "+data)
	default:
		s.run(elevate, install+"leapp-upgrade")
		s.why("ELevate has no package with these data: put them into /etc/leapp/files as their publisher says. ")
	}
	if !strings.HasPrefix(h.Data, "the tree ") {
		s.Why += "This plan was made with " + h.Data + ". If other data lie in /etc/leapp/files now, make it again " +
			"with --tree /etc/leapp/files."
	}
}

// preupgrade is the trial.
func (h *hop) preupgrade(x *part) {
	s := x.step("Let Leapp try, and read its report until nothing in it is an inhibitor")
	s.why("Only Leapp on the machine sees disks, drivers and services. It changes nothing yet. Where it asks a " +
		"question, the answer file names the section.")
	s.run("leapp preupgrade", "less /var/log/leapp/leapp-report.txt", "less /var/log/leapp/answerfile",
		"leapp answer --section SECTION.confirm=True")
	for i := range h.Reports {
		r := &h.Reports[i]
		s.item("It will say: "+r.Title, some(r.About))
	}
}
