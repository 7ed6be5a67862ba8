// Package search makes the index that the site's script searches.
//
// The index is one flat file: every package, vendor, distribution, upgrade path, repository, tag and guide, with what
// becomes of it. The script (site/rank.js) fetches it once and answers every keystroke from memory. [Catalog] makes the
// entries of a catalog, [Index] writes them; the example shows both.
//
// Packages that no event names are not in the index: where a project has inventories, it says which pages have them
// ([Elsewhere]), and site/elsewhere.js reads their rows. That script also finds what is near where little fits, so that
// pages load less; site/results.js draws the page of results, with its chips.
//
// The tests hold a second searcher, written in Go, and compare it with the script: both satisfy testdata/fixture.json
// and give the same order for thousands of queries on real data. What a query may hold, and in which order results
// stand, is described in query_test.go and rank_test.go.
package search

import (
	"net/url"
	"strings"
)

// A Kind is what a page is about.
type Kind int

// The kinds, in the order in which they stand in the index.
const (
	Package Kind = iota
	Distribution
	Path
	Vendor
	Repository
	Tag
	Guide
	kinds
)

var (
	kindNames = [kinds]string{"package", "distribution", "path", "vendor", "repository", "tag", "guide"}
	folders   = [kinds]string{"p/", "distro/", "path/", "vendor/", "repo/", "tag/", ""}
)

func (k Kind) String() string {
	if k < 0 || k >= kinds {
		return "unknown"
	}
	return kindNames[k]
}

// An Entry is a page that can be found.
type Entry struct {
	Kind    Kind
	Name    string // of a guide: its address
	Title   string // what people call it, where that is not the name
	URL     string // below the root of the site, where it is not the kind's folder and the name
	Events  int    // how many events name it; the more, the earlier it stands
	Rank    int    // of packages that most machines have, from 1; 0: it is not among them
	Aliases []string
	Facts   []Fact
}

// A Fact is what the events of one upgrade path do to a package, in the same way in several distributions.
type Fact struct {
	Path    string // 7-8
	Action  string // "" for a package that only comes out of other packages' events
	Vendor  string // "" for the distributions' own events
	Distros []string
	Repos   []string // PES IDs of the package itself, before and after
	Tags    []string // of the events
	Out     []string // names of the packages it becomes; itself among them where it stays
}

// Address is where the page lies below the root of the site.
func (e *Entry) Address() string {
	if e.URL != "" {
		return e.URL
	}
	if e.Kind == Guide {
		return e.Name
	}
	return folders[e.Kind] + url.PathEscape(e.Name) + "/"
}

// plain reports whether a script may put the name into an address as it is.
func plain(name string) bool {
	return name != "" && name != "." && name != ".." &&
		strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+~") == ""
}
