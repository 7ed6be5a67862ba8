package author

import (
	"strings"

	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// An Effect is what Leapp does with an event, in one distribution.
type Effect struct {
	Target *model.Target
	Event  *model.Event
	Words  string // "Leapp removes ntp, installs chrony"
}

// Effects returns what Leapp will do with each event of the file that begins at or after offset, on a machine that has
// the event's in packages.
func Effects(c *model.Catalog, file string, offset int) (out []Effect) {
	for _, t := range c.Targets {
		for _, e := range t.AllEvents() {
			if e.Pos.File != nil && e.Pos.File.Name == file && e.Pos.Off >= offset {
				out = append(out, Effect{t, e, outcome(t, e)})
			}
		}
	}
	return out
}

// outcome says what Leapp does on a machine that has the in packages of an event.
func outcome(t *model.Target, e *model.Event) string {
	path := t.Paths[len(t.Paths)-1]
	version := leapp.Usual(leapp.Simulated(path))
	if version == nil {
		return "Leapp versions that can be simulated do not have the path " + path.String()
	}
	engine, err := upgrade.New(upgrade.FromTarget(leapp.Readable(t, version), version.Algorithm().Name))
	if err != nil {
		return err.Error()
	}
	out := engine.Run(machineWith(e, t, path))
	if len(out.Refusals) > 0 {
		return "Leapp refuses: " + out.Refusals[0].Message
	}
	var words []string
	say := func(verb string, names []string) {
		if len(names) > 0 {
			words = append(words, verb+" "+strings.Join(names, ", "))
		}
	}
	if out.PES != nil {
		say("removes", out.PES.Remove)
		say("installs", out.PES.Install)
	}
	if len(words) == 0 {
		words = append(words, "keeps "+model.Names(e.In))
	}
	say("enables", out.Enable)
	return "Leapp " + strings.Join(words, ", ")
}

// machineWith is a machine that has the in packages of an event, and enables all repositories that the tree knows.
func machineWith(e *model.Event, t *model.Target, path *model.Path) *upgrade.Machine {
	m := &upgrade.Machine{
		Arch:     e.Arches[0],
		Source:   model.Release{Major: path.Source, Minor: model.LastMinor(path.Source)},
		Target:   model.Release{Major: t.Major, Minor: model.LastMinor(t.Major)},
		SourceOS: path.Systems[0].OSID,
		TargetOS: t.Distro.OSID,
		Enabled:  allSources(t, path),
	}
	if e.To.Major == path.Source {
		m.Source.Minor = e.To.Minor - 1 // only machines with an earlier minor release apply such an event
	}
	repoid := ""
	if len(m.Enabled) > 0 {
		repoid = m.Enabled[0]
	}
	for _, p := range e.In {
		m.Installed = append(m.Installed, upgrade.Package{Name: p.Name, Stream: p.AllStreams()[0], Repoid: repoid})
	}
	return m
}

// allSources returns the repoids of a path's source release in the maps of a tree, those of the distribution's map
// first.
func allSources(t *model.Target, p *model.Path) (out []string) {
	for _, e := range t.Entries() {
		if e.Major == p.Source && e.Channel == "ga" {
			out = list.AppendNew(out, e.Repoid)
		}
	}
	return out
}
