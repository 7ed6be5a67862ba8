package composer

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/author"
	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
	"pes/generator/upstream"
)

// Made is the content of a form as TOML.
type Made struct {
	TOML string // of the event, or of the vendor
	File string // where it belongs
}

// Event words an event. Its fields are the keys of an event in a source; in, out, links and tags may hold several, and
// file and vendor say where it belongs.
func (c *Composer) Event(form url.Values) (*Made, error) {
	text := func(key string) string {
		return strings.TrimSpace(strings.ReplaceAll(form.Get(key), "\r\n", "\n"))
	}
	f := author.Form{
		Action: form.Get("action"), In: words(form.Get("in")), Out: words(form.Get("out")),
		From: text("from"), To: text("to"), InRepo: text("in_repo"), OutRepo: text("out_repo"),
		Why: text("why"), Advice: text("advice"),
		Links: lines(form.Get("links")), Tags: words(form.Get("tags")),
		Only: given(form["only"]), Arches: given(form["arches"]),
	}
	switch {
	case !slices.Contains(model.Actions, f.Action):
		return nil, wrongField("action", "choose what happens")
	case len(f.In) == 0:
		return nil, wrongField("in", "name a package that an upgraded machine has")
	case f.To == "":
		return nil, wrongField("to", "say in which release the change is seen, such as 8.0")
	}
	if err := author.CheckPackages(strings.Join(f.In, " ")); err != nil {
		return nil, wrongField("in", err.Error())
	}
	if err := author.CheckPackages(strings.Join(f.Out, " ")); err != nil {
		return nil, wrongField("out", err.Error())
	}
	e := f.Event()
	file, err := author.EventFile(&e, form.Get("file"), form.Get("vendor"))
	if err != nil {
		return nil, wrongField("file", err.Error())
	}
	entry, offset, wrong := c.project.Append(file, e)
	if wrong.Failed() {
		return nil, errors.New(wrong.All()[0].Message)
	}
	return &Made{TOML: string(entry.Data[offset:]), File: file}, nil
}

// A Found is the result of checking something that was composed.
type Found struct {
	Problems []Problem
	Events   []Event  // of what was added
	Files    []Output // of a vendor: what is published for it
	Tree     string   // which Files are of: Rocky Linux 9, Leapp 0.21
	Text     string   // the whole file
	IsNew    bool     `key:"isNew"` // there is no such file yet
}

// A Problem is a diagnostic. Its line and column are those in what was added, 0 for a place elsewhere.
type Problem struct {
	Severity, Rule, Message, Suggestion, Place string
	Line, Column                               int
	Notes                                      []string
}

// An Event is what becomes of one that was added, in the distributions where that is the same.
type Event struct {
	Title   string
	Distros []string
	JSON    string // the entry of pes-events.json
	Leapp   string // what Leapp does with a machine that has its in packages
	Release string
}

// An Output is a file that is published.
type Output struct{ Name, Text string }

// Check compiles TOML that is added at the end of a file, or is a vendor's file, and returns the result. The date is
// written into published files.
func (c *Composer) Check(file, toml string, date time.Time) (*Found, error) {
	out := &Found{IsNew: true}
	toml = strings.ReplaceAll(strings.TrimRight(toml, "\r\n\t ")+"\n", "\r\n", "\n")
	text, offset := toml, 0
	for _, f := range c.project.Files.TOML {
		if f.Name != file {
			continue
		}
		if out.IsNew = false; isVendor(file) {
			return nil, fmt.Errorf("%s is there already: choose another name", file)
		}
		old := strings.TrimRight(string(f.Text), "\n") + "\n\n"
		text, offset = old+toml, len(old)
	}
	out.Text = text
	files := author.With(c.project.Files, tree.Tree{{Path: file, Data: []byte(text)}})
	catalog, found := c.compile(files, file, offset)
	found.Sort()
	before := strings.Count(text[:offset], "\n")
	for _, d := range found.All() {
		out.Problems = append(out.Problems, problem(d, file, offset, before))
	}
	if found.Failed() {
		return out, nil
	}
	effects := author.Effects(catalog, file, offset)
	if !isVendor(file) {
		out.beside(files, effects)
	}
	out.effects(effects)
	if isVendor(file) {
		out.vendorFiles(catalog, strings.Split(file, "/")[1], date)
	}
	return out, nil
}

// problem converts a diagnostic for the page. One that compares two positions is shown at the one that was added, even
// if the other is the first of the two.
func problem(d diag.Diagnostic, file string, offset, before int) Problem {
	added := func(p diag.Pos) bool { return p.File != nil && p.File.Name == file && p.Off >= offset }
	i := slices.IndexFunc(d.Notes, func(n diag.Note) bool { return added(n.Pos) })
	if i >= 0 && !d.Pos.IsZero() && !added(d.Pos) {
		d.Notes = slices.Clone(d.Notes)
		d.Pos, d.Notes[i].Pos = d.Notes[i].Pos, d.Pos
	}
	p := Problem{Severity: d.Severity.String(), Rule: d.Rule, Message: d.Message, Suggestion: d.Suggestion}
	if line, column := d.Pos.LineCol(); added(d.Pos) {
		p.Line, p.Column = line-before, column
	} else if d.Pos.File != nil {
		p.Place = fmt.Sprintf("%s:%d", d.Pos.File.Name, line)
	}
	for _, n := range d.Notes {
		text := n.Text
		if n.Pos.File != nil {
			line, _ := n.Pos.LineCol()
			text = fmt.Sprintf("%s (%s:%d)", text, n.Pos.File.Name, line)
		}
		p.Notes = append(p.Notes, text)
	}
	return p
}

// beside adds what upstream says of the packages of what was added, in the same release.
func (f *Found) beside(files source.Files, effects []author.Effect) {
	seen := map[int64]bool{}
	for _, x := range effects {
		for _, q := range x.Event.In {
			for _, u := range upstream.Find(files.Layer, q.Name, x.Event.To.String()) {
				if seen[u.ID] || slices.Contains(x.Event.Supersedes, uint64(u.ID)) {
					continue
				}
				seen[u.ID] = true
				f.Problems = append(f.Problems, Problem{Severity: "warning", Rule: "supersedes-upstream",
					Message: "upstream has an event about " + q.Name + " in the same release, " + u.Text +
						": if it says the same, this one is needless; else it takes that one's place",
					Suggestion: "supersedes = " + strconv.FormatInt(u.ID, 10)})
			}
		}
	}
}

// effects adds the events that were added, those that are the same in several distributions once.
func (f *Found) effects(effects []author.Effect) {
	for _, x := range effects {
		e := Event{Title: x.Event.Title(), JSON: string(leapp.AppendEvent(nil, x.Event)), Leapp: x.Words,
			Release: x.Event.To.String()}
		i := slices.IndexFunc(f.Events, func(y Event) bool {
			return y.Title == e.Title && y.JSON == e.JSON && y.Leapp == e.Leapp
		})
		if i < 0 {
			i, f.Events = len(f.Events), append(f.Events, e)
		}
		f.Events[i].Distros = list.AppendNew(f.Events[i].Distros, title(x.Target))
	}
}

// title is what people call a target: Rocky Linux 9.
func title(t *model.Target) string { return fmt.Sprintf("%s %d", t.Distro.Name, t.Major) }
