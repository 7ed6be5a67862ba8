// Package watch checks that the addresses in sources still answer as they should: a repository with its repomd.xml, a
// list of mirrors with anything, a key with the keys whose fingerprints the sources name.
//
// [Addresses] finds them, [Ask] asks; the example shows both.
package watch

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"pes/generator/diag"
	"pes/generator/fetch"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/pgp"
	"pes/generator/source"
)

// An Address is one that sources name, with the variables of dnf replaced.
type Address struct {
	URL   string
	Pos   diag.Pos
	rule  string             // that is violated if it does not answer
	check func([]byte) error // of the answer
}

// parallel is how many servers are waited for at a time.
const parallel = 8

// Ask gets every address and reports those that do not answer, or with something else, sorted by place. When ctx ends
// it returns at once, and every address that was not asked yet is reported, too.
func Ask(ctx context.Context, f *fetch.Fetcher, addresses []Address) (found diag.List) {
	f.Plain = func(*url.URL) bool { return true } // only whether it answers is used
	problems := par.Map(parallel, len(addresses), func(i int) error {
		answer, err := f.Get(ctx, addresses[i].URL)
		return cmp.Or(err, ctx.Err(), addresses[i].check(answer))
	})
	for i, err := range problems {
		if a := addresses[i]; err != nil {
			found.Errorf(a.Pos, a.rule, "%s: %v", a.URL, err)
		}
	}
	found.Sort()
	return found
}

// Addresses are those of a project, each once however many trees have it, and how many cannot be asked, because of a
// variable that only a machine knows.
func Addresses(c *model.Catalog, p *source.Project) (all []Address, unknown int) {
	seen := map[string]bool{}
	add := func(a Address) {
		switch {
		case seen[a.URL] || !strings.HasPrefix(a.URL, "http://") && !strings.HasPrefix(a.URL, "https://"):
		case strings.Contains(a.URL, "$"):
			unknown++
		default:
			all = append(all, a)
		}
		seen[a.URL] = true
	}
	for _, t := range c.Targets {
		sectionAddresses(t, &t.Map, t.Repo, add)
		for _, v := range t.Vendors {
			sectionAddresses(t, &v.Map, v.Repo, add)
		}
	}
	keys, _ := p.KeysToFetch()
	for _, k := range keys {
		add(Address{k.URL.Value, k.URL.Pos, "key-missing", isKey(k.Fingerprints())})
	}
	return all, unknown
}

// sectionAddresses adds the addresses of sections. The variables of dnf become what they are during the upgrade to the
// target, on each architecture for which the map has the repository.
func sectionAddresses(t *model.Target, m *model.Map, sections []model.Section, add func(Address)) {
	for _, s := range sections {
		for _, o := range s.Options {
			for _, arch := range arches(t, m, s.Repoid) {
				for _, address := range o.Addresses(t.Major, arch) {
					a := Address{address, o.Pos, "no-answer", isAnything}
					if o.Key == "baseurl" {
						a.URL = strings.TrimSuffix(a.URL, "/") + "/repodata/repomd.xml"
						a.check = isRepository
					}
					add(a)
				}
			}
		}
		for _, k := range s.Keys {
			add(Address{k.URL, k.Pos, "key-missing", isKey(nil)})
		}
	}
}

func isAnything([]byte) error { return nil }

func isRepository(answer []byte) error {
	if !bytes.Contains(answer, []byte("<repomd")) {
		return errors.New("what came describes no repository")
	}
	return nil
}

// isKey checks that an answer is a key file and, where fingerprints are known, has the keys with them and no other.
func isKey(fingerprints []string) func(answer []byte) error {
	return func(answer []byte) error {
		public, _, err := pgp.Read(answer)
		if err != nil {
			return fmt.Errorf("what came is no key: %w", err)
		}
		if len(fingerprints) == 0 {
			return nil
		}
		if err := pgp.Holds(public, fingerprints); err != nil {
			return fmt.Errorf("the key there is another one: %w", err)
		}
		return nil
	}
}

// arches are the architectures for which a map has a repoid, else those of the distribution.
func arches(t *model.Target, m *model.Map, repoid string) (out []string) {
	for _, e := range m.Entries() {
		if e.Repoid == repoid && e.Major == t.Major {
			out = list.AppendNew(out, e.Arch)
		}
	}
	if len(out) == 0 {
		return t.Distro.Arches
	}
	return out
}
