package leappreport

import (
	"slices"
	"strings"

	"pes/generator/list"
)

// A Kind is what an entry is about. An entry of no kind is not about packages or repositories, or not known here.
type Kind string

// The kinds.
const (
	UnknownRepository    Kind = "unknown-repository"    // of a package that an event moves or brings
	ExcludedPackages     Kind = "excluded-packages"     // whose repository Leapp leaves out
	ExcludedRepositories Kind = "excluded-repositories" // that Leapp leaves out
	Unsupported          Kind = "unsupported-repository"
	Unmapped             Kind = "unmapped-repository" // enabled on the machine, and in no map
	NoTarget             Kind = "no-target"           // a PES ID that the map leads to, without repository
	Unsigned             Kind = "unsigned"            // packages that neither distribution nor vendor signed
	OldSignature         Kind = "old-signature"       // packages that EL 9 does not verify any more
	Transaction          Kind = "transaction"         // dnf cannot do what Leapp asks for
	Removed              Kind = "removed"             // packages that dnf removes
	NotFound             Kind = "not-found"           // packages that Leapp asks dnf for, and no repository has
	UnknownKeys          Kind = "unknown-keys"        // OpenPGP keys of repositories
	NoKey                Kind = "no-key"              // a repository that is checked, and names no key
	InvalidEvents        Kind = "invalid-events"      // a file of events that Leapp cannot use
	InvalidMap           Kind = "invalid-map"         // a repository map that Leapp cannot use
	DataStream           Kind = "data-stream"         // the files are for another Leapp
	NoRepositories       Kind = "no-repositories"     // for the target
	MissingRepositories  Kind = "missing-repositories"
	DefinedTwice         Kind = "defined-twice" // a repository in two files
	Leftover             Kind = "leftover"      // packages of the old release
	Applied              Kind = "applied"       // events in a log
	Competing            Kind = "competing"     // events of which Leapp keeps one
	ActiveVendors        Kind = "active-vendors"
	InactiveVendors      Kind = "inactive-vendors"
	Other                Kind = "packages" // a check of Leapp's own that names packages or repositories
)

// marks tell kinds by stable keys, or by what titles say, lower case, over all versions: * stands for any words.
var marks = []struct {
	kind   Kind
	keys   []string
	titles []string
}{
	{UnknownRepository, []string{"9a2b05abf8f45fd7915e52542887bb334bb218ea"}, []string{
		"packages from unknown repositories*", "packages will not be installed",
		"*due to repositories unknown to leapp:*"}},
	{ExcludedPackages, nil, []string{"packages available in excluded repositories*"}},
	{ExcludedRepositories, []string{"a12013a95a6d305adc9f4f675186f89760af1a7e"}, []string{
		"excluded target system repositories*", "excluded rhel * repositories"}},
	{Unsupported, nil, []string{"using repository not supported by*"}},
	{Unmapped, []string{"8e89e20c645cea600b240156071d81c64daab7ad"}, []string{
		"some enabled rpm repositories are unknown to leapp*", "some enabled rpm repositories are not compatible*"}},
	{Unsigned, []string{"13f0791ae5f19f50e7d0d606fb6501f91b1efb2c"}, []string{
		"packages not signed by * found on the system*", "*packages have not been signed by*"}},
	{OldSignature, nil, []string{"detected rpms with rsa/sha1 signature*"}},
	{Transaction, nil, []string{"dnf execution failed with non zero exit code*",
		"unable to install * userspace packages*", "failed to execute dnf*",
		"dnf failed to load repositories*", "transaction check failed*"}},
	{UnknownKeys, nil, []string{"detected unknown gpg keys for target system repositories*",
		"failed to download gpg key for target repository*", "gpg keys provided using unknown protocol*",
		"failed to read gpg keys from provided key files*"}},
	{NoKey, nil, []string{"inconsistent repository without gpg key*"}},
	{InvalidEvents, nil, []string{"missing/invalid pes data file*", "*pes-events.json* contain a valid json object*",
		"*pes-events.json*invalid*"}},
	{InvalidMap, nil, []string{"the repository mapping file is invalid*",
		"*repomap.json* contain a valid json object*", "*repomap.json*invalid*",
		"cannot parse repositoriesmapping data properly*",
		"cannot calculate target content requirements*"}},
	{DataStream, nil, []string{"incompatible leapp data assets are present*",
		"detected malformed leapp data assets*"}},
	{NoRepositories, []string{"f5770a56e540f27d370da7b697cb4a2e81e2c30d"}, []string{
		"there are no enabled target repositories*", "cannot find required basic * repositories*",
		"using rhsm has been skipped but no custom*", `detected "customtargetrepositories" without*`}},
	{MissingRepositories, nil, []string{"some required custom target repositories have not been found*"}},
	{DefinedTwice, nil, []string{"a yum/dnf repository defined multiple times*",
		"the following repoids are defined multiple times*"}},
	{Leftover, []string{"d424c3132ed78a8632b5c73d919909e453107c06", "5afbad560709afa4e40a160e40dfd44788ba9c3b"},
		[]string{"some * packages have not been upgraded*",
			"some packages from the original os have not been upgraded*",
			"leftover * packages have been removed*", "leftover packages from the original os have been removed*"}},
}

// kindOf tells the kind of an entry, "" where none is known.
func kindOf(key, title string) Kind {
	title = strings.ToLower(title)
	for _, m := range marks {
		if key != "" && slices.Contains(m.keys, key) {
			return m.kind
		}
	}
	for _, m := range marks {
		if slices.ContainsFunc(m.titles, func(pattern string) bool { return like(pattern, title) }) {
			return m.kind
		}
	}
	return ""
}

// like reports whether a text is as a pattern in which * stands for anything.
func like(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	text, ok := strings.CutPrefix(text, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1:] {
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return text == "" || strings.HasSuffix(pattern, "*")
}

// classify finds the kind of an entry, and what it is about.
func (e *Entry) classify() {
	if e.Kind == "" {
		e.Kind = kindOf(e.Key, e.Title)
	}
	e.extract()
	if e.Kind == "" && len(e.Packages)+len(e.Repositories) > 0 {
		e.Kind = Other
	}
	e.Packages = tidyPackages(e.Packages)
	e.Repositories = list.AppendNew(nil, e.Repositories...)
	e.Files, e.Keys = list.AppendNew(nil, e.Files...), list.AppendNew(nil, e.Keys...)
	e.Vendors = list.AppendNew(nil, e.Vendors...)
}

// tidyPackages leaves each package once: of a package with and without its repository the one that has it.
func tidyPackages(packages []Package) (out []Package) {
	named := map[string]bool{}
	for _, p := range packages {
		named[p.Name] = named[p.Name] || p.Repository != "" || p.Stream != ""
	}
	seen := map[Package]bool{}
	for _, p := range packages {
		plain := p.Repository == "" && p.Stream == ""
		if p.Name == "" || seen[p] || plain && named[p.Name] {
			continue
		}
		seen[p] = true
		out = append(out, p)
	}
	return out
}
