package compile

import (
	"regexp"
	"slices"
	"strings"

	"pes/generator/model"
)

// checkMap holds a map against 11.12 to 11.14 and 11.18; sections are those of its own .repo file, v its vendor if it has one.
func (c *compiler) checkMap(t *model.Target, m *model.Map, sections []model.Section, v *model.Vendor) {
	allow := [][]string{c.authored(v).allow}
	defined := func(repoid string) bool {
		is := func(s model.Section) bool { return s.Repoid == repoid }
		return slices.ContainsFunc(sections, is) || slices.ContainsFunc(t.Repo, is)
	}
	for _, f := range m.Families {
		type variant struct{ arch, channel, kind, rhui string }
		first := map[variant]string{}
		for _, e := range f.Entries {
			if e.Major != t.Major {
				continue
			}
			at := place{pos: e.Pos, distro: t.Distro, allow: allow}
			if !defined(e.Repoid) {
				c.breachf(at, "undefined-repoid", "%s of %s is a target, but no .repo section defines it: dnf will not know it during the upgrade", e.Repoid, f.PESID)
			}
			k := variant{e.Arch, e.Channel, e.Type, e.RHUI}
			if other, ok := first[k]; ok && other != e.Repoid {
				c.breachf(at, "repoid-ambiguous", "%s has two repoids for %s: Leapp takes %s and never %s", f.PESID, e.Arch, other, e.Repoid)
			}
			first[k] = e.Repoid
		}
	}
	for _, x := range m.Mappings {
		from := m.Family(x.From)
		for _, to := range x.To {
			if f := m.Family(to); f == nil || !slices.ContainsFunc(f.Entries, func(e model.Entry) bool { return e.Major == x.Target }) {
				c.breachf(place{pos: x.Pos, distro: t.Distro}, "mapping-nowhere", "%s becomes %s, which has no repository in release %d: give it a repoid or repo", x.From, to, x.Target)
			}
		}
		var missing []string
		for _, to := range x.To {
			have := arches(to, x.Target, []*model.Map{m})
			for _, e := range from.Entries {
				if e.Major == x.Source && !slices.Contains(have, e.Arch) && m.Family(to) != nil && plain(m.Family(to)) {
					missing = append(missing, to+" for "+e.Arch)
				}
			}
		}
		if len(missing) > 0 {
			slices.Sort(missing)
			c.breachf(place{pos: x.Pos, distro: t.Distro, allow: allow}, "architecture-gap",
				"machines with %s are led to repositories that are not there: %s", x.From, strings.Join(slices.Compact(missing), ", "))
		}
	}
}

// plain reports whether a family has repositories of the ordinary channel at all; beta-only families lead elsewhere.
func plain(f *model.Family) bool {
	return slices.ContainsFunc(f.Entries, func(e model.Entry) bool { return e.Channel == "ga" && e.RHUI == "" })
}

// authored is what a vendor in a tree was compiled from; of the distribution itself, nil, it is a vendor without a word.
func (c *compiler) authored(v *model.Vendor) *vendor {
	if v != nil {
		for _, x := range c.vendors {
			if x.src.Folder == v.Name {
				return x
			}
		}
	}
	return &vendor{}
}

var keyID = regexp.MustCompile(`^[0-9a-f]{16}$`)

// checkVendor holds a vendor in one tree against 11.15 to 11.18.
func (c *compiler) checkVendor(t *model.Target, v *model.Vendor) {
	allow := [][]string{c.authored(v).allow}
	at := place{pos: v.Pos, distro: t.Distro, allow: allow}
	if len(v.Signatures) == 0 {
		c.breachf(at, "vendor-incomplete", "%s has no signatures: Leapp takes its packages for nobody's and its events do nothing", v.Name)
	}
	for _, s := range v.Signatures {
		if !keyID.MatchString(s) {
			c.breachf(at, "signature-format", "%q is no key id: 16 hexadecimal digits in lower case; Leapp looks for these very bytes in the signature of a package", s)
		}
	}
	if len(v.Repo) == 0 {
		c.breachf(at, "vendor-incomplete", "%s has no repository with repo = {...} for release %d", v.Name, t.Major)
	}
	for _, p := range t.Paths {
		if slices.Contains(c.authored(v).paths, [2]int{p.Source, p.Target}) &&
			!slices.ContainsFunc(v.Map.Mappings, func(m *model.Mapping) bool { return m.Source == p.Source && m.Target == p.Target }) {
			c.list.Errorf(v.Pos, "bad-vendor", "%s maps no repository on path %s: Leapp would stop for everyone", v.Name, p)
		}
	}
	c.checkMap(t, &v.Map, v.Repo, v)
	c.checkSections(t, v.Repo, allow[0])
	maps := []*model.Map{&t.Map, &v.Map}
	for _, e := range v.Events {
		c.checkResults(t, e, maps)
	}
	c.checkActivators(t, v, allow)
}

