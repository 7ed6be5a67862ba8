package compile

import (
	"bytes"
	"fmt"
	"path"
	"pes/generator/list"
	"slices"
	"strconv"
	"strings"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/pgp"
	"pes/generator/rules"
	"pes/generator/source"
)

// mapPath adds one upgrade path to the map of a tree: the source families it names and what becomes of them.
func (c *compiler) mapPath(t *target, p *upgradePath) {
	d := t.distro
	for _, pair := range p.src.Map.Pairs {
		var to []string
		for _, name := range pair.Value.Items {
			role := d.role(p.Target, name.Value)
			if role == nil && d.releases[p.Target].without[name.Value] {
				continue // the map is that of the distribution it extends
			}
			if role == nil || !role.PESID.Set() {
				c.unknownRole(name, d, p.Target, []*distro{d})
				continue
			}
			to = append(to, role.PESID.Value)
		}
		found := false
		for _, sys := range p.systems {
			role := sys.role(p.Source, pair.Key.Value)
			if own := d.role(p.Source, pair.Key.Value); own != nil && !slices.Contains(p.systems, d) &&
				!d.leadsTo(p.Source) {
				role = own // the distribution's view of the systems it is upgraded from wins
			}
			if role == nil {
				continue
			}
			side := sourceSide(role)
			x := sideContext{major: p.Source, arches: d.out.Arches, distro: sys.out.OSID}
			if !side.PESID.Set() {
				continue
			}
			if role.Source != nil && len(role.Source.Repo.Pairs) > 0 {
				c.list.Errorf(role.Source.Repo.Pos, "unknown-key",
					"a running system has its .repo files already: repo belongs to the repository, not to its source")
			}
			c.checkPESID(side.PESID)
			found = true
			addFamily(&t.Map, x.pesid(side), c.entries(side, x))
			if len(to) > 0 {
				addMapping(&t.Map, p.Path, x.pesid(side), slices.Clone(to), pair.Key.Pos)
			}
		}
		if !found {
			c.unknownRole(pair.Key, d, p.Source, p.systems)
		}
	}
}

// ownRepositories adds every repository of the target release, mapped or not: an event may send a package to any of
// them.
func (c *compiler) ownRepositories(t *target) {
	r := t.distro.releases[t.Major]
	x := sideContext{major: t.Major, arches: t.distro.out.Arches, distro: t.distro.out.OSID,
		key: func(text source.Text, name string) model.KeyRef {
			return c.shipKey(&t.Keys, "content/keys/", text, name, rules.At{Distro: t.Distro})
		}}
	for _, k := range r.keys {
		if ref := x.keyRef(k); ref.Awaited != "" {
			t.Awaited = append(t.Awaited, ref)
		}
	}
	for _, name := range r.names {
		role := r.roles[name]
		if !role.PESID.Set() && !role.Repoid.Set() && len(role.Entries) == 0 {
			if len(role.Repo.Pairs) > 0 {
				c.list.Errorf(role.Repo.Pos, "bad-name",
					"the repository %s has a section, but neither pesid nor repoid", name)
			}
			continue // the role only has a source side
		}
		entries := c.entries(&role.Side, x)
		if role.PESID.Set() {
			c.checkPESID(role.PESID)
			if len(role.Repo.Pairs) > 0 || role.Repoid.Set() || len(role.Entries) > 0 {
				addFamily(&t.Map, x.pesid(&role.Side), entries)
			}
		}
		t.Repo = append(t.Repo, c.sections(&role.Side, role.Repo, entries, x)...)
	}
	list.Sort(t.Repo, func(a, b model.Section) int { return strings.Compare(a.Repoid, b.Repoid) })
	list.Sort(t.Keys, func(a, b model.Key) int { return strings.Compare(a.Name, b.Name) })
}

func (c *compiler) checkPESID(t source.Text) {
	if !model.ValidWord(t.Value) || strings.ContainsAny(t.Value, "{}") {
		c.list.Errorf(t.Pos, "bad-name", "%q cannot be a PES ID", t.Value)
	}
}

