package machine

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"pes/generator/upgrade"
)

// lineForms are the forms that are lines. Where as many lines have the one as the other, the first one counts.
var lineForms = []Form{RPM, Dated, Signed, DNF, Names}

// formOfLine recognises the form of a line, "" where it has none. next is the line behind it, which continues it where
// it begins with a space.
func formOfLine(line, next string) Form {
	first, rest := firstWord(line)
	_, isPackage := parseNEVRA(first)
	name, arch := cutLast(first, ".")
	columns := len(strings.Fields(line))
	continued := next != "" && unicode.IsSpace(rune(next[0]))
	switch {
	case first == "", isKey(first): // a key is in a list of any form
		return ""
	case keyIn(rest) != "":
		return Signed
	case isPackage && rest == "":
		return RPM
	case isPackage && hasDate(rest):
		return Dated
	case isArch(arch) && validName(afterEpoch(name)) && (columns == 3 || columns < 3 && continued):
		return DNF
	case rest == "" && validName(first):
		return Names
	}
	return ""
}

// formOfMost is the form that most lines have. Where none has any, columns say what was meant; "" where they do not.
func formOfMost(lines []string) (most Form) {
	count := map[Form]int{}
	fallback := Names
	for i, line := range lines {
		next := ""
		if i+1 < len(lines) {
			next = lines[i+1]
		}
		count[formOfLine(line, next)]++
		switch first, rest := firstWord(line); {
		case rest == "", isKey(first):
		case len(strings.Fields(line)) == 3:
			fallback = DNF
		case fallback == Names:
			fallback = ""
		}
	}
	delete(count, "")
	for _, form := range lineForms {
		if count[form] > count[most] {
			most = form
		}
	}
	return cmp.Or(most, fallback)
}

// readLines reads the forms that are lines. What dnf and yum print before their header is left out.
func (l *List) readLines(text string) error {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if len(line) > maxLine {
			return l.fail(i+1, "a line of %d characters: no package has such a name", len(line))
		}
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
	}
	if first := slices.IndexFunc(lines, func(line string) bool { return line != "" }); first >= 0 {
		if strings.HasPrefix(lines[first], fullMark) {
			l.Form = Full
			return l.readFull(lines)
		}
		if t := tableOf(lines[first]); t != nil {
			l.Form = Table
			return l.readTable(t, lines, first+1)
		}
	}
	for i, line := range lines {
		if strings.EqualFold(strings.TrimSpace(line), "installed packages") {
			l.Form = DNF
			return l.readColumns(lines, i+1)
		}
	}
	switch l.Form = formOfMost(lines); l.Form {
	case DNF:
		return l.readColumns(lines, 0)
	case Names:
		return l.readPackages(lines, readName)
	case "":
		i := slices.IndexFunc(lines, func(line string) bool {
			first, _ := firstWord(line)
			return line != "" && !isKey(first)
		})
		return l.fail(i+1, "%q is in no form that is known: a list is what rpm -qa or dnf list --installed prints "+
			"(with LC_ALL=C), or names alone", clip(lines[i]))
	case Signed:
		defer l.dropSignatures()
		return l.readPackages(lines, readSigned)
	}
	return l.readPackages(lines, readPackage)
}

// readPackages reads a package a line. example is a line of the form, for errors about those that have another.
func (l *List) readPackages(lines []string, read func(line string, example int) (p nevra, problem string)) error {
	example := 0
	for i := 0; i < len(lines) && example == 0; i++ {
		if formOfLine(lines[i], "") == l.Form {
			example = i + 1
		}
	}
	for i, line := range lines {
		line = strings.TrimSpace(line)
		first, _ := firstWord(line)
		switch {
		case line == "":
			continue
		case isKey(first):
			l.Keys++
			continue
		}
		p, problem := read(line, example)
		if problem != "" {
			return l.fail(i+1, "%q %s", clip(line), problem)
		}
		l.add(p, "")
	}
	return nil
}

// firstWord cuts a line behind its first word, which ends at a space or at what people write between columns.
func firstWord(line string) (first, rest string) {
	line = strings.TrimSpace(line)
	end := strings.IndexFunc(line, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("|;,", r) })
	if i := strings.Index(line, "~~"); i >= 0 && (end < 0 || i < end) { // as sosreport has rpm print
		end = i
	}
	if end < 0 {
		return line, ""
	}
	return line[:end], strings.Trim(line[end:], "~|;, \t")
}

func (l *List) add(p nevra, repoid string) {
	if p.modular {
		l.Modular++
	}
	if p.arch == "(none)" {
		p.arch = ""
	}
	l.Packages = append(l.Packages,
		Package{Package: upgrade.Package{Name: p.name, Repoid: repoid, Signature: p.signature}, Arch: p.arch,
			Release: p.release, EVR: p.evr})
}

// clip shortens a word for a message.
func clip(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "..."
	}
	return s
}
