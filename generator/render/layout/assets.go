package layout

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
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
	"pes/generator/render/markup"
	"pes/generator/render/wording"
	"pes/generator/tree"
	files "pes/site"
)

const (
	favicon   = "favicon.svg" // it keeps its name: browsers and manifests look for it there
	ranking   = "rank.js"     // it is published at the head of search.js: one request for both
	searching = "search.js"   // it is told where the index is
)

// minifier makes assets, templates and guides small. Pages are not minified one by one: their templates are.
func minifier() *minify.M {
	m := minify.New()
	m.AddFunc("text/css", css.Minify)
	m.AddFunc("application/javascript", js.Minify)
	m.AddFunc("image/svg+xml", svg.Minify)
	m.AddFunc("application/json", json.Minify)
	m.Add("text/html", &html.Minifier{KeepDocumentTags: true, TemplateDelims: html.GoTemplateDelims})
	return m
}

// Minify is the same HTML in fewer bytes.
func Minify(f markup.Fragment) markup.Fragment {
	if small, err := minifier().String("text/html", f.String()); err == nil {
		return markup.Trusted(small)
	}
	return f
}

var types = map[string]string{".css": "text/css", ".js": "application/javascript", ".svg": "image/svg+xml"}

// Publish adds a file to the site under a name that holds its hash, so that browsers keep it for ever. It returns the
// address of the file below the root.
func (l *Layout) Publish(name, ext string, data []byte) string {
	sum := sha256.Sum256(data)
	hashed := "assets/" + name + "." + hex.EncodeToString(sum[:4]) + ext
	l.files = append(l.files, tree.Entry{Path: "site/" + hashed, Data: data})
	return hashed
}

// Files are all files that were published.
func (l *Layout) Files() tree.Tree { return l.files }

// Asset is the address below the root of a file in site/, with _ for its dot: style_css.
func (l *Layout) Asset(name string) string { return l.assets[name] }

// loadAssets publishes the style sheets, scripts and pictures.
func (l *Layout) loadAssets(jobs int) error {
	names, err := fs.Glob(files.Assets, "*.*")
	if err != nil {
		return fmt.Errorf("assets: %w", err)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == ranking })
	type result struct {
		data []byte
		err  error
	}
	m := minifier()
	for i, r := range par.Map(jobs, len(names), func(i int) result {
		data, err := readAsset(names[i])
		if kind := types[path.Ext(names[i])]; err == nil && kind != "" {
			data, err = m.Bytes(kind, data)
		}
		return result{data, err}
	}) {
		if r.err != nil {
			return fmt.Errorf("site/%s: %w", names[i], r.err)
		}
		if names[i] == favicon {
			l.files = append(l.files, tree.Entry{Path: "site/" + favicon, Data: r.data})
			continue
		}
		l.parts[names[i]] = r.data
		if names[i] == searching || ofTool(names[i]) {
			continue
		}
		ext := path.Ext(names[i])
		stem := strings.TrimSuffix(names[i], ext)
		l.assets[stem+"_"+ext[1:]] = l.Publish(stem, ext, r.data)
	}
	return nil
}

func readAsset(name string) ([]byte, error) {
	data, err := fs.ReadFile(files.Assets, name)
	if err != nil || name != searching {
		return data, err
	}
	first, err := fs.ReadFile(files.Assets, ranking)
	return slices.Concat(first, []byte("\n"), data), err
}

// dict makes the data of a template within a template.
func dict(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1] // keys are constants of our templates
	}
	return m
}

// loadTemplates reads the texts of pages.
func (l *Layout) loadTemplates() error {
	l.templates = template.New("").Funcs(template.FuncMap{
		"number": english.Grouped, "plural": wording.Counted, "dict": dict, "capital": english.Capital,
		"dated": dated,
	})
	names, err := fs.Glob(files.Templates, "templates/*.html")
	if err != nil {
		return fmt.Errorf("templates: %w", err)
	}
	m := minifier()
	for _, name := range names {
		text, err := fs.ReadFile(files.Templates, name)
		if err == nil {
			text, err = m.Bytes("text/html", text)
		}
		if err == nil {
			_, err = l.templates.New(strings.TrimSuffix(path.Base(name), ".html")).Parse(string(text))
		}
		if err != nil {
			return fmt.Errorf("site/%s: %w", name, err)
		}
	}
	return nil
}

var isoDay = regexp.MustCompile(`\d{4}-\d\d-\d\d`)

// dated is a text whose days are marked as such, so that they are not broken over lines.
func dated(text string) template.HTML {
	var b markup.Builder
	for {
		at := isoDay.FindStringIndex(text)
		if at == nil {
			return template.HTML(b.Text(text).Fragment().HTML())
		}
		b.Text(text[:at[0]]).Tag("<time>").Text(text[at[0]:at[1]]).Tag("</time>")
		text = text[at[1]:]
	}
}
