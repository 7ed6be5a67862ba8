package describe

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/importer"
	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
)

// A Distro holds the .repo files of a new distribution, and what its author says about it.
type Distro struct {
	Folder                string
	Title, OSID, Homepage string       // "" where nobody said
	Extends               string       // the folder of the distribution that it is a variant of; "" for none
	Paths                 []string     // upgrade paths that lead to it, such as "8-9"
	Sources               []string     // folders of the distributions that may be upgraded; itself where there are none
	Arches                []string     // x86_64 where there are none
	Repos                 []*diag.File // as the distribution installs them

	notes []string
}

// Notes are sentences on what Files guessed, repaired or left out.
func (n *Distro) Notes() []string { return n.notes }

// CheckPaths returns an error unless every item of a list such as "7-8,8-9" is an upgrade path.
func CheckPaths(list string) error {
	for _, path := range strings.Split(list, ",") {
		if from, to := majors(path); from < 1 || to <= from || to > 99 {
			return fmt.Errorf("%q is not an upgrade path: write 8-9", path)
		}
	}
	return nil
}

// Files makes the distribution's file. others are the distributions of the project. todo are sentences on what the
// author has to complete. The file is only made where mistakes has no error.
func (n *Distro) Files(others []*source.Distro) (files tree.Tree, todo []string, mistakes diag.List) {
	for _, x := range n.newSources(others, &mistakes) {
		file, ok := formatted("content/distros/"+x.Folder+".toml", x.Print(), &mistakes)
		if ok {
			files, others = append(files, file), append(others, x)
			n.notes = append(n.notes, fmt.Sprintf("%s is added, because upgrades start from it: check which "+
				"repositories its machines have enabled", file.Path))
		}
	}
	d, todo, found := n.releases()
	if mistakes.Merge(found); mistakes.Failed() {
		return nil, nil, mistakes
	}
	d.Name = source.Word(cmp.Or(n.Title, n.Folder))
	d.OSID, d.Homepage = source.OptionalWord(n.OSID), source.OptionalWord(n.Homepage)
	d.Extends = source.OptionalWord(n.Extends)
	d.Arches = source.OptionalWords(n.Arches)
	if len(n.Arches) == 0 && n.Extends == "" {
		d.Arches = source.Words("x86_64")
	}
	d.Paths = list.Map(n.Paths, func(path string) source.Path { return n.path(d, path, others) })
	file, ok := formatted("content/distros/"+n.Folder+".toml", d.Print(), &mistakes)
	if !ok {
		return nil, nil, mistakes
	}
	return append(tree.Tree{file}, files...), todo, mistakes
}

// newSources are the distributions that upgrades begin at and that the project does not have. One that is not known
// either is a mistake.
func (n *Distro) newSources(others []*source.Distro, mistakes *diag.List) (out []*source.Distro) {
	var releases []int
	for _, path := range n.Paths {
		from, _ := majors(path)
		releases = list.AppendNew(releases, from)
	}
	for _, folder := range n.Sources {
		is := func(d *source.Distro) bool { return d.Folder == folder }
		if folder == n.Folder || slices.ContainsFunc(others, is) {
			continue
		}
		if d := knownSource(folder, releases); d != nil {
			out = append(out, d)
			continue
		}
		for _, release := range releases {
			mistakes.Errorf(diag.Pos{}, "unknown-distribution", "the project has no distribution %s, and release %d "+
				"of it is not known here: write it first with pes new distro %s, or name one of %s", folder, release,
				folder, cmp.Or(knownSystems(release), "the project's"))
		}
	}
	return out
}

// FirstEvent makes an event that is true of every Enterprise Linux: Leapp needs one for each release, and a new project
// has none.
func (n *Distro) FirstEvent(major int) (tree.Entry, bool) {
	e := source.Event{Action: "present", In: source.Sets{Sets: [][]source.Text{source.Words("bash@baseos").Items}}}
	e.In.Pos = e.In.Sets[0][0].Pos
	e.To = source.Word(fmt.Sprintf("%d.0", major))
	e.Why = source.Word("Leapp wants an event for each release it upgrades to; this one says what is true everywhere.")
	one := source.Events{List: []source.Event{e}}
	return formatted(fmt.Sprintf("content/events/el%d/bash.toml", major), one.Print(), &diag.List{})
}

