package published

import (
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/rules"
)

// A checkout is for one Leapp version: its maps have one version_format, and what checks data streams finds its own in
// every file (leapp-semantics 1).

// versions finds the version that most files are for and reports those that it cannot read.
func (r *reader) versions(want *leapp.Version) {
	var judged []*part
	for _, p := range r.files {
		if p.ok && (p.Kind == "map" || p.Kind == "events") {
			judged = append(judged, p)
		}
	}
	r.Version = want
	if want == nil {
		r.Version = usual(judged)
	}
	for _, p := range judged {
		r.version(p, want)
		if p.Kind == "map" && r.Version != nil {
			r.words(p)
		}
	}
	r.legacy(judged)
}

// legacy says once of files without data streams, all of which one old version reads, that no other does.
func (r *reader) legacy(list []*part) {
	old := leapp.Versions[0]
	if r.Version != old {
		return
	}
	maps, events := 0, 0
	var notes []diag.Note
	for _, p := range list {
		switch {
		case len(p.streams()) > 0 || p.Kind == "map" && p.m.Format != old.MapFormat:
			continue
		case p.Kind == "map":
			maps++
			notes = append(notes, diag.Note{Pos: p.m.Head, Text: "of format " + old.MapFormat})
		default:
			events++
			notes = append(notes, diag.Note{Pos: p.head(), Text: "no provided_data_streams"})
		}
	}
	if len(notes) > 0 {
		r.Reporter.Reportf(rules.At{Pos: notes[0].Pos, Notes: notes[1:]}, "legacy-format", "%s of version_format %s and %s have no provided_data_streams: only Leapp %s read them",
			count(maps, "map"), old.MapFormat, count(events, "file")+" of events", names(old))
	}
}

// usual is the version that reads most files, the newest of several. What no file says is no reason to choose it: a
// file without format and streams counts for nobody.
func usual(list []*part) (best *leapp.Version) {
	most := 0
	for _, v := range leapp.Versions {
		n := 0
		for _, p := range list {
			if p.readBy(v) {
				n++
				if p.Kind == "map" {
					n++ // a format is compared for equality, streams add up: a map says more
				}
			}
		}
		if n > 0 && n >= most {
			best, most = v, n
		}
	}
	return best
}

// streams are the data streams a file provides.
func (p *part) streams() []string {
	if p.Kind == "map" {
		return p.m.Streams
	}
	return p.events.Streams
}

func (p *part) head() diag.Pos {
	if p.Kind == "map" {
		return p.m.Stream
	}
	return p.events.Head
}

// asked reports whether the file's readers ask for its streams: of a vendor's map they do not (leapp-semantics 1).
func (p *part) asked() bool { return p.Kind != "map" || p.Vendor == "" }

// readBy reports whether a version reads the file.
func (p *part) readBy(v *leapp.Version) bool {
	if p.Kind == "map" && p.m.Format != v.MapFormat {
		return false
	}
	return !p.asked() || v.Reads(p.streams())
}

func (r *reader) version(p *part, want *leapp.Version) {
	streams := p.streams()
	at := rules.At{Pos: p.head()}
	if p.Kind == "map" {
		known := slices.ContainsFunc(leapp.Versions, func(v *leapp.Version) bool { return v.MapFormat == p.m.Format })
		if format := (rules.At{Pos: p.m.Head}); !known && p.m.Format != "" {
			r.Reporter.Reportf(format, "unknown-format", "no Leapp version reads version_format %q: Leapp stops every upgrade", p.m.Format)
			return
		} else if r.Version != nil && p.m.Format != r.Version.MapFormat && p.m.Format != "" {
			why := ", for which the other files here are,"
			if want != nil {
				why = ""
			}
			r.Reporter.Reportf(format, "version-lag", "version_format is %q: Leapp %s%s wants %q and stops every upgrade", p.m.Format, r.Version.Name, why, r.Version.MapFormat)
		}
	}
	for _, s := range streams {
		if !validStream(s) {
			r.Reporter.Reportf(at, "unknown-format", "the data stream %q is not two numbers with a dot: Leapp refuses every upgrade", s)
			return
		}
	}
	r.stream(p, at)
}

func names(v *leapp.Version) string {
	return strings.Join(append([]string{v.Name}, v.Also...), " and ")
}

// stream asks for the data stream that the checkout's version demands.
func (r *reader) stream(p *part, at rules.At) {
	streams := p.streams()
	v := r.Version
	if p.Kind == "map" && p.m.Format != "" && (v == nil || v.MapFormat != p.m.Format) {
		v = leapp.VersionOf(p.m.Format, streams) // one mistake is enough: judge it by its own format
	}
	if v == nil || v.Stream == "" || v.Reads(streams) || slices.ContainsFunc(p.list.All(), func(d diag.Diagnostic) bool { return d.Pos == at.Pos }) {
		return
	}
	major, _, _ := strings.Cut(v.Stream, ".")
	wanted := strconv.Quote(v.Stream) + " or another of " + major + ".x"
	switch {
	case len(streams) == 0 && p.asked():
		r.Reporter.Reportf(at, "missing-stream", "there are no provided_data_streams: Leapp %s, which the files here are for, wants %s and refuses %s", v.Name, wanted, p.whose())
	case len(streams) == 0:
		r.Reporter.Reportf(at, "unasked-stream", "this vendor's map has no provided_data_streams, which the other files here have; Leapp does not ask for them here")
	case p.asked():
		r.Reporter.Reportf(at, "version-lag", "the file provides the data streams %s, and Leapp %s, which the files here are for, wants %s: it refuses %s", strings.Join(streams, ", "), v.Name, wanted, p.whose())
	}
}

