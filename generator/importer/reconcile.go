package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/tree"
)

// subject returns what two events must have in common to be compared: distribution, target major, major of the event's
// release, vendor and in packages.
func subject(t *model.Target, e *model.Event) string {
	return fmt.Sprintf("%s %d %d %s %s", t.Distro.Folder, t.Major, e.To.Major, e.Vendor, streamed(e.In))
}

func streamed(set []model.Package) string {
	words := list.Map(set, func(p model.Package) string { return fmt.Sprint(p.Name, p.AllStreams()) })
	slices.Sort(words)
	return strings.Join(words, " ")
}

// effect returns what an event does, for comparison. Repositories are compared by role, since each distribution has its
// own PES IDs.
func effect(e *model.Event) string {
	return fmt.Sprint(e.Action, e.From, e.To, results(e), e.Streams)
}

// results lists the out packages with roles, so that the text is the same for every distribution.
func results(e *model.Event) string {
	words := list.Map(e.Out, func(p model.Package) string {
		role, _ := roleName(p.Repo)
		return packageText(model.Package{Name: p.Name, Repo: role, Streams: p.Streams}, "")
	})
	slices.Sort(words)
	return strings.Join(words, ", ")
}

// projectEvents are the events of a project, by subject.
type projectEvents map[string][]*model.Event

// has reports whether the project says the same, on all architectures of the event that the distribution has.
func (k projectEvents) has(t *model.Target, e *model.Event) bool {
	said := effect(e)
	for _, arch := range e.Arches {
		same := func(o *model.Event) bool { return slices.Contains(o.Arches, arch) && effect(o) == said }
		if slices.Contains(t.Distro.Arches, arch) && !slices.ContainsFunc(k[subject(t, e)], same) {
			return false
		}
	}
	return true
}

// reconcile returns the events that are new for some distributions, restricted to these, and reports events that differ
// from the project's.
func (im *importer) reconcile(events []*event, jobs int) (fresh []*event) {
	mine, _ := im.compile(im.sources(), true, jobs)
	vendors, words := im.compareMaps(mine, jobs)
	im.takeFiles()
	if im.take == Theirs && len(vendors)+len(words) > 0 {
		im.takeRepositories(vendors, words)
		im.into.reparse(jobs)
		mine, _ = im.compile(im.sources(), true, jobs)
	}
	trialFiles := im.files(events, true)
	theirs, _ := im.compile(trialFiles, false, jobs)
	project := projectEvents{}
	everybody(mine, func(t *model.Target, e *model.Event) {
		key := subject(t, e)
		project[key] = append(project[key], e)
	})
	wanted := map[*event]map[string]bool{}      // distributions for which an event is new
	refused := map[*event]map[string][]string{} // message about a difference -> distributions
	contested := map[string]bool{}              // subjects that the two say different things about
	everybody(theirs, func(t *model.Target, e *model.Event) {
		n := eventAt(events, e.Pos)
		if n == nil || wanted[n] != nil && wanted[n][t.Distro.Folder] || !n.isFor(t.Distro.Folder) {
			return
		}
		switch other := project[subject(t, e)]; {
		case len(other) == 0:
			mark(wanted, n, t.Distro.Folder)
		case !project.has(t, e):
			text := fmt.Sprintf("%s: the project says otherwise in %s: %s", inWords(e), other[0].Pos, inWords(other[0]))
			if refused[n] == nil {
				refused[n] = map[string][]string{}
			}
			refused[n][text] = list.AppendNew(refused[n][text], t.Distro.Folder)
			contested[subject(t, e)] = true
		}
	})
	if im.take == Theirs {
		im.takeEvents(events, mine, theirs, contested, wanted)
	}
	skipped := 0
	for _, n := range events {
		for text, folders := range refused[n] {
			im.differs(n.where(), "%s (%s)", text, strings.Join(folders, ", "))
		}
		if len(wanted[n]) == 0 {
			if len(refused[n]) == 0 {
				skipped++
			}
			continue
		}
		n.only, n.except = narrowed(n, wanted[n], mine), nil
		fresh = append(fresh, n)
	}
	if skipped > 0 {
		im.item(Known, "events", "the project has %d of them already", skipped)
	}
	return fresh
}

// inWords is an event in a few words.
func inWords(e *model.Event) string {
	s := e.Title() + " from " + e.From.String() + " in " + e.To.String()
	if len(e.Out) > 0 {
		s += ", with " + results(e)
	}
	return s + ", on " + strings.Join(e.Arches, ", ")
}

func everybody(c *model.Catalog, do func(*model.Target, *model.Event)) {
	for _, t := range c.Targets {
		for _, e := range t.AllEvents() {
			do(t, e)
		}
	}
}

// isFor reports whether an event was published for a distribution.
func (e *event) isFor(folder string) bool {
	return slices.ContainsFunc(e.sources, func(o origin) bool { return o.folder == "" || o.folder == folder })
}

// narrowed returns the distributions that an event is for; nil if these are all that could have it.
func narrowed(n *event, wanted map[string]bool, c *model.Catalog) (only []string) {
	all := true
	for _, t := range c.Targets {
		folder := t.Distro.Folder
		if wanted[folder] {
			only = list.AppendNew(only, folder)
		}
		all = all && (wanted[folder] || !n.to.Applies(t.Major))
	}
	if all {
		return nil
	}
	return only
}

