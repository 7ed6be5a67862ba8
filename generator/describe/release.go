package describe

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// A number in an address or a name may be the release of the distribution or the version of a product. It is the
// release where a word for Enterprise Linux stands before it: el/8, rhel8, epel-8, centos/updates/8.
const elWords = `el|rhel|redhat|centos|centos-stream|rocky|rockylinux|alma|almalinux|ol|oracle|oraclelinux|epel|enterprise`

var (
	targetPrefix = regexp.MustCompile(`^el([0-9]+)-`)
	fileTarget   = regexp.MustCompile(`\.el([0-9]+)$`)
	besideWord   = behindWord(elWords+`|(?:el|rhel|centos)(?:-[a-z]+){1,3}|releasever=|release=`, `-_/.`)
	besideName   = behindWord(elWords+`|linux|stream`, `-_/. `)
	elSegment    = regexp.MustCompile(`(?i)^(?:` + elWords + `)$`)
	ownSegment   = regexp.MustCompile(`^([0-9]{1,2})(?:Server|-stream)?$`)
)

// behindWord finds a number of one or two digits behind one of these words; 8.x and 8.1 are versions.
func behindWord(words, between string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^a-z0-9])(?:` + words + `)[` + between + `]?` +
		`([0-9]{1,2})(?:[^0-9.]|\.[^0-9x]|\.?$)`)
}

// versionBefore are words that stand before the version of a product: stable/7 is no release of a distribution.
var versionBefore = []string{"stable", "testing", "release", "releases", "latest", "version", "versions", "main",
	"nightly", "current", "lts", "v"}

// A span is where a number stands in a text.
type span struct{ start, end, n int }

// beside are the numbers behind words for Enterprise Linux.
func beside(re *regexp.Regexp, s string) (out []span) {
	for at := 0; at < len(s); {
		m := re.FindStringSubmatchIndex(s[at:])
		if m == nil {
			break
		}
		n, _ := strconv.Atoi(s[at+m[2] : at+m[3]])
		out = append(out, span{at + m[2], at + m[3], n})
		at += m[3]
	}
	return out
}

// segments are the parts of paths that are numbers; those behind a word for Enterprise Linux if after is true.
func segments(s string, after bool) (out []span) {
	behind, at := false, 0
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == ' ' }) {
		at += strings.Index(s[at:], part)
		if m := ownSegment.FindStringSubmatch(part); m != nil && (behind || !after) {
			n, _ := strconv.Atoi(m[1])
			out = append(out, span{at, at + len(m[1]), n})
		}
		if strings.HasSuffix(part, ":") { // another address begins
			behind = false
		}
		behind = behind || elSegment.MatchString(part)
		at += len(part)
	}
	return out
}

// sure are the places where an address says the release without doubt.
func sure(address string) []span {
	out := append(beside(besideWord, address), segments(address, true)...)
	slices.SortStableFunc(out, func(a, b span) int { return a.start - b.start })
	return slices.CompactFunc(out, func(a, b span) bool { return a.start == b.start })
}

// replaced is a text with other words for the numbers n at these places.
func replaced(s string, spans []span, n int, word string) string {
	for _, at := range slices.Backward(spans) {
		if at.n == n {
			s = s[:at.start] + word + s[at.end:]
		}
	}
	return s
}

// addresses are the values of a section that say where packages are.
func addresses(s model.Section) (out []string) {
	for _, key := range model.AddressKeys {
		if v, ok := s.Get(key); ok && v != "" {
			out = append(out, v)
		}
	}
	return out
}

// release is the release that a section is for; 0 where nothing says so. doubt is a number in an address that may be
// it.
func release(file string, s model.Section, known []int) (n int, doubt *span) {
	m := targetPrefix.FindStringSubmatch(s.Repoid)
	if m == nil {
		m = fileTarget.FindStringSubmatch(path.Base(file))
	}
	if m != nil {
		n, _ := strconv.Atoi(m[1])
		return n, nil
	}
	all := addresses(s)
	for _, v := range all {
		for _, at := range sure(v) {
			if at.n >= oldest {
				return at.n, nil
			}
		}
	}
	if slices.ContainsFunc(all, func(v string) bool { return strings.Contains(v, "releasever") }) {
		return 0, nil
	}
	for _, v := range all {
		for _, at := range segments(v, false) {
			if slices.Contains(known, at.n) {
				return 0, &at
			}
		}
	}
	for _, at := range beside(besideWord, s.Repoid) {
		if slices.Contains(known, at.n) {
			return at.n, nil
		}
	}
	return 0, nil
}

// oldest is the oldest release of Enterprise Linux with yum.
const oldest = 5

// noVersion reports whether no word before a number says that it is the version of a product.
func noVersion(address string, at span) bool {
	before := strings.FieldsFunc(address[:at.start], func(r rune) bool { return r == '/' })
	return len(before) == 0 || !slices.Contains(versionBefore, strings.ToLower(before[len(before)-1]))
}

// general is a section with {major} where it says the release n, 0 where it says none. bare tells which numbers of
// addresses are the release without a word before them; nil is none.
func general(s model.Section, n int, bare func(address string, at span) bool) model.Section {
	variables := strings.NewReplacer("${releasever_major}", "{major}", "$releasever_major", "{major}",
		"${releasever_minor}", "${releasever_minor}", "$releasever_minor", "$releasever_minor",
		"${releasever}", "{major}", "$releasever", "{major}")
	address := func(v string) string {
		spans := sure(v)
		if bare != nil && !slices.ContainsFunc(spans, func(at span) bool { return at.n == n }) {
			spans = list.Select(segments(v, false), func(at span) bool { return bare(v, at) })
		}
		return variables.Replace(replaced(v, spans, n, "{major}"))
	}
	s.Options = list.Map(s.Options, func(o model.Option) model.Option {
		switch {
		case slices.Contains(model.AddressKeys, o.Key):
			o.Value = address(o.Value)
		case o.Key == "name":
			o.Value = variables.Replace(replaced(o.Value, beside(besideName, o.Value), n, "{major}"))
		}
		return o
	})
	s.Keys = list.Map(s.Keys, func(k model.KeyRef) model.KeyRef {
		k.URL = address(k.URL)
		return k
	})
	return s
}

// oddNumbers are addresses of a section that hold the number of a known release which is no release there.
func oddNumbers(s model.Section, known []int) (out []string) {
	for _, v := range addresses(s) {
		for _, n := range known {
			alone := regexp.MustCompile(`(^|[/=-])` + strconv.Itoa(n) + `(\.x|[/&-]|$)`)
			if alone.MatchString(v) {
				out = append(out, v)
				break
			}
		}
	}
	return out
}
