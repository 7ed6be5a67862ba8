package leapp

import (
	"pes/generator/diag"
)

// An Overlay is a config.json of leapp-data: how a distribution's events are made from upstream's. Leapp never reads it.
type Overlay struct {
	OSNames   map[int]Word  // name of the system by major release
	Replacing []Replacement // repository_replacing, in document order
	Removable []Word        // removable_repositories
	Renamed   []Word        // names of packages in package_replacing
	Events    []*ReadEvent  // additional_actions
}

// A Word is a string and where it stands.
type Word struct {
	Value string
	Pos   diag.Pos
}

// A Replacement puts a distribution's PES IDs in place of one of upstream's: In in sets of in packages, Out in sets of out packages.
type Replacement struct {
	From    Word
	In, Out Word
}

// ReadOverlay reads a config.json. ok is false when it is no object.
func ReadOverlay(f *diag.File) (out Overlay, list diag.List, ok bool) {
	root, ok := parseObject(f, &list)
	if !ok {
		return out, list, false
	}
	word := func(v *value) Word {
		if v == nil {
			return Word{}
		}
		return Word{text(v), v.pos}
	}
	out.OSNames = map[int]Word{}
	if names := root.get("os_names"); names != nil {
		for i := range names.items {
			n, _ := names.items[i].get("major_version").integer()
			out.OSNames[int(n)] = word(names.items[i].get("os_name"))
		}
	}
	if x := root.get("repository_replacing"); x != nil {
		for i := range x.members {
			m := &x.members[i]
			out.Replacing = append(out.Replacing, Replacement{From: Word{m.name, m.pos}, In: word(m.val.get("in_packageset")), Out: word(m.val.get("out_packageset"))})
		}
	}
	if x := root.get("package_replacing"); x != nil {
		for i := range x.items {
			out.Renamed = append(out.Renamed, word(x.items[i].get("name")))
		}
	}
	if x := root.get("removable_repositories"); x != nil {
		for i := range x.items {
			out.Removable = append(out.Removable, word(&x.items[i]))
		}
	}
	if x := root.get("additional_actions"); x != nil {
		for i := range x.items {
			if x.items[i].kind == '{' {
				out.Events = append(out.Events, readEvent(&x.items[i]))
			}
		}
	}
	return out, list, true
}
