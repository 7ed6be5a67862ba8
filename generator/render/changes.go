package render

import (
	"strconv"
	"strings"

	"pes/generator/delta"
	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/atom"
	"pes/generator/render/document"
	"pes/generator/render/history"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
)

// historyJobs render what releases changed, and what channels offer.
func (s *site) historyJobs() (out []job) {
	if len(s.Catalog.Records) == 0 {
		return nil
	}
	out = append(out, one(s.changesPage))
	for _, r := range s.Catalog.Records {
		out = append(out, many(func() ([]page, error) { return s.recordPages(r) }))
	}
	for _, c := range s.history.Channels {
		out = append(out, many(func() ([]page, error) { return s.channelPages(c) }))
	}
	return out
}

// A releaseCard is a release in a list.
type releaseCard struct {
	Href, Version, Day, Summary string
	Channels                    []link
}

func (s *site) releaseCard(r *model.Record, root string) releaseCard {
	x := releaseCard{Href: root + address.Release(r.Version), Version: r.Version, Day: wording.Day(r.Date), Summary: s.recordSummary(r)}
	for _, c := range s.history.Channels {
		if c.Record == r {
			x.Channels = append(x.Channels, link{root + address.Channel(c.Name), c.Name})
		}
	}
	return x
}

// recordSummary says what a release changed, in a sentence.
func (s *site) recordSummary(r *model.Record) string {
	if r.Previous == "" && len(r.Notes) == 0 {
		return "Nothing is recorded of what it changed."
	}
	return english.Capital(history.Summary(r.Notes)) + "."
}

// A channelRow is a channel in a list.
type channelRow struct {
	link
	Release link
	Day     string
	Next    string
}

func (s *site) channelRows(root string) (out []channelRow) {
	for _, c := range s.history.Channels {
		out = append(out, channelRow{link{root + address.Channel(c.Name), c.Name}, link{root + address.Release(c.Record.Version), c.Record.Version}, wording.Day(c.Record.Date), s.history.NextPromotion(c)})
	}
	return out
}

func (s *site) changesPage() (page, error) {
	root := s.Root(address.Releases)
	var cards []releaseCard
	for _, r := range s.Catalog.Records {
		cards = append(cards, s.releaseCard(r, root))
	}
	head, foot := alternateLinks(root, document.Root+"releases.json", atom.FileName)
	body, err := s.Fill("changes", map[string]any{"Channels": s.channelRows(root), "Releases": cards, "Alternates": foot.HTML()})
	return page{Path: address.Releases, Title: "Changes", Summary: "What each release changed, and which channel offers it.", Section: "downloads", Head: head, Body: body}, err
}

func (s *site) recordPages(r *model.Record) ([]page, error) {
	type fact struct{ Term, Text string }
	var facts []fact
	add := func(n int, word string) {
		if n > 0 {
			facts = append(facts, fact{english.Capital(word) + "s", english.Grouped(n)})
		}
	}
	add(r.Counts.Trees, "tree")
	add(r.Counts.Events, "event")
	add(r.Counts.Vendors, "vendor")
	add(r.Counts.Keys, "key file")
	var why []string
	for _, p := range strings.Split(r.Why, "\n\n") {
		if strings.TrimSpace(p) != "" {
			why = append(why, p)
		}
	}
	old := s.history.Release(r.Previous)
	return s.notePages(address.Release(r.Version), r.Notes, func(root string, p *page, data map[string]any) {
		before := link{Title: r.Previous}
		if old != nil {
			before.Href = root + address.Release(old.Version)
		}
		data["Card"], data["Facts"], data["Why"], data["Previous"], data["Manifest"], data["Up"] = s.releaseCard(r, root), facts, why, before, r.Manifest, root+address.Releases
		p.Title, p.Summary = "Release "+r.Version, "Release "+r.Version+": "+s.recordSummary(r)
	}, "release")
}

func (s *site) channelPages(c *history.Channel) ([]page, error) {
	return s.notePages(address.Channel(c.Name), c.Notes, func(root string, p *page, data map[string]any) {
		var cards []releaseCard
		for _, r := range c.Newer {
			cards = append(cards, s.releaseCard(r, root))
		}
		var foot markup.Fragment
		p.Head, foot = alternateLinks(root, document.Root+"releases.json", address.Channel(c.Name)+atom.FileName)
		data["Name"], data["Card"], data["Next"], data["Newer"], data["Up"], data["Alternates"] = c.Name, s.releaseCard(c.Record, root), s.history.NextPromotion(c), cards, root+address.Releases, foot.HTML()
		p.Title, p.Summary = "Channel "+c.Name, "The channel "+c.Name+" offers release "+c.Record.Version+". "+s.history.NextPromotion(c)
	}, "channel")
}

