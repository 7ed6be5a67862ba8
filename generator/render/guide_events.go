package render

import (
	"strings"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/markup"
	"pes/generator/render/prose"
	"pes/generator/render/sides"
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
		beginTable(&b, "", "What becomes of them from "+path.Words(), "Package", "What becomes of it")
		b.Tag("<tbody>")
		for _, name := range strings.Fields(text) {
			s.guideEvents(&b, path, name, root)
		}
		return b.Tag(endTable).Fragment(), true
	}
}

// guideEvents writes a row for each event that takes a package on a path: those of the new release, where it has some.
func (s *site) guideEvents(b *markup.Builder, path *xref.Path, name, root string) {
	all := s.xref.Taking(name, path)
	isNew := func(e *xref.EventGroup) bool { return e.To.Major == path.Target }
	if some := list.Select(all, isNew); len(some) > 0 {
		all = some
	}
	for _, e := range all {
		b.Tag("<tr><th scope=row>").Link(root+"p/"+e.Address(name), name)
		streams := inStreams(e, name)
		if len(streams) > 0 {
			b.Tag(" <small>").Text(english.And(streams)).Tag("</small>")
		}
		b.Tag("<td>")
		if len(streams) > 0 && e.KeepsName() && strings.HasPrefix(e.Move(), "out of") {
			b.Tag("stays, without a module")
		} else {
			sides.Taken([]*model.Event{e.Event}, name, path.Target).Write(b, root)
		}
		if o := (xref.Outcome{Path: path, Cells: path.Among(e.Cells)}); len(o.Cells) < len(path.Cells) {
			b.Tag(" <small>").Text(wording.Where(s.xref, o, false)).Tag("</small>")
		}
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
