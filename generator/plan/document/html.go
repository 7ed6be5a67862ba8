package document

import (
	_ "embed"
	"io"

	"pes/generator/plan"
	"pes/generator/render/markup"
	"pes/generator/render/prose"
)

//go:embed plan.css
var style markup.Constant

// HTML writes a plan as one file: it loads nothing and runs nothing.
func HTML(w io.Writer, p *plan.Plan) error {
	var b markup.Builder
	b.Tag("<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n")
	b.Tag("<meta name=viewport content=\"width=device-width, initial-scale=1\">\n")
	b.Tag("<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
	b.Tag("<title>").Text("Upgrade plan: " + line(p.Title) + ", " + line(p.Machine)).Tag("</title>\n")
	b.Tag("<style>\n").Tag(style).Tag("</style>\n</head>\n<body>\n<h1>")
	b.Text("Upgrade plan: " + line(p.Title)).Tag("</h1>\n<p class=verdict>").Text(line(p.Verdict)).Tag("</p>\n<dl>\n")
	for _, f := range p.Facts {
		b.Tag("<dt>").Text(line(f.Name)).Tag("</dt><dd>").Text(line(f.Text)).Tag("</dd>\n")
	}
	b.Tag("</dl>\n")
	for i := range p.Parts {
		part(&b, &p.Parts[i])
	}
	if p.Rest != "" {
		b.Tag("<p>").Text(line(p.Rest)).Tag("</p>\n")
	}
	b.Tag("</body>\n</html>\n")
	_, err := w.Write(b.Bytes())
	return err
}

func part(b *markup.Builder, x *plan.Part) {
	b.Tag("<section>\n<h2>").Text(line(x.Title)).Tag("</h2>\n")
	if x.Lead != "" {
		b.Tag("<p>").Text(line(x.Lead)).Tag("</p>\n")
	}
	for i := range x.Steps {
		step(b, &x.Steps[i])
	}
	b.Tag("</section>\n")
}

func step(b *markup.Builder, s *plan.Step) {
	if s.Note {
		b.Tag("<div class=note><h3>").Text(line(s.Do) + ".").Tag("</h3>\n")
	} else {
		b.Tag("<div class=step><input type=checkbox").Attr("id", s.ID).Tag("><h3><label").Attr("for", s.ID)
		b.Tag(">").Text(line(s.Do) + ".").Tag("</label></h3>\n")
	}
	from := places(s)
	if s.Reason != "" {
		b.Tag("<div class=why>").Add(prose.Short(s.Reason).Body).Tag("</div>\n")
	}
	if s.Why != "" || from != "" {
		b.Tag("<p class=why>").Text(line(s.Why))
		if from != "" {
			b.Tag(" <small>").Text(from).Tag("</small>")
		}
		b.Tag("</p>\n")
	}
	if names := named(s); names != nil {
		b.Tag("<p class=packages>")
		for i, name := range names {
			if i > 0 {
				b.Tag(", ")
			}
			b.Tag("<code>").Text(line(name)).Tag("</code>")
		}
		b.Tag("</p>\n")
	}
	items(b, s.Items)
	if len(s.Commands) > 0 {
		b.Tag("<pre tabindex=0><code>")
		for _, l := range lines(s.Commands) {
			b.Text(l).Tag("\n")
		}
		b.Tag("</code></pre>\n")
	}
	if s.Advice != "" {
		b.Tag("<div class=advice>").Add(prose.Short(s.Advice).Body).Tag("</div>\n")
	}
	b.Tag("</div>\n")
}

// items are a list below the step; names alone stand in one paragraph.
func items(b *markup.Builder, items []plan.Item) {
	if len(items) == 0 {
		return
	}
	if alone(items) {
		b.Tag("<p>")
		for i, x := range items {
			if i > 0 {
				b.Tag("; ")
			}
			b.Text(line(x.Name))
		}
		b.Tag("</p>\n")
		return
	}
	b.Tag("<ul>\n")
	for _, i := range items {
		b.Tag("<li>")
		switch {
		case i.Reason != "":
			b.Tag("<b>").Text(line(i.Name)).Tag("</b>: ").Add(prose.Short(i.Reason).Body)
		case i.Text != "":
			b.Tag("<b>").Text(line(i.Name)).Tag("</b>: ").Text(line(i.Text))
		default:
			b.Text(line(i.Name))
		}
		b.Tag("</li>\n")
	}
	b.Tag("</ul>\n")
}
