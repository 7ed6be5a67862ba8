package render

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/download"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// An upgradeOption is an upgrade to choose in a form, with the Leapp versions that it is possible with.
type upgradeOption struct {
	Words, Value, OSID, Versions, Version string
	Source, Newest                        string // the newest release that the usual version leads to, and from where
	Arches                                string
	Last                                  string // the last minor releases of both ends: "10 4"; - where there are none
	From, To                              int
	distro                                *model.Distro
	path                                  *model.Path
	target                                *model.Target
	versions                              []*leapp.Version
	hops                                  []upgradeOption // that it consists of; nil: it is one
}

// upgradeOptions are the upgrades to a distribution.
type upgradeOptions struct {
	Title   string
	Options []upgradeOption
}

// versionsFor are the Leapp versions that files can be made for.
func versionsFor(_ *model.Target, p *model.Path) []*leapp.Version {
	return list.Select(leapp.Versions, func(v *leapp.Version) bool { return v.HasPath(p.Source, p.Target) })
}

// upgradesOf are the upgrades that versionsOf has Leapp versions for, by distribution.
func (s *site) upgradesOf(versionsOf func(*model.Target, *model.Path) []*leapp.Version) (out []upgradeOptions) {
	for _, d := range s.distros {
		g := upgradeOptions{Title: wording.Title(d)}
		for _, c := range s.xref.Cells {
			if c.Target.Distro != d {
				continue
			}
			versions := versionsOf(c.Target, c.Authored)
			usual := leapp.Usual(versions)
			if usual == nil {
				continue
			}
			source, newest := newestWay(usual, c)
			names := list.Map(versions, func(v *leapp.Version) string { return v.Name })
			g.Options = append(g.Options, upgradeOption{From: c.Path.Source, To: c.Path.Target, OSID: d.OSID,
				Value: d.Folder, Words: c.Title(), Arches: strings.Join(d.Arches, " "),
				Versions: strings.Join(names, " "), Version: usual.Name, Source: source, Newest: newest,
				Last:   lastMinor(c.Path.Source, c.Authored.Systems...) + " " + lastMinor(c.Path.Target, d),
				distro: d, path: c.Authored, target: c.Target, versions: versions})
		}
		if len(g.Options) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// newestWay is the newest release that a Leapp version leads to on a path, and the newest that it leaves for it: both
// are releases that there have been.
func newestWay(v *leapp.Version, c *xref.Cell) (source, newest string) {
	d, p := c.Target.Distro, c.Path
	from := model.Release{Major: p.Source, Minor: model.LastMinor(p.Source)}
	if len(c.Authored.Systems) > 0 {
		from.Minor = c.Authored.Systems[0].LastMinor(p.Source)
	}
	to := model.Release{Major: p.Target, Minor: d.LastMinor(p.Target)}
	ways := v.Ways(p.Source, p.Target)
	all := list.Select(list.FlatMap(ways, func(w leapp.Way) []model.Release { return w.To }),
		func(r model.Release) bool { return known.Rolling(d.NameIn(p.Target)) || r.Compare(to) <= 0 })
	if len(all) > 0 {
		to = slices.MaxFunc(all, model.Release.Compare)
	}
	for _, w := range ways {
		if slices.Contains(w.To, to) {
			from = w.From
		}
	}
	return from.String(), to.String()
}

// lastMinor is the last minor release of a major that any of some systems has had, as a script reads it: "-" where all
// of them roll and have none.
func lastMinor(major int, systems ...*model.Distro) string {
	last := -1
	for _, d := range systems {
		if !known.Rolling(d.NameIn(major)) {
			last = max(last, d.LastMinor(major))
		}
	}
	if last < 0 {
		return "-"
	}
	return strconv.Itoa(last)
}

// simulatedVersions are those that have a path, and whose tree is published: where one of them is named for it, the
// named ones.
func (s *site) simulatedVersions(t *model.Target, p *model.Path) []*leapp.Version {
	published := list.Select(leapp.Versions, func(v *leapp.Version) bool {
		return v.HasPath(p.Source, p.Target) && s.treeOf(v.Name, t) != nil
	})
	named := list.Select(published, func(v *leapp.Version) bool { return v.IsFor(p) })
	if len(named) > 0 {
		return named
	}
	return published
}

// treeOf is the published tree of a target for a Leapp version; nil where there is none.
func (s *site) treeOf(version string, t *model.Target) *download.Tree {
	return list.Find(s.trees, func(d *download.Tree) bool {
		return d.Version == version && d.Of(t.Distro.Folder, t.Major)
	})
}

// longWays are the upgrades of a distribution that take several of its upgrades, one after the other.
func longWays(hops []upgradeOption) (out []upgradeOption) {
	for i, first := range hops {
		way := []upgradeOption{first}
		for _, next := range hops[i+1:] {
			if to := way[len(way)-1].To; next.From != to {
				continue
			}
			way = append(way, next)
			path := &model.Path{Source: first.From, Target: next.To, Systems: first.path.Systems}
			out = append(out, upgradeOption{From: first.From, To: next.To, Value: first.Value,
				distro: first.distro, path: path, hops: slices.Clone(way)})
		}
	}
	return out
}

// simulatedUpgrades are the upgrades that the site has data for, by distribution and release.
func (s *site) simulatedUpgrades() []upgradeOptions {
	all := s.upgradesOf(s.simulatedVersions)
	for i := range all {
		options := append(all[i].Options, longWays(all[i].Options)...)
		slices.SortStableFunc(options, func(a, b upgradeOption) int {
			return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
		})
		for k := range options {
			options[k].Words = upgradeWords(&options[k])
		}
		all[i].Options = options
	}
	return all
}

// upgradeWords begin with what tells upgrades apart, as a phone shows no more of them: to Rocky Linux 9, from 8.
func upgradeWords(o *upgradeOption) string {
	to, from := o.distro.NameIn(o.To), o.path.SourceNames(o.distro)
	words := fmt.Sprintf("To %s %d, from ", to, o.To)
	if slices.Equal(from, []string{to}) {
		return words + strconv.Itoa(o.From)
	}
	return words + english.Or(list.Map(from, func(name string) string { return fmt.Sprintf("%s %d", name, o.From) }))
}

// An otherUpgrade is one that the page cannot simulate, and the command that does.
type otherUpgrade struct{ Title, Command string }

// otherUpgrades are those that the site has no data for.
func (s *site) otherUpgrades() (out []otherUpgrade) {
	for _, c := range s.xref.Cells {
		if len(s.simulatedVersions(c.Target, c.Authored)) > 0 {
			continue
		}
		o := otherUpgrade{Title: c.Title()}
		if usual := leapp.Usual(versionsFor(c.Target, c.Authored)); usual != nil {
			source, target := newestWay(usual, c)
			o.Command = simulateCommand(c.Target.Distro.Folder, source, target)
		}
		out = append(out, o)
	}
	return out
}

func simulateCommand(distro, source, target string) string {
	return fmt.Sprintf("rpm -qa | pes simulate --distro %s --source %s --target %s --installed -", distro, source,
		target)
}

func (s *site) simulatePage() *draft {
	d := s.toolDraft("simulate", page{Path: "simulate/", Title: "Simulate an upgrade", Section: "simulate",
		Summary: "Paste the packages of a machine and see what an upgrade does to them. " +
			"The list stays in your browser."})
	upgrades := s.simulatedUpgrades()
	others := s.otherUpgrades()
	example := simulateCommand("NAME", "7.9", "8.10")
	if len(upgrades) > 0 {
		o := upgrades[0].Options[0]
		example = simulateCommand(o.Value, o.Source, o.Newest)
	} else if len(others) > 0 && others[0].Command != "" {
		example = others[0].Command
	}
	signers, _ := json.Marshal(map[string][]string{"marks": known.Marks(), "keys": known.Keys()}) // strings always can
	d.data["Signers"] = string(signers)
	type list struct{ Name, Label string }
	d.data["Lists"] = []list{{"remove", "Remove (to_remove)"}, {"install", "Install (to_install)"},
		{"keep", "Keep (to_keep)"}}
	stands, _ := json.Marshal(standIns()) // strings always can
	d.data["Upgrades"], d.data["Others"], d.data["Example"] = upgrades, others, example
	d.data["Stands"] = string(stands)
	guides := slices.DeleteFunc(slices.Clone(s.guides), func(g *guide) bool {
		return !slices.Contains(simulateGuides, g.path)
	})
	d.data["Guides"] = guideLinks(d.root, guides)
	return d
}

// simulateGuides are for those who simulate with the command.
var simulateGuides = []string{"docs/before-you-upgrade/", "docs/plan-an-upgrade/", "docs/many-machines/"}

// standIns are what to say of the Leapp versions that another one stands in for, by name.
func standIns() map[string]string {
	out := map[string]string{}
	for _, v := range leapp.Versions {
		if text := v.Stands(); text != "" {
			out[v.Name] = text + "."
		}
	}
	return out
}
