package machine

import (
	"strings"
	"unicode"

	"pes/generator/upgrade"
)

// arches are the architectures rpm knows of machines that are upgraded and of packages on them.
var arches = map[string]bool{"noarch": true, "x86_64": true, "x86_64_v2": true, "aarch64": true, "ppc64le": true, "s390x": true, "i386": true, "i486": true,
	"i586": true, "i686": true, "athlon": true, "amd64": true, "ia32e": true, "ppc64": true, "ppc": true, "s390": true, "armv7hl": true, "riscv64": true,
	"(none)": true}

// nevra is a package as rpm -qa prints it, taken apart.
type nevra struct {
	name, arch string
	modular    bool // its release names a module build
	key        bool // gpg-pubkey
}

// parseNEVRA takes [epoch:]name-[epoch:]version-release.arch apart. Version and release hold a digit, or else
// java-1.8.0-openjdk.x86_64 and foo-devel-1.x86_64, names of some sort, would be taken for packages.
func parseNEVRA(s string) (p nevra, ok bool) {
	if isKey(s) {
		return nevra{name: "gpg-pubkey", key: true}, true
	}
	rest, arch, ok := cutLast(s, '.')
	if !ok || !arches[arch] {
		return p, false
	}
	rest, release, ok1 := cutLast(rest, '-')
	name, version, ok2 := cutLast(rest, '-')
	if !ok1 || !ok2 {
		return p, false
	}
	name, version = afterEpoch(name), afterEpoch(version)
	if !validName(name) || !validName(version) || !validName(release) || !hasDigit(version) || !hasDigit(release) {
		return p, false
	}
	return nevra{name: name, arch: arch, modular: isModular(release)}, true
}

// isKey knows gpg-pubkey-352c64e5-52ae6884, with or without an architecture that is none.
func isKey(s string) bool {
	s = strings.TrimSuffix(s, ".(none)")
	rest, ok := strings.CutPrefix(s, "gpg-pubkey-")
	version, release, dash := strings.Cut(rest, "-")
	return ok && dash && isHex(version) && isHex(release)
}

func isHex(s string) bool { return len(s) >= 8 && strings.Trim(s, "0123456789abcdef") == "" }

// isModular knows the builds of modules by their release: 1.module_el8.4.0+2532+b8928c02.
func isModular(release string) bool { return strings.Contains(release, ".module") }

func cutLast(s string, sep byte) (before, after string, found bool) {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
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

// readWords reads a list with one word a line: packages as rpm prints them, or names. The first line that is not of the form
// of most others is named.
func (l *List) readWords(lines []string) error {
	var whole, bare []int // lines
	for i, line := range lines {
		word := strings.TrimSpace(line)
		if word == "" {
			continue
		}
		p, ok := parseNEVRA(word)
		switch {
		case p.key:
			l.Keys++
		case ok:
			whole = append(whole, i)
			l.add(p, "")
		default:
			bare = append(bare, i)
		}
	}
	switch {
	case len(whole) == 0 && len(bare) == 0:
		return l.fail(0, "no package in it, only keys")
	case len(whole) >= len(bare) && len(bare) > 0:
		return l.fail(bare[0]+1, "%q is not as rpm -qa prints packages (name-version-release.arch), and line %d is", clip(lines[bare[0]]), whole[0]+1)
	case len(bare) == 0:
		l.Form = RPM
		return nil
	}
	l.Form = Names
	for _, i := range bare {
		word := strings.TrimSpace(lines[i])
		if problem := nameProblem(word); problem != "" {
			return l.fail(i+1, "%q %s", clip(word), problem)
		}
		l.add(nevra{name: word}, "")
	}
	if len(whole) > 0 {
		return l.fail(whole[0]+1, "%q is a package with its version, and line %d is a name alone: a list is one or the other", clip(lines[whole[0]]), bare[0]+1)
	}
	return nil
}

// nameProblem says why a word is no name of a package: some look like one and are a name with more behind it.
func nameProblem(word string) string {
	_, arch, _ := cutLast(word, '.')
	rest, release, dash := cutLast(word, '-')
	_, version, twice := cutLast(rest, '-')
	switch {
	case !validName(word):
		return "is no name of a package"
	case arches[arch]:
		return "has an architecture and no version: write names alone (rpm -qa --qf '%{NAME}\\n') or packages as rpm -qa prints them"
	case dash && twice && hasDigit(version) && strings.Contains(release, ".el") && hasDigit(release):
		return "has a version and no architecture: write names alone (rpm -qa --qf '%{NAME}\\n') or packages as rpm -qa --nevra prints them"
	}
	return ""
}

// otherSections are headers of dnf list and yum list: what follows is not installed.
var otherSections = []string{"available packages", "available upgrades", "upgraded packages", "updated packages", "extra packages", "obsoleting packages",
	"recently added packages", "autoremove packages"}

// readColumns reads name.arch, version-release and repository. Only what stands behind the header counts; a line that begins
// with a space goes on with the one before it.
func (l *List) readColumns(lines []string, from int) error {
	l.Form = DNF
	var record []string
	begin := 0
	flush := func() error {
		if record == nil {
			return nil
		}
		defer func() { record = nil }()
		return l.addColumns(record, begin)
	}
	for i := from; i < len(lines); i++ {
		line := lines[i]
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		if from > 0 && containsFold(otherSections, strings.TrimSpace(line)) {
			break
		}
		if !unicode.IsSpace(rune(line[0])) || record == nil {
			if err := flush(); err != nil {
				return err
			}
			record, begin = []string{}, i+1
		}
		record = append(record, fields...)
	}
	return flush()
}

func containsFold(words []string, s string) bool {
	for _, w := range words {
		if strings.EqualFold(w, s) {
			return true
		}
	}
	return false
}

const columnsHelp = "dnf list --installed has name.arch, version-release and repository (run it with LC_ALL=C)"

func (l *List) addColumns(record []string, line int) error {
	if len(record) != 3 {
		return l.fail(line, "%q and what belongs to it are no 3 columns but %d: %s", clip(record[0]), len(record), columnsHelp)
	}
	name, arch, ok := cutLast(record[0], '.')
	if !ok || !arches[arch] || !validName(name) {
		return l.fail(line, "%q is no name.arch: %s", clip(record[0]), columnsHelp)
	}
	if name == "gpg-pubkey" {
		l.Keys++
		return nil
	}
	version, release, ok := cutLast(record[1], '-')
	if !ok || !validName(afterEpoch(version)) || !validName(release) {
		return l.fail(line, "%q is no version-release: %s", clip(record[1]), columnsHelp)
	}
	repoid := strings.TrimLeft(record[2], "@") // as Leapp does
	if !validRepoid(repoid) {
		return l.fail(line, "%q is no repository: %s", clip(record[2]), columnsHelp)
	}
	l.add(nevra{name: name, arch: arch, modular: isModular(release)}, repoid)
	return nil
}

func (l *List) add(p nevra, repoid string) {
	if p.modular {
		l.Modular++
	}
	if p.arch == "(none)" {
		p.arch = ""
	}
	l.Packages = append(l.Packages, Package{upgrade.Package{Name: p.name, Repoid: repoid}, p.arch})
}

// clip shortens a word for a message.
func clip(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "..."
	}
	return s
}
