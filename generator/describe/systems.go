package describe

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"

	"pes/generator/facts"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/source"
)

//go:embed systems.toml
var systemsFile string

// A system is one release of a distribution that upgrades begin at.
type system struct {
	Folder, Name string
	Release      int
	Roles        map[string][]string
}

var systems = sync.OnceValue(func() []system { return facts.Read[map[string][]system](systemsFile)["system"] })

// knownSource makes the source of a distribution with the releases that upgrades begin at; nil where one of them is not
// known.
func knownSource(folder string, releases []int) *source.Distro {
	k, _ := known.Find(folder)
	d := &source.Distro{Folder: folder, Name: source.OptionalWord(k.Name), Homepage: source.OptionalWord(k.Homepage)}
	if k.OSID != folder {
		d.OSID = source.OptionalWord(k.OSID)
	}
	for _, n := range releases {
		i := slices.IndexFunc(systems(), func(s system) bool { return s.Folder == folder && s.Release == n })
		if i < 0 {
			return nil
		}
		s := systems()[i]
		r := d.Release(n)
		r.Name = source.OptionalWord(s.Name)
		for _, name := range slices.SortedFunc(maps.Keys(s.Roles), known.CompareRoles) {
			ids := s.Roles[name]
			role := source.Role{Side: source.Side{PESID: source.Word(ids[0])}}
			if len(ids) > 1 {
				role.Source = &source.Side{PESID: source.Word(ids[1])}
			}
			r.Roles.Add(name, role)
		}
	}
	return d
}

// Systems are all distributions that upgrades begin at, as far as they are known.
func Systems() (out []*source.Distro) {
	releases := map[string][]int{}
	for _, s := range systems() {
		releases[s.Folder] = append(releases[s.Folder], s.Release)
	}
	for folder, n := range list.ByKey(releases) {
		out = append(out, knownSource(folder, n))
	}
	return out
}

// knownSystems names the systems that upgrades from a release may begin at.
func knownSystems(release int) string {
	var names []string
	for _, s := range systems() {
		if s.Release == release {
			names = append(names, s.Folder)
		}
	}
	return strings.Join(names, ", ")
}
