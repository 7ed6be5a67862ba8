package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/simulate"
	"pes/generator/upgrade"
)

// upgradeData is what machines are upgraded with.
type upgradeData struct{ simulate.Data }

// upgradeData reads what a call asks for, from a tree or from the sources.
func (a *app) upgradeData(s *simulation) (*upgradeData, error) {
	// All that is read here stays: looking for garbage in it would cost a fifth of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	d := &upgradeData{simulate.Data{Ask: machine.Upgrade{Arch: s.arch}}}
	if s.enabledSet {
		d.Ask.Enabled = append([]string{}, s.enabled...)
	}
	var err error
	if d.Ask.Source, err = releaseFlag("source", s.source); err != nil {
		return nil, err
	}
	if d.Ask.Target, err = releaseFlag("target", s.target); err != nil {
		return nil, err
	}
	if s.arch != "" && !slices.Contains(model.Arches, s.arch) {
		return nil, errUsage{fmt.Errorf("--arch: Leapp knows no architecture %q: it is %s", s.arch, english.Or(model.Arches))}
	}
	var version *leapp.Version
	if s.version != "" {
		if version, err = leapp.FindVersion(s.version); err != nil {
			return nil, errUsage{fmt.Errorf("--leapp: %w", err)}
		}
		if version.Does == nil {
			return nil, errUsage{fmt.Errorf("--leapp: %w", upgrade.Unsupported{Version: s.version})}
		}
	}
	if s.tree != "" {
		err = d.readTree(s, version)
	} else {
		err = a.compileTree(d, s, version)
	}
	if err != nil {
		return nil, err
	}
	if err = d.Prepare(); err != nil {
		return nil, fmt.Errorf("%s: %w", d.Name, err)
	}
	return d, nil
}

func releaseFlag(name, value string) (model.Release, error) {
	if value == "" {
		return model.Release{}, errUsage{fmt.Errorf("--%s is missing: a release, such as --source 7.9 --target 8.10", name)}
	}
	r, err := model.KnownRelease(value)
	if err != nil {
		return r, errUsage{fmt.Errorf("--%s: %w", name, err)}
	}
	return r, nil
}

// readTree reads a folder as Leapp does.
func (d *upgradeData) readTree(s *simulation, version *leapp.Version) error {
	d.Name = "the tree " + s.tree
	root, err := os.OpenRoot(s.tree)
	if err != nil {
		return fmt.Errorf("tree: %w", err)
	}
	defer root.Close()
	fsys := root.FS()
	if !isFile(fsys, "pes-events.json") && !isFile(fsys, "repomap.json") {
		hint := "a tree is a folder such as /etc/leapp/files"
		if isFile(fsys, "etc/leapp/files/repomap.json") {
			hint = "name " + filepath.Join(s.tree, "etc/leapp/files")
		}
		return fmt.Errorf("tree: there is no pes-events.json in %s: %s", s.tree, hint)
	}
	if version == nil {
		if version = leapp.GuessVersion(fsys); version == nil {
			return fmt.Errorf("tree: the repomap.json in %s has no format that is known: say --leapp V", s.tree)
		}
	}
	if d.Tree, err = leapp.ReadTree(fsys, filepath.ToSlash(s.tree), version); err != nil {
		return fmt.Errorf("tree: %w", err)
	}
	if d.Tree.Map.Fault == nil {
		if err := d.hasPath(s.tree, mapPaths(&d.Tree.Map.Map)); err != nil {
			return err
		}
	}
	return d.treeDistro(s, version)
}

func isFile(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}

// mapPaths are the upgrade paths that a map is for.
func mapPaths(m *model.Map) (out []model.Path) {
	for _, x := range m.Mappings {
		if !slices.ContainsFunc(out, func(p model.Path) bool { return p.Source == x.Source && p.Target == x.Target }) {
			out = append(out, model.Path{Source: x.Source, Target: x.Target})
		}
	}
	return out
}

// hasPath refuses a path that the data is not for.
func (d *upgradeData) hasPath(name string, paths []model.Path) error {
	want := model.Path{Source: d.Ask.Source.Major, Target: d.Ask.Target.Major}
	var have []string
	for _, p := range paths {
		if p.Source == want.Source && p.Target == want.Target {
			return nil
		}
		have = append(have, p.String())
	}
	if len(have) == 0 {
		return fmt.Errorf("%s has no upgrade path at all", name)
	}
	return fmt.Errorf("%s has no upgrade path %s: it has %s", name, want.String(), strings.Join(have, ", "))
}

