package overlay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A File is a pes-events.json.
type File struct {
	Timestamp string   `json:"timestamp,omitempty"`
	Streams   []string `json:"provided_data_streams,omitempty"`
	Events    []*Event `json:"packageinfo"`
}

// An Event is one of a pes-events.json, with what Leapp reads of it. The keys are in alphabetical order, as there.
type Event struct {
	ID     int         `json:"id"`
	Action int         `json:"action"`
	Arches []string    `json:"architectures"`
	In     *Set        `json:"in_packageset"`
	From   *Release    `json:"initial_release"`
	Maps   []StreamMap `json:"modulestream_maps"`
	Out    *Set        `json:"out_packageset"`
	To     *Release    `json:"release"`
}

// A Set is the packages of one side.
type Set struct {
	Packages []Package `json:"package"`
	ID       int       `json:"set_id"`
}

// A Package is in a repository, and in module streams or (null) in none.
type Package struct {
	Streams    []*Stream `json:"modulestreams"`
	Name       string    `json:"name"`
	Repository string    `json:"repository"`
}

// A Stream is a stream of a module.
type Stream struct {
	Name   string `json:"name"`
	Stream string `json:"stream"`
}

// A Release is of an operating system.
type Release struct {
	Major int    `json:"major_version"`
	Minor int    `json:"minor_version"`
	OS    string `json:"os_name"`
}

// A StreamMap says which stream follows which.
type StreamMap struct {
	In  *Stream `json:"in_modulestream"`
	Out *Stream `json:"out_modulestream"`
}

// Read reads a pes-events.json: upstream's, or one that has been made from it.
func Read(data []byte) (*File, error) {
	f := &File{}
	if err := json.Unmarshal(data, f); err != nil {
		return nil, fmt.Errorf("pes-events.json: %w", err)
	}
	for i, e := range f.Events {
		if e == nil || e.To == nil || e.In == nil {
			return nil, fmt.Errorf("pes-events.json: event number %d has no release or no packages", i+1)
		}
	}
	return f, nil
}

// JSON is the file in the form of upstream's, an event a line.
func (f *File) JSON() ([]byte, error) {
	data, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	return bytes.ReplaceAll(append(data, '\n'), []byte(`{"id":`), []byte("\n{\"id\":")), nil
}

// String says on one line what the event says, without its IDs and in an order of its own: two events say the same if
// their lines are the same.
//
//	renamed 7.7 CentOS > 8.0 Rocky [aarch64 x86_64] ntp@base > chrony@rocky8-baseos ntpstat@rocky8-appstream
func (e *Event) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s > %s [%s] %s", action(e.Action), e.From, e.To, words(e.Arches), e.In)
	if e.Out != nil {
		fmt.Fprintf(&b, " > %s", e.Out)
	}
	if maps := e.maps(); maps != "" {
		fmt.Fprintf(&b, " {%s}", maps)
	}
	return b.String()
}

// maps are the maps of streams, "" if they say what Leapp does without any: each in stream leads to none.
func (e *Event) maps() string {
	var maps, plain []string
	for _, m := range e.Maps {
		maps = append(maps, fmt.Sprintf("%s>%s", m.In, m.Out))
	}
	for _, p := range e.In.Packages {
		for _, s := range p.Streams {
			plain = append(plain, fmt.Sprintf("%s>-", s))
		}
	}
	if text := words(maps); text != words(plain) {
		return text
	}
	return ""
}

var actions = []string{"present", "removed", "deprecated", "replaced", "split", "merged", "moved", "renamed"}

func action(n int) string {
	if n >= 0 && n < len(actions) {
		return actions[n]
	}
	return fmt.Sprint("action ", n)
}

func (r *Release) String() string {
	if r == nil {
		return "any"
	}
	return fmt.Sprintf("%d.%d %s", r.Major, r.Minor, r.OS)
}

func (s *Stream) String() string {
	if s == nil {
		return "-"
	}
	return s.Name + ":" + s.Stream
}

func (s *Set) String() string {
	var packages []string
	for _, p := range s.Packages {
		packages = append(packages, p.String())
	}
	return words(packages)
}

func (p Package) String() string {
	text := p.Name + "@" + p.Repository
	if slices.ContainsFunc(p.Streams, func(s *Stream) bool { return s != nil }) {
		var streams []string
		for _, s := range p.Streams {
			streams = append(streams, s.String())
		}
		slices.Sort(streams)
		text += "/" + strings.Join(slices.Compact(streams), ",")
	}
	return text
}

// words are the words sorted, each once.
func words(list []string) string {
	list = slices.Clone(list)
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " ")
}

// Diff says how the events of b differ from those of a, a line for each; IDs, which additions have of their own in
// each file, and the order do not count. What is left of both under one ID is one line. An event that is there twice
// must be there twice in the other.
func Diff(a, b []*Event) (lines []string) {
	a, b = without(a, b), without(b, a)
	byID, inB := map[int][]*Event{}, map[*Event]bool{}
	for _, e := range b {
		byID[e.ID] = append(byID[e.ID], e)
		inB[e] = true
	}
	for _, e := range a {
		if same := byID[e.ID]; len(same) > 0 {
			lines = append(lines, fmt.Sprintf("%05d is another:\n  a: %s\n  b: %s", e.ID, e, same[0]))
			byID[e.ID] = same[1:]
			delete(inB, same[0])
			continue
		}
		lines = append(lines, fmt.Sprintf("%05d is only in a: %s", e.ID, e))
	}
	for _, e := range b {
		if inB[e] {
			lines = append(lines, fmt.Sprintf("%05d is only in b: %s", e.ID, e))
		}
	}
	slices.Sort(lines)
	return lines
}

// without are the events of a that b does not have, each as often as it is missing.
func without(a, b []*Event) (left []*Event) {
	count := map[string]int{}
	for _, e := range b {
		count[e.String()]++
	}
	for _, e := range a {
		line := e.String()
		if count[line]--; count[line] < 0 {
			left = append(left, e)
		}
	}
	return left
}
