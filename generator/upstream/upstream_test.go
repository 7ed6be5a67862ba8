package upstream_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pes/generator/diag"
	"pes/generator/internal/need"
	"pes/generator/model"
	"pes/generator/upstream"
)

var (
	r77, r80, r90 = model.Release{Major: 7, Minor: 7}, model.Release{Major: 8}, model.Release{Major: 9}
	perl, php     = model.Stream{Module: "perl", Stream: "5.26"}, model.Stream{Module: "php", Stream: "7.4"}
)

func pkg(name, repo string, streams ...model.Stream) model.Package {
	return model.Package{Name: name, Repo: repo, Streams: streams}
}

func set(packages ...model.Package) []model.Package { return packages }

// Each form of a line is read, and written the same again.
func TestForms(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want model.Event
	}{
		"removed": {"[removed 7.7 8.0]\nempathy@base #8",
			model.Event{ID: 8, Action: model.Removed, From: r77, To: r80, In: set(pkg("empathy", "rhel7-base"))}},
		"no initial release": {"[present - 8.0]\nbash@BaseOS #9",
			model.Event{ID: 9, Action: model.Present, To: r80, In: set(pkg("bash", "rhel8-BaseOS"))}},
		"kept packages are in the repository of afterwards": {"[deprecated 7.7 8.0]\nbash@BaseOS #9",
			model.Event{ID: 9, Action: model.Deprecated, From: r77, To: r80, In: set(pkg("bash", "rhel8-BaseOS"))}},
		"renamed": {"[renamed 7.7 8.0]\na@base > b@AppStream #9",
			model.Event{ID: 9, Action: model.Renamed, From: r77, To: r80, In: set(pkg("a", "rhel7-base")),
				Out: set(pkg("b", "rhel8-AppStream"))}},
		"moved, which names the repository alone": {"[moved 7.7 8.0]\na@base b@base > @AppStream #9",
			model.Event{ID: 9, Action: model.Moved, From: r77, To: r80,
				In:  set(pkg("a", "rhel7-base"), pkg("b", "rhel7-base")),
				Out: set(pkg("a", "rhel8-AppStream"), pkg("b", "rhel8-AppStream"))}},
		"moved into a stream": {"[moved 7.7 8.0]\na@base > a@AppStream/perl:5.26 #9",
			model.Event{ID: 9, Action: model.Moved, From: r77, To: r80, In: set(pkg("a", "rhel7-base")),
				Out: set(pkg("a", "rhel8-AppStream", perl))}},
		"merged": {"[merged 7.7 8.0]\na@base b@optional > a@BaseOS #9",
			model.Event{ID: 9, Action: model.Merged, From: r77, To: r80,
				In: set(pkg("a", "rhel7-base"), pkg("b", "rhel7-optional")), Out: set(pkg("a", "rhel8-BaseOS"))}},
		"repositories of other names": {"[renamed 7.7 8.0]\na@=epel7 > b@=rhel9-BaseOS #9",
			model.Event{ID: 9, Action: model.Renamed, From: r77, To: r80, In: set(pkg("a", "epel7")),
				Out: set(pkg("b", "rhel9-BaseOS"))}},
		"a repository that begins like a whole name": {"[removed 7.7 8.0]\na@=rhel7-=x #9\nb@== #10",
			model.Event{ID: 9, Action: model.Removed, From: r77, To: r80, In: set(pkg("a", "rhel7-=x"))}},
		"streams and their map": {"[renamed 8.4 9.0]\na@AppStream/-,perl:5.26 > b@AppStream/php:7.4 " +
			"streams=perl:5.26=php:7.4,-=- #9",
			model.Event{ID: 9, Action: model.Renamed, From: model.Release{Major: 8, Minor: 4}, To: r90,
				In:      set(pkg("a", "rhel8-AppStream", model.Stream{}, perl)),
				Out:     set(pkg("b", "rhel9-AppStream", php)),
				Streams: []model.StreamMap{{In: perl, Out: php}, {}}}},
		"architectures": {"[removed 7.7 8.0]\na@base arches=ppc64le,x86_64 #9",
			model.Event{ID: 9, Action: model.Removed, From: r77, To: r80, Arches: []string{"ppc64le", "x86_64"},
				In: set(pkg("a", "rhel7-base"))}},
		"odd names": {"[removed 7.7 8.0]\n-@base <>@base a=b@base gcc-c++.x@base #281474976710655",
			model.Event{ID: 1<<48 - 1, Action: model.Removed, From: r77, To: r80,
				In: set(pkg("-", "rhel7-base"), pkg("<>", "rhel7-base"), pkg("a=b", "rhel7-base"),
					pkg("gcc-c++.x", "rhel7-base"))}},
	} {
		t.Run(name, func(t *testing.T) {
			events, found := upstream.Parse(&diag.File{Name: "el.events", Text: []byte(test.text)})
			if len(found.All()) > 0 {
				t.Fatal(found.All())
			}
			if test.want.Arches == nil {
				test.want.Arches = model.Arches
			}
			if got := plain(events[0]); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v\nwant %+v", got, test.want)
			}
			if e := events[0]; string(e.Pos.File.Text[e.Pos.Off:e.Pos.End]) != strings.Split(test.text, "\n")[1] {
				t.Errorf("the event is at %v", e.Pos)
			}
			if got := printed(events); got != test.text {
				t.Errorf("got  %q\nwant %q", got, test.text)
			}
			windows := strings.ReplaceAll(test.text, "\n", "\r\n") + "\r\n"
			again, found := upstream.Parse(&diag.File{Name: "el.events", Text: []byte(windows)})
			if len(found.All()) > 0 || printed(again) != test.text {
				t.Errorf("with the line ends of Windows: %v %q", found.All(), printed(again))
			}
		})
	}
}

