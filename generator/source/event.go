package source

import (
	"fmt"
	"pes/generator/list"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
)

// Defaults are what an event inherits from its file.
type Defaults struct {
	From    Text  `toml:"from" kind:"from" doc:"the release before the change; a word before it names another source system than the usual one" default:"no initial release"`
	To      Text  `toml:"to" kind:"release" doc:"the first release with the change"`
	InRepo  Text  `toml:"in_repo" kind:"role" doc:"the role for in packages without a repository"`
	OutRepo Text  `toml:"out_repo" kind:"role" doc:"the role for out packages without a repository"`
	Arches  Texts `toml:"arches" kind:"arch" doc:"the architectures that it is for" default:"all of the distribution"`
	Only    Texts `toml:"only" kind:"distro" doc:"the distributions that have this event, and their variants" default:"all"`
	Except  Texts `toml:"except" kind:"distro" doc:"the distributions that do not have this event, and their variants; instead of only" default:"none"`
	Tags    Texts `toml:"tags" doc:"subjects, for the site"`
	Allow   Texts `toml:"allow" kind:"rule" doc:"rules to ignore here: known mistakes"`
}

// An Event is one authored event table; its in = [...] may stand for several events.
type Event struct {
	Action string
	Pos    diag.Pos // of the header
	Broken bool     // some key of it, or of the defaults, could not be read
	Defaults
	In         Sets       `toml:"in" kind:"package" doc:"packages that the event applies to" need:"true"`
	Out        Texts      `toml:"out" kind:"package" doc:"packages that are installed instead; in a move without out, the same packages in another repository, with the new streams"`
	Streams    Map[Texts] `toml:"streams" kind:"stream" doc:"in stream = out stream or list; \"-\" is no stream"`
	Why        Text       `toml:"why" doc:"the reason, one sentence"`
	Advice     Text       `toml:"advice" doc:"what to do, Markdown"`
	Links      Texts      `toml:"links" doc:"pages with more information"`
	Supersedes Ints       `toml:"supersedes" doc:"ids of upstream's events that it replaces on purpose"`
	ID         Int        `toml:"id" doc:"sets the id, if two events have the same one" default:"a hash of the event"`
}

// Events is a file of events: [defaults] and a list of tables for each of model.Actions.
type Events struct {
	File     *diag.File
	Defaults Defaults
	Broken   bool    // some key of the defaults could not be read
	List     []Event // in document order
}

// Sets is the value of in: "a" and ["a", "b"] have one Set, [["a", "b"], ["c"]] has two and is Nested.
type Sets struct {
	Sets   [][]Text
	Nested bool
	Empty  bool // written as an empty list
	Pos    diag.Pos
}

// Set reports whether the author wrote it.
func (s Sets) Set() bool { return s.Pos.File != nil }

func (s *Sets) decode(d *decoder, v *Value) {
	s.Pos = v.Pos
	if v.Kind == Array && len(v.Items) > 0 && v.Items[0].Kind == Array {
		s.Nested = true
		for _, it := range v.Items {
			if d.is(it, Array) {
				s.Sets = append(s.Sets, d.texts(it).Items)
			}
		}
		return
	}
	if t := d.texts(v); len(t.Items) > 0 {
		s.Sets = [][]Text{t.Items}
	}
	s.Empty = v.Kind == Array && len(v.Items) == 0
}

// decodeEvents takes the event tables out of a file's keys and returns the keys it did not know.
func (d *decoder) decodeEvents(f *diag.File, root *Value, ev *Events) (rest []Key) {
	ev.File = f
	for _, k := range root.Keys {
		switch {
		case k.Name == "defaults":
			before := len(d.list.All())
			decodeInto(d, k.Val, &ev.Defaults)
			ev.Broken = len(d.list.All()) > before
		case slices.Contains(model.Actions, k.Name):
			if k.Val.Kind != Array || len(k.Val.Items) > 0 && k.Val.Items[0].Kind != Table {
				d.list.Errorf(k.Pos, "wrong-type", "events are written [[%s]], with two brackets", k.Name)
				continue
			}
			for _, it := range k.Val.Items {
				e := Event{Action: k.Name}
				if d.is(it, Table) {
					before := len(d.list.All())
					decodeInto(d, it, &e)
					e.Broken = len(d.list.All()) > before
					ev.List = append(ev.List, e)
				}
			}
		default:
			rest = append(rest, k)
		}
	}
	list.Sort(ev.List, func(a, b Event) int { return a.Pos.Off - b.Pos.Off })
	return rest
}

// A Package is the meaning of name[@repository][/module:stream[,module:stream...]].
type Package struct {
	Name    Text
	Repo    Text           // a role, or a PES ID when Exact; not set when the string names none
	Exact   bool           // written @=x
	Streams []model.Stream // the zero Stream for "-"; empty when the string names none
	Text    Text
}

// ParsePackage reads a package string.
func ParsePackage(t Text) (Package, error) {
	p := Package{Text: t}
	name, streams, modular := strings.Cut(t.Value, "/")
	name, repo, inRepo := strings.Cut(name, "@")
	p.Name = Text{name, t.Sub(0, len(name))}
	if inRepo {
		off := len(name) + 1
		repo, p.Exact = strings.CutPrefix(repo, "=")
		if p.Exact {
			off++
		}
		p.Repo = Text{repo, t.Sub(off, off+len(repo))}
		if repo == "" {
			return p, fmt.Errorf("a repository is missing after @ in %q", t.Value)
		}
	}
	if !model.ValidName(name) {
		return p, fmt.Errorf("%q is not a package: write name, name@role or name@role/module:stream", t.Value)
	}
	if inRepo && !model.ValidWord(repo) {
		return p, fmt.Errorf("%q is not a name of a repository", repo)
	}
	if modular {
		for s := range strings.SplitSeq(streams, ",") {
			stream, err := model.ParseStream(s)
			if err != nil {
				return p, err
			}
			if p.Streams = append(p.Streams, stream); len(p.Streams) > model.MaxStreams {
				return p, fmt.Errorf("%s has more than %d module streams", name, model.MaxStreams)
			}
		}
	}
	return p, nil
}
