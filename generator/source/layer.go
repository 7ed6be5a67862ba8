package source

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/upstream"
)

// LayerFolder is where a project has the layer of upstream's events.
const LayerFolder = model.UpstreamFolder

// OriginFile is where a layer says what it was made of.
const OriginFile = LayerFolder + "origin.toml"

// RulesFile is where people write what all distributions make of upstream's events.
const RulesFile = "content/upstream.toml"

// A Layer is content/upstream/: the state of upstream's events that the project has. Only pes sync upstream writes it.
type Layer struct {
	File      *diag.File // of the origin; nil where it is missing
	Pos       diag.Pos
	Name      Text  `toml:"file" doc:"the file that the layer was made from, without its folder" need:"true"`
	Timestamp Text  `toml:"timestamp" doc:"the timestamp in that file" default:"nothing"`
	Streams   Texts `toml:"streams" doc:"its data streams"`
	Events    Int   `toml:"events" doc:"how many events it has" need:"true"`
	SHA256    Text  `toml:"sha256" doc:"the digest of that file" need:"true"`
	Layer     Text  `toml:"layer" doc:"the digest of the files beside this one; do not edit these" need:"true"`
	List      []*model.Event
	Files     []*diag.File // with the events, by name
	Broken    bool         // some file could not be read
}

// Upstream are the rules of content/upstream.toml, or of [upstream] in a distribution's file: what is made of
// upstream's events.
type Upstream struct {
	File   *diag.File
	Pos    diag.Pos
	Allow  Texts        `toml:"allow" kind:"rule" doc:"rules to ignore for events of upstream: known mistakes"`
	Roles  []RoleRule   `toml:"role" doc:"roles of upstream's repositories, if their names do not show them"`
	Absent []AbsentRule `toml:"absent" doc:"repositories and packages that do not exist here"`
}

// A RoleRule is [[role]]: the role that repositories of upstream are.
type RoleRule struct {
	Pos          diag.Pos
	Repositories Texts `toml:"repositories" doc:"PES IDs of upstream, such as rhel7-optional" need:"true"`
	Role         Text  `toml:"role" kind:"role" doc:"the role of the repository that has their packages here, or = and a PES ID, as in packages" need:"true"`
	RuleScope
}

// An AbsentRule is [[absent]]: packages, or all packages of repositories, that do not exist here. Events lose them; an
// event that loses what it is about is dropped.
type AbsentRule struct {
	Pos          diag.Pos
	Repositories Texts `toml:"repositories" doc:"PES IDs of upstream"`
	Packages     Texts `toml:"packages" doc:"names, as upstream writes them"`
	From         Int   `toml:"from" doc:"for packages: only in events from this major release; 0: without an initial release"`
	To           Int   `toml:"to" doc:"for packages: only in events of this major release"`
	RuleScope
}

// A RuleScope says for whom a rule about upstream's events holds, and why.
type RuleScope struct {
	Only   Texts `toml:"only" kind:"distro" doc:"the distributions that it is for, and their variants" default:"all"`
	Except Texts `toml:"except" kind:"distro" doc:"the distributions that it is not for, and their variants; instead of only" default:"none"`
	Why    Text  `toml:"why" doc:"the reason, one sentence"`
}

// State is what the layer holds of upstream, its events by id.
func (l *Layer) State() *model.Layer {
	events := slices.Clone(l.List)
	list.Sort(events, func(a, b *model.Event) int { return cmp.Compare(a.ID, b.ID) })
	return &model.Layer{Name: l.Name.Value, Timestamp: l.Timestamp.Value, SHA256: l.SHA256.Value,
		Streams: l.Streams.Values(), Events: events}
}

// Print writes the origin.
func (l *Layer) Print() string {
	var p printer
	p.line("# Written by pes sync upstream, with the files beside it, and by nobody else.")
	p.keys(*l)
	return p.String()
}

// Print writes content/upstream.toml.
func (u *Upstream) Print() string {
	var p printer
	p.upstream(u, "")
	return p.String()
}

// upstream writes rules; table is what their tables are below, in a distribution's file.
func (p *printer) upstream(u *Upstream, table string) {
	below := ""
	if table != "" {
		below = table + "."
		if len(parts(*u)) > 0 {
			p.header("[" + table + "]")
		}
	}
	p.keys(*u)
	for _, r := range u.Roles {
		p.header("[[" + below + "role]]")
		p.keys(r)
	}
	for _, r := range u.Absent {
		p.header("[[" + below + "absent]]")
		p.keys(r)
	}
}

// ParseLayer reads the files of a layer; nil of none.
func ParseLayer(files []*diag.File) (whole *Layer, list diag.List) {
	for _, f := range files {
		one := &parsed{text: f.Text}
		one.parseLayer(f)
		list.Merge(one.list)
		if one.layer != nil {
			whole = whole.join(one.layer)
		}
	}
	return whole, list
}

// parseLayer reads a file of the layer.
func (one *parsed) parseLayer(f *diag.File) {
	switch {
	case f.Name == OriginFile:
		one.layer = &Layer{File: f}
		if root, ok := Scan(f, &one.list); ok {
			decodeInto(&decoder{list: &one.list}, root, one.layer)
		}
	case strings.HasSuffix(f.Name, ".events"):
		var found diag.List
		one.layer = &Layer{Files: []*diag.File{f}}
		one.layer.List, found = upstream.Parse(f)
		one.list.Merge(found)
	default:
		one.list.Warnf(diag.Pos{File: f}, "ignored-file", "%s is not read: this folder is only for pes sync upstream",
			path.Base(f.Name))
		return
	}
	one.layer.Broken = one.list.Failed()
}

// join makes one layer of the files that were read, in their order.
func (l *Layer) join(part *Layer) *Layer {
	if l == nil {
		l = &Layer{}
	}
	whole := *l
	if part.File != nil {
		whole = *part
		whole.List, whole.Files, whole.Broken = l.List, l.Files, l.Broken
	}
	whole.Broken = whole.Broken || part.Broken
	whole.List = append(whole.List, part.List...)
	whole.Files = append(whole.Files, part.Files...)
	return &whole
}
