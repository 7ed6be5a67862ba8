package cause

import (
	"regexp"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/leappreport"
	"pes/generator/list"
)

// A counsel is what a kind of entries means, and what people can change.
type counsel struct {
	meaning       string
	contributor   []string
	administrator []string
}

// What to do recurs.
const (
	installAfter = "Where the machine can do without the package for a while, install it by hand after the upgrade."
	keepIt       = "To keep an installed package from being removed, write its name into " +
		"/etc/leapp/transaction/to_keep."
	writeEvent = "Where a package should become something else, write an event: pes new event."
	useVendor  = "Packages of a third party need its vendor: its repository, the ids of its keys, and what its " +
		"packages " +
		"become: pes new vendor."
	checkData = "pes check finds it in these sources, pes audit in files that others publish, with the line."
	renewData = "Install the newest data package of your distribution, and look at /etc/leapp/files for " +
		"leftovers such as " +
		"*.rpmsave and *.rpmnew."
	trustKey = "Compare the fingerprint with the one that the owner publishes, then import the key with rpm --import."
)

// counsels are by kind. What depends on the data is added by advice.
var counsels = map[leappreport.Kind]counsel{
	leappreport.UnknownRepository: {
		"An event says that each package comes from a repository, by its PES ID, and the repository map has no " +
			"entry of " +
			"the new release for it on this architecture. A package that is installed and was to move there is " +
			"removed; " +
			"one that was to come does not come.",
		[]string{"Give the release an entry of this PES ID, with repoid and architectures: [release.N.ROLE] in " +
			"the file of " +
			"the distribution.",
			"Where the distribution has no such repository, change the event: another repository, or except = " +
				"[\"DISTRIBUTION\"]."},
		[]string{installAfter, keepIt},
	},
	leappreport.ExcludedPackages: {
		"The repository that has the package is left out: Leapp leaves out CRB (PowerTools, Optional) unless the " +
			"machine " +
			"has it enabled now.",
		[]string{"A section in the .repo file of the data makes the repository one that every upgrade uses."},
		[]string{"Enable the repository on the machine before the upgrade, or run leapp with --enablerepo REPOID.",
			installAfter},
	},
	leappreport.ExcludedRepositories: {
		"Leapp leaves these repositories out because their counterpart, CRB (PowerTools, Optional), is not " +
			"enabled on the " +
			"machine. Packages that are new from there do not come.",
		[]string{"A section in the .repo file of the data makes the repository one that every upgrade uses."},
		[]string{"Where packages from there are needed, enable the repository before the upgrade, or run leapp " +
			"with " +
			"--enablerepo REPOID. Otherwise nothing need be done."},
	},
	leappreport.Unsupported: {
		"Leapp would leave this repository out, and uses it because somebody asked for it: with --enablerepo, or " +
			"in the " +
			".repo file of the data.",
		[]string{"Nothing need be changed where the section is meant."},
		[]string{"Nothing need be done. The title speaks of Red Hat's support alone."},
	},
	leappreport.Unmapped: {
		"The repository is enabled, packages are installed from it, and the map that Leapp looked at has no " +
			"entry of its " +
			"repoid for the old release. So it leads to no repository of the new release.",
		[]string{"A repository of the distribution under another name: add the repoid to its source in the file " +
			"of the " +
			"distribution: source = { repoid = [\"...\"] }.", useVendor},
		[]string{"Where the repository is a mirror with a name of its own, give it the usual repoid in " +
			"/etc/yum.repos.d " +
			"before the upgrade.",
			"Name its counterpart for the new release in /etc/leapp/files/leapp_upgrade_repositories.repo."},
	},
	leappreport.NoTarget: {
		"The map leads an enabled repository to this PES ID, which has no repository of the new release for this " +
			"architecture and channel.",
		[]string{"Give the PES ID an entry for the release and the architecture, or take it out of the map of " +
			"the path."},
		[]string{"Nothing of it is used in the upgrade: install what is missing afterwards."},
	},
	leappreport.Unsigned: {
		"Neither the distribution nor an active vendor signed these packages. Events do nothing to them, " +
			"whatever they " +
			"say: they stay as they are, unless dnf removes them because they conflict with the new release.",
		[]string{useVendor, "Where the vendor is there, its signatures may lack the id of the key: rpm -q --qf " +
			"'%{SIGPGP:pgpsig}\\n' PACKAGE shows it."},
		[]string{"Leave the repository of a vendor enabled until the upgrade is done: Leapp does not know the " +
			"vendor otherwise.",
			"Remove the others before the upgrade, and install those for the new release afterwards."},
	},
	leappreport.OldSignature: {
		"These packages have signatures of a kind that EL 9 does not accept any more. No data decide that.",
		[]string{useVendor},
		[]string{"Upgrade the packages to a build with a newer signature, or remove them before the upgrade."},
	},
	leappreport.Transaction: {
		"dnf cannot do what Leapp asks for: the packages that events install and remove, and all others upgraded " +
			"from the " +
			"repositories of the new release. Its own lines say which packages block the upgrade.",
		[]string{"A package that the new release does not have and that blocks the upgrade: an event that removes " +
			"or replaces " +
			"it (pes new event). One that an event brings and no repository has: correct the event or its " +
			"repository.",
			"Where the package is a vendor's, the event belongs to the vendor."},
		[]string{"Remove the package that blocks the upgrade before the upgrade, or write its name into " +
			"/etc/leapp/transaction/to_remove, and run leapp preupgrade again.",
			"Where a repository could not be read, look at its address and at the proxy of /etc/dnf/dnf.conf."},
	},
	leappreport.Removed: {
		"dnf removes these packages: because events say so, because an event moves them to a repository that no " +
			"map has, or because what they need is not in the new release.",
		[]string{writeEvent},
		[]string{keepIt},
	},
	leappreport.NotFound: {
		"Leapp asks dnf to install, upgrade or remove these packages, because an event says so or a name in " +
			"/etc/leapp/transaction, and no repository that the upgrade uses has them. dnf goes on without them: " +
			"one to install does not come, and what it was to replace may be removed all the same.",
		[]string{"Correct the event that wants the package: its name in the new release, the repository that has " +
			"it there, or only = [...] and except = [...] where some distributions have it. Without such an " +
			"event the name is from the machine's own lists."},
		[]string{"Where the package is in a repository that is left out, enable it before the upgrade, or run " +
			"leapp with --enablerepo REPOID.",
			"Correct a name that stands in /etc/leapp/transaction. Otherwise install what is missing after the " +
				"upgrade."},
	},
	leappreport.UnknownKeys: {
		"A repository of the new release is signed with a key that is neither known to rpm on the machine nor " +
			"among the files " +
			"of the data.",
		[]string{"Put the key among the data: name its fingerprint and address in the section, and run pes keys " +
			"fetch."},
		[]string{trustKey, "Put the file into the folder for keys that the message names; or check nothing at " +
			"all with leapp " +
			"--nogpgcheck."},
	},
	leappreport.NoKey: {
		"A section of a .repo file asks for signatures to be checked, and names no key.",
		[]string{"Name the key of the section: key = \"...\"; gpgcheck = false where packages are not signed."},
		[]string{"Add gpgkey= to the section on the machine."},
	},
	leappreport.InvalidEvents: {
		"Leapp cannot use the file of events: it is missing, or one entry in it is not as Leapp wants it. Then " +
			"none is used.",
		[]string{checkData},
		[]string{renewData},
	},
	leappreport.InvalidMap: {
		"Leapp cannot use a repository map: the distribution's, or any file _map.json in vendors.d, active or " +
			"not. A map " +
			"without an entry for this upgrade path is of this kind too.",
		[]string{checkData},
		[]string{renewData},
	},
	leappreport.DataStream: {
		"The files of data are for another version of Leapp than the one that is installed.",
		[]string{"Build the data for this version as well: leapp = [...] of the path, and pes build --leapp " +
			"VERSION."},
		[]string{"Bring Leapp and its data package to versions that belong together, from one source."},
	},
	leappreport.NoRepositories: {
		"No repository of the new release is left to upgrade from: the repository map leads nowhere for what is " +
			"enabled " +
			"on the machine, and the .repo file of the data is missing or empty.",
		[]string{"Each repository that upgrades need stands as a section in the .repo file, and its source in " +
			"the map: " +
			"pes check says which are not."},
		[]string{"Look whether /etc/leapp/files/leapp_upgrade_repositories.repo and repomap.json are those of your " +
			"distribution: the data package may be missing.", "Enable the usual repositories before the upgrade."},
	},
	leappreport.MissingRepositories: {
		"A section of a .repo file, or --enablerepo, asks for a repository that dnf does not see for the new " +
			"release.",
		[]string{"Correct the section: its repoid, its address, and enabled."},
		[]string{"Look whether the address can be reached from the machine, and spell --enablerepo as the .repo " +
			"file does."},
	},
	leappreport.DefinedTwice: {
		"A repoid is defined in two .repo files of the new system: one may be the data's, another a package's.",
		[]string{"Give the section a repoid that no package of the distribution or the vendor defines."},
		[]string{"Remove one of the definitions in /etc/yum.repos.d, or give it another repoid."},
	},
	leappreport.Leftover: {
		"These packages of the old release are still there after the upgrade: no event removes or replaces them, " +
			"and no " +
			"repository of the new release has them.",
		[]string{"Write an event that removes or replaces each: pes new event."},
		[]string{"Remove them with dnf remove once nothing needs them, and install what takes their place."},
	},
	leappreport.Applied: {
		"Leapp applied these events. It writes each as a replacement, a presence too: that package stays, and " +
			"comes from " +
			"the repository named.",
		[]string{"An event that should not be applied: change it where it is written."},
		[]string{"Names in /etc/leapp/transaction are stronger than events."},
	},
	leappreport.Competing: {
		"These events leave the same release with the same packages. Leapp applies the one with the latest " +
			"release alone.",
		[]string{"Where another is meant, change its release, or remove the one that is not."},
		[]string{"Nothing need be done."},
	},
	leappreport.ActiveVendors: {
		"A repository of these vendors is enabled, so their events, keys and repositories are used.",
		[]string{"Nothing need be changed."}, []string{"Nothing need be done."},
	},
	leappreport.InactiveVendors: {
		"No repository of these vendors is enabled. Their packages, if there are any, stay as they are.",
		[]string{"A repoid that the vendor also uses belongs into its source."},
		[]string{"Enable the vendor's repository before the upgrade where its packages are installed."},
	},
	leappreport.Other: {
		"A check of Leapp's own about these packages. No data decide it; what becomes of the packages, they do.",
		[]string{writeEvent},
		[]string{"Do what Leapp itself advises in this entry."},
	},
}

