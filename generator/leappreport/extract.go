package leappreport

import (
	"regexp"
	"strings"

	"pes/generator/list"
)

var (
	// item is a line of a list in a summary.
	item = regexp.MustCompile(`^\s*-\s+(\S.*)$`)
	// inRepo is a package with its repository: ant[javapackages-tools:201801] (repoid: el8-appstream).
	inRepo = regexp.MustCompile(`^(\S+?)(?:\[([^\]]*)\])? \((?:repoid|repository): ([^)]*)\)`)
	// nevra is name-version-release.arch, with an epoch before the version or not.
	nevra = regexp.MustCompile(`\b([A-Za-z0-9_][A-Za-z0-9._+-]*)-(?:\d+:)?([^\s:-]*\d[^\s:-]*)-([^\s:-]*\d[^\s:-]*)` +
		`\.(noarch|x86_64|x86_64_v2|i[3-6]86|aarch64|ppc64le|s390x|src)\b`)
	// detected is a title such as: PostgreSQL (postgresql-server) has been detected on your system.
	detected = regexp.MustCompile(`\(([a-z0-9][A-Za-z0-9._+-]*)\) has been detected`)
	inParens = regexp.MustCompile(`\(([^()\s]+\.json)\)`)
	jsonFile = regexp.MustCompile(`[A-Za-z0-9._/-]+\.json\b`)
	// badRepo names a repository that dnf cannot read.
	badRepo = regexp.MustCompile(`(?:metadata for repo(?:sitory)?|cache for repo|Unknown repo:) '([^']+)'`)
	noMatch = regexp.MustCompile(`(?:No match for argument:|filtering for argument:|Unable to find a match:) *(.*)$`)
	// notFound is what Leapp's plugin for dnf says of packages that it asks for: install, remove, upgrade.
	notFound = regexp.MustCompile(`(Package|Module stream) marked by Leapp to (\w+) not found in repositories metadata: *(.*)$`)
	keyURL   = regexp.MustCompile(`GPG Keys are configured as: (.*)$`)
)

// problemStarts begin the lines in which dnf says what it cannot do.
var problemStarts = []string{"Problem", "package ", "problem with", "nothing provides ", "conflicting requests",
	"cannot install", "installed package ", "file /", "Error: Unable to find a match", "No match for argument",
	"All matches were filtered", "Error: GPG check FAILED", "Public key for "}

// isArch reports whether a word of dnf's tables is an architecture.
func isArch(word string) bool {
	switch word {
	case "noarch", "x86_64", "x86_64_v2", "i386", "i486", "i586", "i686", "aarch64", "ppc64le", "s390x":
		return true
	}
	return false
}

// problem recognises a line of dnf's problems, and names the packages in it.
func problem(l string) (p Problem, ok bool) {
	if p, ok := missing(l); ok {
		return p, true
	}
	text := strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(l), "-"))
	for _, start := range problemStarts {
		ok = ok || strings.HasPrefix(text, start)
	}
	if !ok || text == "Problem:" {
		return Problem{}, false
	}
	p.Text = text
	for _, m := range nevra.FindAllStringSubmatch(text, -1) {
		p.Packages = append(p.Packages, m[1])
	}
	if m := noMatch.FindStringSubmatch(text); m != nil {
		for _, w := range strings.Fields(m[1]) {
			p.Packages = append(p.Packages, PackageName(w))
		}
	}
	if _, needs, found := strings.Cut(text, " requires "); found {
		p.Packages = append(p.Packages, plainNeed(needs)...)
	}
	if rest, ok := strings.CutPrefix(text, "nothing provides "); ok {
		needs, _, _ := strings.Cut(rest, " needed by ")
		p.Packages = append(p.Packages, plainNeed(needs)...)
	}
	p.Packages = list.AppendNew(nil, p.Packages...)
	// "package" and "file" may begin a sentence of anybody
	return p, len(p.Packages) > 0 || !strings.HasPrefix(text, "package ") && !strings.HasPrefix(text, "file ")
}

// missing recognises what Leapp's plugin for dnf says of packages that no repository has, or module streams.
func missing(l string) (p Problem, ok bool) {
	m := notFound.FindStringSubmatch(l)
	if m == nil {
		return Problem{}, false
	}
	p.Text = m[0]
	if m[1] == "Package" {
		p.Packages = list.AppendNew(nil, list.Map(strings.Fields(m[3]), PackageName)...)
	}
	return p, true
}

