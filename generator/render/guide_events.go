package render

import (
	"strings"

	"pes/generator/english"
	"pes/generator/render/markup"
	"pes/generator/render/prose"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
)

// guideBlock puts events into guides. A block of code marked "events 8-9" names packages; on the site, a table says
// what becomes of each on that path.
func (s *site) guideBlock(root string) prose.Block {
	return func(info, text string) (f markup.Fragment, ok bool) {
		kind, name, _ := strings.Cut(info, " ")
		path := s.xref.Path(name)
		if kind != "events" || path == nil {
			return f, false
		}
		var b markup.Builder
		beginTable(&b, "", "What becomes of them from "+path.Words(), "Package", "Event", "Becomes")
		b.Tag("<tbody>")
		for _, name := range strings.Fields(text) {
			s.guideEvents(&b, path, name, root)
		}
		return b.Tag(endTable).Fragment(), true
	}
}

// guideEvents writes a row for each event that takes a package on a path.
func (s *site) guideEvents(b *markup.Builder, path *xref.Path, name, root string) {
	for _, e := range s.xref.Taking(name, path) {
		b.Tag("<tr><th scope=row>").Link(root+"p/"+e.Address(name), name)
		if streams := inStreams(e, name); len(streams) > 0 {
			b.Tag(" <small>").Text(english.And(streams)).Tag("</small>")
		}
		b.Tag("<td class=").Tag(e.Class()).Tag(">").Text(e.Action.String()).Tag("<td>")
		packageLinks(b, wording.Names(e.Out), root)
	}
}

// inStreams are the module streams that an event takes a package from.
func inStreams(e *xref.EventGroup, name string) (out []string) {
	for _, p := range e.In {
		for _, stream := range p.Streams {
			if p.Name == name && !stream.IsZero() {
				out = append(out, stream.String())
			}
		}
	}
	return out
}
