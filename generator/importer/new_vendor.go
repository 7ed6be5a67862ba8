package importer

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/source"
)

// A NewVendor is what there is of a vendor that nobody published yet.
type NewVendor struct {
	Name       string
	Repos      []*diag.File // .repo files, as the vendor offers them or as leapp-data has them (nginx.repo.el8)
	Keys       []string     // names of the key files in its folder keys
	Signatures []string     // ids of the keys that sign its packages
	Paths      []string     // "7-8"; those that Repos are for where there are none
	Known      []string     // paths that distributions have, for .repo files that serve every release
	Arches     []string     // all that a distribution has where there are none
}

// Make words a vendor file, and says what it left out, took for granted or could not know.
func (n *NewVendor) Make() (v *source.Vendor, left []string, list diag.List) {
	im := &importer{distros: map[string]*distroData{}, vendors: map[string]*vendorData{}}
	d := im.vendor(&input{vendor: n.Name})
	x := d.variant("")
	x.sigs = n.Signatures
	say := func(format string, args ...any) {
		if s := fmt.Sprintf(format, args...); !slices.Contains(left, s) {
			left = append(left, s)
		}
	}
	sections := n.byTarget(im, &list, say)
	if list.Failed() || len(sections) == 0 {
		return nil, left, list
	}
	for _, major := range slices.Sorted(maps.Keys(sections)) {
		t := x.at(major)
		t.sections = n.withKeys(sections[major])
		t.m = n.mapOf(t.sections, major, say)
	}
	im.makeVendor(d)
	if len(n.Arches) == 0 {
		everyArch(d.src)
	}
	for _, s := range im.odd() {
		say("%s", s)
	}
	return d.src, left, list
}

// odd is what reading .repo files had to repair or leave out; a default that is written out is not worth a word.
func (im *importer) odd() (out []string) {
	for _, it := range im.report.Items {
		if !strings.HasSuffix(it.Text, "is written out") {
			out = append(out, it.Where+": "+it.Text)
		}
	}
	return out
}

var (
	targetPrefix = regexp.MustCompile(`^el([0-9]+)-`)
	fileTarget   = regexp.MustCompile(`\.el([0-9]+)$`)
	auxiliary    = regexp.MustCompile(`-(debug|debuginfo|debugsource|source|sources|srpm|src)$`)
)

// byTarget reads the .repo files into what dnf would see on each target release.
func (n *NewVendor) byTarget(im *importer, list *diag.List, say func(string, ...any)) map[int][]model.Section {
	out := map[int][]model.Section{}
	wanted := targetsOf(n.Paths)
	every := wanted
	if len(every) == 0 {
		every = targetsOf(n.Known)
	}
	for _, f := range n.Repos {
		sections, found := leapp.ReadRepo(f)
		list.Merge(found)
		for _, s := range im.tidySections(sections) {
			if auxiliary.MatchString(s.Repoid) {
				say("[%s] is left out: it serves no packages that an upgrade installs", s.Repoid)
				continue
			}
			major := majorOf(f.Name, s, every)
			base := targetPrefix.ReplaceAllString(s.Repoid, "")
			targets := every
			switch {
			case major > 0 && len(wanted) == 0:
				targets = []int{major}
			case major == 0 && len(targets) == 0:
				say("[%s] does not say which release it is for: name paths with --path", s.Repoid)
			}
			for _, t := range targets {
				if major > 0 && t != major && own(n.Repos, t) {
					continue // another file is for that release
				}
				out[t] = append(out[t], forTarget(s, base, major, t))
			}
		}
	}
	return out
}

