// Package api defines the JSON documents below api/v1 of a site, as Go types, and describes them in machine-readable
// form.
//
//	site/api/v1/index.json          Index: where everything is
//	site/api/v1/packages/ntp.json   Package: the answers and events of one package
//	site/api/v1/schema.json         Schema(): JSON Schema of all documents
//	site/api/v1/openapi.json        OpenAPI(): the same addresses as OpenAPI 3.1
//
// Both descriptions are made from the types and the table [Documents]: a key is described by its `doc` tag and always
// there unless its `json` tag says omitempty. Package render fills the types.
//
// Within v1, keys and documents may be added; none is removed, renamed or given another meaning. Lists are sorted, so
// equal data gives equal bytes. Addresses are relative to the document they stand in.
package api

import "encoding/json"

// Index says where everything is.
type Index struct {
	Version       int            `json:"version" doc:"of this interface: 1"`
	Date          string         `json:"date" doc:"of the data, as in 2026-01-01"`
	Schema        string         `json:"schema" doc:"address of the JSON Schema"`
	OpenAPI       string         `json:"openapi" doc:"address of the OpenAPI description"`
	Packages      string         `json:"packages" doc:"address of the list of all packages"`
	Upstream      string         `json:"upstream,omitempty" doc:"address of what became of upstream's events; not there: the data have none of upstream"`
	Releases      string         `json:"releases" doc:"address of the list of the data's releases"`
	Events        string         `json:"events" doc:"address of the events by id; {shard} is the last two digits of the id"`
	Feed          string         `json:"feed" doc:"address of the Atom feed of all changes"`
	Counts        map[string]int `json:"counts" doc:"of events and packages"`
	Paths         []Link         `json:"paths" doc:"upgrade paths"`
	Distributions []Link         `json:"distributions" doc:"distributions, and systems that are only upgraded from"`
	Vendors       []Link         `json:"vendors" doc:"third parties"`
}

// A Link leads to a document.
type Link struct {
	Name  string `json:"name" doc:"of what the document is about, as other documents name it"`
	Title string `json:"title,omitempty" doc:"what people call it"`
	URL   string `json:"url" doc:"address of the document"`
}

// Packages are all that an event names.
type Packages struct {
	Packages []Link `json:"packages" doc:"by name"`
}

// A Package is what becomes of one package.
type Package struct {
	Name     string          `json:"name" doc:"as RPM knows it"`
	Page     string          `json:"page" doc:"address of its page"`
	Answers  []Answer        `json:"answers" doc:"for each upgrade path"`
	Ways     []LongWay       `json:"ways,omitempty" doc:"what several upgrades, one after the other, make of a machine that has just the package"`
	Events   []Event         `json:"events" doc:"that take the package or lead to it, by release"`
	Versions []Version       `json:"versions,omitempty" doc:"what inventories say that releases have, by release"`
	Upstream []UpstreamEvent `json:"upstream,omitempty" doc:"events of upstream that name it and that some distribution did not take as they are, by release; not those that are only on no upgrade path of some"`
	History  []Past          `json:"history,omitempty" doc:"what recorded releases of the data changed for it, the newest first"`
}

// A Version is what a release has of a package, in the distributions that agree or at a vendor.
type Version struct {
	Release       int      `json:"release" doc:"major release"`
	Version       string   `json:"version,omitempty" doc:"[epoch:]version-release where all have the same, else the version alone; not there: not known"`
	Repository    string   `json:"repository,omitempty" doc:"role of the repository, or the vendor's name of it"`
	Stream        string   `json:"stream,omitempty" doc:"module stream"`
	Default       bool     `json:"default,omitempty" doc:"machines get the stream that chose none"`
	Absent        bool     `json:"absent,omitempty" doc:"complete inventories tell that it is not there"`
	Distributions []string `json:"distributions,omitempty" doc:"where it is so"`
	Vendor        string   `json:"vendor,omitempty" doc:"that has it"`
}

// A Past is what a release of the data changed for a package.
type Past struct {
	Release       string   `json:"release" doc:"version of the release"`
	Page          string   `json:"page" doc:"address of the page about the release"`
	Target        int      `json:"target" doc:"major release that is upgraded to"`
	Distributions []string `json:"distributions" doc:"where it is so"`
	Category      string   `json:"category" doc:"what kind of change it is"`
	Was           string   `json:"was,omitempty" doc:"what became of it; not there: no event took it"`
	Is            string   `json:"is,omitempty" doc:"what becomes of it since; not there: no event takes it"`
	Text          string   `json:"text,omitempty" doc:"what changed, where was and is do not say it"`
	Why           string   `json:"why,omitempty" doc:"the reason"`
	By            string   `json:"by,omitempty" doc:"upstream, where upstream changed its events; not there: the project, or nobody knows"`
}

