package prose

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"

	"pes/generator/render/markup"
)

// blocks renders blocks of code, and tables as the site has them: in a box that scrolls, with a caption and the scope
// of each head.
type blocks struct{}

func (blocks) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, code)
	r.Register(ast.KindCodeBlock, code)
	r.Register(extast.KindTable, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			w.WriteString("</tbody></table></div>")
			return ast.WalkContinue, nil
		}
		caption, _ := n.AttributeString("caption")
		words, _ := caption.(string)
		if words == "" {
			words = "Table"
		}
		var b markup.Builder
		b.Tag("<div class=wide role=region tabindex=0").Attr("aria-label", words)
		b.Tag("><table><caption class=visually-hidden>").Text(words).Tag("</caption>")
		w.WriteString(b.Fragment().String())
		return ast.WalkContinue, nil
	})
	r.Register(extast.KindTableHeader, wrap("<thead><tr>", "</tr></thead><tbody>"))
	r.Register(extast.KindTableRow, wrap("<tr>", "</tr>"))
	head, cell := wrap("<th scope=col>", "</th>"), wrap("<td>", "</td>")
	r.Register(extast.KindTableCell, func(w util.BufWriter, s []byte, n ast.Node, in bool) (ast.WalkStatus, error) {
		if n.Parent().Kind() == extast.KindTableHeader && hasText(n) {
			return head(w, s, n, in)
		}
		return cell(w, s, n, in)
	})
}

// hasText reports whether something stands in a cell: an empty corner names nothing, so it is no header.
func hasText(cell ast.Node) (found bool) {
	_ = ast.Walk(cell, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		found = found || n.Kind() == ast.KindText || n.Kind() == ast.KindString
		return ast.WalkContinue, nil
	})
	return found
}

func wrap(open, closing string) renderer.NodeRendererFunc {
	return func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			w.WriteString(open)
		} else {
			w.WriteString(closing)
		}
		return ast.WalkContinue, nil
	}
}

// code renders a block of code, which scrolls and is therefore to be reached by keyboard.
func code(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if other, ok := n.AttributeString(instead); ok {
		if text, ok := other.(string); ok && entering {
			w.WriteString(text)
		}
		return ast.WalkContinue, nil
	}
	if entering {
		w.WriteString("<pre tabindex=0><code>")
		for i := range n.Lines().Len() {
			line := n.Lines().At(i)
			var b markup.Builder
			w.WriteString(b.Text(string(line.Value(source))).Fragment().String())
		}
		return ast.WalkContinue, nil
	}
	w.WriteString("</code></pre>")
	return ast.WalkContinue, nil
}
