package machine

import (
	"slices"
	"strings"
	"unicode"

	"pes/generator/upgrade"
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
	modular             bool // its release names a module build
	key                 bool // gpg-pubkey
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
	name, version = afterEpoch(name), afterEpoch(version)
	ok = isArch(arch) && validName(name) && validName(version) && validName(release) && hasDigit(version) &&
		hasDigit(release)
	return nevra{name: name, release: release, arch: arch, modular: isModular(release)}, ok
}

// isKey recognises gpg-pubkey-352c64e5-52ae6884, also with the architecture (none).
func isKey(s string) bool {
	rest, ok := strings.CutPrefix(strings.TrimSuffix(s, ".(none)"), "gpg-pubkey-")
	version, release, dash := strings.Cut(rest, "-")
	return ok && dash && isHex(version) && isHex(release)
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

// afterEpoch drops an epoch: digits and a colon.
func afterEpoch(s string) string {
	epoch, rest, ok := strings.Cut(s, ":")
	if ok && epoch != "" && strings.Trim(epoch, "0123456789") == "" {
		return rest
	}
	return s
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// readLines reads the forms that are lines.
func (l *List) readLines(text string) error {
	lines := strings.Split(text, "\n")
	header, columns := -1, false
	for i, line := range lines {
		if len(line) > maxLine {
			return l.fail(i+1, "a line of %d characters: no package has such a name", len(line))
		}
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
		if header < 0 && strings.EqualFold(strings.TrimSpace(line), "installed packages") {
			header = i
		}
		columns = columns || len(strings.Fields(line)) > 1
	}
	if header >= 0 || columns {
		return l.readColumns(lines, header+1)
	}
	return l.readWords(lines)
}

// readWords reads a list with one word a line: packages as rpm prints them, or names. Where both occur, the error is
// about the first line of the form that is rarer.
func (l *List) readWords(lines []string) error {
	var packages, names []int // indexes of lines
	for i, line := range lines {
		lines[i] = strings.TrimSpace(line)
		if lines[i] == "" {
			continue
		}
		p, ok := parseNEVRA(lines[i])
		switch {
		case p.key:
			l.Keys++
		case ok:
			packages = append(packages, i)
			l.add(p, "")
		default:
			names = append(names, i)
		}
	}
	switch {
	case len(packages) == 0 && len(names) == 0:
		return l.fail(0, "no package in it, only keys")
	case len(packages) >= len(names) && len(names) > 0:
		return l.fail(names[0]+1, "%q is not as rpm -qa prints packages (name-version-release.arch), and line %d is",
			clip(lines[names[0]]), packages[0]+1)
	case len(names) == 0:
		l.Form = RPM
		return nil
	}
	l.Form = Names
	for _, i := range names {
		if problem := nameProblem(lines[i]); problem != "" {
			return l.fail(i+1, "%q %s", clip(lines[i]), problem)
		}
		l.add(nevra{name: lines[i]}, "")
	}
	if len(packages) > 0 {
		return l.fail(packages[0]+1,
			"%q is a package with its version, and line %d is a name alone: a list is one or the other",
			clip(lines[packages[0]]), names[0]+1)
	}
	return nil
}

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

// otherSections are headers of dnf list and yum list: what follows is not installed.
var otherSections = []string{
	"available packages", "available upgrades", "upgraded packages", "updated packages", "extra packages",
	"obsoleting packages", "recently added packages", "autoremove packages",
}

// readColumns reads name.arch, version-release and repository, from the line behind the header on. A line that begins
// with a space continues the one before it.
func (l *List) readColumns(lines []string, from int) error {
	l.Form = DNF
	var record []string
	begin := 0
	for i, line := range lines[from:] {
		if from > 0 && slices.Contains(otherSections, strings.ToLower(strings.TrimSpace(line))) {
			break
		}
		if line == "" {
			continue
		}
		if record != nil && !unicode.IsSpace(rune(line[0])) {
			if err := l.addColumns(record, begin); err != nil {
				return err
			}
			record = nil
		}
		if record == nil {
			begin = from + i + 1
		}
		record = append(record, strings.Fields(line)...)
	}
	if record == nil {
		return nil
	}
	return l.addColumns(record, begin)
}

const columnsHelp = "dnf list --installed has name.arch, version-release and repository (run it with LC_ALL=C)"

func (l *List) addColumns(record []string, line int) error {
	if len(record) != 3 {
		return l.fail(line, "%q and what belongs to it are no 3 columns but %d: %s",
			clip(record[0]), len(record), columnsHelp)
	}
	name, arch := cutLast(record[0], ".")
	if !isArch(arch) || !validName(name) {
		return l.fail(line, "%q is not a name.arch: %s", clip(record[0]), columnsHelp)
	}
	if name == "gpg-pubkey" {
		l.Keys++
		return nil
	}
	version, release := cutLast(record[1], "-")
	if !validName(afterEpoch(version)) || !validName(release) {
		return l.fail(line, "%q is not a version-release: %s", clip(record[1]), columnsHelp)
	}
	repoid := strings.TrimLeft(record[2], "@") // as Leapp does
	if !validRepoid(repoid) {
		return l.fail(line, "%q is not a repository: %s", clip(record[2]), columnsHelp)
	}
	l.add(nevra{name: name, release: release, arch: arch, modular: isModular(release)}, repoid)
	return nil
}

func (l *List) add(p nevra, repoid string) {
	if p.modular {
		l.Modular++
	}
	if p.arch == "(none)" {
		p.arch = ""
	}
	l.Packages = append(l.Packages, Package{upgrade.Package{Name: p.name, Repoid: repoid}, p.arch, p.release})
}

// clip shortens a word for a message.
func clip(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "..."
	}
	return s
}
