// Package known holds the built-in facts about distributions: their names, the words they put into names of packages,
// PES IDs and addresses, and the roles of their repositories.
//
// All of it is in distributions.toml, which is the one place to add a new distribution. See the examples of [Role] and
// [Title].
package known

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"pes/generator/facts"
	"pes/generator/list"
)

// table is distributions.toml, where the keys are explained.
type table struct {
	Distro   map[string]distro
	Upstream struct {
		PESID             string
		Brands, Addresses []string
		Keys              []string
		InBase            []string `toml:"in_base" json:"in_base"`
	}
	Branding struct{ Kinds, Everywhere []string }
	Source   struct {
		Until  int
		System string
		Also   []string
	}
	OnlyRedHat []struct {
		Packages []string
		AlsoIn   []string `toml:"also_in" json:"also_in"`
	} `toml:"only_red_hat" json:"only_red_hat"`
	Elevate   struct{ Data, Vault map[string]string }
	Called    map[string][]string
	Systems   []System   `toml:"system" json:"system"`
	Roles     []role     `toml:"role" json:"role"`
	Templates []template `toml:"template" json:"template"`

	branded   []brand             // longer words first
	begin     map[string][]brand  // the same, by the part of the word before its first dash
	clients   map[string][]client // packages that only Red Hat ships, by their first word
	names     map[string]string   // what a repository is called -> role
	words     map[string]string   // word of a template -> role
	owners    map[string]string   // what a PES ID begins with -> OSID of the distribution
	brands    []string
	addresses []string
	marks     []string
	keys      []string
	prefixes  []string // of PES IDs, where they name no release
}

type distro struct {
	Name, Homepage    string
	OSID              string `toml:"os_id" json:"os_id"`
	Brands, Addresses []string
	Also              []string
	PESID             string
	Marks, Keys       []string
}

type role struct {
	Name           string
	Also, Template []string
	Everyone       bool
}

type template struct {
	Vendor  string
	Distros []string
}

// get reads the file when it is first called.
var get = sync.OnceValue(func() *table { return read(file) })

