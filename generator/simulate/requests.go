package simulate

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"

	"pes/generator/leapp"
	"pes/generator/machine"
	"pes/generator/upgrade"
)

// Answer answers requests, one JSON object a line, with the trees in a folder: one answer a line, in the format of
// Leapp's own test vectors. The error names each line that cannot be answered; the others are answered all the same.
func Answer(w io.Writer, requests io.Reader, trees fs.FS) error {
	b := batch{trees: trees, known: map[string]*Data{}}
	in, out := bufio.NewReader(requests), bufio.NewWriter(w)
	var wrong []error
	for n := 1; ; n++ {
		line, tooLong, err := readRequestLine(in, maxRequest)
		if err != nil && err != io.EOF {
			return fmt.Errorf("requests: %w", err)
		}
		if tooLong {
			wrong = append(wrong, fmt.Errorf("requests: line %d: more than %d MB: no request is that long", n,
				maxRequest>>20))
		} else if line = bytes.TrimSpace(line); len(line) > 0 {
			answer, problem := b.answer(line)
			if problem != nil {
				wrong = append(wrong, fmt.Errorf("requests: line %d: %w", n, problem))
			} else if _, err := out.Write(append(answer, '\n')); err != nil {
				return fmt.Errorf("answers: %w", err)
			}
		}
		if err == io.EOF {
			break
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("answers: %w", err)
	}
	return errors.Join(wrong...)
}

// maxRequest is the number of bytes of the longest line with a request.
const maxRequest = machine.MaxSize

// readRequestLine reads a line. Of one that has more than limit bytes it keeps nothing, and reads on to its end.
func readRequestLine(in *bufio.Reader, limit int) (line []byte, tooLong bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if tooLong = tooLong || len(line)+len(part) > limit; tooLong {
			line = nil
		} else {
			line = append(line, part...)
		}
		if err != bufio.ErrBufferFull {
			return line, tooLong, err
		}
	}
}

// A batch keeps the trees it has read.
type batch struct {
	trees fs.FS
	known map[string]*Data // by folder and version
}

func (b *batch) answer(line []byte) ([]byte, error) {
	q, err := readRequest(line)
	if err != nil {
		return nil, err
	}
	if q.Hops != nil {
		return b.answerHops(q)
	}
	d, err := b.tree(q.Tree, q.Leapp)
	if err != nil {
		return nil, err
	}
	answer, err := d.engine.Answer(q)
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}

// readRequest reads a request, alone or under the key request, as the vectors have it.
func readRequest(line []byte) (*upgrade.Request, error) {
	if line[0] != '{' {
		return nil, errors.New("no request: a JSON object is wanted")
	}
	var outer struct{ Request json.RawMessage }
	q, err := &upgrade.Request{}, json.Unmarshal(line, &outer)
	if err == nil && outer.Request != nil {
		line = outer.Request
	}
	if err == nil {
		err = json.Unmarshal(line, q)
	}
	if err != nil {
		return nil, fmt.Errorf("no request: %w", err)
	}
	return q, nil
}

// tree finds the tree that a request names. Without a version the format of the tree's map says which rules hold.
func (b *batch) tree(named any, version string) (*Data, error) {
	var name string
	switch named := named.(type) {
	case string:
		name = path.Clean(named)
	case float64:
		name = strconv.FormatFloat(named, 'f', -1, 64)
	default:
		return nil, errors.New("tree: the name of a folder is wanted, a word or a number")
	}
	key := name + "\n" + version
	if d := b.known[key]; d != nil {
		return d, nil
	}
	fsys, err := fs.Sub(b.trees, name)
	if err != nil {
		return nil, fmt.Errorf("tree: %q is not a folder in there", name)
	}
	if info, err := fs.Stat(b.trees, name); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("tree: there is no folder %q", name)
	}
	d, err := dataOf(fsys, name, version)
	if err == nil {
		b.known[key] = d
	}
	return d, err
}

// dataOf reads one tree by the rules of a version.
func dataOf(fsys fs.FS, name, version string) (*Data, error) {
	v := leapp.GuessVersion(fsys)
	if version != "" {
		var err error
		if v, err = leapp.FindVersion(version); err != nil {
			return nil, err
		}
	}
	if v == nil {
		return nil, fmt.Errorf("tree: the map in %q has no format that is known: name the version in leapp", name)
	}
	tree, err := leapp.ReadTree(fsys, name, v)
	if err != nil {
		return nil, fmt.Errorf("tree: %w", err)
	}
	engine, err := upgrade.New(tree)
	return &Data{Name: name, tree: tree, engine: engine}, err
}
