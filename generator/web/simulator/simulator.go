// Package simulator is what the site's page simulate/ does, on the files that the site publishes. It runs in the browser, and
// natively in tests.
//
//	var s simulator.Simulator
//	loaded, err := s.Load(simulator.Source{Leapp: "0.21", Dir: "data/leapp-0.21/rocky/el8", Sums: sums}, files)
//	answer, err := s.Run(simulator.Question{List: list, Source: "7.9", Target: "8.10"})
package simulator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"pes/generator/fate"
	"pes/generator/leapp"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/simulate"
)

// files are where Leapp looks for its data in a tree.
const files = "etc/leapp/files/"

// A Source says which tree is read.
type Source struct {
	Leapp string `json:"leapp"`
	Dir   string `json:"dir"`  // of the tree on the site: data/leapp-0.21/rocky/el8
	OSID  string `json:"os"`   // of the distribution, for versions that ask for it
	Sums  []byte `json:"-"`    // the SHA256SUMS of the tree
	Title string `json:"name"` // what people call it
}

// Loaded says what was read.
type Loaded struct {
	Files []File `json:"files"` // in the order of SHA256SUMS
	Sum   string `json:"sum"`   // SHA-256 of SHA256SUMS, and so of the tree
}

// A File is one that was read. Its digest is the one published.
type File struct {
	Path string `json:"path"` // in the tree
	Size int    `json:"size"`
	Sum  string `json:"sum"`
}

// Paths are the files of a tree that Load wants, as its SHA256SUMS lists them.
func Paths(sums string) (out []string) {
	for line := range strings.Lines(sums) {
		if _, path, ok := strings.Cut(strings.TrimSpace(line), "  "); ok && Reads(path) {
			out = append(out, path)
		}
	}
	return out
}

// Reads reports whether a file of a tree is one that Leapp reads when it computes an upgrade; keys and lists of drivers are not.
func Reads(path string) bool {
	name, ok := strings.CutPrefix(path, files)
	if vendor, found := strings.CutPrefix(name, "vendors.d/"); found {
		return !strings.Contains(vendor, "/")
	}
	return ok && (name == "pes-events.json" || name == "repomap.json" || name == "leapp_upgrade_repositories.repo")
}

// A Question is a machine to be upgraded.
type Question struct {
	List    string   `json:"list"`
	Source  string   `json:"source"` // releases: 7.9
	Target  string   `json:"target"`
	Arch    string   `json:"arch"`    // "": as the list says
	Enabled []string `json:"enabled"` // nil: as the list says
}

// An Answer is the report of pes simulate.
type Answer struct {
	Title  string         `json:"title"`
	OK     bool           `json:"ok"`
	Tally  []fate.Count   `json:"tally"`
	Report []fate.Section `json:"report"`
}

// A Simulator holds a tree, and the list of the machine that was upgraded last.
type Simulator struct {
	data simulate.Data
	list *machine.List
}

// name is what the list on the page is called.
const name = "this list"

// Load reads a tree. contents are its files that Reads asks for, by path in the tree; each must have the digest that is
// published for it.
func (s *Simulator) Load(from Source, contents map[string][]byte) (*Loaded, error) {
	version, err := leapp.FindVersion(from.Leapp)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(from.Sums)
	out := &Loaded{Files: []File{}, Sum: hex.EncodeToString(sum[:])}
	fsys := memory{}
	for line := range strings.Lines(string(from.Sums)) {
		want, path, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok || !Reads(path) {
			continue
		}
		data, there := contents[path]
		if !there {
			return nil, fmt.Errorf("%s was not loaded", path)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != want {
			return nil, fmt.Errorf("%s is not what SHA256SUMS says: the site is being changed, or was damaged; load this page again", path)
		}
		out.Files = append(out.Files, File{path, len(data), want})
		fsys[strings.TrimPrefix(path, files)] = data
	}
	tree, err := leapp.ReadTree(fsys, from.Dir+"/"+strings.TrimSuffix(files, "/"), version)
	if err != nil {
		return nil, err
	}
	data := simulate.Data{Tree: tree, Name: from.Title}
	if version.ByDistro {
		data.Ask.SourceOS, data.Ask.TargetOS = from.OSID, from.OSID
	}
	if err := data.Prepare(); err != nil {
		return nil, err
	}
	s.data = data
	s.warm(version)
	return out, nil
}

// warm upgrades a machine for nobody: browsers make a program fast while it runs, and the first to ask would wait for that.
func (s *Simulator) warm(v *leapp.Version) {
	var list strings.Builder
	for i, e := range s.data.Tree.Events.Events {
		if i == 500 || len(e.In) == 0 {
			break
		}
		list.WriteString(e.In[0].Name + "-1-1.x86_64\n")
	}
	for _, p := range v.Paths {
		q := Question{List: list.String(), Source: fmt.Sprintf("%d.%d", p[0], model.LastMinor(p[0])), Target: fmt.Sprintf("%d.%d", p[1], model.LastMinor(p[1]))}
		if a, err := s.Run(q); err == nil {
			_, _ = json.Marshal(a) // it is thrown away
		}
	}
	s.list = nil
}

// Run upgrades a machine. An error is what people are told.
func (s *Simulator) Run(q Question) (*Answer, error) {
	if s.data.Tree == nil {
		return nil, errors.New("no data was loaded")
	}
	list, err := machine.Read(name, []byte(q.List))
	if err != nil {
		return nil, err
	}
	data := s.data // what is asked stays what it was until it is known to be good
	data.Ask.Arch, data.Ask.Enabled = q.Arch, q.Enabled
	if data.Ask.Source, err = model.KnownRelease(q.Source); err != nil {
		return nil, err
	}
	if data.Ask.Target, err = model.KnownRelease(q.Target); err != nil {
		return nil, err
	}
	m, err := data.Machine(name, list, false)
	if err != nil {
		return nil, err
	}
	s.data, s.list = data, list
	return &Answer{Title: data.Title(), OK: m.OK, Tally: m.Tally(), Report: m.Report()}, nil
}

// again upgrades the last machine once more, to tell more of it.
func (s *Simulator) again(why bool) (*fate.Result, error) {
	if s.list == nil {
		return nil, errors.New("nothing was simulated")
	}
	return s.data.Machine(name, s.list, why)
}

// Packages are all of the last machine, with every event that was looked at.
func (s *Simulator) Packages() ([]fate.Package, error) {
	m, err := s.again(true)
	if err != nil {
		return nil, err
	}
	return m.Packages, nil
}

// Text is the report about the last machine, as pes simulate prints it.
func (s *Simulator) Text(why bool) (string, error) {
	m, err := s.again(why)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = m.Print(&b, fate.Text{Title: s.data.Title(), Why: why})
	return b.String(), err
}
