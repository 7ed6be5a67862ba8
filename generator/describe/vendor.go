package describe

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"pes/generator/diag"
	"pes/generator/importer"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/pgp"
	"pes/generator/rpmfile"
	"pes/generator/source"
	"pes/generator/tree"
)

// A Vendor holds the files that a vendor offers, and what its author says about it.
type Vendor struct {
	Name            string
	Repos           []*diag.File  // .repo files, as the vendor offers them or as leapp-data has them (nginx.repo.el8)
	Keys            []*diag.File  // OpenPGP keys, to be shipped
	RPM             string        // the name of a package of the vendor, "" for none
	Package         *rpmfile.Info // what that package says of itself; not nil where RPM is not ""
	Title, Homepage string        // "" where nobody said
	Paths           []string      // "7-8"; those that Repos are for where there are none
	Known           []string      // paths that distributions have, for .repo files that serve every release
	Arches          []string      // if empty, all that a distribution has

	notes []string
}

// notef adds a note about something that the author has to check, once.
func (n *Vendor) notef(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(n.notes, s) {
		n.notes = append(n.notes, s)
	}
}

// Files makes the vendor's folder: vendor.toml and the keys. todo are sentences on what the author has to check or
// complete. The files are only made where mistakes has no error.
func (n *Vendor) Files() (files tree.Tree, todo []string, mistakes diag.List, err error) {
	var issuers []string // ids of the keys that signed the package
	if n.Package != nil {
		issuers = pgp.Issuers(n.Package.Signatures)
	}
	if n.RPM != "" && len(issuers) == 0 {
		todo = append(todo, n.RPM+" is not signed: give one as users install it")
	}
	var public []model.PublicKey
	for _, f := range n.Keys {
		found, err := readKey(f)
		if err != nil {
			return nil, nil, mistakes, err
		}
		files = append(files, tree.Entry{Path: "vendors/" + n.Name + "/keys/" + path.Base(f.Name), Data: f.Text})
		public = append(public, found...)
	}
	ids, err := signatures(public, issuers)
	if err != nil {
		return nil, nil, mistakes, fmt.Errorf("%s: %w", n.RPM, err)
	}
	v := n.source(ids, &mistakes)
	if mistakes.Failed() {
		return nil, nil, mistakes, nil
	}
	if v == nil {
		n.notef("the .repo file has no section that an upgrade could use")
		return nil, nil, mistakes, errors.New(strings.Join(n.notes, "; "))
	}
	todo = slices.Concat(todo, n.complete(v), n.notes)
	file, ok := formatted("vendors/"+n.Name+"/vendor.toml", v.Print(), &mistakes)
	if !ok {
		return nil, nil, mistakes, nil
	}
	return append(files, file), todo, mistakes, nil
}

