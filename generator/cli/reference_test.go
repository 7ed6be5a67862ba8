package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pes/generator/diag"
	"pes/generator/internal/sample"
	"pes/generator/leapp"
	"pes/generator/model"
)

// Our events agree with leapp-data wherever that knows one of their in packages: distributions' events with those of
// July 2024, vendors' with those of 2026. Where they do not, the comment right above the event's table says what the
// "reference:" has. One distribution stands for all that an event is for: AlmaLinux, else the first that has it.
// Architectures are not compared: there they say where the old release has the package, and an event for a package that
// is not there does nothing. Upstream's events of 2026 are what those from 8 to 9 and from 9 to 10 are held against.
func TestEventsAgreeWithTheReference(t *testing.T) {
	published, vendors := sample.Shared(t, "leapp-data/2024-07"), sample.Shared(t, "leapp-data/2026")
	targets := slices.Clone(ownCatalog(t).Targets)
	slices.SortStableFunc(targets, func(a, b *model.Target) int { return cmp.Compare(place(a), place(b)) })
	upstream := &diag.File{Name: "upstream", Text: rhel.ReplaceAllFunc(sample.UpstreamFacts(t), almalinux)}
	c := &comparison{done: map[string]bool{}, undocumented: map[*model.Origin]bool{}}
	for _, target := range targets {
		name := "files/" + target.Distro.Folder + "/pes-events.json"
		if f := published[name]; f != nil {
			c.events(t, target, target.Events, byPackage(t, target.Major, &diag.File{Name: name, Text: f.Data}))
		}
		for _, v := range target.Vendors {
			var files []*diag.File
			for _, suffix := range []string{"_pes.json", "_pes.json_template"} {
				for _, suffix := range []string{suffix, fmt.Sprintf("%s.el%d", suffix, target.Major)} {
					if f := vendors["vendors.d/"+v.Name+suffix]; f != nil {
						files = append(files, &diag.File{Name: "vendors.d/" + v.Name + suffix, Text: f.Data})
					}
				}
			}
			c.events(t, target, v.Events, byPackage(t, target.Major, files...))
		}
		if target.Distro.Folder == "almalinux" && target.Major > 8 {
			c.upstream(t, target, upstream)
		}
	}
	t.Logf("%d events compared, %d of them vendors', %d differences", c.compared, c.vendors, c.differ)
	if c.compared < 400 || c.vendors < 4 {
		t.Errorf("only %d events were compared, %d of them vendors'", c.compared, c.vendors)
	}
}

// A comparison holds our events against those of the reference.
type comparison struct {
	done                      map[string]bool
	undocumented              map[*model.Origin]bool
	compared, vendors, differ int
}

func (c *comparison) events(t *testing.T, target *model.Target, ours []*model.Event,
	reference map[string][]*model.Event) {
	t.Helper()
	for _, e := range ours {
		key := fmt.Sprint(e.Pos.File.Name, e.Pos.Off, model.Names(e.In))
		known := knownEvents(reference, e)
		if e.To.Major != target.Major || c.done[key] || len(known) == 0 {
			continue
		}
		c.done[key] = true
		c.compared++
		if e.Vendor != "" {
			c.vendors++
		}
		for _, r := range known {
			if facts(r) == facts(e) {
				continue
			}
			c.differ++
			line, _ := e.Pos.LineCol()
			at := fmt.Sprintf("%s:%d (%s)", e.Pos.File.Name, line, target.Distro.Folder)
			t.Logf("%s\n  ours      %s\n  reference %s", at, facts(e), facts(r))
			if !c.undocumented[e.Origin] && !strings.Contains(commentAbove(e.Pos), "reference:") {
				c.undocumented[e.Origin] = true
				t.Errorf("%s: the comment above it does not say that the reference: has\n  %s", at, facts(r))
			}
		}
	}
}

// rhel are upstream's repositories of 8 to 10.
var rhel = regexp.MustCompile(`rhel(8|9|10)-(BaseOS|AppStream|CRB)`)

// almalinux is what AlmaLinux calls one of them.
func almalinux(repo []byte) []byte {
	return append([]byte("alma"), bytes.Replace(bytes.ToLower(repo), []byte("rhel"), []byte("linux"), 1)...)
}

// upstream holds the events of a target against upstream's. That has several for a package, one for each minor release
// in which something changed: ours is to be one of them. From which minor release it leads makes no difference, nor
// what upstream says of packages that stay.
func (c *comparison) upstream(t *testing.T, target *model.Target, file *diag.File) {
	t.Helper()
	reference := byPackage(t, target.Major, file)
	for _, e := range target.Events {
		stays := func(r *model.Event) bool { return r.Action.Keeps() }
		known := slices.DeleteFunc(knownEvents(reference, e), stays)
		if e.To.Major != target.Major || e.Action.Keeps() || len(known) == 0 {
			continue
		}
		c.compared++
		same := func(r *model.Event) bool { return essence(r) == essence(e) }
		if slices.ContainsFunc(known, same) || strings.Contains(commentAbove(e.Pos), "reference:") {
			continue
		}
		line, _ := e.Pos.LineCol()
		t.Errorf("%s:%d: the comment above it does not say that the reference: has\n  %s\nours is\n  %s",
			e.Pos.File.Name, line, essence(known[0]), essence(e))
	}
}

