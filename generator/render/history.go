package render

import (
	"slices"
	"strconv"
	"strings"

	"pes/generator/delta"
	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/api"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// A channel is what some people get: one release at a time.
type channel struct {
	name   string
	record *model.Record
	ahead  *channel        // what is promoted to this channel was there before; nil for the first
	newer  []*model.Record // that it gets when the release of the one ahead is promoted, the newest first
	notes  []model.Note    // and what they change
	linked bool            // records lead from its release to that one
}

// promotion is the way a release takes, as ELevate publishes; channels of other names stand beside it.
var promotion = []string{"ng", "testing", "stable"}

// A past is a note about a package.
type past struct {
	record *model.Record
	note   *model.Note
}

// readHistory finds the channels, and what records say of each package.
func (s *site) readHistory() {
	s.past = map[string][]past{}
	for _, r := range s.Catalog.Records {
		for i := range r.Notes {
			for _, p := range r.Notes[i].Packages {
				s.past[p] = append(s.past[p], past{r, &r.Notes[i]})
			}
		}
		for _, name := range r.Channels {
			s.channels = append(s.channels, &channel{name: name, record: r})
		}
	}
	for name := range s.past {
		if s.xref.Package(name) == nil {
			s.recordedOnly = append(s.recordedOnly, name)
		}
	}
	slices.Sort(s.recordedOnly)
	rank := func(c *channel) int { // what is in no order comes last
		if i := slices.Index(promotion, c.name); i >= 0 {
			return i
		}
		return len(promotion)
	}
	slices.SortFunc(s.channels, func(a, b *channel) int {
		if a, b := rank(a), rank(b); a != b {
			return a - b
		}
		return strings.Compare(a.name, b.name)
	})
	for i, c := range s.channels {
		if i > 0 && rank(c) < len(promotion) {
			c.ahead = s.channels[i-1]
			s.findNewer(c)
		}
	}
}

// record is that of a version, nil where there is none.
func (s *site) record(version string) *model.Record {
	for _, r := range s.Catalog.Records {
		if r.Version == version {
			return r
		}
	}
	return nil
}

// since are the releases behind one release up to another, the newest first; ok tells whether records lead from one to the other.
func (s *site) since(old, now *model.Record) (out []*model.Record, ok bool) {
	for r := now; r != nil; r = s.record(r.Previous) {
		if r == old {
			return out, true
		}
		out = append(out, r)
	}
	return nil, false
}

// findNewer finds what a channel gets when the release of the one ahead of it is promoted.
func (s *site) findNewer(c *channel) {
	c.newer, c.linked = s.since(c.record, c.ahead.record)
	lists := make([][]model.Note, 0, len(c.newer))
	for _, r := range slices.Backward(c.newer) {
		lists = append(lists, r.Notes)
	}
	c.notes = delta.Accumulate(lists...)
}

// nextPromotion says in a sentence what the next promotion changes.
func (s *site) nextPromotion(c *channel) string {
	switch {
	case c.ahead == nil && slices.Contains(promotion, c.name):
		return "Releases appear here first."
	case c.ahead == nil:
		return "It follows no other channel."
	}
	if !c.linked {
		if _, behind := s.since(c.ahead.record, c.record); behind {
			return "It is ahead of " + c.ahead.name + "."
		}
		return "What " + c.ahead.name + " would change here is not recorded."
	}
	if len(c.newer) == 0 {
		return "It offers what " + c.ahead.name + " does."
	}
	return "From " + c.ahead.name + " it would get " + c.ahead.record.Version + ": " + summary(c.notes) + "."
}

// summary says in a few words what notes are about.
func summary(notes []model.Note) string {
	if len(notes) == 0 {
		return "no difference in meaning"
	}
	return english.And(delta.Tally(notes))
}

// noteScope says where a note is so: "7 to 8, all distributions, on aarch64".
func (s *site) noteScope(n *model.Note) string {
	out := strconv.Itoa(n.Target-1) + " to " + strconv.Itoa(n.Target) + ", " + s.who(n.Target, n.Distros, "all distributions")
	if n.Vendor != "" {
		out += ", vendor " + s.vendorTitle(n.Vendor)
	}
	if len(n.Arches) > 0 {
		out += ", on " + english.And(n.Arches)
	}
	return out
}

// who names distributions; all says so of those that have the target.
func (s *site) who(target int, folders []string, all string) string {
	var have, called []string
	for _, t := range s.Catalog.Targets {
		if t.Major == target {
			have = append(have, t.Distro.Folder)
		}
	}
	if len(have) == 2 && all != "" {
		all = "both distributions"
	}
	if len(have) > 1 && !slices.ContainsFunc(have, func(f string) bool { return !slices.Contains(folders, f) }) {
		return all
	}
	for _, f := range folders {
		called = append(called, s.distroTitle(f))
	}
	return english.And(called)
}

func (s *site) vendorTitle(name string) string {
	for _, v := range s.xref.Vendors {
		if v.Name == name {
			return v.DisplayName()
		}
	}
	return name
}

// noteText says what changed, behind the names of what it is about.
func noteText(n *model.Note) string {
	var out string
	or := func(words string) string {
		if words == "" {
			return "untouched"
		}
		return words
	}
	switch {
	case n.Text != "":
		out = n.Text
	case n.Category == string(delta.Removed) && n.Is == string(delta.Removed):
		out = "so far " + or(n.Was)
	default:
		out = "now " + or(n.Is) + ", so far " + or(n.Was)
	}
	if len(n.Streams) > 0 {
		out = "with " + streamWords(n.Streams) + " " + out
	}
	return out
}

func streamWords(list []string) string {
	words := slices.Clone(list)
	for i, w := range words {
		if w == "-" {
			words[i] = "no stream"
		}
	}
	return english.And(words)
}

// packageHistory says since when something becomes of a package, and until when something did.
func (s *site) packageHistory(b *markup.Builder, name string) {
	list := s.past[name]
	if len(list) == 0 {
		return
	}
	b.Tag("<section aria-labelledby=history><h2 id=history>History</h2><ul>")
	for _, p := range list {
		before, after := s.pastText(p)
		b.Tag("<li>").Text(before+" ").Link(packageRoot+address.Release(p.record.Version), p.record.Version).Tag(" <small>(").Text(wording.Day(p.record.Date)).Tag(")</small> ").Text(after)
		if p.note.Why != "" {
			b.Text(" " + withFullStop(p.note.Why))
		}
	}
	b.Tag("</ul></section>")
}

// pastText says what a release changed for a package: what stands before the release's name, and behind it.
func (s *site) pastText(p past) (before, after string) {
	n := p.note
	on := "on " + strconv.Itoa(n.Target-1) + " to " + strconv.Itoa(n.Target)
	if who := s.who(n.Target, n.Distros, ""); who != "" {
		on += " in " + who
	}
	if len(n.Arches) > 0 {
		on += " on " + english.And(n.Arches)
	}
	if len(n.Streams) > 0 {
		on = "with " + streamWords(n.Streams) + " " + on
	}
	was, is := outcomeText(n.Was), outcomeText(n.Is)
	switch {
	case len(n.Names) > 0 && n.Category == string(delta.Vendors):
		return "Until", "taken by events of the vendor " + english.And(n.Names) + " " + on + "; since then no event takes it."
	case len(n.Names) > 0:
		return "Until", "taken by events " + on + "; since then the upgrade is gone, and no event takes it."
	case n.Text != "":
		return "Since", on + ": " + n.Text + "."
	case n.Is == "":
		return "Until", was + " " + on + "; since then no event takes it."
	case n.Was == "":
		return "Since", is + " " + on + "; no event took it before."
	}
	return "Since", is + " " + on + "; " + was + " before."
}

// outcomeText are what becomes of a package, as part of a sentence: "from baseos" alone would be none.
func outcomeText(s string) string {
	if strings.HasPrefix(s, "from ") {
		return "taken " + s
	}
	return s
}

// withFullStop ends a text with a full stop.
func withFullStop(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}

// recordedPage is the page of a package that only records name.
func (s *site) recordedPage(name string) []byte {
	b := &markup.Builder{}
	b.Tag("<p class=kind>Package<h1>").Text(name).Tag("</h1><div class=answers><p class=none>No event names this package any more.</div>")
	s.packageHistory(b, name)
	head, foot := alternateLinks(packageRoot, jsonPath(name), "")
	b.Add(foot)
	return s.wrap(page{path: address.Package(name), title: name, summary: "No event names the package " + name + " any more: what became of it, and until when.", head: head}, b)
}

// recordedJSON is the document of such a package.
func (s *site) recordedJSON(name string) []byte { return s.packageJSON(&xref.Package{Name: name}) }

func (s *site) apiPast(list []past) (out []api.Past) {
	for _, p := range list {
		n := p.note
		out = append(out, api.Past{Release: p.record.Version, Page: fromAPI + address.Release(p.record.Version), Target: n.Target, Distributions: n.Distros, Category: n.Category,
			Was: n.Was, Is: n.Is, Text: n.Text, Why: n.Why})
	}
	return out
}

func (s *site) apiReleases() api.Releases {
	out := api.Releases{Releases: []api.Release{}, Gone: []api.Link{}}
	for _, name := range s.recordedOnly {
		out.Gone = append(out.Gone, api.Link{Name: name, URL: "packages/" + address.Segment(name) + ".json"})
	}
	for _, r := range s.Catalog.Records {
		x := api.Release{Version: r.Version, Date: wording.Day(r.Date), Page: "../../" + address.Release(r.Version), Previous: r.Previous, Channels: some(r.Channels), Manifest: r.Manifest, Counts: map[string]int{}}
		for _, n := range r.Notes {
			if len(n.Names) > 0 {
				x.Counts[n.Category] += len(n.Names)
			} else {
				x.Counts[n.Category] += len(n.Packages)
			}
		}
		out.Releases = append(out.Releases, x)
	}
	return out
}