func read(text string) *table {
	t := facts.Read[*table](text)
	t.names, t.words = map[string]string{}, map[string]string{}
	t.brands, t.addresses = slices.Clone(t.Upstream.Brands), slices.Clone(t.Upstream.Addresses)
	t.keys = t.Upstream.Keys
	for _, d := range list.ByKey(t.Distro) {
		t.brands, t.addresses = append(t.brands, d.Brands...), append(t.addresses, d.Addresses...)
		t.marks, t.keys = append(t.marks, d.Marks...), append(t.keys, d.Keys...)
		if d.PESID != "" {
			t.prefixes = append(t.prefixes, d.PESID+"-")
		}
	}
	t.marks = append(t.marks, t.brands...)
	list.Sort(t.addresses, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	t.branded, t.begin = readBrands(t), map[string][]brand{}
	for _, b := range t.branded {
		t.begin[firstWord(b.word)] = append(t.begin[firstWord(b.word)], b)
	}
	t.clients, t.owners = readClients(t), readOwners(t)
	for _, r := range t.Roles {
		for _, name := range append(r.Also, r.Name) {
			t.names[name] = r.Name
		}
		for _, word := range r.Template {
			t.words[word] = r.Name
		}
	}
	return t
}

// A Distro is a distribution by its folder in leapp-data.
type Distro struct{ Name, OSID, Homepage string }

// Find returns the distribution of a folder.
func Find(folder string) (Distro, bool) {
	d, ok := get().Distro[folder]
	return Distro{d.Name, cmp.Or(d.OSID, folder), d.Homepage}, ok
}

// Title returns the name of the distribution of a folder; the folder itself if it is not known.
func Title(folder string) string { return cmp.Or(get().Distro[folder].Name, folder) }

// OSID returns the ID in /etc/os-release of the distribution of a folder; the folder itself if it is not known.
func OSID(folder string) string { return cmp.Or(get().Distro[folder].OSID, folder) }

// ElevateData is ELevate's package with the data of upgrades to the distribution of a folder; "" where it has none.
func ElevateData(folder string) string { return get().Elevate.Data[folder] }

// Vault is the address of a file with the repositories of a release whose mirrors are gone; "" where they are not.
func Vault(folder string, major int) string {
	return get().Elevate.Vault[folder+" "+strconv.Itoa(major)]
}

// A System is what a machine can be, and the packages that say so.
type System struct {
	Distro   string // the folder of the distribution
	Name     string
	Packages []string
	Rolling  bool // has no minor releases
}

// Rolling reports whether the system of a name has no minor releases.
func Rolling(name string) bool {
	return slices.ContainsFunc(Systems(), func(s System) bool { return s.Rolling && s.Name == name })
}

// Systems are all that are known. Where packages name several, the first counts.
func Systems() []System { return get().Systems }

// Brands are the words that names of a distribution's own packages begin with, followed by a dash.
func Brands() []string { return get().brands }

// BrandsOf are the words that names of packages of the distribution of a folder begin with.
func BrandsOf(folder string) []string { return slices.Clone(get().Distro[folder].Brands) }

// UpstreamBrands are the brands of Red Hat Enterprise Linux, which no package of another distribution should have.
func UpstreamBrands() []string { return slices.Clone(get().Upstream.Brands) }

// Addresses are the words that stand before the release in addresses of packages, longer words first.
func Addresses() []string { return get().addresses }

// Called is what people write for a distribution beside its name, by ID of /etc/os-release: OEL for ol.
func Called(osID string) []string { return get().Called[osID] }

// Marks are the words that stand behind the release in builds of distributions: alma of 1.el8.alma.
func Marks() []string { return get().marks }

// Keys are the ids of the keys that sign the packages of distributions, as Leapp lists them.
func Keys() []string { return get().keys }

// SourceSystem is the folder of the system that upgrades begin at, whatever the target, up to release until.
func SourceSystem() (folder string, until int) { return get().Source.System, get().Source.Until }

// NamedSource returns the folder of the system that the os_name of an initial release names, if that is a system that
// is only upgraded from; else "". Any other os_name is unreliable: Leapp does not read it, and many are wrong.
func NamedSource(osName string) string {
	for _, folder := range get().Source.Also {
		if strings.EqualFold(osName, folder) || strings.EqualFold(osName, Title(folder)) {
			return folder
		}
	}
	return ""
}

// NamedSources are the folders that NamedSource can give.
func NamedSources() []string { return get().Source.Also }

// Role returns the role of the repository that has a PES ID or repoid; ok is false if it is not known.
func Role(pesid string) (role string, ok bool) {
	word := normal(pesid)
	if role, ok = get().names[word]; ok {
		return role, true
	}
	word, _ = cutMajor(TrimDistro(word))
	role, ok = get().names[word]
	return role, ok
}

func normal(pesid string) string { return strings.ToLower(strings.ReplaceAll(pesid, "_", "-")) }

// IsRole reports whether a word is the name of a known role, or another name for one: crb, powertools.
func IsRole(word string) bool { return get().names[word] != "" }

// TrimDistro drops the distribution's word from a PES ID: baseos of rocky8-baseos.
func TrimDistro(pesid string) string {
	_, rest := cutDistro(pesid)
	return rest
}

// Major is the release that a PES ID names, 8 in rocky8-appstream and 9 in certify-baseos-9; 0 where it names none.
func Major(pesid string) int {
	word := normal(pesid)
	major, _ := cutDistro(word)
	if major == "" {
		_, major = cutMajor(word)
	}
	n, _ := strconv.Atoi(major)
	return n
}

const digits = "0123456789"

// cutDistro takes the distribution's word off a PES ID: letters and a release, rocky8- or centos-8-, or certify-.
func cutDistro(pesid string) (major, rest string) {
	release := strings.TrimLeft(pesid, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	number := strings.TrimPrefix(release, "-")
	rest, dash := strings.CutPrefix(strings.TrimLeft(number, digits), "-")
	if major, _, _ = strings.Cut(number, "-"); dash && major != "" && release != pesid {
		return major, rest
	}
	for _, prefix := range get().prefixes {
		if rest, ok := strings.CutPrefix(pesid, prefix); ok {
			return "", rest
		}
	}
	return "", pesid
}

// cutMajor takes the release off the end of a PES ID: baseos-9.
func cutMajor(pesid string) (rest, major string) {
	rest = strings.TrimRight(pesid, digits)
	if major = pesid[len(rest):]; major == "" || !strings.HasSuffix(rest, "-") {
		return pesid, ""
	}
	return rest[:len(rest)-1], major
}

// UpstreamMajor is the release that a PES ID of Red Hat names, 9 in rhel9-AppStream; 0 where it is none of Red Hat's.
func UpstreamMajor(pesid string) int {
	rest, ok := strings.CutPrefix(pesid, get().Upstream.PESID)
	digits, _, dash := strings.Cut(rest, "-")
	n, err := strconv.Atoi(digits)
	if !ok || !dash || err != nil {
		return 0
	}
	return n
}

// IsUpstreamRepoid reports whether dnf calls a repository of Red Hat so: rhel-8-for-x86_64-baseos-rpms,
// rhui-rhel-8-for-x86_64-appstream-rhui-rpms, codeready-builder-for-rhel-8-x86_64-rpms.
func IsUpstreamRepoid(repoid string) bool {
	return strings.Contains(repoid, get().Upstream.PESID+"-") && strings.HasSuffix(repoid, "-rpms")
}

// InBase reports whether the packages of a repository of Red Hat are in base where others rebuild the release.
func InBase(pesid string) bool {
	if UpstreamMajor(pesid) != get().Source.Until {
		return false
	}
	role, _ := Role(pesid)
	return slices.Contains(get().Upstream.InBase, role) || slices.Contains(get().Upstream.InBase, TrimDistro(pesid))
}

// TemplateRole is the role that a word of a vendor's template stands for, such as baseos for {baseos}.
func TemplateRole(word string) (role string, ok bool) {
	role, ok = get().words[word]
	return role, ok
}

// TemplateDistros are the distributions that templates of a vendor are for; nil where they are for all.
func TemplateDistros(vendor string) []string {
	for _, t := range get().Templates {
		if strings.HasPrefix(vendor, t.Vendor) {
			return t.Distros
		}
	}
	return nil
}

// TemplateIsFor reports whether templates of a vendor are for a distribution or, where that is a variant, for what it
// varies.
func TemplateIsFor(vendor, distro string) bool {
	only := TemplateDistros(vendor)
	return only == nil || slices.ContainsFunc(only, func(d string) bool {
		return distro == d || strings.HasPrefix(distro, d+"-")
	})
}

// RolesOfAll are the roles that every distribution has.
func RolesOfAll() []string {
	ofAll := list.Select(get().Roles, func(r role) bool { return r.Everyone })
	return list.Map(ofAll, func(r role) string { return r.Name })
}

// CompareRoles compares roles by their usual order; unknown roles follow by name.
func CompareRoles(a, b string) int {
	rank := func(name string) int {
		if i := slices.IndexFunc(get().Roles, func(r role) bool { return r.Name == name }); i >= 0 {
			return i
		}
		return len(get().Roles)
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a, b))
}
