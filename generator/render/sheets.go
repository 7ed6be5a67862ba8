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
	{"id", "the id of the event, as in Leapp's files and the JSON"},
	{"path", "the upgrade path: 7-8"},
	{"action", "removed, replaced, split, merged, renamed, moved, deprecated, present or reinstalled"},
	{"initial_release", "the release before the change; empty: any"},
	{"release", "the first release with the change"},
	{"distributions", "the distributions with the event, separated by spaces; if it differs between distributions, " +
		"there is one row for each form"},
	{"vendor", "the vendor of the event; empty: the distribution"},
	{"in", "the in packages, separated by spaces"},
	{"in_repositories", "the roles of their repositories: one for all packages, or one for each in the same order"},
	{"out", "the out packages, separated by spaces"},
	{"out_repositories", "the roles of their repositories"},
	{"streams", "module streams before and after, php:7.4>php:8.0; - is no stream"},
	{"architectures", "the architectures of the event, separated by spaces"},
	{"tags", "the subjects of the event"},
	{"why", "the reason, in Markdown"},
	{"source", "its file and line"},
}

var stockColumns = []sheetColumn{
	{"release", "the major release: 8"},
	{"package", "its name"},
	{"version", "epoch, version and release, if they are known and the same in all distributions of the row"},
	{"repository", "its role: baseos, appstream, crb; for a vendor, the vendor's name of the repository"},
	{"stream", "the module stream that has it"},
	{"default_stream", "yes, if machines that chose no stream get this one"},
	{"architectures", "separated by spaces; empty: all of the repository"},
	{"distributions", "the distributions with this package, separated by spaces"},
	{"vendor", "the vendor that has it; then there is no distribution"},
}

var endColumns = []sheetColumn{
	{"distribution", "its name in addresses and other tables"},
	{"release", "the major release"},
	{"name", "its name"},
	{"end_of_life", "the last day with public updates; empty: not known"},
	{"upgrades", "possible targets, such as rocky 9, separated by semicolons"},
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

// stockSheet appends what the releases of a major have, according to inventories.
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
