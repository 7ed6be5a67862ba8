package render

import (
	"net/url"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/render/address"
	"pes/generator/render/markup"
	"pes/generator/render/prose"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// A renderedEvent is an event as pages show it.
type renderedEvent struct {
	*xref.EventGroup
	full  markup.Fragment // on the pages of the packages it takes
	brief markup.Fragment // on those of packages it leads to
	code  []string        // names in its prose, set as code
}

// packageRoot is the relative path from the page of a package, the only pages that show events, to the root of the
// site.
const packageRoot = "../../"

// renderEvents renders every event once.
func (s *site) renderEvents() {
	made := par.Map(s.Jobs, len(s.xref.Events), func(i int) *renderedEvent { return s.renderEvent(s.xref.Events[i]) })
	s.events = make(map[*xref.EventGroup]*renderedEvent, len(made))
	for _, e := range made {
		s.events[e.EventGroup] = e
	}
}

func (s *site) renderEvent(e *xref.EventGroup) *renderedEvent {
	out := &renderedEvent{EventGroup: e}
	var why, advice prose.Guide
	if e.Origin != nil && e.Why != "" {
		why = prose.Short(e.Why)
	}
	if e.Origin != nil && e.Advice != "" {
		advice = prose.Short(e.Advice)
	}
	out.code = slices.Concat(why.Code, advice.Code)
	full, brief := builders.Get().(*markup.Builder), builders.Get().(*markup.Builder)
	defer builders.Put(full)
	defer builders.Put(brief)
	beginEvent(full, e)
	beginEvent(brief, e)
	what := markup.Constant(">Details</a> are with ")
	if !why.Body.IsZero() {
		full.Tag("<div class=why>").Add(why.Body).Tag("</div>")
		what = ">Reasons and advice</a> are with "
	}
	if !advice.Body.IsZero() {
		full.Tag("<div class=advice><h4>What to do</h4>").Add(advice.Body).Tag("</div>")
		what = ">Reasons and advice</a> are with "
	}
	s.eventFoot(full, e)
	brief.Tag("<p class=meta><a").Attr("href", "../"+e.Address(e.In[0].Name)).Tag(what).Text(e.In[0].Name)
	out.full, out.brief = full.Tag("</article>").Fragment(), brief.Tag("</article>").Fragment()
	return out
}

// beginEvent writes what happens, when and to whom.
func beginEvent(b *markup.Builder, e *xref.EventGroup) {
	b.Reset()
	b.Tag("<article class=event").Attr("id", e.Anchor()).Tag(">")
	for _, other := range e.Anchors[1:] {
		b.Tag("<a").Attr("id", other).Tag("></a>")
	}
	b.Tag("<h3 class=").Tag(e.Class()).Tag("><a").Attr("href", "#"+e.Anchor()).Tag(">")
	b.Text(english.Capital(wording.Becomes(e.Event))).Tag(" in ").Text(e.To.String()).Tag("</a></h3>")
	in, out := wording.Names(e.In), wording.Names(e.Out)
	if len(in) == 1 && (len(out) == 0 || slices.Equal(in, out)) {
		return
	}
	b.Tag("<p class=flow>")
	links := func(names []string) {
		b.Links(names, func(n string) string { return "../" + address.Segment(n) + "/" })
	}
	links(in)
	if len(out) > 0 {
		b.Tag(" → ")
		links(out)
	}
}

// eventFoot writes for whom it holds, its streams, what to read, where it is from, and what it has to do with upstream.
func (s *site) eventFoot(b *markup.Builder, e *xref.EventGroup) {
	if e.Origin != nil && len(e.Links) > 0 {
		b.Tag("<ul class=links>")
		for _, l := range e.Links {
			b.Tag("<li>")
			if markup.MayLink(l) {
				b.Link(l, strings.TrimPrefix(strings.TrimPrefix(l, "https://"), "http://"))
			} else {
				b.Text(l)
			}
			if v := s.vendorAt(l); v != nil && !v.Owns(e) {
				b.Tag(" (vendor ").Link(packageRoot+address.Vendor(v.Name), v.DisplayName()).Tag(")")
			}
		}
		b.Tag("</ul>")
	}
	s.streams(b, e)
	b.Tag("<p class=meta>")
	sep := markup.Constant("")
	item := func() *markup.Builder { b.Tag(sep); sep = " · "; return b }
	if !e.From.IsZero() {
		item().Tag("from ").Text(e.From.String())
	}
	if where := s.where(e); where != "" {
		item().Text(where)
	}
	if arches := e.Arches(); len(arches) < len(s.arches(e)) {
		item().Text(english.And(arches))
	}
	if e.Origin != nil {
		for _, t := range e.Tags {
			item().Link(packageRoot+address.Tag(t), t)
		}
		if v := s.xref.Vendor(e.Vendor); v != nil {
			item().Tag("vendor ").Link(packageRoot+address.Vendor(v.Name), v.DisplayName())
		}
	}
	written, own := e.Written(), false
	for _, x := range written {
		switch from := x.Provenance(); {
		case from != "":
			item().Link(packageRoot+address.Upstream, from)
			if s.Edit != "" {
				item().Link(packageRoot+composing(x), "write your own")
			}
		case !own: // of events that say the same the first is enough
			own = true
			item().Tag("event ").Uint(x.ID)
			if place := wording.Position(x); place != "" {
				item()
				s.place(b, place)
			}
		}
	}
	for _, x := range written {
		s.upstreamFoot(b, e, x)
	}
}

// place writes where something stands in the sources; a link leads to the editor of the forge.
func (s *site) place(b *markup.Builder, place string) {
	b.Tag("<code>")
	if s.Edit != "" {
		b.Link(s.editing(place), place)
	} else {
		b.Text(place)
	}
	b.Tag("</code>")
}

// composing is the page that writes an event in the place of one of upstream, which nobody edits.
func composing(e *model.Event) string {
	fields := url.Values{"in": {strings.Join(wording.Names(e.In), " ")}, "to": {e.To.String()}}
	if !e.From.IsZero() {
		fields.Set("from", e.From.String())
	}
	return "compose/?" + fields.Encode()
}

// editing returns the address at which the forge edits a position such as content/events/time.toml:11. Forges go to a
// line by #L11.
func (s *site) editing(place string) string {
	i := strings.LastIndexByte(place, ':')
	return s.Edit + (&url.URL{Path: place[:i]}).EscapedPath() + "#L" + place[i+1:]
}

// arches are the architectures of the distributions of an event.
func (s *site) arches(e *xref.EventGroup) []string {
	return list.Distinct(list.FlatMap(e.Cells, func(c int) []string { return s.xref.Cells[c].Target.Distro.Arches }))
}

// where names the distributions of an event, path by path; "" where it is everybody's on each of its paths.
func (s *site) where(e *xref.EventGroup) string {
	var out []string
	every := true
	for _, p := range s.xref.Paths {
		if cells := p.Among(e.Cells); len(cells) > 0 {
			where := wording.Where(s.xref, xref.Outcome{Path: p, Cells: cells}, false)
			every = every && len(cells) == len(p.Cells)
			out = append(out, strings.TrimPrefix(where, "in ")+" on "+p.Words())
		}
	}
	if every {
		return ""
	}
	return strings.Join(out, ", ")
}

// streams writes which module streams lead to which, and those of packages that have others.
func (s *site) streams(b *markup.Builder, e *xref.EventGroup) {
	type line struct {
		from []model.Stream
		to   model.Stream
	}
	var lines []line
	var in, out []model.Stream
	for _, m := range e.Streams {
		l := list.FindOrAdd(&lines, line{to: m.Out}, func(l line) bool { return l.to == m.Out })
		l.from = append(l.from, m.In)
		in, out = list.AppendNew(in, m.In), list.AppendNew(out, m.Out)
	}
	var others []string
	for i, set := range [][]model.Package{e.In, e.Out} {
		said := [][]model.Stream{in, out}[i]
		for _, p := range set {
			if slices.ContainsFunc(p.Streams, func(m model.Stream) bool { return !slices.Contains(said, m) }) {
				others = list.AppendNew(others, p.Name+": "+model.StreamNames(p.Streams))
			}
		}
	}
	if len(lines)+len(others) == 0 {
		return
	}
	b.Tag("<dl class=streams><dt>Module streams")
	for _, l := range lines {
		b.Tag("<dd>").Text(model.StreamNames(l.from) + " → " + model.StreamNames([]model.Stream{l.to}))
	}
	for _, o := range others {
		b.Tag("<dd>").Text(o)
	}
	b.Tag("</dl>")
}
