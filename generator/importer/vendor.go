package importer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"pes/generator/known"
	"pes/generator/model"
	"pes/generator/source"
)

// vendorData is what was published for one vendor: once for everybody, or for each distribution in trees of our own.
type vendorData struct {
	name     string
	variants map[string]*vendorVariant // by distribution; "" is everybody
	keys     []*input
	keyPaths map[*input]string
	template bool              // its map or events are a template
	src      *source.Vendor    // when made
	repos    map[string]string // PES ID of a side in a release ("pesid 8") -> repository
}

// vendorVariant is what was published for one vendor and the distributions of one of its files.
type vendorVariant struct {
	publication
	sigs     []string
	sigsFile string
}

func (im *importer) vendor(in *input) *vendorData {
	v := im.vendors[in.vendor]
	if v == nil {
		v = &vendorData{name: in.vendor, variants: map[string]*vendorVariant{}, repos: map[string]string{}}
		im.vendors[in.vendor] = v
	}
	v.template = v.template || in.template
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

// makeVendors turns what was published into vendor files.
func (im *importer) makeVendors() {
	names := slices.Sorted(maps.Keys(im.vendors))
	im.assignKeys(names)
	for _, name := range names {
		v := im.vendors[name]
		for _, x := range v.variants {
			im.spread(&x.publication, func(n int) {
				im.report.item(LeftOut, "vendors.d/"+name,
					"there is no map that leads to release %d; what the vendor ships for it is never read", n)
			})
		}
		im.dropTaken(v)
		im.dropShared(v, names)
		if !slices.ContainsFunc(slices.Collect(maps.Values(v.variants)), func(x *vendorVariant) bool { return len(x.targets) > 0 }) {
			im.report.item(Lacks, "vendors.d/"+name, "there is no repository map that leads anywhere: without one the vendor is never active; it is not imported")
			delete(im.vendors, name)
			continue
		}
		im.makeVendor(v)
	}
}

// dropTaken leaves out sections whose repoid a distribution defines in its own file: Leapp would refuse the upgrade.
func (im *importer) dropTaken(v *vendorData) {
	only := v.templateDistros()
	for distro, x := range v.variants {
		for n, t := range x.targets {
			t.sections = slices.DeleteFunc(t.sections, func(s model.Section) bool {
				for _, folder := range im.folders() {
					d := im.distros[folder]
					if distro != "" && distro != folder || d.targets[n] == nil || only != nil && !slices.Contains(only, folder) {
						continue
					}
					if slices.ContainsFunc(d.targets[n].sections, func(o model.Section) bool { return o.Repoid == s.Repoid }) {
						im.report.item(LeftOut, s.Pos.String(), "[%s] is defined in the .repo file of %s too: Leapp would refuse the upgrade", s.Repoid, folder)
						return true
					}
				}
				return false
			})
		}
	}
}

// dropShared leaves out sections whose repoid a vendor before this one defines for the same target.
func (im *importer) dropShared(v *vendorData, names []string) {
	for distro, x := range v.variants {
		for n, t := range x.targets {
			t.sections = slices.DeleteFunc(t.sections, func(s model.Section) bool {
				for _, name := range names {
					o := im.vendors[name]
					if name >= v.name || o == nil {
						continue
					}
					for folder, y := range o.variants {
						if (folder == distro || folder == "" || distro == "") && y.targets[n] != nil &&
							slices.ContainsFunc(y.targets[n].sections, func(z model.Section) bool { return z.Repoid == s.Repoid }) {
							im.report.item(LeftOut, s.Pos.String(), "[%s] is defined by the vendor %s too: Leapp would refuse the upgrade", s.Repoid, name)
							return true
						}
					}
				}
				return false
			})
		}
	}
}

// templateDistros are the distributions that the vendor's template is for; nil where it is for all, or no template.
func (v *vendorData) templateDistros() []string {
	if !v.template {
		return nil
	}
	return known.TemplateDistros(v.name)
}

// record is one repository of a vendor for one target, in words that may be the same for others: {major}, @role.
type record struct {
	name       string
	source     *source.Side
	target     *source.Side
	sourceAll  bool // the source side has the architectures of the distribution
	targetAll  bool
	sourceArch []string
	targetArch []string
	channel    string
	to         []string // names; nil means itself
	repo       source.Map[source.Option]
}

// A VendorTarget is what a vendor publishes for one target.
type VendorTarget struct {
	Map      *model.Map
	Sections []model.Section
}

// MakeVendor makes the source of a vendor that is for everybody, and says what it had to leave out.
func MakeVendor(name string, signatures []string, targets map[int]VendorTarget) (v *source.Vendor, notes []string) {
	im := newImporter(nil)
	d := im.vendor(&input{vendor: name})
	x := d.variant("")
	x.sigs = signatures
	for n, t := range targets {
		x.at(n).m, x.at(n).sections = t.Map, t.Sections
	}
	im.makeVendor(d)
	return d.src, im.report.notes()
}

func (im *importer) makeVendor(v *vendorData) {
	folders := slices.Sorted(maps.Keys(v.variants))
	byTarget := map[int][]record{}
	v.src = &source.Vendor{Folder: v.name, Name: source.Word(v.name)}
	paths := map[string]bool{}
	var sigs []string
	for _, folder := range folders {
		x := v.variants[folder]
		for _, s := range x.sigs {
			if !slices.Contains(sigs, s) {
				sigs = append(sigs, s)
			}
		}
		for _, n := range x.majors() {
			for _, m := range sourceMajors(x.targets[n].m, n) {
				paths[fmt.Sprintf("%d-%d", m, n)] = true
			}
			records := im.records(v, folder, n, x.targets[n])
			switch {
			case byTarget[n] == nil:
				byTarget[n] = records
			case sameRecords(byTarget[n], records):
				for i := range records { // the architectures are the distribution's only where they are every distribution's
					byTarget[n][i].sourceAll = byTarget[n][i].sourceAll && records[i].sourceAll
					byTarget[n][i].targetAll = byTarget[n][i].targetAll && records[i].targetAll
				}
			default:
				im.report.item(Lacks, "vendors.d/"+v.name, "for release %d the vendor differs between %s and another distribution; the first is imported", n, folder)
			}
		}
	}
	if len(sigs) > 0 {
		v.src.Signatures = source.Words(sigs...)
	}
	v.src.Paths = source.Words(sortedPaths(paths)...)
	im.vendorDistros(v, folders)
	v.repositories(byTarget)
}

func sortedPaths(paths map[string]bool) []string {
	out := slices.Collect(maps.Keys(paths))
	slices.SortFunc(out, func(a, b string) int {
		x, _, _ := strings.Cut(a, "-")
		y, _, _ := strings.Cut(b, "-")
		m, _ := strconv.Atoi(x)
		n, _ := strconv.Atoi(y)
		return m - n
	})
	return out
}

// vendorDistros says for whom the vendor is, where that is not everybody it could be for.
func (im *importer) vendorDistros(v *vendorData, folders []string) {
	if only := v.templateDistros(); only != nil {
		v.src.Distros = source.Words(only...)
		return
	}
	if slices.Contains(folders, "") {
		return
	}
	for _, folder := range im.folders() {
		d := im.distros[folder]
		could := slices.ContainsFunc(v.src.Paths.Items, func(p source.Text) bool {
			return slices.ContainsFunc(d.src.Paths, func(q source.Path) bool { return fmt.Sprintf("%d-%d", q.From.Value, q.To.Value) == p.Value })
		})
		if could && !slices.Contains(folders, folder) {
			v.src.Distros = source.Words(folders...)
			return
		}
	}
}

// records takes one target of a vendor apart into repositories.
func (im *importer) records(v *vendorData, folder string, n int, t *targetData) (out []record) {
	used := map[string]bool{}
	index := map[string]int{} // target PES ID -> record
	roles := map[string]bool{}
	for _, f := range sortedFamilies(t.m) {
		entries := ofMajor(f, n)
		if len(entries) == 0 {
			continue
		}
		if role := im.roleFamily(folder, n, f.PESID, entries); role != "" {
			roles[f.PESID] = true
			index[f.PESID] = -1
			v.repos[fmt.Sprintf("%s %d", f.PESID, n)] = "@" + role
			continue
		}
		r := record{name: v.repoName(f.PESID, n)}
		r.target, r.targetArch, r.channel = im.vendorSide(v, folder, f.PESID, entries, n, t.sections, used, &r.repo)
		r.targetAll = im.allArches(folder, r.targetArch)
		index[f.PESID] = len(out)
		out = append(out, r)
	}
	for _, m := range sourceMajors(t.m, n) {
		families := sortedFamilies(t.m) // those that are called like a target first: that is the one they become
		slices.SortStableFunc(families, func(a, b *model.Family) int {
			return cmp.Compare(findRecord(out, v.repoName(b.PESID, n)), findRecord(out, v.repoName(a.PESID, n)))
		})
		for _, f := range families {
			if entries := ofMajor(f, m); len(entries) > 0 {
				out = im.sourceRecord(v, folder, n, m, f, entries, t, index, out)
			}
		}
	}
	for _, s := range t.sections {
		if !used[s.Repoid] {
			r := record{name: v.repoName(s.Repoid, n), target: &source.Side{Repoid: source.Repoids{Pos: here, All: []source.Text{source.Word(Generic(s.Repoid, n))}}}, targetAll: true}
			r.repo = im.genericOptions(v, folder, s, n)
			out = append(out, r)
		}
	}
	uniqueNames(out)
	for _, r := range out {
		if r.target != nil && r.target.PESID.Set() {
			v.repos[fmt.Sprintf("%s %d", Concrete(r.target.PESID.Value, n), n)] = r.name
		}
		if r.source != nil {
			v.repos[fmt.Sprintf("%s source %d", Concrete(r.source.PESID.Value, n), n)] = r.name
		}
	}
	resolveTo(out, n, index, v)
	return out
}

// sourceRecord adds the source side of a family to the repository it becomes, where that is one and still free.
func (im *importer) sourceRecord(v *vendorData, folder string, n, m int, f *model.Family, entries []model.Entry, t *targetData, index map[string]int, out []record) []record {
	var to []string
	for _, x := range t.m.Mappings {
		if x.Source == m && x.From == f.PESID {
			for _, pesid := range x.To {
				if _, ok := index[pesid]; ok && !slices.Contains(to, pesid) {
					to = append(to, pesid)
				}
			}
		}
	}
	i := -1
	for _, pesid := range to {
		if j := index[pesid]; j >= 0 && out[j].source == nil && (i < 0 || out[j].name == v.repoName(f.PESID, n)) {
			i = j
		}
	}
	if i < 0 {
		out = append(out, record{name: v.repoName(f.PESID, n)})
		i = len(out) - 1
	}
	var none source.Map[source.Option]
	channel := ""
	out[i].source, out[i].sourceArch, channel = im.vendorSide(v, folder, f.PESID, entries, n, nil, map[string]bool{}, &none)
	out[i].sourceAll = im.allArches(folder, out[i].sourceArch)
	switch {
	case out[i].target == nil:
		out[i].channel = channel
	case channel != out[i].channel: // each side says its own
		setChannel(out[i].source, channel)
		setChannel(out[i].target, out[i].channel)
		out[i].channel = ""
	}
	out[i].to = append(to, "") // PES IDs for now; resolveTo makes names of them and drops the mark
	return out
}

func findRecord(out []record, name string) int {
	return min(0, slices.IndexFunc(out, func(r record) bool { return r.name == name }))
}

func setChannel(s *source.Side, channel string) {
	if channel != "" && len(s.Entries) == 0 {
		s.Channel = source.Word(channel)
	}
}

// resolveTo replaces PES IDs by names of repositories or roles; a repository that becomes just itself says nothing.
func resolveTo(out []record, n int, index map[string]int, v *vendorData) {
	for i := range out {
		if out[i].to == nil {
			continue
		}
		names := []string{}
		for _, pesid := range out[i].to[:len(out[i].to)-1] {
			if j := index[pesid]; j >= 0 {
				names = append(names, out[j].name)
			} else {
				names = append(names, v.repos[fmt.Sprintf("%s %d", pesid, n)])
			}
		}
		slices.SortFunc(names, func(a, b string) int { // a tree has them by PES ID, which differs by distribution
			return cmp.Or(cmp.Compare(strings.Count(a, "@"), strings.Count(b, "@")), known.CompareRoles(a, b))
		})
		out[i].to = names
		if len(names) == 1 && names[0] == out[i].name {
			out[i].to = nil
		}
	}
}

// vendorSide writes one side of a vendor's repository. A channel that all its entries share comes back apart.
func (im *importer) vendorSide(v *vendorData, folder, pesid string, entries []model.Entry, n int, sections []model.Section, used map[string]bool, repo *source.Map[source.Option]) (side *source.Side, arches []string, channel string) {
	entries = slices.Clone(entries)
	for i := range entries {
		entries[i].Repoid = im.genericRepoid(folder, n, entries[i])
		if !slices.Contains(arches, entries[i].Arch) {
			arches = append(arches, entries[i].Arch)
		}
	}
	if !slices.ContainsFunc(entries, func(e model.Entry) bool { return e.Channel != entries[0].Channel }) && entries[0].Channel != "ga" {
		channel = entries[0].Channel
		for i := range entries {
			entries[i].Channel = "ga"
		}
	}
	generics := slices.Clone(sections)
	for i := range generics {
		generics[i].Repoid = Generic(generics[i].Repoid, n)
	}
	taken := map[string]bool{}
	s := writeSide(Generic(pesid, n), entries, arches, generics, taken, func(k model.KeyRef) source.Text { return v.keyText(folder, k, n) })
	for repoid := range taken {
		used[Concrete(repoid, n)] = true
	}
	genericRepo(&s.Repo, n)
	for i := range s.Entries {
		genericRepo(&s.Entries[i].Repo, n)
	}
	*repo, s.Repo = s.Repo, source.Map[source.Option]{}
	s.Arches = source.Texts{}
	return &s, sortedArches(arches), channel
}

// roleFamily recognises a family that a tree of our own copied from the distribution.
func (im *importer) roleFamily(folder string, n int, pesid string, entries []model.Entry) string {
	if folder == "" {
		return ""
	}
	return im.distro(folder).roles[roleKey{n, pesid}]
}

// allArches reports whether architectures are just those of the distribution; only a tree of our own can tell.
func (im *importer) allArches(folder string, arches []string) bool {
	return folder != "" && sameSet(arches, im.distro(folder).arches)
}

func uniqueNames(out []record) {
	seen := map[string]bool{}
	for i := range out {
		for seen[out[i].name] {
			out[i].name += "-2"
		}
		seen[out[i].name] = true
	}
}

func sameRecords(a, b []record) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].text(true) != b[i].text(true) && a[i].text(false) != b[i].text(false) {
			return false
		}
	}
	return true
}

// text is everything a record says; with all, architectures that are those of the distribution count as one word.
func (r *record) text(all bool) string {
	side := func(s *source.Side, arches []string, isAll bool) string {
		if s == nil {
			return "-"
		}
		if all && isAll {
			arches = []string{"all"}
		}
		return s.Inline() + fmt.Sprint(arches)
	}
	repo := source.Side{Repo: r.repo}
	return fmt.Sprintf("%q", []any{r.name, side(r.source, r.sourceArch, r.sourceAll), side(r.target, r.targetArch, r.targetAll), r.channel, r.to, repo.Inline()})
}
