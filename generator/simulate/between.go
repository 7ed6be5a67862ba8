package simulate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/english"
	"pes/generator/fate"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
)

// between is what to do between an upgrade with these data and the next one, and what ends there. u is what the upgrade
// did, left the machine that it leaves.
func (d *Data) between(next *Data, u *upgraded, left *machine.List) (out []fate.Todo) {
	add := func(kind string, packages []string, format string, args ...any) {
		out = append(out, fate.Todo{Kind: kind, Text: fmt.Sprintf(format, args...), Packages: packages})
	}
	if text := d.minor(next); text != "" {
		add(fate.Minor, nil, "%s", text)
	}
	if text := processors[next.Upgrade.Target.Major]; text != "" && u.machine.Arch == "x86_64" {
		add(fate.Processor, nil, "%s", text)
	}
	text := fmt.Sprintf("Remove Leapp and the data of this upgrade, and install Leapp %s with the data for %s to %d.",
		next.tree.Leapp, next.Upgrade.Source, next.Upgrade.Target.Major)
	if next.unusual != "" {
		text += " " + english.Capital(next.unusual) + "."
	}
	add(fate.NextLeapp, packagesOf(u, fate.Own), "%s", text)
	if old := leftOver(left); len(old) > 0 {
		add(fate.LeftOver, old, "Packages that were not built for release %d: look at them, and remove those that "+
			"nobody uses.", d.Upgrade.Target.Major)
	}
	if streams := next.ending(left); len(streams) > 0 {
		add(fate.Modules, nil, "Release %d does not have the module %s %s: see what replaces %s before the upgrade.",
			next.Upgrade.Target.Major, english.Noun(len(streams), "stream"), english.And(streams),
			english.Verb(len(streams), "it", "them"))
	}
	for _, vendor := range u.outcome.Vendors {
		if why := d.stops(next, u, vendor); why != "" {
			add(fate.Vendor, nil, "%s", why)
		}
	}
	if !d.ends.IsZero() {
		add(fate.EndOfLife, nil, "Release %d gets updates until %s.", d.Upgrade.Target.Major,
			d.ends.Format(time.DateOnly))
	}
	if l := u.machine; d.firstLists && len(l.Install)+len(l.Remove)+len(l.Keep) > 0 {
		add(fate.Lists, nil, "The transaction lists were for the upgrade before: the next one is computed without.")
	}
	return out
}

// processors say what a release needs of the processor of an x86_64 machine with the release before. The C library of
// EL 8 does not say it yet.
var processors = map[int]string{
	9: "Release 9 needs a processor with x86-64-v2: grep -o -w -m 1 sse4_2 /proc/cpuinfo prints sse4_2 if it is one.",
	10: "Release 10 needs a processor with x86-64-v3, or with x86-64-v2 for AlmaLinux's own build for that: " +
		"/lib64/ld-linux-x86-64.so.2 --help | grep supported says what the machine has.",
}

// minor says which minor release the machine must have, where dnf alone would not do: it upgrades to the newest.
func (d *Data) minor(next *Data) string {
	have, need := d.Upgrade.Target, next.Upgrade.Source
	if have != need {
		return fmt.Sprintf("Bring the machine from %s to %s with dnf: Leapp %s upgrades that to %s.", have, need,
			next.tree.Leapp, next.Upgrade.Target)
	}
	version, err := leapp.FindVersion(next.tree.Leapp)
	if err != nil || next.isRolling() {
		return ""
	}
	later := slices.ContainsFunc(version.Ways(need.Major, next.Upgrade.Target.Major), func(w leapp.Way) bool {
		return w.From.Compare(need) > 0
	})
	if later || need.Minor == model.LastMinor(need.Major) {
		return ""
	}
	return fmt.Sprintf("Stay at %s: Leapp %s does not upgrade a later %d, to which dnf upgrade may bring the machine.",
		need, next.tree.Leapp, need.Major)
}

// isRolling reports whether what is upgraded has no minor releases.
func (d *Data) isRolling() bool {
	systems := d.systems(d.Upgrade.Source.Major)
	return len(systems) > 0 && known.Rolling(systems[0].Name)
}

// packagesOf are the names of packages of a fate.
func packagesOf(u *upgraded, of string) (names []string) {
	for i := range u.result.Packages {
		if p := &u.result.Packages[i]; p.Fate == of {
			names = list.AppendNew(names, p.Name)
		}
	}
	return names
}

// leftOver are the packages of a machine that were built for an earlier release than it has, without those of Leapp.
func leftOver(l *machine.List) []string {
	return l.BuiltBefore(l.Source.Major)
}

// ending are the module streams of a machine that inventories show the next release not to have: of modules that are
// none of its, too. Without inventories of its base repositories nothing is known.
func (d *Data) ending(l *machine.List) (streams []string) {
	for _, s := range l.Modules {
		if d.stock.LacksStream(s) {
			streams = append(streams, s.String())
		}
	}
	return streams
}

// stops says that a vendor does not go on with the next upgrade; "" where it does.
func (d *Data) stops(next *Data, u *upgraded, vendor string) string {
	path := strconv.Itoa(next.Upgrade.Source.Major) + " to " + strconv.Itoa(next.Upgrade.Target.Major)
	i := slices.IndexFunc(next.tree.Vendors, func(v model.VendorFiles) bool { return v.Name == vendor })
	if i < 0 {
		return fmt.Sprintf("The vendor %s has no data for the upgrade from %s: Leapp does not count its packages then.",
			vendor, path)
	}
	by := u.result.ActivatedBy[vendor]
	m := &next.tree.Vendors[i].Map.Map
	for _, e := range m.Entries() {
		if e.Major == next.Upgrade.Source.Major && slices.Contains(by, e.Repoid) {
			return ""
		}
	}
	return fmt.Sprintf("The vendor %s knows %s no more in the upgrade from %s: enable another of its repositories.",
		vendor, strings.Join(by, ", "), path)
}