// plain is an event without the places of its parts.
func plain(e *model.Event) model.Event {
	out := model.Event{ID: e.ID, Action: e.Action, From: e.From, To: e.To, Arches: e.Arches, Streams: e.Streams}
	for _, sets := range []struct {
		from []model.Package
		to   *[]model.Package
	}{{e.In, &out.In}, {e.Out, &out.Out}} {
		for _, p := range sets.from {
			*sets.to = append(*sets.to, model.Package{Name: p.Name, Repo: p.Repo, Streams: p.Streams})
		}
	}
	return out
}

// printed are the events of one release as their file has them, without the comment at its head.
func printed(events []*model.Event) string {
	files := upstream.Print(events)
	if len(files) != 1 {
		return fmt.Sprint(len(files), " files")
	}
	_, text, _ := strings.Cut(string(files[0].Data), "\n\n")
	return strings.TrimSuffix(text, "\n")
}

// Whatever is wrong in a file is said where it stands, and the event is left out; the others are read.
func TestBrokenLines(t *testing.T) {
	long := strings.Repeat(" a@base", model.MaxPackages+1)[1:]
	streams := strings.Repeat(",m:s", model.MaxStreams+1)[1:]
	for _, test := range []struct{ line, at, message string }{
		{"[removed 7.7]", "", "a header is [action initial-release release]"},
		{"[removed 7.7 8.0", "", "a header is [action initial-release release]"},
		{"[]", "", "a header is [action initial-release release]"},
		{"[", "", "a header is [action initial-release release]"},
		{"[gone 7.7 8.0]", "", "the header has no action and releases that are known"},
		{"[removed 7 8.0]", "", "the header has no action and releases that are known"},
		{"[removed 7.7 -]", "", "the header has no action and releases that are known"},
		{"a@base", "", "an event has packages and an id"},
		{"#9", "", "an event has packages and an id"},
		{"> a@base #9", "", "an event has packages and an id"},
		{"a@base > #9", "", "there is no package after the sign >"},
		{"a@base > b@base > c@base #9", ">", "> is not name@repository"},
		{"a@base #0", "#0", "#0 is not an id"},
		{"a@base #x", "#x", "#x is not an id"},
		{"a@base #-1", "#-1", "#-1 is not an id"},
		{"a@base #281474976710656", "#281474976710656", "#281474976710656 is not an id"},
		{"a@base #9 #10", "#10", "#10 is not name@repository"},
		{"a #9", "a", "a is not name@repository"},
		{"@base #9", "@base", "@base is not name@repository"},
		{"a@ #9", "a@", "a@ is not name@repository"},
		{"a@= #9", "a@=", "a@= is not name@repository"},
		{"a@base > @ #9", "@", "@ is not @repository"},
		{"a@base > @= #9", "@=", "@= is not @repository"},
		{"a@base > @x @y #9", "@y", "@y is not name@repository"},
		{"a\t@base #9", "a\t@base", "a @base is not name@repository"},
		{"\xff@base #9", "\xff@base", "\\ufffd@base is not name@repository"},
		{"a@base/ #9", "a@base/", " is not a list of module streams"},
		{"a@base/perl #9", "a@base/perl", "perl is not a list of module streams"},
		{"a@base/" + streams + " #9", "a@base/" + streams, streams + " is not a list of module streams"},
		{"a@base streams=a:1 #9", "streams=a:1", "streams=a:1 is not a map of module streams"},
		{"a@base arches=i686 #9", "arches=i686", "Leapp knows no architecture \"i686\""},
		{"a@base arches= #9", "arches=", "Leapp knows no architecture \"\""},
		{"a@base arches=x86_64,aarch64 #9", "arches=x86_64,aarch64", "the architectures are not in order"},
		{"a@base arches=x86_64,x86_64 #9", "arches=x86_64,x86_64", "the architectures are not in order"},
		{long + " #9", "", "a set has more than 1000 packages"},
	} {
		text := "[removed 7.7 8.0]\nbefore@base #1\n" + test.line + "\n[removed 7.7 8.0]\nafter@base #2\n"
		events, found := upstream.Parse(&diag.File{Name: "el.events", Text: []byte(text)})
		all := found.All()
		if len(events) != 2 || len(all) != 1 {
			t.Errorf("%q: %d events, %v", test.line, len(events), all)
			continue
		}
		if want := test.message + ": run pes sync upstream again"; all[0].Message != want {
			t.Errorf("%q:\n got %s\nwant %s", test.line, all[0].Message, want)
		}
		if got := text[all[0].Pos.Off:all[0].Pos.End]; got != cmp.Or(test.at, test.line) {
			t.Errorf("%q: at %q", test.line, got)
		}
	}
	_, found := upstream.Parse(&diag.File{Name: "el.events", Text: []byte("a@base #1\n")})
	if want := "there is no header above this event: run pes sync upstream again"; found.All()[0].Message != want {
		t.Error(found.All())
	}
}