// advice says what an entry means and what to change, also by what was found in the data.
func (x *explainer) advice(e *leappreport.Entry, found *Entry) (meaning string, contributor, administrator []string) {
	c := counsels[e.Kind]
	meaning, contributor, administrator = c.meaning, slices.Clone(c.contributor), slices.Clone(c.administrator)
	first := func(to *[]string, text string) { *to = slices.Insert(*to, 0, text) }
	switch e.Kind {
	case leappreport.Unmapped:
		if mapped := x.mapped(e.Repositories); len(mapped) > 0 {
			them := english.Verb(len(mapped), "it", "them")
			first(&administrator, "Ignore it for "+english.And(mapped)+": these data have "+them+
				". ELevate's Leapp 0.20 and 0.21 look at one map here, a vendor's where there is any, and the "+
				"events use them all.")
		}
	case leappreport.DataStream:
		if versions := readersOf(e.Summary); len(versions) > 0 {
			first(&contributor, "What this Leapp reads is written with --leapp "+english.Or(versions)+".")
		}
	case leappreport.Unsigned, leappreport.Transaction, leappreport.Removed:
		if vendors := vendorsOf(found.Packages); len(vendors) > 0 {
			first(&administrator, "Events of "+english.And(vendors)+" name some of these packages: they count "+
				"where a "+
				"repository of the vendor is enabled.")
		}
	case leappreport.Applied, leappreport.Competing:
		if len(found.Events) > 0 && !slices.ContainsFunc(found.Events, func(e Event) bool { return e.known }) {
			first(&contributor, "None of these events is in these data, so the log is of others: --tree names "+
				"the files that "+
				"Leapp read, such as /etc/leapp/files.")
		}
	}
	return meaning, contributor, administrator
}

