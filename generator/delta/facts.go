package delta

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"pes/generator/list"
	"pes/generator/model"
)

// A scope is what a distribution, or one vendor, ships in one tree.
type scope struct {
	rules  comparison
	there  string // the fact that it exists, in a word
	kind   Kind
	name   string
	paths  []*model.Path
	m      *model.Map
	repo   []model.Section
	keys   []model.Key
	sigs   []model.Signature
	pinned []model.KeyRef
	files  []model.File
	events []*model.Event
}

// vendorKeys is where the keys of all vendors are.
const vendorKeys = "vendors.d/rpm-gpg/"

// scopes are those of a tree, by vendor; none where there is no tree.
func scopes(t *model.Target, rules comparison) map[string]*scope {
	out := map[string]*scope{}
	if t == nil {
		return out
	}
	own := &scope{
		rules: rules, kind: Tree, name: "el" + strconv.Itoa(t.Major), there: "published",
		paths: t.Paths, m: &t.Map, repo: t.Repo, keys: slices.Clone(t.Keys), pinned: t.Awaited,
		files: t.Files, events: t.Events,
	}
	out[""] = own
	for _, v := range t.Vendors {
		for _, k := range v.Keys { // vendors share a folder: one file may be several's
			k.Name = vendorKeys + k.Name
			own.keys = append(own.keys, k)
		}
		out[v.Name] = &scope{
			rules: rules, kind: Vendor, name: v.Name, there: "shipped",
			m: &v.Map, repo: v.Repo, sigs: v.Signatures, events: v.Events,
		}
	}
	return out
}

// A thing is a subject within a scope.
type thing struct {
	kind Kind
	name string
}

// factsByThing are what is true of a scope, sorted.
type factsByThing map[thing][]Fact

func (f factsByThing) add(k Kind, name, text string) {
	f[thing{k, name}] = append(f[thing{k, name}], Fact{Text: text})
}

// facts are everything that is true of a scope but for its events.
func (s *scope) facts() factsByThing {
	out := factsByThing{}
	if s.m == nil { // the other side alone has it
		return out
	}
	out.add(s.kind, s.name, s.there)
	for _, p := range s.paths {
		out.add(Path, p.String(), "offered")
	}
	for f, e := range s.m.Entries() {
		out.add(Entry, f.PESID+" "+strconv.Itoa(e.Major), s.entry(e))
	}
	for _, m := range s.m.Mappings {
		out.mapping(m)
	}
	for _, x := range s.repo {
		out.section(&x)
	}
	for _, k := range s.keys {
		for _, text := range keyFacts(&k) {
			out.add(Key, k.Name, text)
		}
	}
	out.pins(s)
	for _, x := range s.sigs {
		out.add(Signature, x.ID, "trusted")
	}
	for _, f := range s.files {
		out.add(File, f.Name, digest(f.Data))
	}
	for k, all := range out {
		slices.SortFunc(all, func(a, b Fact) int { return strings.Compare(a.Text, b.Text) })
		out[k] = slices.CompactFunc(all, sameFact)
	}
	return out
}

// entry is a repository as dnf calls it.
func (s *scope) entry(e *model.Entry) string {
	words := []string{e.Repoid, e.Arch, e.Channel}
	if e.Type != "rpm" {
		words = append(words, e.Type)
	}
	if e.RHUI != "" {
		words = append(words, "rhui="+e.RHUI)
	}
	if e.Distro != "" && !s.rules.noOS {
		words = append(words, "distro="+e.Distro)
	}
	return strings.Join(words, " ")
}

func (f factsByThing) mapping(m *model.Mapping) {
	name := strconv.Itoa(m.Source) + "-" + strconv.Itoa(m.Target) + " " + m.From
	if len(m.To) == 0 {
		f.add(Mapping, name, "nothing")
	}
	for _, to := range m.To {
		f.add(Mapping, name, to)
	}
	for _, d := range m.ByDistro {
		for _, to := range d.To {
			f.add(Mapping, name, to+" for "+d.Distro)
		}
	}
}

