package render

import (
	"cmp"
	"slices"
	"strconv"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/provenance"
	"pes/generator/render/address"
	"pes/generator/render/document"
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/upstream"
)

const (
	maxUpstream = 6   // events of upstream that the page of a package tells of
	maxRules    = 200 // rules that the page of upstream's events shows
)

// upstreamFoot writes of an event of upstream what was changed in it, and of one of the project whose place it takes.
func (s *site) upstreamFoot(b *markup.Builder, e *xref.EventGroup, x *model.Event) {
	if x.Origin == nil || s.Catalog.Layer == nil {
		return
	}
	if x.Upstream != 0 {
		here := s.xref.Distros(e.Cells)
		for _, o := range s.xref.Upstream.Outcomes(s.Catalog.Layer.Event(x.Upstream)) {
			if o.Fate == model.Changed && slices.ContainsFunc(o.Distros, func(d *model.Distro) bool {
				return slices.Contains(here, d)
			}) {
				b.Tag("<p class=meta>")
				s.outcome(b, o)
			}
		}
		return
	}
	replaced := s.xref.Upstream.ReplacedBy(x.Origin)
	if len(replaced) == 0 {
		return
	}
	b.Tag("<p class=meta>instead of upstream’s ")
	for i, u := range replaced[:min(maxUpstream, len(replaced))] {
		b.Text([]string{"", ", "}[min(i, 1)] + identified(u))
	}
	moreThan(b, len(replaced)-maxUpstream)
}

// identified is an event of upstream with its id.
func identified(u *model.Event) string {
	return upstream.Describe(u) + " (id " + strconv.FormatUint(u.ID, 10) + ")"
}

// moreThan says that n events are not shown.
func moreThan(b *markup.Builder, n int) {
	if n > 0 {
		b.Text(" and " + english.Grouped(n) + " more")
	}
}

// outcomes writes an event of upstream with some of its outcomes, as an item of a list.
func (s *site) outcomes(b *markup.Builder, u *model.Event, outcomes []provenance.Outcome) {
	b.Tag("<li>").Text(identified(u) + ": ")
	for i, o := range outcomes {
		b.Text([]string{"", "; "}[min(i, 1)])
		s.outcome(b, o)
	}
}

// outcome writes what some distributions made of an event of upstream, and why.
func (s *site) outcome(b *markup.Builder, o provenance.Outcome) {
	b.Text(o.Fate.String() + " in ")
	if len(o.Distros) == len(s.xref.Upstream.Distros) && len(o.Distros) > 1 {
		b.Text("all distributions")
	} else {
		b.Text(english.And(wording.Titles(o.Distros)))
	}
	for i, r := range o.Reasons {
		b.Text([]string{": ", "; "}[min(i, 1)] + r.String())
		for _, place := range r.Places[:min(1, len(r.Places))] {
			b.Tag(" ")
			s.place(b, place)
		}
		moreThan(b, len(r.Places)-1)
	}
}

// notTaken writes which events of upstream about a package some distribution does not have, and why.
func (s *site) notTaken(b *markup.Builder, name string) {
	type event struct {
		*model.Event
		outcomes []provenance.Outcome
	}
	var events []event
	for _, u := range s.xref.Upstream.Named(name) {
		all := s.xref.Upstream.Outcomes(u)
		outcomes := list.Select(all, func(o provenance.Outcome) bool {
			switch o.Fate {
			case model.Changed:
				return slices.ContainsFunc(o.Reasons, func(r provenance.Reason) bool {
					return !r.Renamed && slices.Contains(r.Packages, name)
				})
			case model.Unreachable:
				return len(all) == 1
			}
			return o.Fate != model.Taken
		})
		if len(outcomes) > 0 {
			events = append(events, event{u, outcomes})
		}
	}
	if len(events) == 0 {
		return
	}
	beginSection(b, "upstream", "Not taken from upstream")
	b.Tag("<ul>")
	for _, u := range events[:min(maxUpstream, len(events))] {
		s.outcomes(b, u.Event, u.outcomes)
	}
	b.Tag("</ul>")
	if n := len(events) - maxUpstream; n > 0 {
		b.Tag("<p class=meta>").Text(english.Grouped(n) + " more: ").Tag("<code>").Text("pes explain " +
			name).Tag("</code>")
	}
	b.Tag("</section>")
}

// fates are the fates in the order of tables.
var fates = []model.Fate{model.Taken, model.Changed, model.Superseded, model.Dropped, model.Unreachable}

