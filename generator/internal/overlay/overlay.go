// Package overlay is for tests only: what a distribution's config.json makes of upstream's events, as it is documented
// for the tool of leapp-data that does it. It is a second opinion on what this project's rules make of them, so it
// shares nothing with the compiler, and has the tool's mistakes:
//
//   - a package in a repository that is removed takes the whole event with it, the other parts of a split as well;
//   - an event inside one major version, a presence and a deprecation have the out name of a repository on both sides;
//   - what is replaced is no longer there to be removed, so a repository that is both is never removed;
//   - a repository that is replaced must have both names as soon as an event asks for the one that is missing, and
//     nobody notices before;
//   - a repository that no rule covers stays as it is, without a word;
//   - the IDs of additions are those after the last event that is left, so they move when upstream does.
//
// Use:
//
//	file, err := overlay.Apply(upstream, config)
//	for _, line := range overlay.Diff(file.Events, ours.Events) { t.Error(line) }
package overlay

import (
	"encoding/json"
	"fmt"
	"slices"
)

// A Config is a config.json.
type Config struct {
	DistName              string               `json:"dist_name"`
	OSNames               []OSName             `json:"os_names"`
	RepositoryReplacing   map[string]BySide    `json:"repository_replacing"`
	RemovableRepositories []string             `json:"removable_repositories"`
	PackageReplacing      []PackageReplacement `json:"package_replacing"`
	RemovablePackages     []PackageOfTwoMajors `json:"removable_packages"`
	AdditionalActions     []*Event             `json:"additional_actions"`
}

// An OSName is what the system of a major version is called.
type OSName struct {
	Major int    `json:"major_version"`
	Name  string `json:"os_name"`
}

// PackageOfTwoMajors names a package in events from one major version, or from none, to another.
type PackageOfTwoMajors struct {
	Name string `json:"name"`
	From *int   `json:"initial_release"`
	To   *int   `json:"target_release"`
}

// A PackageReplacement gives such a package another name.
type PackageReplacement struct {
	PackageOfTwoMajors
	New BySide `json:"to"`
}

// BySide is a name for each side of an event; nil where it is missing.
type BySide struct {
	In  *string `json:"in_packageset"`
	Out *string `json:"out_packageset"`
}

// UnmarshalJSON reads one name for both sides, or an object with one for each.
func (s *BySide) UnmarshalJSON(data []byte) error {
	var both string
	if string(data) == "null" {
		return nil
	}
	if json.Unmarshal(data, &both) == nil {
		s.In, s.Out = &both, &both
		return nil
	}
	type plain BySide // without this method
	return json.Unmarshal(data, (*plain)(s))
}

// ReadConfig reads a config.json.
func ReadConfig(data []byte) (*Config, error) {
	c := &Config{}
	if err := json.Unmarshal(data, c); err != nil {
		return nil, fmt.Errorf("config.json: %w", err)
	}
	for i, e := range c.AdditionalActions {
		if e == nil || e.To == nil || e.In == nil {
			return nil, fmt.Errorf("config.json: addition number %d has no release or no packages", i+1)
		}
	}
	return c, nil
}

// Apply makes a distribution's pes-events.json of upstream's by its config.json.
func Apply(upstream, config []byte) (*File, error) {
	f, err := Read(upstream)
	if err != nil {
		return nil, err
	}
	c, err := ReadConfig(config)
	if err != nil {
		return nil, err
	}
	for _, e := range f.Events {
		c.nameSystems(e)
		if err := c.replacePackages(e); err != nil {
			return nil, fmt.Errorf("event %d: %w", e.ID, err)
		}
		if err := c.replaceRepositories(e); err != nil {
			return nil, fmt.Errorf("event %d: %w", e.ID, err)
		}
	}
	f.Events = slices.DeleteFunc(f.Events, c.removes)
	id, set := lastIDs(f.Events)
	for _, e := range c.AdditionalActions {
		id++
		e.ID = id
		for _, s := range e.sets() {
			set++
			s.ID = set
		}
		f.Events = append(f.Events, e)
	}
	return f, nil
}

// lastIDs are the highest IDs of events and of sets.
func lastIDs(events []*Event) (id, set int) {
	for _, e := range events {
		id = max(id, e.ID)
		for _, s := range e.sets() {
			set = max(set, s.ID)
		}
	}
	return id, set
}

// sets are the sets that the event has, the one of its in packages first.
func (e *Event) sets() []*Set {
	if e.Out == nil {
		return []*Set{e.In}
	}
	return []*Set{e.In, e.Out}
}

// nameSystems is the first step: the system of every major version has the distribution's name.
func (c *Config) nameSystems(e *Event) {
	for _, r := range []*Release{e.From, e.To} {
		for _, name := range c.OSNames {
			if r != nil && r.Major == name.Major {
				r.OS = name.Name
			}
		}
	}
}

// replacePackages is the first half of the second step: packages have other names.
func (c *Config) replacePackages(e *Event) error {
	for side, set := range e.sets() {
		for i := range set.Packages {
			p := &set.Packages[i]
			for _, r := range c.PackageReplacing {
				if !r.is(p.Name, e) {
					continue
				}
				name, err := r.New.of(side)
				if err != nil {
					return fmt.Errorf("package_replacing of %s: %w", p.Name, err)
				}
				p.Name = name
				break
			}
		}
	}
	return nil
}

// is tells whether the rule is about a package of that name in such an event.
func (p *PackageOfTwoMajors) is(name string, e *Event) bool {
	from := p.From == nil && e.From == nil || p.From != nil && e.From != nil && *p.From == e.From.Major
	return p.Name == name && from && p.To != nil && *p.To == e.To.Major
}

// of is the name for a side, 0 for in and 1 for out.
func (s BySide) of(side int) (string, error) {
	name, key := s.In, "in_packageset"
	if side == 1 {
		name, key = s.Out, "out_packageset"
	}
	if name == nil {
		return "", fmt.Errorf("there is no %s", key)
	}
	return *name, nil
}

// replaceRepositories is the other half of the second step: repositories have the distribution's names, which are
// those for the out side on both where what is in is not another release's.
func (c *Config) replaceRepositories(e *Event) error {
	sameMajor := e.From != nil && e.From.Major == e.To.Major
	for side, set := range e.sets() {
		for i := range set.Packages {
			p := &set.Packages[i]
			names, ok := c.RepositoryReplacing[p.Repository]
			if !ok {
				continue
			}
			name, err := names.of(side)
			if err == nil && (sameMajor || e.Action == 0 || e.Action == 2) {
				name, err = names.of(1)
			}
			if err != nil {
				return fmt.Errorf("repository_replacing of %s: %w", p.Repository, err)
			}
			p.Repository = name
		}
	}
	return nil
}

// removes is the third step: whether any one package of an event does not exist in the distribution.
func (c *Config) removes(e *Event) bool {
	for _, set := range e.sets() {
		for _, p := range set.Packages {
			if slices.Contains(c.RemovableRepositories, p.Repository) ||
				slices.ContainsFunc(c.RemovablePackages, func(r PackageOfTwoMajors) bool { return r.is(p.Name, e) }) {
				return true
			}
		}
	}
	return false
}
