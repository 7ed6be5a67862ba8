package follow_test

import (
	"slices"
	"strings"
	"testing"

	"pes/generator/diag"
	"pes/generator/follow"
	"pes/generator/internal/overlay"
	"pes/generator/internal/sample"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/upstream"
)

// A layer, written and read again, says what upstream's file says, event by event. The one difference is what Leapp
// does not see either: of a package that stands twice in a set, in two repositories, the first is kept, with a warning.
func TestLayerSaysWhatUpstreamSays(t *testing.T) {
	shapes, err := overlay.Shapes().JSON()
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"shapes":    shapes,
		"synthetic": sample.Upstream(3000),
		"later":     sample.UpstreamLater(3000),
		"facts":     sample.UpstreamFacts(t),
		"sample":    sample.Shared(t, "leapp-data/upstream")["pes-events-sample.json"].Data,
	} {
		t.Run(name, func(t *testing.T) {
			file, err := overlay.Read(data)
			if err != nil {
				t.Fatal(err)
			}
			layer, found := follow.Read(&diag.File{Name: "pes-events.json", Text: data})
			if layer == nil || found.Failed() {
				t.Fatal(found.All())
			}
			if got, want := len(found.All()), keepFirst(file.Events); got != want {
				t.Errorf("%d warnings, not %d: %v", got, want, found.All())
			}
			var read []*overlay.Event
			for _, f := range follow.Files(layer) {
				if f.Path == source.OriginFile {
					continue
				}
				events, wrong := upstream.Parse(&diag.File{Name: f.Path, Text: f.Data})
				if wrong.Failed() {
					t.Fatal(wrong.All())
				}
				for _, e := range events {
					read = append(read, event(e))
				}
			}
			if lines := overlay.Diff(file.Events, read); lines != nil {
				t.Errorf("%d events differ:\n%s", len(lines), strings.Join(lines[:min(len(lines), 10)], "\n"))
			}
			if got, want := sortedIDs(read), sortedIDs(file.Events); !slices.Equal(got, want) {
				t.Errorf("%d IDs are not the %d of upstream", len(got), len(want))
			}
		})
	}
}

// keepFirst drops what Leapp does not see of sets, and counts it.
func keepFirst(events []*overlay.Event) (dropped int) {
	for _, e := range events {
		names := map[string]bool{}
		e.In.Packages = slices.DeleteFunc(e.In.Packages, func(p overlay.Package) bool {
			twice := names[p.Name]
			names[p.Name] = true
			if twice {
				dropped++
			}
			return twice
		})
	}
	return dropped
}

func sortedIDs(events []*overlay.Event) (ids []int) {
	for _, e := range events {
		ids = append(ids, e.ID)
	}
	slices.Sort(ids)
	return ids
}

// event is an event of the layer as upstream's file would have it.
func event(e *model.Event) *overlay.Event {
	out := &overlay.Event{ID: int(e.ID), Action: int(e.Action), Arches: e.Arches, In: set(e.In),
		To: &overlay.Release{Major: e.To.Major, Minor: e.To.Minor, OS: "RHEL"}}
	if !e.From.IsZero() {
		out.From = &overlay.Release{Major: e.From.Major, Minor: e.From.Minor, OS: "RHEL"}
	}
	if len(e.Out) > 0 {
		out.Out = set(e.Out)
	}
	for _, m := range e.Streams {
		out.Maps = append(out.Maps, overlay.StreamMap{In: stream(m.In), Out: stream(m.Out)})
	}
	return out
}

func set(packages []model.Package) *overlay.Set {
	out := &overlay.Set{}
	for _, p := range packages {
		q := overlay.Package{Name: p.Name, Repository: p.Repo}
		for _, s := range p.AllStreams() {
			q.Streams = append(q.Streams, stream(s))
		}
		out.Packages = append(out.Packages, q)
	}
	return out
}

func stream(s model.Stream) *overlay.Stream {
	if s.IsZero() {
		return nil
	}
	return &overlay.Stream{Name: s.Module, Stream: s.Stream}
}