// Releases are those of the data that are recorded.
type Releases struct {
	Releases []Release `json:"releases" doc:"the newest first"`
	Gone     []Link    `json:"gone" doc:"packages that an event named, and none does any more, by name"`
}

// A Release is one that is recorded.
type Release struct {
	Version  string         `json:"version" doc:"what it is called"`
	Date     string         `json:"date" doc:"of its data"`
	Page     string         `json:"page" doc:"address of its page"`
	Previous string         `json:"previous,omitempty" doc:"the release that its changes are told to"`
	Channels []string       `json:"channels" doc:"that offer it now"`
	Manifest string         `json:"manifest,omitempty" doc:"digest of its manifest.json"`
	Counts   map[string]int `json:"counts" doc:"of its changes, by category"`
}

// An Answer says in a sentence what becomes of a package on one path.
type Answer struct {
	Path string `json:"path" doc:"upgrade path, as in 7-8"`
	Text string `json:"text" doc:"a sentence or several, in English"`
	Gone []Gone `json:"gone,omitempty" doc:"where an event of an earlier path took the package away"`
}

// A LongWay is what several upgrades, one after the other, make of a package.
type LongWay struct {
	Path          string   `json:"path" doc:"source and target major release, as in 7-10"`
	Distributions []string `json:"distributions" doc:"where it is so"`
	Text          string   `json:"text" doc:"a sentence, in English"`
	ComesWith     int      `json:"comes_with,omitempty" doc:"the major release that brings it, where the first has not"`
	Left          []string `json:"left" doc:"the packages that are there in the end, by name"`
}

// A Gone says since when a package is not there any more.
type Gone struct {
	Since         int      `json:"since" doc:"the major release"`
	Successors    []string `json:"successors" doc:"packages that go on in its place, in the release that the path starts from"`
	Distributions []string `json:"distributions" doc:"where it is so"`
}

// An Event is what happens to some packages in one release. What several distributions have in common is one event.
type Event struct {
	IDs           []uint64            `json:"ids" doc:"as Leapp logs them; more than one where equal events were written apart"`
	Page          string              `json:"page" doc:"address of the event on the page of a package"`
	Action        string              `json:"action" enum:"action" doc:"what happens"`
	From          string              `json:"initial_release,omitempty" doc:"the release they leave, as in 7.9"`
	To            string              `json:"release" doc:"the release in which it is seen, as in 8.0"`
	In            []string            `json:"in" doc:"packages that the event takes"`
	Out           []string            `json:"out,omitempty" doc:"packages that it leads to"`
	Architectures []string            `json:"architectures" doc:"that it holds for, in any distribution"`
	Distributions map[string][]string `json:"distributions" doc:"that it holds in, by upgrade path"`
	Streams       []Stream            `json:"streams,omitempty" doc:"which module stream leads to which"`
	Vendor        string              `json:"vendor,omitempty" doc:"the third party whose event it is"`
	Why           string              `json:"why,omitempty" doc:"the reason, in Markdown"`
	Advice        string              `json:"advice,omitempty" doc:"what an administrator should do, in Markdown"`
	Links         []string            `json:"links,omitempty" doc:"what to read about it"`
	Tags          []string            `json:"tags,omitempty" doc:"words that events share"`
	Source        string              `json:"source,omitempty" doc:"file and line where it is written"`
	Upstream      []uint64            `json:"upstream,omitempty" doc:"those of the ids that upstream gave: its events, or what the rules left of them"`
	AsOf          string              `json:"upstream_as_of,omitempty" doc:"the day of the state of upstream that has them"`
	InsteadOf     []uint64            `json:"instead_of_upstream,omitempty" doc:"ids of events of upstream whose place it takes"`
}

// An UpstreamEvent is an event of upstream with what became of it.
type UpstreamEvent struct {
	ID    uint64 `json:"id" doc:"that upstream gave it"`
	Text  string `json:"text" doc:"the event as upstream wrote it, in a line"`
	Fates []Fate `json:"fates" doc:"what became of it; every distribution is in one of them"`
}

// A Fate is what some distributions made of an event of upstream.
type Fate struct {
	Fate          string   `json:"fate" enum:"fate" doc:"what became of it"`
	Distributions []string `json:"distributions" doc:"where"`
	Reasons       []Reason `json:"reasons,omitempty" doc:"why it was not simply taken"`
}

// A Reason is why an event of upstream was not simply taken.
type Reason struct {
	Text     string   `json:"text" doc:"in words"`
	Packages []string `json:"packages,omitempty" doc:"that it is about, as upstream names them; not there: the whole event"`
	Places   []string `json:"places,omitempty" doc:"files and lines of the rule, or of the event that takes its place"`
}