// treeDistro finds the system that a tree upgrades to, which Leapp looks at from 0.23 on.
func (d *upgradeData) treeDistro(s *simulation, version *leapp.Version) error {
	if !version.ByDistro {
		if s.distro != "" {
			return errUsage{fmt.Errorf("--distro says nothing here: a tree of Leapp %s is of one distribution", version.Name)}
		}
		return nil
	}
	var known []string
	for _, f := range d.Tree.Map.Map.Families {
		for _, e := range f.Entries {
			if e.Major == d.Ask.Target.Major && !slices.Contains(known, e.Distro) {
				known = append(known, e.Distro)
			}
		}
	}
	slices.Sort(known)
	id := s.distro
	switch {
	case id == "" && len(known) == 1:
		id = known[0]
	case id == "" && len(known) > 1:
		return errUsage{fmt.Errorf("--distro is missing: the tree has repositories of %s", strings.Join(known, ", "))}
	case id != "" && !slices.Contains(known, id) && len(known) > 0:
		return errUsage{fmt.Errorf("--distro: the tree has no repository of %q: it has some of %s", id, strings.Join(known, ", "))}
	}
	d.Ask.SourceOS, d.Ask.TargetOS = id, id
	return nil
}

// compileTree makes of the sources the tree that would be published.
func (a *app) compileTree(d *upgradeData, s *simulation, version *leapp.Version) error {
	catalog, err := a.resolve(s.distro)
	if err != nil {
		return err
	}
	if s.distro == "" {
		return errUsage{fmt.Errorf("--distro is missing: what the machine becomes: %s", strings.Join(d.distros(catalog), ", "))}
	}
	target, err := d.find(catalog, s.distro)
	if err != nil {
		return err
	}
	path := target.Paths[slices.IndexFunc(target.Paths, func(p *model.Path) bool { return p.Source == d.Ask.Source.Major })]
	if version == nil {
		version, d.Assumed = defaultVersion(path, target.Distro)
	}
	if !version.HasPath(path.Source, path.Target) {
		return errUsage{fmt.Errorf("--leapp: Leapp %s has no upgrade from %d to %d", version.Name, path.Source, path.Target)}
	}
	d.Name = target.Distro.Folder + " of these sources"
	d.Tree = upgrade.FromTarget(leapp.Readable(target, version), version.Name)
	if version.ByDistro {
		d.Ask.SourceOS, d.Ask.TargetOS = path.Systems[0].OSID, target.Distro.OSID
	}
	return nil
}

// distros are the distributions that have the path asked for, or all that have one.
func (d *upgradeData) distros(c *model.Catalog) []string {
	var with, all []string
	for _, t := range c.Targets {
		all = append(all, t.Distro.Folder)
		if t.Major == d.Ask.Target.Major && slices.ContainsFunc(t.Paths, func(p *model.Path) bool { return p.Source == d.Ask.Source.Major }) {
			with = append(with, t.Distro.Folder)
		}
	}
	if len(with) > 0 {
		return with
	}
	return slices.Compact(all)
}

// find is the target of a distribution that has the path asked for.
func (d *upgradeData) find(c *model.Catalog, distro string) (*model.Target, error) {
	var paths []model.Path
	var found *model.Target
	for _, t := range c.Targets {
		for _, p := range t.Paths {
			paths = append(paths, *p)
		}
		if t.Major == d.Ask.Target.Major {
			found = t
		}
	}
	if len(paths) == 0 {
		return nil, errors.New(distro + " is only upgraded from: --distro is what the machine becomes")
	}
	return found, d.hasPath(distro, paths)
}

// defaultVersion is the usual one of the versions that the path is written for. Where only versions are named whose algorithm
// is another one, 0.21 stands in, and assumed says so.
func defaultVersion(p *model.Path, distro *model.Distro) (version *leapp.Version, assumed string) {
	if version = leapp.Usual(leapp.Simulated(p)); version != nil {
		return version, ""
	}
	return leapp.Usual(leapp.Versions), "Leapp is 0.21: " + distro.Folder + " names " + strings.Join(p.Leapp, ", ") +
		" for this path, which computes in another way"
}
