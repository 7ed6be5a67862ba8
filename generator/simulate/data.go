package simulate

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"pes/generator/english"
	"pes/generator/fate"
	"pes/generator/inventory"
	"pes/generator/known"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/succession"
	"pes/generator/upgrade"
)

// Options say which upgrade is simulated.
type Options struct {
	machine.Upgrade // SourceOS and TargetOS are found, and Target, where it is zero: the newest
	// Distro is what the machine becomes: of a project the folder of a distribution, of a tree an os id. Where it is
	// empty, the tree must not leave a choice.
	Distro string
	Leapp  *leapp.Version // nil: that of the tree, or the usual one of those that the distribution names
	// Installed is the version of Leapp on the machine, "" where it is not known. It counts where Leapp is nil and the
	// data are for it, too.
	Installed string
}

// An OptionError says that an option is missing, or does not fit the data. It begins with the name of the option.
type OptionError string

func (e OptionError) Error() string { return string(e) }

func optionError(format string, args ...any) error { return OptionError(fmt.Sprintf(format, args...)) }

// treesBelow are the trees in a checkout of leapp-data or in the output of a build, by their paths below it.
func treesBelow(fsys fs.FS) (out []string) {
	for _, pattern := range []string{"*", "*/*", "el*/etc/leapp/files", "*/el*/etc/leapp/files"} {
		found, _ := fs.Glob(fsys, pattern+"/pes-events.json") // the pattern is valid
		out = append(out, list.Map(found, path.Dir)...)
	}
	return list.Distinct(out)
}

// A readyTree is a tree that was read.
type readyTree struct {
	*model.Tree
	dir     string
	version *leapp.Version
	paths   []*model.Path // that its map has
	keys    []string      // files in the folder of vendors' keys
	assumed []string      // about the version
}

// readTree reads a folder such as /etc/leapp/files by the rules of the Leapp version that is asked for, else of the one
// that its files are for. dir is the name of the folder in messages.
func readTree(fsys fs.FS, dir string, o Options) (*readyTree, error) {
	if !isFile(fsys, "pes-events.json") && !isFile(fsys, "repomap.json") {
		hint := "a tree is a folder such as /etc/leapp/files"
		if isFile(fsys, "etc/leapp/files/repomap.json") {
			hint = "name " + filepath.Join(dir, "etc/leapp/files")
		} else if below := treesBelow(fsys); len(below) > 0 {
			hint = "name one of the trees in it: " + strings.Join(below, ", ")
		}
		return nil, fmt.Errorf("tree: there is no pes-events.json in %s: %s", dir, hint)
	}
	version, installed := o.Leapp, []string(nil)
	if version == nil {
		version = leapp.GuessVersion(fsys)
		switch {
		case version == nil && !isFile(fsys, "repomap.json"):
			return nil, fmt.Errorf("tree: there is no repomap.json in %s: its format says which Leapp the data "+
				"are for (--leapp)", dir)
		case version == nil:
			return nil, fmt.Errorf("tree: the repomap.json in %s has no format that is known: say --leapp V", dir)
		}
		reads := func(v *leapp.Version) bool { return v.MapFormat == version.MapFormat }
		version, installed = o.installed(version, list.Select(leapp.Versions, reads))
	}
	tree, err := leapp.ReadTree(fsys, dir, version)
	if err != nil {
		return nil, fmt.Errorf("tree: %w", err)
	}
	t := &readyTree{Tree: tree, dir: dir, version: version, keys: []string{}}
	t.paths = list.Map(tree.Map.Map.Mappings, func(m *model.Mapping) *model.Path {
		return &model.Path{Source: m.Source, Target: m.Target}
	})
	entries, err := fs.ReadDir(fsys, "vendors.d/rpm-gpg")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("tree: %w", err)
	}
	for _, e := range entries {
		t.keys = append(t.keys, e.Name())
	}
	t.assumed = installed
	return t, nil
}

// data prepares the tree for an upgrade.
func (t *readyTree) data(o Options) (*Data, error) {
	newest, err := o.findTarget(t.paths)
	if err != nil {
		return nil, err
	}
	if t.Map.Fault == nil {
		if err := o.checkPath(t.dir, t.paths); err != nil {
			return nil, err
		}
	}
	assumed := o.takeNewest(newest, t.version)
	if err := o.treeDistro(t.Tree, t.version); err != nil {
		return nil, err
	}
	d, err := New("the tree "+t.dir, t.Tree, o.Upgrade)
	if err != nil {
		return nil, err
	}
	d.keys = t.keys
	d.assumed = append(append(d.assumed, assumed...), t.assumed...)
	return d, nil
}

