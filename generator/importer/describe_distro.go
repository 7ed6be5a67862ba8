package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/source"
	"pes/generator/tree"
)

// DistroFiles are the .repo files of a new distribution, and what somebody says of it.
type DistroFiles struct {
	Folder                string
	Title, OSID, Homepage string       // "" where nobody said
	Paths                 []string     // upgrade paths that lead to it, such as "8-9"
	Sources               []string     // folders of the distributions that may be upgraded; itself where there are none
	Arches                []string     // x86_64 where there are none
	Repos                 []*diag.File // as the distribution installs them
}

// CheckPaths refuses a list of upgrade paths, "7-8,8-9", in which one is none.
func CheckPaths(list string) error {
	for _, path := range strings.Split(list, ",") {
		if from, to := majors(path); from < 1 || to <= from || to > 99 {
			return fmt.Errorf("%q is no upgrade path: write 8-9", path)
		}
	}
	return nil
}

// majors are the source and target major of a path such as "8-9", zeros where it is none.
func majors(path string) (from, to int) {
	a, b, _ := strings.Cut(path, "-")
	from, errA := strconv.Atoi(a)
	to, errB := strconv.Atoi(b)
	if errA != nil || errB != nil {
		return 0, 0
	}
	return from, to
}

// Describe makes the distribution's file. known are the distributions of the project. todo are sentences on what somebody
// has to complete. The file is only made where list has no error.
func (n *DistroFiles) Describe(known []*source.Distro) (files tree.Tree, todo []string, list diag.List) {
	releases := NewDistro{Folder: n.Folder, Repos: n.Repos}
	for _, path := range n.Paths {
		from, to := majors(path)
		releases.Targets = append(releases.Targets, to)
		if len(n.Sources) == 0 || slices.Contains(n.Sources, n.Folder) {
			releases.Own = append(releases.Own, from)
		}
	}
	d, todo, list := releases.Make()
	if list.Failed() {
		return nil, nil, list
	}
	d.Name = source.Word(cmp.Or(n.Title, n.Folder))
	if n.OSID != "" {
		d.OSID = source.Word(n.OSID)
	}
	if n.Homepage != "" {
		d.Homepage = source.Word(n.Homepage)
	}
	d.Arches = source.Words("x86_64")
	if len(n.Arches) > 0 {
		d.Arches = source.Words(n.Arches...)
	}
	for _, path := range n.Paths {
		d.Paths = append(d.Paths, n.path(d, path, known))
	}
	text, ok := source.Format(&diag.File{Name: "distro.toml", Text: []byte(d.Print())}, &list)
	if !ok {
		return nil, nil, list
	}
	return tree.Tree{{Path: "content/distros/" + n.Folder + ".toml", Data: text}}, todo, list
}

// path is an upgrade path on which each role leads to the role of the same name. The one repository of EL 7 leads to all,
// as its packages went to any of them.
func (n *DistroFiles) path(d *source.Distro, path string, known []*source.Distro) source.Path {
	from, to := majors(path)
	out := source.Path{From: number(from), To: number(to)}
	systems := []*source.Distro{d}
	if len(n.Sources) > 0 {
		out.Sources = source.Words(n.Sources...)
		systems = slices.DeleteFunc(slices.Clone(known), func(x *source.Distro) bool {
			return !slices.Contains(n.Sources, x.Folder)
		})
	}
	targets := roleNames(d, to)
	for _, s := range systems {
		for _, role := range roleNames(s, from) {
			if _, twice := out.Map.Get(role); twice {
				continue
			}
			leads := []string{role}
			if role == "base" || role == "updates" {
				leads = slices.DeleteFunc(slices.Clone(targets), func(r string) bool { return r == "extras" })
			} else if !slices.Contains(targets, role) {
				continue
			}
			pair := source.Pair[source.Texts]{Key: source.Word(role), Value: source.Words(leads...)}
			out.Map.Pairs = append(out.Map.Pairs, pair)
		}
	}
	return out
}

// roleNames are the roles that a release of a distribution has.
func roleNames(d *source.Distro, major int) (out []string) {
	r, _ := d.Releases.Get(strconv.Itoa(major))
	for _, role := range r.Roles.Pairs {
		out = append(out, role.Key.Value)
	}
	return out
}
