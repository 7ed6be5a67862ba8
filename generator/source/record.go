package source

import (
	"bytes"
	"slices"

	"pes/generator/diag"
)

// A Record is content/releases/<version>.toml: what pes release and pes promote note of a release. People may add why.
type Record struct {
	Name     string // of the file, without .toml
	File     *diag.File
	Pos      diag.Pos
	Version  Text           `toml:"version" doc:"the version of the release, the same as the name of the file" need:"true"`
	Date     Text           `toml:"date" kind:"moment" doc:"the date of the data, from SOURCE_DATE_EPOCH" need:"true"`
	Previous Text           `toml:"previous" doc:"the version that the changes are compared with"`
	Revision Text           `toml:"revision" doc:"the revision of the sources"`
	Sources  Text           `toml:"sources" doc:"the digest of the sources"`
	SignedBy Text           `toml:"signed_by" doc:"the fingerprint of the key that signed the release"`
	Channels Texts          `toml:"channels" doc:"the channels that offer the release now"`
	Leapp    Texts          `toml:"leapp" doc:"the Leapp versions that it has files for"`
	Trees    Texts          `toml:"trees" doc:"its archives and packages: Leapp version, distribution and target of each"`
	Why      Text           `toml:"why" doc:"a text about the release, for the site; it stays when the record is written again"`
	Counts   RecordCounts   `toml:"counts" doc:"numbers, over all targets"`
	Digests  Map[Text]      `toml:"digests" doc:"files with their SHA-256; the manifest has those of all other files"`
	Changes  []RecordChange `toml:"change" doc:"its changes; equal changes are written once"`
}

// RecordCounts is [counts].
type RecordCounts struct {
	Pos          diag.Pos
	Trees        Int `toml:"trees" doc:"trees: one for each target of a distribution"`
	Events       Int `toml:"events" doc:"events"`
	Vendors      Int `toml:"vendors" doc:"vendors"`
	Repositories Int `toml:"repositories" doc:"sections of .repo files"`
	Keys         Int `toml:"keys" doc:"files with keys"`
}

// A RecordChange is [[change]].
type RecordChange struct {
	Pos      diag.Pos
	Category Text  `toml:"category" kind:"category" doc:"the kind of change" need:"true"`
	Target   Int   `toml:"target" doc:"the target major release" need:"true"`
	Distros  Texts `toml:"distros" kind:"distro" doc:"the distributions with the change" need:"true"`
	Vendor   Text  `toml:"vendor" doc:"the vendor with these events or repositories" default:"the distributions'"`
	Arches   Texts `toml:"arches" kind:"arch" doc:"the architectures with the change" default:"all of the distribution"`
	Streams  Texts `toml:"streams" doc:"the module streams with the change; - is no stream" default:"all"`
	Packages Texts `toml:"packages" doc:"the packages that changed"`
	Names    Texts `toml:"names" doc:"the things that changed, if these are not packages"`
	Was      Text  `toml:"was" doc:"what happened to the packages before" default:"no event"`
	Is       Text  `toml:"is" doc:"what happens to them now" default:"no event"`
	Text     Text  `toml:"text" doc:"the change, if was and is do not describe it"`
	By       Text  `toml:"by" doc:"upstream, if upstream changed its events" default:"the project, or not known"`
	Why      Text  `toml:"why" doc:"the reason; it stays when the record is written again"`
}

// Same reports whether two changes say the same, whatever the reasons.
func (c *RecordChange) Same(o *RecordChange) bool {
	x, y := *c, *o
	x.Why, y.Why = Text{}, Text{}
	return slices.Equal(parts(x), parts(y))
}

// WithChannels returns the text of the record with other channels; the rest is unchanged.
func (r *Record) WithChannels(channels []string) []byte {
	text, list := r.File.Text, value(Words(channels...))
	if at := r.Channels.Pos; r.Channels.Set() {
		if slices.Equal(r.Channels.Values(), channels) {
			return text
		}
		return slices.Concat(text[:at.Off], []byte(list), text[at.End:])
	}
	end := 0 // of the keys that stand before channels in a record
	for _, t := range []Text{r.Version, r.Date, r.Previous, r.Revision, r.Sources, r.SignedBy} {
		end = max(end, t.Pos.End)
	}
	line := "channels = " + list + "\n"
	if n := bytes.IndexByte(text[end:], '\n'); end > 0 && n >= 0 {
		end += n + 1
	} else if end > 0 {
		end, line = len(text), "\n"+line
	}
	return slices.Concat(text[:end], []byte(line), text[end:])
}

// Print writes the record.
func (r *Record) Print() string {
	var p printer
	p.line("# Written by pes release and pes promote; a why, here or at a change, is people's and stays.")
	top := *r
	top.Digests = Map[Text]{} // a table, below
	p.keys(top)
	p.header("[counts]")
	p.keys(r.Counts)
	p.header("[digests]")
	for _, d := range r.Digests.Pairs {
		p.line(key(d.Key.Value) + " = " + value(d.Value))
	}
	for _, c := range r.Changes {
		p.header("[[change]]")
		p.keys(c)
	}
	return p.String()
}