// installed chooses the Leapp version on the machine, if it is one of those that the data are for, and says so. usual
// is the one that counts otherwise.
func (o *Options) installed(usual *leapp.Version, rows []*leapp.Version) (v *leapp.Version, assumed []string) {
	if o.Installed == "" {
		return usual, nil
	}
	v, err := leapp.FindVersion(o.Installed)
	if err == nil && slices.Contains(rows, v) {
		return v, []string{fmt.Sprintf("Leapp is %s, as on the machine (--leapp)", o.Installed)}
	}
	return usual, []string{fmt.Sprintf("Leapp is %s: the machine has %s, which these data are not for (--leapp)",
		usual.Name, o.Installed)}
}

// findTarget finds the target's major where no target was named: then it reports that the newest of it is meant.
func (o *Options) findTarget(paths []*model.Path) (newest bool, err error) {
	if !o.Target.IsZero() {
		return false, nil
	}
	for _, p := range paths {
		switch {
		case p.Source != o.Source.Major:
		case o.Target.Major != 0 && o.Target.Major != p.Target:
			return false, optionError("target is missing: there are upgrades from %d to %d and to %d", p.Source,
				o.Target.Major, p.Target)
		default:
			o.Target.Major = p.Target
		}
	}
	switch have := list.AppendNew(nil, list.Map(paths, (*model.Path).String)...); {
	case len(have) == 0:
		return false, optionError("target is missing: a release, such as 8.10")
	case o.Target.Major == 0:
		return false, optionError("target is missing, and no upgrade begins at release %d: there are %s",
			o.Source.Major, strings.Join(have, ", "))
	}
	return true, nil
}

// takeNewest makes the target the newest release that a version upgrades to, and says so. A source release that the
// version does not take is refused later.
func (o *Options) takeNewest(newest bool, version *leapp.Version) (assumed []string) {
	if !newest {
		return nil
	}
	if r := version.Newest(o.Source); r.Major == o.Target.Major {
		o.Target = r
	} else if ways := version.Ways(o.Source.Major, o.Target.Major); len(ways) > 0 {
		to := list.FlatMap(ways, func(w leapp.Way) []model.Release { return w.To })
		o.Target = slices.MaxFunc(to, model.Release.Compare)
	} else {
		o.Target.Minor = model.LastMinor(o.Target.Major)
		return []string{fmt.Sprintf("the target is %s (--target)", o.Target)}
	}
	return []string{fmt.Sprintf("the target is %s, the newest that Leapp %s knows (--target)", o.Target, version.Name)}
}

func isFile(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}

// checkPath refuses an upgrade path that is not among those of the data.
func (o *Options) checkPath(name string, paths []*model.Path) error {
	have := list.AppendNew(nil, list.Map(paths, (*model.Path).String)...)
	wanted := (&model.Path{Source: o.Source.Major, Target: o.Target.Major}).String()
	switch {
	case len(have) == 0:
		return fmt.Errorf("%s has no upgrade path at all", name)
	case !slices.Contains(have, wanted):
		return fmt.Errorf("%s has no upgrade path %s: it has %s", name, wanted, strings.Join(have, ", "))
	}
	return nil
}

// treeDistro finds the os id of the system that a tree upgrades to, which Leapp reads from 0.23 on.
func (o *Options) treeDistro(t *model.Tree, version *leapp.Version) error {
	if !version.ByDistro {
		if o.Distro != "" {
			return optionError("distro says nothing here: a tree of Leapp %s is of one distribution", version.Name)
		}
		return nil
	}
	var known []string
	for _, e := range t.Map.Map.Entries() {
		if e.Major == o.Target.Major {
			known = list.AppendNew(known, e.Distro)
		}
	}
	slices.Sort(known)
	id := o.Distro
	switch {
	case id == "" && len(known) == 1:
		id = known[0]
	case id == "" && len(known) > 1:
		return optionError("distro is missing: the tree has repositories of %s", strings.Join(known, ", "))
	case id != "" && len(known) > 0 && !slices.Contains(known, id):
		return optionError("distro: the tree has no repository of %q: it has some of %s", id, strings.Join(known, ", "))
	}
	o.SourceOS, o.TargetOS = id, id
	return nil
}

// A sources is a catalog, with what all upgrades ask of it.
type sources struct {
	*model.Catalog
	inventories func() *inventory.Index
	earlier     func() *succession.Index
}

func newSources(c *model.Catalog) *sources {
	return &sources{c, sync.OnceValue(func() *inventory.Index { return inventory.NewIndex(c) }),
		sync.OnceValue(func() *succession.Index { return succession.New(c) })}
}

