package render

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

func (s *site) tagJobs() (out []job) {
	out = append(out, one(func() (page, error) {
		const path = "tag/"
		type card struct {
			link
			Count int
		}
		var cards []card
		for _, t := range s.xref.Tags {
			cards = append(cards, card{link{s.Root(path) + address.Tag(t.Name), t.Name}, len(t.Events)})
		}
		body, err := s.Fill("tags", map[string]any{"Cards": cards})
		return page{Path: path, Title: "Tags", Summary: "Words that events are marked with.", Section: "upgrades", Body: body}, err
	}))
	for _, t := range s.xref.Tags {
		out = append(out, many(func() ([]page, error) { return s.tagPage(t) }))
	}
	return out
}

func (s *site) tagPage(t *xref.Tag) ([]page, error) {
	path := address.Tag(t.Name)
	root := s.Root(path)
	sum := countActions(t.Events)
	lead := fmt.Sprintf("%s with the tag %s.", wording.Counted(len(t.Events), "event"), t.Name)
	body, err := s.Fill("tag", map[string]any{"Title": t.Name, "Lead": lead, "Bar": sum.bar("Shares of the actions").HTML(), "Up": root + "tag/",
		"Parts": sum.parts(root, func(a model.Action) string { return root + path + a.String() + "/" })})
	if err != nil {
		return nil, err
	}
	return s.withLists(page{Path: path, Title: "Tag " + t.Name, Summary: lead, Section: "upgrades", Body: body}, sum.listings(func(a model.Action) listing {
		return listing{path: path + a.String() + "/", title: english.Capital(a.String()) + " with the tag " + t.Name, lead: meanings[a], section: "upgrades", up: path, upTitle: t.Name}
	}))
}

// actionJobs render a page for each action: what it means, and where it happens.
func (s *site) actionJobs() (out []job) {
	for _, a := range actionOrder {
		out = append(out, one(func() (page, error) { return s.actionPage(a) }))
	}
	return out
}

func (s *site) actionPage(a model.Action) (page, error) {
	path := "action/" + a.String() + "/"
	root := s.Root(path)
	type part struct {
		Path, Words, Href string
		Count             int
		Rows              markupHTML
	}
	var parts []part
	total := 0
	for _, p := range s.xref.Paths {
		t := s.byPath[p]
		if len(t.rows[a]) == 0 {
			continue
		}
		total += t.counts[a]
		x := part{Path: p.String(), Words: p.Words(), Count: t.counts[a]}
		if len(t.rows[a]) <= maxInlineRows {
			x.Rows = writeRows(t.rows[a], root).HTML()
		} else {
			x.Rows, x.Href = writeRows(t.rows[a][:previewRows], root).HTML(), root+path+p.String()+"/"
		}
		parts = append(parts, x)
	}
	body, err := s.Fill("action", map[string]any{"Title": english.Capital(a.String()), "Word": a.String(), "Class": string(xref.Class(a)), "Meaning": meanings[a], "Leapp": leappDoes[a], "Parts": parts, "Number": int(a), "Root": root})
	return page{Path: path, Title: english.Capital(a.String()), Summary: meanings[a], Section: "upgrades", Body: body}, err
}

// leappDoes says what Leapp makes of an action (leapp-semantics 4.7).
var leappDoes = [...]string{
	model.Present:     "If the package is installed, or an earlier release of the same upgrade brought it, Leapp keeps it and takes it from the repository of the event.",
	model.Removed:     "If the packages that the event takes are all installed, Leapp removes them.",
	model.Deprecated:  "If one of the packages that the event takes is installed, Leapp keeps all of them, and installs those that are missing.",
	model.Replaced:    "If the packages that the event takes are all installed, Leapp removes them and installs those that the event leads to.",
	model.Split:       "If the package is installed, Leapp removes it and installs those that the event leads to. A package on both sides stays.",
	model.Merged:      "If any of the packages that the event takes is installed, Leapp removes them all and installs the one that the event leads to.",
	model.Moved:       "If the package is installed, Leapp takes it from the repository that the event leads to. Where that is unknown, it removes the package.",
	model.Renamed:     "If the package is installed, Leapp removes it and installs the one with the new name.",
	model.Reinstalled: "ELevate crashes on it or loses it, other versions of Leapp refuse the whole file. No event may have this action.",
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

type letterLink struct {
	link
	Count int
}

// letters are the pages of all names, for those who have no script.
func (s *site) letters(root string) (out []letterLink) {
	counts := map[string]int{}
	for _, p := range s.xref.Packages {
		counts[letter(p.Name)]++
	}
	for _, l := range s.letterNames() {
		out = append(out, letterLink{link{root + "a-z/" + l + "/", strings.ToUpper(l)}, counts[l]})
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
	out = append(out, one(func() (page, error) {
		const path = "a-z/"
		body, err := s.Fill("letters", map[string]any{"Letters": s.letters(s.Root(path)), "Count": len(s.xref.Packages)})
		return page{Path: path, Title: "All packages", Summary: "Every package that an event names, from A to Z.", Body: body}, err
	}))
	byLetter := map[string][]string{}
	for _, p := range s.xref.Packages {
		byLetter[letter(p.Name)] = append(byLetter[letter(p.Name)], p.Name)
	}
	for _, l := range s.letterNames() {
		out = append(out, many(func() ([]page, error) {
			return s.pages(listing{path: "a-z/" + l + "/", title: "Packages: " + strings.ToUpper(l), lead: wording.Counted(len(byLetter[l]), "package") + ".", up: "a-z/", upTitle: "All packages", rows: packageRows(byLetter[l])})
		}))
	}
	return out
}
