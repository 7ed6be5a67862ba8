package source

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
)

// A RemoteKey is a key that is known by its fingerprint; `pes keys fetch` puts the file in place.
type RemoteKey struct {
	Pos         diag.Pos
	Fingerprint Texts `toml:"fingerprint" kind:"fingerprint" doc:"the fingerprint of the key, or of all keys in the file" need:"true"`
	URL         Text  `toml:"url" kind:"https" doc:"its address" need:"true"`
	File        Text  `toml:"file" doc:"the name of the file in the folder keys" default:"the last part of the address"`
}

// Name is that of the file.
func (k *RemoteKey) Name() string {
	if k.File.Set() {
		return k.File.Value
	}
	u, err := url.Parse(k.URL.Value)
	if err != nil {
		return ""
	}
	return path.Base(u.Path)
}

// Fingerprints are written without blanks, in lower case.
func (k *RemoteKey) Fingerprints() []string {
	return list.Map(k.Fingerprint.Items, func(t Text) string {
		return strings.ToLower(strings.ReplaceAll(t.Value, " ", ""))
	})
}

func (k *RemoteKey) check(d *decoder) {
	if !k.URL.Set() || len(k.Fingerprint.Items) == 0 {
		d.list.Errorf(k.Pos, "wrong-type",
			"a key to download needs a url and a fingerprint: without a fingerprint, pes would trust any server")
		return
	}
	if u, err := url.Parse(k.URL.Value); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil ||
		strings.Contains(k.URL.Value, "{") {
		d.list.Errorf(k.URL.Pos, "wrong-type",
			"%q is not an address for a key: write one that begins with https://, without {major} or a password",
			k.URL.Value)
	}
	for i, f := range k.Fingerprints() {
		if (len(f) != 40 && len(f) != 64) || strings.Trim(f, "0123456789abcdef") != "" {
			d.list.Errorf(k.Fingerprint.Items[i].Pos, "wrong-type",
				"%q is not a fingerprint of a key: it has 40 or 64 hexadecimal digits; an id is not enough, because "+
					"somebody can make another key with it", k.Fingerprint.Items[i].Value)
		}
	}
	if name := k.Name(); !ValidFolder(name) {
		d.list.Errorf(k.Pos, "wrong-type", "%q cannot be the name of a key file: give one with file = \"...\"", name)
	}
}

// A KeyToFetch is a file of the project that a RemoteKey describes.
type KeyToFetch struct {
	Path string // content/keys/NAME or vendors/<vendor>/keys/NAME
	RemoteKey
}

// KeysToFetch are the keys of a project that are known by fingerprint, by path; one that is named in several places is
// one.
func (p *Project) KeysToFetch() (out []KeyToFetch, problems diag.List) {
	found := map[string]KeyToFetch{}
	add := func(dir string, repo Map[Option]) {
		for _, o := range repo.Pairs {
			if name := strings.ToLower(o.Key.Value); name != "key" && name != "gpgkey" {
				continue // a mistake that is reported elsewhere
			}
			for _, k := range o.Value.Remote {
				f := KeyToFetch{dir + k.Name(), k}
				old, twice := found[f.Path]
				if twice && !slices.Equal(old.Fingerprints(), f.Fingerprints()) {
					problems.Add(diag.Diagnostic{Pos: k.Pos, Rule: "key-fingerprint",
						Message: fmt.Sprintf("%s has other fingerprints here than elsewhere: give one of them another "+
							"name with file = \"...\"", f.Path),
						Notes: []diag.Note{{Pos: old.Pos, Text: "the other"}}})
				}
				if !twice {
					found[f.Path] = f
					out = append(out, f)
				}
			}
		}
	}
	var side func(dir string, s *Side)
	side = func(dir string, s *Side) {
		add(dir, s.Repo)
		for i := range s.Entries {
			side(dir, &s.Entries[i])
		}
	}
	for _, d := range p.Distros {
		for _, r := range d.Releases.Pairs {
			for _, role := range r.Value.Roles.Pairs {
				side("content/keys/", &role.Value.Side)
			}
		}
	}
	for _, v := range p.Vendors {
		dir := "vendors/" + v.Folder + "/keys/"
		for _, r := range v.Repositories.Pairs {
			add(dir, r.Value.Repo)
			if r.Value.Target.Side != nil {
				side(dir, r.Value.Target.Side)
			}
			for _, m := range r.Value.Target.ByMajor {
				side(dir, &Side{Repo: m.Repo, Entries: m.Entries})
			}
		}
	}
	list.Sort(out, func(a, b KeyToFetch) int { return strings.Compare(a.Path, b.Path) })
	return out, problems
}
