//go:build !js

package upstream

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
)

// Parse reads a file of a layer. What cannot be read is reported where it stands, and the event left out.
func Parse(f *diag.File) (events []*model.Event, list diag.List) {
	p := parser{file: f, list: &list, words: map[string]string{}}
	events = make([]*model.Event, 0, len(f.Text)/48)
	for off := 0; off < len(f.Text); {
		end := len(f.Text)
		if n := bytes.IndexByte(f.Text[off:], '\n'); n >= 0 {
			end = off + n
		}
		p.off = off
		switch line := strings.TrimSuffix(string(f.Text[off:end]), "\r"); { // as git writes it on Windows
		case line == "" || strings.HasPrefix(line, "# "):
		case line[0] == '[':
			p.header(line)
		default:
			if e := p.event(line); e != nil {
				events = append(events, e)
			}
		}
		off = end + 1
	}
	return events, list
}

// parser is the state of reading one file.
type parser struct {
	file  *diag.File
	list  *diag.List
	off   int // of the line
	head  header
	begun bool              // head is that of some header that could be read
	words map[string]string // repositories by how they are written in the release before the colon
}

// at is the place of a part of the line.
func (p *parser) at(off, n int) diag.Pos {
	return diag.Pos{File: p.file, Off: p.off + off, End: p.off + off + n}
}

func (p *parser) fail(off, n int, format string, args ...any) {
	p.list.Errorf(p.at(off, n), "broken-layer", format+": run pes sync upstream again", args...)
}

func (p *parser) header(line string) {
	p.begun = false
	words := strings.Fields(strings.Trim(line, "[]"))
	if len(words) != 3 || line[len(line)-1] != ']' {
		p.fail(0, len(line), "a header is [action initial-release release]")
		return
	}
	action, ok := model.ParseAction(words[0])
	from, errFrom := model.Release{}, error(nil)
	if words[1] != noRelease {
		from, errFrom = model.ParseRelease(words[1])
	}
	to, errTo := model.ParseRelease(words[2])
	if !ok || errFrom != nil || errTo != nil {
		p.fail(0, len(line), "the header has no action and releases that are known")
		return
	}
	p.head, p.begun = header{action, from, to}, true
}

// event reads a line; nil if it is none.
func (p *parser) event(line string) *model.Event {
	if !p.begun {
		p.fail(0, len(line), "there is no header above this event")
		return nil
	}
	e := &model.Event{Action: p.head.action, From: p.head.from, To: p.head.to, Arches: model.Arches,
		Origin: &model.Origin{}}
	before, failures := 0, len(p.list.All())
	into, major := &e.In, e.InMajor()
	for off := 0; off < len(line); off = before {
		n := strings.IndexByte(line[off:], ' ')
		if n < 0 {
			n = len(line) - off
		}
		before = off + n + 1
		switch word := line[off : off+n]; {
		case word == becomes && into == &e.In:
			into, major = &e.Out, e.To.Major
		case word == "":
		case word[:1] == isID && e.ID == 0:
			id, err := strconv.ParseUint(word[1:], 10, 48)
			if err != nil || id == 0 {
				p.fail(off, n, "%s is not an id", word)
			}
			e.ID = id
		case word[0] == '@' && into == &e.Out && len(e.Out) == 0:
			if !validWritten(word[1:]) {
				p.fail(off, n, "%s is not @repository", diag.Printable(word))
			}
			for _, q := range e.In {
				e.Out = append(e.Out, model.Package{Name: q.Name, Repo: p.repo(word[1:], major), Pos: p.at(off, n)})
			}
		case strings.HasPrefix(word, isArches):
			e.Arches = p.arches(off, word)
		case strings.HasPrefix(word, isStreams):
			e.Streams = p.streamMaps(off, word)
		default:
			*into = append(*into, p.pkg(off, word, major))
		}
	}
	e.Pos = p.at(0, len(line))
	e.Upstream = e.ID
	switch {
	case len(p.list.All()) > failures:
	case len(e.In) == 0 || e.ID == 0:
		p.fail(0, len(line), "an event has packages and an id")
	case into == &e.Out && len(e.Out) == 0:
		p.fail(0, len(line), "there is no package after the sign >")
	case len(e.In) > model.MaxPackages || len(e.Out) > model.MaxPackages:
		p.fail(0, len(line), "a set has more than %d packages", model.MaxPackages)
	}
	if len(p.list.All()) > failures {
		return nil
	}
	return e
}

// validWritten reports whether a repository can be written like this.
func validWritten(repo string) bool { return model.ValidWord(repo) && repo != "=" }

// repo is the PES ID of a repository as written.
func (p *parser) repo(written string, major int) string {
	key := strconv.Itoa(major) + ":" + written
	id, ok := p.words[key]
	if !ok {
		id = pesid(written, major)
		p.words[key] = id
	}
	return id
}

func (p *parser) pkg(off int, word string, major int) (out model.Package) {
	name, streams, modular := strings.Cut(word, "/")
	name, repo, ok := strings.Cut(name, "@")
	if !ok || !ValidPackage(name) || !validWritten(repo) {
		p.fail(off, len(word), "%s is not name@repository", diag.Printable(word))
		return out
	}
	out = model.Package{Name: name, Repo: p.repo(repo, major), Pos: p.at(off, len(name))}
	out.RepoPos = p.at(off+len(name)+1, len(repo))
	if !modular {
		return out
	}
	for s := range strings.SplitSeq(streams, ",") {
		stream, err := model.ParseStream(s)
		if err != nil || len(out.Streams) == model.MaxStreams {
			p.fail(off, len(word), "%s is not a list of module streams", diag.Printable(streams))
			break
		}
		out.Streams = append(out.Streams, stream)
	}
	return out
}

func (p *parser) arches(off int, word string) []string {
	arches := strings.Split(strings.TrimPrefix(word, isArches), ",")
	for i, a := range arches {
		switch {
		case !slices.Contains(model.Arches, a):
			p.fail(off, len(word), "Leapp knows no architecture %q", a)
			return nil
		case i > 0 && arches[i-1] >= a:
			p.fail(off, len(word), "the architectures are not in order")
			return nil
		}
	}
	return arches
}

func (p *parser) streamMaps(off int, word string) (out []model.StreamMap) {
	for pair := range strings.SplitSeq(strings.TrimPrefix(word, isStreams), ",") {
		in, to, ok := strings.Cut(pair, "=")
		a, errA := model.ParseStream(in)
		b, errB := model.ParseStream(to)
		if !ok || errA != nil || errB != nil || len(out) == model.MaxStreams {
			p.fail(off, len(word), "%s is not a map of module streams", diag.Printable(word))
			return nil
		}
		out = append(out, model.StreamMap{In: a, Out: b})
	}
	return out
}
