// Package compile turns sources into the catalog: [Compile] does all of it, as the example shows. [Resolve] compiles
// one distribution only and does not apply the rules of package check; it is for computing what Leapp does with the
// sources as they are. [ID] computes the id of an event.
//
// It works in five steps, each a file or some: distributions and their maps (distro.go, side.go), vendors (vendor.go),
// events and their ids (event.go, id.go), upstream's events (layer.go, rule.go, upstream.go, supersede.go), the order
// of events (order.go). Package check then checks the result against the rules; an `allow` suppresses the rule that it
// names at that place.
package compile

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/check"
	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/rules"
	"pes/generator/source"
)

// compiler is the state of one compilation.
type compiler struct {
	rules.Reporter
	list    *diag.List
	project *source.Project
	distros []*distro // by folder
	byName  map[string]*distro
	vendors []*vendor
	keys    map[string]*keyFile          // by path below the project
	remote  map[string]source.KeyToFetch // keys that are known by fingerprint, by path
	targets []*target
	only    string            // the distribution that gets trees; "" for all
	from    int               // the major release whose upgrades inventories are for; 0 for all
	partial bool              // some event could not be read or resolved, which is reported elsewhere
	allows  []model.Allow     // every allow in the sources
	known   []acknowledgement // every supersedes in the sources
}

// Compile resolves a project and checks the result; now is the date at which keys are checked for expiry, the zero time
// to skip that. The catalog is complete only if no diagnostic is an error.
func Compile(p *source.Project, now time.Time) (*model.Catalog, diag.List) {
	c := newCompiler(p)
	catalog := c.catalog()
	if !p.Unreadable("content/distros/") { // whatever a distribution lacks may be where nobody can read it
		check.Catalog(catalog, &c.Reporter, check.Options{Partial: c.partial, Now: now, Jobs: p.Jobs})
	}
	c.AddTo(c.list)
	c.unusedAllows()
	c.list.Sort()
	return catalog, *c.list
}

// Resolve makes the trees of one distribution. It does not check the result against the rules: it only returns errors
// about what cannot be resolved, and no warnings.
func Resolve(p *source.Project, distro string) (*model.Catalog, diag.List) {
	return ResolveFrom(p, distro, 0)
}

// ResolveFrom is Resolve with the inventories of the upgrade paths from one major release alone, all where it is 0.
func ResolveFrom(p *source.Project, distro string, major int) (*model.Catalog, diag.List) {
	c := newCompiler(p)
	c.only, c.from = distro, major
	catalog := c.catalog()
	c.AddTo(c.list)
	c.list.Drop(func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
	c.list.Sort()
	return catalog, *c.list
}

// Settle resolves a project and says what there is to say of upstream's events and the rules about them; it does not
// check the rest.
func Settle(p *source.Project) (*model.Catalog, diag.List) {
	c := newCompiler(p)
	catalog := c.catalog()
	c.AddTo(c.list)
	c.list.Sort()
	return catalog, *c.list
}

// catalog resolves everything that was authored.
func (c *compiler) catalog() *model.Catalog {
	p := c.project
	for _, k := range p.Keys {
		c.keys[k.Name] = &keyFile{file: k, data: k.Text}
	}
	c.loadDistros()
	for _, r := range p.Rejected {
		for _, name := range r.Distros.Items {
			c.distro(name) // which reports names of no distribution
		}
	}
	c.loadVendors()
	c.makeTargets()
	c.carryFiles()
	c.compileEvents()
	layer := c.takeLayer()
	c.partial = c.partial || p.Partial || c.list.Failed()
	catalog := &model.Catalog{Sources: true, Layer: layer, Records: c.records(), Inventories: c.inventories(),
		Distros: list.Map(c.distros, (*distro).resolved)}
	for i, found := range par.Map(p.Jobs, len(c.targets), func(i int) *rules.Reporter {
		found := &rules.Reporter{}
		sortEvents(found, c.targets[i].Target)
		return found
	}) {
		c.Merge(found)
		catalog.Targets = append(catalog.Targets, c.targets[i].Target)
	}
	return catalog
}

func newCompiler(p *source.Project) *compiler {
	c := &compiler{project: p, byName: map[string]*distro{}, keys: map[string]*keyFile{},
		remote: map[string]source.KeyToFetch{}, list: &diag.List{}}
	remote, list := p.KeysToFetch()
	c.list.Merge(list)
	for _, k := range remote {
		c.remote[k.Path] = k
	}
	return c
}

// unusedAllows warns of every allow that suppresses nothing. It does nothing after errors, which may hide violations.
func (c *compiler) unusedAllows() {
	if c.list.Failed() || c.partial {
		return
	}
	for _, a := range c.allows {
		if !c.Used(a) {
			c.list.Warnf(a.Pos, "unused-allow", "nothing here breaks the rule %s: remove the allow", a.Rule)
		}
	}
}

// target is a tree while it is compiled.
type target struct {
	*model.Target
	distro  *distro
	vendors map[string]*vendorTarget // by folder
	byID    map[uint64]*unresolvedEvent
}

// makeTargets lays out a tree for every target major of every distribution.
func (c *compiler) makeTargets() {
	for _, d := range c.distros {
		if c.only != "" && d.out.Folder != c.only {
			continue
		}
		byMajor := map[int]*target{}
		for _, p := range d.paths {
			t := byMajor[p.Target]
			if t == nil {
				t = &target{Target: &model.Target{Distro: d.out, Major: p.Target}, distro: d,
					vendors: map[string]*vendorTarget{}, byID: map[uint64]*unresolvedEvent{}}
				byMajor[p.Target] = t
				c.targets = append(c.targets, t)
			}
			t.Paths = append(t.Paths, p.Path)
			c.mapPath(t, p)
		}
		for _, t := range byMajor {
			c.ownRepositories(t)
			list.Sort(t.Paths, func(a, b *model.Path) int { return cmp.Compare(a.Source, b.Source) })
		}
	}
	list.Sort(c.targets, func(a, b *target) int {
		return cmp.Or(strings.Compare(a.Distro.Folder, b.Distro.Folder), cmp.Compare(a.Major, b.Major))
	})
	for _, t := range c.targets {
		for _, v := range c.vendors {
			c.shipVendor(t, v)
		}
		sortMap(&t.Map)
	}
}

// sortMap sorts a map and merges duplicates.
func sortMap(m *model.Map) {
	for _, f := range m.Families {
		f.Entries = model.TidyEntries(f.Entries)
	}
	list.Sort(m.Families, func(a, b *model.Family) int { return strings.Compare(a.PESID, b.PESID) })
	for _, x := range m.Mappings {
		slices.Sort(x.To)
		x.To = slices.Compact(x.To)
	}
	list.Sort(m.Mappings, func(a, b *model.Mapping) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Target, b.Target), strings.Compare(a.From, b.From))
	})
}