// releases makes the source and target releases of the paths; those without .repo files get the repositories that every
// distribution has.
func (n *Distro) releases() (d *source.Distro, todo []string, mistakes diag.List) {
	d = &source.Distro{Folder: n.Folder}
	var own, targets []int // releases that upgrades of the distribution itself begin at, and that upgrades lead to
	for _, path := range n.Paths {
		from, to := majors(path)
		targets = append(targets, to)
		if len(n.Sources) == 0 || slices.Contains(n.Sources, n.Folder) {
			own = append(own, from)
		}
	}
	all := list.Distinct(slices.Concat(targets, own))
	var repaired []string
	for _, f := range n.Repos {
		sections, notes, found := importer.ReadSections(f)
		mistakes.Merge(found)
		repaired = append(repaired, notes...)
		for _, s := range sections {
			if isAuxiliary(s) {
				continue
			}
			role, ok := known.Role(s.Repoid)
			if !ok {
				todo = append(todo, fmt.Sprintf("[%s] is left out: its role is not known; write it in "+
					"[release.N.ROLE]", s.Repoid))
				continue
			}
			major, bare := release(f.Name, s, all)
			if bare != nil {
				major = bare.n // a distribution's addresses have no other numbers
			}
			for _, t := range all {
				if major == 0 || major == t {
					n.add(d, role, s, t, slices.Contains(own, t), slices.Contains(targets, t))
				}
			}
		}
	}
	n.notes = append(n.notes, repaired...)
	for _, t := range all {
		if n.Extends != "" && len(n.Repos) == 0 {
			break // its parent has them
		}
		if r := d.Release(t); len(r.Roles.Pairs) == 0 {
			for _, role := range known.RolesOfAll() {
				r.Roles.Add(role, n.role(role, t))
			}
			todo = append(todo, fmt.Sprintf("[release.%d.*]: what dnf calls each repository (repoid) and, "+
				`where upgrades lead, where it is: repo = { name = "...", baseurl = "https://...", key = "..." }`, t))
		}
	}
	importer.SortReleases(d)
	return d, todo, mistakes
}

func (n *Distro) role(role string, major int) (r source.Role) {
	r.PESID = source.Word(n.Folder + strconv.Itoa(major) + "-" + role)
	return r
}

// add adds a section as a role, unless the role exists. On the target side it gets a repoid of its own, as Leapp would
// otherwise take it for a repository that is installed already; on the source side it keeps dnf's repoid.
func (n *Distro) add(d *source.Distro, role string, s model.Section, major int, own, target bool) {
	roles := &d.Release(major).Roles
	if roles.At(role) != nil {
		return
	}
	r := n.role(role, major)
	if own {
		side := importer.RepoidSide(s.Repoid)
		r.Source = &side
	}
	if target {
		url := func(k model.KeyRef) source.Text { return source.Word(k.URL) }
		r.Repo = importer.Options(concrete(withoutEnabled(general(s, 0, nil)), major), url)
	}
	roles.Add(role, r)
}

// concrete is a section with the number of a release for {major}.
func concrete(s model.Section, major int) model.Section {
	for i := range s.Options {
		s.Options[i].Value = importer.Concrete(s.Options[i].Value, major)
	}
	for i := range s.Keys {
		s.Keys[i].URL = importer.Concrete(s.Keys[i].URL, major)
	}
	return s
}

// path is an upgrade path on which each role leads to the role of the same name. The one repository of EL 7 leads to
// all, as its packages went to any of them.
func (n *Distro) path(d *source.Distro, path string, others []*source.Distro) source.Path {
	from, to := majors(path)
	out := source.Path{From: source.Number(int64(from)), To: source.Number(int64(to))}
	systems := []*source.Distro{d}
	if len(n.Sources) > 0 {
		out.Sources = source.Words(n.Sources...)
		systems = list.Select(others, func(x *source.Distro) bool { return slices.Contains(n.Sources, x.Folder) })
	}
	targets := roleNames(d, to)
	for _, s := range systems {
		for _, role := range roleNames(s, from) {
			if out.Map.At(role) != nil {
				continue
			}
			if role == "base" || role == "updates" {
				leads := list.Select(targets, func(r string) bool { return r != "extras" })
				out.Map.Add(role, source.Words(leads...))
			} else if slices.Contains(targets, role) {
				out.Map.Add(role, source.Words(role))
			}
		}
	}
	return out
}

// roleNames are the roles that a release of a distribution has.
func roleNames(d *source.Distro, major int) []string {
	r, _ := d.Releases.Get(strconv.Itoa(major))
	return r.Roles.Keys()
}
