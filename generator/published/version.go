package published

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/rules"
)

// A checkout is for one Leapp version: its maps have one version_format, and what checks data streams finds its own in
// every file (Leapp guide 1).

// versions finds the version that most files are for and reports those that it cannot read.
func (r *reader) versions(want *leapp.Version) {
	judged := list.Select(r.files, func(p *part) bool {
		return p.ok && (p.Kind == "map" || p.Kind == "events" || p.isDevices())
	})
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
	r.reportUnasked()
}

// reportUnasked reports once all maps of vendors that have no data streams.
func (r *reader) reportUnasked() {
	if len(r.unasked) == 0 {
		return
	}
	vendors := list.Distinct(list.Map(r.unasked, func(n diag.Note) string { return n.Text }))
	r.Reportf(atPos(r.unasked[0].Pos, r.unasked[1:]...), "unasked-stream",
		"%s of vendors (%s) have no provided_data_streams, which the other files here have; Leapp does not check "+
			"them there", english.Count(len(r.unasked), "map"), strings.Join(vendors, ", "))
}

// legacy reports once, for all files without data streams, that only one old version reads them.
func (r *reader) legacy(judged []*part) {
	old := leapp.Versions[0]
	if r.Version != old {
		return
	}
	maps, events := 0, 0
	var notes []diag.Note
	for _, p := range judged {
		switch {
		case p.isDevices() || len(p.streams()) > 0 || p.Kind == "map" && p.m.Format != old.MapFormat:
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
		r.Reportf(atPos(notes[0].Pos, notes[1:]...), "legacy-format",
			"%s of version_format %s and %s have no provided_data_streams: only Leapp %s read them",
			english.Count(maps, "map"), old.MapFormat, english.Count(events, "file")+" of events", names(old))
	}
}

// usual returns the version that reads most files, the newest if several do; nil if no version reads any.
func usual(judged []*part) (best *leapp.Version) {
	most := 0
	for _, v := range leapp.Versions {
		n := 0
		for _, p := range judged {
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
	switch {
	case p.Kind == "map":
		return p.m.Streams
	case p.isDevices():
		return p.devices.Streams
	}
	return p.events.Streams
}

// isDevices reports whether the file says which devices and drivers are no longer supported: Leapp reads it as it does
// maps and events.
func (p *part) isDevices() bool { return p.Kind == "carried" && p.Base == leapp.DevicesName }

func (p *part) head() diag.Pos {
	switch {
	case p.Kind == "map":
		return p.m.Stream
	case p.isDevices():
		return p.devices.Head
	}
	return p.events.Head
}

// asked reports whether Leapp checks the data streams of the file: it does not for a vendor's map (Leapp guide 1).
func (p *part) asked() bool { return p.Kind != "map" || p.Vendor == "" }

// readBy reports whether a version reads the file.
func (p *part) readBy(v *leapp.Version) bool {
	if p.Kind == "map" && p.m.Format != v.MapFormat {
		return false
	}
	return !p.asked() || v.Reads(p.streams())
}

func (r *reader) version(p *part, want *leapp.Version) {
	at := atPos(p.head())
	if p.Kind == "map" {
		known := slices.ContainsFunc(leapp.Versions, func(v *leapp.Version) bool { return v.MapFormat == p.m.Format })
		format := atPos(p.m.Head)
		if !known && p.m.Format != "" {
			r.Reportf(format, "unknown-format",
				"no Leapp version reads version_format %q: Leapp stops every upgrade", p.m.Format)
			return
		}
		if r.Version != nil && p.m.Format != r.Version.MapFormat && p.m.Format != "" {
			why := ", for which the other files here are,"
			if want != nil {
				why = ""
			}
			r.Reportf(format, "version-lag", "version_format is %q: Leapp %s%s needs %q and stops every upgrade",
				p.m.Format, r.Version.Name, why, r.Version.MapFormat)
		}
	}
	if i := slices.IndexFunc(p.streams(), func(s string) bool { return !dataStream.MatchString(s) }); i >= 0 {
		r.Reportf(at, "unknown-format",
			"the data stream %q is not two numbers with a dot: Leapp refuses every upgrade", p.streams()[i])
		return
	}
	r.stream(p, at)
}

func names(v *leapp.Version) string { return strings.Join(v.Names(), " and ") }

// stream checks that the file has the data stream that the checkout's version requires.
func (r *reader) stream(p *part, at rules.At) {
	streams := p.streams()
	v := r.Version
	if p.Kind == "map" && p.m.Format != "" && (v == nil || v.MapFormat != p.m.Format) {
		v = leapp.VersionOf(p.m.Format, streams) // one mistake is enough: judge it by its own format
	}
	reported := slices.ContainsFunc(p.list.All(), func(d diag.Diagnostic) bool { return d.Pos == at.Pos })
	if v == nil || v.Stream == "" || v.Reads(streams) || reported {
		return
	}
	major, _, _ := strings.Cut(v.Stream, ".")
	wanted := strconv.Quote(v.Stream) + " or another of " + major + ".x"
	switch {
	case len(streams) == 0 && p.asked():
		r.Reportf(at, "missing-stream", "there are no provided_data_streams: Leapp %s, which the files here are for, "+
			"needs %s and refuses %s", v.Name, wanted, p.whose())
	case len(streams) == 0:
		r.unasked = append(r.unasked, diag.Note{Pos: at.Pos, Text: p.Vendor})
	case p.asked():
		r.Reportf(at, "version-lag", "the file provides the data streams %s, "+
			"and Leapp %s, which the files here are for, wants %s: it refuses %s",
			strings.Join(streams, ", "), v.Name, wanted, p.whose())
	}
}

// whose says which upgrades an unusable file stops.
func (p *part) whose() string {
	if p.Vendor != "" {
		return "upgrades of machines that have " + p.Vendor
	}
	return "every upgrade"
}

var dataStream = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)

// words checks that the values of a map with a fixed set of words are known to the checkout's version (Leapp guide
// 11.13).
func (r *reader) words(p *part) {
	v := r.Version
	for _, f := range p.m.Map.Families {
		seen := map[string]bool{}
		for _, e := range f.Entries {
			for _, x := range []struct {
				what, word string
				known      []string
			}{
				{"architecture", e.Arch, model.Arches}, {"channel", e.Channel, v.Channels},
				{"repo_type", e.Type, model.RepoTypes}, {"rhui", e.RHUI, v.RHUI},
			} {
				if x.known == nil || slices.Contains(x.known, x.word) || seen[x.what+x.word+e.Repoid] {
					continue
				}
				seen[x.what+x.word+e.Repoid] = true
				r.Reportf(rules.At{Pos: e.Pos, Suggestion: diag.Near(x.word, x.known)}, "unreadable-entry",
					"the %s %q of %s is not a word that Leapp %s knows: it stops every upgrade",
					x.what, x.word, e.Repoid, v.Name)
			}
		}
	}
}
