package machine

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"pes/generator/model"
)

// jsonPackage is an installed package; other keys are not read.
type jsonPackage struct {
	Name            string
	Repository      string
	Repo            string // the same, as other tools name it
	Repoid          string
	ModuleStream    json.RawMessage
	ModularityLabel string // what rpm prints for %{MODULARITYLABEL}
	Arch            string
	Release         string
	Version, Epoch  json.RawMessage // words or numbers
	EVR             string          // [epoch:]version, where no release is known
	Signature       string          // what rpm prints for it, (none) where there is none
	Vendor          string
}

// jsonMachine is a machine with more than its packages: the request of a test vector, or what holds it.
type jsonMachine struct {
	Request   json.RawMessage
	Installed json.RawMessage
	Arch      string
	Source    any        // a release, as a word
	OS        any        // ID of /etc/os-release
	OSName    any        `json:"os_name"`
	Enabled   []string   `json:"enabled_repos"`
	Modules   [][]string `json:"enabled_modules"`
	ToInstall []string   `json:"to_install"`
	ToRemove  []string   `json:"to_remove"`
	ToKeep    []string   `json:"to_keep"`
	Name      *string
	Payload   string `json:"__payload__"` // the text of an object: in a cache of facts, since ansible-core 2.19
	document
}

// A jsonReader reads a list of the form JSON. The values that its methods take begin at an offset of data.
type jsonReader struct {
	*List
	data []byte
}

func (r *jsonReader) failAt(offset int64, format string, args ...any) error {
	offset = min(max(offset, 0), int64(len(r.data)))
	return r.fail(1+bytes.Count(r.data[:offset], []byte("\n")), format, args...)
}

// readJSON reads an array of packages, a machine, or packages one after the other.
func (l *List) readJSON(data []byte) error {
	l.Form = JSON
	r := &jsonReader{l, data}
	dec := json.NewDecoder(bytes.NewReader(data))
	if bytes.TrimLeft(data, " \t\r\n")[0] == '[' {
		if err := r.array(dec, 0, r.pkg); err != nil {
			return err
		}
		return r.end(dec, "there is more behind the array of packages")
	}
	for first := true; ; first = false {
		var value json.RawMessage
		if err := dec.Decode(&value); err == io.EOF {
			return nil
		} else if err != nil {
			return r.syntax(dec, 0, err)
		}
		offset := dec.InputOffset() - int64(len(value))
		if !first {
			if err := r.pkg(value, offset); err != nil {
				return err
			}
		} else if isMachine, err := r.machine(value, offset); err != nil {
			return err
		} else if isMachine {
			return r.end(dec, moreMachines)
		}
	}
}

const moreMachines = "more than one machine: write a list of each into a folder (many requests are for --requests)"

// end makes sure that nothing follows.
func (r *jsonReader) end(dec *json.Decoder, problem string) error {
	_, err := dec.Token()
	if err == io.EOF {
		return nil
	}
	offset := dec.InputOffset()
	if err != nil { // the decoder stands before the space in front of what is not JSON
		offset = int64(len(r.data) - len(bytes.TrimLeft(r.data[offset:], " \t\r\n")))
	}
	return r.failAt(offset, "%s", problem)
}

// machine reads the first object: a machine, or else a package.
func (r *jsonReader) machine(value []byte, offset int64) (isMachine bool, err error) {
	var m jsonMachine
	if err := json.Unmarshal(value, &m); err != nil {
		return false, r.failAt(offset, "the JSON is not that of a machine: %s", jsonProblem(err))
	}
	if m.Request != nil {
		offset += int64(bytes.Index(value, m.Request))
		value, m = m.Request, jsonMachine{}
		if err := json.Unmarshal(value, &m); err != nil {
			return false, r.failAt(offset, "the request is not that of a machine: %s", jsonProblem(err))
		}
	}
	switch {
	case m.Payload != "":
		inner := &jsonReader{r.List, []byte(m.Payload)}
		return inner.machine(inner.data, 0)
	case m.Installed != nil:
	case m.isOther(value):
		return true, r.document(value, offset, &m.document)
	case m.Name != nil:
		return false, r.pkg(value, offset)
	default:
		return false, r.failAt(offset,
			"the object has neither name, as a package has, nor installed, as a machine has, and is no package "+
				"facts of Ansible, CycloneDX or SPDX")
	}
	offset += int64(bytes.Index(value, m.Installed))
	if m.Installed[0] != '[' {
		return false, r.failAt(offset, "installed is no array of packages")
	}
	if err := r.array(json.NewDecoder(bytes.NewReader(m.Installed)), offset, r.pkg); err != nil {
		return false, err
	}
	for _, repoid := range m.Enabled {
		if !validRepoid(repoid) {
			return false, r.failAt(offset, "enabled_repos: %q is not a repository", clip(repoid))
		}
	}
	if m.Modules != nil { // that none is enabled is said, too
		r.Modules = []model.Stream{}
	}
	for _, pair := range m.Modules {
		if len(pair) != 2 {
			return false, r.failAt(offset, "enabled_modules: a module stream is [module, stream]")
		}
		r.Modules = append(r.Modules, model.Stream{Module: pair[0], Stream: pair[1]})
	}
	if word, said := m.Source.(string); said {
		if r.Source, err = model.ParseRelease(word); err != nil {
			return false, r.failAt(offset, "source: %s", err)
		}
	}
	r.OS, _ = m.OS.(string)
	r.OSName, _ = m.OSName.(string)
	r.Arch, r.Enabled = m.Arch, m.Enabled
	r.Install, r.Remove, r.Keep = m.ToInstall, m.ToRemove, m.ToKeep
	return true, nil
}

