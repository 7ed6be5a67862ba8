package sample

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pes/generator/internal/overlay"
)

// Upstream is a pes-events.json of n events with the shape and mix of upstream's file of September 2026 and made-up
// names: 32 % from 7 to 8, 26 % from 8 to 9, 12 % from 9 to 10, 8 % inside 7 and the rest inside 8 and 9, in no
// order of paths; a fifth of the events that leave 8 have module streams, 3 % are for x86_64 alone, and a third of the
// presences have no initial release. Upstream of 2026-09 has 19,000 events. The same n gives the same bytes.
func Upstream(n int) []byte {
	return printUpstream("202609012306Z", newUpstream(n).events)
}

// UpstreamLater is the same file two months later: one event in a hundred is gone, as many have changed, and twice as
// many are new (at least one of each from four events on). An event that has stayed has kept its ID.
func UpstreamLater(n int) []byte {
	events, _, _, _ := laterUpstream(n)
	return printUpstream("202611012306Z", events)
}

// UpstreamChanges are the IDs that are new, gone and changed between Upstream(n) and UpstreamLater(n), sorted.
func UpstreamChanges(n int) (added, gone, changed []int) {
	_, added, gone, changed = laterUpstream(n)
	return added, gone, changed
}

var (
	upstreamArches = []string{"aarch64", "ppc64le", "s390x", "x86_64"}
	upstreamRepos  = map[int][]string{
		7:  {"rhel7-base", "rhel7-optional"},
		8:  {"rhel8-BaseOS", "rhel8-AppStream", "rhel8-CRB"},
		9:  {"rhel9-BaseOS", "rhel9-AppStream", "rhel9-CRB"},
		10: {"rhel10-BaseOS", "rhel10-AppStream", "rhel10-CRB"},
	}
	upstreamStreams = strings.Fields("maven:3.6 eclipse:rhel8 pki-deps:10.6 php:7.4 nodejs:18 perl:5.30 " +
		"javapackages-tools:201801")
	upstreamWords = strings.Fields("amber birch cedar delta ember fjord grove heron indigo juniper kelp lotus maple " +
		"north onyx pearl quartz river slate thorn ulmus velvet willow xylem yarrow zephyr ash brook")

	// How often each action is, from 0 to 7, for events inside one major version and from one to the next.
	actionsInside  = []int{30, 20, 40, 2, 1, 1, 4, 2}
	actionsBetween = []int{4, 45, 1, 8, 6, 4, 28, 4}
)

// upstreamWriter makes up events.
type upstreamWriter struct {
	random *rand.Rand
	used   map[string]bool
	sets   int
	events []*overlay.Event
}

func newUpstream(n int) *upstreamWriter {
	w := &upstreamWriter{random: rand.New(rand.NewPCG(9, 2026)), used: map[string]bool{}, sets: 40000}
	for range n {
		w.add()
	}
	return w
}

// add makes up the next event.
func (w *upstreamWriter) add() {
	from, to := w.releases()
	actions := actionsBetween
	if from.Major == to.Major {
		actions = actionsInside
	}
	e := &overlay.Event{ID: len(w.events) + 8, Action: w.weighted(actions), Arches: upstreamArches, From: from,
		Maps: []overlay.StreamMap{}, To: to}
	if w.random.IntN(100) >= 97 {
		e.Arches = []string{"x86_64"}
	}
	ins := w.names(1)
	if e.Action == 5 {
		ins = w.names(2 + w.random.IntN(3)/2)
	}
	major := from.Major
	if e.Action == 0 || e.Action == 2 { // what is there in the release that the event is about
		major = to.Major
	}
	var streams []*overlay.Stream
	if major == 8 && w.random.IntN(5) == 0 {
		streams = w.streams()
	}
	e.In = w.set(ins, major, streams)
	if e.Action == 0 && w.random.IntN(10) < 3 {
		e.From = nil
	}
	if outs := w.outs(e.Action, ins); outs != nil {
		e.Out, e.Maps = w.set(outs, to.Major, nil), mapsToNone(e.In)
	}
	w.events = append(w.events, e)
}

// releases picks the releases that an event leads from and to.
func (w *upstreamWriter) releases() (from, to *overlay.Release) {
	release := func(major, minor int) *overlay.Release {
		return &overlay.Release{Major: major, Minor: minor, OS: "RHEL"}
	}
	switch path := w.random.IntN(100); {
	case path < 32:
		return release(7, 7), release(8, 0)
	case path < 58:
		return release(8, 4+w.random.IntN(7)), release(9, 0)
	case path < 70:
		return release(9, 5+w.random.IntN(3)), release(10, 0)
	case path < 78:
		minor := 5 + w.random.IntN(4)
		return release(7, minor), release(7, minor+1)
	}
	major, minor := 8+w.random.IntN(4)/3, w.random.IntN(9)
	return release(major, minor), release(major, minor+1)
}

// outs are the names after an event, none for a presence, a removal or a deprecation.
func (w *upstreamWriter) outs(action int, ins []string) []string {
	switch action {
	case 3, 7:
		return w.names(1)
	case 4:
		return append([]string{ins[0]}, w.names([]int{1, 1, 2, 4}[w.random.IntN(4)])...)
	case 5:
		return ins[:1]
	case 6:
		return ins
	}
	return nil
}

