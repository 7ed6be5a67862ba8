package leapp

import (
	"pes/generator/diag"
	"pes/generator/list"
)

// An Overlay is a config.json of leapp-data: how a distribution's events are made from upstream's. Leapp never reads
// it.
type Overlay struct {
	OSNames   map[int]Word  // name of the system by major release
	Replacing []Replacement // repository_replacing, in document order
	Removable []Word        // removable_repositories
	Renamed   []Word        // names of packages in package_replacing
	Events    []*ReadEvent  // additional_actions
}

// A Word is a string with its position.
type Word struct {
	Value string
	Pos   diag.Pos
}

// A Replacement has the PES IDs that replace one of upstream's: In in sets of in packages, Out in sets of out packages.
type Replacement struct{ From, In, Out Word }

// ReadOverlay reads a config.json. ok is false when it is not an object.
func ReadOverlay(f *diag.File) (out Overlay, found diag.List, ok bool) {
	root, ok := parseObject(f, &found)
	if !ok {
		return out, found, false
	}
	out.OSNames = map[int]Word{}
	for _, v := range root.get("os_names").list() {
		n, _ := v.get("major_version").integer()
		out.OSNames[int(n)] = wordOf(v.get("os_name"))
	}
	if x := root.get("repository_replacing"); x != nil {
		for _, m := range x.members {
			out.Replacing = append(out.Replacing, Replacement{
				Word{m.name, m.pos}, wordOf(m.val.get("in_packageset")), wordOf(m.val.get("out_packageset"))})
		}
	}
	out.Renamed = list.Map(root.get("package_replacing").list(), func(v value) Word { return wordOf(v.get("name")) })
	out.Removable = list.Map(root.get("removable_repositories").list(), func(v value) Word { return wordOf(&v) })
	for _, v := range root.get("additional_actions").list() {
		if v.kind == '{' {
			out.Events = append(out.Events, readEvent(&v))
		}
	}
	return out, found, true
}

func wordOf(v *value) Word {
	if v == nil {
		return Word{}
	}
	return Word{text(v), v.pos}
}
