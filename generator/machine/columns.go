package machine

import (
	"slices"
	"strings"
	"unicode"
)

// otherSections are headers of dnf list and yum list: what follows is not installed.
var otherSections = []string{
	"available packages", "available upgrades", "upgraded packages", "updated packages", "extra packages",
	"obsoleting packages", "recently added packages", "autoremove packages",
}

// readColumns reads name.arch, version-release and repository, from the line behind the header on. A line that begins
// with a space continues the one before it.
func (l *List) readColumns(lines []string, from int) error {
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
	before, rest := cutEpoch(record[0])
	name, arch := cutLast(rest, ".")
	if !isArch(arch) || !validName(name) {
		return l.fail(line, "%q is not a name.arch: %s", clip(record[0]), columnsHelp)
	}
	if name == "gpg-pubkey" {
		l.Keys++
		return nil
	}
	version, release := cutLast(record[1], "-")
	epoch, version := cutEpoch(version)
	if !validName(version) || !validName(release) {
		return l.fail(line, "%q is not a version-release: %s", clip(record[1]), columnsHelp)
	}
	repoid := strings.TrimLeft(record[2], "@") // as Leapp does
	if !validRepoid(repoid) {
		return l.fail(line, "%q is not a repository: %s", clip(record[2]), columnsHelp)
	}
	l.add(nevra{name: name, release: release, arch: arch, modular: isModular(release),
		evr: evr(before+epoch, version, release)}, repoid)
	return nil
}
