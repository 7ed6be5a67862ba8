package render

import (
	"slices"
	"strconv"
	"strings"

	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/sheet"
	"pes/generator/tree"
)

const sheetsPath = "csv/"

// A sheetColumn is a column of a table, with what it says.
type sheetColumn struct{ Name, Doc string }

var eventColumns = []sheetColumn{
	{"id", "of the event, as Leapp's files and the JSON have it"},
	{"path", "the upgrade path: 7-8"},
	{"action", "removed, replaced, split, merged, renamed, moved, deprecated, present or reinstalled"},
	{"initial_release", "the release that the packages are in before; empty: any"},
	{"release", "the release in which the change is seen"},
	{"distributions", "whose upgrades have the event, with spaces between; one that is not the same in all has a row " +
		"for each way"},
	{"vendor", "the third party whose event it is; empty: the distribution's"},
	{"in", "the packages that it takes, with spaces between"},
	{"in_repositories", "what their repositories are for: one for all of them, or one for each in their order"},
	{"out", "the packages that it leads to"},
	{"out_repositories", "the same of those"},
	{"streams", "module streams before and after, php:7.4>php:8.0; - is no stream"},
	{"architectures", "on which it holds, with spaces between"},
	{"tags", "words that it is marked with"},
	{"why", "the reason, in Markdown"},
	{"source", "the file and line in which it is written"},
}

var stockColumns = []sheetColumn{
	{"release", "the major release: 8"},
	{"package", "its name"},
	{"version", "epoch, version and release, as far as they are known and the same in all distributions of the row"},
	{"repository", "what it is for: baseos, appstream, crb; of a vendor, its own name for it"},
	{"stream", "the module stream that has it"},
	{"default_stream", "yes, where machines get the stream that chose none"},
	{"architectures", "with spaces between; empty: all of the repository"},
	{"distributions", "whose release has this, with spaces between"},
	{"vendor", "the third party that has it; then there is no distribution"},
}

var endColumns = []sheetColumn{
	{"distribution", "as addresses and other tables name it"},
	{"release", "the major release"},
	{"name", "what people call it"},
	{"end_of_life", "the last day on which everybody gets updates; empty: not known"},
	{"upgrades", "what it can be upgraded to, such as rocky 9, with semicolons between"},
}

// A sheetFile is a table to download.
type sheetFile struct {
	Name, Title string
	columns     []sheetColumn
	write       func(b []byte) []byte
}

// sheets are all tables, made when they are written.
func (s *site) sheets() (out []sheetFile) {
	for _, p := range s.xref.Paths {
		out = append(out, sheetFile{"events-" + p.String() + ".csv", "Events from " + p.Words(), eventColumns,
			func(b []byte) []byte { return s.eventSheet(b, p) }})
	}
	if s.versions != nil {
		for i := range s.versions.Majors {
			n := strconv.Itoa(s.versions.Majors[i].Number)
			out = append(out, sheetFile{"packages-" + n + ".csv", "Packages of release " + n, stockColumns,
				func(b []byte) []byte { return s.stockSheet(b, i) }})
		}
	}
	return append(out, sheetFile{"ends.csv", "Ends of life", endColumns, s.endSheet})
}

func (s *site) sheetFiles() tree.Tree {
	return list.Map(s.sheets(), func(f sheetFile) tree.Entry {
		return tree.Entry{Path: "site/" + sheetsPath + f.Name, Make: func(b []byte) []byte {
			names := list.Map(f.columns, func(c sheetColumn) string { return c.Name })
			return f.write(sheet.Append(b, names...))
		}}
	})
}

// sheetsPage says which tables there are and what their columns mean.
func (s *site) sheetsPage() *draft {
	const summary = "Events, packages of releases and ends of life as CSV, for spreadsheets and scripts."
	d := s.draft("csv", page{Path: sheetsPath, Title: "Tables (CSV)", Summary: summary, Section: "downloads"})
	type table struct {
		ID, Title string
		Files     []link
		Columns   []sheetColumn
	}
	var tables []*table
	for _, f := range s.sheets() {
		id, _, _ := strings.Cut(strings.TrimSuffix(f.Name, ".csv"), "-")
		t := list.Find(tables, func(t *table) bool { return t.ID == id })
		if t == nil {
			title := map[string]string{"events": "Events", "packages": "Packages", "ends": "Ends of life"}[id]
			t = &table{ID: id, Title: title, Columns: f.columns}
			tables = append(tables, t)
		}
		t.Files = append(t.Files, link{f.Name, f.Title})
	}
	d.data["Lead"], d.data["Tables"] = summary, tables
	return d
}

