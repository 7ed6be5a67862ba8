package leapp

import (
	"slices"
	"strconv"

	"pes/generator/model"
)

// exactMap reads a repository map as Leapp does (leapp-semantics 6 and 9). Whatever it cannot take stops the upgrade, also in
// parts that the machine's own path does not need; the first fault is kept.
type exactMap struct {
	v     *Version
	fault *model.Fault
}

func (x *exactMap) fail(v *value, message string) {
	if x.fault == nil {
		x.fault = &model.Fault{Kind: model.Stop, Message: message, Pos: v.pos}
	}
}

func (x *exactMap) read(root *value) (m model.Map) {
	if format := x.word(root, "version_format"); x.fault == nil && format != x.v.MapFormat {
		x.fail(root.get("version_format"), "version_format is "+strconv.Quote(format)+", Leapp "+x.v.Name+" reads "+x.v.MapFormat)
	}
	known := map[string]*model.Family{}
	for _, f := range x.list(root, "repositories") {
		pesid := x.word(&f, "pesid")
		family := known[pesid]
		if family == nil {
			family = &model.Family{PESID: pesid}
			known[pesid], m.Families = family, append(m.Families, family)
		}
		for _, e := range x.list(&f, "entries") {
			family.Entries = append(family.Entries, x.entry(&e))
		}
	}
	for _, block := range x.list(root, "mapping") {
		source, target := x.major(&block, "source_major_version"), x.major(&block, "target_major_version")
		for _, e := range x.list(&block, "entries") {
			y := x.mapping(&e)
			y.Source, y.Target = source, target
			m.Mappings = append(m.Mappings, y)
			for _, set := range append([]model.DistroTargets{{To: append([]string{y.From}, y.To...)}}, y.ByDistro...) {
				for _, pesid := range set.To {
					if known[pesid] == nil {
						x.fail(&e, "the PES ID "+strconv.Quote(pesid)+" has no family of repositories")
					}
				}
			}
		}
	}
	return m
}

func (x *exactMap) list(v *value, key string) []value {
	if v.kind != '{' {
		x.fail(v, "an object is wanted, not "+v.describe())
		return nil
	}
	l := v.get(key)
	if l == nil {
		x.fail(v, key+" is missing")
		return nil
	}
	if l.kind != '[' {
		x.fail(l, key+" is "+l.describe()+", a list is wanted")
		return nil
	}
	return l.items
}

// word reads a string that must be there.
func (x *exactMap) word(v *value, key string) string {
	if v.kind != '{' {
		x.fail(v, "an object is wanted, not "+v.describe())
		return ""
	}
	s := v.get(key)
	if s == nil {
		x.fail(v, key+" is missing")
		return ""
	}
	if s.kind != '"' {
		x.fail(s, key+" is "+s.describe()+", a string is wanted")
	}
	return text(s)
}

// oneOf reads a string of a closed list; no list leaves it open.
func (x *exactMap) oneOf(v *value, key string, closed []string) string {
	s := x.word(v, key)
	if x.fault == nil && closed != nil && !slices.Contains(closed, s) {
		x.fail(v.get(key), "Leapp "+x.v.Name+" knows no "+key+" "+strconv.Quote(s))
	}
	return s
}

// major reads a major release. Leapp compares it as a string: what is not written as a plain number is never the machine's.
func (x *exactMap) major(v *value, key string) int {
	s := x.word(v, key)
	if n, err := strconv.Atoi(s); err == nil && strconv.Itoa(n) == s {
		return n
	}
	return -1
}

func (x *exactMap) entry(v *value) model.Entry {
	e := model.Entry{Repoid: x.word(v, "repoid"), Major: x.major(v, "major_version"), Arch: x.oneOf(v, "arch", model.Arches),
		Channel: x.oneOf(v, "channel", x.v.Channels), Type: x.oneOf(v, "repo_type", []string{"rpm", "debug", "srpm"}), Pos: v.pos}
	if v.kind == '{' && v.get("rhui") != nil {
		e.RHUI = x.oneOf(v, "rhui", x.v.RHUI)
	}
	if x.v.ByDistro {
		e.Distro = x.word(v, "distro")
	}
	return e
}

// mapping reads what a source leads to: a list, from 0.25 on one for each target distribution and a default.
func (x *exactMap) mapping(v *value) *model.Mapping {
	y := &model.Mapping{From: x.word(v, "source"), Pos: v.pos}
	if !x.v.TargetSet {
		y.To = x.words(v, "target")
		return y
	}
	if v.kind != '{' || v.get("target") == nil || v.get("target").kind != '{' {
		x.fail(v, "the target is no object with a default")
		return y
	}
	sets := v.get("target")
	y.To = x.words(sets, "default")
	for _, d := range sets.members {
		if d.name != "default" {
			y.ByDistro = append(y.ByDistro, model.DistroTargets{Distro: d.name, To: x.words(sets, d.name)})
		}
	}
	return y
}

func (x *exactMap) words(v *value, key string) (out []string) {
	for _, it := range x.list(v, key) {
		if it.kind != '"' {
			x.fail(&it, "a PES ID is "+it.describe())
		}
		out = append(out, text(&it))
	}
	return out
}
