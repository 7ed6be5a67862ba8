package fate

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/provenance"
	"pes/generator/upstream"
)

// An Upstream is what became of some events of upstream.
type Upstream struct {
	File   string          `json:"file"`            // of upstream
	AsOf   string          `json:"as_of,omitempty"` // the day of its state
	Events []UpstreamEvent `json:"events"`          // by release, then id
}

// An UpstreamEvent is an event of upstream with what became of it: every distribution is in one of its fates.
type UpstreamEvent struct {
	ID    uint64         `json:"id"`
	Event *Event         `json:"event"` // as upstream wrote it
	Text  string         `json:"text"`  // the same in a line
	Fates []UpstreamFate `json:"fates"`
}

// An UpstreamFate is what some distributions made of an event of upstream.
type UpstreamFate struct {
	Fate          string           `json:"fate"` // taken, changed, superseded, dropped, unreachable, unresolved
	Distributions []string         `json:"distributions"`
	Reasons       []UpstreamReason `json:"reasons,omitempty"`
}

// An UpstreamReason is why an event of upstream was not simply taken.
type UpstreamReason struct {
	Packages []string `json:"packages,omitempty"` // as upstream names them; none for the whole event
	Text     string   `json:"text"`
	Places   []string `json:"places,omitempty"` // of the rule, or of the event that takes its place
	words    string
}

// UpstreamByID finds the event of upstream of an id, and what a distribution, "" for all, made of it; nil if there is
// none.
func UpstreamByID(c *model.Catalog, id uint64, distro string) *Upstream {
	if e := c.Layer.Event(id); e != nil {
		return upstreamOf(provenance.New(c), []*model.Event{e}, distro)
	}
	return nil
}

// upstreamOf is what a distribution, "" for all, made of some events of upstream.
func upstreamOf(x *provenance.Index, events []*model.Event, distro string) *Upstream {
	out := &Upstream{File: x.Layer.Name, AsOf: x.Layer.AsOf(), Events: []UpstreamEvent{}}
	for _, e := range events {
		u := UpstreamEvent{ID: e.ID, Event: newEvent(e), Text: upstream.Describe(e), Fates: []UpstreamFate{}}
		for _, o := range x.Outcomes(e) {
			f := UpstreamFate{Fate: o.Fate.String(),
				Reasons: list.Map(o.Reasons, func(r provenance.Reason) UpstreamReason {
					return UpstreamReason{r.Packages, r.Text, r.Places, r.String()}
				})}
			for _, d := range o.Distros {
				if distro == "" || d.Folder == distro {
					f.Distributions = append(f.Distributions, d.Folder)
				}
			}
			if len(f.Distributions) > 0 {
				u.Fates = append(u.Fates, f)
			}
		}
		out.Events = append(out.Events, u)
	}
	return out
}

// notTaken are the events of upstream that name a package and are not simply taken on some paths, nil where there are
// none.
func notTaken(x *provenance.Index, name, distro string, paths []PathHistory) *Upstream {
	events := list.Select(x.Named(name), func(e *model.Event) bool {
		return paths == nil || slices.ContainsFunc(paths, func(p PathHistory) bool {
			return e.To.Applies(p.trees[0].path.Target)
		})
	})
	if len(events) == 0 {
		return nil
	}
	u := upstreamOf(x, events, distro)
	u.Events = slices.DeleteFunc(u.Events, func(e UpstreamEvent) bool {
		return !slices.ContainsFunc(e.Fates, func(f UpstreamFate) bool { return f.Fate != model.Taken.String() })
	})
	if len(u.Events) == 0 {
		return nil
	}
	return u
}

// Print prints what became of events of upstream.
func (u *Upstream) Print(w io.Writer, color bool) error {
	p := &printer{bufio.NewWriter(w), color}
	p.upstream(u)
	return p.Flush()
}

func (p *printer) upstream(u *Upstream) {
	for _, e := range u.Events {
		p.line("  %s", diag.Printable(e.Event.Upstream+": "+e.Text))
		for _, f := range e.Fates {
			text := f.Fate + " in " + english.And(f.Distributions)
			for i, r := range f.Reasons {
				text += []string{": ", "; "}[min(i, 1)] + r.words
				if len(r.Places) > 0 {
					text += " (" + strings.Join(r.Places, ", ") + ")"
				}
			}
			p.line("%s", diag.Wrap(strings.Fields(diag.Printable(text)), "    ", "      ", width))
		}
	}
}

// head names the section of events that were not simply taken.
func (u *Upstream) head() string {
	head := "Not taken as upstream has it"
	if n := len(u.Events); n > 1 {
		head = "Not taken as upstream has them: " + strconv.Itoa(n) + " events"
	}
	return head
}