// What is printed is read as it was, and sorted whatever its order was.
func TestPrintedIsRead(t *testing.T) {
	for seed := range need.Repeat(30, 3000) {
		r := rand.New(rand.NewPCG(17, uint64(seed)))
		events := randomEvents(r, 1+r.IntN(60))
		want := map[uint64]model.Event{}
		for _, e := range events {
			want[e.ID] = plain(e)
		}
		files := upstream.Print(events)
		var read []*model.Event
		for _, f := range files {
			part, found := upstream.Parse(&diag.File{Name: f.Path, Text: f.Data})
			if len(found.All()) > 0 {
				t.Fatalf("seed %d: %v", seed, found.All())
			}
			if !slices.IsSortedFunc(part, upstream.Compare) {
				t.Errorf("seed %d: %s is not sorted", seed, f.Path)
			}
			read = append(read, part...)
		}
		if len(read) != len(want) {
			t.Fatalf("seed %d: %d events, not %d", seed, len(read), len(want))
		}
		for _, e := range read {
			if got := plain(e); !reflect.DeepEqual(got, want[e.ID]) {
				t.Fatalf("seed %d: got %+v\nwant %+v", seed, got, want[e.ID])
			}
		}
		r.Shuffle(len(read), func(i, j int) { read[i], read[j] = read[j], read[i] })
		if !reflect.DeepEqual(upstream.Print(read), files) {
			t.Errorf("seed %d: in another order it is printed otherwise", seed)
		}
	}
}