// checkActivators asks that a vendor's source repoids are its own (11.15).
func (c *compiler) checkActivators(t *model.Target, v *model.Vendor, allow [][]string) {
	own := func(m *model.Map, repoid string) bool {
		return slices.ContainsFunc(m.Families, func(f *model.Family) bool {
			return slices.ContainsFunc(f.Entries, func(e model.Entry) bool { return e.Major != t.Major && e.Repoid == repoid })
		})
	}
	for _, f := range v.Map.Families {
		for _, e := range f.Entries {
			if e.Major == t.Major {
				continue
			}
			at := place{pos: e.Pos, distro: t.Distro, allow: allow}
			if own(&t.Map, e.Repoid) {
				c.breachf(at, "activator-collision", "%s lists %s, a repoid of the system itself: the vendor is active on every machine", v.Name, e.Repoid)
			}
			for _, o := range t.Vendors {
				if o.Name > v.Name && own(&o.Map, e.Repoid) {
					c.breachf(at, "activator-collision", "%s and %s both list %s: Leapp activates only the one it reads last", v.Name, o.Name, e.Repoid)
				}
			}
		}
	}
}

// checkSections holds .repo sections against 11.19.
func (c *compiler) checkSections(t *model.Target, sections []model.Section, vendorAllow []string) {
	for i := range sections {
		s := &sections[i]
		at := place{pos: s.Pos, distro: t.Distro, allow: [][]string{vendorAllow}}
		if name, ok := s.Get("name"); !ok || name == "" {
			c.breachf(at, "repo-section-fatal", "the section %s has no name: Leapp would crash", s.Repoid)
		}
		if s.Repoid == "DEFAULT" {
			c.breachf(at, "repo-section-fatal", "a section DEFAULT leaks into all others")
		}
		addresses := 0
		for _, o := range s.Options {
			at := at
			at.pos = o.Pos
			if strings.Contains(o.Value, "%") {
				c.breachf(at, "repo-section-fatal", "%s of %s contains a %%: Leapp would crash", o.Key, s.Repoid)
			}
			if strings.ContainsAny(o.Value, "\r\n") || strings.ContainsFunc(o.Value, func(r rune) bool { return r < ' ' }) {
				c.breachf(at, "repo-section-fatal", "%s of %s has a line break or control character", o.Key, s.Repoid)
			}
			if slices.Contains([]string{"enabled", "gpgcheck", "repo_gpgcheck", "skip_if_unavailable"}, o.Key) && o.Value != "0" && o.Value != "1" {
				c.breachf(at, "repo-section", "%s of %s is %q: Leapp reads only 1 as yes, dnf reads more; write 0 or 1", o.Key, s.Repoid, o.Value)
			}
			if slices.Contains([]string{"baseurl", "mirrorlist", "metalink"}, o.Key) && o.Value != "" {
				addresses++
			}
		}
		if addresses != 1 {
			c.breachf(at, "repo-section", "the section %s has %d of baseurl, mirrorlist and metalink; it needs one", s.Repoid, addresses)
		}
		if check, _ := s.Get("gpgcheck"); check != "0" && len(s.Keys) == 0 {
			c.breachf(at, "repo-section", "the section %s checks signatures but names no key", s.Repoid)
		}
		c.checkKeyRefs(s, at)
	}
}

func (c *compiler) checkKeyRefs(s *model.Section, at place) {
	for _, k := range s.Keys {
		at.pos = k.Pos
		switch {
		case strings.HasPrefix(k.URL, "file:///etc/leapp/"):
			c.breachf(at, "key-not-shipped", "nothing here ships %s, the key of %s, and Leapp versions look in different folders: put the file into keys/ and name it there", k.URL, s.Repoid)
		case k.URL == "" || strings.HasPrefix(k.URL, "file:///"):
		case strings.HasPrefix(k.URL, "https://"):
			c.breachf(at, "key-from-network", "the key of %s is fetched during the upgrade: whoever answers is trusted", s.Repoid)
		case strings.Contains(k.URL, "://"):
			c.breachf(at, "key-from-network", "the key of %s is fetched without protection during the upgrade: anyone on the way can replace it", s.Repoid)
		}
		if strings.ContainsAny(k.URL, "%\r\n") || strings.ContainsFunc(k.URL, func(r rune) bool { return r < ' ' }) {
			c.breachf(at, "repo-section-fatal", "the key address of %s contains a %%, a line break or a control character: Leapp would crash", s.Repoid)
		}
	}
}