// addFamily adds entries to the family of a PES ID.
func addFamily(m *model.Map, pesid string, entries []model.Entry) {
	f := m.Family(pesid)
	if f == nil {
		f = &model.Family{PESID: pesid}
		m.Families = append(m.Families, f)
	}
	f.Entries = append(f.Entries, entries...)
}

// addMapping adds target PES IDs to the mapping of a source PES ID.
func addMapping(m *model.Map, p *model.Path, from string, to []string, pos diag.Pos) {
	for _, x := range m.Mappings {
		if x.Source == p.Source && x.Target == p.Target && x.From == from {
			x.To = append(x.To, to...)
			return
		}
	}
	m.Mappings = append(m.Mappings, &model.Mapping{Source: p.Source, Target: p.Target, From: from, To: to, Pos: pos})
}

// carryFiles gives every tree the files its distribution carries: content/files/<distro>/NAME, and el9/NAME for one
// target.
func (c *compiler) carryFiles() {
	for _, f := range c.project.Carried {
		parts := strings.Split(f.Name, "/") // content files <distro> NAME
		name := path.Base(f.Name)
		d := c.byName[parts[2]]
		at := diag.Pos{File: &diag.File{Name: f.Name}}
		switch {
		case d == nil:
			c.list.Add(diag.Diagnostic{Pos: at, Rule: "unknown-distribution",
				Suggestion: diag.Near(parts[2], c.folders()), Message: "there is no distribution " + parts[2]})
			continue
		case slices.Contains(generated, name):
			c.list.Errorf(at, "bad-name", "%s is compiled from the sources and cannot be in content/files too", name)
			continue
		case len(parts) > 5 || len(parts) == 5 && !isTarget(parts[3]):
			c.list.Errorf(at, "bad-name", "files must be in content/files/%s/ or in el8/, el9/ ... below it",
				parts[2])
			continue
		}
		for _, t := range c.targets {
			if t.distro == d && (len(parts) == 4 || parts[3] == elMajor(t.Major)) {
				t.Files = append(t.Files, model.File{Name: name, Data: f.Text})
			}
		}
	}
	for _, t := range c.targets {
		list.Sort(t.Files, func(a, b model.File) int { return strings.Compare(a.Name, b.Name) })
		for i := 1; i < len(t.Files); i++ {
			if t.Files[i].Name == t.Files[i-1].Name {
				c.list.Errorf(diag.Pos{File: t.Distro.Pos.File}, "bad-name",
					"%s exists twice for release %d: in content/files/%[3]s/ and in el%[2]d/", t.Files[i].Name,
					t.Major, t.Distro.Folder)
			}
		}
	}
}

// generated are the files of a tree that are not carried.
var generated = []string{"pes-events.json", "repomap.json", "leapp_upgrade_repositories.repo", "vendors.d"}

func isTarget(folder string) bool {
	n, err := strconv.Atoi(strings.TrimPrefix(folder, "el"))
	return err == nil && folder == elMajor(n)
}
