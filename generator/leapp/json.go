package leapp

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"pes/generator/model"
)

// JSON is written by hand, keys sorted, one event, mapping or repository a line, so that a difference of two files reads well.

func appendString(b []byte, s string) []byte {
	b, _ = jsontext.AppendQuote(b, s) // bytes that are no UTF-8 become U+FFFD
	return b
}

// appendList writes [x,y] with one function a member.
func appendList[T any](b []byte, list []T, f func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, x := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = f(b, x)
	}
	return append(b, ']')
}

// appendLines is appendList with every member on a line of its own.
func appendLines[T any](b []byte, list []T, f func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, x := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '\n')
		b = f(b, x)
	}
	return append(b, '\n', ']')
}

func appendUint(b []byte, n uint64) []byte { return strconv.AppendUint(b, n, 10) }

// AppendEvent writes an event as leapp-semantics 3 reads it.
func AppendEvent(b []byte, e *model.Event) []byte {
	b = append(b, `{"action":`...)
	b = strconv.AppendInt(b, int64(e.Action), 10)
	b = append(b, `,"architectures":`...)
	b = appendList(b, e.Arches, appendString)
	b = append(b, `,"id":`...)
	b = appendUint(b, e.ID)
	b = append(b, `,"in_packageset":`...)
	b = appendSet(b, e.In)
	b = append(b, `,"initial_release":`...)
	b = appendRelease(b, e.From, e.FromOS)
	if len(e.Streams) > 0 {
		b = append(b, `,"modulestream_maps":`...)
		b = appendList(b, e.Streams, func(b []byte, m model.StreamMap) []byte {
			b = append(b, `{"in_modulestream":`...)
			b = appendStream(b, m.In)
			b = append(b, `,"out_modulestream":`...)
			b = appendStream(b, m.Out)
			return append(b, '}')
		})
	}
	b = append(b, `,"out_packageset":`...)
	b = appendSet(b, e.Out)
	b = append(b, `,"release":`...)
	b = appendRelease(b, e.To, e.ToOS)
	return append(b, '}')
}

func appendRelease(b []byte, r model.Release, os string) []byte {
	if r.IsZero() {
		return append(b, "null"...)
	}
	b = append(b, `{"major_version":`...)
	b = strconv.AppendInt(b, int64(r.Major), 10)
	b = append(b, `,"minor_version":`...)
	b = strconv.AppendInt(b, int64(r.Minor), 10)
	b = append(b, `,"os_name":`...)
	b = appendString(b, os)
	return append(b, '}')
}

func appendSet(b []byte, set []model.Package) []byte {
	if len(set) == 0 {
		return append(b, "null"...)
	}
	b = append(b, `{"package":`...)
	start := len(b)
	b = appendList(b, set, appendPackage)
	id := setID(b[start:])
	b = append(b, `,"set_id":`...)
	b = appendUint(b, id)
	return append(b, '}')
}

// setID is a hash of the written set: equal sets share it. Leapp does not read it.
func setID(written []byte) uint64 {
	sum := sha256.Sum256(written)
	return max(1, binary.BigEndian.Uint64(sum[:8])>>16)
}

func appendPackage(b []byte, p model.Package) []byte {
	b = append(b, '{')
	if len(p.Streams) > 0 {
		b = append(b, `"modulestreams":`...)
		b = appendList(b, p.Streams, appendStream)
		b = append(b, ',')
	}
	b = append(b, `"name":`...)
	b = appendString(b, p.Name)
	b = append(b, `,"repository":`...)
	b = appendString(b, p.Repo)
	return append(b, '}')
}

func appendStream(b []byte, s model.Stream) []byte {
	if s.IsZero() {
		return append(b, "null"...)
	}
	b = append(b, `{"name":`...)
	b = appendString(b, s.Module)
	b = append(b, `,"stream":`...)
	b = appendString(b, s.Stream)
	return append(b, '}')
}

// appendStreams writes the provided_data_streams field with a comma before it, or nothing.
func appendStreams(b []byte, v *Version) []byte {
	if v.Stream == "" {
		return b
	}
	b = append(b, ",\n\"provided_data_streams\":"...)
	return appendList(b, v.streams(), appendString)
}

