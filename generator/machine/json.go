package machine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"pes/generator/model"
	"pes/generator/upgrade"
)

// jsonPackage is an installed package; other keys are not read.
type jsonPackage struct {
	Name            string
	Repository      string
	Repoid          string
	ModuleStream    json.RawMessage
	ModularityLabel string // what rpm prints for %{MODULARITYLABEL}
	Arch            string
}

// jsonMachine is a machine with more than its packages: the request of a test vector, or what holds it.
type jsonMachine struct {
	Request   json.RawMessage
	Installed json.RawMessage
	Arch      string
	Enabled   []string   `json:"enabled_repos"`
	Modules   [][]string `json:"enabled_modules"`
	ToInstall []string   `json:"to_install"`
	ToRemove  []string   `json:"to_remove"`
	ToKeep    []string   `json:"to_keep"`
	Name      *string
}

// readJSON reads an array of packages, a machine, or packages one after the other.
func (l *List) readJSON(data []byte) error {
	l.Form = JSON
	dec := json.NewDecoder(bytes.NewReader(data))
	if bytes.TrimLeft(data, " \t\r\n")[0] == '[' {
		if err := l.array(data, 0, dec); err != nil {
			return err
		}
		if _, err := dec.Token(); err != io.EOF {
			return l.fail(lineOf(data, dec.InputOffset()), "there is more behind the array of packages")
		}
		return nil
	}
	for first := true; ; first = false {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err == io.EOF {
			return nil
		} else if err != nil {
			return l.syntax(data, 0, dec, err)
		}
		at := dec.InputOffset() - int64(len(raw))
		if !first {
			if err := l.object(data, raw, at); err != nil {
				return err
			}
			continue
		}
		machine, err := l.machine(data, raw, at)
		if err != nil {
			return err
		}
		if !machine {
			continue
		}
		if _, err := dec.Token(); err != io.EOF {
			return l.fail(lineOf(data, dec.InputOffset()), "more than one machine: many requests are for --requests")
		}
		return nil
	}
}

// machine reads the first object: a machine, or else a package.
func (l *List) machine(data, raw []byte, at int64) (bool, error) {
	var m jsonMachine
	if err := json.Unmarshal(raw, &m); err != nil {
		return false, l.fail(lineOf(data, at), "the JSON is not that of a machine: %s", jsonProblem(err))
	}
	if m.Request != nil {
		at += int64(bytes.Index(raw, m.Request))
		raw, m = m.Request, jsonMachine{}
		if err := json.Unmarshal(raw, &m); err != nil {
			return false, l.fail(lineOf(data, at), "the request is not that of a machine: %s", jsonProblem(err))
		}
	}
	if m.Installed == nil {
		if m.Name == nil {
			return false, l.fail(lineOf(data, at), "the object has neither name, as a package has, nor installed, as a machine has")
		}
		return false, l.object(data, raw, at)
	}
	at += int64(bytes.Index(raw, m.Installed))
	if m.Installed[0] != '[' {
		return false, l.fail(lineOf(data, at), "installed is no array of packages")
	}
	if err := l.array(data, at, json.NewDecoder(bytes.NewReader(m.Installed))); err != nil {
		return false, err
	}
	for _, repoid := range m.Enabled {
		if !validRepoid(repoid) {
			return false, l.fail(lineOf(data, at), "enabled_repos: %q is no repository", clip(repoid))
		}
	}
	for _, pair := range m.Modules {
		if len(pair) != 2 {
			return false, l.fail(lineOf(data, at), "enabled_modules: a module stream is [module, stream]")
		}
		l.Modules = append(l.Modules, model.Stream{Module: pair[0], Stream: pair[1]})
	}
	l.Arch, l.Enabled = m.Arch, m.Enabled
	l.Lists = upgrade.Machine{Install: m.ToInstall, Remove: m.ToRemove, Keep: m.ToKeep}
	return true, nil
}

