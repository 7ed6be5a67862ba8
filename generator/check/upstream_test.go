package check

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pes/generator/diag"
	"pes/generator/internal/need"
	"pes/generator/model"
)

// upstreamFacts are events that somebody copied from upstream's file, a line each, with its PES IDs; those of
// rhel7-optional are in rhel7-base, as the rebuilds have them.
func upstreamFacts(t *testing.T) (events []*model.Event) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(need.Shared(t, "leapp-data/upstream/facts"), "*.txt"))
	if err != nil || len(files) == 0 {
		need.Missing(t, "upstream's events")
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, off := &diag.File{Name: filepath.Base(name), Text: data}, 0
		for line := range strings.Lines(string(data)) {
			events = append(events, upstreamEvent(t, diag.Pos{File: file, Off: off, End: off + len(line) - 1}, line))
			off += len(line)
		}
	}
	return events
}

// upstreamEvent reads a line: ID ACTION FROM TO IN OUT [a=ARCHITECTURES] [m=STREAMS].
func upstreamEvent(t *testing.T, pos diag.Pos, line string) *model.Event {
	t.Helper()
	word := strings.Fields(line)
	id, _ := strconv.ParseUint(word[0], 10, 64)
	action, _ := strconv.Atoi(word[1])
	e := &model.Event{ID: id, Action: model.Action(action), From: upstreamRelease(t, word[2]),
		To: upstreamRelease(t, word[3]), In: upstreamSet(word[4], pos), Out: upstreamSet(word[5], pos),
		Arches: model.Arches, Origin: &model.Origin{Pos: pos, Upstream: id}}
	for _, more := range word[6:] {
		if arches, ok := strings.CutPrefix(more, "a="); ok {
			e.Arches = nil
			for _, letter := range strings.Split(arches, ",") {
				for _, arch := range model.Arches {
					if strings.HasPrefix(arch, letter) {
						e.Arches = append(e.Arches, arch)
					}
				}
			}
			continue
		}
		for _, side := range strings.Split(strings.TrimPrefix(more, "m="), ",") {
			in, out, _ := strings.Cut(side, ">")
			e.Streams = append(e.Streams, model.StreamMap{In: upstreamStream(in), Out: upstreamStream(out)})
		}
	}
	return e
}

