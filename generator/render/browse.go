// Pages to browse by: tags, and the first letters of packages.

package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/render/address"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

func (s *site) tagJobs() (out []job) {
	out = append(out, func() ([]page, error) {
		d := s.draft("tags", page{Path: "tag/", Title: "Tags", Summary: "Words that events are marked with.",
			Section: "upgrades"})
		var cards []countedLink
		for _, t := range s.xref.Tags {
			cards = append(cards, countedLink{link{d.root + address.Tag(t.Name), t.Name}, len(t.Events)})
		}
		d.data["Cards"] = cards
		return s.finish(d)
	})
	for _, t := range s.xref.Tags {
		out = append(out, func() ([]page, error) { return s.tagPage(t) })
	}
	return out
}

// A countedLink is a link with the number of things behind it.
type countedLink struct {
	link
	Count int
}

func (s *site) tagPage(t *xref.Tag) ([]page, error) {
	lead := fmt.Sprintf("%s with the tag %s.", wording.Counted(len(t.Events), "event"), t.Name)
	d := s.draft("tag", page{Path: address.Tag(t.Name), Title: "Tag " + t.Name, Summary: lead, Section: "upgrades"})
	d.listName = t.Name
	sum := countActions(t.Events)
	d.data = map[string]any{
		"Title": t.Name, "Lead": lead, "Up": d.root + "tag/", "Bar": sum.bar("Shares of the actions").HTML(),
		"Parts": d.parts(&sum, " with the tag "+t.Name, func(action string) string { return d.Path + action + "/" }),
	}
	return s.finish(d)
}

// letter is under what a name is listed: its first letter, digits together, everything else together.
func letter(name string) string {
	switch c := name[0] | 0x20; {
	case c >= 'a' && c <= 'z':
		return string(rune(c))
	case name[0] >= '0' && name[0] <= '9':
		return "0-9"
	}
	return "other"
}

// letters are the pages of all names, for those who have no script.
func (s *site) letters(root string) (out []countedLink) {
	counts := map[string]int{}
	for _, p := range s.xref.Packages {
		counts[letter(p.Name)]++
	}
	for _, l := range s.letterNames() {
		out = append(out, countedLink{link{root + "a-z/" + l + "/", strings.ToUpper(l)}, counts[l]})
	}
	return out
}

func (s *site) letterNames() (out []string) {
	for _, p := range s.xref.Packages {
		if l := letter(p.Name); !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	slices.Sort(out)
	return out
}

func (s *site) letterJobs() (out []job) {
	const up, upTitle = "a-z/", "All packages"
	out = append(out, func() ([]page, error) {
		d := s.draft("letters", page{Path: up, Title: upTitle,
			Summary: "Every package that an event names, from A to Z."})
		d.data["Letters"], d.data["Count"] = s.letters(d.root), len(s.xref.Packages)
		return s.finish(d)
	})
	byLetter := map[string][]string{}
	for _, p := range s.xref.Packages {
		byLetter[letter(p.Name)] = append(byLetter[letter(p.Name)], p.Name)
	}
	for _, l := range s.letterNames() {
		list := listing{path: up + l + "/", title: "Packages: " + strings.ToUpper(l), up: up, upTitle: upTitle,
			lead: wording.Counted(len(byLetter[l]), "package") + ".", rows: packageRows(byLetter[l])}
		out = append(out, func() ([]page, error) { return s.listPages(list) })
	}
	return out
}
