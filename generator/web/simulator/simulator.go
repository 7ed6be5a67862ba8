// Package simulator does the work of the site's page simulate/ on the files that the site publishes. It runs in the
// browser, and natively in tests. A page loads a tree into a [Simulator], then asks it about machines; see the example.
package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"

	"pes/generator/digest"
	"pes/generator/fate"
	"pes/generator/inventory"
	"pes/generator/leapp"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/plan"
	"pes/generator/simulate"
	"pes/generator/web/pack"
)

// A Source says which tree is read.
type Source struct {
	Leapp string `json:"leapp"`
	Dir   string `json:"dir"`  // of the tree on the site: data/leapp-0.21/rocky/el8
	OSID  string `json:"os"`   // of the distribution, for versions that ask for it
	Title string `json:"name"` // what people call it
	// Signers are the distributions.
	Signers machine.Signers `json:"signers"`
}

// Loaded says what was read.
type Loaded struct {
	Files []File `json:"files"` // in the order of SHA256SUMS
	Sum   string `json:"sum"`   // SHA-256 of SHA256SUMS, and so of the tree
	tree  *simulate.Data
}

// A File is one that was read. Its digest is the one published.
type File struct {
	Path string `json:"path"` // in the tree
	Size int    `json:"size"`
	Sum  string `json:"sum"`
}

// listed are the files in a SHA256SUMS that Leapp reads, without their sizes.
func listed(sums string) []File {
	out := []File{}
	for line := range strings.Lines(sums) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if ok && pack.Reads(name) {
			out = append(out, File{Path: name, Sum: sum})
		}
	}
	return out
}

// A Question is a machine to be upgraded.
type Question struct {
	List    string   `json:"list"`
	Dirs    []string `json:"dirs"`   // of the sources of the upgrades, one after the other; each was loaded
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
	End  *Report    `json:"end,omitempty"` // what is left after several upgrades
	Hops []Report   `json:"hops"`
	Plan *plan.Plan `json:"plan"`
	// Events are the names of packages that the events of the plan are about, by id: where they are explained.
	Events map[uint64]string `json:"events"`
	// Key is of the list and the way: pages remember by it what was done.
	Key string `json:"key"`
}

// A Report is about one upgrade.
type Report struct {
	Title  string         `json:"title"`
	OK     bool           `json:"ok"`
	Stands string         `json:"stands,omitempty"` // that another Leapp version decides, and what may differ
	Tally  []fate.Count   `json:"tally"`
	Report []fate.Section `json:"report"`
}

// A Simulator holds trees, and the machine that was upgraded last. The zero one has neither.
type Simulator struct {
	trees   map[string]*Loaded // by the folder of their source
	route   simulate.Route     // of the machine that was upgraded last; nil: none was
	machine *machine.List
}

// name is what the list on the page is called.
const name = "this list"

// Load reads the trees of a pack, one for each source. A tree that was read before is not read again.
func (s *Simulator) Load(sources []Source, packed []byte) (out []*Loaded, err error) {
	contents, err := pack.Read(packed)
	if err != nil {
		return nil, err
	}
	for _, from := range sources {
		if s.trees[from.Dir] == nil {
			err = s.read(from, contents)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, s.trees[from.Dir])
	}
	return out, nil
}