// upstreamTable counts what became of upstream's events on a path, by fate and distribution; nothing where there are
// none.
func (s *site) upstreamTable(p *xref.Path, root string) markup.Fragment {
	if s.Catalog.Layer == nil {
		return markup.Fragment{}
	}
	var b markup.Builder
	var columns []provenance.Counts
	beginTable(&b, "counts", "Upstream’s events by fate and distribution", "Fate")
	for _, i := range p.Cells {
		l := distroPathLink(root, s.xref.Cells[i])
		b.Tag("<th scope=col>").Link(l.Href, l.Title)
		columns = append(columns, s.xref.Upstream.Count(s.xref.Cells[i].Target.Distro, p.Target))
	}
	b.Tag("<tbody>")
	for _, f := range fates {
		b.Tag("<tr><th scope=row>").Link(root+address.Upstream+"#"+f.String(), f.String())
		for _, n := range columns {
			b.Tag("<td>").Text(english.Grouped(n[f]))
		}
	}
	return b.Tag(endTable).Fragment()
}

// upstreamPage says where the layer of upstream's events is from, and what was made of it; nil where there is none.
func (s *site) upstreamPage() *draft {
	l := s.Catalog.Layer
	if l == nil {
		return nil
	}
	const summary = "The events of upstream that the data are based on, and what happened to them."
	d := s.draft("upstream", page{Path: address.Upstream, Title: "Upstream", Summary: summary, Section: "upgrades"})
	d.json = document.Root + "upstream.json"
	rules := s.xref.Upstream.CountRules()
	slices.SortStableFunc(rules, func(a, b provenance.RuleCount) int { return cmp.Compare(b.Events, a.Events) })
	d.data = map[string]any{"Layer": l, "AsOf": l.AsOf(), "Events": english.Grouped(len(l.Events)),
		"Counts": s.fateTable(d.root).HTML(), "Rules": s.ruleTable(rules[:min(maxRules, len(rules))]).HTML(),
		"MoreRules": max(0, len(rules)-maxRules)}
	var parts []upstreamPart
	for _, f := range []model.Fate{model.Superseded, model.Dropped, model.Unreachable} {
		parts = append(parts, s.upstreamPart(f))
	}
	d.data["Parts"] = parts
	return d
}

// An upstreamPart is the events of one fate on the page of upstream's events.
type upstreamPart struct {
	Fate  string
	Count string
	List  markup.HTML // of few
}

func (s *site) upstreamPart(f model.Fate) upstreamPart {
	var events []*model.Event
	var outcomes [][]provenance.Outcome
	n := 0
	for _, e := range s.Catalog.Layer.Events {
		if !s.xref.Upstream.Met(e, f) {
			continue
		}
		if n++; n <= maxInlineRows {
			events = append(events, e)
			outcomes = append(outcomes, list.Select(s.xref.Upstream.Outcomes(e), func(o provenance.Outcome) bool {
				return o.Fate == f
			}))
		}
	}
	part := upstreamPart{Fate: f.String(), Count: english.Grouped(n)}
	if n == 0 || n > maxInlineRows {
		return part
	}
	var b markup.Builder
	b.Tag("<ul>")
	for i, e := range events {
		s.outcomes(&b, e, outcomes[i])
	}
	part.List = b.Tag("</ul>").Fragment().HTML()
	return part
}

// fateTable counts what became of all events, a row for each distribution.
func (s *site) fateTable(root string) markup.Fragment {
	var b markup.Builder
	heads := append([]string{"Distribution"}, list.Map(fates, model.Fate.String)...)
	beginTable(&b, "counts", "Upstream’s events", heads...)
	b.Tag("<tbody>")
	for _, d := range s.xref.Upstream.Distros {
		b.Tag("<tr><th scope=row>").Link(root+address.Distro(d.Folder), wording.Title(d))
		n := s.xref.Upstream.Count(d, 0)
		for _, f := range fates {
			b.Tag("<td>").Text(english.Grouped(n[f]))
		}
	}
	return b.Tag(endTable).Fragment()
}

// ruleTable shows rules about upstream's events, and how many each is about.
func (s *site) ruleTable(rules []provenance.RuleCount) markup.Fragment {
	if len(rules) == 0 {
		return markup.Fragment{}
	}
	var b markup.Builder
	beginTable(&b, "", "Rules for upstream’s events", "Rule", "Where", "Events", "Dropped", "Changed", "Written in")
	b.Tag("<tbody>")
	for _, r := range rules {
		b.Tag("<tr><th scope=row><code>").Text(r.Name).Tag("</code> ").Text(r.Says())
		if r.Why != "" {
			b.Tag("<br><small>").Text(r.Why).Tag("</small>")
		}
		where := "everywhere"
		if len(r.Distros) < len(s.xref.Upstream.Distros) {
			where = english.And(list.Map(r.Distros, func(folder string) string {
				return wording.FolderTitle(s.Catalog, folder)
			}))
		}
		b.Tag("<td>").Text(where)
		for _, n := range []int{r.Events, r.Dropped, r.Changed} {
			b.Tag("<td>").Text(english.Grouped(n))
		}
		b.Tag("<td>")
		s.place(&b, r.Place())
	}
	return b.Tag(endTable).Fragment()
}
