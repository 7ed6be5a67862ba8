package model

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"pes/generator/diag"
)

// A Record is what a project keeps about one of its data releases, so that its history follows from the sources alone.
type Record struct {
	Version  string
	Date     time.Time
	Previous string   // the version that Notes compare with; "" if there is none
	Channels []string // that offer the release now, sorted
	Trees    []string // that it has archives and packages of: 0.21/rocky/el8; nil where the record does not say
	SignedBy string   // the fingerprint of the key that signed it; "" where none did
	Why      string   // what people say of it, paragraphs of plain text
	Counts   Counts
	Manifest string // sha256:... of its manifest.json; "" while it is being made
	Notes    []Note // what matters most first
	Pos      diag.Pos
}

// The rules for names of versions and channels use no regular expressions: the programs on the site are too small for
// them.
const (
	lower  = "abcdefghijklmnopqrstuvwxyz"
	digits = "0123456789"
	word   = lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + digits
)

// ValidVersion is an error unless v can be the version of a data release: of an RPM, and the name of its folder.
func ValidVersion(v string) error {
	if v == "" || len(v) > 64 || !strings.Contains(word, v[:1]) || strings.Trim(v, word+"._+~") != "" ||
		strings.HasSuffix(v, ".tmp") || strings.HasSuffix(v, ".old") {
		return fmt.Errorf("%q is not a version: letters, digits, dot, underscore, plus and tilde, such as 2026.3", v)
	}
	return nil
}

// CompareVersions compares the numbers in versions as numbers, 2026.10 is after 2026.9, and a tilde as rpm does:
// 2026.3~rc1 is before 2026.3.
func CompareVersions(a, b string) int {
	for a != "" && b != "" {
		x, y := leading(a), leading(b)
		if early := strings.HasPrefix(a, "~"); early != strings.HasPrefix(b, "~") {
			break
		}
		m, errX := strconv.Atoi(x)
		n, errY := strconv.Atoi(y)
		c := strings.Compare(x, y)
		if errX == nil && errY == nil {
			c = cmp.Compare(m, n)
		}
		if c != 0 {
			return c
		}
		a, b = a[len(x):], b[len(y):]
	}
	switch early, other := strings.HasPrefix(a, "~"), strings.HasPrefix(b, "~"); {
	case early && !other:
		return -1
	case other && !early:
		return 1
	}
	return strings.Compare(a, b)
}

// leading are the digits a text begins with, or its first byte.
func leading(s string) string {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:max(n, 1)]
}

// ValidChannel is an error unless a channel can have the name: a link beside the folder releases.
func ValidChannel(name string) error {
	if name == "" || name == "releases" || len(name) > 31 || !strings.Contains(lower, name[:1]) ||
		strings.Trim(name, lower+digits+"-") != "" {
		return fmt.Errorf("%q is not a channel: lower case letters, digits and -, such as ng, testing, stable", name)
	}
	return nil
}

// Counts are how much a data release holds, or one tree of it.
type Counts struct {
	Trees        int `json:"trees,omitempty"`
	Events       int `json:"events"`
	Vendors      int `json:"vendors"`
	Repositories int `json:"repositories"`
	Keys         int `json:"keys"`
}

// Counts are those of one tree.
func (t *Target) Counts() Counts {
	c := Counts{Events: len(t.Events), Vendors: len(t.Vendors), Repositories: len(t.Repo), Keys: len(t.Keys)}
	for _, v := range t.Vendors {
		c.Events, c.Repositories, c.Keys = c.Events+len(v.Events), c.Repositories+len(v.Repo), c.Keys+len(v.Keys)
	}
	return c
}

// Counts adds up all targets. A vendor that ships to several of them is one vendor.
func (c *Catalog) Counts() (sum Counts) {
	sum.Trees = len(c.Targets)
	vendors := map[string]bool{}
	for _, t := range c.Targets {
		n := t.Counts()
		sum.Events, sum.Repositories, sum.Keys = sum.Events+n.Events, sum.Repositories+n.Repositories, sum.Keys+n.Keys
		for _, v := range t.Vendors {
			vendors[v.Name] = true
		}
	}
	sum.Vendors = len(vendors)
	return sum
}

// Categories are those of changes, what matters most first; package delta says what each means.
var Categories = []string{
	"removed", "kept", "replaced", "moved", "changed", "security", "repositories", "vendors", "paths", "files",
}

// A Note is one change that a release made, about one or more packages or other things, in words.
//
// Of packages Was and Is say what became and becomes of them, "" where no event takes them: "replaced by wget
// (baseos)", "removed". Where both would read the same, and of everything else, Text says what changed.
type Note struct {
	Category string   // of package delta: removed, kept, replaced, ...
	Target   int      // major
	Distros  []string // folders, sorted
	Vendor   string   // whose events or repositories; "" for the distributions' own
	Arches   []string // if it only concerns some
	Streams  []string // module streams that it concerns; "-" is none
	Packages []string // sorted
	Names    []string // of things other than packages, sorted; if they are gone, Packages went with them
	Was, Is  string
	Text     string
	Why      string
	By       string // "upstream" where upstream changed its events; "" for the project, and where nobody knows
}