func (f factsByThing) section(x *model.Section) {
	if len(x.Options)+len(x.Keys) == 0 {
		f.add(Section, x.Repoid, "empty")
	}
	for _, o := range x.Options {
		f.add(Section, x.Repoid, o.Key+"="+o.Value)
	}
	for _, k := range x.Keys {
		f.add(Section, x.Repoid, gpgkey+"="+keyName(k))
	}
}

// pins adds the fingerprints of keys that are not there yet: pes keys fetch will take no others.
func (f factsByThing) pins(s *scope) {
	if !s.rules.pins {
		return
	}
	awaited := slices.Clone(s.pinned)
	for _, x := range s.repo {
		awaited = append(awaited, x.Keys...)
	}
	for _, k := range awaited {
		for _, fingerprint := range k.Fingerprints {
			f.add(Key, path.Base(k.Awaited), fingerprint+" (pinned)")
		}
	}
}

const gpgkey = "gpgkey"

// keyName is the name of a key the tree ships, wherever the Leapp version wants it, or the URL.
func keyName(k model.KeyRef) string {
	for _, dir := range []string{"/etc/leapp/", upgradeActors} {
		if k.File == "" && strings.HasPrefix(k.URL, "file://"+dir) {
			return path.Base(k.URL)
		}
	}
	return cmp.Or(k.File, k.URL)
}

// upgradeActors is where Leapp itself lies; its keys are below it.
const upgradeActors = "/usr/share/leapp-repository/"

// keyFacts returns the keys of a file with their expiry dates; for a file without readable keys, its digest.
func keyFacts(k *model.Key) []string {
	if len(k.Public) == 0 {
		return []string{digest(k.Data)}
	}
	return list.Map(k.Public, func(p model.PublicKey) string {
		text := cmp.Or(p.Fingerprint, p.ID)
		if !p.Expires.IsZero() {
			text += " until " + p.Expires.UTC().Format("2006-01-02")
		}
		return text
	})
}

func digest(data []byte) string { return fmt.Sprintf("sha256:%x", sha256.Sum256(data)) }

// securing are the options of a section that say how packages are checked.
var securing = []string{
	gpgkey, "gpgcheck", "repo_gpgcheck", "localpkg_gpgcheck", "pkg_gpgcheck",
	"gpgkey_dns_verification", "sslverify", "sslverifystatus", "sslcacert", "gpgcakey", "proxy", "proxy_sslverify",
	"proxy_sslcacert",
}

// secures reports whether the change of a section has to do with trust: how packages are checked, or that they come, or
// no longer come, over plain http. Of a section that is new or gone, only what turns checks off counts.
func secures(c Change) bool {
	was, is := options(c.Before), options(c.After)
	whole := len(c.Before) == 0 || len(c.After) == 0
	for _, key := range securing {
		off := key != gpgkey && slices.Contains([]string{"0", "false", "no", "off"}, strings.ToLower(is[key]))
		if was[key] != is[key] && (!whole || off) {
			return true
		}
	}
	for _, key := range model.AddressKeys {
		if plainHTTP(is[key]) != plainHTTP(was[key]) && (!whole || plainHTTP(is[key])) {
			return true
		}
	}
	return false
}

func plainHTTP(url string) bool { return strings.Contains(strings.ToLower(url), "http://") }

// options returns the facts of a section by key; if a key occurs several times, its values are joined.
func options(facts []Fact) map[string]string {
	out := map[string]string{}
	for _, f := range facts {
		key, value, _ := strings.Cut(f.Text, "=")
		if old, twice := out[key]; twice {
			value = old + " " + value
		}
		out[key] = value
	}
	return out
}

// texts are what facts say.
func texts(facts []Fact) []string { return list.Map(facts, func(f Fact) string { return f.Text }) }

func keysOf[V any](m map[string]V) []string { return slices.Collect(maps.Keys(m)) }

// union is sorted, without repetition.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// things are the subjects of both sides, sorted.
func things(a, b factsByThing) []thing {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.SortFunc(all, func(x, y thing) int {
		return cmp.Or(strings.Compare(string(x.kind), string(y.kind)), strings.Compare(x.name, y.name))
	})
	return slices.Compact(all)
}
