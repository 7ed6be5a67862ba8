package leapp

import (
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// releases are the minor releases that each row upgrades, and to which: a line a source release. They are those of
// repos/system_upgrade/common/files/upgrade_paths.json at the tags of upstream's leapp-repository that a row is for
// (since 0.23 for any distribution; those for SAP HANA included), and of AlmaLinux's branches almalinux,
// almalinux-ng and almalinux-ng-0.21.0. ELevate goes from 7.9 to 8.10 with each of its versions.
var releases = map[string]string{
	"0.16": "7.6 8.4 8.6\n7.9 8.2 8.4 8.6 8.10\n8.6 9.0\n8.7 9.0",
	"0.18": "7.9 8.2 8.6 8.8\n8.6 9.0\n8.8 9.2",
	"0.19": "7.9 8.6 8.8 8.9 8.10\n8.6 9.0\n8.8 9.2\n8.9 9.3",
	"0.20": "7.9 8.8 8.10\n8.8 9.2\n8.10 9.4",
	"0.21": "7.9 8.7 8.8 8.9 8.10\n8.8 9.2\n8.10 9.0 9.1 9.2 9.3 9.4 9.5 9.6\n9.6 10.0",
	"0.23": "7.9 8.10\n8.10 9.0 9.1 9.2 9.3 9.4 9.5 9.6 9.7 9.8\n9.6 10.0\n9.7 10.0 10.1\n9.8 10.2",
	"0.25": "7.9 8.10\n8.10 9.0 9.1 9.2 9.3 9.4 9.5 9.6 9.7 9.8 9.9\n9.6 10.0\n9.8 10.2\n9.9 10.0 10.1 10.2 10.3",
}

// A Way is what a version upgrades one minor release to.
type Way struct {
	From model.Release
	To   []model.Release // the newest is the last
}

// Ways are the upgrades of a version between two majors, by minor release.
func (v *Version) Ways(source, target int) (ways []Way) {
	for line := range strings.Lines(releases[v.Name]) {
		all := list.Map(strings.Fields(line), func(word string) model.Release {
			r, _ := model.ParseRelease(word) // a test reads them all
			return r
		})
		to := list.Select(all[1:], func(r model.Release) bool { return r.Major == target })
		if all[0].Major == source && len(to) > 0 {
			ways = append(ways, Way{all[0], to})
		}
	}
	return ways
}

// Newest is the newest release that a version upgrades a release to; the zero one where there is none.
func (v *Version) Newest(source model.Release) (newest model.Release) {
	for _, path := range v.Paths {
		for _, way := range v.Ways(source.Major, path[1]) {
			if way.From == source {
				newest = way.To[len(way.To)-1]
			}
		}
	}
	return newest
}

// Takes reports whether a version upgrades one minor release to another.
func (v *Version) Takes(source, target model.Release) bool {
	return slices.ContainsFunc(v.Ways(source.Major, target.Major), func(w Way) bool {
		return w.From == source && slices.Contains(w.To, target)
	})
}