// readKey reads a key file that is to be shipped under its own name.
func readKey(f *diag.File) ([]model.PublicKey, error) {
	public, _, err := pgp.Read(f.Text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	if base := path.Base(f.Name); !source.ValidFolder(base) {
		return nil, fmt.Errorf("%s: %q cannot be the name of a key file: .repo files point to it", f.Name, base)
	}
	return public, nil
}

// signatures are the ids of the keys that sign packages: the one that an RPM was signed with, else the primary keys, or
// their subkeys where a primary key cannot sign.
func signatures(public []model.PublicKey, issuers []string) (ids []string, err error) {
	for _, id := range issuers {
		if len(public) > 0 && !slices.ContainsFunc(public, func(k model.PublicKey) bool { return k.ID == id }) {
			return nil, fmt.Errorf("it is signed with %s, and that key is not among those given with --key", id)
		}
	}
	for _, certificate := range model.Certificates(public) {
		signs := list.Select(certificate, func(k model.PublicKey) bool { return slices.Contains(issuers, k.ID) })
		if len(signs) == 0 {
			signs = model.UsualSigners(certificate, time.Time{}) // packages of an expired key may be installed
		}
		ids = append(ids, list.Map(signs, func(k model.PublicKey) string { return k.ID })...)
	}
	if len(public) == 0 {
		ids = issuers
	}
	return list.Distinct(ids), nil
}

// complete sets the vendor's name and homepage, and returns what of that is a guess and what is missing.
func (n *Vendor) complete(v *source.Vendor) (todo []string) {
	info := n.Package
	if info == nil {
		info = &rpmfile.Info{}
	}
	if name := cmp.Or(n.Title, strings.Join(strings.Fields(info.Vendor), " ")); name != "" {
		v.Name = source.Word(name)
	} else {
		todo = append(todo, "its name as people write it: name is the folder's")
	}
	homepage := n.Homepage
	if homepage == "" && strings.HasPrefix(info.URL, "http") {
		homepage = info.URL
	} else if guess := homepageOf(v); homepage == "" && guess != "" {
		homepage = guess
		todo = append(todo, "its homepage was guessed from the addresses of its packages")
	}
	v.Homepage = source.OptionalWord(homepage)
	if len(n.Arches) == 0 {
		todo = append(todo, "for which architectures it exists: "+
			"without arches = [...] it is all that a distribution has")
	}
	if len(v.Signatures.Items) == 0 {
		todo = append(todo, "signatures, the ids of the keys that sign its packages: "+
			"without them no event touches what is installed of it; --key or --rpm tells them")
	}
	if len(n.Keys) == 0 {
		todo = append(todo, "its keys: give the file with --key, or write "+
			`key = { fingerprint = "...", url = "https://..." } and run pes keys fetch`)
	}
	return todo
}

// packageHosts are first labels of hosts that only serve packages.
var packageHosts = []string{
	"download", "downloads", "dl", "dlm", "repo", "repos", "yum", "rpm", "rpms", "packages", "pkgs", "pkg",
	"mirror", "mirrors", "mirrorlist", "www", "ftp",
}

// homepageOf guesses the homepage from where the packages are, "" where no address tells.
func homepageOf(v *source.Vendor) string {
	for _, r := range v.Repositories.Pairs {
		for _, name := range model.AddressKeys {
			option, _ := r.Value.Repo.Get(name)
			for _, t := range option.Items {
				first, _, _ := strings.Cut(strings.TrimSpace(t.Value), " ")
				u, err := url.Parse(first)
				if err != nil || u.Hostname() == "" {
					continue
				}
				labels := strings.Split(u.Hostname(), ".")
				for len(labels) > 2 && slices.Contains(packageHosts, labels[0]) {
					labels = labels[1:]
				}
				return "https://" + strings.Join(labels, ".")
			}
		}
	}
	return ""
}

// source makes the vendor's source; nil if no .repo file has a repository that an upgrade could use.
func (n *Vendor) source(signatures []string, mistakes *diag.List) *source.Vendor {
	byTarget, repaired := n.byTarget(mistakes)
	if mistakes.Failed() || len(byTarget) == 0 {
		return nil
	}
	targets := map[int]importer.VendorTarget{}
	for major, sections := range list.ByKey(byTarget) {
		sections = n.withKeys(sections)
		targets[major] = importer.VendorTarget{Map: n.mapOf(sections, major), Sections: sections}
	}
	v, notes := importer.MakeVendor(n.Name, signatures, targets)
	if len(n.Arches) == 0 {
		everyArch(v)
	}
	for _, s := range slices.Concat(repaired, notes) {
		n.notef("%s", s)
	}
	return v
}

// byTarget reads the .repo files into what dnf would see on each target release, and says what it repaired.
func (n *Vendor) byTarget(mistakes *diag.List) (out map[int][]model.Section, repaired []string) {
	out = map[int][]model.Section{}
	wanted := targetsOf(n.Paths)
	every := wanted
	if len(every) == 0 {
		every = targetsOf(n.Known)
	}
	for _, f := range n.Repos {
		sections, notes, found := importer.ReadSections(f)
		mistakes.Merge(found)
		repaired = append(repaired, notes...)
		for _, s := range sections {
			if auxiliary.MatchString(s.Repoid) {
				n.notef("[%s] is left out: it serves no packages that an upgrade installs", s.Repoid)
				continue
			}
			major := majorOf(f.Name, s, every)
			targets := every
			switch {
			case major > 0 && len(wanted) == 0:
				targets = []int{major}
			case major == 0 && len(targets) == 0:
				n.notef("[%s] does not say which release it is for: name paths with --path", s.Repoid)
			}
			for _, t := range targets {
				if major > 0 && t != major && n.hasFileFor(t) {
					continue
				}
				out[t] = append(out[t], forTarget(s, targetPrefix.ReplaceAllString(s.Repoid, ""), major, t))
			}
		}
	}
	return out, repaired
}

// targetsOf are the majors that paths lead to.
func targetsOf(paths []string) (out []int) {
	for _, p := range paths {
		if _, to := majors(p); to > 0 {
			out = append(out, to)
		}
	}
	return list.Distinct(out)
}

// hasFileFor reports whether the name of a .repo file says that it is for a release.
func (n *Vendor) hasFileFor(major int) bool {
	suffix := fmt.Sprintf(".el%d", major)
	return slices.ContainsFunc(n.Repos, func(f *diag.File) bool { return strings.HasSuffix(f.Name, suffix) })
}

// withKeys replaces the addresses of keys by key files: the file with the name at the end of the address, else all key
// files.
func (n *Vendor) withKeys(sections []model.Section) []model.Section {
	if len(n.Keys) == 0 {
		return sections
	}
	all := list.Map(n.Keys, func(f *diag.File) model.KeyRef { return model.KeyRef{URL: path.Base(f.Name)} })
	for i := range sections {
		named := list.FlatMap(sections[i].Keys, func(k model.KeyRef) []model.KeyRef {
			return list.Select(all, func(f model.KeyRef) bool { return strings.EqualFold(f.URL, path.Base(k.URL)) })
		})
		if sections[i].Keys = named; len(named) == 0 {
			sections[i].Keys = slices.Clone(all)
		}
	}
	return sections
}

// mapOf maps the repository of each section to itself: before the upgrade its repoid lacks the el<major>- prefix.
func (n *Vendor) mapOf(sections []model.Section, major int) *model.Map {
	m := &model.Map{}
	add := func(pesid string, major int, arches []string) {
		entries := list.Map(arches, func(arch string) model.Entry {
			return model.Entry{Repoid: pesid, Major: major, Arch: arch, Channel: "ga", Type: "rpm"}
		})
		m.Families = append(m.Families, &model.Family{PESID: pesid, Entries: entries})
	}
	for _, s := range sections {
		base := targetPrefix.ReplaceAllString(s.Repoid, "")
		arches := n.Arches
		if len(arches) == 0 {
			arches = archesIn(s)
		}
		add(s.Repoid, major, arches)
		if importer.Generic(base, major) != base {
			n.notef("%s has the release in its name: what it was called before is not known; "+
				"where one leads to it, say so with to = [...]", importer.Generic(s.Repoid, major))
			continue
		}
		add(base, major-1, arches)
		x := model.Mapping{Source: major - 1, Target: major, From: base, To: []string{s.Repoid}}
		m.Mappings = append(m.Mappings, &x)
	}
	return m
}

// archesIn are the architectures that the addresses of a section name, else all.
func archesIn(s model.Section) []string {
	for _, key := range model.AddressKeys {
		v, _ := s.Get(key)
		words := strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune("/-=&?", r) })
		for _, a := range model.Arches {
			if slices.Contains(words, a) {
				return []string{a}
			}
		}
	}
	return model.Arches
}

// everyArch drops lists of all architectures, so that the distributions' own apply.
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
