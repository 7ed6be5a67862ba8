package model

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
)

// Title names an upgrade path of a distribution by both ends, as its systems were called then: "AlmaLinux 8 to 9",
// "CentOS Linux 7 or Scientific Linux 7 to AlmaLinux 8".
func (p *Path) Title(d *Distro) string {
	from, to := p.SourceNames(d), d.NameIn(p.Target)
	if slices.Equal(from, []string{to}) {
		return fmt.Sprintf("%s %d to %d", to, p.Source, p.Target)
	}
	named := list.Map(from, func(name string) string { return fmt.Sprintf("%s %d", name, p.Source) })
	return fmt.Sprintf("%s to %s %d", strings.Join(named, " or "), to, p.Target)
}

// SourceNames are what the systems were called that may be upgraded on a path of a distribution.
func (p *Path) SourceNames(d *Distro) []string {
	if len(p.Systems) == 0 {
		return []string{d.NameIn(p.Source)}
	}
	return list.Map(p.Systems, func(s *Distro) string { return s.NameIn(p.Source) })
}

// KeepsName reports whether an event only changes the module stream or the repository of a package, and not its name,
// whatever the action is called: bsh becomes bsh of javapackages-tools:201801.
func (e *Event) KeepsName() bool {
	if e.Action.Keeps() || len(e.In) == 0 || len(e.Out) == 0 {
		return false
	}
	name := e.In[0].Name
	return !slices.ContainsFunc(slices.Concat(e.In, e.Out), func(p Package) bool { return p.Name != name })
}

// OtherRepository is where an event moves a package that keeps its name and its module stream.
const OtherRepository = "to another repository"

// Move says where an event moves a package that keeps its name: "into the module stream javapackages-tools:201801".
func (e *Event) Move() string {
	from, to := e.streamsOf(e.In, StreamMap.from), e.streamsOf(e.Out, StreamMap.to)
	none := func(streams []Stream) bool { return len(streams) == 1 && streams[0].IsZero() }
	names := func(streams []Stream) string {
		return english.Noun(len(streams), "module stream") + " " + StreamNames(streams)
	}
	switch {
	case slices.Equal(from, to):
		return OtherRepository
	case none(from):
		return "into the " + names(to)
	case none(to):
		return "out of the " + names(from)
	}
	return "from the " + names(from) + " to " + StreamNames(to)
}

// StreamNames are streams as people list them: "php:8.1 and 8.2".
func StreamNames(streams []Stream) string {
	modules := list.Group(streams, func(s Stream) string { return s.Module })
	return english.And(list.Map(modules, func(of []Stream) string {
		if of[0].IsZero() {
			return "no stream"
		}
		return of[0].Module + ":" + english.And(list.Map(of, func(s Stream) string { return s.Stream }))
	}))
}

func (m StreamMap) from() Stream { return m.In }
func (m StreamMap) to() Stream   { return m.Out }

// streamsOf are the streams of one side of an event, sorted.
func (e *Event) streamsOf(set []Package, side func(StreamMap) Stream) []Stream {
	streams := list.Map(e.Streams, side)
	if len(streams) == 0 {
		streams = list.FlatMap(set, Package.AllStreams)
	}
	list.Sort(streams, Stream.Compare)
	return slices.Compact(streams)
}
