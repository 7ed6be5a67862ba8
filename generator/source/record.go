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
	Version  Text           `toml:"version" doc:"of the release, as the file is called" need:"true"`
	Date     Text           `toml:"date" kind:"moment" doc:"of the data: what SOURCE_DATE_EPOCH said" need:"true"`
	Previous Text           `toml:"previous" doc:"the version that the changes are told to"`
	Revision Text           `toml:"revision" doc:"of the sources"`
	Sources  Text           `toml:"sources" doc:"their digest"`
	SignedBy Text           `toml:"signed_by" doc:"the fingerprint of the key that signed the release"`
	Channels Texts          `toml:"channels" doc:"that offer the release now"`
	Leapp    Texts          `toml:"leapp" doc:"versions it has files for"`
	Why      Text           `toml:"why" doc:"what people say of the release; the site shows it, and it stays when the record is written again"`
	Counts   RecordCounts   `toml:"counts" doc:"how much it holds, over all targets"`
	Digests  Map[Text]      `toml:"digests" doc:"files with their SHA-256: that of the manifest stands for all that it names"`
	Changes  []RecordChange `toml:"change" doc:"what it changed, with what is the same said once"`
}

// RecordCounts is [counts].
type RecordCounts struct {
	Pos          diag.Pos
	Trees        Int `toml:"trees" doc:"a target of a distribution is one"`
	Events       Int `toml:"events" doc:"events"`
	Vendors      Int `toml:"vendors" doc:"vendors"`
	Repositories Int `toml:"repositories" doc:"sections of .repo files"`
	Keys         Int `toml:"keys" doc:"files with keys"`
}

// A RecordChange is [[change]].
type RecordChange struct {
	Pos      diag.Pos
	Category Text  `toml:"category" kind:"category" doc:"what it is about" need:"true"`
	Target   Int   `toml:"target" doc:"major release that is upgraded to" need:"true"`
	Distros  Texts `toml:"distros" kind:"distro" doc:"where it is so" need:"true"`
	Vendor   Text  `toml:"vendor" doc:"whose events or repositories they are" default:"the distributions'"`
	Arches   Texts `toml:"arches" kind:"arch" doc:"where it is so" default:"all that the distribution has"`
	Streams  Texts `toml:"streams" doc:"module streams with which it is so; - is none" default:"all"`
	Packages Texts `toml:"packages" doc:"what it is about"`
	Names    Texts `toml:"names" doc:"what it is about where these are no packages"`
	Was      Text  `toml:"was" doc:"what became of the packages" default:"no event took them"`
	Is       Text  `toml:"is" doc:"what becomes of them now" default:"no event takes them"`
	Text     Text  `toml:"text" doc:"what changed, where was and is do not say it"`
	By       Text  `toml:"by" doc:"upstream, where upstream changed its events" default:"the project, or nobody knows"`
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
