package upgrade

import (
	"slices"

	"pes/generator/model"
)

// A Request is a machine as the test vectors and pes simulate --requests write it, one JSON object a line. Without
// modules the streams of the installed packages are the enabled ones.
type Request struct {
	ID           any              `json:"id"`
	Tree         any              `json:"tree"` // a word or a number: a folder
	Leapp        string           `json:"leapp"`
	Source       string           `json:"source"`
	Target       string           `json:"target"`
	SourceDistro string           `json:"source_distro"`
	TargetDistro string           `json:"target_distro"`
	Arch         string           `json:"arch"`
	Installed    []RequestPackage `json:"installed"`
	Enabled      []string         `json:"enabled_repos"`
	Modules      [][]string       `json:"enabled_modules"`
	Install      []string         `json:"to_install"`
	Remove       []string         `json:"to_remove"`
	Keep         []string         `json:"to_keep"`
}

// A RequestPackage is an installed package; a stream is [module, stream].
type RequestPackage struct {
	Name       string   `json:"name"`
	Repository string   `json:"repository"`
	Stream     []string `json:"modulestream"`
	Signature  string   `json:"signature"`
}

// An Answer is an outcome in the shape of the vectors.
type Answer struct {
	ActiveVendors []string     `json:"active_vendors"`
	Blacklisted   []string     `json:"blacklisted_repos"`
	ID            any          `json:"id"`
	OK            bool         `json:"ok"`
	PES           *AnswerTasks `json:"pes"`
	Reports       []string     `json:"reports"`
	Enable        []string     `json:"repos_to_enable"` // null where one step does all
	Stopped       []string     `json:"stopped"`
	TargetRepos   AnswerRepos  `json:"target_repos"`
}

// AnswerTasks are Tasks; a stream is module:stream.
type AnswerTasks struct {
	Enable    []string `json:"modules_to_enable"`
	Reset     []string `json:"modules_to_reset"`
	Install   []string `json:"to_install"`
	Keep      []string `json:"to_keep"`
	Reinstall []string `json:"to_reinstall"`
	Remove    []string `json:"to_remove"`
}

// AnswerRepos are the target repositories.
type AnswerRepos struct {
	Custom []string `json:"custom"`
	Mapped []string `json:"mapped"`
}

// Machine reads a request.
func (q *Request) Machine() (*Machine, error) {
	m := &Machine{Arch: q.Arch, SourceOS: q.SourceDistro, TargetOS: q.TargetDistro, Enabled: q.Enabled,
		Install: q.Install, Remove: q.Remove, Keep: q.Keep}
	var err error
	if m.Source, err = model.ParseRelease(q.Source); err != nil {
		return nil, badRequest("source: " + err.Error())
	}
	if m.Target, err = model.ParseRelease(q.Target); err != nil {
		return nil, badRequest("target: " + err.Error())
	}
	if !slices.Contains(model.Arches, q.Arch) {
		return nil, badRequest("arch: Leapp knows no architecture " + q.Arch)
	}
	for _, p := range q.Installed {
		if p.Name == "" {
			return nil, badRequest("installed: a package has no name")
		}
		s, err := requestStream(p.Stream)
		if err != nil {
			return nil, err
		}
		m.Installed = append(m.Installed, Package{p.Name, p.Repository, s, p.Signature})
		if q.Modules == nil && !s.IsZero() {
			m.Modules = append(m.Modules, s)
		}
	}
	for _, x := range q.Modules {
		s, err := requestStream(x)
		if err != nil {
			return nil, err
		}
		m.Modules = append(m.Modules, s)
	}
	return m, nil
}

type badRequest string

func (b badRequest) Error() string { return string(b) }

func requestStream(x []string) (s model.Stream, err error) {
	switch len(x) {
	case 0:
	case 2:
		s = model.Stream{Module: x[0], Stream: x[1]}
	default:
		err = badRequest("a module stream is [module, stream]")
	}
	return s, err
}

// Answer runs a request.
func (e *Engine) Answer(q *Request) (*Answer, error) {
	m, err := q.Machine()
	if err != nil {
		return nil, err
	}
	o := e.Run(m)
	a := &Answer{
		ID: q.ID, OK: !o.Stopped(), ActiveVendors: list(o.Vendors), Blacklisted: list(o.Blacklisted),
		Enable: list(o.Enable), Reports: []string{}, Stopped: []string{},
		TargetRepos: AnswerRepos{Custom: list(o.Custom), Mapped: list(o.Mapped)},
	}
	if e.OneStep {
		a.Enable = nil
	}
	for _, r := range o.Reports {
		a.Reports = append(a.Reports, r.Title)
	}
	for _, r := range o.Refusals {
		if r.Kind != model.Inhibit {
			a.Stopped = append(a.Stopped, r.Step)
		}
	}
	if o.PES != nil && a.OK {
		a.PES = &AnswerTasks{
			Enable: streamNames(o.PES.EnableModules), Reset: streamNames(o.PES.ResetModules),
			Install: list(o.PES.Install), Keep: list(o.PES.Keep),
			Reinstall: list(o.PES.Reinstall), Remove: list(o.PES.Remove),
		}
	}
	return a, nil
}

// list is a list that JSON writes as [] where it is empty.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func streamNames(list []model.Stream) []string {
	out := make([]string, 0, len(list))
	for _, s := range list {
		out = append(out, s.String())
	}
	slices.Sort(out)
	return out
}
