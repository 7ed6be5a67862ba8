// Package wording says in English what a catalog holds: for pages, feeds and documents alike.
//
// [Answers] are the sentences at the head of a package's page; see the example. The rest are names, dates, repositories
// and keys as people read them.
package wording

import (
	"strconv"
	"strings"
	"time"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
)

// Counted is a number with its noun, the digits of large numbers grouped: "9,050 packages".
func Counted(n int, singular string) string {
	return english.Grouped(n) + " " + english.Noun(n, singular)
}

// Title returns the name of a distribution.
func Title(d *model.Distro) string { return d.NameIn(0) }

// Becomes says in a word or two what an event does to its packages: its action, unless that would call the change of a
// module stream a replacement.
func Becomes(e *model.Event) string {
	switch {
	case e.Action == model.Moved || !e.KeepsName():
		return e.Action.String()
	case e.Move() == model.OtherRepository:
		return model.Moved.String()
	}
	return "other module stream"
}

// Titles returns the names of several distributions.
func Titles(distros []*model.Distro) []string { return list.Map(distros, Title) }

// Names are the packages of a set, each once.
func Names(set []model.Package) (out []string) {
	seen := map[string]bool{}
	for _, p := range set {
		if !seen[p.Name] {
			seen[p.Name] = true
			out = append(out, p.Name)
		}
	}
	return out
}

// Cut shortens a text for search engines at the end of a word.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexByte(s[:n], ' '); i > 0 {
		return strings.ToValidUTF8(s[:i], "") + " …"
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

// Day is a date as pages write it: 2026-01-31, "" for none.
func Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02")
}

// LeappVersions are the Leapp versions that a path is written for.
func LeappVersions(p *model.Path) []string {
	if len(p.Leapp) > 0 {
		return p.Leapp
	}
	usual := list.Select(leapp.Versions, func(v *leapp.Version) bool { return v.HasPath(p.Source, p.Target) })
	return list.Map(usual, func(v *leapp.Version) string { return v.Name })
}

// FolderTitle is what people call the distribution of a folder; the folder itself where it is not known.
func FolderTitle(c *model.Catalog, folder string) string {
	if d := list.Find(c.Distros, func(d *model.Distro) bool { return d.Folder == folder }); d != nil {
		return Title(d)
	}
	return folder
}

// Position is the file and the line in which an event is written: those of its first package, as a table may stand for
// many events.
func Position(e *model.Event) string {
	var pos diag.Pos
	if len(e.In) > 0 {
		pos = e.In[0].Pos
	}
	if pos.IsZero() && e.Origin != nil {
		pos = e.Pos
	}
	if pos.IsZero() {
		return ""
	}
	line, _ := pos.LineCol()
	return pos.File.Name + ":" + strconv.Itoa(line)
}
