package overlay

import (
	_ "embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

//go:embed shapes.txt
var shapes []byte

// Shapes is an upstream file of few events of every shape, whose packages and repositories are those that real
// config.json files have rules for.
func Shapes() *File {
	f, err := ReadFacts(shapes)
	if err != nil {
		panic(err) // embedded, and read by a test
	}
	return f
}

// ReadFacts reads events that are written on a line each, as the reference data has real ones of upstream:
//
//	ID ACTION FROM TO IN OUT [a=ARCHITECTURES] [m=MAP]
//
// FROM and TO are releases, IN and OUT packages (name@REPOSITORY, or name@REPOSITORY/module:stream,...) joined by
// semicolons, MAP pairs of streams (IN>OUT,...); - is none. REPOSITORY is 7 or 7o for rhel7-base or -optional, 8B, 8A
// or 8C for rhel8-BaseOS, -AppStream or -CRB, the same with 9 and 10, or any other in full. Architectures are all
// four if there are none. A line may be empty or, after a #, say something to people.
func ReadFacts(text []byte) (*File, error) {
	f := &File{Timestamp: "202609012306Z", Streams: []string{"5.0"}}
	sets := 30000
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		e, err := readFact(strings.Fields(line))
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		for _, s := range e.sets() {
			sets++
			s.ID = sets
		}
		f.Events = append(f.Events, e)
	}
	return f, nil
}

func readFact(fields []string) (e *Event, err error) {
	if len(fields) < 6 {
		return nil, fmt.Errorf("%d fields", len(fields))
	}
	e = &Event{Arches: []string{"aarch64", "ppc64le", "s390x", "x86_64"}, Maps: []StreamMap{}}
	if e.ID, err = strconv.Atoi(fields[0]); err != nil {
		return nil, err
	}
	if e.Action, err = strconv.Atoi(fields[1]); err != nil {
		return nil, err
	}
	if e.From, err = readRelease(fields[2]); err != nil {
		return nil, err
	}
	if e.To, err = readRelease(fields[3]); err != nil {
		return nil, err
	}
	if e.In, err = readSet(fields[4]); err != nil {
		return nil, err
	}
	if e.Out, err = readSet(fields[5]); err != nil {
		return nil, err
	}
	if e.To == nil || e.In == nil {
		return nil, fmt.Errorf("no release or no packages")
	}
	if e.Out != nil {
		e.Maps = []StreamMap{{}}
	}
	for _, extra := range fields[6:] {
		if err := e.readExtra(extra); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// readExtra reads what only some events have.
func (e *Event) readExtra(text string) error {
	key, value, _ := strings.Cut(text, "=")
	parts := strings.Split(value, ",")
	switch key {
	case "a":
		e.Arches = nil
		for _, letter := range parts {
			arch := map[string]string{"a": "aarch64", "p": "ppc64le", "s": "s390x", "x": "x86_64"}[letter]
			if arch == "" {
				return fmt.Errorf("unknown architecture %q", letter)
			}
			e.Arches = append(e.Arches, arch)
		}
	case "m":
		e.Maps = nil
		for _, pair := range parts {
			in, out, ok := strings.Cut(pair, ">")
			if !ok {
				return fmt.Errorf("%q is no pair of streams", pair)
			}
			e.Maps = append(e.Maps, StreamMap{In: readStream(in), Out: readStream(out)})
		}
	default:
		return fmt.Errorf("unknown field %q", text)
	}
	return nil
}

func readRelease(text string) (*Release, error) {
	if text == "-" {
		return nil, nil
	}
	major, minor, _ := strings.Cut(text, ".")
	a, err := strconv.Atoi(major)
	if err != nil {
		return nil, err
	}
	b, err := strconv.Atoi(minor)
	return &Release{Major: a, Minor: b, OS: "RHEL"}, err
}

func readSet(text string) (*Set, error) {
	if text == "-" {
		return nil, nil
	}
	set := &Set{}
	for _, item := range strings.Split(text, ";") {
		item, streams, modular := strings.Cut(item, "/")
		name, repo, ok := strings.Cut(item, "@")
		if !ok || name == "" || repo == "" {
			return nil, fmt.Errorf("%q is not a package of a repository", item)
		}
		p := Package{Name: name, Repository: repositoryName(repo), Streams: []*Stream{nil}}
		if modular {
			p.Streams = nil
			for _, s := range strings.Split(streams, ",") {
				p.Streams = append(p.Streams, readStream(s))
			}
		}
		set.Packages = append(set.Packages, p)
	}
	return set, nil
}

func readStream(text string) *Stream {
	if text == "-" {
		return nil
	}
	module, stream, _ := strings.Cut(text, ":")
	return &Stream{Name: module, Stream: stream}
}

var shortName = regexp.MustCompile(`^([0-9]+)(o|A|B|C|)$`)

// repositoryName is the name of a repository that may be shortened.
func repositoryName(text string) string {
	part := map[string]string{"": "base", "o": "optional", "A": "AppStream", "B": "BaseOS", "C": "CRB"}
	if m := shortName.FindStringSubmatch(text); m != nil {
		return "rhel" + m[1] + "-" + part[m[2]]
	}
	return text
}
