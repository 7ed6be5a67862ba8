package sample

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/stock"
	"pes/generator/tree"
)

// inventoryRoles are how many packages of a hundred each repository of a release has.
var inventoryRoles = map[int][]struct {
	role  string
	share int
}{
	7:  {{"base", 97}, {"extras", 3}},
	8:  {{"baseos", 19}, {"appstream", 60}, {"crb", 21}},
	9:  {{"baseos", 15}, {"appstream", 64}, {"crb", 21}},
	10: {{"baseos", 15}, {"appstream", 64}, {"crb", 21}},
}

// Inventories are the files of complete inventories of releases of distributions, written 7, 8, 9 or 10, with made-up
// packages, n in each release, four built of one source. From a release to the next, one source in ten goes and one
// comes, and one in thirty is in another repository; a tenth are rebuilt by the distribution, which is all that it has
// of its own. The same arguments give the same bytes.
func Inventories(n int, distros map[string][]int) tree.Tree {
	var all []*model.Inventory
	for distro, majors := range list.ByKey(distros) {
		for _, major := range majors {
			all = append(all, inventoriesOf(distro, major, n)...)
		}
	}
	return stock.Files(nil, all)
}

func inventoriesOf(distro string, major, n int) (out []*model.Inventory) {
	for _, r := range inventoryRoles[major] {
		out = append(out, &model.Inventory{Distro: distro, Major: major, Role: r.role, Complete: true,
			Release: model.Release{Major: major, Minor: 1}, Arches: []string{"x86_64"}})
	}
	for source, made := 0, 0; made < n; source++ {
		base := upstreamWords[source%len(upstreamWords)] + "-" + upstreamWords[source/7%len(upstreamWords)] +
			fmt.Sprint(source)
		if chance("there", base, major, 10) == 0 {
			continue
		}
		inv := out[roleOf(base, major)]
		evr := fmt.Sprintf("%d.%d.%d-%d.el%d", major, chance("minor", base, major, 20), chance("patch", base, 0, 9),
			1+chance("release", base, major, 40), major)
		if chance("rebuilt "+distro, base, major, 10) == 0 {
			evr += "." + distro
		}
		for _, part := range []string{"", "-libs", "-devel", "-tools"} {
			p := &model.Available{Name: base + part, EVR: evr, Source: base}
			switch part {
			case "":
				if chance("needs", base, major, 3) == 0 {
					p.Needs = []string{base + "-libs"}
				}
			case "-libs":
				p.Libraries = []string{"lib" + base + ".so." + fmt.Sprint(major)}
			case "-tools":
				p.Commands = []string{base + "ctl"}
			}
			inv.Packages = append(inv.Packages, p)
			made++
		}
	}
	for _, inv := range out {
		list.Sort(inv.Packages, func(a, b *model.Available) int { return strings.Compare(a.Name, b.Name) })
	}
	return out
}

// roleOf is the repository of a source package in a release, by its place in inventoryRoles.
func roleOf(base string, major int) int {
	key := 0
	if chance("moves", base, major, 30) == 0 {
		key = major
	}
	at := chance("role", base, key, 100)
	i := slices.IndexFunc(inventoryRoles[major], func(r struct {
		role  string
		share int
	}) bool {
		at -= r.share
		return at < 0
	})
	return i
}

// chance is a number below n that hangs on a question, a name and a release alone.
func chance(question, name string, major, n int) int {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %s %d", question, name, major)
	return int(h.Sum64() >> 16 % uint64(n))
}
