//go:build !js

package compile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
)

func validDigest(s string) bool {
	hex, ok := strings.CutPrefix(s, "sha256:")
	return ok && len(hex) == 64 && strings.Trim(hex, "0123456789abcdef") == ""
}

// records returns the records of releases, the newest first.
func (c *compiler) records() (out []*model.Record) {
	byVersion := map[string]*model.Record{}
	offers := map[string]source.Text{} // by channel: where a record says that the channel offers it
	for _, r := range c.project.Records {
		x := c.record(r)
		out = append(out, x)
		byVersion[x.Version] = x
		for _, t := range r.Channels.Items {
			if old, twice := offers[t.Value]; twice {
				c.list.Add(diag.Diagnostic{Pos: t.Pos, Rule: "bad-record",
					Notes:   []diag.Note{{Pos: old.Pos, Text: "the other"}},
					Message: fmt.Sprintf("the channel %s also offers another release: it can offer only one", t.Value)})
			}
			offers[t.Value] = t
		}
	}
	list.Sort(out, func(a, b *model.Record) int {
		return cmp.Or(b.Date.Compare(a.Date), model.CompareVersions(b.Version, a.Version))
	})
	for _, r := range c.project.Records {
		seen := map[string]bool{}
		for x := byVersion[r.Name]; x != nil; x = byVersion[x.Previous] {
			if seen[x.Version] {
				c.list.Errorf(r.Previous.Pos, "bad-record",
					"%s is both before and after this release: name the release that the changes were compared with",
					r.Previous.Value)
				for _, y := range out {
					y.Previous = "" // so that no reader loops forever
				}
				break
			}
			seen[x.Version] = true
		}
	}
	return out
}

func (c *compiler) record(r *source.Record) *model.Record {
	bad := func(pos diag.Pos, format string, args ...any) { c.list.Errorf(pos, "bad-record", format, args...) }
	file := diag.Pos{File: r.File} // position for missing keys
	x := &model.Record{Version: r.Name, Previous: r.Previous.Value,
		Channels: slices.Sorted(slices.Values(r.Channels.Values())), Trees: r.Trees.Values(),
		SignedBy: r.SignedBy.Value, Why: r.Why.Value, Pos: r.Pos,
		Counts: model.Counts{Trees: int(r.Counts.Trees.Value), Events: int(r.Counts.Events.Value),
			Vendors:      int(r.Counts.Vendors.Value),
			Repositories: int(r.Counts.Repositories.Value), Keys: int(r.Counts.Keys.Value)}}
	if err := model.ValidVersion(r.Name); err != nil {
		bad(file, "%v", err)
	}
	if at := cmp.Or(r.Version.Pos, file); r.Version.Value != r.Name {
		bad(at, "this is the record of %q, but its file is %s.toml: give both the same name", r.Version.Value,
			r.Name)
	}
	date, err := time.Parse(time.RFC3339, r.Date.Value)
	if err != nil {
		bad(cmp.Or(r.Date.Pos, file), "%q is not a date of a release: write it as \"2026-11-21T00:00:00Z\"",
			r.Date.Value)
	}
	x.Date = date
	if sum, ok := r.Digests.Get("manifest.json"); ok {
		x.Manifest = sum.Value
	}
	for _, d := range r.Digests.Pairs {
		if !validDigest(d.Value.Value) {
			bad(d.Value.Pos, "%q is not a digest: write sha256: and 64 hexadecimal digits in lower case", d.Value.Value)
		}
	}
	for _, t := range r.Channels.Items {
		if err := model.ValidChannel(t.Value); err != nil {
			bad(t.Pos, "%v", err)
		}
	}
	x.Notes = list.Map(r.Changes, c.note)
	return x
}

func (c *compiler) note(n source.RecordChange) model.Note {
	bad := func(pos diag.Pos, format string, args ...any) { c.list.Errorf(pos, "bad-record", format, args...) }
	x := model.Note{Category: n.Category.Value, Target: int(n.Target.Value), Vendor: n.Vendor.Value, Was: n.Was.Value,
		Is: n.Is.Value, Text: n.Text.Value, Why: n.Why.Value, By: n.By.Value,
		Distros: sorted(n.Distros), Arches: sorted(n.Arches), Streams: n.Streams.Values(), Packages: sorted(n.Packages),
		Names: sorted(n.Names)}
	if !slices.Contains(model.Categories, x.Category) {
		bad(n.Pos, "the category of a change is one of %s, not %q", strings.Join(model.Categories, ", "), x.Category)
	}
	if x.By != "" && x.By != "upstream" {
		bad(n.By.Pos, "by is upstream or empty, not %q", x.By)
	}
	if x.Target < 1 || x.Target > 99 {
		bad(n.Pos, "a change needs a target, such as target = 8")
	}
	if len(x.Distros) == 0 {
		bad(n.Pos, "a change needs distributions: name them in distros")
	}
	if len(x.Packages)+len(x.Names) == 0 {
		bad(n.Pos, "a change needs packages or names: this one has neither")
	}
	if x.Was == x.Is && x.Text == "" {
		bad(n.Pos, "the change is missing: was and is are the same, and there is no text")
	}
	for _, t := range slices.Concat(n.Packages.Items, n.Distros.Items) {
		if !model.ValidName(t.Value) {
			bad(t.Pos, "%q is not a name", t.Value)
		}
	}
	return x
}

func sorted(t source.Texts) []string { return slices.Sorted(slices.Values(t.Values())) }