// plainNeed is the package that a requirement names: "perl-Foo >= 1.2, but none ..." is one of perl-Foo; a file, a
// soname and a capability with parentheses is of no package in particular.
func plainNeed(needs string) []string {
	word, _, _ := strings.Cut(needs, " ")
	word = strings.TrimSuffix(word, ",")
	if word == "" || strings.ContainsAny(word, "()/:") {
		return nil
	}
	return []string{word}
}

// PackageName is the name in name-version-release.arch, or the word where it is no such thing.
func PackageName(word string) string {
	if m := nevra.FindStringSubmatch(word); m != nil && strings.HasPrefix(word, m[1]) {
		return m[1]
	}
	return word
}

// withoutVersion is the name in name-version-release, as reports on what is left over have it.
func withoutVersion(word string) string {
	for range 2 {
		if i := strings.LastIndexByte(word, '-'); i > 0 {
			word = word[:i]
		}
	}
	return word
}

// extract takes packages, repositories, files and keys out of the text of an entry.
func (e *Entry) extract() {
	if m := detected.FindStringSubmatch(e.Title); m != nil && e.Kind == "" {
		e.Packages = append(e.Packages, Package{Name: m[1]})
	}
	switch e.Kind {
	case Transaction:
		e.extractProblems()
	case InvalidEvents, InvalidMap:
		for _, m := range inParens.FindAllStringSubmatch(e.Title, -1) {
			e.Files = append(e.Files, m[1])
		}
		e.Files = append(e.Files, jsonFile.FindAllString(e.Title, -1)...)
	case DataStream:
		e.Files = append(e.Files, jsonFile.FindAllString(e.Summary, -1)...)
	case UnknownRepository, ExcludedPackages, ExcludedRepositories, Unsupported, Unmapped, Unsigned, OldSignature,
		UnknownKeys, NoKey, MissingRepositories, DefinedTwice, Leftover:
		e.extractItems()
	}
}

// extractItems reads the lists in a summary.
func (e *Entry) extractItems() {
	ofPackages := e.Kind == Unsigned || e.Kind == OldSignature || e.Kind == Leftover
	for l := range strings.SplitSeq(e.Summary, "\n") {
		if len(e.Packages)+len(e.Repositories)+len(e.Keys) > maxThings {
			return // the report is refused
		}
		m := item.FindStringSubmatch(l)
		if m == nil {
			if e.Kind == Unmapped && l != "" { // its second list is of packages
				ofPackages = strings.Contains(strings.ToLower(l), "packages installed")
			}
			continue
		}
		word := strings.TrimSpace(m[1])
		pair := inRepo.FindStringSubmatch(word)
		if pair == nil {
			word, _, _ = strings.Cut(word, " ")
		}
		switch {
		case pair != nil:
			e.Packages = append(e.Packages, Package{Name: pair[1], Stream: pair[2], Repository: pair[3]})
		case e.Kind == UnknownKeys:
			e.Keys = append(e.Keys, word)
		case e.Kind == Leftover:
			e.Packages = append(e.Packages, Package{Name: withoutVersion(word)})
		case ofPackages, e.Kind == UnknownRepository, e.Kind == ExcludedPackages:
			e.Packages = append(e.Packages, Package{Name: PackageName(word)})
		default:
			e.Repositories = append(e.Repositories, word)
		}
	}
	for _, p := range e.Packages {
		if p.Repository != "" {
			e.Repositories = append(e.Repositories, p.Repository)
		}
	}
}

// extractProblems reads the output of dnf in a summary.
func (e *Entry) extractProblems() {
	for l := range strings.SplitSeq(e.Summary, "\n") {
		if len(e.Problems) > maxThings {
			return // the report is refused
		}
		_, text, labelled := strings.Cut(l, ": ") // the first line of an output has a name before it: stderr
		for _, l := range []string{l, text} {
			if p, ok := problem(l); ok {
				e.Problems = append(e.Problems, p)
				break
			}
			if !labelled {
				break
			}
		}
		if m := badRepo.FindStringSubmatch(l); m != nil {
			e.Repositories = append(e.Repositories, m[1])
		}
		if m := keyURL.FindStringSubmatch(l); m != nil {
			e.Keys = append(e.Keys, strings.FieldsFunc(m[1], func(r rune) bool { return r == ' ' || r == ',' })...)
		}
	}
	for _, p := range e.Problems {
		for _, name := range p.Packages {
			e.Packages = append(e.Packages, Package{Name: name})
		}
	}
}
