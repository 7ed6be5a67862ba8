package importer

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/pgp"
)

// read parses one input file and adds what it says to the data of its distribution or vendor.
func (im *importer) read(in *input) {
	status := Imported
	if in.Template && in.Vendor != "" {
		im.vendor(in.Vendor).template = true
	}
	if in.Distro != "" {
		im.distro(in.Distro).own = in.Own // so that it is known even if it only has vendors
	}
	switch in.Kind {
	case "overlay":
		im.readOverlay(in)
		return
	case "events":
		if im.layer != nil && in.Vendor == "" {
			d := im.distro(in.Distro)
			d.eventInputs = append(d.eventInputs, in)
		} else {
			im.readEvents(in)
		}
	case "map":
		im.readMap(in)
	case "repo":
		im.readRepo(in)
	case "sigs":
		im.readSigs(in)
	case "key":
		keys, _, err := pgp.Read(in.Text)
		if err == nil && (!model.ValidName(in.Base) || strings.Contains(in.Base, "%")) {
			err = errors.New("its name cannot stand in a URL")
		}
		if err != nil {
			im.file(in.Name, NotImported, "rpm --import would stop the upgrade: "+err.Error())
			return
		}
		for _, k := range keys {
			if !k.Subkey {
				in.fingerprints = append(in.fingerprints, k.Fingerprint)
			}
		}
		if in.Vendor != "" {
			im.vendorKeyFiles = append(im.vendorKeyFiles, in)
		} else {
			im.keys = append(im.keys, in)
		}
		return // reported when it is known who uses it
	case "carried":
		status = Carried
		im.carried = append(im.carried, in)
	}
	im.file(in.Name, status, "")
}

func (im *importer) readEvents(in *input) {
	f, found, ok := leapp.ReadEvents(in.File.File)
	im.list.Merge(found)
	if !ok {
		return
	}
	to := &im.publisher(in).events
	earlier := map[string]*leapp.ReadEvent{} // from another file: a tree per target repeats some events
	for _, e := range *to {
		earlier[eventKey(e)] = e
	}
	seen := map[string]*leapp.ReadEvent{}
	im.oddIDs(in, f.Events)
	for _, e := range f.Events {
		if !im.repair(e) {
			continue
		}
		if !in.Own {
			e.Streams = e.TidyStreams()
		}
		key := eventKey(e)
		if in.Target > 0 {
			if !e.To.Applies(in.Target) {
				im.leftOut(at(e), "the file is for release %d, where an event of release %s is dead: %s",
					in.Target, e.To, e.Title())
				continue
			}
			if old := earlier[key]; old != nil {
				im.targets[old] = append(im.targets[old], in.Target)
				continue
			}
		}
		if first := seen[key]; first != nil {
			im.item(Merged, at(e), "says the same as %s: %s", at(first), e.Title())
			continue
		}
		seen[key] = e
		if earlier[key] == nil {
			*to = append(*to, e)
			if in.Target > 0 {
				im.targets[e] = []int{in.Target}
			}
		}
	}
}

// oddIDs reports ids that are not integers, all in one item: pes computes every id anew.
func (im *importer) oddIDs(in *input, events []*leapp.ReadEvent) {
	odd := list.Select(events, func(e *leapp.ReadEvent) bool { return e.OddID })
	if len(odd) > 0 {
		ids := list.Map(odd, func(e *leapp.ReadEvent) string { return strconv.Quote(e.Label) })
		im.repaired(in.Name, "ids that are no integers; like all ids they are computed anew: %s",
			strings.Join(ids, " "))
	}
}

// eventKey returns everything in an event that Leapp or pes reads, except ids and texts for readers.
func eventKey(e *leapp.ReadEvent) string {
	words := func(p model.Package) string { return fmt.Sprintf("%s@%s/%v", p.Name, p.Repo, p.Streams) }
	return fmt.Sprintf("%q", []any{e.Action, e.From, system(e), e.To, e.Arches, list.Map(e.In, words),
		list.Map(e.Out, words), e.Streams})
}

