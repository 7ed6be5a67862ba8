package check

import (
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/model"
	"pes/generator/rules"
)

// sections holds the sections of a .repo file against the Leapp guide, 11.19; v is the vendor whose file it is.
func (c *checker) sections(t *model.Target, sections []model.Section, v *model.Vendor) {
	x := &sectionCheck{checker: c, t: t, v: v}
	if v != nil {
		x.allow = [][]model.Allow{v.Allow}
	}
	var open, unchecked, asking []*model.Section
	for i := range sections {
		s := &sections[i]
		x.section(s)
		if check, ok := s.Get("gpgcheck"); ok && check == "0" {
			unchecked = append(unchecked, s)
		}
		if slices.ContainsFunc(s.Options, asks) {
			asking = append(asking, s)
		}
		if x.plainHTTP(s) != nil {
			open = append(open, s)
		}
	}
	for _, s := range unchecked {
		o := option(s, "gpgcheck")
		x.Reportf(x.at(o.Pos), "gpgcheck-off",
			"packages of %s are installed unchecked: whoever answers in its place can put anything onto the machine",
			s.Repoid)
	}
	for _, s := range open {
		o := x.plainHTTP(s)
		x.Reportf(x.at(o.Pos), "http-url",
			"%s of %s is fetched over http (%s): anyone on the way can hold back updates or lead elsewhere",
			o.Key, s.Repoid, o.Value)
	}
	if len(asking) > 0 {
		var notes []diag.Note
		for _, s := range asking[1:] {
			notes = append(notes, diag.Note{Pos: asked(s), Text: "and in " + s.Repoid})
		}
		at := x.at(asked(asking[0]))
		at.Notes = notes
		x.Reportf(at, "releasever-in-url",
			"$releasever in the address of %s is %d during the upgrade, without a minor release",
			asking[0].Repoid, t.Major)
	}
	x.keyRefs(sections)
}

// asked is where a section has an address that asks dnf for the release.
func asked(s *model.Section) diag.Pos { return s.Options[slices.IndexFunc(s.Options, asks)].Pos }

// asks reports whether an address asks dnf for the release.
func asks(o model.Option) bool {
	return slices.Contains(model.AddressKeys, o.Key) && strings.Contains(o.Value, "$releasever")
}

type sectionCheck struct {
	*checker
	t     *model.Target
	v     *model.Vendor
	allow [][]model.Allow
}

func (c *sectionCheck) at(pos diag.Pos) rules.At {
	return rules.At{Pos: pos, Distro: c.t.Distro, Allow: c.allow}
}

func option(s *model.Section, key string) *model.Option {
	for i := range s.Options {
		if s.Options[i].Key == key {
			return &s.Options[i]
		}
	}
	return nil
}

// switches are the options that are on or off.
var switches = []string{"enabled", "gpgcheck", "repo_gpgcheck", "skip_if_unavailable"}

