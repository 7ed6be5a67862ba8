package published

import (
	"bytes"
	"io/fs"
	"path"
	"slices"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/pgp"
	"pes/generator/rules"
)

// A Checkout is what was read.
type Checkout struct {
	Catalog                *model.Catalog
	rules.Reporter                          // with what was found in the files themselves
	List                   diag.List        // what kept a file from being read
	Files, Events, Vendors int              // how many were looked at
	Version                *leapp.Version   // that most files are for; nil where none reads any
	parts                  map[string]*part // by path
}

// Read reads every file below the folder and judges it. want is the Leapp version that the files must be for; nil for
// the one that most of them are for.
func Read(fsys fs.FS, jobs int, want *leapp.Version) (*Checkout, error) {
	files, err := Find(fsys, jobs)
	if err != nil {
		return nil, err
	}
	share(files)
	r := read(files, jobs, nil)
	r.versions(want)
	r.missing(fsys)
	r.extraPaths()
	for _, p := range r.files {
		r.form(p)
	}
	r.renames()
	r.repoids()
	r.architectures()
	return r.Checkout, nil
}

// Data reads every file below the folder without checking it: it determines no version, and only reports what cannot be
// read. Files that another checkout has, under the same name with the same bytes, are shared with it; nil for none.
func Data(fsys fs.FS, jobs int, like *Checkout) (*Checkout, error) {
	files, err := Find(fsys, jobs)
	if err != nil {
		return nil, err
	}
	return read(files, jobs, like).Checkout, nil
}

// share gives equal files of a vendor, which every tree of ours has for itself, one place: what is wrong with them is
// one violation, at the first.
func share(files []*File) {
	type key struct {
		vendor, kind, base string
		target             int
		text               string
	}
	first := map[key]*diag.File{}
	for _, f := range files {
		if !f.Own || f.Kind == "" || f.Vendor == "" || f.Kind == "key" {
			continue
		}
		k := key{f.Vendor, f.Kind, path.Base(f.File.Name), f.Target, string(f.Text)}
		if same := first[k]; same != nil {
			f.File = same
		} else {
			first[k] = f.File
		}
	}
}

func read(files []*File, jobs int, like *Checkout) *reader {
	r := &reader{Checkout: &Checkout{Catalog: &model.Catalog{}, parts: map[string]*part{}}}
	files = slices.DeleteFunc(files, func(f *File) bool { return f.Kind == "" })
	r.files = par.Map(jobs, len(files), func(i int) *part {
		if known := like.part(files[i]); known != nil {
			return known
		}
		return parse(files[i])
	})
	var vendors []string
	merged := map[*diag.File]*part{}
	for _, p := range r.files {
		r.parts[p.File.File.Name] = p
		if merged[p.File.File] == nil { // else it is a copy of another
			r.List.Merge(p.list)
		}
		merged[p.File.File] = p
		r.Files++
		r.Events += len(p.events.Events)
		if p.Vendor != "" && p.Vendor != "?" {
			vendors = list.AppendNew(vendors, p.Vendor)
		}
	}
	r.Vendors = len(vendors)
	r.owners()
	r.assemble()
	return r
}

// Unreadable are the files that could not be read, or not whole, each with the first error in it. Keys are not among
// them: one that cannot be read is known by its bytes.
func (c *Checkout) Unreadable() (out []Unreadable) {
	for _, p := range list.ByKey(c.parts) {
		if p.Kind == "key" || !p.list.Failed() {
			continue
		}
		i := slices.IndexFunc(p.list.All(), func(d diag.Diagnostic) bool { return d.Severity == diag.Error })
		out = append(out, Unreadable{p.File.File, p.Distro, p.Target, p.list.All()[i]})
	}
	return out
}

// An Unreadable is a file that could not be read, and why.
type Unreadable struct {
	File   *diag.File
	Distro string // folder, "" when it is for all
	Target int    // major, 0 when it is for all
	diag.Diagnostic
}

// part is a file of the checkout that was read already, for another one to hold.
func (c *Checkout) part(f *File) *part {
	if c == nil || c.parts[f.File.Name] == nil || !bytes.Equal(c.parts[f.File.Name].Text, f.Text) {
		return nil
	}
	p := *c.parts[f.File.Name]
	p.File = f // whose vendor is found anew
	return &p
}

// reader makes a checkout of its files.
type reader struct {
	*Checkout
	files   []*part
	distros map[string]*model.Distro
	unasked []diag.Note      // maps of vendors without data streams
	extra   []*model.Mapping // of maps with several targets: the first to each that nothing else is for
}

// part is one file, read.
type part struct {
	*File
	ok      bool // it could be read as a whole
	list    diag.List
	events  leapp.EventsFile
	m       leapp.MapFile
	repo    []model.Section
	sigs    []model.Signature
	key     model.Key
	overlay leapp.Overlay
	devices leapp.DevicesFile
	lost    bool // some event of it could not be used
}

