package describe

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
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
	Common          []string      // architectures that all distributions have

	// IsTaken reports whether a distribution has a repoid, so that no vendor's guessed one can be that.
	IsTaken func(repoid string) bool
	// Ask asks the author a question that is answered with yes or no; nil where nobody can be asked.
	Ask func(question string) bool

	notes []string
}

// notef adds a note about something that the author has to check, once.
func (n *Vendor) notef(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(n.notes, s) {
		n.notes = append(n.notes, s)
	}
}

// Notes are sentences on what Files guessed, repaired or left out.
func (n *Vendor) Notes() []string { return n.notes }

// Files makes the vendor's folder: vendor.toml and the keys. todo are sentences on what the author has to complete. The
// files are only made where mistakes has no error.
func (n *Vendor) Files() (files tree.Tree, todo []string, mistakes diag.List, err error) {
	var issuers []string // ids of the keys that signed the package
	if n.Package != nil {
		issuers = pgp.Issuers(n.Package.Signatures)
	}
	if n.RPM != "" && len(issuers) == 0 {
		todo = append(todo, n.RPM+" is not signed: give one as users install it")
	}
	var keys []*keyFile
	for _, f := range n.Keys {
		key, err := readKey(f)
		if err != nil {
			return nil, nil, mistakes, err
		}
		keys = append(keys, key)
	}
	public := list.FlatMap(keys, func(f *keyFile) []model.PublicKey { return f.public })
	ids, err := signatures(public, issuers)
	if err != nil {
		return nil, nil, mistakes, fmt.Errorf("%s: %w", n.RPM, err)
	}
	v := n.source(ids, keys, &mistakes)
	if mistakes.Failed() {
		return nil, nil, mistakes, nil
	}
	if v == nil {
		n.notef("the .repo file has no section that an upgrade could use")
		return nil, nil, mistakes, errors.New(strings.Join(n.notes, "; "))
	}
	todo = append(todo, n.complete(v)...)
	file, ok := formatted("vendors/"+n.Name+"/vendor.toml", v.Print(), &mistakes)
	if !ok {
		return nil, nil, mistakes, nil
	}
	for _, f := range keys {
		if f.used {
			files = append(files, tree.Entry{Path: "vendors/" + n.Name + "/keys/" + path.Base(f.Name), Data: f.Text})
		}
	}
	return append(files, file), todo, mistakes, nil
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
		todo = append(todo, "its name as people write it: now it is that of the folder")
	}
	homepage := n.Homepage
	if homepage == "" && strings.HasPrefix(info.URL, "http") {
		homepage = info.URL
	} else if guess := homepageOf(v); homepage == "" && guess != "" {
		homepage = guess
		n.notef("its homepage was guessed from the addresses of its packages: %s", guess)
	}
	v.Homepage = source.OptionalWord(homepage)
	if len(n.Arches) == 0 {
		todo = append(todo, "its architectures: without arches = [...] it has all of the distribution")
	}
	if len(n.Paths) > 0 {
		v.Paths = source.Words(n.Paths...)
	}
	if len(v.Signatures.Items) == 0 {
		todo = append(todo, "signatures, the ids of the keys that sign its packages: without them no event applies "+
			"to its packages; --key or --rpm finds them")
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
	"mirror", "mirrors", "mirrorlist", "www", "ftp", "artifacts", "releases", "dist", "apt", "get", "cdn", "public",
}

// hosting are hosts that serve packages of everybody.
var hosting = []string{"packagecloud.io", "fedorainfracloud.org", "github.io", "github.com", "amazonaws.com",
	"cloudsmith.io", "sourceforge.net", "jfrog.io", "gitlab.io", "opensuse.org", "google.com", "googleapis.com",
	"windows.net", "cloudfront.net", "fedoraproject.org"}

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
				for len(labels) > 2 && slices.ContainsFunc(packageHosts, func(host string) bool {
					return strings.TrimRight(labels[0], "0123456789") == host
				}) {
					labels = labels[1:]
				}
				host := strings.Join(labels, ".")
				if len(labels) != 2 || strings.Contains(host, "$") || slices.Contains(hosting, host) {
					return "" // a variable, or the address of somebody who hosts packages of others
				}
				return "https://" + host
			}
		}
	}
	return ""
}

// source makes the vendor's source; nil if no .repo file has a repository that an upgrade could use.
func (n *Vendor) source(signatures []string, keys []*keyFile, mistakes *diag.List) *source.Vendor {
	byTarget := n.byTarget(mistakes)
	if mistakes.Failed() || len(byTarget) == 0 {
		return nil
	}
	n.useKeys(byTarget, keys)
	targets := map[int]importer.VendorTarget{}
	for major, parts := range list.ByKey(byTarget) {
		sections := list.Map(parts, func(p part) model.Section { return p.Section })
		targets[major] = importer.VendorTarget{Map: n.mapOf(parts, major), Sections: sections}
	}
	v, notes := importer.MakeVendor(n.Name, signatures, targets)
	if len(n.Arches) == 0 {
		everyArch(v)
	}
	for _, s := range notes {
		n.notef("%s", s)
	}
	return v
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

// mapOf maps the repository of each section to itself: before the upgrade its repoid lacks the el<major>- prefix.
func (n *Vendor) mapOf(parts []part, major int) *model.Map {
	m := &model.Map{}
	for _, p := range parts {
		arches := n.Arches
		switch {
		case len(arches) > 0:
		case p.pesid != "" && p.before("") != p.before("x"):
			arches = n.Common
			n.notef("[%s] has another name on each architecture: it is written for %s, which all distributions have",
				p.before("$basearch"), english.And(arches))
		default:
			arches = archesIn(p.Section)
		}
		add := func(pesid string, major int, repoid func(arch string) string) {
			entries := list.Map(arches, func(arch string) model.Entry {
				return model.Entry{Repoid: repoid(arch), Major: major, Arch: arch, Channel: "ga", Type: "rpm"}
			})
			m.Families = append(m.Families, &model.Family{PESID: pesid, Entries: entries})
		}
		add(p.Repoid, major, func(string) string { return p.Repoid })
		if p.pesid == "" {
			continue
		}
		add(p.pesid, major-1, p.before)
		x := model.Mapping{Source: major - 1, Target: major, From: p.pesid, To: []string{p.Repoid}}
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
