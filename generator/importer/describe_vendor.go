package importer

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/pgp"
	"pes/generator/rpmfile"
	"pes/generator/source"
	"pes/generator/tree"
)

// VendorFiles are the files that a vendor offers, and what somebody says of it.
type VendorFiles struct {
	NewVendor
	KeyFiles        []*diag.File  // OpenPGP keys, to be shipped
	RPM             string        // the name of a package of the vendor, "" for none
	Package         *rpmfile.Info // what that package says of itself; not nil where RPM is not ""
	Title, Homepage string        // "" where nobody said
}

// Describe makes the vendor's folder: vendor.toml and the keys. todo are sentences on what somebody has to look at or
// complete. The files are only made where list has no error.
func (n *VendorFiles) Describe() (files tree.Tree, todo []string, list diag.List, err error) {
	issuers := n.issuers()
	if n.RPM != "" && len(issuers) == 0 {
		todo = append(todo, n.RPM+" is not signed: give one as users install it")
	}
	var public []model.PublicKey
	for _, f := range n.KeyFiles {
		found, err := readKey(f)
		if err != nil {
			return nil, nil, list, err
		}
		n.Keys = append(n.Keys, path.Base(f.Name))
		files = append(files, tree.Entry{Path: "vendors/" + n.Name + "/keys/" + path.Base(f.Name), Data: f.Text})
		public = append(public, found...)
	}
	if n.Signatures, err = signatures(public, issuers); err != nil {
		return nil, nil, list, fmt.Errorf("%s: %w", n.RPM, err)
	}
	v, notes, list := n.Make()
	if list.Failed() {
		return nil, nil, list, nil
	}
	if v == nil {
		notes = append(notes, "the .repo file has no section that an upgrade could use")
		return nil, nil, list, errors.New(strings.Join(notes, "; "))
	}
	todo = slices.Concat(todo, n.complete(v), notes)
	text, ok := source.Format(&diag.File{Name: "vendor.toml", Text: []byte(v.Print())}, &list)
	if !ok {
		return nil, nil, list, nil
	}
	return append(files, tree.Entry{Path: "vendors/" + n.Name + "/vendor.toml", Data: text}), todo, list, nil
}

// issuers are the ids of the keys that signed the package.
func (n *VendorFiles) issuers() []string {
	if n.Package == nil {
		return nil
	}
	return pgp.Issuers(n.Package.Signatures)
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

// signatures are the ids of the keys that sign packages: the primary keys, or the subkey that an RPM was signed with.
func signatures(public []model.PublicKey, issuers []string) (ids []string, err error) {
	for _, id := range issuers {
		if len(public) > 0 && !slices.ContainsFunc(public, func(k model.PublicKey) bool { return k.ID == id }) {
			return nil, fmt.Errorf("it is signed with %s, and that key is not among those given with --key", id)
		}
	}
	for i := 0; i < len(public); { // subkeys stand behind their primary key
		primary, found := public[i], false
		for ; i < len(public) && (public[i].Subkey || public[i].ID == primary.ID); i++ {
			if slices.Contains(issuers, public[i].ID) {
				ids, found = append(ids, public[i].ID), true
			}
		}
		if !found && primary.Signs {
			ids = append(ids, primary.ID)
		}
	}
	if len(public) == 0 {
		ids = issuers
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// complete sets the vendor's name and homepage, and returns what of that is a guess and what is missing.
func (n *VendorFiles) complete(v *source.Vendor) (todo []string) {
	info := n.Package
	if info == nil {
		info = &rpmfile.Info{}
	}
	switch {
	case n.Title != "":
		v.Name = source.Word(n.Title)
	case info.Vendor != "":
		v.Name = source.Word(strings.Join(strings.Fields(info.Vendor), " "))
	default:
		todo = append(todo, "its name as people write it: name is the folder's")
	}
	if n.Homepage != "" {
		v.Homepage = source.Word(n.Homepage)
	} else if strings.HasPrefix(info.URL, "http") {
		v.Homepage = source.Word(info.URL)
	} else if guess := homepageOf(v); guess != "" {
		v.Homepage = source.Word(guess)
		todo = append(todo, "its homepage was guessed from the addresses of its packages")
	} else {
		v.Homepage = source.Text{}
	}
	if len(n.Arches) == 0 {
		todo = append(todo, "for which architectures it exists: without arches = [...] it is all that a distribution has")
	}
	if len(v.Signatures.Items) == 0 {
		todo = append(todo, "signatures, the ids of the keys that sign its packages: "+
			"without them no event touches what is installed of it; --key or --rpm tells them")
	}
	if len(n.KeyFiles) == 0 {
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
		for _, name := range []string{"baseurl", "mirrorlist", "metalink"} {
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