// array reads packages from an array that begins at an offset of data.
func (l *List) array(data []byte, at int64, dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return l.syntax(data, at, dec, err)
	}
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return l.syntax(data, at, dec, err)
		}
		if err := l.object(data, raw, at+dec.InputOffset()-int64(len(raw))); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return l.syntax(data, at, dec, err)
	}
	return nil
}

// object reads one package, which begins at an offset of data.
func (l *List) object(data, raw []byte, at int64) error {
	wrong := func(format string, args ...any) error { return l.fail(lineOf(data, at), format, args...) }
	var p jsonPackage
	if err := json.Unmarshal(raw, &p); err != nil {
		return wrong("a package is an object with a name: %s", jsonProblem(err))
	}
	if p.Repository == "" {
		p.Repository = p.Repoid
	}
	p.Repository = strings.TrimLeft(p.Repository, "@")
	switch {
	case p.Name == "gpg-pubkey":
		l.Keys++
		return nil
	case !validName(p.Name):
		return wrong("%q is no name of a package", clip(p.Name))
	case p.Repoid != "" && strings.TrimLeft(p.Repoid, "@") != p.Repository:
		return wrong("%s has two repositories, %q and %q", p.Name, clip(p.Repository), clip(p.Repoid))
	case p.Repository != "" && !validRepoid(p.Repository):
		return wrong("%q, the repository of %s, is none", clip(p.Repository), p.Name)
	case p.Arch != "" && !arches[p.Arch]:
		return wrong("%q, the architecture of %s, is none", clip(p.Arch), p.Name)
	}
	stream, ok := p.stream()
	if !ok {
		return wrong("the module stream of %s is not [module, stream]", p.Name)
	}
	l.add(nevra{name: p.Name, arch: p.Arch}, p.Repository)
	l.Packages[len(l.Packages)-1].Stream = stream
	return nil
}

// stream reads ["nodejs", "10"], "nodejs:10", {"name": "nodejs", "stream": "10"}, and rpm's label nodejs:10:8030020...:30b713e6.
func (p *jsonPackage) stream() (s model.Stream, ok bool) {
	var word string
	var pair []string
	var object struct{ Name, Stream string }
	switch {
	case p.ModuleStream == nil || string(p.ModuleStream) == "null":
		if word = p.ModularityLabel; word == "" || word == "(none)" {
			return s, true
		}
		if parts := strings.SplitN(word, ":", 3); len(parts) > 1 {
			word = parts[0] + ":" + parts[1]
		}
		s.Module, s.Stream, ok = strings.Cut(word, ":")
	case json.Unmarshal(p.ModuleStream, &pair) == nil:
		if len(pair) == 0 {
			return s, true
		}
		if ok = len(pair) == 2; ok {
			s.Module, s.Stream = pair[0], pair[1]
		}
	case json.Unmarshal(p.ModuleStream, &word) == nil:
		s.Module, s.Stream, ok = strings.Cut(word, ":")
	case json.Unmarshal(p.ModuleStream, &object) == nil:
		s.Module, s.Stream, ok = object.Name, object.Stream, true
	}
	return s, ok && validRepoid(s.Module) && validRepoid(s.Stream)
}

// syntax places an error of a decoder whose text begins at an offset of data.
func (l *List) syntax(data []byte, at int64, dec *json.Decoder, err error) error {
	at += dec.InputOffset()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = max(at, syntax.Offset)
	}
	return l.fail(lineOf(data, at), "it begins as JSON does, and is none: %s", jsonProblem(err))
}

// jsonProblem is an error of encoding/json in words of people who do not write Go.
func jsonProblem(err error) string {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		if wrong.Field == "" {
			return "there is a " + wrong.Value
		}
		return fmt.Sprintf("%s is a %s", strings.ToLower(wrong.Field), wrong.Value)
	}
	if err == io.ErrUnexpectedEOF || err == io.EOF {
		return "it ends too early"
	}
	return err.Error()
}

func lineOf(data []byte, at int64) int {
	return 1 + bytes.Count(data[:min(max(at, 0), int64(len(data)))], []byte("\n"))
}
