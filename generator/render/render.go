// Package render makes the site: from a catalog to a tree of pages.
//
//	pages, err := render.Site(render.Input{Catalog: catalog, Guides: guides, Data: trees}, render.Options{Jobs: 2})
//
// This package has the pages, a file for each kind: package.go with event.go, path.go with subject.go and outcome.go,
// distro.go, vendor.go, repo.go, browse.go (tags, letters), downloads.go, download.go (trees), changes.go (releases,
// channels), guide.go, tools.go, home.go; what inventories say is in all.go, major.go, turnover.go and releases.go;
// what the foot of each page says in trust.go. How a page is made is in page.go; tables, sections and lists are in
// table.go.
//
// Every page is a function of the input alone. What pages are made from has packages of its own: xref arranges the
// catalog, wording says it in English, history reads the records of releases, lineage and repomap draw, prose renders
// Markdown, layout has templates and the frame around a page, address knows where pages are. Package markup is the only
// way to write HTML, and escapes whatever was not written in this program. Beside the pages, document makes JSON for
// programs, atom feeds, download the lists of files, and hostfiles what hosts and crawlers read.
//
// The texts of pages stand in templates in site/templates, parsed once and filled with fragments; matrices, lists and
// drawings are built in Go. Links are relative, so the site works below any address; only canonical links, the sitemap
// and the page for what is missing need to know it (Options.Base).
package render

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/press"
	"pes/generator/render/address"
	"pes/generator/render/document"
	"pes/generator/render/download"
	"pes/generator/render/history"
	"pes/generator/render/hostfiles"
	"pes/generator/render/layout"
	"pes/generator/render/lineage"
	"pes/generator/render/sides"
	"pes/generator/render/versions"
	"pes/generator/render/xref"
	"pes/generator/search"
	"pes/generator/tree"
)

// Input is what a site is made of.
type Input struct {
	Catalog  *model.Catalog
	Data     func() tree.Tree // the trees to download, below data/; asked for while other things are made
	Guides   []Guide
	Sources  []byte    // of the project, as package composer wants them; nil where there are no programs
	Licence  []byte    // the text of the project's licence; nil where it has none
	Programs *Programs // of the tools; nil: there are none, and their pages say so
}

// A Guide is a page of documentation in Markdown.
type Guide struct {
	Name  string // path below content/docs without .md: "vendors/keys"
	Title string
	Part  string // what lists of guides put it under; "" at the end
	Text  []byte
}

// Options are what the input does not say.
type Options struct {
	Base     string // the address of the site, with a slash at the end; "" when it is not known
	Date     time.Time
	Edit     string // the address below which the forge edits sources, with a slash at the end; "" if it is unknown
	Issue    string // the address of the forge's form for reports, for ParseIssue; "" if it is unknown
	Revision string // what the sources are a revision of, such as a git commit; "" if it is unknown
	Jobs     int
	Releases string  // the address at which releases are published, with a slash at the end; "" if it is unknown
	Signer   *Signer // nil where the publisher does not sign what the site offers
	Archive  bool    // one archive of the whole site is offered, too
}

// A Signer signs the archives that a site offers.
type Signer struct {
	Key         []byte // the public key, armoured
	Fingerprint string
	Sign        func(data []byte) ([]byte, error) // makes a detached signature, armoured
}

// Site makes all files of the site, below site/.
func Site(in Input, o Options) (tree.Tree, error) {
	base, err := ParseBase(o.Base)
	if err != nil {
		return nil, err
	}
	o.Base = base
	for _, address := range []*string{&o.Edit, &o.Releases} {
		if *address, err = ParseBase(*address); err != nil {
			return nil, err
		}
	}
	if o.Issue, err = ParseIssue(o.Issue); err != nil {
		return nil, err
	}
	s := &site{Input: in, Options: o, press: press.New(), asOf: dataDate(o.Date, in.Catalog.Records)}
	if s.Layout, err = layout.New(o.Base, o.Jobs); err != nil {
		return nil, err
	}
	s.xref = xref.New(in.Catalog)
	s.prepare()
	return s.build()
}

// ParseBase checks the address of a site and ends it with a slash.
func ParseBase(base string) (string, error) {
	if base == "" {
		return "", nil
	}
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" ||
		u.Fragment != "" || u.User != nil {
		return "", fmt.Errorf("%q is not an address of a site: write https://host/ or https://host/folder/", base)
	}
	return strings.TrimSuffix(u.String(), "/") + "/", nil
}