// keyFile is a key of the project; it is read when a tree first ships it.
type keyFile struct {
	file   *diag.File
	data   []byte
	public []model.PublicKey
	read   bool
	err    error
}

// armoured returns the key in ASCII armour, the only form that rpm imports.
func (k *keyFile) armoured() ([]byte, error) {
	if !k.read {
		k.read = true
		k.public, k.data, k.err = pgp.Read(k.data)
	}
	return k.data, k.err
}

// shipKey adds the key file dir+name to a tree and returns a reference to it. If the key is given by fingerprint and
// pes keys fetch has not downloaded it yet, the reference is its URL, which key-from-network reports.
func (c *compiler) shipKey(keys *[]model.Key, dir string, text source.Text, name string, p rules.At) model.KeyRef {
	file, ok := c.keys[dir+name]
	ref := model.KeyRef{URL: name, Pos: text.Pos}
	p.Pos = text.Pos
	remote, fetched := c.remote[dir+name]
	if !ok && fetched {
		return model.KeyRef{URL: remote.URL.Value, Awaited: dir + name, Fingerprints: remote.Fingerprints(),
			Pos: text.Pos}
	}
	if !ok {
		if strings.HasPrefix(name, "/") {
			p.Suggestion = strconv.Quote("file://" + name)
		}
		c.Reportf(p, "key-missing", "there is no %s%s; write a URL if the system's own package provides the key", dir,
			strings.TrimPrefix(name, "/"))
		return ref
	}
	shipped := path.Base(name)
	if !model.ValidName(shipped) || strings.Contains(shipped, "%") {
		c.Reportf(p, "key-name", "%q cannot be the name of a key file: .repo files point to it", shipped)
		return ref
	}
	data, err := file.armoured()
	p.Pos = diag.Pos{File: file.file}
	if err != nil {
		c.Reportf(p, "key-unreadable", "%s%s is not an OpenPGP key, and rpm --import would stop the upgrade: "+
			"%v", dir, name,
			err)
		return ref
	}
	if fetched {
		if err := pgp.Holds(file.public, remote.Fingerprints()); err != nil {
			p.Pos = remote.Pos
			c.Reportf(p, "key-fingerprint", "%s%s is not the key with this fingerprint: %v", dir, name, err)
		}
	}
	for _, k := range *keys {
		if k.Name == shipped {
			if !bytes.Equal(k.Data, data) {
				c.Reportf(p, "key-collision",
					"two different key files have the name %s, and both are published in one folder", shipped)
			}
			return model.KeyRef{File: shipped, Pos: text.Pos}
		}
	}
	*keys = append(*keys, model.Key{File: model.File{Name: shipped, Data: data}, Public: file.public, Pos: p.Pos})
	return model.KeyRef{File: shipped, Pos: text.Pos}
}

// unknownRole reports a role that the systems of a distribution lack, once even if several distributions lack it.
func (c *compiler) unknownRole(t source.Text, d *distro, major int, systems []*distro) {
	if c.project.Unreadable("content/distros/") {
		return // the role may be there, where nobody can read it
	}
	var known []string
	for _, s := range systems {
		if r := s.role(major, t.Value); r != nil && !r.PESID.Set() {
			c.Reportf(rules.At{Pos: t.Pos, Distro: d.out}, "unknown-role",
				"[release.%d.%s] of %s has no pesid, which is its name in maps and events", major, t.Value,
				s.src.Folder)
			return
		}
		if r := s.releases[major]; r != nil {
			known = append(known, r.names...)
		}
	}
	slices.Sort(known)
	known = slices.Compact(known)
	note := "known: " + strings.Join(known, ", ")
	if len(known) == 0 {
		note = fmt.Sprintf("there is no [release.%d] in content/distros/%s.toml", major, d.src.Folder)
	}
	c.Reportf(rules.At{Pos: t.Pos, Distro: d.out, Notes: []diag.Note{{Text: note}},
		Suggestion: diag.Near(t.Value, known)},
		"unknown-role", "there is no repository %q in release %d", t.Value, major)
}