// An Upstream is the state of upstream's events that the data begin with.
type Upstream struct {
	File      string         `json:"file" doc:"name of upstream's file"`
	Timestamp string         `json:"timestamp,omitempty" doc:"as that file says it"`
	AsOf      string         `json:"as_of,omitempty" doc:"the day in it"`
	SHA256    string         `json:"sha256" doc:"digest of that file"`
	Page      string         `json:"page" doc:"address of the page about it"`
	Events    int            `json:"events" doc:"how many it has"`
	Fates     []FateCounts   `json:"fates" doc:"what became of them, by distribution"`
	Rules     []UpstreamRule `json:"rules" doc:"about upstream's events"`
}

// FateCounts are how many events of upstream met each fate in a distribution.
type FateCounts struct {
	Distribution string         `json:"distribution" doc:"which"`
	Counts       map[string]int `json:"counts" doc:"of events, by fate; a fate that does not occur is not there"`
}

// An UpstreamRule is a rule about a repository or a package of upstream.
type UpstreamRule struct {
	Name          string   `json:"name" doc:"PES ID of the repository, or name of the package"`
	Text          string   `json:"text" doc:"what the rule says of it"`
	Why           string   `json:"why,omitempty" doc:"the reason"`
	Distributions []string `json:"distributions" doc:"where it holds"`
	Events        int      `json:"events" doc:"how many events of upstream name it"`
	Dropped       int      `json:"dropped" doc:"of these, dropped for it in some distribution"`
	Changed       int      `json:"changed" doc:"of these, taken without it in some distribution"`
	Source        string   `json:"source" doc:"file and line where it is written"`
}

// A Stream is a pair of module streams.
type Stream struct {
	In  string `json:"in" doc:"an installed stream as module:stream, or - for none"`
	Out string `json:"out" doc:"the stream it leads to"`
}

// A Shard holds the events whose ids end in the same two digits.
type Shard struct {
	Events []json.RawMessage `json:"events" of:"Event" doc:"by id"`
}

// A Path is an upgrade path with everybody who has it, and all its events.
type Path struct {
	Name          string            `json:"name" doc:"as in 7-8"`
	Source        int               `json:"source" doc:"major release that is left"`
	Target        int               `json:"target" doc:"major release that is reached"`
	Page          string            `json:"page" doc:"address of its page"`
	Counts        map[string]int    `json:"counts" doc:"of packages, by action; an action that does not occur is not there"`
	Distributions []Way             `json:"distributions" doc:"that can be upgraded so"`
	Vendors       []Link            `json:"vendors" doc:"that are supported in any of them"`
	Events        []json.RawMessage `json:"events" of:"Event" doc:"that an upgrade on this path may apply, by release and id"`
}

// A Way is an upgrade path of one distribution, in package xref a Cell.
type Way struct {
	Path         string     `json:"path" doc:"as in 7-8"`
	Title        string     `json:"title" doc:"both ends as people call them, as in CentOS Linux 7 to AlmaLinux 8"`
	Distribution string     `json:"distribution" doc:"that is upgraded to"`
	Page         string     `json:"page" doc:"address of its page"`
	Systems      []string   `json:"systems" doc:"distributions that may be upgraded"`
	Leapp        []string   `json:"leapp" doc:"versions of Leapp that the files are made for"`
	Map          []Mapping  `json:"map" doc:"what becomes of repositories, by PES ID"`
	Downloads    []Download `json:"downloads" doc:"the files for Leapp"`
}

// A Mapping is what becomes of a repository.
type Mapping struct {
	From string   `json:"from" doc:"PES ID of the old release"`
	To   []string `json:"to" doc:"PES IDs of the new release; none: it is known and leads nowhere"`
}

// A Download is a tree of files for one version of Leapp.
type Download struct {
	Leapp  string `json:"leapp" doc:"version"`
	Page   string `json:"page" doc:"address of the list of files"`
	Folder string `json:"folder" doc:"address of the folder the files are in"`
	SHA256 string `json:"sha256sums" doc:"address of their checksums, as sha256sum writes and checks them, by names below folder"`

	Archive       string `json:"archive" doc:"address of one .tar.gz with all of them, to be unpacked onto /"`
	ArchiveSHA256 string `json:"archive_sha256" doc:"its checksum"`
	Signature     string `json:"signature,omitempty" doc:"address of its OpenPGP signature, where the publisher signs"`
}

