package describe

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/pgp"
	"pes/generator/source"
)

// A keyFile is a file of keys that is to be shipped.
type keyFile struct {
	*diag.File
	public []model.PublicKey
	used   bool // by a section
}

// readKey reads a key file that is to be shipped under its own name.
func readKey(f *diag.File) (*keyFile, error) {
	public, _, err := pgp.Read(f.Text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	if base := path.Base(f.Name); !source.ValidFolder(base) {
		return nil, fmt.Errorf("%s: %q cannot be the name of a key file: .repo files point to it", f.Name, base)
	}
	return &keyFile{File: f, public: public}, nil
}

// is reports whether an address of a section means the key file: by its name, or by a key id in the address.
func (f *keyFile) is(url string) bool {
	name := strings.ToLower(path.Base(url))
	if name == strings.ToLower(path.Base(f.Name)) {
		return true
	}
	return slices.ContainsFunc(f.public, func(k model.PublicKey) bool {
		id := strings.ToLower(k.ID)
		return !k.Subkey && len(id) >= 8 && strings.Contains(name, id[len(id)-8:])
	})
}

// useKeys puts key files in the place of the addresses that mean them. Where there is one file and one address, they
// belong together. An address that no file is given for stays.
func (n *Vendor) useKeys(byTarget map[int][]part, files []*keyFile) {
	var urls []string
	for _, parts := range list.ByKey(byTarget) {
		for _, p := range parts {
			urls = list.AppendNew(urls, list.Map(p.Keys, func(k model.KeyRef) string { return k.URL })...)
		}
	}
	means := map[string][]*keyFile{}
	var missing []string
	for _, url := range urls {
		for _, f := range files {
			if f.is(url) {
				means[url], f.used = append(means[url], f), true
			}
		}
		if len(means[url]) == 0 {
			missing = append(missing, url)
		}
	}
	if len(files) == 1 && len(missing) == len(urls) && len(urls) <= 1 {
		for _, url := range urls {
			n.notef("pes assumes that the key at %s is that of %s", url, path.Base(files[0].Name))
			means[url] = files
		}
		files[0].used, missing = true, nil
	}
	if len(files) > 0 && len(missing) > 0 {
		n.notef("there is no --key for %s: it stays as it is; download the file and give it with --key too",
			english.And(missing))
	}
	for _, parts := range byTarget {
		for i := range parts {
			p := &parts[i]
			p.Keys = list.FlatMap(p.Keys, func(k model.KeyRef) []model.KeyRef {
				if len(means[k.URL]) == 0 {
					return []model.KeyRef{k}
				}
				return list.Map(means[k.URL], func(f *keyFile) model.KeyRef {
					return model.KeyRef{URL: path.Base(f.Name), Pos: k.Pos}
				})
			})
			if len(urls) == 0 { // no section names a key
				p.Keys = list.Map(files, func(f *keyFile) model.KeyRef { return model.KeyRef{URL: path.Base(f.Name)} })
			}
		}
	}
	for _, f := range files {
		f.used = f.used || len(urls) == 0
		if !f.used {
			n.notef("%s is not published: no section has it, or an address with its key id; packages signed with it "+
				"still count as this vendor's", path.Base(f.Name))
		}
	}
}

// signatures are the ids of the keys that sign packages: the one that an RPM was signed with, else the primary keys, or
// their subkeys where a primary key cannot sign.
func signatures(public []model.PublicKey, issuers []string) (ids []string, err error) {
	for _, id := range issuers {
		if len(public) > 0 && !slices.ContainsFunc(public, func(k model.PublicKey) bool { return k.ID == id }) {
			return nil, fmt.Errorf("it is signed with %s, and this key is not among those of --key", id)
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