// eventsFile writes a pes-events.json; lines are the events, already written.
func eventsFile(lines [][]byte, v *Version, date string) []byte {
	n := 128
	for _, l := range lines {
		n += len(l) + 2
	}
	b := append(make([]byte, 0, n), "{\n\"packageinfo\":"...)
	b = appendLines(b, lines, func(b, line []byte) []byte { return append(b, line...) })
	b = appendStreams(b, v)
	b = append(b, ",\n\"timestamp\":"...)
	b = appendString(b, date)
	return append(b, "\n}\n"...)
}

// mapFile writes a repomap.json or a vendor's map for the paths given.
func mapFile(m *model.Map, v *Version, date string) []byte {
	b := []byte("{\n\"datetime\":")
	b = appendString(b, date)
	b = append(b, ",\n\"mapping\":["...)
	for i := 0; i < len(m.Mappings); {
		j := i
		for j < len(m.Mappings) && m.Mappings[j].Source == m.Mappings[i].Source && m.Mappings[j].Target == m.Mappings[i].Target {
			j++
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, "\n{\"entries\":"...)
		b = appendLines(b, m.Mappings[i:j], func(b []byte, x *model.Mapping) []byte { return appendMapping(b, x, v) })
		b = append(b, `,"source_major_version":"`...)
		b = strconv.AppendInt(b, int64(m.Mappings[i].Source), 10)
		b = append(b, `","target_major_version":"`...)
		b = strconv.AppendInt(b, int64(m.Mappings[i].Target), 10)
		b = append(b, `"}`...)
		i = j
	}
	b = append(b, "\n]"...)
	b = appendStreams(b, v)
	b = append(b, ",\n\"repositories\":"...)
	b = appendLines(b, m.Families, func(b []byte, f *model.Family) []byte {
		b = append(b, `{"entries":`...)
		b = appendList(b, writtenEntries(f.Entries, v), func(b []byte, e model.Entry) []byte { return appendEntry(b, e) })
		b = append(b, `,"pesid":`...)
		b = appendString(b, f.PESID)
		return append(b, '}')
	})
	b = append(b, ",\n\"version_format\":"...)
	b = appendString(b, v.MapFormat)
	return append(b, "\n}\n"...)
}

func appendMapping(b []byte, x *model.Mapping, v *Version) []byte {
	b = append(b, `{"source":`...)
	b = appendString(b, x.From)
	b = append(b, `,"target":`...)
	if !v.TargetSet {
		b = appendList(b, x.To, appendString)
		return append(b, '}')
	}
	sets := append([]model.DistroTargets{{Distro: "default", To: x.To}}, x.ByDistro...)
	slices.SortStableFunc(sets, func(a, b model.DistroTargets) int { return cmp.Compare(a.Distro, b.Distro) })
	for i, s := range sets {
		b = append(b, "{,"[min(i, 1)])
		b = appendString(b, s.Distro)
		b = append(b, ':')
		b = appendList(b, s.To, appendString)
	}
	return append(b, "}}"...)
}

// writtenEntries drops the distro where the format has none, and what is then said twice.
func writtenEntries(entries []model.Entry, v *Version) []model.Entry {
	if v.ByDistro {
		return entries
	}
	out := slices.Clone(entries)
	for i := range out {
		out[i].Distro = ""
	}
	return model.TidyEntries(out)
}

func appendEntry(b []byte, e model.Entry) []byte {
	b = append(b, `{"arch":`...)
	b = appendString(b, e.Arch)
	b = append(b, `,"channel":`...)
	b = appendString(b, e.Channel)
	if e.Distro != "" {
		b = append(b, `,"distro":`...)
		b = appendString(b, e.Distro)
	}
	b = append(b, `,"major_version":"`...)
	b = strconv.AppendInt(b, int64(e.Major), 10)
	b = append(b, `","repo_type":`...)
	b = appendString(b, e.Type)
	b = append(b, `,"repoid":`...)
	b = appendString(b, e.Repoid)
	if e.RHUI != "" {
		b = append(b, `,"rhui":`...)
		b = appendString(b, e.RHUI)
	}
	return append(b, '}')
}