func parse(f *File) *part {
	p := &part{File: f, ok: true}
	switch f.Kind {
	case "events":
		p.events, p.list, p.ok = leapp.ReadEvents(f.File)
	case "map":
		p.m, p.list, p.ok = leapp.ReadMap(f.File)
	case "repo":
		p.repo, p.list = leapp.ReadRepo(f.File)
	case "sigs":
		p.sigs = leapp.ReadSigs(f.File)
	case "overlay":
		p.overlay, p.list, p.ok = leapp.ReadOverlay(f.File)
	case "carried":
		if p.Base == leapp.DevicesName {
			p.devices, p.list, p.ok = leapp.ReadDevices(f.File)
		}
	case "key":
		at := p.first()
		public, _, err := pgp.Read(f.Text)
		form := pgp.Importable(f.Text)
		switch {
		case err != nil:
			p.list.Errorf(at, "key-unreadable",
				"%s is not an OpenPGP public key, and rpm --import would stop the upgrade: %v", f.Base, err)
		case form != nil:
			p.list.Errorf(at, "key-unreadable", "rpm --import rejects %s, and would stop the upgrade: %v", f.Base,
				form)
		}
		p.key = model.Key{File: model.File{Name: f.Base, Data: f.Text}, Public: public, Pos: at}
	}
	p.list.Level(func(rule string) diag.Severity {
		r, _ := rules.Find(rule)
		return r.Level // an import can go on where Leapp cannot: here the table counts
	})
	return p
}

// form reports what is odd about the file itself.
func (r *reader) form(p *part) {
	switch p.Kind {
	case "events":
		r.oddEvents(p.events.Events)
		if !p.Template {
			r.duplicateIDs(p)
			r.setIDs(p)
		}
		if p.Vendor == "" {
			r.osNames(p)
			r.unreached(p)
		}
	case "overlay":
		r.oddEvents(p.overlay.Events)
		r.overlay(p)
	case "leftover":
		r.Reportf(atPos(p.first()), "leftover-file",
			"Leapp reads every file with _map.json or _pes.json in its name, this one too: remove it")
	}
}

// oddEvents reports values that Leapp reads differently from what they look like. The same quirk in many events is
// reported once for the file.
func (r *reader) oddEvents(events []*leapp.ReadEvent) {
	type cause struct{ rule, what, near string }
	var many []leapp.Quirk
	var odd []diag.Pos
	for _, e := range events {
		at := atPos(e.FatalPos)
		switch {
		case e.Fatal != "":
			r.Reportf(at, "bad-event", "%s: Leapp refuses every upgrade%s", e.Fatal, which(e))
		case len(e.In) == 0:
			at.Pos = e.Pos
			lost := ""
			if len(e.Out) > 0 {
				lost = ", and " + model.Names(e.Out) + " is never installed"
			}
			r.Reportf(at, "dead-event", "the event has no in packages: Leapp never applies it%s", lost)
		case e.NoTo || e.To.Major == 0:
			at.Pos = e.Pos
			r.Reportf(at, "dead-event",
				"the event has no release: ELevate never applies it, and later versions of Leapp crash%s", which(e))
		}
		for _, o := range e.Quirks {
			if rule, _ := rules.Find(o.Rule); rule.Level != diag.Info && o.Rule != "ignored-key" {
				r.Reportf(rules.At{Pos: o.Pos, Suggestion: o.Near}, o.Rule, "%s%s", o.What, which(e))
				continue
			}
			many = append(many, o)
		}
		if e.OddID {
			odd = append(odd, e.IDPos)
		}
	}
	for _, same := range list.Group(many, func(q leapp.Quirk) cause { return cause{q.Rule, q.What, q.Near} }) {
		if first := same[0]; first.Rule != "ignored-key" || len(same) > few {
			r.once(list.Map(same, func(q leapp.Quirk) diag.Pos { return q.Pos }), first.Rule, first.What)
			continue
		}
		for _, q := range same {
			r.Reportf(rules.At{Pos: q.Pos, Suggestion: q.Near}, q.Rule, "%s", q.What)
		}
	}
	r.once(odd, "string-id", "the id is not an integer: Leapp logs ids as numbers and cannot log this one")
}

// few is the number of events up to which a cause is reported for each event, not once for the file.
const few = 5

// maxPlaces is how many positions of one cause are listed: thousands of events may share one.
const maxPlaces = 100

// which names the event a sentence is about, where it has packages to name it by.
func which(e *leapp.ReadEvent) string {
	if len(e.In) == 0 {
		return ""
	}
	return " (" + e.Title() + ")"
}

// once reports what is wrong in many places at the first, with the others as notes.
func (r *reader) once(places []diag.Pos, rule, what string) {
	if len(places) == 0 {
		return
	}
	if len(places) > 1 {
		what += ", here and in " + english.Count(len(places)-1, "more place")
	}
	r.Reportf(atPos(places[0], others(places, "here too")...), rule, "%s", what)
}

// others are notes on the places behind the first, as many as are named.
func others(places []diag.Pos, text string) []diag.Note {
	places = places[1:min(len(places), maxPlaces)]
	return list.Map(places, func(p diag.Pos) diag.Note { return diag.Note{Pos: p, Text: text} })
}
