package check

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
)

// sections checks the sections of a .repo file (Leapp guide 11.19).
func (c *checker) sections(sections []model.Section) {
	first := ""            // repoid of the first section with $releasever in an address
	var asking []diag.Note // positions of such addresses
	for i := range sections {
		s := &sections[i]
		c.section(s)
		asks := slices.IndexFunc(s.Options, func(o model.Option) bool {
			return slices.Contains(model.AddressKeys, o.Key) && strings.Contains(o.Value, "$releasever")
		})
		if asks >= 0 {
			first = cmp.Or(first, s.Repoid)
			asking = append(asking, diag.Note{Pos: s.Options[asks].Pos, Text: "and in " + s.Repoid})
		}
	}
	if len(asking) > 0 {
		c.Reportf(c.once(asking[0].Pos, asking[1:]...), "releasever-in-url",
			"$releasever in the address of %s is %d during the upgrade, without a minor release", first, c.t.Major)
	}
	c.disabled(sections)
	c.literalArch(sections)
	if c.more != nil {
		c.more.sections(c, sections)
	}
	c.keyRefs(sections)
}

func option(s *model.Section, key string) *model.Option {
	i := slices.IndexFunc(s.Options, func(o model.Option) bool { return o.Key == key })
	if i < 0 {
		return nil
	}
	return &s.Options[i]
}

// switches are the options that are on or off.
var switches = []string{"enabled", "gpgcheck", "repo_gpgcheck", "skip_if_unavailable"}

func isControl(r rune) bool { return r < ' ' }

// insecure reports whether an address is fetched without encryption.
func insecure(url string) bool { return slices.Contains([]string{"http", "ftp"}, schemeOf(url)) }

// schemeOf is what an address begins with: https, http or ftp.
func schemeOf(url string) string {
	scheme, _, _ := strings.Cut(url, "://")
	return strings.ToLower(scheme)
}

func (c *checker) section(s *model.Section) {
	at := c.once(s.Pos)
	if name, ok := s.Get("name"); !ok || name == "" {
		c.Reportf(at, "repo-section-fatal", "the section %s has no name: Leapp would crash", s.Repoid)
	}
	switch {
	case s.Repoid == "DEFAULT":
		c.Reportf(at, "repo-section-fatal", "a section DEFAULT applies to all others")
	case s.Repoid == "main":
		c.Reportf(at, "repo-section-fatal", "dnf reads a section main as its own configuration, not as a repository")
	case strings.Contains(s.Repoid, "$"):
		c.variableRepoid(s.At(), s.Repoid)
	}
	addresses := 0
	for i := range s.Options {
		o := &s.Options[i]
		c.option(s, o)
		if slices.Contains(model.AddressKeys, o.Key) && o.Value != "" {
			addresses++
		}
	}
	at.Cause = "addresses"
	switch {
	case addresses == 0:
		c.Reportf(at, "repo-section",
			"the section %s has no address: it needs a baseurl, mirrorlist or metalink", s.Repoid)
	case addresses > 1 && !c.Published:
		c.Reportf(at, "repo-section",
			"the section %s has %d of baseurl, mirrorlist and metalink; it needs one", s.Repoid, addresses)
	}
	at.Cause = "no key"
	if check, _ := s.Get("gpgcheck"); check != "0" && len(s.Keys) == 0 {
		c.Reportf(at, "repo-section", "the section %s checks signatures but names no key", s.Repoid)
	}
}

// address checks that an address fits the release that the section is for.
func (c *checker) address(s *model.Section, o *model.Option) {
	if n := urlMajor(o.Value); n > 0 && n != c.t.Major && n >= 5 && n <= 30 {
		c.Reportf(c.once(o.Pos), "literal-release",
			"%s is for release %d, and its address is of release %d: %s", s.Repoid, c.t.Major, n, o.Value)
	}
}

// urlMajor is the major release that an address names: el8, rhel-8, centos/8, 9-stream; 0 when it names none or
// several. A number alone counts only if it cannot mean anything else: 15 in postgresql's /yum/15/ is a version of the
// database.
func urlMajor(url string) int {
	_, path, _ := strings.Cut(url, "://")
	_, path, _ = strings.Cut(path, "/")
	var marked, bare []int
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
			marked = list.AppendNew(marked, n)
		case n >= 6 && n <= 12 && strconv.Itoa(n) == element:
			bare = list.AppendNew(bare, n)
		}
		before = element
	}
	if len(marked) == 0 && !strings.Contains(path, "$releasever") {
		marked = bare
	}
	if len(marked) != 1 {
		return 0
	}
	return marked[0]
}

// leadingMajor returns the number that a path element consists of, or begins with before a dot, a dash, an underscore
// or a variable; else 0.
func leadingMajor(element string) int {
	digits := len(element) - len(strings.TrimLeft(element, "0123456789"))
	n, err := strconv.Atoi(element[:digits])
	if err != nil || digits > 2 {
		return 0
	}
	rest := element[digits:]
	minor, dot := strings.CutPrefix(rest, ".")
	switch {
	case rest == "":
	case dot && (minor == "" || !strings.ContainsRune("0123456789$", rune(minor[0]))):
		return 0 // 12.rolling is a version of something else
	case !strings.ContainsRune(".-_$", rune(rest[0])):
		return 0
	}
	return n
}