// randomEvents are events of every action, with names, repositories and streams that are hard to tell apart.
func randomEvents(r *rand.Rand, n int) (events []*model.Event) {
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	stream := func() model.Stream {
		return []model.Stream{{}, perl, php, {Module: "-", Stream: "-"}, {Module: "a", Stream: "rhel8:1"},
			{Module: "@", Stream: "#"}}[r.IntN(6)]
	}
	some := func(most int) (out []model.Package) {
		for range 1 + r.IntN(most) {
			name := pick("a", "b", "-", "=", "a=b", "<", ">>", "ntp", "arches", "streams", "c++", "0")
			p := pkg(name, pick("rhel7-base", "rhel8-BaseOS", "rhel9-x", "rhel8-", "rhel7-=x", "=", "==", "a@b", ">",
				"#8", "rhel", "rhel10-rhel10-x", "@"))
			for range r.IntN(3) {
				p.Streams = append(p.Streams, stream())
			}
			if len(p.Streams) == 1 && p.Streams[0].IsZero() {
				p.Streams = nil // the same, written shorter
			}
			out = append(out, p)
		}
		return out
	}
	for i := range n {
		e := &model.Event{ID: uint64(i + 1), Action: model.Action(r.IntN(len(model.Actions))),
			To: model.Release{Major: 8 + r.IntN(3), Minor: r.IntN(11)}, Arches: model.Arches, In: some(3)}
		if r.IntN(4) > 0 {
			e.From = model.Release{Major: 7 + r.IntN(4), Minor: r.IntN(11)}
		}
		switch r.IntN(4) {
		case 0:
			e.Out = some(3)
		case 1:
			for _, p := range e.In {
				e.Out = append(e.Out, pkg(p.Name, "rhel8-AppStream"))
			}
		}
		if r.IntN(5) == 0 {
			e.Arches = []string{"x86_64"}
		}
		for range r.IntN(3) {
			e.Streams = append(e.Streams, model.StreamMap{In: stream(), Out: stream()})
		}
		events = append(events, e)
	}
	return events
}

// Whatever a file says, reading it ends without a panic, what is wrong is in it, and what was read is printed and read
// the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"[removed 7.7 8.0]\na@base #1\n", "[split 7.7 8.0]\nntp@base > a@X/m:s,- @ #2\r\n",
		"[moved - 8.0]\na@=x b@= > @y streams=-=a:1 arches=x86_64 #3", "# x\n\n[present - 10.2]\n > #\n[", "]\n[[]]",
		"[removed 7.7 8.0]\na@base/- > @b #1\na@b > @b @c #2"} {
		f.Add([]byte(seed))
	}
	for _, file := range upstream.Print(randomEvents(rand.New(rand.NewPCG(1, 2)), 20)) {
		f.Add(file.Data)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file := &diag.File{Name: "el.events", Text: text}
		events, found := upstream.Parse(file)
		for _, d := range found.All() {
			if d.Pos.File != file || d.Pos.Off < 0 || d.Pos.End > len(text) || d.Pos.Off >= d.Pos.End {
				t.Errorf("%s: at %d to %d of %d bytes", d.Message, d.Pos.Off, d.Pos.End, len(text))
			}
		}
		var again []*model.Event
		for _, f := range upstream.Print(events) {
			part, found := upstream.Parse(&diag.File{Name: f.Path, Text: f.Data})
			if len(found.All()) > 0 {
				t.Fatalf("%v\n%s", found.All(), f.Data)
			}
			again = append(again, part...)
		}
		lines := func(events []*model.Event) (out []string) {
			for _, e := range events {
				out = append(out, fmt.Sprintf("%+v", plain(e)))
			}
			slices.Sort(out)
			return out
		}
		if a, b := lines(events), lines(again); !slices.Equal(a, b) {
			t.Errorf("read again, it is\n%s\nnot\n%s", strings.Join(b, "\n"), strings.Join(a, "\n"))
		}
	})
}

// A line is found by the packages that it takes, not by those that come out, nor by parts of names, whatever ends
// lines.
func TestFind(t *testing.T) {
	text := "# head\n\n[split 7.7 8.0]\nntp@base > chrony@BaseOS ntpstat@AppStream #23\n\n" +
		"[present - 8.0]\nold-ntp@base ntp@base #24\n\n[removed 8.5 9.0]\nntp@BaseOS #25\n"
	for _, c := range []struct{ name, release, want string }{
		{"ntp", "8.0", "[{23 split 7.7 to 8.0: ntp@base > chrony@BaseOS ntpstat@AppStream} " +
			"{24 present 8.0: old-ntp@base ntp@base}]"},
		{"ntp", "9.0", "[{25 removed 8.5 to 9.0: ntp@BaseOS}]"}, {"chrony", "8.0", "[]"}, {"tp", "8.0", "[]"},
		{"ntp", "8.1", "[]"},
	} {
		for _, end := range []string{"\n", "\r\n"} {
			file := &diag.File{Text: []byte(strings.ReplaceAll(text, "\n", end))}
			if got := fmt.Sprint(upstream.Find([]*diag.File{file}, c.name, c.release)); got != c.want {
				t.Errorf("%s in %s: %s", c.name, c.release, got)
			}
		}
	}
}
