// Package layout puts pages into the frame that all share: head, navigation, search box and foot. It holds the
// templates and the published style sheets and scripts of site/. Links are relative, so the site works below any
// address. See the example.
package layout

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"pes/generator/render/markup"
	"pes/generator/tree"
)

// A Page is the content of a frame.
type Page struct {
	Path    string // of its folder, "p/ntp/"; "" is the home page
	Title   string
	Summary string // for search engines, as text
	Section string // of the navigation
	Head    markup.Fragment
	Body    markup.Fragment
	Class   string
	Source  string // the file of the project that it is made of, "" where that is not one
	About   string // lines for a report about it
	Tool    string // whose scripts it has, if it runs WebAssembly: simulate, compose or downloads
}

// A Layout is the templates, assets and frames of a site.
type Layout struct {
	base      string
	templates *template.Template
	assets    map[string]string // addresses by name
	files     tree.Tree
	parts     map[string][]byte            // the files of site/, made small; some are published in others
	tools     map[string]map[string]string // assets of the pages that run a program
	frame     Frame
	frames    map[string]*filledFrame // by root and section
}

// New loads templates and assets for a site; base is its address with a slash at the end, "" where it is not known.
func New(base string, jobs int) (*Layout, error) {
	l := &Layout{base: base, assets: map[string]string{}, parts: map[string][]byte{}}
	if err := l.loadAssets(jobs); err != nil {
		return nil, err
	}
	return l, l.loadTemplates()
}

// Fill runs the template of a page.
func (l *Layout) Fill(name string, data any) (markup.Fragment, error) {
	var b bytes.Buffer
	if err := l.templates.ExecuteTemplate(&b, name, data); err != nil {
		return markup.Fragment{}, fmt.Errorf("page: %w", err)
	}
	return markup.Trusted(markup.ShowControls(b.String())), nil // html/template escaped it
}

// Missing is the page for what is not there, which hosts serve at any depth.
const Missing = "404.html"

// Root is the way from a page back to the home page. The page for what is missing begins at the root of the host where
// the address of the site is known. Where it is not, it goes up as far as addresses of the site are deep: that is the
// root of the host, as browsers go no further.
func (l *Layout) Root(path string) string {
	if path == Missing && l.base == "" {
		return "../../../../"
	}
	if path == Missing {
		_, rest, _ := strings.Cut(l.base, "://")
		_, folder, _ := strings.Cut(rest, "/")
		return "/" + folder
	}
	if n := strings.Count(path, "/"); n > 0 {
		return strings.Repeat("../", n)
	}
	return "./"
}

// File is the file of a page below the root. Addresses have escaped names, files have not.
func File(path string) string {
	if path == Missing {
		return path
	}
	plain, err := url.PathUnescape(path)
	if err != nil {
		plain = path // package address escapes what must be
	}
	return plain + "index.html"
}