// targetsOf are the majors that paths lead to.
func targetsOf(paths []string) (out []int) {
	for _, p := range paths {
		_, to, _ := strings.Cut(p, "-")
		if t, err := strconv.Atoi(to); err == nil && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	slices.Sort(out)
	return out
}

// own reports whether a file's name says that it is for a release.
func own(files []*diag.File, major int) bool {
	return slices.ContainsFunc(files, func(f *diag.File) bool { return strings.HasSuffix(f.Name, fmt.Sprintf(".el%d", major)) })
}

// majorOf is the release that a section is for: its repoid, the file's name or the address says so; 0 where it is for all.
func majorOf(file string, s model.Section, known []int) int {
	for _, m := range [][]string{targetPrefix.FindStringSubmatch(s.Repoid), fileTarget.FindStringSubmatch(path.Base(file))} {
		if m != nil {
			n, _ := strconv.Atoi(m[1])
			return n
		}
	}
	for _, n := range known {
		for _, key := range []string{"baseurl", "mirrorlist", "metalink"} {
			if v, ok := s.Get(key); ok && !strings.Contains(v, "$releasever") && generic(v, n) != v {
				return n
			}
		}
	}
	return 0
}

// forTarget is a section as it would be for a target release.
func forTarget(s model.Section, base string, major, target int) model.Section {
	text := func(v string) string {
		v = strings.ReplaceAll(strings.ReplaceAll(v, "$releasever", strconv.Itoa(target)), "${releasever}", strconv.Itoa(target))
		if major > 0 && major != target {
			v = concrete(generic(v, major), target)
		}
		return v
	}
	out := model.Section{Repoid: fmt.Sprintf("el%d-%s", target, text(base)), Pos: s.Pos}
	for _, o := range s.Options {
		out.Options = append(out.Options, model.Option{Key: o.Key, Value: text(o.Value), Pos: o.Pos})
	}
	for _, k := range s.Keys {
		out.Keys = append(out.Keys, model.KeyRef{URL: text(k.URL), Pos: k.Pos})
	}
	return out
}

// withKeys names the key files instead of addresses: the file that is called as the address ends, else all there are.
func (n *NewVendor) withKeys(sections []model.Section) []model.Section {
	if len(n.Keys) == 0 {
		return sections
	}
	for i := range sections {
		var files []string
		for _, k := range sections[i].Keys {
			for _, name := range n.Keys {
				if strings.EqualFold(name, k.URL[strings.LastIndexByte(k.URL, '/')+1:]) {
					files = append(files, name)
				}
			}
		}
		if len(files) == 0 {
			files = n.Keys
		}
		sections[i].Keys = nil
		for _, name := range files {
			sections[i].Keys = append(sections[i].Keys, model.KeyRef{URL: name})
		}
	}
	return sections
}

// mapOf maps the repository of each section to itself: what it was called before the upgrade has no prefix.
func (n *NewVendor) mapOf(sections []model.Section, major int, say func(string, ...any)) *model.Map {
	m := &model.Map{}
	add := func(pesid string, major int, arches []string) {
		f := &model.Family{PESID: pesid}
		for _, a := range arches {
			f.Entries = append(f.Entries, model.Entry{Repoid: pesid, Major: major, Arch: a, Channel: "ga", Type: "rpm"})
		}
		m.Families = append(m.Families, f)
	}
	for _, s := range sections {
		base := targetPrefix.ReplaceAllString(s.Repoid, "")
		arches := n.Arches
		if len(arches) == 0 {
			arches = archesIn(s)
		}
		add(s.Repoid, major, arches)
		if generic(base, major) != base {
			say("%s has the release in its name: what it was called before is not known; where one leads to it, say so with to = [...]", generic(s.Repoid, major))
			continue
		}
		add(base, major-1, arches)
		m.Mappings = append(m.Mappings, &model.Mapping{Source: major - 1, Target: major, From: base, To: []string{s.Repoid}})
	}
	return m
}

// archesIn are the architectures that the addresses of a section name, else all.
func archesIn(s model.Section) []string {
	for _, key := range []string{"baseurl", "mirrorlist", "metalink"} {
		v, _ := s.Get(key)
		for _, a := range model.Arches {
			if slices.Contains(strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune("/-=&?", r) }), a) {
				return []string{a}
			}
		}
	}
	return model.Arches
}

// everyArch leaves all architectures to the distributions.
func everyArch(v *source.Vendor) {
	drop := func(s *source.VendorSides) {
		if len(s.Arches.Items) == len(model.Arches) {
			s.Arches = source.Texts{}
		}
	}
	for i := range v.Repositories.Pairs {
		r := &v.Repositories.Pairs[i].Value
		drop(&r.VendorSides)
		for j := range r.Target.ByMajor {
			drop(&r.Target.ByMajor[j].VendorSides)
		}
	}
}