// array reads each value of an array with a decoder whose text begins at the offset.
func (r *jsonReader) array(dec *json.Decoder, offset int64, read func(value []byte, offset int64) error) error {
	if _, err := dec.Token(); err != nil {
		return r.syntax(dec, offset, err)
	}
	for dec.More() {
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return r.syntax(dec, offset, err)
		}
		if err := read(value, offset+dec.InputOffset()-int64(len(value))); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return r.syntax(dec, offset, err)
	}
	return nil
}

func (r *jsonReader) pkg(value []byte, offset int64) error {
	var p jsonPackage
	if err := json.Unmarshal(value, &p); err != nil {
		return r.failAt(offset, "a package is an object with a name: %s", jsonProblem(err))
	}
	return r.addAt(&p, offset)
}

func (r *jsonReader) addAt(p *jsonPackage, offset int64) error {
	if problem := r.addPackage(p); problem != "" {
		return r.failAt(offset, "%s", problem)
	}
	return nil
}

// addPackage adds a package, or says what is wrong with it.
func (l *List) addPackage(p *jsonPackage) (problem string) {
	repoid := strings.TrimLeft(cmp.Or(p.Repository, p.Repo, p.Repoid), "@") // as Leapp does
	other := ""                                                             // another repository
	for _, word := range []string{p.Repo, p.Repoid} {
		if word != "" && strings.TrimLeft(word, "@") != repoid {
			other = word
		}
	}
	stream, ok := p.stream()
	switch {
	case p.Name == "gpg-pubkey":
		l.Keys++
		return ""
	case !validName(p.Name):
		return fmt.Sprintf("%q is not a name of a package", clip(p.Name))
	case other != "":
		return fmt.Sprintf("%s has two repositories, %q and %q", p.Name, clip(repoid), clip(other))
	case repoid != "" && !validRepoid(repoid):
		return fmt.Sprintf("%q, the repository of %s, is none", clip(repoid), p.Name)
	case p.Arch != "" && !isArch(p.Arch):
		return fmt.Sprintf("%q, the architecture of %s, is none", clip(p.Arch), p.Name)
	case !ok:
		return fmt.Sprintf("the module stream of %s is not [module, stream]", p.Name)
	}
	modular := isModular(p.Release) && stream.IsZero()
	l.add(nevra{name: p.Name, release: p.Release, arch: p.Arch, modular: modular, evr: p.evr()}, repoid)
	last := &l.Packages[len(l.Packages)-1]
	last.Stream, last.Signature, last.Vendor = stream, p.Signature, p.Vendor
	return ""
}

// evr is the whole version, "" where it is not said.
func (p *jsonPackage) evr() string {
	version, epoch := strings.Trim(string(p.Version), `"`), strings.Trim(string(p.Epoch), `"`)
	switch {
	case p.EVR != "" && p.Version == nil && p.Release == "":
		if _, rest := cutEpoch(p.EVR); validVersion(rest) {
			return p.EVR
		}
		return ""
	case version == "null" || !validVersion(version) || !model.ValidWord(p.Release):
		return ""
	}
	if strings.Trim(epoch, "0123456789") != "" {
		epoch = "" // null, (none)
	}
	return evr(strings.TrimLeft(epoch, "0"), version, p.Release)
}

// validVersion reports whether a word can be a version without epoch and release.
func validVersion(s string) bool { return model.ValidWord(s) && !strings.ContainsAny(s, "-:=") }

// stream reads the module stream of a package: ["nodejs", "10"], "nodejs:10", {"name": "nodejs", "stream": "10"}, or
// the label that rpm prints, nodejs:10:8030020...:30b713e6.
func (p *jsonPackage) stream() (s model.Stream, ok bool) {
	var word string
	var pair []string
	var object struct{ Name, Stream string }
	switch {
	case p.ModuleStream == nil || string(p.ModuleStream) == "null":
		if p.ModularityLabel == "" || p.ModularityLabel == "(none)" {
			return s, true
		}
		var rest string
		s.Module, rest, ok = strings.Cut(p.ModularityLabel, ":")
		s.Stream, _, _ = strings.Cut(rest, ":")
	case json.Unmarshal(p.ModuleStream, &pair) == nil:
		if len(pair) == 0 {
			return s, true
		}
		if ok = len(pair) == 2; ok {
			s = model.Stream{Module: pair[0], Stream: pair[1]}
		}
	case json.Unmarshal(p.ModuleStream, &word) == nil:
		s.Module, s.Stream, ok = strings.Cut(word, ":")
	case json.Unmarshal(p.ModuleStream, &object) == nil:
		s.Module, s.Stream, ok = object.Name, object.Stream, true
	}
	return s, ok && validRepoid(s.Module) && validRepoid(s.Stream)
}

// syntax places an error of a decoder whose text begins at the offset.
func (r *jsonReader) syntax(dec *json.Decoder, offset int64, err error) error {
	offset += dec.InputOffset()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = max(offset, syntax.Offset)
	}
	return r.failAt(offset, "it begins as JSON does, and is none: %s", jsonProblem(err))
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
