package render

import (
	"slices"
	"strconv"
	"strings"

	"pes/generator/delta"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/atom"
	"pes/generator/render/document"
	"pes/generator/render/history"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
)

// A releaseCard is a release in a list.
type releaseCard struct {
	Href, Version, Day, Summary string
	Channels                    []link
}

func (s *site) releaseCard(r *model.Record, root string) releaseCard {
	x := releaseCard{Href: root + address.Release(r.Version), Version: r.Version, Day: wording.Day(r.Date),
		Summary: s.recordSummary(r)}
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
		return "Its changes are not recorded."
	}
	return english.Capital(history.Summary(r.Notes)) + "."
}

func (s *site) releaseCards(releases []*model.Record, root string) []releaseCard {
	return list.Map(releases, func(r *model.Record) releaseCard { return s.releaseCard(r, root) })
}

// A channelRow is a channel in a list.
type channelRow struct {
	link
	Release   link
	Day, Next string
}

func (s *site) channelRows(root string) []channelRow {
	return list.Map(s.history.Channels, func(c *history.Channel) channelRow {
		r := c.Record
		return channelRow{link{root + address.Channel(c.Name), c.Name},
			link{root + address.Release(r.Version), r.Version}, wording.Day(r.Date), s.history.NextPromotion(c)}
	})
}

// changesPage is the list of recorded releases; there is none where none is recorded.
func (s *site) changesPage() *draft {
	if len(s.Catalog.Records) == 0 {
		return nil
	}
	const summary = "The changes of each release, and the channel that offers it."
	d := s.draft("changes", page{Path: address.Releases, Title: "Changes", Summary: summary, Section: "downloads"})
	d.json, d.feed = document.Root+"releases.json", atom.FileName
	d.data["Channels"], d.data["Releases"] = s.channelRows(d.root), s.releaseCards(s.Catalog.Records, d.root)
	return d
}

func (s *site) releasePages(r *model.Record) *draft {
	type fact struct{ Term, Text string }
	var facts []fact
	add := func(n int, term string) {
		if n > 0 {
			facts = append(facts, fact{term, english.Grouped(n)})
		}
	}
	add(r.Counts.Trees, "Upgrades of distributions")
	add(r.Counts.Events, "Events")
	add(r.Counts.Vendors, "Vendors")
	add(r.Counts.Keys, "Key files")
	why := slices.DeleteFunc(strings.Split(r.Why, "\n\n"), func(p string) bool { return strings.TrimSpace(p) == "" })
	p := page{Path: address.Release(r.Version), Title: "Release " + r.Version}
	p.Summary = p.Title + ": " + s.recordSummary(r)
	return s.notePages("release", p, r.Notes, func(d *draft) {
		before := link{Title: r.Previous}
		if old := s.history.Release(r.Previous); old != nil {
			before.Href = d.root + address.Release(old.Version)
		}
		d.data = map[string]any{"Card": s.releaseCard(r, d.root), "Facts": facts, "Why": why, "Previous": before,
			"Manifest": r.Manifest}
	})
}

func (s *site) channelPages(c *history.Channel) *draft {
	p, next := page{Path: address.Channel(c.Name), Title: "Channel " + c.Name}, s.history.NextPromotion(c)
	p.Summary = "The channel " + c.Name + " offers release " + c.Record.Version + ". " + next
	return s.notePages("channel", p, c.Notes, func(d *draft) {
		d.json, d.feed = document.Root+"releases.json", address.Channel(c.Name)+atom.FileName
		d.data = map[string]any{"Name": c.Name, "Card": s.releaseCard(c.Record, d.root), "Next": next,
			"Newer": s.releaseCards(c.Newer, d.root), "Releases": s.Releases,
			"Repositories": len(s.dnfRepositories(c)) > 0}
	})
}

// notePages fill a template whose notes may need more than one page; give sets the rest of the page's data.
func (s *site) notePages(template string, p page, notes []model.Note, give func(*draft)) *draft {
	chunks := s.noteChunks(notes)
	var names []string
	for i := range chunks {
		names = append(names, strconv.Itoa(i+1))
	}
	p.Section = "downloads"
	return s.spread(template, p, names, func(d *draft, i int) {
		give(d)
		d.data["Notes"], d.data["First"] = s.writeNotes(chunks[i], d.root).HTML(), i == 0
		d.data["Up"] = d.root + address.Releases
	})
}

// noteChunks distributes notes over pages; a note about very many packages is split over several.
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

// maxUnfolded is how many packages a note shows; more are folded away.
const maxUnfolded = 12

// writeNotes writes notes below headings for their category and scope.
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
			b.Tag("<section").Attr("aria-labelledby", category).Tag("><h2").Attr("id", category).Tag(">")
			b.Text(delta.Title(delta.Category(category))).Tag("</h2>")
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
	text := ": " + history.WithFullStop(history.NoteText(n))
	if n.Why != "" {
		text += " " + history.WithFullStop(n.Why)
	}
	b.Tag("<li>")
	codeNames(b, n.Names)
	switch {
	case len(n.Names) > 0 && len(n.Packages) > 0:
		b.Text(text + " Packages that no longer have an event:")
		s.writePackages(b, n.Packages, root)
	case len(n.Names) > 0:
		b.Text(text)
	case len(n.Packages) > maxUnfolded:
		b.Text(wording.Counted(len(n.Packages), "package") + text)
		s.writePackages(b, n.Packages, root)
	default:
		packageLinks(b, n.Packages, root)
		b.Text(text)
	}
}

// codeNames writes names as code, with commas between.
func codeNames(b *markup.Builder, names []string) {
	for i, name := range names {
		if i > 0 {
			b.Tag(", ")
		}
		b.Tag("<code>").Text(name).Tag("</code>")
	}
}

// writePackages lists packages, folded.
func (s *site) writePackages(b *markup.Builder, names []string, root string) {
	b.Tag("<details><summary>").Text(wording.Counted(len(names), "package")).Tag("</summary>")
	b.Add(writeRows(packageRows(names), root)).Tag("</details>")
}
