package machine

import (
	"strings"

	"pes/generator/list"
)

// TransactionLists are the lists of /etc/leapp/transaction, with which people overrule events.
type TransactionLists struct {
	Install, Remove, Keep []string
}

// ReadNames reads one of these lists, as [NameOnLine] takes it. file is its name in errors.
func ReadNames(file string, data []byte) (names []string, err error) {
	l := &List{Name: file}
	if data, err = l.text(data); err != nil {
		return nil, err
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		name, ok := NameOnLine(line)
		if !ok {
			return nil, l.fail(n, "%q is not a name of a package: %s", clip(name), LineIsName)
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return list.Distinct(names), nil
}

// LineIsName says how Leapp reads these lists.
const LineIsName = "Leapp takes each line for one name, and leaves out lines that begin with #"

// NameOnLine is the name that a line of such a list has, "" for none. As all versions of Leapp do, it takes the whole
// line, without the white space around it, and leaves out lines that begin with #; words behind a name make it another
// one. ok is false where no package can have the name.
func NameOnLine(line string) (name string, ok bool) {
	name = strings.TrimSpace(line)
	if strings.HasPrefix(name, "#") {
		return "", true
	}
	return name, name == "" || validName(name)
}