// shareStream reports whether two events take a package from the same module stream, or both take it without one.
func shareStream(e, r *model.Event) bool {
	return slices.ContainsFunc(e.In, func(p model.Package) bool {
		return slices.ContainsFunc(r.In, func(q model.Package) bool {
			same := func(s model.Stream) bool { return slices.Contains(q.AllStreams(), s) }
			return p.Name == q.Name && slices.ContainsFunc(p.AllStreams(), same)
		})
	})
}

// essence is facts without the release that the event leaves.
func essence(e *model.Event) string {
	without := *e
	without.From = model.Release{}
	return facts(&without)
}

func place(t *model.Target) string {
	if t.Distro.Folder == "almalinux" {
		return ""
	}
	return t.Distro.Folder
}

// byPackage are the events of published files that lead to a major release, by the name of each in package.
func byPackage(t *testing.T, major int, files ...*diag.File) map[string][]*model.Event {
	t.Helper()
	events := map[string][]*model.Event{}
	for _, f := range files {
		read, list, ok := leapp.ReadEvents(f)
		if !ok {
			t.Fatalf("%s cannot be read: %v", f.Name, list)
		}
		for _, e := range read.Events {
			for _, p := range e.In {
				if e.To.Major == major {
					events[p.Name] = append(events[p.Name], &e.Event)
				}
			}
		}
	}
	return events
}

// knownEvents are those of the reference that take one of the event's in packages from the same stream, each
// different one once.
func knownEvents(reference map[string][]*model.Event, e *model.Event) (known []*model.Event) {
	for _, p := range e.In {
		for _, r := range reference[p.Name] {
			has := slices.ContainsFunc(known, func(k *model.Event) bool { return facts(k) == facts(r) })
			if !has && shareStream(e, r) {
				known = append(known, r)
			}
		}
	}
	return known
}

// facts are what two events must agree in, as a line. The repository of in packages counts where Leapp reads it: in
// present and deprecated events.
func facts(e *model.Event) string {
	set := func(packages []model.Package, repo bool) string {
		names := []string{}
		for _, p := range packages {
			name := p.Name
			if repo {
				name += "@" + p.Repo
			}
			if len(p.Streams) > 0 && !p.Streams[0].IsZero() || len(p.Streams) > 1 {
				name += fmt.Sprint(p.Streams)
			}
			names = append(names, name)
		}
		slices.Sort(names)
		return strings.Join(names, " ")
	}
	own := e.Action == model.Present || e.Action == model.Deprecated
	return fmt.Sprintf("%s %s>%s %s > %s", e.Action, e.From, e.To, set(e.In, own), set(e.Out, true))
}

// commentAbove are the lines of comment right above the table that begins at a place.
func commentAbove(p diag.Pos) string {
	line, _ := p.LineCol()
	lines := strings.Split(string(p.File.Text), "\n")[:line-1]
	start := len(lines)
	for start > 0 && strings.HasPrefix(lines[start-1], "#") {
		start--
	}
	return strings.Join(lines[start:], "\n")
}

// For every package that an event of leapp-data takes on the way from 7 to 8, ours have an event, or a comment with
// "reference:" names it and says why there is none.
func TestReferenceIsCovered(t *testing.T) {
	file := sample.Shared(t, "leapp-data/2024-07")["files/almalinux/pes-events.json"]
	reference := byPackage(t, 8, &diag.File{Name: "pes-events.json", Text: file.Data})
	covered := wordsOfComments(t, "../../content/events/el7-el8")
	for _, target := range ownCatalog(t).Targets {
		for _, e := range target.Events {
			for _, p := range e.In {
				covered[p.Name] = covered[p.Name] || target.Major == 8
			}
		}
	}
	lacking := []string{}
	for name, events := range reference {
		takes := func(e *model.Event) bool { return !e.Action.Keeps() }
		if !covered[name] && slices.ContainsFunc(events, takes) {
			lacking = append(lacking, name)
		}
	}
	slices.Sort(lacking)
	if len(lacking) > 0 {
		t.Errorf("%d packages have neither an event nor a comment: %s", len(lacking), strings.Join(lacking, ", "))
	}
}

// wordsOfComments are the words of those comments in event files that say what the "reference:" has.
func wordsOfComments(t *testing.T, dir string) map[string]bool {
	t.Helper()
	words := map[string]bool{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(os.DirFS(dir), name)
		for _, comment := range regexp.MustCompile(`(?m)(^#.*\n)+`).FindAllString(string(text), -1) {
			if strings.Contains(comment, "reference:") {
				for _, word := range strings.Fields(comment) {
					words[strings.Trim(word, ",.;:()`")] = true
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return words
}
