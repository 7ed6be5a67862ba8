package delta

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"pes/generator/model"
)

// A scope is what a distribution, or one vendor, ships in one tree.
type scope struct {
	noOS   bool // maps say no distribution
	there  Fact // what is true of it because it is there
	kind   Kind
	name   string
	paths  []*model.Path
	m      *model.Map
	repo   []model.Section
	keys   []model.Key
	sigs   []model.Signature
	files  []model.File
	events []*model.Event
}

// vendorKeys is where the keys of all vendors are.
const vendorKeys = "vendors.d/rpm-gpg/"

// scopes are those of a tree, by vendor; none where there is no tree.
func scopes(t *model.Target, noOS bool) map[string]*scope {
	out := map[string]*scope{}
	if t == nil {
		return out
	}
	own := &scope{noOS: noOS, kind: Tree, name: "el" + strconv.Itoa(t.Major), there: Fact{Text: "published"}, paths: t.Paths, m: &t.Map, repo: t.Repo,
		keys: slices.Clone(t.Keys), files: t.Files, events: t.Events}
	out[""] = own
	for _, v := range t.Vendors {
		for _, k := range v.Keys { // vendors share a folder: one file may be several's
			k.Name = vendorKeys + k.Name
			own.keys = append(own.keys, k)
		}
		out[v.Name] = &scope{noOS: noOS, kind: Vendor, name: v.Name, there: Fact{Text: "shipped"}, m: &v.Map, repo: v.Repo, sigs: v.Signatures, events: v.Events}
	}
	return out
}

// a thing is a subject within a scope.
type thing struct {
	kind Kind
	name string
}

func (s *scope) eventList() []*model.Event {
	if s == nil {
		return nil
	}
	return s.events
}

// facts are everything that is true of a scope but for its events.
func (s *scope) facts() map[thing][]Fact {
	out := map[thing][]Fact{}
	if s == nil {
		return out
	}
	say := func(k Kind, name, text string) { out[thing{k, name}] = append(out[thing{k, name}], Fact{Text: text}) }
	out[thing{s.kind, s.name}] = []Fact{s.there}
	for _, p := range s.paths {
		say(Path, p.String(), "offered")
	}
	for _, f := range s.m.Families {
		for _, e := range f.Entries {
			say(Entry, f.PESID+" "+strconv.Itoa(e.Major), s.entry(e))
		}
	}
	for _, m := range s.m.Mappings {
		s.mapping(m, say)
	}
	for i := range s.repo {
		s.section(&s.repo[i], say)
	}
	for _, k := range s.keys {
		for _, text := range keyFacts(&k) {
			say(Key, k.Name, text)
		}
	}
	for _, x := range s.sigs {
		say(Signature, x.ID, "trusted")
	}
	for _, f := range s.files {
		say(File, f.Name, digest(f.Data))
	}
	for k, list := range out {
		slices.SortFunc(list, func(a, b Fact) int { return strings.Compare(a.Text, b.Text) })
		out[k] = slices.CompactFunc(list, sameFact)
	}
	return out
}

// entry is a repository as dnf calls it.
func (s *scope) entry(e model.Entry) string {
	words := []string{e.Repoid, e.Arch, e.Channel}
	if e.Type != "rpm" {
		words = append(words, e.Type)
	}
	if e.RHUI != "" {
		words = append(words, "rhui="+e.RHUI)
	}
	if e.Distro != "" && !s.noOS {
		words = append(words, "distro="+e.Distro)
	}
	return strings.Join(words, " ")
}

func (s *scope) mapping(m *model.Mapping, say func(Kind, string, string)) {
	name := strconv.Itoa(m.Source) + "-" + strconv.Itoa(m.Target) + " " + m.From
	if len(m.To) == 0 {
		say(Mapping, name, "nothing")
	}
	for _, to := range m.To {
		say(Mapping, name, to)
	}
	for _, d := range m.ByDistro {
		for _, to := range d.To {
			say(Mapping, name, to+" for "+d.Distro)
		}
	}
}

func (s *scope) section(x *model.Section, say func(Kind, string, string)) {
	if len(x.Options)+len(x.Keys) == 0 {
		say(Section, x.Repoid, "empty")
	}
	for _, o := range x.Options {
		say(Section, x.Repoid, o.Key+"="+o.Value)
	}
	for _, k := range x.Keys {
		say(Section, x.Repoid, gpgkey+"="+keyName(k))
	}
}

const gpgkey = "gpgkey"

// keyName is the name of a key the tree ships, wherever the Leapp version wants it, or the URL.
func keyName(k model.KeyRef) string {
	if k.File == "" && (strings.HasPrefix(k.URL, "file:///etc/leapp/") || strings.HasPrefix(k.URL, "file://"+upgradeActors)) {
		return path.Base(k.URL)
	}
	return cmp.Or(k.File, k.URL)
}

// upgradeActors is where Leapp itself lies; its keys are below it.
const upgradeActors = "/usr/share/leapp-repository/"

// keyFacts are the keys of a file and until when they hold; of a file that holds none, its bytes.
func keyFacts(k *model.Key) (out []string) {
	for _, p := range k.Public {
		text := cmp.Or(p.Fingerprint, p.ID)
		if !p.Expires.IsZero() {
			text += " until " + p.Expires.UTC().Format("2006-01-02")
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		out = append(out, digest(k.Data))
	}
	return out
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// securing are the options of a section that say how packages are checked.
var securing = []string{gpgkey, "gpgcheck", "repo_gpgcheck", "localpkg_gpgcheck", "pkg_gpgcheck", "sslverify", "proxy_sslverify", "sslcacert", "gpgcakey"}

// secures reports whether the change of a section has to do with trust: how packages are checked, or that they come, or no
// longer come, over plain http. Of a section that is new or gone, only what turns checks off counts.
func secures(c *Change) bool {
	was, is := options(c.Before), options(c.After)
	for _, key := range securing {
		switch {
		case was[key] == is[key]:
		case len(c.Before) == 0 || len(c.After) == 0:
			if key != gpgkey && (is[key] == "0" || strings.EqualFold(is[key], "false") || strings.EqualFold(is[key], "no")) {
				return true
			}
		default:
			return true
		}
	}
	for _, key := range []string{"baseurl", "mirrorlist", "metalink"} {
		if is[key] != was[key] && plainHTTP(is[key]) != plainHTTP(was[key]) && (plainHTTP(is[key]) || len(c.After) > 0 && len(c.Before) > 0) {
			return true
		}
	}
	return false
}

func plainHTTP(url string) bool { return strings.Contains(strings.ToLower(url), "http://") }

// options are the facts of a section by key; of several keys all, in order.
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

func keysOf[V any](m map[string]V) []string { return slices.Collect(maps.Keys(m)) }

// union is sorted, without repetition.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

// things are the subjects of both sides, sorted.
func things(a, b map[thing][]Fact) []thing {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.SortFunc(all, func(x, y thing) int {
		return cmp.Or(strings.Compare(string(x.kind), string(y.kind)), strings.Compare(x.name, y.name))
	})
	return slices.Compact(all)
}