// read reads a tree: the files that its SHA256SUMS lists and Leapp reads; each must have the digest that stands there.
func (s *Simulator) read(from Source, contents map[string][]byte) error {
	version, err := leapp.FindVersion(from.Leapp)
	if err != nil {
		return err
	}
	folder := path.Base(from.Dir) + "/"
	sums := contents[folder+pack.Sums]
	out := &Loaded{Files: listed(string(sums)), Sum: digest.Hex(sums)}
	fsys := memory{}
	for i := range out.Files {
		f := &out.Files[i]
		data, there := contents[folder+f.Path]
		if !there || digest.Hex(data) != f.Sum {
			return fmt.Errorf("%s is not what SHA256SUMS says: "+
				"the site is being changed, or was damaged; load this page again", f.Path)
		}
		f.Size = len(data)
		fsys[strings.TrimPrefix(f.Path, pack.Files)] = data
	}
	tree, err := leapp.ReadTree(fsys, from.Dir+"/"+strings.TrimSuffix(pack.Files, "/"), version)
	if err != nil {
		return err
	}
	if err := tell(tree, contents[folder+pack.WordsFile]); err != nil {
		return err
	}
	upgrade := machine.Upgrade{Signers: from.Signers}
	if version.ByDistro {
		upgrade.SourceOS, upgrade.TargetOS = from.OSID, from.OSID
	}
	data, err := simulate.New(from.Title, tree, upgrade)
	if err != nil {
		return err
	}
	if brief := contents[folder+pack.Stock]; brief != nil {
		stock, err := inventory.ReadBrief(brief)
		if err != nil {
			return err
		}
		data.UseStock(stock)
	}
	out.tree = data
	if s.trees == nil {
		s.trees = map[string]*Loaded{}
		warm(out, tree.Events.Events, version)
	}
	s.trees[from.Dir] = out
	return nil
}

// tell gives the events of a tree what people wrote about them.
func tell(tree *model.Tree, text []byte) error {
	if len(text) == 0 {
		return nil
	}
	var all []pack.Words
	if err := json.Unmarshal(text, &all); err != nil {
		return fmt.Errorf("what people wrote about events: %w", err)
	}
	words := map[uint64]*pack.Words{}
	for i := range all {
		for _, id := range all[i].IDs {
			words[id] = &all[i]
		}
	}
	files := []*model.EventFile{&tree.Events}
	for i := range tree.Vendors {
		if own := tree.Vendors[i].Events; own != nil {
			files = append(files, own)
		}
	}
	for _, f := range files {
		for _, e := range f.Events {
			if w := words[e.ID]; w != nil {
				e.Why, e.Advice, e.Links = w.Why, w.Advice, w.Links
			}
		}
	}
	return nil
}

// warm simulates the upgrade of an invented machine, so that the browser has optimised the program before the first
// real question.
func warm(data *Loaded, events []*model.Event, v *leapp.Version) {
	var machine strings.Builder
	for _, e := range events[:min(500, len(events))] {
		if len(e.In) == 0 {
			break
		}
		machine.WriteString(e.In[0].Name + "-1-1.x86_64\n")
	}
	last := func(major int) string { return fmt.Sprintf("%d.%d", major, model.LastMinor(major)) }
	own := Simulator{trees: map[string]*Loaded{"": data}}
	for _, p := range v.Paths {
		q := Question{List: machine.String(), Dirs: []string{""}, Source: last(p[0]), Target: last(p[1])}
		if answer, err := own.Run(q); err == nil {
			_, _ = simulate.JSON(answer) // only for the time it takes
		}
	}
}

// Run upgrades a machine. Its error is a message for people.
func (s *Simulator) Run(q Question) (*Answer, error) {
	installed, err := machine.Read(name, []byte(q.List))
	if err != nil {
		return nil, err
	}
	route, err := s.find(&q)
	if err != nil {
		return nil, err
	}
	journey, err := route.Machine(name, installed, false)
	if err != nil {
		return nil, err
	}
	s.route, s.machine = route, installed // the earlier question stays until this one is valid
	out := &Answer{Plan: plan.Of(journey), Events: map[uint64]string{}, Key: q.key()}
	if len(route) > 1 {
		out.End = &Report{Title: route.Title(), OK: journey.OK, Tally: journey.Tally(), Report: journey.Report()}
	}
	for i, h := range journey.Hops {
		sections := h.Report()
		if i > 0 {
			sections = append(sections[:1], journey.Changes(i)...)
		}
		report := Report{Title: h.Title, OK: h.OK, Tally: h.Tally(), Report: sections}
		if version, err := leapp.FindVersion(h.Leapp); err == nil {
			report.Stands = version.Stands()
		}
		out.Hops = append(out.Hops, report)
		for _, p := range h.Packages {
			if p.Event != nil && len(p.Event.In) > 0 {
				out.Events[p.Event.ID] = p.Event.In[0]
			}
		}
	}
	return out, nil
}

