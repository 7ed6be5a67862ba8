// Package plan makes a checklist of what an upgrade does to a machine: what to do before it, during it and afterwards.
//
// A [fate.Journey] says what happens; the [Plan] that [Of] makes of it says what to do about it, in the order in which
// it is done. What needs nobody is counted in one sentence. Advice of events is told once, with the packages it is for.
// Each [Step] has an id that stays while its words and packages do, so that a page can remember what is done. Package
// document prints plans. See the example.
package plan

import (
	"slices"
	"strconv"
	"strings"

	"pes/generator/english"
	"pes/generator/fate"
)

// A Plan is a checklist for the upgrade of one machine, over one major release or several.
type Plan struct {
	Machine string `json:"machine"`
	Title   string `json:"title"` // CentOS Linux 7.9 to AlmaLinux 8.10
	OK      bool   `json:"ok"`    // Leapp upgrades it all the way, as far as the package data say
	Verdict string `json:"verdict"`
	Facts   []Fact `json:"facts"` // what the plan was made with
	Parts   []Part `json:"parts"` // in the order in which they are worked off
	Rest    string `json:"rest"`  // how many packages need nothing
}

// A Fact is something about the plan as a whole.
type Fact struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// A Part is the steps of one time: before an upgrade, during it, after it. What blocks the upgrade comes first.
type Part struct {
	ID    string `json:"id"` // stop; before-8, during-8, after-8, info-8: by the major release that is upgraded to
	Title string `json:"title"`
	Lead  string `json:"lead,omitempty"`
	Steps []Step `json:"steps"`
}

// A Step is one thing to do.
type Step struct {
	ID   string `json:"id"`             // 16 hex digits, of its part, words, commands and packages
	Note bool   `json:"note,omitempty"` // there is nothing to tick off
	Do   string `json:"do"`             // a sentence without its full stop
	Why  string `json:"why,omitempty"`
	// Reason is why, too: Markdown that people wrote about events.
	Reason string `json:"reason,omitempty"`
	// Commands are for a shell of root; the words of others in them are quoted. A long one goes on in lines of its own.
	Commands []string `json:"commands,omitempty"`
	Packages []string `json:"packages,omitempty"` // that it is about, where Items do not name them
	Items    []Item   `json:"items,omitempty"`
	Advice   string   `json:"advice,omitempty"` // Markdown that people wrote
	Places   []Place  `json:"places,omitempty"` // of the events that say so
}

// An Item is one of several things that a step is about.
type Item struct {
	Name   string `json:"name"`
	Text   string `json:"text,omitempty"`
	Reason string `json:"reason,omitempty"` // Markdown that people wrote about its event
}

// A Place is an event, and where it is written.
type Place struct {
	Event uint64 `json:"event,omitempty"` // its id; 0: it is no event
	Text  string `json:"text"`            // file:line, or what an event of upstream is from
}

// Of makes the plan of a journey.
func Of(j *fate.Journey) *Plan {
	p := &Plan{Machine: j.Name, OK: true, Facts: []Fact{{"Machine", j.Name}}, Parts: []Part{}}
	shared := &journey{seen: map[string]bool{}}
	var hops []*hop
	for _, h := range j.Hops {
		hops = append(hops, newHop(h, shared))
	}
	shared.start = hops[0].from
	for i, h := range hops {
		h.first, h.last = i == 0, i == len(hops)-1
		shared.to = h.to
		p.OK = p.OK && h.OK
		p.Facts = append(p.Facts, h.fact(len(hops) > 1))
	}
	counts := hops[0].Counts
	if len(hops) > 1 {
		counts = j.Counts
	}
	p.Facts = append(p.Facts, Fact{"Packages", hops[0].tally(counts)})
	p.Title = hops[0].from.String() + " to " + shared.to.String()
	p.Verdict = verdict(hops)
	stop := newPart("stop", "First: what blocks the upgrade")
	for _, h := range hops {
		h.stop(stop)
	}
	p.add(stop)
	for _, h := range hops {
		if h.Counts[fate.Undecided] > 0 || h.isNotMeant() {
			break // nothing is known of what follows
		}
		for _, x := range h.parts() {
			p.add(x)
		}
		if h.last {
			p.Rest = rest(hops)
		}
	}
	return p
}

// add adds a part, unless it is empty, and numbers its steps.
func (p *Plan) add(x *part) {
	if len(x.Steps) == 0 {
		return
	}
	seen := map[string]bool{}
	for i := range x.Steps {
		s := &x.Steps[i]
		for n := 0; s.ID == "" || seen[s.ID]; n++ {
			s.ID = s.id(x.ID, n)
		}
		seen[s.ID] = true
	}
	p.Parts = append(p.Parts, x.Part)
}

