package machine

import (
	"slices"
	"strings"
)

// arches are the architectures that rpm prints for machines that are upgraded and for packages on them.
var arches = []string{
	"noarch", "x86_64", "x86_64_v2", "amd64", "ia32e", "i386", "i486", "i586", "i686", "athlon", "aarch64", "armv7hl",
	"ppc", "ppc64", "ppc64le", "s390", "s390x", "riscv64", "(none)",
}

func isArch(s string) bool { return slices.Contains(arches, s) }

// nevra is a package as rpm -qa prints it, taken apart.
type nevra struct {
	name, release, arch string
	evr                 string // [epoch:]version-release; "" where it is not known
	signature           string // what rpm prints of it; "" where it is not known
	modular             bool   // its release names a module build
	key                 bool   // gpg-pubkey
}

// parseNEVRA takes [epoch:]name-[epoch:]version-release.arch apart. Version and release hold a digit: otherwise the
// names java-1.8.0-openjdk.x86_64 and foo-devel-1.x86_64 would be taken for packages with a version.
func parseNEVRA(s string) (p nevra, ok bool) {
	if isKey(s) {
		return nevra{name: "gpg-pubkey", key: true}, true
	}
	rest, arch := cutLast(s, ".")
	rest, release := cutLast(rest, "-")
	name, version := cutLast(rest, "-")
	before, name := cutEpoch(name)
	epoch, version := cutEpoch(version)
	ok = isArch(arch) && validName(name) && validName(version) && validName(release) && hasDigit(version) &&
		hasDigit(release)
	return nevra{name: name, release: release, arch: arch, modular: isModular(release),
		evr: evr(before+epoch, version, release)}, ok
}

// isKey recognises gpg-pubkey-352c64e5-52ae6884, also with an epoch and the architecture (none).
func isKey(s string) bool {
	rest, ok := strings.CutPrefix(afterEpoch(strings.TrimSuffix(s, ".(none)")), "gpg-pubkey-")
	version, release, dash := strings.Cut(rest, "-")
	return ok && dash && isHex(afterEpoch(version)) && isHex(release)
}

func isHex(s string) bool { return len(s) >= 8 && strings.Trim(s, "0123456789abcdef") == "" }

// isModular recognises builds of modules by their release: 1.module_el8.4.0+2532+b8928c02.
func isModular(release string) bool { return strings.Contains(release, ".module") }

// cutLast cuts at the last separator; nothing comes after it where there is none.
func cutLast(s, separator string) (before, after string) {
	if i := strings.LastIndex(s, separator); i >= 0 {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// afterEpoch drops an epoch and its colon.
func afterEpoch(s string) string {
	_, rest := cutEpoch(s)
	return rest
}

// cutEpoch cuts at the colon behind an epoch: digits, or (none) where rpm was asked for it and there is none. The epoch
// is "" where there is none and where it is 0, which is the same.
func cutEpoch(s string) (epoch, rest string) {
	epoch, rest, ok := strings.Cut(s, ":")
	if ok && (epoch == "(none)" || epoch != "" && strings.Trim(epoch, "0123456789") == "") {
		return strings.TrimLeft(strings.TrimPrefix(epoch, "(none)"), "0"), rest
	}
	return "", s
}

// evr is a version as rpm compares it.
func evr(epoch, version, release string) string {
	if epoch != "" {
		epoch += ":"
	}
	return epoch + version + "-" + release
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// nameProblem says why a word is not the name of a package: it may be a name with more behind it.
func nameProblem(word string) string {
	_, arch := cutLast(word, ".")
	rest, release := cutLast(word, "-")
	_, version := cutLast(rest, "-")
	const instead = ": write names alone (rpm -qa --qf '%{NAME}\\n') or packages as rpm -qa"
	switch {
	case !validName(word):
		return "is not a name of a package"
	case isArch(arch):
		return "has an architecture and no version" + instead + " prints them"
	case hasDigit(version) && strings.Contains(release, ".el") && hasDigit(release):
		return "has a version and no architecture" + instead + " --nevra prints them"
	}
	return ""
}
