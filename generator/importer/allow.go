package importer

import (
	"cmp"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/rules"
	"pes/generator/source"
)

// addAllows compiles the imported sources, adds an allow for every violation that can be allowed, and reports the rest.
func (im *importer) addAllows(events []*event, jobs int) []*event {
	_, found := im.compile(im.files(events, true), true, jobs)
	early := map[int]int{} // findings about releases that no upgrade begins at, by their major
	for _, d := range found.All() {
		pairs := slices.Contains(ordering, d.Rule)
		if d.Pos.File == nil || im.into.has(d.Pos.File.Name) || pairs && im.withProject(d) {
			continue // an import adds no allows to the project's own files
		}
		e := eventAt(events, d.Pos)
		if d.Rule == "passing-repository" && e != nil && e.to.Minor <= oldestSource[e.to.Major] {
			early[e.to.Major]++
			e.addAllow(d.Rule)
			continue
		}
		if pairs && e != nil {
			// what Leapp does to machines that have all their packages may differ from what it did with the original
			// file
			for _, n := range d.Notes {
				if other := eventAt(events, n.Pos); other != nil {
					im.violation(OrderPair, e.where()+" and "+other.where(), d)
				}
			}
		}
		if e != nil && d.Rule == "unknown-role" && len(d.Scope) > 0 {
			im.leftOut(e.where(), "%s: the event is not for %s", d.Message, strings.Join(d.Scope, ", "))
			e.exclude(d.Scope)
			continue
		}
		r, ok := rules.Find(d.Rule)
		if !ok || r.Fatal || d.Severity == diag.Info || slices.Contains(unallowed, d.Rule) {
			continue // reported below, after the allows are added
		}
		im.allowAt(events, e, d, !pairs)
	}
	for major, n := range list.ByKey(early) {
		im.item(Allowed, "events", "%s about upgrades that begin before %d.%d, which no Leapp version supports "+
			"[passing-repository]", english.Count(n, "finding"), major, oldestSource[major])
	}
	if im.into != nil {
		events = im.dropBroken(events, jobs)
	}
	_, found = im.compile(im.files(events, false), true, jobs) // the final files, not the trial files
	for _, d := range found.All() {
		switch {
		case im.into != nil && im.into.found[d.Rule+d.Message]:
		case d.Severity == diag.Error:
			im.violation(Lacks, place(events, d), d)
		case strings.HasPrefix(d.Rule, "unreached-"):
			im.violation(LeftOut, place(events, d), d)
		}
	}
	if len(im.distros) == 0 && im.into == nil {
		im.lacks("files", "there is no distribution: what vendors ship cannot be built for nobody")
	}
	return events
}

// oldestSource is the oldest minor release, by its major, that any Leapp version takes a machine of.
var oldestSource = map[int]int{7: 6, 8: 6, 9: 5}

// allowAt adds an allow for a violation and, if named, reports it. The allow goes to the event e and to events with the
// same cause, to the distribution if nearly every event breaks the rule, or to the file if e is nil.
func (im *importer) allowAt(events []*event, e *event, d diag.Diagnostic, named bool) {
	arches := d.Rule == "missing-architecture" || d.Rule == "foreign-architecture" // nearly every event breaks it
	ofProject := func(folder string) bool { return im.into.distro(folder) != nil } // where no allow is added
	switch {
	case e == nil:
		im.addAllow(d.Pos.File.Name, d.Rule)
	case arches && e.vendor == "" && !slices.ContainsFunc(d.Scope, ofProject):
		for _, folder := range d.Scope {
			im.addAllow("content/distros/"+folder+".toml", d.Rule)
			im.violation(Allowed, e.where(), d)
		}
		return
	default:
		e.addAllow(d.Rule)
		for _, n := range d.Notes {
			if like := eventAt(events, n.Pos); like != nil && strings.Contains(d.Message, "(like it: ") {
				like.addAllow(d.Rule)
			}
		}
	}
	if named {
		im.violation(Allowed, place(events, d), d)
	}
}

// ordering are the rules about pairs of events, which the report names apart.
var ordering = []string{"order-dependence", "order-repository", "conflicting-events", "event-cycle"}

// unallowed are the rules about how sources are written, which no allow is for.
var unallowed = []string{"unreached-event", "unreached-vendor", "unused-allow", "ignored-file"}

// withProject reports whether one of two conflicting events is in the project's own files.
func (im *importer) withProject(d diag.Diagnostic) bool {
	return slices.ContainsFunc(d.Notes, func(n diag.Note) bool {
		return n.Pos.File != nil && im.into.has(n.Pos.File.Name)
	})
}

// addAllow adds an allow to a file: for events of upstream, to the file of the rules about them.
func (im *importer) addAllow(file, rule string) {
	if strings.HasPrefix(file, source.LayerFolder) {
		file = source.RulesFile
	}
	im.allow[file] = list.Distinct(append(im.allow[file], rule))
}

// place returns the position in the published data that a diagnostic about the imported sources goes back to.
func place(events []*event, d diag.Diagnostic) string {
	if e := eventAt(events, d.Pos); e != nil {
		return e.where()
	}
	return d.Pos.File.Name
}

// eventAt returns the event whose table in the trial files contains a position.
func eventAt(events []*event, pos diag.Pos) *event {
	if pos.File == nil || !trial(pos.File.Name) {
		return nil
	}
	vendor := ""
	if parts := strings.Split(pos.File.Name, "/"); parts[0] == "vendors" {
		vendor = parts[1]
	}
	i, _ := slices.BinarySearchFunc(events, pos.Off, func(e *event, off int) int {
		return cmp.Or(strings.Compare(e.vendor, vendor), cmp.Compare(e.end, off+1)) // the first that ends behind it
	})
	if i == len(events) || events[i].vendor != vendor || pos.Off < events[i].start {
		return nil
	}
	return events[i]
}
