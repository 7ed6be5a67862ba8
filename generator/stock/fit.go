package stock

import (
	"pes/generator/list"
	"pes/generator/model"
)

// maxRelease is about how many bytes of text the inventories of one release may have: what is committed with every
// change must stay small. What packages need takes the most room and helps the least, so it is told of packages that
// few need, as few as it takes; where that is not enough, fewer commands are told, then fewer libraries.
const maxRelease = 390_000

var (
	usersTold     = []int{30, 20, 10, 5, 3, 2, 1, 0} // how many packages may need one that is told
	commandsTold  = []int{8, 4, 2, 1, 0}             // of a package
	librariesTold = []int{8, 4, 2, 1, 0}
)

// fit leaves hints of the inventories of one release out until their text is small enough. size is what one has as
// text, beside what the others of the release have.
func fit(inventories []*model.Inventory, beside int, size func(*model.Inventory) int) {
	packages := list.FlatMap(inventories, func(inv *model.Inventory) []*model.Available { return inv.Packages })
	wanted, users := map[*model.Available][]string{}, map[string]int{}
	for _, p := range packages {
		for _, name := range p.Needs {
			users[name]++
		}
		wanted[p], p.Needs = p.Needs, nil
	}
	total := func() int {
		n := beside
		for _, inv := range inventories {
			n += size(inv)
		}
		return n
	}
	rest := shorten(packages, commandsTold, total, func(p *model.Available) *[]string { return &p.Commands })
	if rest > maxRelease {
		rest = shorten(packages, librariesTold, total, func(p *model.Available) *[]string { return &p.Libraries })
	}
	for _, most := range usersTold {
		more := 0
		for _, p := range packages {
			few := func(name string) bool { return users[name] <= most }
			if p.Needs = list.Select(wanted[p], few); len(p.Needs) > 0 {
				more += len("  needs : \n") + len(p.Name)
			}
			for _, name := range p.Needs {
				more += len(name) + 1
			}
		}
		if rest+more <= maxRelease {
			return
		}
	}
}

// shorten leaves hints of one kind out until the text is small enough, most of each package being told; it says how
// large the text is then.
func shorten(packages []*model.Available, told []int, total func() int,
	of func(*model.Available) *[]string) (size int) {
	for _, most := range told {
		for _, p := range packages {
			*of(p) = (*of(p))[:min(len(*of(p)), most)]
		}
		if size = total(); size <= maxRelease {
			break
		}
	}
	return size
}