// sources are the distributions and vendors of the import, without events.
func (im *importer) sources() tree.Tree {
	return list.Select(im.files(nil, true), func(f tree.Entry) bool { return !trial(f.Path) })
}

// compareMaps reports where the project differs about repositories and vendors that both have. It returns the vendors,
// and the PES IDs, repoids and paths of distributions.
func (im *importer) compareMaps(mine *model.Catalog, jobs int) (vendors []string, words map[string]bool) {
	words = map[string]bool{}
	b := im.into
	im.into = nil
	raw, _ := im.compile(im.sources(), false, jobs) // as it was published
	im.into = b
	for _, t := range raw.Targets {
		m := list.Find(mine.Targets, func(m *model.Target) bool {
			return m.Distro.Folder == t.Distro.Folder && m.Major == t.Major
		})
		if m == nil {
			continue
		}
		where := fmt.Sprintf("files/%s el%d", t.Distro.Folder, t.Major)
		if d := b.distro(t.Distro.Folder); d != nil {
			im.byHand = d.Extends.Set()
			im.differ(where, &m.Map, &t.Map, m.Repo, t.Repo, func(word string, source int) {
				if source > 0 {
					word = fmt.Sprintf("%s %d-%d", t.Distro.Folder, source, t.Major)
				}
				words[word] = true
			})
			im.byHand = false
		}
		for _, v := range t.Vendors {
			m := list.Find(m.Vendors, func(m *model.Vendor) bool { return m.Name == v.Name })
			if m == nil || !b.vendor(v.Name) {
				continue
			}
			where := fmt.Sprintf("vendors.d/%s el%d", v.Name, t.Major)
			taken := func(string, int) { vendors = list.AppendNew(vendors, v.Name) }
			im.differ(where, &m.Map, &v.Map, m.Repo, v.Repo, taken)
			if theirs, have := signatureIDs(v), signatureIDs(m); theirs != have {
				im.differs(where, "signatures are %s; the project has %s", theirs, have)
				taken("", 0)
			}
		}
	}
	return vendors, words
}

func signatureIDs(v *model.Vendor) string {
	ids := list.Map(v.Signatures, func(s model.Signature) string { return s.ID })
	slices.Sort(ids)
	return strings.Join(ids, ", ")
}

// differ reports entries, mappings and options that a map and its .repo file have and the project's do not. What only
// the project has is not reported. found gets each PES ID or repoid, and the source major of each mapping.
func (im *importer) differ(where string, mine, theirs *model.Map, myRepo, theirRepo []model.Section,
	found func(word string, source int)) {
	for _, f := range theirs.Families {
		have := entryWords(mine.Family(f.PESID))
		if missing := missing(entryWords(f), have); missing != "" {
			im.differs(where, "%s is %s; in the project it is %s", f.PESID, missing, nothing(have))
			found(f.PESID, 0)
		}
	}
	for _, x := range theirs.Mappings {
		var have []string
		for _, m := range mine.Mappings {
			if m.Source == x.Source && m.Target == x.Target && m.From == x.From {
				have = append(have, m.To...)
			}
		}
		if missing := missing(x.To, have); missing != "" {
			im.differs(where, "%s of %d becomes %s; in the project %s", x.From, x.Source, missing, nothing(have))
			found("", x.Source)
		}
	}
	for _, s := range theirRepo {
		j := slices.IndexFunc(myRepo, func(m model.Section) bool { return m.Repoid == s.Repoid })
		if j < 0 {
			continue // added with its role, or reported above
		}
		for _, o := range s.Options {
			if v, ok := myRepo[j].Get(o.Key); v != o.Value {
				if !ok {
					v = "nothing"
				}
				im.differs(where, "[%s] has %s = %s; in the project %s", s.Repoid, o.Key, o.Value, v)
				found(s.Repoid, 0)
			}
		}
	}
}

// entryWords are the entries of a family, which may be nil, in words.
func entryWords(f *model.Family) []string {
	if f == nil {
		return nil
	}
	return list.Distinct(list.Map(f.Entries, func(e model.Entry) string {
		word := fmt.Sprintf("%s on %s in %d, %s %s", e.Repoid, e.Arch, e.Major, e.Channel, e.RHUI)
		return strings.TrimSuffix(word, " ")
	}))
}

// missing returns the words that are not in have.
func missing(words, have []string) string {
	return strings.Join(list.Select(words, func(w string) bool { return !slices.Contains(have, w) }), ", ")
}

func nothing(words []string) string { return cmp.Or(strings.Join(words, ", "), "nothing") }

// dropBroken drops events that cause errors in the project they are added to, until there are no more.
func (im *importer) dropBroken(events []*event, jobs int) []*event {
	for {
		_, found := im.compile(im.files(events, true), true, jobs)
		before := len(events)
		for _, d := range found.All() {
			if e := eventOf(events, d); e != nil && d.Severity == diag.Error {
				im.contradicts(e.where(), "it does not go together with the project: %s [%s]", d.Message, d.Rule)
				e.broken = true
			}
		}
		if events = slices.DeleteFunc(events, func(e *event) bool { return e.broken }); len(events) == before {
			return events
		}
	}
}

// eventOf returns the imported event that a diagnostic or one of its notes is about.
func eventOf(events []*event, d diag.Diagnostic) *event {
	if e := eventAt(events, d.Pos); e != nil {
		return e
	}
	for _, n := range d.Notes {
		if e := eventAt(events, n.Pos); e != nil {
			return e
		}
	}
	return nil
}
