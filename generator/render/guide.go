package render

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"pes/generator/list"
	"pes/generator/render/address"
	"pes/generator/render/layout"
	"pes/generator/render/prose"
	"pes/generator/render/wording"
	"pes/generator/rules"
	files "pes/site"
)

// A guide is a page of documentation, rendered.
type guide struct {
	path, title, part string
	source            string // its file in the project, "" of the glossary that every site has
	prose.Guide
}

// glossary is a guide that every site has: a project's own, or ours.
const glossary = "glossary"

// rulesGuide is the reference that the project generates from the table of rules; the site shows the table itself.
const rulesGuide = "rules"

// guidePages renders the guides and the glossary.
func (s *site) guidePages() {
	known := map[string]string{rulesGuide: "rules/", glossary: "glossary/"}
	for _, g := range s.Guides {
		if known[g.Name] == "" {
			known[g.Name] = "docs/" + address.Escape(g.Name) + "/"
		}
	}
	for _, g := range s.Guides {
		if g.Name != rulesGuide {
			made := s.guide(g.Name, known[g.Name], g.Title, g.Text, known)
			made.part, made.source = g.Part, "content/docs/"+g.Name+".md"
			s.guides = append(s.guides, made)
		}
	}
	own := slices.ContainsFunc(s.Guides, func(g Guide) bool { return g.Name == glossary })
	if text, err := fs.ReadFile(files.Templates, "templates/glossary.md"); err == nil && !own {
		s.guides = append(s.guides, s.guide(glossary, known[glossary], "Glossary", text, known))
	}
}

// guide renders one guide; links to other files of documentation become links to their pages.
func (s *site) guide(name, at, title string, text []byte, known map[string]string) *guide {
	root := s.Root(at)
	link := func(to string) (string, bool) {
		file, fragment, _ := strings.Cut(to, "#")
		if fragment != "" {
			fragment = "#" + fragment
		}
		if file == "" {
			return strings.Replace(fragment, "#", "#h-", 1), fragment != ""
		}
		if p, ok := strings.CutPrefix(file, "site:"); ok { // pages of the site, in pes's own texts
			return root + p + fragment, true
		}
		target, ok := known[strings.TrimSuffix(path.Join(path.Dir(name), file), ".md")]
		if ok && target != "rules/" {
			fragment = strings.Replace(fragment, "#", "#h-", 1)
		}
		return root + target + fragment, ok && strings.HasSuffix(file, ".md")
	}
	g := &guide{path: at, title: title, Guide: prose.Long(text, link, s.guideBlock(root))}
	g.Body = layout.Minify(g.Body)
	return g
}

// A guidePart is a part of the guides, and what stands under it.
type guidePart struct {
	Title, ID string
	Guides    []guideCard
}

type guideCard struct{ Href, Title, Lead string }

// guideParts are the guides by part, in their order. The rules are a page of every site; a project's own list of them
// says which part it is in.
func (s *site) guideParts(root string) (out []guidePart) {
	add := func(part string, c guideCard) {
		part = cmp.Or(part, "Reference")
		p := list.FindOrAdd(&out, guidePart{Title: part}, func(p guidePart) bool { return p.Title == part })
		p.Guides = append(p.Guides, c)
	}
	for _, g := range s.guides {
		add(g.part, guideCard{root + g.path, g.title, wording.Cut(g.Lead, 160)})
	}
	part := ""
	if i := slices.IndexFunc(s.Guides, func(g Guide) bool { return g.Name == rulesGuide }); i >= 0 {
		part = s.Guides[i].Part
	}
	const rulesLead = "Every mistake that pes finds in upgrade data, and what Leapp does with it."
	add(part, guideCard{root + "rules/", "Rules", rulesLead})
	const coverageLead = "How much of each release has data, and where nothing is known."
	add(part, guideCard{root + coveragePath, "Coverage", coverageLead})
	for i := range out {
		out[i].ID = "part-" + strconv.Itoa(i+1)
	}
	return out
}

func (s *site) guidesPage() *draft {
	const summary = "Plan an upgrade, understand what Leapp does, write and publish upgrade data."
	d := s.draft("guides", page{Path: "docs/", Title: "Guides", Summary: summary, Section: "guides"})
	d.data["Lead"], d.data["Parts"] = summary, s.guideParts(d.root)
	return d
}

func (s *site) guidePage(g *guide) *draft {
	summary := wording.Cut(g.Lead, 200)
	d := s.draft("guide", page{Path: g.path, Title: g.title, Summary: summary, Section: "guides",
		Source: g.source})
	d.data["Title"], d.data["Headings"], d.data["Body"] = g.title, g.Headings, g.Body.HTML()
	d.data["Up"] = d.root + "docs/"
	return d
}

// rulesPage is the table of rules; each links to what Leapp does, where the project has the guide that says it.
func (s *site) rulesPage() *draft {
	type link struct{ Section, Href string }
	type rule struct {
		rules.Rule
		Links []link
	}
	type subject struct {
		Title, ID string
		Rules     []rule
	}
	const summary = "Every mistake that pes finds in upgrade data, and what Leapp does with it."
	d := s.draft("rules", page{Path: "rules/", Title: "Rules", Summary: summary, Section: "guides"})
	file := "docs/" + strings.TrimSuffix(rules.Guide, ".md") + "/"
	linked := slices.ContainsFunc(s.guides, func(g *guide) bool { return g.path == file })
	var subjects []subject
	for i, x := range rules.Subjects() {
		sub := subject{Title: x.Title, ID: "subject-" + strconv.Itoa(i+1)}
		for _, r := range x.Rules {
			var links []link
			for _, section := range r.Sections {
				if linked {
					links = append(links, link{section, d.root + file + "#h-" + rules.Anchor(section)})
				}
			}
			sub.Rules = append(sub.Rules, rule{r, links})
		}
		subjects = append(subjects, sub)
	}
	d.data["Subjects"], d.data["Up"] = subjects, d.root+"docs/"
	return d
}

// mentions finds packages that guides and events set as code: `chrony`.
func (s *site) mentions() {
	s.mentionedBy = map[string][]link{}
	add := func(name string, m link) {
		if s.xref.Package(name) != nil && !slices.Contains(s.mentionedBy[name], m) {
			s.mentionedBy[name] = append(s.mentionedBy[name], m)
		}
	}
	for _, g := range s.guides {
		for _, name := range g.Code {
			add(name, link{packageRoot + g.path, g.title})
		}
	}
	for _, e := range s.xref.Events {
		for _, name := range s.events[e].code {
			if !slices.Contains(wording.Names(slices.Concat(e.In, e.Out)), name) {
				add(name, link{packageRoot + "p/" + e.Address(e.In[0].Name), e.Title()})
			}
		}
	}
}