// find is the way of a question. What is asked of the machine as it is now is for the first upgrade.
func (s *Simulator) find(q *Question) (route simulate.Route, err error) {
	source, err := model.KnownRelease(q.Source)
	if err != nil {
		return nil, err
	}
	target, err := model.KnownRelease(q.Target)
	if err != nil {
		return nil, err
	}
	lists, err := q.lists()
	if err != nil {
		return nil, err
	}
	for i, dir := range q.Dirs {
		loaded := s.trees[dir]
		if loaded == nil {
			return nil, errors.New("the data of " + dir + " were not loaded")
		}
		data := *loaded.tree // a copy
		data.Upgrade.Arch = q.Arch
		if i == 0 {
			data.Upgrade.Enabled, data.Upgrade.Lists = q.Enabled, lists
		}
		route = append(route, &data)
	}
	if route == nil {
		return nil, errors.New("no upgrade was asked for")
	}
	route.Between(source, target)
	return route, nil
}

// key is a digest of the list, and of the distributions and major releases of the way.
func (q *Question) key() string {
	text := q.List
	for _, dir := range q.Dirs {
		folders := strings.Split(dir, "/")
		text += "\n" + strings.Join(folders[max(0, len(folders)-2):], "/")
	}
	return digest.Hex([]byte(text))[:16]
}

// lists are the transaction lists of a question.
func (q *Question) lists() (out machine.TransactionLists, err error) {
	for _, l := range []struct {
		file, text string
		to         *[]string
	}{{"to_remove", q.Remove, &out.Remove}, {"to_install", q.Install, &out.Install}, {"to_keep", q.Keep, &out.Keep}} {
		if strings.Contains(l.text, "#") {
			return out, &machine.Error{Name: l.file, Line: 1, Message: "this field takes names of packages alone"}
		}
		names := strings.Join(strings.FieldsFunc(l.text, isBetween), "\n")
		if *l.to, err = machine.ReadNames(l.file, []byte(names)); err != nil {
			return out, err
		}
	}
	return out, nil
}

// isBetween reports whether a character stands between names in a field of one line.
func isBetween(r rune) bool { return r == ',' || unicode.IsSpace(r) }

// again upgrades the last machine once more, to say more about it.
func (s *Simulator) again(why bool) (*fate.Journey, error) {
	if s.machine == nil {
		return nil, errors.New("nothing was simulated")
	}
	return s.route.Machine(name, s.machine, why)
}

// Packages are all of the last machine in one of its upgrades, with every event that was looked at.
func (s *Simulator) Packages(hop int) ([]fate.Package, error) {
	j, err := s.again(true)
	if err != nil {
		return nil, err
	}
	if hop < 0 || hop >= len(j.Hops) {
		return nil, errors.New("there is no such upgrade")
	}
	return j.Hops[hop].Packages, nil
}

// Text is the report on the last machine, as pes simulate prints it.
func (s *Simulator) Text(why bool) (string, error) {
	j, err := s.again(why)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = j.Print(&b, fate.Text{Title: s.route.Title(), Why: why})
	return b.String(), err
}

// CSV is a row a package of the last machine, as pes simulate --format csv prints it.
func (s *Simulator) CSV() (string, error) {
	j, err := s.again(false)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	out := fate.NewCSV(&b, s.route.Stocked(), len(j.Hops) > 1)
	if len(j.Hops) > 1 {
		err = out.WriteJourney(j)
	} else {
		err = out.Write(j.Hops[0].Result)
	}
	return b.String(), err
}
