package stock

import (
	"cmp"
	"fmt"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

// Title names an inventory: almalinux 9.appstream.
func Title(inv *model.Inventory) string {
	return fmt.Sprintf("%s %d.%s", cmp.Or(inv.Distro, inv.Vendor), inv.Major, inv.Role)
}

// Difference says in a few words what is new in an inventory that was read, held against the one that the project has.
func Difference(known []*model.Inventory, inv *model.Inventory) string {
	of := english.Count(len(inv.Packages), "package")
	if !inv.Release.IsZero() {
		of += " of " + inv.Release.String()
	}
	if len(inv.Arches) > 0 {
		of += " on " + english.And(inv.Arches)
	}
	old := list.Find(known, func(k *model.Inventory) bool { return same(k, inv) })
	if old == nil {
		return "new; " + of
	}
	was := map[key]string{}
	for _, p := range old.Packages {
		was[key{p.Name, p.Stream}] = p.EVR
	}
	added, changed := 0, 0
	for _, p := range inv.Packages {
		k := key{p.Name, p.Stream}
		evr, ok := was[k]
		if delete(was, k); !ok {
			added++
		} else if evr != p.EVR {
			changed++
		}
	}
	var what []string
	for _, x := range []struct {
		n    int
		what string
	}{{added, "new"}, {len(was), "gone"}, {changed, "in another version"}} {
		if x.n > 0 {
			what = append(what, fmt.Sprintf("%s %s", english.Grouped(x.n), x.what))
		}
	}
	if len(what) == 0 {
		what = []string{"the same packages"}
	}
	switch {
	case old.Complete && !inv.Complete:
		of += "; no longer complete"
	case !old.Complete && inv.Complete:
		of += "; complete now"
	}
	return strings.Join(what, ", ") + "; " + of
}
