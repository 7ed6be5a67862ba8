// Package simulator does the work of the site's page simulate/ on the files that the site publishes. It runs in the
// browser, and natively in tests. A page loads a tree into a [Simulator], then asks it about machines; see the example.
package simulator

import (
	"errors"
	"fmt"
	"strings"

	"pes/generator/digest"
	"pes/generator/fate"
	"pes/generator/inventory"
	"pes/generator/leapp"
	"pes/generator/list"
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
	Stock []byte `json:"-"`    // the packages of the release, as [inventory.Brief] writes them; nil: not known
	Title string `json:"name"` // what people call it
	// Signers are the distributions.
	Signers machine.Signers `json:"signers"`
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
func Paths(sums string) []string {
	return list.Map(listed(sums), func(f File) string { return f.Path })
}

// listed are the files in a SHA256SUMS that Leapp reads, without their sizes.
func listed(sums string) []File {
	out := []File{}
	for line := range strings.Lines(sums) {
		sum, path, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if ok && reads(path) {
			out = append(out, File{Path: path, Sum: sum})
		}
	}
	return out
}

// reads reports whether Leapp reads a file of a tree to compute an upgrade: not keys, nor lists of drivers.
func reads(path string) bool {
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
	Remove  string   `json:"remove"`  // the lists of /etc/leapp/transaction
	Install string   `json:"install"`
	Keep    string   `json:"keep"`
}

// An Answer is the report that pes simulate prints, in parts.
type Answer struct {
	Title  string         `json:"title"`
	OK     bool           `json:"ok"`
	Tally  []fate.Count   `json:"tally"`
	Report []fate.Section `json:"report"`
}

// A Simulator holds a tree, and the list of the machine that was upgraded last. The zero one has neither.
type Simulator struct {
	data *simulate.Data
	list *machine.List
}

// name is what the list on the page is called.
const name = "this list"

// Load reads a tree: the files that Paths lists, by path; each must have the digest that is published for it.
func (s *Simulator) Load(from Source, contents map[string][]byte) (*Loaded, error) {
	version, err := leapp.FindVersion(from.Leapp)
	if err != nil {
		return nil, err
	}
	out := &Loaded{Files: listed(string(from.Sums)), Sum: digest.Hex(from.Sums)}
	fsys := memory{}
	for i := range out.Files {
		f := &out.Files[i]
		data, there := contents[f.Path]
		if !there {
			return nil, fmt.Errorf("%s was not loaded", f.Path)
		}
		if digest.Hex(data) != f.Sum {
			return nil, fmt.Errorf("%s is not what SHA256SUMS says: "+
				"the site is being changed, or was damaged; load this page again", f.Path)
		}
		f.Size = len(data)
		fsys[strings.TrimPrefix(f.Path, files)] = data
	}
	tree, err := leapp.ReadTree(fsys, from.Dir+"/"+strings.TrimSuffix(files, "/"), version)
	if err != nil {
		return nil, err
	}
	upgrade := machine.Upgrade{Signers: from.Signers}
	if version.ByDistro {
		upgrade.SourceOS, upgrade.TargetOS = from.OSID, from.OSID
	}
	data, err := simulate.New(from.Title, tree, upgrade)
	if err != nil {
		return nil, err
	}
	if len(from.Stock) > 0 {
		stock, err := inventory.ReadBrief(from.Stock)
		if err != nil {
			return nil, err
		}
		data.UseStock(stock)
	}
	s.data = data
	s.warm(tree.Events.Events, version)
	return out, nil
}

// warm simulates the upgrade of an invented machine, so that the browser has optimised the program before the first
// real question.
func (s *Simulator) warm(events []*model.Event, v *leapp.Version) {
	var machine strings.Builder
	for _, e := range events[:min(500, len(events))] {
		if len(e.In) == 0 {
			break
		}
		machine.WriteString(e.In[0].Name + "-1-1.x86_64\n")
	}
	last := func(major int) string { return fmt.Sprintf("%d.%d", major, model.LastMinor(major)) }
	for _, p := range v.Paths {
		if answer, err := s.Run(Question{List: machine.String(), Source: last(p[0]), Target: last(p[1])}); err == nil {
			_, _ = simulate.JSON(answer) // only for the time it takes
		}
	}
	s.list = nil
}

// Run upgrades a machine. Its error is a message for people.
func (s *Simulator) Run(q Question) (*Answer, error) {
	if s.data == nil {
		return nil, errors.New("no data was loaded")
	}
	installed, err := machine.Read(name, []byte(q.List))
	if err != nil {
		return nil, err
	}
	data := *s.data // a copy: the earlier question stays until this one is valid
	data.Upgrade.Arch, data.Upgrade.Enabled = q.Arch, q.Enabled
	if data.Upgrade.Source, err = model.KnownRelease(q.Source); err != nil {
		return nil, err
	}
	if data.Upgrade.Target, err = model.KnownRelease(q.Target); err != nil {
		return nil, err
	}
	if data.Upgrade.Lists, err = q.lists(); err != nil {
		return nil, err
	}
	m, err := data.Machine(name, installed, false)
	if err != nil {
		return nil, err
	}
	s.data, s.list = &data, installed
	return &Answer{Title: data.Title(), OK: m.OK, Tally: m.Tally(), Report: m.Report()}, nil
}

// lists are the transaction lists of a question.
func (q *Question) lists() (out machine.TransactionLists, err error) {
	for _, l := range []struct {
		file, text string
		to         *[]string
	}{{"to_remove", q.Remove, &out.Remove}, {"to_install", q.Install, &out.Install}, {"to_keep", q.Keep, &out.Keep}} {
		if *l.to, err = machine.ReadNames(l.file, []byte(l.text)); err != nil {
			return out, err
		}
	}
	return out, nil
}

// again upgrades the last machine once more, to say more about it.
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

// Text is the report on the last machine, as pes simulate prints it.
func (s *Simulator) Text(why bool) (string, error) {
	m, err := s.again(why)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = m.Print(&b, fate.Text{Title: s.data.Title(), Why: why})
	return b.String(), err
}
