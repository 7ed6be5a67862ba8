package importer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
)

// vendorData is what was published for one vendor: once for all distributions or, in trees that pes built, for each.
type vendorData struct {
	name     string
	variants map[string]*vendorVariant // by distribution; "" is everybody
	keys     []*input
	keyPaths map[*input]string
	template bool                  // its map or events are a template
	written  bool                  // {major} is written already, and other numbers stay
	src      *source.Vendor        // when made
	repos    map[vendorSide]string // the vendor's own name of a repository, or "@" and the role of the distribution
}

// vendorSide is a PES ID in the map for a target: of the target release, or of the source release.
type vendorSide struct {
	pesid  string
	target int
	source bool
}

// vendorVariant is what was published for one vendor and the distributions of one of its files.
type vendorVariant struct {
	publication
	sigs     []string
	sigsFile string
}

func (im *importer) vendor(name string) *vendorData {
	v := im.vendors[name]
	if v == nil {
		v = &vendorData{name: name, variants: map[string]*vendorVariant{}, repos: map[vendorSide]string{}}
		im.vendors[name] = v
	}
	return v
}

func (v *vendorData) variant(distro string) *vendorVariant {
	x := v.variants[distro]
	if x == nil {
		x = &vendorVariant{}
		v.variants[distro] = x
	}
	return x
}

// has reports whether something was published for a distribution and a target.
func (v *vendorData) has(distro string, n int) bool {
	x := v.variants[distro]
	return x != nil && x.targets[n] != nil
}

// makeVendors turns what was published into vendor files.
func (im *importer) makeVendors() {
	names := slices.Sorted(maps.Keys(im.vendors))
	im.assignKeys(names)
	for i, name := range names {
		v := im.vendors[name]
		mapped := false
		for _, x := range v.variants {
			im.spread(&x.publication, func(n int) {
				im.leftOut("vendors.d/"+name, "there is no map that leads to release %d; "+
					"what the vendor ships for it is never read", n)
			})
			mapped = mapped || len(x.targets) > 0
		}
		if !mapped {
			im.lacks("vendors.d/"+name, "there is no repository map that leads anywhere: "+
				"without one the vendor is never active; it is not imported")
			delete(im.vendors, name)
			continue
		}
		for distro, x := range v.variants {
			for n, t := range x.targets {
				im.dropTaken(v, distro, n, t, names[:i])
			}
		}
		im.makeVendor(v)
		im.reportTemplate(v)
	}
}

// reportTemplate names the distributions that a vendor is not for, although it is published beside their files.
func (im *importer) reportTemplate(v *vendorData) {
	others := list.Select(im.folders(), func(folder string) bool { return !known.TemplateIsFor(v.name, folder) })
	if v.template && len(others) > 0 {
		im.leftOut("vendors.d/"+v.name, "its template is filled in for %s alone, so the vendor is not for %s",
			english.And(v.templateDistros()), english.And(others))
	}
}

// dropTaken leaves out sections whose repoid is also defined by a distribution that the vendor is for, or by another
// vendor: Leapp would refuse the upgrade.
func (im *importer) dropTaken(v *vendorData, distro string, n int, t *targetData, others []string) {
	taken := map[string]string{} // repoid -> who defines it
	define := func(p *publication, by string) {
		if p.targets[n] != nil {
			for _, s := range p.targets[n].sections {
				taken[s.Repoid] = cmp.Or(taken[s.Repoid], by)
			}
		}
	}
	only := v.templateDistros()
	for _, folder := range im.folders() {
		if (distro == "" || distro == folder) && (only == nil || slices.Contains(only, folder)) {
			define(&im.distros[folder].publication, "in the .repo file of "+folder)
		}
	}
	for _, name := range others {
		if o := im.vendors[name]; o != nil {
			for folder, x := range o.variants {
				if folder == distro || folder == "" || distro == "" {
					define(&x.publication, "by the vendor "+name)
				}
			}
		}
	}
	t.sections = slices.DeleteFunc(t.sections, func(s model.Section) bool {
		by := taken[s.Repoid]
		if by != "" {
			im.leftOut(s.Pos, "[%s] is defined %s too: Leapp would refuse the upgrade", s.Repoid, by)
		}
		return by != ""
	})
}

// templateDistros are the distributions that the vendor's template is for; nil where it is for all, or no template.
func (v *vendorData) templateDistros() []string {
	if !v.template {
		return nil
	}
	return known.TemplateDistros(v.name)
}

// A VendorTarget is what a vendor publishes for one target.
type VendorTarget struct {
	Map      *model.Map
	Sections []model.Section
}

// MakeVendor makes the source of a vendor that is for everybody, and says what it had to leave out. The release is
// written {major} where it is meant.
func MakeVendor(name string, signatures []string, targets map[int]VendorTarget) (v *source.Vendor, notes []string) {
	im := newImporter(nil, NoTake)
	d := im.vendor(name)
	d.written = true
	x := d.variant("")
	x.sigs = signatures
	for n, t := range targets {
		x.at(n).m, x.at(n).sections = t.Map, t.Sections
	}
	im.makeVendor(d)
	return d.src, im.notes()
}

func (im *importer) makeVendor(v *vendorData) {
	v.src = &source.Vendor{Folder: v.name, Name: source.Word(v.name)}
	byTarget := map[int][]vendorRepo{}
	paths := map[int][]string{} // by source; of one source there is one path
	var sigs []string
	for folder, x := range list.ByKey(v.variants) {
		sigs = list.AppendNew(sigs, x.sigs...)
		for n, t := range list.ByKey(x.targets) {
			for _, m := range t.m.Sources(n) {
				paths[m] = list.AppendNew(paths[m], fmt.Sprintf("%d-%d", m, n))
			}
			repos := im.vendorRepos(v, folder, n, t)
			if byTarget[n] == nil {
				byTarget[n] = repos
			} else if !joinRepos(byTarget[n], repos) {
				im.lacks("vendors.d/"+v.name, "for release %d the vendor differs between %s and another distribution; "+
					"the first is imported", n, folder)
			}
		}
	}
	v.src.Signatures = source.OptionalWords(sigs)
	for _, p := range list.ByKey(paths) {
		v.src.Paths = source.Words(append(v.src.Paths.Values(), p...)...)
	}
	v.src.Distros = source.OptionalWords(im.vendorDistros(v))
	v.addRepositories(byTarget)
}

// vendorDistros sets the distributions that the vendor is for, unless these are all that it could be for.
func (im *importer) vendorDistros(v *vendorData) []string {
	only := v.templateDistros()
	if only != nil || v.variants[""] != nil {
		return only
	}
	on := func(p source.Path) bool { return v.src.Paths.Has(fmt.Sprintf("%d-%d", p.From.Value, p.To.Value)) }
	for folder, d := range im.distros {
		if v.variants[folder] == nil && slices.ContainsFunc(d.src.Paths, on) {
			return slices.Sorted(maps.Keys(v.variants))
		}
	}
	return nil
}
