// Pages to browse by: tags, and the first letters of packages.

package render

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pes/generator/list"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

func (s *site) tagsPage() *draft {
	const summary = "Subjects of events."
	d := s.draft("tags", page{Path: "tag/", Title: "Tags", Summary: summary, Section: "upgrades"})
	d.data["Cards"] = list.Map(s.xref.Tags, func(t *xref.Tag) countedLink {
		return countedLink{link{d.root + address.Tag(t.Name), t.Name}, len(t.Events)}
	})
	return d
}

// A countedLink is a link with the number of things behind it.
type countedLink struct {
	link
	Count int
}

func (s *site) tagPage(t *xref.Tag) *draft {
	lead := fmt.Sprintf("%s with the tag %s.", wording.Counted(len(t.Events), "event"), t.Name)
	d := s.draft("tag", page{Path: address.Tag(t.Name), Title: "Tag " + t.Name, Summary: lead, Section: "upgrades"})
	type part struct {
		Path, Words string
		Count       int
		Rows        markup.HTML
		All         []link
	}
	var parts []part
	for _, p := range s.xref.Paths {
		outcomes := s.outcomesOn(t.Events, p)
		if len(outcomes) == 0 {
			continue
		}
		x := part{Path: p.String(), Words: p.Words(), Count: countPackages(outcomes)}
		shown := outcomes
		if len(outcomes) > maxInlineRows {
			shown = outcomes[:previewRows]
			x.All = d.outcomeLists(s.outcomePages(listing{path: d.Path + x.Path + "/", section: d.Section,
				title: t.Name + " on " + x.Words, up: d.Path, upTitle: t.Name,
				lead: "What happens to packages with the tag " + t.Name + ", the most common first."},
				outcomes))
		}
		x.Rows = writeOutcomes(shown, d.root, fewNames).HTML()
		parts = append(parts, x)
	}
	d.data = map[string]any{"Title": t.Name, "Lead": lead, "Up": d.root + "tag/", "Parts": parts,
		"Bar": countActions(t.Events).bar("Shares of the actions").HTML()}
	return d
}

// letter returns the page that lists a name: its first letter, or one page for all digits and one for everything else.
func letter(name string) string {
	switch c := name[0] | 0x20; {
	case c >= 'a' && c <= 'z':
		return string(rune(c))
	case name[0] >= '0' && name[0] <= '9':
		return "0-9"
	}
	return "other"
}

// letters links the pages that list all names, for browsers without scripts.
func (s *site) letters(root string) []countedLink {
	return list.Map(slices.Sorted(maps.Keys(s.byLetter)), func(l string) countedLink {
		return countedLink{link{root + lettersPath + l + "/", strings.ToUpper(l)}, len(s.byLetter[l])}
	})
}

const lettersPath, lettersTitle = "a-z/", "All packages"

func (s *site) lettersPage() *draft {
	const summary = "Every package with an event, from A to Z."
	d := s.draft("letters", page{Path: lettersPath, Title: lettersTitle, Summary: summary})
	d.data["Letters"], d.data["Count"], d.data["All"] = s.letters(d.root), len(s.xref.Packages), len(s.all) > 0
	return d
}

func (s *site) letterPage(l string) *draft {
	names := s.byLetter[l]
	return s.listPages(listing{path: lettersPath + l + "/", title: "Packages: " + strings.ToUpper(l), up: lettersPath,
		upTitle: lettersTitle, lead: wording.Counted(len(names), "package") + ".", rows: packageRows(names)})
}
