package simulate

import (
	"pes/generator/model"
)

// SourceOf finds the release of the machines of lists, if all say the same: it is zero otherwise. says is who says it,
// such as a release package. Where there is one list, it is read only once.
func SourceOf(lists []ListFile) (source model.Release, says string, err error) {
	for i := range lists {
		l, err := lists[i].Read()
		if err != nil {
			return source, "", err
		}
		if len(lists) == 1 || lists[i].stdin != nil {
			lists[i].list = l
		}
		r, by := l.Release()
		if r.IsZero() || i > 0 && r != source {
			return model.Release{}, "", nil
		}
		source, says = r, by
	}
	return source, says, nil
}

// TellSource says who says what the source is.
func (r Route) TellSource(says string) {
	r[0].assume("the source is %s, as %s says (--source)", r[0].Upgrade.Source, says)
}
