package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/html"
	"github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/minify/v2/json"
	"github.com/tdewolff/minify/v2/svg"

	"pes/generator/english"
	"pes/generator/par"
	"pes/generator/render/wording"
	files "pes/site"

	"pes/generator/tree"
)

// assets are the style sheet, scripts and pictures, made small and named by what is in them, so that browsers keep them for ever.
type assets struct {
	names map[string]string // as templates call them, with _ for . : style_css
	files tree.Tree
	icon  []byte
}

// favicon keeps its name: browsers and manifests look for it there.
const favicon = "favicon.svg"

// ranking is published at the head of search.js: one request for both.
const ranking = "rank.js"

// minifier makes assets, templates and guides small. Pages are not minified one by one: their templates are.
func minifier() *minify.M {
	m := minify.New()
	m.AddFunc("text/css", css.Minify)
	m.AddFunc("application/javascript", js.Minify)
	m.AddFunc("image/svg+xml", svg.Minify)
	m.AddFunc("application/json", json.Minify)
	m.Add("text/html", &html.Minifier{KeepDocumentTags: true, KeepEndTags: false, KeepQuotes: false, TemplateDelims: html.GoTemplateDelims})
	return m
}

var types = map[string]string{".css": "text/css", ".js": "application/javascript", ".svg": "image/svg+xml", ".webmanifest": "application/json"}

func loadAssets(jobs int) (assets, error) {
	a := assets{names: map[string]string{}}
	names, err := fs.Glob(files.Assets, "*.*")
	if err != nil {
		return a, fmt.Errorf("assets: %w", err)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == ranking })
	type result struct {
		data []byte
		err  error
	}
	m := minifier()
	for i, r := range par.Map(jobs, len(names), func(i int) result {
		data, err := fs.ReadFile(files.Assets, names[i])
		if names[i] == "search.js" && err == nil {
			var first []byte
			first, err = fs.ReadFile(files.Assets, ranking)
			data = append(append(first, '\n'), data...)
		}
		if kind := types[path.Ext(names[i])]; err == nil && kind != "" {
			data, err = m.Bytes(kind, data)
		}
		return result{data, err}
	}) {
		if r.err != nil {
			return a, fmt.Errorf("site/%s: %w", names[i], r.err)
		}
		ext := path.Ext(names[i])
		stem := strings.TrimSuffix(names[i], ext)
		if names[i] == favicon {
			a.icon = r.data
			continue
		}
		sum := sha256.Sum256(r.data)
		hashed := stem + "." + hex.EncodeToString(sum[:4]) + ext
		a.names[stem+"_"+ext[1:]] = hashed
		a.files = append(a.files, tree.Entry{Path: "site/assets/" + hashed, Data: r.data})
	}
	return a, nil
}

func (a assets) entries() tree.Tree { return a.files }

// dict makes the data of a template within a template.
func dict(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1] // keys are constants of our templates
	}
	return m
}

// templates are the texts of pages.
type templates struct{ t *template.Template }

func loadTemplates() (templates, error) {
	t := template.New("").Funcs(template.FuncMap{"number": english.Grouped, "plural": wording.Counted, "dict": dict, "capital": english.Capital})
	names, err := fs.Glob(files.Templates, "templates/*.html")
	if err != nil {
		return templates{}, fmt.Errorf("templates: %w", err)
	}
	m := minifier()
	for _, name := range names {
		text, err := fs.ReadFile(files.Templates, name)
		if err == nil {
			text, err = m.Bytes("text/html", text)
		}
		if err == nil {
			_, err = t.New(strings.TrimSuffix(path.Base(name), ".html")).Parse(string(text))
		}
		if err != nil {
			return templates{}, fmt.Errorf("site/%s: %w", name, err)
		}
	}
	return templates{t}, nil
}

// must runs a template whose data is of our own making.
func (t templates) must(b *bytes.Buffer, name string, data any) {
	if err := t.t.ExecuteTemplate(b, name, data); err != nil {
		panic(err)
	}
}
