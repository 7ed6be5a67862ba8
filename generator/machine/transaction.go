package machine

import (
	"strings"

	"pes/generator/list"
)

// TransactionLists are the lists of /etc/leapp/transaction, with which people overrule events.
type TransactionLists struct {
	Install, Remove, Keep []string
}

// ReadNames reads one of these lists: names with white space between, as Leapp takes them. file is its name in errors.
func ReadNames(file string, data []byte) (names []string, err error) {
	l := &List{Name: file}
	if data, err = l.text(data); err != nil {
		return nil, err
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		for _, name := range strings.Fields(line) {
			if !validName(name) {
				return nil, l.fail(n, "%q is not a name of a package: Leapp takes each word for one, and knows no "+
					"comments", clip(name))
			}
			names = append(names, name)
		}
	}
	return list.Distinct(names), nil
}
