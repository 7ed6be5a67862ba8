package machine

import (
	"fmt"
	"strings"
)

// readPackage reads a package as rpm prints it, alone or with the date of its installation behind it.
func readPackage(line string, example int) (p nevra, problem string) {
	first, rest := firstWord(line)
	p, ok := parseNEVRA(first)
	if !ok {
		return p, fmt.Sprintf("is not as rpm -qa prints packages (name-version-release.arch), and line %d is", example)
	}
	if rest != "" && !hasDate(rest) {
		return p, fmt.Sprintf("has more behind the package, and it is no date; line %d has not", example)
	}
	return p, ""
}

// hasDate recognises what rpm --last prints behind a package, in any language: there is a year in it.
func hasDate(rest string) bool {
	digits := 0
	for _, r := range rest {
		if digits++; !isDigit(r) {
			digits = 0
		}
		if digits == 4 {
			return true
		}
	}
	return false
}

// noSignature is what rpm prints where a package has none.
const noSignature = "(none)"

// keyIn finds the key of a signature as rpm prints it with %{SIGPGP:pgpsig} or %{RSAHEADER:pgpsig}, such as
// "RSA/SHA256, Thu Mar  4 10:11:12 2021, Key ID 24c6a8a7f4a80eb5". It is (none) where rpm found no signature.
func keyIn(rest string) string {
	for _, before := range []string{"Key ID ", "Key Fingerprint: "} {
		if _, key, ok := strings.Cut(rest, before); ok {
			key, _ = firstWord(strings.ToLower(key))
			if isHex(key) {
				return key
			}
		}
	}
	if rest == noSignature || strings.HasSuffix(rest, "\t"+noSignature) {
		return noSignature
	}
	return ""
}

// readSigned reads a package, or its name, with its signature behind it.
func readSigned(line string, example int) (p nevra, problem string) {
	first, rest := firstWord(line)
	key := keyIn(rest)
	if key == "" {
		return p, fmt.Sprintf("has no signature behind the package, and line %d has one", example)
	}
	p, ok := parseNEVRA(first)
	if !ok {
		p = parseNVR(first)
	}
	if p.signature = key; !validName(p.name) {
		return p, "does not begin with a package or its name"
	}
	return p, ""
}

// parseNVR takes name-version-release or name.arch apart, or takes a name as it is.
func parseNVR(s string) nevra {
	if name, arch := cutLast(s, "."); isArch(arch) {
		return nevra{name: name, arch: arch}
	}
	rest, release := cutLast(s, "-")
	name, version := cutLast(rest, "-")
	if name, version = afterEpoch(name), afterEpoch(version); hasDigit(version) && hasDigit(release) {
		return nevra{name: name, release: release, modular: isModular(release)}
	}
	return nevra{name: s}
}

// readName reads a name alone.
func readName(line string, example int) (p nevra, problem string) {
	if _, ok := parseNEVRA(line); ok {
		return p, fmt.Sprintf("is a package with its version, and line %d is a name alone: a list is one or the other",
			example)
	}
	return nevra{name: line}, nameProblem(line)
}

// dropSignatures forgets the signatures of a list in which no package has one: rpm was asked for the wrong header, or
// does not print them.
func (l *List) dropSignatures() {
	for i := range l.Packages {
		if l.Packages[i].Signature != noSignature {
			return
		}
	}
	l.NoneSigned = len(l.Packages) > 0
	for i := range l.Packages {
		l.Packages[i].Signature = ""
	}
}
