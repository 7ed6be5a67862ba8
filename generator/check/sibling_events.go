package check

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// A treatment is the result of an event for its in packages.
type treatment struct {
	names string // of the in packages, without brands
	does  string // names of the packages installed afterwards, without brands
	tree  *model.Target
	event *model.Event
}

func (x treatment) note(text string) diag.Note { return diag.Note{Pos: x.event.In[0].Pos, Text: text} }

// siblingEvents reports events that all other distributions have and one lacks or has with another result, and the
// events that only one distribution has.
func (c *checker) siblingEvents() {
	trees := list.Select(c.catalog.Targets, func(t *model.Target) bool {
		return t.Distro.Folder != "" && !t.Lacks.Events && len(t.Events) > 0
	})
	slices.SortStableFunc(trees, func(a, b *model.Target) int { return a.Major - b.Major })
	alone := map[*model.Distro][]diag.Note{} // events that no other distribution has
	for _, trees := range list.Group(trees, func(t *model.Target) int { return t.Major }) {
		var all []treatment
		for _, t := range trees {
			for _, e := range t.Events {
				if len(e.In) > 0 && e.To.Major == t.Major {
					all = append(all, treatment{taken(e, t.Distro), brandless(e.Results(), t.Distro), t, e})
				}
			}
		}
		for _, same := range list.Group(all, func(x treatment) string { return x.names }) {
			byTree := map[*model.Target]treatment{}
			for _, x := range same {
				if first, more := byTree[x.tree]; !more || x.does < first.does {
					byTree[x.tree] = x
				}
			}
			if mine := byTree[same[0].tree]; len(byTree) == 1 && len(trees) > 2 &&
				!ofSourceSystem(mine.event) {
				if strings.Contains(mine.names, "*") {
					continue // of its own brand
				}
				d := mine.tree.Distro
				alone[d] = append(alone[d], mine.note(mine.event.Title()))
				continue
			}
			for _, t := range trees {
				c.t = t
				c.treatment(trees, byTree)
			}
		}
	}
	for _, d := range c.catalog.Distros {
		if notes := alone[d]; len(notes) > 0 {
			c.Reportf(rules.At{Pos: notes[0].Pos, Distro: d, Notes: notes[1:]}, "sibling-event",
				"%s in no other distribution's file: %s", english.Count(len(notes), "event"), firstFew(notes))
		}
	}
}

// firstFew are the texts of the first notes, and how many more there are.
func firstFew(notes []diag.Note) string {
	texts := list.Map(notes[:min(few, len(notes))], func(n diag.Note) string { return "the " + n.Text })
	if more := len(notes) - len(texts); more > 0 {
		texts = append(texts, english.Count(more, "other"))
	}
	return english.And(texts)
}

// treatment compares the result of a distribution's event with those of its siblings' events for the same packages.
func (c *checker) treatment(trees []*model.Target, byTree map[*model.Target]treatment) {
	others, alike := len(trees)-1, 0
	var other treatment
	for _, t := range trees {
		if x, ok := byTree[t]; ok && t != c.t && (alike == 0 || x.does == other.does) {
			alike, other = alike+1, x
		}
	}
	mine, have := byTree[c.t]
	switch {
	case !have && alike > 0 && alike < others && ofSourceSystem(other.event) && !isSourceSystem(c.t.Distro):
		file := diag.Pos{File: c.t.Events[0].Pos.File, End: 1}
		c.Reportf(c.at(file, other.note("in another distribution's file")), "sibling-event",
			"other distributions have the %s in release %d, but this one has no event for it: the brand of the old "+
				"system stays", other.event.Title()+outcome(other.event), c.t.Major)
	case others == 0 || alike < others || others == 1 && !branded(other):
	case !have:
		file := diag.Pos{File: c.t.Events[0].Pos.File, End: 1}
		c.Reportf(c.at(file, other.note("in another distribution's file")), "sibling-event",
			"all other distributions have the %s in release %d, but this one has no event for it",
			other.event.Title(), c.t.Major)
	case mine.does != other.does:
		theirs := other.event.Title() + outcome(other.event)
		c.Reportf(c.at(mine.event.In[0].Pos, other.note(theirs)), "sibling-event",
			"this %s differs from all other distributions, which have the %s",
			mine.event.Title()+outcome(mine.event), theirs)
	}
}

// outcome names what an event leaves in place of its in packages.
func outcome(e *model.Event) string {
	if len(e.Out) == 0 {
		return ""
	}
	return " (to " + model.Names(e.Out) + ")"
}

// branded reports whether an event is about packages that are named after a distribution.
func branded(x treatment) bool { return strings.Contains(x.names, "*") || ofSourceSystem(x.event) }

// taken names the in packages of an event for comparison. Up to known.SourceSystem all distributions upgrade one
// system, whose packages have one name; later each has its own.
func taken(e *model.Event, d *model.Distro) string {
	if _, until := known.SourceSystem(); e.From.Major > 0 && e.From.Major <= until {
		names := list.Map(e.In, func(p model.Package) string { return p.Name })
		slices.Sort(names)
		return strings.Join(names, "+")
	}
	return brandless(e.In, d)
}

// ofSourceSystem reports whether an event takes a package that is named after the system which all distributions
// upgrade.
func ofSourceSystem(e *model.Event) bool {
	system, until := known.SourceSystem()
	return e.From.Major > 0 && e.From.Major <= until && slices.ContainsFunc(e.In, func(p model.Package) bool {
		return strings.HasPrefix(p.Name, system+"-")
	})
}

func isSourceSystem(d *model.Distro) bool {
	system, _ := known.SourceSystem()
	return d.Folder == system
}

// releasePackage reports a distribution without an event that brings its release package. Without one dnf knows nothing
// of the new system after the upgrade, neither its name nor its repositories.
func (c *checker) releasePackage() {
	t := c.t
	_, until := known.SourceSystem()
	from := slices.ContainsFunc(t.Paths, func(p *model.Path) bool { return p.Source <= until })
	if !from || len(t.Events) == 0 || isSourceSystem(t.Distro) {
		return
	}
	brings := func(e *model.Event) bool {
		return e.To.Major == t.Major && slices.ContainsFunc(e.Results(), func(p model.Package) bool {
			name, _, _ := strings.Cut(p.Name, "-release")
			return name != p.Name && !slices.Contains(c.foreignBrands(), name)
		})
	}
	if !slices.ContainsFunc(t.Events, brings) {
		c.Reportf(c.at(diag.Pos{File: t.Events[0].Pos.File, End: 1}), "no-release-package",
			"no event of release %d installs the release package of the distribution: machines keep that of the old "+
				"system, with its name and its repositories", t.Major)
	}
}

// foreignBrands are words before -release that are not the brand of a distribution to upgrade to.
func (c *checker) foreignBrands() []string {
	system, _ := known.SourceSystem()
	return append(known.UpstreamBrands(), system, "epel", "elevate")
}

// brandless joins the names of a set, with * in place of the brand that a distribution puts before its own packages'
// names.
func brandless(set []model.Package, d *model.Distro) string {
	brands := append([]string{d.Folder, d.OSID}, known.Brands()...)
	words := list.Map(set, func(p model.Package) string {
		for _, brand := range brands {
			if rest, ok := strings.CutPrefix(p.Name, brand+"-"); ok && brand != "" {
				return "*-" + rest
			}
		}
		return p.Name
	})
	slices.Sort(words)
	return strings.Join(words, "+")
}