// A Distribution is a target of upgrades, or a system that is only upgraded from.
type Distribution struct {
	Name          string   `json:"name" doc:"as other documents name it"`
	Title         string   `json:"title" doc:"what people call it"`
	OSID          string   `json:"os_id,omitempty" doc:"ID of /etc/os-release"`
	Homepage      string   `json:"homepage,omitempty" doc:"address"`
	Bugs          string   `json:"bugs,omitempty" doc:"address at which problems are reported"`
	Page          string   `json:"page" doc:"address of its page"`
	Feed          string   `json:"feed,omitempty" doc:"address of its Atom feed, where it is a target"`
	Architectures []string `json:"architectures" doc:"that it has"`
	Ends          []End    `json:"ends" doc:"of major releases, as far as somebody wrote them down"`
	Paths         []Way    `json:"paths" doc:"upgrade paths that lead to it"`
	Releases      []Target `json:"releases" doc:"major releases that can be upgraded to"`
}

// An End is the end of life of a major release.
type End struct {
	Major int    `json:"major" doc:"the major release"`
	Day   string `json:"day" doc:"last day on which everybody gets updates"`
}

// A Target is a major release with what an upgrade to it brings along.
type Target struct {
	Major        int          `json:"major" doc:"the major release"`
	Repositories []Repository `json:"repositories" doc:"that the upgrade uses, by repoid"`
	Families     []Family     `json:"families" doc:"what PES IDs stand for, by PES ID"`
	Keys         []KeyFile    `json:"keys" doc:"files with keys that are shipped"`
	Vendors      []string     `json:"vendors" doc:"third parties that are supported"`
}

// A Repository is a section of a .repo file.
type Repository struct {
	Repoid  string            `json:"repoid" doc:"what dnf calls it"`
	Options map[string]string `json:"options" doc:"as dnf reads them, without gpgkey"`
	Keys    []string          `json:"keys" doc:"files and addresses of keys that sign its packages"`
}

// A Family is a PES ID with the repositories it stands for.
type Family struct {
	PESID   string  `json:"pesid" doc:"as events and maps name it"`
	Entries []Entry `json:"entries" doc:"its variants"`
}

// An Entry is one variant of a repository.
type Entry struct {
	Repoid       string `json:"repoid" doc:"what dnf calls it"`
	Major        int    `json:"major" doc:"release"`
	Architecture string `json:"architecture" doc:"as RPM calls it"`
	Channel      string `json:"channel" doc:"ga where it is the usual one"`
	Type         string `json:"type" doc:"rpm, debug or srpm"`
	RHUI         string `json:"rhui,omitempty" doc:"cloud it belongs to"`
}

// A KeyFile is a file with OpenPGP keys.
type KeyFile struct {
	File string `json:"file" doc:"name under which it is shipped"`
	Keys []Key  `json:"keys" doc:"primary keys and subkeys in it"`
}

// A Key is one OpenPGP key.
type Key struct {
	ID          string `json:"id" doc:"16 hexadecimal digits"`
	Fingerprint string `json:"fingerprint" doc:"hexadecimal digits"`
	Created     string `json:"created,omitempty" doc:"day"`
	Expires     string `json:"expires,omitempty" doc:"day; not there: never"`
	Signs       bool   `json:"signs" doc:"it may sign packages"`
	Subkey      bool   `json:"subkey" doc:"of the primary key before it"`
}

// A Vendor is a third party over all paths and distributions.
type Vendor struct {
	Name       string            `json:"name" doc:"as other documents name it"`
	Title      string            `json:"title" doc:"what people call it"`
	Owner      string            `json:"owner,omitempty" doc:"who makes its packages"`
	Homepage   string            `json:"homepage,omitempty" doc:"address"`
	Bugs       string            `json:"bugs,omitempty" doc:"address at which problems are reported"`
	Licence    string            `json:"licence,omitempty" doc:"of its packages"`
	Page       string            `json:"page" doc:"address of its page"`
	Feed       string            `json:"feed" doc:"address of its Atom feed"`
	Signatures []string          `json:"signatures" doc:"ids of keys that sign its packages"`
	Paths      []VendorWay       `json:"paths" doc:"where it is supported"`
	Keys       []KeyFile         `json:"keys" doc:"files with keys that are shipped"`
	Events     []json.RawMessage `json:"events" of:"Event" doc:"of its own packages, by release and id"`
}

// A VendorWay is a vendor on an upgrade path of one distribution.
type VendorWay struct {
	Path         string       `json:"path" doc:"as in 7-8"`
	Distribution string       `json:"distribution" doc:"that is upgraded to"`
	Map          []Mapping    `json:"map" doc:"what becomes of the vendor's repositories"`
	Families     []Family     `json:"families" doc:"what its PES IDs stand for"`
	Repositories []Repository `json:"repositories" doc:"of the new release"`
}