// names makes up n names that no package has had before.
func (w *upstreamWriter) names(n int) (names []string) {
	for len(names) < n {
		var words []string
		for _, i := range w.random.Perm(len(upstreamWords))[:[]int{1, 2, 2, 3}[w.random.IntN(4)]] {
			words = append(words, upstreamWords[i])
		}
		ends := []string{"", "-libs", "-devel", "-doc", fmt.Sprint(w.random.IntN(99)), "+extra",
			fmt.Sprintf(".%d", w.random.IntN(20))}
		name := strings.Join(words, "-") + ends[w.random.IntN(len(ends))]
		if !w.used[name] {
			w.used[name] = true
			names = append(names, name)
		}
	}
	return names
}

func (w *upstreamWriter) streams() (streams []*overlay.Stream) {
	for _, i := range w.random.Perm(len(upstreamStreams))[:1+w.random.IntN(3)/2] {
		module, stream, _ := strings.Cut(upstreamStreams[i], ":")
		streams = append(streams, &overlay.Stream{Name: module, Stream: stream})
	}
	return streams
}

// set puts packages into repositories of a release; without streams theirs is null.
func (w *upstreamWriter) set(names []string, major int, streams []*overlay.Stream) *overlay.Set {
	w.sets++
	set := &overlay.Set{ID: w.sets}
	if streams == nil {
		streams = []*overlay.Stream{nil}
	}
	for _, name := range names {
		repos := upstreamRepos[major]
		set.Packages = append(set.Packages, overlay.Package{Streams: streams, Name: name,
			Repository: repos[w.random.IntN(len(repos))]})
	}
	return set
}

func (w *upstreamWriter) weighted(weights []int) int {
	sum := 0
	for _, weight := range weights {
		sum += weight
	}
	rest := w.random.IntN(sum)
	for i, weight := range weights {
		if rest -= weight; rest < 0 {
			return i
		}
	}
	panic("the rest is below the sum")
}

// mapsToNone maps each stream of the packages to none.
func mapsToNone(set *overlay.Set) (maps []overlay.StreamMap) {
	for _, stream := range set.Packages[0].Streams {
		maps = append(maps, overlay.StreamMap{In: stream})
	}
	return maps
}

// laterUpstream are the events of two months later, and the IDs that differ.
func laterUpstream(n int) (events []*overlay.Event, added, gone, changed []int) {
	w := newUpstream(n)
	few, first := 0, len(w.events)
	if n >= 4 {
		few = max(1, n/100)
	}
	lots := w.random.Perm(n)
	for i, at := range lots[:2*few] {
		if i < few {
			gone = append(gone, w.events[at].ID)
			continue
		}
		w.change(w.events[at], i)
		changed = append(changed, w.events[at].ID)
	}
	for range 2 * few {
		w.add()
	}
	for _, e := range w.events[first:] {
		added = append(added, e.ID)
	}
	slices.Sort(gone)
	slices.Sort(changed)
	events = slices.DeleteFunc(w.events, func(e *overlay.Event) bool {
		_, ok := slices.BinarySearch(gone, e.ID)
		return ok
	})
	return events, added, gone, changed
}

// change changes what an event says, in a way that turns with i: its architectures, the last repository, the minor
// release that it leaves, or what becomes of the package.
func (w *upstreamWriter) change(e *overlay.Event, i int) {
	between := e.From != nil && e.From.Major < e.To.Major
	switch {
	case i%4 == 1:
		set, major := e.Out, e.To.Major
		if set == nil {
			set = e.In
		}
		last := &set.Packages[len(set.Packages)-1]
		if e.Out == nil && between && e.Action == 1 {
			major = e.From.Major
		}
		repos := upstreamRepos[major]
		last.Repository = repos[(slices.Index(repos, last.Repository)+1)%len(repos)]
	case i%4 == 2 && between:
		e.From.Minor++
	case i%4 == 3 && e.Action == 1: // removed until now, renamed from now on
		e.Action, e.Out, e.Maps = 7, w.set(w.names(1), e.To.Major, nil), mapsToNone(e.In)
	case i%4 == 3 && e.Action == 6: // moved until now, removed from now on
		e.Action, e.Out, e.Maps = 1, nil, []overlay.StreamMap{}
	case i%4 == 3 && e.Out != nil:
		e.Out.Packages[len(e.Out.Packages)-1].Name = w.names(1)[0]
	case len(e.Arches) == 1:
		e.Arches = upstreamArches
	default:
		e.Arches = []string{"x86_64"}
	}
}

// UpstreamFacts is a pes-events.json of the real events that the reference data has.
func UpstreamFacts(t testing.TB) []byte {
	t.Helper()
	var text []byte
	for _, f := range Shared(t, "leapp-data/upstream/facts") {
		text = append(text, f.Data...)
	}
	file, err := overlay.ReadFacts(text)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(file.Events, func(a, b *overlay.Event) int { return a.ID - b.ID })
	data, err := file.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// printUpstream writes events as upstream's file has them.
func printUpstream(timestamp string, events []*overlay.Event) []byte {
	data, err := (&overlay.File{Timestamp: timestamp, Streams: []string{"5.0"}, Events: events}).JSON()
	if err != nil {
		panic(err) // text and numbers alone
	}
	return data
}