// id is the 64 bit FNV-1a hash of what the step says; n tells steps apart that say the same.
func (s *Step) id(part string, n int) string {
	h := uint64(14695981039346656037)
	add := func(text string) {
		for i := range len(text) {
			h = (h ^ uint64(text[i])) * 1099511628211
		}
		h = (h ^ 0xff) * 1099511628211 // no text has this byte
	}
	add(part)
	add(s.Do)
	for _, words := range [][]string{s.Commands, s.Packages} {
		for _, w := range words {
			add(w)
		}
		add("")
	}
	for _, i := range s.Items {
		add(i.Name)
		add(i.Text)
	}
	if n > 0 {
		add(strconv.Itoa(n))
	}
	text := strconv.FormatUint(h, 16)
	return strings.Repeat("0", 16-len(text)) + text
}

// A part is a Part that is being made.
type part struct{ Part }

func newPart(id, title string) *part { return &part{Part{ID: id, Title: title}} }

// step begins a step, which is complete when the next one begins.
func (x *part) step(do string) *Step {
	x.Steps = append(x.Steps, Step{Do: do})
	return &x.Steps[len(x.Steps)-1]
}

func (s *Step) why(text string) *Step         { s.Why = text; return s }
func (s *Step) reason(text string) *Step      { s.Reason = text; return s }
func (s *Step) run(commands ...string) *Step  { s.Commands = commands; return s }
func (s *Step) about(packages []string) *Step { s.Packages = packages; return s }
func (s *Step) item(name, text string) *Step {
	s.Items = append(s.Items, Item{Name: name, Text: text})
	return s
}
func (s *Step) from(events []*fate.Event) *Step { s.Places = places(events); return s }

// fact is what the hop is made with; several hops are told apart by their releases.
func (h *hop) fact(several bool) Fact {
	text := h.Data + ", Leapp " + h.Leapp
	if h.AsOf != "" {
		text += ", packages of the repositories as of " + h.AsOf
	}
	if several {
		return Fact{"To " + h.to.String(), text}
	}
	return Fact{"Made with", text}
}

// tally counts the packages that matter: what becomes of them on the whole way.
func (h *hop) tally(counts map[string]int) string {
	parts := []string{english.Count(counts["installed"], "package") + " (" + h.Form + "), " + h.Arch}
	for _, x := range []struct{ fate, words string }{
		{fate.Removed, "removed for good"}, {fate.Lost, "lost"}, {fate.Missing, "missing"},
		{fate.Replaced, "replaced"}, {fate.Orphan, "not in the new release"},
		{fate.Elsewhere, "only in streams or repositories that are not used"},
		{fate.OfVendor, "of vendors that are not active"}, {fate.Foreign, "that Leapp leaves alone"},
		{fate.Unknown, "of which nothing is known"},
	} {
		if n := counts[x.fate]; n > 0 {
			parts = append(parts, strconv.Itoa(n)+" "+x.words)
		}
	}
	return strings.Join(parts, ", ")
}

// rest counts the packages that need nothing in any hop.
func rest(hops []*hop) string {
	quiet := map[string]bool{}
	for i, h := range hops {
		for k := range h.Packages {
			p := &h.Packages[k]
			fine := !h.told[p.Name] && (p.Fate == fate.Moved || p.Fate == fate.Upgraded || p.Fate == fate.Stays)
			before, known := quiet[p.Name]
			quiet[p.Name] = fine && (before || !known && i == 0)
		}
	}
	n := 0
	for _, fine := range quiet {
		if fine {
			n++
		}
	}
	switch n {
	case 0:
		return ""
	case 1:
		return "Nothing to do for the other package: the new release has it."
	}
	return "Nothing to do for the other " + packages(n) + ": the new release has them."
}

// verdict is whether the package data stop an upgrade.
func verdict(hops []*hop) string {
	keys := false
	for _, h := range hops {
		keys = keys || len(h.MissingKeys) > 0
		switch {
		case h.OK:
			continue
		case h.isNotMeant():
			return "This upgrade is not for this machine: see below."
		case len(hops) > 1:
			return "Leapp does not upgrade this machine from " + h.Source + " to " + h.Target + ": see below."
		}
		return "Leapp does not upgrade this machine: see below."
	}
	if keys {
		return "The package data do not stop the upgrade, but keys are missing."
	}
	return "The package data do not stop the upgrade. Only leapp preupgrade on the machine sees the rest: disks and " +
		"mounts, drivers, the boot loader, network and services."
}

// sorted are words in order, each once.
func sorted(words []string) []string {
	words = slices.Clone(words)
	slices.Sort(words)
	return slices.Compact(words)
}