func upstreamRelease(t *testing.T, word string) model.Release {
	t.Helper()
	if word == "-" {
		return model.Release{}
	}
	r, err := model.ParseRelease(word)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func upstreamStream(word string) model.Stream {
	module, stream, _ := strings.Cut(word, ":")
	if word == "-" {
		return model.Stream{}
	}
	return model.Stream{Module: module, Stream: stream}
}

func upstreamSet(word string, pos diag.Pos) (set []model.Package) {
	if word == "-" {
		return nil
	}
	for _, one := range strings.Split(word, ";") {
		pkg, streams, modular := strings.Cut(one, "/")
		name, repo, _ := strings.Cut(pkg, "@")
		p := model.Package{Name: name, Repo: strings.TrimSuffix(repo, "o"), Pos: pos}
		for _, s := range strings.Split(streams, ",") {
			if modular {
				p.Streams = append(p.Streams, upstreamStream(s))
			}
		}
		set = append(set, p)
	}
	return set
}

// What upstream's own events say against each other. They are eleven thousand in the trees for 8, 9 and 10, each of
// which holds what an upgrade to it may meet; these are the ones where Leapp's order decides, or where one event says
// the opposite of another.
func TestUpstreamContradictsItself(t *testing.T) {
	var got []string
	for major := 8; major <= 10; major++ {
		var events []*model.Event
		for _, e := range upstreamFacts(t) {
			if e.To.Applies(major) {
				events = append(events, e)
			}
		}
		if len(events) < 1500 {
			t.Errorf("only %d events are in the tree for %d", len(events), major)
		}
		for _, f := range findPairs(major, events) {
			got = append(got, fmt.Sprintf("%d %s", major, f))
		}
	}
	want := []string{
		"9 contradicting-events: libiscsi-devel is removed by one event of release 9.0 and replaced by another; " +
			"Leapp applies both, whatever releases they leave: libiscsi-devel is there afterwards (removal of " +
			"libiscsi-devel; move of libiscsi-devel); both are upstream's: your own event about libiscsi-devel " +
			"in 9.0 would replace them",
		"10 conflicting-events: two events are about the same packages in release 10.0; Leapp applies both, in an " +
			"unpredictable order: whether gcc-toolset-14 is there depends on that order (removal of gcc-toolset-14; " +
			"presence of gcc-toolset-14); both are upstream's: your own event about gcc-toolset-14 in 10.0 would " +
			"replace them",
		"10 conflicting-events: two events are about the same packages in release 10.0; Leapp applies both, in an " +
			"unpredictable order: whether sdl2-compat is there depends on that order (replacement of sdl2-compat; " +
			"deprecation of sdl2-compat); both are upstream's: your own event about sdl2-compat in 10.0 would " +
			"replace them",
		"10 order-dependence: whether SDL2 is there depends on which of two events of release 10.0 Leapp applies " +
			"first, where SDL2 and sdl2-compat are installed (replacement of sdl2-compat; removal of SDL2); both are " +
			"upstream's: your own event about SDL2 and sdl2-compat in 10.0 would replace them",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What events that a project wrote itself say against upstream's: as often as they really contradict each other.
func TestProjectContradictsUpstream(t *testing.T) {
	all := upstreamFacts(t)
	for _, c := range []struct{ event, want string }{
		{"1 1 7.7 8.0 udftools@7 -", "contradicting-events: udftools is removed in release 8.0, and event 8921 of " +
			"upstream adds it again in 8.5: machines that upgrade to 8.5 or later have it, those that stop before " +
			"do not (removal of udftools; presence of udftools)"},
		{"1 1 8.5 9.0 xinetd@8A -", "contradicting-events: xinetd is removed by one event of release 9.0 and " +
			"replaced by another; Leapp applies both, whatever releases they leave: systemd is there afterwards " +
			"(removal of xinetd; replacement of xinetd)"},
		{"1 1 8.5 9.0 python2-pip@8A/python27:2.7 -", "conflicting-events: two events are about the same packages in " +
			"release 9.0; Leapp applies both, in an unpredictable order: python3-pip is there afterwards (removal of " +
			"python2-pip; merge of platform-python-pip, python2-pip, python3-pip, python38-pip, python39-pip)"},
		{"1 3 8.5 9.0 genisoimage@8A xorriso@9A", "repeated-event: one change is written twice, once from release " +
			"8.5 and once from 8.6 (replacement of genisoimage)"},
		{"1 1 8.5 9.0 abrt@8A -", "repeated-event: one change is written twice, once from release 8.5 and once from " +
			"8.6 (removal of abrt)"},
		{"1 6 7.7 8.0 libgovirt@7 libgovirt@8A", ""},         // deprecated in 8.4
		{"1 4 7.7 8.0 spice-gtk3@7 spice-gtk3@8A;x@8A", ""},  // deprecated in 8.4, removed in 9.0
		{"1 1 8.6 9.0 dleyna-core@8A - a=a", ""},             // upstream's is for other architectures
		{"1 1 9.5 10.0 python3.11-nothing-like-it@9A -", ""}, // upstream says nothing of it
	} {
		own := upstreamEvent(t, diag.Pos{File: &diag.File{Name: "content/events/own.toml"}}, c.event)
		own.Upstream = 0
		events := []*model.Event{own}
		for _, e := range all {
			if e.To.Applies(own.To.Major) {
				events = append(events, e)
			}
		}
		got := slices.DeleteFunc(findPairs(own.To.Major, events), func(f string) bool {
			return !strings.Contains(f, own.In[0].Name)
		})
		if s := strings.Join(got, "\n"); s != c.want {
			t.Errorf("%s: %q, want %q", c.event, s, c.want)
		}
	}
}
