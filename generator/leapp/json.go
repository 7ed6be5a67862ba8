package leapp

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"pes/generator/digest"
	"pes/generator/list"
	"pes/generator/model"
)

// JSON is written with sorted keys and one event, mapping or repository a line, so that a diff of two files reads well.

func appendString(b []byte, s string) []byte {
	if plain(s) {
		return append(append(append(b, '"'), s...), '"')
	}
	b, _ = jsontext.AppendQuote(b, s) // bytes that are not UTF-8 become U+FFFD
	return b
}

// plain reports whether a text has only printable ASCII that stands for itself, as nearly all have.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// next writes the comma before a member or an item, unless it is the first.
func next(b []byte) []byte {
	if last := b[len(b)-1]; last == '{' || last == '[' {
		return b
	}
	return append(b, ',')
}

// appendList writes a list; f writes an item.
func appendList[T any](b []byte, list []T, f func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for _, x := range list {
		b = f(next(b), x)
	}
	return append(b, ']')
}

// appendLines is appendList with every item on a line of its own.
func appendLines[T any](b []byte, list []T, f func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for _, x := range list {
		b = f(append(next(b), '\n'), x)
	}
	return append(b, '\n', ']')
}

// key writes the key of a member.
func key(b []byte, name string) []byte { return append(appendString(next(b), name), ':') }

// line is key on a line of its own.
func line(b []byte, name string) []byte {
	return append(appendString(append(next(b), '\n'), name), ':')
}

// AppendEvent writes an event as Leapp reads it (Leapp guide 3).
func AppendEvent(b []byte, e *model.Event) []byte {
	b = strconv.AppendInt(key(append(b, '{'), "action"), int64(e.Action), 10)
	b = appendList(key(b, "architectures"), e.Arches, appendString)
	b = strconv.AppendUint(key(b, "id"), e.ID, 10)
	b = appendSet(key(b, "in_packageset"), e.In, e.ID)
	b = appendRelease(key(b, "initial_release"), e.From, e.FromOS)
	if len(e.Streams) > 0 {
		b = appendList(key(b, "modulestream_maps"), e.Streams, appendStreamMap)
	}
	b = appendSet(key(b, "out_packageset"), e.Out, ^e.ID)
	b = appendRelease(key(b, "release"), e.To, e.ToOS)
	return append(b, '}')
}

func appendStreamMap(b []byte, m model.StreamMap) []byte {
	b = appendStream(key(append(b, '{'), "in_modulestream"), m.In)
	b = appendStream(key(b, "out_modulestream"), m.Out)
	return append(b, '}')
}

func appendRelease(b []byte, r model.Release, os string) []byte {
	if r.IsZero() {
		return append(b, "null"...)
	}
	b = strconv.AppendInt(key(append(b, '{'), "major_version"), int64(r.Major), 10)
	b = strconv.AppendInt(key(b, "minor_version"), int64(r.Minor), 10)
	b = appendString(key(b, "os_name"), os)
	return append(b, '}')
}

// appendSet writes a package set. Its set_id, which Leapp does not read, is a hash of the set and of what tells it from
// all other sets of a machine: leapp-data's tests refuse two sets of several packages with one id, even equal ones.
func appendSet(b []byte, set []model.Package, owner uint64) []byte {
	if len(set) == 0 {
		return append(b, "null"...)
	}
	b = key(append(b, '{'), "package")
	start := len(b)
	b = appendList(b, set, appendPackage)
	id := digest.Number(binary.BigEndian.AppendUint64(b[start:len(b):len(b)], owner))
	b = strconv.AppendUint(key(b, "set_id"), id, 10)
	return append(b, '}')
}

func appendPackage(b []byte, p model.Package) []byte {
	b = append(b, '{')
	if len(p.Streams) > 0 {
		b = appendList(key(b, "modulestreams"), p.Streams, appendStream)
	}
	b = appendString(key(b, "name"), p.Name)
	b = appendString(key(b, "repository"), p.Repo)
	return append(b, '}')
}

func appendStream(b []byte, s model.Stream) []byte {
	if s.IsZero() {
		return append(b, "null"...)
	}
	b = appendString(key(append(b, '{'), "name"), s.Module)
	b = appendString(key(b, "stream"), s.Stream)
	return append(b, '}')
}

// appendStreams writes provided_data_streams, if the version reads that.
func appendStreams(b []byte, v *Version) []byte {
	if v.Stream == "" {
		return b
	}
	return appendList(line(b, "provided_data_streams"), v.streams(), appendString)
}

// mapFile writes a repomap.json or a vendor's map.
func mapFile(m *model.Map, v *Version, date string) []byte {
	b := appendString(line([]byte{'{'}, "datetime"), date)
	var paths [][]*model.Mapping
	for _, x := range m.Mappings {
		if last := len(paths) - 1; last >= 0 && paths[last][0].Source == x.Source && paths[last][0].Target == x.Target {
			paths[last] = append(paths[last], x)
		} else {
			paths = append(paths, []*model.Mapping{x})
		}
	}
	b = appendLines(line(b, "mapping"), paths, func(b []byte, path []*model.Mapping) []byte {
		b = appendLines(key(append(b, '{'), "entries"), path, func(b []byte, x *model.Mapping) []byte {
			return appendMapping(b, x, v)
		})
		b = appendString(key(b, "source_major_version"), strconv.Itoa(path[0].Source))
		b = appendString(key(b, "target_major_version"), strconv.Itoa(path[0].Target))
		return append(b, '}')
	})
	b = appendStreams(b, v)
	b = appendLines(line(b, "repositories"), m.Families, func(b []byte, f *model.Family) []byte {
		b = appendList(key(append(b, '{'), "entries"), writtenEntries(f.Entries, v), appendEntry)
		b = appendString(key(b, "pesid"), f.PESID)
		return append(b, '}')
	})
	b = appendString(line(b, "version_format"), v.MapFormat)
	return append(b, "\n}\n"...)
}

func appendMapping(b []byte, x *model.Mapping, v *Version) []byte {
	b = appendString(key(append(b, '{'), "source"), x.From)
	b = key(b, "target")
	if !v.TargetSet {
		b = appendList(b, x.To, appendString)
		return append(b, '}')
	}
	sets := append([]model.DistroTargets{{Distro: "default", To: x.To}}, x.ByDistro...)
	list.Sort(sets, func(a, b model.DistroTargets) int { return cmp.Compare(a.Distro, b.Distro) })
	b = append(b, '{')
	for _, s := range sets {
		b = appendList(key(b, s.Distro), s.To, appendString)
	}
	return append(b, "}}"...)
}

// writtenEntries drops the distro where the format has none, and the duplicates that then arise.
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
	b = appendString(key(append(b, '{'), "arch"), e.Arch)
	b = appendString(key(b, "channel"), e.Channel)
	if e.Distro != "" {
		b = appendString(key(b, "distro"), e.Distro)
	}
	b = appendString(key(b, "major_version"), strconv.Itoa(e.Major))
	b = appendString(key(b, "repo_type"), e.Type)
	b = appendString(key(b, "repoid"), e.Repoid)
	if e.RHUI != "" {
		b = appendString(key(b, "rhui"), e.RHUI)
	}
	return append(b, '}')
}
