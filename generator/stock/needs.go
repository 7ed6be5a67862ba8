package stock

import (
	"slices"
	"strings"

	"pes/generator/model"
)

// needs says of each package which others it requires, by name. A requirement counts where one package alone meets it:
// with several, which one is installed is not known. Those of the same source package are left out, as they come and go
// together. beside are inventories of the release whose metadata were not read.
func needs(repositories []map[key]*entry, beside []*model.Inventory) map[*entry][]string {
	met := providers(repositories, beside)
	builds := map[[2]string]bool{} // of source packages: the source and the package
	for _, inv := range beside {
		for _, p := range inv.Packages {
			builds[[2]string{p.Source, p.Name}] = true
		}
	}
	for _, packages := range repositories {
		for k, e := range packages {
			builds[[2]string{e.source, k.name}] = true
		}
	}
	needs := map[*entry][]string{}
	for _, packages := range repositories {
		for _, e := range packages {
			needs[e] = tidy(e.requires, func(s string) string {
				if builds[[2]string{e.source, met[s]}] {
					return ""
				}
				return met[s]
			})
		}
	}
	return needs
}

// several is met by more than one package.
const several = ""

// providers says which package meets what is required, [several] where more than one does.
func providers(repositories []map[key]*entry, beside []*model.Inventory) map[string]string {
	met := map[string]string{}
	wanted := map[string]bool{}
	for _, packages := range repositories {
		for _, e := range packages {
			for _, s := range e.requires {
				wanted[s] = true
			}
		}
	}
	note := func(capability, name string) {
		if old, ok := met[capability]; ok && old != name {
			name = several
		}
		met[capability] = name
	}
	for _, packages := range repositories {
		for k, e := range packages {
			for _, s := range slices.Concat(e.provides, e.files) {
				if wanted[s] {
					note(s, k.name)
				}
			}
		}
	}
	libraries := map[string][]string{} // what is required of a library, by soname
	for s := range wanted {
		if soname, _, _ := strings.Cut(s, "("); strings.Contains(soname, ".so.") {
			libraries[soname] = append(libraries[soname], s)
		}
	}
	for _, inv := range beside {
		for _, p := range inv.Packages {
			all := append([]string{p.Name}, p.Provides...)
			for _, s := range p.Libraries {
				all = append(all, libraries[s]...)
			}
			for _, s := range append([]string{p.Name}, p.Commands...) {
				all = append(all, "/usr/bin/"+s, "/usr/sbin/"+s)
			}
			for _, s := range all {
				if wanted[s] {
					note(s, p.Name)
				}
			}
		}
	}
	return met
}