// plainHTTP is the first address of a section that anyone on the way can change.
func (c *sectionCheck) plainHTTP(s *model.Section) *model.Option {
	for _, key := range model.AddressKeys {
		o := option(s, key)
		if o != nil && slices.ContainsFunc(strings.Fields(strings.ReplaceAll(o.Value, ",", " ")), insecure) {
			return o
		}
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' }

// insecure reports whether anyone on the way can change what an address brings.
func insecure(url string) bool {
	url = strings.ToLower(url)
	return strings.HasPrefix(url, "http://") || strings.HasPrefix(url, "ftp://")
}

func (c *sectionCheck) section(s *model.Section) {
	at := c.at(s.Pos)
	if name, ok := s.Get("name"); !ok || name == "" {
		c.Reportf(at, "repo-section-fatal", "the section %s has no name: Leapp would crash", s.Repoid)
	}
	if s.Repoid == "DEFAULT" {
		c.Reportf(at, "repo-section-fatal", "a section DEFAULT leaks into all others")
	}
	addresses := 0
	for i := range s.Options {
		o := &s.Options[i]
		at := c.at(o.Pos)
		if strings.Contains(o.Value, "%") {
			c.Reportf(at, "repo-section-fatal", "%s of %s contains a %%: Leapp would crash", o.Key, s.Repoid)
		}
		if strings.ContainsFunc(o.Value, isControl) && (o.Key != "baseurl" || !c.Published) {
			c.Reportf(at, "repo-section-fatal", "%s of %s has a line break or control character", o.Key, s.Repoid)
		}
		if slices.Contains(switches, o.Key) && o.Value != "0" && o.Value != "1" {
			c.Reportf(at, "repo-section",
				"%s of %s is %q: Leapp reads only 1 as yes, dnf reads more; write 0 or 1", o.Key, s.Repoid, o.Value)
		}
		if slices.Contains(model.AddressKeys, o.Key) && o.Value != "" {
			if strings.ContainsAny(o.Value, "<>{}") {
				c.Reportf(at, "repo-section",
					"%s of %s holds a placeholder that nobody replaced: %s", o.Key, s.Repoid, o.Value)
			}
			addresses++
			c.address(s, o)
		}
	}
	switch {
	case addresses == 0:
		c.Reportf(at, "repo-section",
			"the section %s has no address: it needs a baseurl, mirrorlist or metalink", s.Repoid)
	case addresses > 1 && !c.Published:
		c.Reportf(at, "repo-section",
			"the section %s has %d of baseurl, mirrorlist and metalink; it needs one", s.Repoid, addresses)
	}
	if check, _ := s.Get("gpgcheck"); check != "0" && len(s.Keys) == 0 {
		c.Reportf(at, "repo-section", "the section %s checks signatures but names no key", s.Repoid)
	}
}

// address asks that an address fits the release and the architectures that the section is for.
func (c *sectionCheck) address(s *model.Section, o *model.Option) {
	if n := urlMajor(o.Value); n > 0 && n != c.t.Major && n >= 5 && n <= 30 {
		c.Reportf(c.at(o.Pos), "literal-release",
			"%s is for release %d, and its address is of release %d: %s", s.Repoid, c.t.Major, n, o.Value)
	}
	arch := urlArch(o.Value)
	if arch == "" {
		return
	}
	var others []string
	for _, e := range c.t.Entries() {
		if e.Repoid == s.Repoid && e.Major == c.t.Major && e.Arch != arch {
			others = append(others, e.Arch)
		}
	}
	if c.v != nil {
		for _, e := range c.v.Events {
			if !slices.ContainsFunc(e.Results(), func(p model.Package) bool { return c.has(p.Repo, s.Repoid) }) {
				continue
			}
			for _, a := range e.Arches {
				if a != arch && len(e.Arches) < len(model.Arches) {
					others = append(others, a)
				}
			}
		}
	}
	if slices.Sort(others); len(others) > 0 {
		c.Reportf(c.at(o.Pos), "literal-arch",
			"the address of %s is for %s alone, and the map or an event for %s too: write $basearch (%s)",
			s.Repoid, arch, strings.Join(slices.Compact(others), ", "), o.Value)
	}
}

// has reports whether a PES ID has the repoid in the target release.
func (c *sectionCheck) has(pesid, repoid string) bool {
	f := c.v.Map.Family(pesid)
	return f != nil && slices.ContainsFunc(f.Entries, func(e model.Entry) bool {
		return e.Repoid == repoid && e.Major == c.t.Major
	})
}

// urlArch is the architecture that an address names as a word of its own.
func urlArch(url string) string {
	for _, word := range urlWords(url) {
		if slices.Contains(model.Arches, word) {
			return word
		}
	}
	return ""
}

func urlWords(url string) []string {
	_, path, _ := strings.Cut(url, "://")
	if i := strings.IndexByte(path, '/'); i >= 0 {
		path = path[i:]
	}
	return strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune("/=&?-,;", r) })
}

// urlMajor is the major release that an address names: el8, rhel-8, centos/8, 9-stream; 0 when it names none or
// several. A number alone counts only where it can be nothing else: 15 in postgresql's /yum/15/ is a version of the
// database.
func urlMajor(url string) int {
	_, path, _ := strings.Cut(url, "://")
	_, path, _ = strings.Cut(path, "/")
	marked, bare := map[int]bool{}, map[int]bool{}
	before := ""
	elements := strings.FieldsFunc(strings.ToLower(path), func(r rune) bool { return strings.ContainsRune("/=&?", r) })
	for _, element := range elements {
		rest := element
		for _, system := range known.Addresses() {
			if r, ok := strings.CutPrefix(element, system); ok {
				rest = strings.TrimPrefix(r, "-")
				break
			}
		}
		n := leadingMajor(rest)
		switch {
		case n == 0:
		case rest != element || slices.Contains(known.Addresses(), before) || strings.HasSuffix(element, "-stream"):
			marked[n] = true
		case n >= 6 && n <= 12:
			bare[n] = true
		}
		before = element
	}
	for _, found := range []map[int]bool{marked, bare} {
		if len(found) == 1 {
			for n := range found {
				return n
			}
		}
		if len(found) > 1 {
			return 0
		}
	}
	return 0
}

// leadingMajor is the number that a path element is, or begins with before a dot, a dash or a variable.
func leadingMajor(element string) int {
	digits := len(element) - len(strings.TrimLeft(element, "0123456789"))
	n, err := strconv.Atoi(element[:digits])
	if err != nil || digits > 2 {
		return 0
	}
	if rest := element[digits:]; rest != "" && !strings.ContainsRune(".-_$", rune(rest[0])) {
		return 0
	}
	return n
}