// mapped are those repoids that the distribution's own map has for the old release.
func (x *explainer) mapped(repoids []string) []string {
	return list.Select(repoids, func(repoid string) bool {
		return slices.ContainsFunc(x.ways, func(w way) bool {
			for _, e := range w.target.Map.Entries() {
				if e.Repoid == repoid && e.Major == w.path.Source {
					return true
				}
			}
			return false
		})
	})
}

// consumed is the data stream that Leapp says it reads.
var consumed = regexp.MustCompile(`consumes data stream ((\d{1,4})(?:\.\d{1,4})?)`)

// readersOf are the rows of versions that read the data stream which an entry names: only the major number counts.
func readersOf(summary string) []string {
	m := consumed.FindStringSubmatch(summary)
	if m == nil {
		return nil
	}
	rows := list.Select(leapp.Versions, func(v *leapp.Version) bool { return strings.HasPrefix(v.Stream, m[2]+".") })
	if exact := list.Find(rows, func(v *leapp.Version) bool { return v.Stream == m[1] }); exact != nil {
		rows = []*leapp.Version{exact}
	}
	return list.Map(rows, func(v *leapp.Version) string { return v.Name })
}

// vendorsOf are the vendors whose events name packages.
func vendorsOf(packages []Package) (out []string) {
	for _, p := range packages {
		for _, s := range p.Data {
			if s.Vendor != "" {
				out = list.AppendNew(out, s.Vendor)
			}
		}
	}
	return out
}
