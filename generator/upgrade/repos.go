package upgrade

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// A repoIndex is one or several maps together, as Leapp joins them: one after the other (Leapp guide 5).
type repoIndex struct {
	byRepoid map[string][]repo
	byPESID  map[string][]repo
	mappings map[mappingKey][]*model.Mapping
	sources  []mappingKey      // in the order of the maps
	exists   map[existing]bool // what the check of gaps looks up
}

type repo struct {
	*model.Entry
	pesid string
}

type mappingKey struct {
	source, target int
	from           string
}

type existing struct {
	pesid        string
	major        int
	distro, arch string
}

func newRepoIndex(maps []*model.MapFile, gaps bool) repoIndex {
	ix := repoIndex{byRepoid: map[string][]repo{}, byPESID: map[string][]repo{},
		mappings: map[mappingKey][]*model.Mapping{}, exists: map[existing]bool{}}
	for _, f := range maps {
		for family, e := range f.Map.Entries() {
			x := repo{e, family.PESID}
			ix.byRepoid[x.Repoid] = append(ix.byRepoid[x.Repoid], x)
			ix.byPESID[x.pesid] = append(ix.byPESID[x.pesid], x)
			if gaps {
				ix.exists[existing{x.pesid, x.Major, x.Distro, x.Arch}] = true
			}
		}
		for _, m := range f.Map.Mappings {
			k := mappingKey{m.Source, m.Target, m.From}
			if _, there := ix.mappings[k]; !there {
				ix.sources = append(ix.sources, k)
			}
			ix.mappings[k] = append(ix.mappings[k], m)
		}
	}
	return ix
}

// targets are the PES IDs a source leads to, in order; those for the target distribution replace the default.
func (ix *repoIndex) targets(k mappingKey, distro string) (out []string) {
	var own []string
	named := false
	for _, m := range ix.mappings[k] {
		out = append(out, m.To...)
		for _, d := range m.ByDistro {
			if d.Distro == distro {
				named, own = true, append(own, d.To...)
			}
		}
	}
	if named {
		out = own
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// gap finds a target without a repository on this architecture, in any path: Leapp 0.25 stops there (Leapp guide 9).
func (ix *repoIndex) gap(m *Machine) *model.Fault {
	for _, k := range ix.sources {
		if !ix.exists[existing{k.from, k.source, m.SourceOS, m.Arch}] {
			continue
		}
		for _, to := range ix.targets(k, m.TargetOS) {
			if !ix.exists[existing{to, k.target, m.TargetOS, m.Arch}] {
				message := fmt.Sprintf("the target %s of %s has no repository of %d for %s on %s",
					to, k.from, k.target, m.TargetOS, m.Arch)
				return &model.Fault{Kind: model.Stop, Pos: ix.mappings[k][0].Pos, Message: message}
			}
		}
	}
	return nil
}

// A resolver finds repoids for PES IDs on one machine.
type resolver struct {
	*repoIndex
	m        *Machine
	byDistro bool
	cloud    string
	channels []string         // defaults, the best first
	expected map[string]*repo // what the enabled repositories lead to, by PES ID; nil where nothing fits
	like     repo             // the target's base repository, whose channel and cloud others should have
	chance   bool             // some expected repository depends on the order of the enabled ones
}

// newResolver makes a resolver from the enabled repositories: those that they map to are expected on the target.
func newResolver(ix *repoIndex, m *Machine, byDistro bool, enabled []string) *resolver {
	x := &resolver{repoIndex: ix, m: m, byDistro: byDistro, cloud: m.Cloud, expected: map[string]*repo{}}
	for _, cloud := range []string{"aws", "azure", "google", "alibaba"} {
		if strings.HasPrefix(m.Cloud, cloud) {
			x.cloud = cloud
		}
	}
	var entries []repo
	for _, repoid := range enabled {
		if e, ok := x.entry(repoid); ok {
			entries = append(entries, e)
		}
	}
	x.setChannels(entries)
	for _, e := range entries {
		for _, to := range x.targets(mappingKey{m.Source.Major, m.Target.Major, e.pesid}, m.TargetOS) {
			x.expect(to, x.equivalent(e, to))
		}
	}
	x.like = repo{&model.Entry{Channel: "ga"}, ""}
	if e := x.expected[basePESID(m.Target.Major)]; e != nil {
		x.like = *e
	}
	return x
}

// setChannels finds the channel of the enabled base repository, which is preferred to ga.
func (x *resolver) setChannels(entries []repo) {
	best, rank := "ga", -3
	for _, e := range entries {
		if e.pesid != basePESID(x.m.Source.Major) {
			continue
		}
		switch n := channelRank[e.Channel]; {
		case n > rank:
			best, rank = e.Channel, n
		case n == rank && e.Channel != best:
			x.chance, best = true, min(best, e.Channel)
		}
	}
	x.channels = list.AppendNew([]string{best}, "ga")
}

func (x *resolver) expect(pesid string, e *repo) {
	have, there := x.expected[pesid]
	switch {
	case e == nil && there:
	case have == nil || channelRank[e.Channel] > channelRank[have.Channel]:
		x.expected[pesid] = e
	case channelRank[e.Channel] == channelRank[have.Channel] && e.Repoid != have.Repoid:
		x.chance = true
		if e.Repoid < have.Repoid {
			x.expected[pesid] = e
		}
	}
}

// entry finds what a repoid is on the source.
func (x *resolver) entry(repoid string) (found repo, ok bool) {
	all := list.Select(x.byRepoid[repoid], func(e repo) bool {
		return e.Major == x.m.Source.Major && (!x.byDistro || e.Distro == x.m.SourceOS && e.Arch == x.m.Arch)
	})
	if len(all) == 1 {
		return all[0], true
	}
	for _, e := range all {
		if e.RHUI == x.cloud {
			return e, true
		}
		if e.RHUI == "" {
			found, ok = e, true
		}
	}
	return found, ok
}

// equivalent finds the target repository of a PES ID that corresponds to another one: of its cloud, and of its channel
// or a default one.
func (x *resolver) equivalent(like repo, pesid string) *repo {
	for _, channel := range append([]string{cmp.Or(x.m.Channel, like.Channel)}, x.channels...) {
		for i := range x.byPESID[pesid] {
			e := &x.byPESID[pesid][i]
			here := e.Major == x.m.Target.Major && e.Arch == x.m.Arch && (!x.byDistro || e.Distro == x.m.TargetOS)
			if here && e.RHUI == like.RHUI && e.Type == "rpm" && e.Channel == channel {
				return e
			}
		}
	}
	return nil
}

// repoid returns the target repoid of a PES ID, "" if there is none: the expected one, else an equivalent one.
func (x *resolver) repoid(pesid string) string {
	e, there := x.expected[pesid]
	if !there {
		e = x.equivalent(x.like, pesid)
	}
	if e == nil {
		return ""
	}
	return e.Repoid
}

// basePESID is the PES ID of the base repository, whose channel is taken for that of the system.
func basePESID(major int) string { return rhelPESID(major, "base", "BaseOS") }

// crbPESID names the repository that is not used unless it is enabled or asked for (Leapp guide 6).
func crbPESID(major int) string { return rhelPESID(major, "optional", "CRB") }

// rhelPESID is the PES ID of a repository of RHEL that has one name in 7 and another one in later releases.
func rhelPESID(major int, in7, later string) string {
	if major == 7 {
		return "rhel7-" + in7
	}
	return "rhel" + strconv.Itoa(major) + "-" + later
}

// channelRank orders channels, all others being 0: among repositories of one PES ID the highest is expected.
var channelRank = map[string]int{"beta": -2, "ga": -1}