// whose are the upgrades that a file which cannot be used stops.
func (p *part) whose() string {
	if p.Vendor != "" {
		return "upgrades of machines that have " + p.Vendor
	}
	return "every upgrade"
}

func validStream(s string) bool {
	a, b, ok := strings.Cut(s, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return ok && digits(a) && digits(b)
}

// words asks that the closed words of a map are those that the checkout's version knows (11.13).
func (r *reader) words(p *part) {
	v := r.Version
	for _, f := range p.m.Map.Families {
		said := map[string]bool{}
		for _, e := range f.Entries {
			for _, x := range []struct {
				what, word string
				known      []string
			}{{"architecture", e.Arch, model.Arches}, {"channel", e.Channel, v.Channels}, {"repo_type", e.Type, model.RepoTypes}, {"rhui", e.RHUI, v.RHUI}} {
				if x.known != nil && !slices.Contains(x.known, x.word) && !said[x.what+x.word+e.Repoid] {
					said[x.what+x.word+e.Repoid] = true
					at := rules.At{Pos: e.Pos, Suggestion: diag.Near(x.word, x.known)}
					r.Reporter.Reportf(at, "unreadable-entry", "the %s %q of %s is no word that Leapp %s knows: it stops every upgrade", x.what, x.word, e.Repoid, v.Name)
				}
			}
		}
	}
}

// identity reports ids that are not one event's own, in what one machine reads, and set ids that stand for several
// sets.
func (r *reader) identity() {
	type first struct {
		pos  diag.Pos
		said string
	}
	for _, p := range r.files {
		if p.Kind != "events" || p.Template {
			continue
		}
		seen := map[string]first{}
		for _, e := range p.events.Events {
			if e.IDPos.IsZero() {
				continue
			}
			if f, twice := seen[e.Label]; twice && e.Label != "0" {
				r.Reporter.Reportf(rules.At{Pos: e.IDPos, Notes: []diag.Note{{Pos: f.pos, Text: "first here: " + f.said}}}, "duplicate-id", "the id %s is that of another event too: %s", e.Label, e.Title())
				continue
			}
			seen[e.Label] = first{e.IDPos, e.Title()}
		}
		r.setIDs(p)
		r.between(p)
	}
	r.osNames()
	r.renames()
}

// between reports ids of a vendor's events that are those of a distribution's event too: one machine reads both files.
func (r *reader) between(p *part) {
	if p.Vendor == "" {
		return
	}
	for _, main := range r.files {
		if main.Kind != "events" || main.Vendor >= p.Vendor || p.Distro != "" && main.Distro != p.Distro || p.Target > 0 && main.Target > 0 && p.Target != main.Target {
			continue
		}
		ids := map[string]*leapp.ReadEvent{}
		for _, e := range main.events.Events {
			if !e.IDPos.IsZero() {
				ids[e.Label] = e
			}
		}
		for _, e := range p.events.Events {
			if f := ids[e.Label]; f != nil && !e.IDPos.IsZero() && e.Label != "0" {
				r.Reporter.Reportf(rules.At{Pos: e.IDPos, Notes: []diag.Note{{Pos: f.IDPos, Text: "first here: " + f.Title()}}}, "duplicate-id",
					"the id %s is that of an event of %s too, and one machine reads both: %s", e.Label, main.File.File.Name, e.Title())
			}
		}
	}
}

// setIDs reports set ids that stand for several sets, in a file or in it and the distribution's that is read beside it.
func (r *reader) setIDs(p *part) {
	sets, firsts := map[string]string{}, map[string]diag.Pos{}
	learn := func(q *part, found func(leapp.SetID)) {
		for _, e := range q.events.Events {
			for _, s := range e.SetIDs {
				said := model.Names(s.Set)
				if known, ok := sets[s.ID]; !ok {
					sets[s.ID], firsts[s.ID] = said, s.Pos
				} else if known != said && s.ID != "0" {
					found(s)
				}
			}
		}
	}
	if p.Vendor != "" {
		for _, main := range r.files {
			if main != p && main.Kind == "events" && main.Vendor < p.Vendor && (p.Distro == "" || p.Distro == main.Distro) {
				learn(main, func(leapp.SetID) {})
			}
		}
	}
	var places []diag.Pos
	var ids []string
	learn(p, func(s leapp.SetID) {
		places = append(places, s.Pos)
		if !slices.Contains(ids, s.ID) {
			ids = append(ids, s.ID)
		}
	})
	if len(ids) == 0 {
		return
	}
	what := "the set id " + ids[0] + " stands"
	if len(ids) > 1 {
		what = "set ids stand"
	}
	at := rules.At{Pos: places[0], Notes: []diag.Note{{Pos: firsts[ids[0]], Text: ids[0] + " stands for another set here"}}}
	for _, p := range places[1:min(len(places), maxPlaces)] {
		at.Notes = append(at.Notes, diag.Note{Pos: p, Text: "stands for another set elsewhere"})
	}
	shown := ids[:min(len(ids), maxPlaces)]
	r.Reporter.Reportf(at, "set-id-collision", "%s for different sets of packages: %s", what, strings.Join(shown, " "))
}