// own are the targets of the distribution that is asked for.
func (c *sources) own(o Options) ([]*model.Target, error) {
	if o.Distro == "" {
		return nil, optionError("distro is missing: what the machine becomes: %s",
			strings.Join(o.distros(c.Catalog), ", "))
	}
	own := list.Select(c.Targets, func(t *model.Target) bool { return t.Distro.Folder == o.Distro })
	if len(own) == 0 {
		return nil, errors.New(o.Distro + " is only upgraded from: --distro is what the machine becomes")
	}
	return own, nil
}

// data prepares one upgrade.
func (c *sources) data(o Options) (*Data, error) {
	own, err := c.own(o)
	if err != nil {
		return nil, err
	}
	newest, err := o.findTarget(list.FlatMap(own, func(t *model.Target) []*model.Path { return t.Paths }))
	if err != nil {
		return nil, err
	}
	target, path, err := o.find(c.Catalog)
	if err != nil {
		return nil, err
	}
	var assumed []string
	rows := leapp.Simulated(path)
	version := cmp.Or(o.Leapp, leapp.Usual(rows))
	if o.Leapp == nil && version != nil {
		version, assumed = o.installed(version, leapp.Made(path))
	}
	if version == nil {
		version = leapp.Usual(leapp.Versions)
		assumed = append(assumed, fmt.Sprintf("Leapp is %s: %s names %s for this path, which does not have it",
			version.Name, o.Distro, strings.Join(path.Leapp, ", ")))
	}
	if !version.HasPath(path.Source, path.Target) {
		return nil, noUpgrade(version, path)
	}
	assumed = append(assumed, o.takeNewest(newest, version)...)
	systems := version.Systems(target.Distro, path)
	if version.ByDistro {
		o.SourceOS, o.TargetOS = path.Systems[0].OSID, target.Distro.OSID
	}
	tree := upgrade.FromTarget(leapp.Readable(target, version), version.Name)
	d, err := New(o.Distro+" of these sources", tree, o.Upgrade)
	if err != nil {
		return nil, err
	}
	d.assumed = append(d.assumed, assumed...)
	d.useInventories(c.inventories(), target.Distro.Folder, path)
	d.rolling = known.Rolling(target.Distro.NameIn(target.Major))
	d.upgraded = list.Map(systems, func(s *model.Distro) known.System {
		return known.System{Distro: s.Folder, Name: s.NameIn(path.Source)}
	})
	d.ends = target.Distro.End(target.Major)
	d.osIDs = list.Map(systems, func(s *model.Distro) string { return s.OSID })
	d.gone = func(name string) string {
		if u := fate.UnnamedIn(c.earlier(), target, path, name); u.GoneSince > 0 {
			return u.Text
		}
		return ""
	}
	return d, nil
}

// noUpgrade says that a version does not have a path, and which versions do.
func noUpgrade(v *leapp.Version, p *model.Path) error {
	have := list.Select(leapp.Versions, func(v *leapp.Version) bool { return v.HasPath(p.Source, p.Target) })
	if len(have) == 0 {
		return fmt.Errorf("no Leapp version that pes knows upgrades from %d to %d", p.Source, p.Target)
	}
	names := list.Map(have, func(v *leapp.Version) string { return v.Name })
	return optionError("leapp: Leapp %s has no upgrade from %d to %d: %s have", v.Name, p.Source, p.Target,
		english.And(names))
}

// distros are the distributions that have the upgrade path, or all that have one.
func (o *Options) distros(c *model.Catalog) []string {
	targets := list.Select(c.Targets, func(t *model.Target) bool { return o.pathIn(t) != nil })
	if len(targets) == 0 {
		targets = c.Targets
	}
	return slices.Compact(list.Map(targets, func(t *model.Target) string { return t.Distro.Folder }))
}

// pathIn is the upgrade path in a target, nil where it has none.
func (o *Options) pathIn(t *model.Target) *model.Path {
	for _, p := range t.Paths {
		if p.Source == o.Source.Major && p.Target == o.Target.Major {
			return p
		}
	}
	return nil
}

// find is the upgrade path of the distribution, and the target it leads to.
func (o *Options) find(c *model.Catalog) (*model.Target, *model.Path, error) {
	var paths []*model.Path
	for _, t := range c.Targets {
		if t.Distro.Folder != o.Distro {
			continue
		}
		if p := o.pathIn(t); p != nil {
			return t, p, nil
		}
		paths = append(paths, t.Paths...)
	}
	return nil, nil, o.checkPath(o.Distro, paths)
}
