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
	keys := keyReader{list: &found}
	keys.unread(&root, &overlayKeys)
	keys.needs(&root, &overlayKeys, "the tools of leapp-data fail on it")
	out.OSNames = map[int]Word{}
	for _, v := range root.get("os_names").list() {
		keys.unread(&v, &osNameKeys)
		n, _ := v.get("major_version").integer()
		out.OSNames[int(n)] = wordOf(v.get("os_name"))
	}
	if x := root.get("repository_replacing"); x != nil {
		for _, m := range x.members {
			keys.unread(&m.val, &sidesKeys)
			keys.needs(&m.val, &sidesKeys, "the tools of leapp-data fail on it")
			out.Replacing = append(out.Replacing, Replacement{
				Word{m.name, m.pos}, wordOf(m.val.get("in_packageset")), wordOf(m.val.get("out_packageset"))})
		}
	}
	for _, v := range root.get("package_replacing").list() {
		keys.unread(&v, &renameKeys)
		keys.needs(&v, &renameKeys, "the tools of leapp-data fail on it")
		if to := v.get("to"); to != nil && to.kind == '{' {
			keys.unread(to, &sidesKeys)
		}
		out.Renamed = append(out.Renamed, wordOf(v.get("name")))
	}
	for _, v := range root.get("removable_packages").list() {
		keys.unread(&v, &removalKeys)
		keys.needs(&v, &removalKeys, "the tools of leapp-data fail on it")
	}
	out.Removable = list.Map(root.get("removable_repositories").list(), func(v value) Word { return wordOf(&v) })
	for _, v := range root.get("additional_actions").list() {
		if v.kind == '{' {
			out.Events = append(out.Events, readEvent(&v))
		}
	}
	keys.report()
	return out, found, true
}

func wordOf(v *value) Word {
	if v == nil {
		return Word{}
	}
	return Word{text(v), v.pos}
}