// site holds everything that pages are made of; it does not change after prepare.
type site struct {
	Input
	Options
	*layout.Layout
	xref        *xref.Index
	asOf        time.Time // the day of the data, which ends of life are counted from
	data        tree.Tree
	families    *lineage.Families
	distros     []*model.Distro // that somebody can upgrade to
	byPath      map[*xref.Path]*actionCounts
	byCell      []*actionCounts
	onPath      map[*xref.Path][]*outcome
	sides       func() map[*xref.Path]*sides.Path
	pairs       func() []*pair
	events      map[*xref.EventGroup]*renderedEvent
	repos       []*repo
	repoIndex   map[string]*repo
	vendorRepos map[string]bool // PES IDs in the maps of vendors
	guides      []*guide
	trees       []*download.Tree
	press       *press.Press
	whole       *download.File // the archive of the site, once it is made
	inventories *inventory.Index
	programs    map[string]string   // the addresses of what the tools run, by name
	mentionedBy map[string][]link   // who names a package in prose
	byLetter    map[string][]string // names of packages
	history     *history.History
	versions    *versions.Index // nil without inventories
	all         []*allPage
	modules     []majorStreams         // by place among the majors
	streamAt    map[majorStream]string // where they are
	turnover    map[*xref.Path]*turnover
}

// prepare computes what several pages use.
func (s *site) prepare() {
	s.distros = s.xref.Distros(list.FlatMap(s.xref.Paths, func(p *xref.Path) []int { return p.Cells }))
	s.vendorRepos = map[string]bool{}
	for _, v := range s.xref.Vendors {
		for _, x := range v.PerCell {
			for _, f := range x.Map.Families {
				s.vendorRepos[f.PESID] = true
			}
		}
	}
	s.programFiles()
	s.repoPages()
	s.guidePages()
	s.history, s.inventories = history.New(s.xref), inventory.NewIndex(s.Catalog)
	s.xref.Present = func(d *model.Distro, major int, name string) bool {
		return len(s.inventories.Of(d.Folder, major).Find(name)) > 0
	}
	s.byLetter = map[string][]string{}
	for _, p := range s.xref.Packages {
		s.byLetter[letter(p.Name)] = append(s.byLetter[letter(p.Name)], p.Name)
	}
	s.sides, s.pairs = sync.OnceValue(s.findSides), sync.OnceValue(s.findPairs)
	var entries []search.Entry
	steps := []func(){s.stock, func() { entries = s.searchEntries() }, func() { s.families = lineage.New(s.xref) },
		func() { s.data = s.Data(); s.trees = download.Trees(s.data, s.press, s.Date, s.Jobs) }, s.countEvents,
		s.renderEvents, func() { s.pairs() }}
	par.Map(s.Jobs, len(steps), func(i int) struct{} {
		steps[i]()
		return struct{}{}
	})
	s.mentions()
	index := s.Publish("search", ".json", s.searchIndex(entries))
	s.SetFrame(layout.Frame{SearchIndex: index, Changes: len(s.Catalog.Records) > 0,
		Upstream: s.Catalog.Layer != nil, Glue: s.glue(), Trust: s.trust()})
}

// build renders all pages and adds the other files of the site.
func (s *site) build() (tree.Tree, error) {
	jobs := s.jobs()
	type made struct {
		entries tree.Tree
		pages   []string
		err     error
	}
	var out tree.Tree
	var paths []string
	var errs []error
	for _, m := range par.Map(s.Jobs, len(jobs), func(i int) made {
		pages, err := s.finish(jobs[i]())
		m := made{err: err}
		for _, p := range pages {
			if p.Path != layout.Missing {
				m.pages = append(m.pages, p.Path)
			}
			m.entries = append(m.entries, tree.Entry{Path: "site/" + layout.File(p.Path), Data: s.Wrap(nil, p, nil)})
		}
		return m
	}) {
		out, paths, errs = append(out, m.entries...), append(paths, m.pages...), append(errs, m.err)
	}
	ofPackage := func(name string, write func(b []byte) []byte) {
		path := address.Package(name)
		paths = append(paths, path)
		out = append(out, tree.Entry{Path: "site/" + layout.File(path), Make: write})
	}
	for _, p := range s.xref.Packages {
		ofPackage(p.Name, func(b []byte) []byte { return s.packagePage(b, p) })
	}
	for _, name := range s.history.RecordedOnly {
		ofPackage(name, func(b []byte) []byte { return s.recordedPage(b, name) })
	}
	entries, where := s.allEntries()
	out, paths = append(out, entries...), append(paths, where...)
	documents := document.Site{Index: s.xref, History: s.history, Versions: s.versions, Trees: s.trees,
		Signed: s.Signer != nil, Date: s.Date, Jobs: s.Jobs,
		Counts: func(p *xref.Path) map[string]int { return s.byPath[p].byName() }}
	archives, err := s.archives()
	errs = append(errs, err)
	host := hostfiles.Site{Base: s.Base, Date: s.Date, Programs: s.Programs != nil}
	data := list.Map(s.data, func(e tree.Entry) tree.Entry {
		e.Path, e.Link = "site/"+e.Path, e.Path
		return e
	})
	out = slices.Concat(out, document.Files(documents), s.feeds(), s.endsFiles(), s.sheetFiles(), s.badges(),
		s.packs(), archives, s.dnfFiles(), s.Files(), s.licence(), hostfiles.Files(host, paths), data)
	if err := errors.Join(errs...); err != nil || !s.Archive {
		return out, err
	}
	return s.withArchive(out)
}