// system returns the system that an initial release names, "" if the name is not reliable.
func system(e *leapp.ReadEvent) string { return known.NamedSource(e.FromOS) }

// repair reports what was repaired in an event, and whether it can be kept.
func (r *Report) repair(e *leapp.ReadEvent) bool {
	lost := ""
	switch {
	case e.Fatal != "":
		lost = e.Fatal + ": Leapp would refuse every upgrade"
	case e.NoTo || e.To.Major == 0:
		lost = "it has no release, so it never applies"
	case len(e.In) == 0:
		r.leftOut(at(e), "it has no in packages, so Leapp makes nothing of it: %s with %d out packages",
			e.Action, len(e.Out))
		return false
	case e.Action == model.Reinstalled:
		lost = "Leapp crashes on the action reinstalled, or loses it"
	}
	for _, p := range slices.Concat(e.In, e.Out) {
		lost = cmp.Or(lost, unwritable(p))
	}
	if lost != "" {
		r.leftOut(at(e), "%s: %s", lost, e.Title())
		return false
	}
	if len(e.From.String()) > 0 && !e.NoFrom && e.From.Major == 0 {
		r.repaired(at(e), "the initial release 0 is read as none: %s", e.Title())
		e.From = model.Release{}
	}
	for _, odd := range e.Quirks {
		if odd.Done != "" {
			r.repaired(at(e), "%s; %s: %s", odd.What, odd.Done, e.Title())
		} else if odd.Rule == "duplicate-package" {
			r.repaired(at(e), "%s: %s", odd.What, e.Title())
		}
	}
	return true
}

func (im *importer) readMap(in *input) {
	f, found, ok := leapp.ReadMap(in.File.File)
	im.list.Merge(found)
	if !ok {
		return
	}
	row := leapp.VersionOf(f.Format, f.Streams)
	if row == nil {
		im.list.Errorf(diag.Pos{File: in.File.File}, "unknown-format",
			"no Leapp version reads version_format %q", f.Format)
		return
	}
	im.ownEntries(in, &f.Map)
	im.tidyMap(&f.Map)
	majors := map[int]bool{}
	for _, m := range f.Map.Mappings {
		if in.Target > 0 && m.Target != in.Target {
			im.leftOut(m.Pos, "the file is for release %d: what %s becomes in %d is dead there",
				in.Target, m.From, m.Target)
			continue
		}
		majors[m.Target] = true
	}
	for n := range majors {
		part := f.Map.Part(n)
		t := im.publisher(in).at(n)
		switch old := t.mapFile; {
		case old != nil && in.Target == 0:
			im.leftOut(in.Name, "%s says it for release %d", old.Name, n)
			continue
		case old != nil:
			im.leftOut(old.Name, "%s says it for release %d", in.Name, n)
		}
		t.m, t.leapp, t.mapFile = part, row.Name, in
	}
	for fam, e := range f.Map.Entries() {
		if !slices.ContainsFunc(f.Map.Mappings, func(m *model.Mapping) bool {
			return majors[m.Target] && (e.Major == m.Source || e.Major == m.Target)
		}) {
			im.leftOut(e.Pos, "no path of this file begins or ends in release %d: %s of %s is dead",
				e.Major, e.Repoid, fam.PESID)
		}
	}
}

