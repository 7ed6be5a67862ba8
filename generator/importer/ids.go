package importer

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// IDsFile is where a project keeps what the ids of imported events were.
const IDsFile = "imported-ids.tsv"

// A FormerID is an id of published data and that of the event which was made of it: logs of machines name the former.
type FormerID struct {
	Was, Is uint64
	Where   string // the tree: rocky/el8
}

// FormerIDs finds for each event of published data the event of a project that says the same.
func FormerIDs(published, project *model.Catalog) (out []FormerID) {
	for _, was := range published.Targets {
		i := slices.IndexFunc(project.Targets, func(t *model.Target) bool {
			return t.Distro.Folder == was.Distro.Folder && t.Major == was.Major
		})
		if i < 0 {
			continue
		}
		exact, alike := map[string]uint64{}, map[string]uint64{}
		for _, e := range project.Targets[i].AllEvents() {
			exact[saying(e, true)], alike[saying(e, false)] = e.ID, e.ID
		}
		for _, e := range was.AllEvents() {
			is := cmp.Or(exact[saying(e, true)], alike[saying(e, false)])
			if is != 0 && is != e.ID {
				out = append(out, FormerID{e.ID, is, was.Distro.Folder + "/el" + strconv.Itoa(was.Major)})
			}
		}
	}
	return tidyIDs(out)
}

// saying is what an event says; not exact is without what an import repairs or groups: architectures, the initial
// release and repositories.
func saying(e *model.Event, exact bool) string {
	var b strings.Builder
	fmt.Fprint(&b, e.Vendor, e.Action, e.To)
	if exact {
		fmt.Fprint(&b, e.From, e.Arches, e.Streams)
	}
	for _, set := range [][]model.Package{e.In, e.Results()} {
		names := make([]string, 0, len(set))
		for _, p := range set {
			name := fmt.Sprint(p.Name, p.Streams)
			if exact {
				name += "@" + p.Repo
			}
			names = append(names, name)
		}
		slices.Sort(names)
		fmt.Fprintf(&b, "%q", names)
	}
	return b.String()
}

func tidyIDs(ids []FormerID) []FormerID {
	slices.SortFunc(ids, func(a, b FormerID) int {
		return cmp.Or(cmp.Compare(a.Was, b.Was), cmp.Compare(a.Is, b.Is), strings.Compare(a.Where, b.Where))
	})
	return slices.Compact(ids)
}

// WriteIDs writes a table of ids, with those that a project has already.
func WriteIDs(w io.Writer, ids, existing []FormerID) error {
	var b strings.Builder
	b.WriteString("was\tis\tin\n")
	same := func(x FormerID) [2]uint64 { return [2]uint64{x.Was, x.Is} }
	for _, ids := range list.Group(tidyIDs(slices.Concat(ids, existing)), same) {
		trees := list.Map(ids, func(x FormerID) string { return x.Where })
		fmt.Fprintf(&b, "%d\t%d\t%s\n", ids[0].Was, ids[0].Is, strings.Join(trees, " "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// ParseIDs reads such a table. Lines that are none of its are not read.
func ParseIDs(text string) (out []FormerID) {
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 3 {
			continue
		}
		was, err1 := strconv.ParseUint(fields[0], 10, 64)
		is, err2 := strconv.ParseUint(fields[1], 10, 64)
		for where := range strings.FieldsSeq(fields[2]) {
			if err1 == nil && err2 == nil {
				out = append(out, FormerID{was, is, where})
			}
		}
	}
	return out
}