// notePages fill a template whose notes may need more than one page; give says what else the template and the page hold.
func (s *site) notePages(path string, notes []model.Note, give func(root string, p *page, data map[string]any), template string) (out []page, err error) {
	chunks := s.noteChunks(notes)
	for i := range chunks {
		p := page{Path: path, Section: "downloads"}
		if i > 0 {
			p.Path += strconv.Itoa(i+1) + "/"
		}
		root := s.Root(p.Path)
		type pagerLink struct {
			Href, Number string
			Current      bool
		}
		var nav []pagerLink
		for j := range chunks {
			href := root + path
			if j > 0 {
				href += strconv.Itoa(j+1) + "/"
			}
			nav = append(nav, pagerLink{href, strconv.Itoa(j + 1), i == j})
		}
		if len(chunks) == 1 {
			nav = nil
		}
		data := map[string]any{"Notes": s.writeNotes(chunks[i], root).HTML(), "Nav": nav, "First": i == 0}
		give(root, &p, data)
		if i > 0 {
			p.Title += ", page " + strconv.Itoa(i+1)
		}
		if p.Body, err = s.Fill(template, data); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// noteChunks spreads notes over pages, and a note about very many packages over several.
func (s *site) noteChunks(notes []model.Note) (chunks [][]model.Note) {
	chunks, room := [][]model.Note{nil}, maxElements
	for _, n := range notes {
		for first := true; first || len(n.Packages) > 0; first = false {
			part := n
			if m := maxElements / 5; len(n.Packages) > m {
				part.Packages = n.Packages[:m]
			}
			n.Packages = n.Packages[len(part.Packages):]
			elements := 5 + 2*len(part.Packages) + len(part.Names)
			if room -= elements; room < 0 {
				chunks, room = append(chunks, nil), maxElements-elements
			}
			chunks[len(chunks)-1] = append(chunks[len(chunks)-1], part)
		}
	}
	return chunks
}

// folded is from how many packages on they are actionOrder on demand alone.
const folded = 12

// writeNotes writes notes below headings: of what they are about, and where it is so.
func (s *site) writeNotes(notes []model.Note, root string) markup.Fragment {
	var b markup.Builder
	category, where := "", ""
	for i := range notes {
		n := &notes[i]
		if n.Category != category {
			if category != "" {
				b.Tag("</ul></section>")
			}
			category, where = n.Category, ""
			b.Tag("<section").Attr("aria-labelledby", category).Tag("><h2").Attr("id", category).Tag(">").Text(delta.Title(delta.Category(category))).Tag("</h2>")
			if lead := delta.Lead(delta.Category(category)); lead != "" {
				b.Tag("<p class=lead>").Text(lead).Tag("</p>")
			}
		}
		if at := s.history.Scope(n); at != where {
			if where != "" {
				b.Tag("</ul>")
			}
			where = at
			b.Tag("<h3>").Text(at).Tag("</h3><ul>")
		}
		s.writeNote(&b, n, root)
	}
	if category != "" {
		b.Tag("</ul></section>")
	}
	return b.Fragment()
}

func (s *site) writeNote(b *markup.Builder, n *model.Note, root string) {
	said := ": " + history.WithFullStop(history.NoteText(n))
	if n.Why != "" {
		said += " " + history.WithFullStop(n.Why)
	}
	b.Tag("<li>")
	for i, name := range n.Names {
		if i > 0 {
			b.Tag(", ")
		}
		b.Tag("<code>").Text(name).Tag("</code>")
	}
	switch {
	case len(n.Names) > 0 && len(n.Packages) > 0:
		b.Text(said + " No event takes any more:")
		s.writePackages(b, n.Packages, root)
	case len(n.Names) > 0:
		b.Text(said)
	case len(n.Packages) > folded:
		b.Text(wording.Counted(len(n.Packages), "package") + said)
		s.writePackages(b, n.Packages, root)
	default:
		packageLinks(b, n.Packages, root)
		b.Text(said)
	}
}

// writePackages lists packages, folded.
func (s *site) writePackages(b *markup.Builder, names []string, root string) {
	b.Tag("<details><summary>").Text(wording.Counted(len(names), "package")).Tag("</summary>").Add(writeRows(packageRows(names), root)).Tag("</details>")
}
