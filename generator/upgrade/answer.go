package upgrade

import (
	"errors"
	"fmt"
	"slices"

	"pes/generator/list"
	"pes/generator/model"
)

// A Request is a machine in the format of the test vectors and of pes simulate --requests, one JSON object per line.
// Without enabled_modules, the streams of the installed packages are enabled.
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
	Hops         []RequestHop     `json:"hops"` // instead of tree, leapp and target: several upgrades in a row
}

// A RequestHop is one of several upgrades.
type RequestHop struct {
	Tree   any    `json:"tree"`
	Leapp  string `json:"leapp"`
	Source string `json:"source"` // where it is not the target of the hop before: dnf brings the machine there
	Target string `json:"target"`
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
	TargetRepos   struct {
		Custom []string `json:"custom"`
		Mapped []string `json:"mapped"`
	} `json:"target_repos"`
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

// Machine reads a request.
func (q *Request) Machine() (*Machine, error) {
	m := &Machine{Arch: q.Arch, SourceOS: q.SourceDistro, TargetOS: q.TargetDistro, Enabled: q.Enabled,
		Install: q.Install, Remove: q.Remove, Keep: q.Keep}
	var err error
	if m.Source, err = model.ParseRelease(q.Source); err != nil {
		return nil, fmt.Errorf("source: %w", err)
	}
	if m.Target, err = model.ParseRelease(q.Target); err != nil {
		return nil, fmt.Errorf("target: %w", err)
	}
	if !slices.Contains(model.Arches, q.Arch) {
		return nil, errors.New("arch: Leapp knows no architecture " + q.Arch)
	}
	for _, p := range q.Installed {
		if p.Name == "" {
			return nil, errors.New("installed: a package has no name")
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
	for _, pair := range q.Modules {
		s, err := requestStream(pair)
		if err != nil {
			return nil, err
		}
		m.Modules = append(m.Modules, s)
	}
	return m, nil
}

func requestStream(pair []string) (s model.Stream, err error) {
	switch len(pair) {
	case 0:
		return s, nil
	case 2:
		return model.Stream{Module: pair[0], Stream: pair[1]}, nil
	}
	return s, errors.New("a module stream is [module, stream]")
}

// Answer runs a request.
func (e *Engine) Answer(q *Request) (*Answer, error) {
	m, err := q.Machine()
	if err != nil {
		return nil, err
	}
	return e.AnswerOf(q.ID, e.Run(m)), nil
}

// AnswerOf is an outcome as an answer.
func (e *Engine) AnswerOf(id any, o *Outcome) *Answer {
	a := &Answer{
		ID: id, OK: !o.Stopped(), ActiveVendors: copied(o.Vendors), Blacklisted: copied(o.Blacklisted),
		Enable: copied(o.Enable), Stopped: []string{},
		Reports: copied(list.Map(o.Reports, func(r Report) string { return r.Title })),
	}
	a.TargetRepos.Custom, a.TargetRepos.Mapped = copied(o.Custom), copied(o.Mapped)
	if e.OneStep {
		a.Enable = nil
	}
	for _, r := range o.Refusals {
		if r.Kind != model.Inhibit {
			a.Stopped = append(a.Stopped, r.Step)
		}
	}
	if o.PES != nil && a.OK {
		a.PES = &AnswerTasks{
			Enable: streamNames(o.PES.EnableModules), Reset: streamNames(o.PES.ResetModules),
			Install: copied(o.PES.Install), Keep: copied(o.PES.Keep),
			Reinstall: copied(o.PES.Reinstall), Remove: copied(o.PES.Remove),
		}
	}
	return a
}

// copied is a list that JSON writes as [] where it is empty.
func copied(s []string) []string { return append([]string{}, s...) }

func streamNames(streams []model.Stream) []string {
	out := copied(list.Map(streams, model.Stream.String))
	slices.Sort(out)
	return out
}
