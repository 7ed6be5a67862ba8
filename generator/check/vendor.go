package check

import (
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
)

// isKeyID reports whether a word is the id of a key as .sigs files have it.
func isKeyID(s string) bool { return len(s) == 16 && strings.Trim(s, "0123456789abcdef") == "" }

// vendor checks the files of a vendor (Leapp guide 11.15 to 11.18).
func (c *checker) vendor() {
	t, v := c.t, c.v
	at := c.at(v.Pos)
	whole := at
	whole.Distro = nil // for what is wrong in every distribution
	switch {
	case v.Lacks.Signatures:
		c.Reportf(whole, "vendor-incomplete",
			"%s has no %s.sigs: Leapp ignores its packages and its events have no effect", v.Name, v.Name)
	case len(v.Signatures) == 0:
		c.Reportf(at, "vendor-incomplete",
			"%s has no signatures: Leapp ignores its packages and its events have no effect", v.Name)
	}
	for _, s := range v.Signatures {
		if !isKeyID(s.ID) {
			at := whole
			if at.Pos = s.Pos; at.Pos.IsZero() {
				at.Pos = v.Pos
			}
			if plain := strings.ToLower(strings.TrimSpace(s.ID)); isKeyID(plain) {
				at.Suggestion = strconv.Quote(plain)
			}
			c.Reportf(at, "signature-format",
				"%q is not a key id: 16 hexadecimal digits in lower case; Leapp searches for exactly these "+
					"characters in the signature of a package", s.ID)
		}
	}
	if v.Lacks.Map && !v.Lacks.Broken {
		c.Reportf(whole, "vendor-incomplete",
			"%s has no map for release %d: the vendor is never active, and Leapp reads none of its other files",
			v.Name, t.Major)
	}
	if v.Lacks.Repo {
		c.Reportf(whole, "vendor-incomplete",
			"%s has no .repo file for release %d: its packages have no repository during the upgrade", v.Name, t.Major)
	} else if len(v.Repo) == 0 {
		c.Reportf(at, "vendor-incomplete",
			"%s has no repository with a section in the .repo file for release %d", v.Name, t.Major)
	}
	for _, p := range t.Paths {
		if !v.Lacks.Map && !v.Map.HasPath(p.Source, p.Target) {
			c.Reportf(at, "no-mapping", "%s maps no repository on path %s: Leapp would stop for everyone", v.Name, p)
		}
	}
	c.repositories(&v.Map, v.Repo)
	c.sections(v.Repo)
	c.keys(v.Keys)
	c.signatures()
	c.activators()
}

// activators reports source repoids of a vendor, which activate it, that the distribution or another vendor has too
// (Leapp guide 11.15).
func (c *checker) activators() {
	t, v := c.t, c.v
	system := sourceRepoids(t.Map.Entries(), t.Major)
	others := map[*model.Vendor]map[string]bool{}
	for _, o := range t.Vendors {
		if o.Name > v.Name {
			others[o] = sourceRepoids(o.Map.Entries(), t.Major)
		}
	}
	done := map[string]bool{}
	for _, e := range v.Map.Entries() {
		if e.Major == t.Major || done[e.Repoid] {
			continue
		}
		done[e.Repoid] = true
		if system[e.Repoid] {
			c.Reportf(c.at(e.Pos), "activator-collision",
				"%s lists %s, a repoid of the system itself: the vendor is active on every machine", v.Name, e.Repoid)
		}
		for _, o := range t.Vendors {
			if others[o][e.Repoid] {
				c.Reportf(c.at(e.Pos, diag.Note{Pos: o.Pos, Text: "the other vendor"}), "activator-collision",
					"%s and %s both list %s: Leapp activates only the one it reads last", v.Name, o.Name, e.Repoid)
			}
		}
	}
}