// ownEntries keeps only the distribution's own entries of a map for several distributions, which is possible from
// format 1.3.0 on, and reports what is lost. Of a vendor's map it keeps all.
func (im *importer) ownEntries(in *input, m *model.Map) {
	count := map[string]int{}
	for _, e := range m.Entries() {
		count[e.Distro]++
	}
	distros := slices.DeleteFunc(slices.Sorted(maps.Keys(count)), func(id string) bool { return id == "" })
	if in.Vendor != "" {
		if len(distros) > 1 {
			im.leftOut(in.Name, "repositories are told apart for %s: a vendor's are imported for all alike",
				strings.Join(distros, ", "))
		}
		return
	}
	own := most(count)
	if k := known.OSID(in.Distro); count[k] > 0 {
		own = k
	}
	emptied := map[string]bool{}
	for _, f := range m.Families {
		before := len(f.Entries)
		f.Entries = slices.DeleteFunc(f.Entries, func(e model.Entry) bool { return e.Distro != "" && e.Distro != own })
		emptied[f.PESID] = before > 0 && len(f.Entries) == 0
	}
	m.Mappings = slices.DeleteFunc(m.Mappings, func(x *model.Mapping) bool {
		had := len(x.To) > 0
		x.To = slices.DeleteFunc(x.To, func(to string) bool { return emptied[to] })
		return emptied[x.From] || had && len(x.To) == 0
	})
	for _, other := range distros {
		if other != own {
			im.leftOut(in.Name, "%d repositories of distribution %s: the map is imported for %s, "+
				"and upgrades that also convert are not", count[other], other, own)
		}
	}
}

// tidyMap leaves out what makes Leapp stop, and reports it.
func (im *importer) tidyMap(m *model.Map) {
	for _, f := range m.Families {
		f.Entries = slices.DeleteFunc(f.Entries, func(e model.Entry) bool {
			bad := ""
			switch {
			case !slices.Contains(model.Arches, e.Arch):
				bad = "architecture " + e.Arch
			case !slices.Contains(model.Channels, e.Channel):
				bad = "channel " + e.Channel
			case !slices.Contains(model.RepoTypes, e.Type):
				bad = "type " + e.Type
			case !validRepoid(e.Repoid):
				bad = "repoid"
			default:
				return false
			}
			im.leftOut(e.Pos, "Leapp cannot read the %s of %s in %s and would stop", bad, e.Repoid, f.PESID)
			return true
		})
	}
	known := func(pesid string, pos diag.Pos) bool {
		if f := m.Family(pesid); f != nil && len(f.Entries) > 0 && validPESID(pesid) {
			return true
		}
		im.leftOut(pos, "the map has no repositories for %s: Leapp would stop for everyone", pesid)
		return false
	}
	m.Mappings = slices.DeleteFunc(m.Mappings, func(x *model.Mapping) bool {
		if len(x.To) == 0 {
			im.leftOut(x.Pos, "%s becomes nothing: Leapp makes nothing of the mapping", x.From)
		}
		x.To = slices.DeleteFunc(x.To, func(pesid string) bool { return !known(pesid, x.Pos) })
		for _, d := range x.ByDistro {
			im.leftOut(x.Pos, "what %s becomes for target distribution %s is not imported", x.From, d.Distro)
		}
		return !known(x.From, x.Pos) || len(x.To) == 0
	})
}

func (im *importer) readRepo(in *input) {
	sections, found := leapp.ReadRepo(in.File.File)
	for _, d := range found.All() {
		if d.Severity == diag.Error {
			im.leftOut(d.Pos, "%s", d.Message)
		} else {
			im.repaired(d.Pos, "%s", d.Message)
		}
	}
	t := im.publisher(in).at(in.Target) // target 0 is given to every target when all are known
	t.sections, t.repoFile = im.Report.tidySections(sections), in
}

// ReadSections reads a .repo file. What Leapp's reader crashes on is repaired or left out, with a note, except for
// defaults that are written out.
func ReadSections(f *diag.File) (sections []model.Section, notes []string, found diag.List) {
	var r Report
	sections, found = leapp.ReadRepo(f)
	return r.tidySections(sections), r.notes(), found
}

// notes are the items in words.
func (r *Report) notes() (out []string) {
	for _, it := range r.Items {
		if !strings.HasSuffix(it.Text, "is written out") {
			out = append(out, it.Where+": "+it.Text)
		}
	}
	return out
}

