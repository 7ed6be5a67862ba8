package machine

import "strings"

// fullMark begins the lines of the form that says most, see [Full].
const fullMark = "pes|"

// FullCommand prints a list that says most of what rpm knows. Before rpm 4.14.2, in EL 7, there are no modules, and a
// tag that rpm does not know is an error: the command asks for it only where rpm has it. The signature is the one that
// Leapp looks at. The vendor stands last, as it may be any text.
const FullCommand = `rpm -qa --qf "pes|%{NAME}|%{EPOCH}|%{VERSION}|%{RELEASE}|%{ARCH}|` +
	`$(rpm --querytags | sed -n 's/^MODULARITYLABEL$/%{&}/p')|` +
	`%|DSAHEADER?{%{DSAHEADER:pgpsig}}:{%{RSAHEADER:pgpsig}}||%{INSTALLTIME}|%{VENDOR}\n"`

// readFull reads what FullCommand prints.
func (l *List) readFull(lines []string) error {
	defer l.dropSignatures()
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		fields := strings.SplitN(line, "|", 10)
		if fields[0]+"|" != fullMark || len(fields) < 10 {
			return l.fail(i+1, "%q is not as the others: they have pes and 9 columns more, with | between", clip(line))
		}
		p := fields[1:]
		signature := keyIn(p[6])
		if signature == "" {
			return l.fail(i+1, "%q is no signature of rpm", clip(p[6]))
		}
		problem := l.addPackage(&jsonPackage{Name: p[0], Epoch: []byte(p[1]), Version: []byte(p[2]), Release: p[3],
			Arch: p[4], ModularityLabel: p[5], Signature: signature, Vendor: noNone(p[8])})
		if problem != "" {
			return l.fail(i+1, "%s", problem)
		}
	}
	return nil
}

// noNone is what rpm prints of a tag, "" where the package has none.
func noNone(s string) string {
	if s == "(none)" {
		return ""
	}
	return s
}
