package upstream

import (
	"slices"
	"strconv"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/tree"
)

// head begins every file of a layer.
const head = "# Written by pes sync upstream, which overwrites it. What is wrong here is put right by an event of " +
	"one's own,\n" +
	"# or by a rule in content/upstream.toml.\n"

// Print makes the files of a layer, sorted by path. The events need not be sorted.
func Print(events []*model.Event) tree.Tree {
	events = slices.SortedFunc(slices.Values(events), Compare)
	var files tree.Tree
	for _, same := range list.Group(events, func(e *model.Event) int { return e.To.Major }) {
		files = append(files, tree.Entry{Path: Folder + FileName(same[0].To.Major), Data: printFile(same)})
	}
	slices.SortFunc(files, func(a, b tree.Entry) int { return strings.Compare(a.Path, b.Path) })
	return files
}

func printFile(events []*model.Event) []byte {
	b := append(make([]byte, 0, 64*len(events)), head...)
	var last header
	for _, e := range events {
		if h := (header{e.Action, e.From, e.To}); h != last {
			b = append(b, "\n["+h.String()+"]\n"...)
			last = h
		}
		b = appendLine(b, e)
	}
	return b
}

// A header is what the events below it have in common.
type header struct {
	action   model.Action
	from, to model.Release
}

func (h header) String() string {
	return h.action.String() + " " + h.from.String() + " " + h.to.String()
}

// Describe is an event in a message: its action and releases, and its line without the id.
func Describe(e *model.Event) string {
	line, _, _ := strings.Cut(Line(e), " #")
	from := ""
	if !e.From.IsZero() {
		from = e.From.String() + " to "
	}
	return e.Action.String() + " " + from + e.To.String() + ": " + line
}

// Line is an event as its line has it.
func Line(e *model.Event) string { return strings.TrimSuffix(string(appendLine(nil, e)), "\n") }

func appendLine(b []byte, e *model.Event) []byte {
	b = appendSet(b, e.In, e.InMajor())
	if len(e.Out) > 0 {
		b = append(b, " > "...)
		if repo, ok := elsewhere(e); ok {
			b = append(b, "@"+short(repo, e.To.Major)...)
		} else {
			b = appendSet(b, e.Out, e.To.Major)
		}
	}
	if !slices.Equal(e.Arches, model.Arches) {
		b = append(b, " "+isArches+strings.Join(e.Arches, ",")...)
	}
	if len(e.Streams) > 0 {
		b = append(b, " "+isStreams...)
		for i, m := range e.Streams {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, m.In.String()+"="+m.Out.String()...)
		}
	}
	return append(strconv.AppendUint(append(b, " #"...), e.ID, 10), '\n')
}

func appendSet(b []byte, set []model.Package, major int) []byte {
	for i, p := range set {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(append(append(b, p.Name...), '@'), short(p.Repo, major)...)
		for i, s := range p.Streams {
			b = append(append(b, "/,"[min(i, 1)]), s.String()...)
		}
	}
	return b
}

// elsewhere returns the repository to which all in packages of an event go, if they come out as they are, without
// streams.
func elsewhere(e *model.Event) (repo string, ok bool) {
	if len(e.In) != len(e.Out) || len(e.Out) == 0 {
		return "", false
	}
	for i, p := range e.Out {
		if p.Name != e.In[i].Name || p.Repo != e.Out[0].Repo || len(p.Streams) > 0 {
			return "", false
		}
	}
	return e.Out[0].Repo, true
}