// eventSheet appends the events of a path: a row for each, and for each way in which distributions have it.
func (s *site) eventSheet(b []byte, p *xref.Path) []byte {
	roles := map[string]string{}
	for _, e := range s.xref.EventsOn(p) {
		type way struct {
			*model.Event
			in, out string
			distros []string
		}
		var ways []way
		start, _ := slices.BinarySearch(e.Cells, p.Cells[0])
		for i, cell := range p.Among(e.Cells) {
			x := e.PerCell[start+i]
			w := way{Event: x, in: repositories(x.In, roles), out: repositories(x.Out, roles)}
			known := list.FindOrAdd(&ways, w, func(o way) bool {
				return o.ID == x.ID && o.in == w.in && o.out == w.out && slices.Equal(o.Arches, x.Arches)
			})
			known.distros = append(known.distros, s.xref.Cells[cell].Target.Distro.Folder)
		}
		for _, w := range ways {
			from, vendor, why, source, tags := "", "", "", wording.Position(w.Event), ""
			if !w.From.IsZero() {
				from = w.From.String()
			}
			if w.Origin != nil {
				vendor, why, tags = w.Vendor, w.Why, strings.Join(w.Tags, " ")
			}
			streams := list.Map(w.Streams, streamWords)
			b = sheet.Append(b, strconv.FormatUint(w.ID, 10), p.String(), w.Action.String(), from, w.To.String(),
				strings.Join(w.distros, " "), vendor, strings.Join(wording.Names(w.In), " "), w.in,
				strings.Join(wording.Names(w.Out), " "), w.out, strings.Join(streams, " "), strings.Join(w.Arches, " "),
				tags, why, source)
		}
	}
	return b
}

func streamWords(m model.StreamMap) string {
	word := func(s model.Stream) string {
		if s.IsZero() {
			return "-"
		}
		return s.String()
	}
	return word(m.In) + ">" + word(m.Out)
}

// repositories are what those of a set are for: one for all, or one for each. roles remembers them.
func repositories(set []model.Package, roles map[string]string) string {
	var names []string
	for _, p := range set {
		role, ok := roles[p.Repo]
		if !ok {
			if role, ok = known.Role(p.Repo); !ok {
				role = p.Repo
			}
			roles[p.Repo] = role
		}
		names = append(names, role)
	}
	if len(slices.Compact(slices.Clone(names))) == 1 {
		return names[0]
	}
	return strings.Join(names, " ")
}

// stockSheet appends what the releases of a major have, as inventories say.
func (s *site) stockSheet(b []byte, column int) []byte {
	release := strconv.Itoa(s.versions.Majors[column].Number)
	for _, p := range s.versions.Packages {
		for i := range p.Cells[column].Haves {
			h := &p.Cells[column].Haves[i]
			var distros []string
			vendor := ""
			for _, who := range h.Holders {
				if who.Distro != nil {
					distros = append(distros, who.Distro.Folder)
				} else {
					vendor = who.Vendor
				}
			}
			holders := strings.Join(distros, " ")
			for j, place := range h.Places {
				stream, isDefault := "", ""
				if !place.Stream.IsZero() {
					stream = place.Stream.String()
				}
				if place.InDefault() {
					isDefault = "yes"
				}
				b = sheet.Append(b, release, p.Name, h.EVR(j), place.In.Role, stream, isDefault,
					strings.Join(place.Arches, " "), holders, vendor)
			}
		}
	}
	return b
}

// endSheet appends the ends of life.
func (s *site) endSheet(b []byte) []byte {
	for _, r := range s.releases() {
		ways := list.Map(r.leads, func(i int) string {
			c := s.xref.Cells[i]
			return c.Target.Distro.Folder + " " + strconv.Itoa(c.Path.Target)
		})
		b = sheet.Append(b, r.Folder, strconv.Itoa(r.major), wording.Release(r.Distro, r.major), wording.Day(r.end),
			strings.Join(ways, "; "))
	}
	return b
}