// tidySections repairs what Leapp's reader crashes on, or leaves the section out.
func (r *Report) tidySections(sections []model.Section) (out []model.Section) {
	for _, s := range sections {
		bad := ""
		s.Options = slices.DeleteFunc(s.Options, func(o model.Option) bool {
			odd := !model.ValidName(o.Key) || strings.ContainsAny(o.Key, "=:[]#;%") || o.Key == "key"
			if odd {
				r.leftOut(o.Pos, "%q of [%s] is no key that dnf reads", o.Key, s.Repoid)
			}
			return odd
		})
		s.Keys = r.tidyKeys(s)
		for i := range s.Options {
			o := &s.Options[i]
			if strings.Contains(o.Value, "%") {
				bad = "a % in " + o.Key
			}
			if plain := strings.Map(dropControl, o.Value); plain != o.Value {
				r.repaired(o.Pos, "control characters in %s of [%s] are dropped", o.Key, s.Repoid)
				o.Value = plain
			}
			if strings.Contains(o.Value, "{major}") {
				bad = "{major}, which means the target here, in " + o.Key
			}
			o.Value = strings.Join(strings.Fields(o.Value), " ")
			if (o.Key == "enabled" || o.Key == "gpgcheck") && o.Value != "0" && o.Value != "1" {
				value := "0"
				if slices.Contains([]string{"true", "yes", "on"}, strings.ToLower(o.Value)) {
					value = "1"
				}
				r.repaired(o.Pos, "%s = %s of [%s] is written as %s: Leapp and dnf read it differently",
					o.Key, o.Value, s.Repoid, value)
				o.Value = value
			}
		}
		if slices.ContainsFunc(s.Keys, func(k model.KeyRef) bool { return strings.Contains(k.URL, "%") }) {
			bad = "a % in gpgkey"
		}
		if !validRepoid(s.Repoid) {
			bad = "a repoid that cannot be one"
		}
		if bad != "" {
			r.leftOut(s.Pos, "the section [%s] has %s: Leapp could not read it", s.Repoid, bad)
			continue
		}
		for _, name := range []string{"enabled", "gpgcheck"} {
			if _, has := s.Get(name); !has {
				r.repaired(s.Pos, "[%s] does not say %s; what that means to Leapp, 1, is written out", s.Repoid, name)
			}
		}
		if _, has := s.Get("name"); !has {
			r.repaired(s.Pos, "[%s] has no name, on which Leapp crashes; it gets its repoid", s.Repoid)
			s.Options = append(s.Options, model.Option{Key: "name", Value: s.Repoid, Pos: s.Pos})
		}
		out = append(out, s)
	}
	return out
}

func dropControl(r rune) rune {
	if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
		return -1
	}
	return r
}

// tidyKeys puts file:// before keys that are paths, and leaves out keys that are neither path nor URL.
func (r *Report) tidyKeys(s model.Section) (out []model.KeyRef) {
	for _, k := range s.Keys {
		switch {
		case strings.Contains(k.URL, "://"):
		case strings.HasPrefix(k.URL, "/"):
			r.repaired(k.Pos, "the key %s of [%s] is written file://%[1]s", k.URL, s.Repoid)
			k.URL = "file://" + k.URL
		default:
			r.leftOut(k.Pos, "the key %s of [%s] is neither a path nor a URL", k.URL, s.Repoid)
			continue
		}
		out = append(out, k)
	}
	return out
}

func (im *importer) readSigs(in *input) {
	v := im.vendor(in.Vendor).variant(in.Distro)
	known := len(v.sigs)
	for _, s := range leapp.ReadSigs(in.File.File) {
		if strings.TrimSpace(s.ID) == "" {
			im.leftOut(in.Name, "a line of blanks: Leapp finds it in every signature "+
				"and takes every package for this vendor's")
			continue
		}
		v.sigs = list.AppendNew(v.sigs, s.ID)
	}
	if v.sigsFile != "" && len(v.sigs) > known {
		im.repaired(in.Name, "%s lists other signatures of the vendor: both are kept, for every release", v.sigsFile)
	}
	v.sigsFile = in.Name
}
