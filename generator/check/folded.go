package check

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

// overHTTP reports addresses of a published .repo file that are fetched without encryption, those of one host together:
// people write such an address once, and published files have it for each repository.
func (c *checker) overHTTP(sections []model.Section) {
	type plain struct {
		repoid, key, scheme, host string
		option                    *model.Option
	}
	var all []plain
	for i := range sections {
		s := &sections[i]
		for j := range s.Options {
			o := &s.Options[j]
			urls := strings.FieldsFunc(o.Value, func(r rune) bool { return strings.ContainsRune(" \t\r\n,", r) })
			if k := slices.IndexFunc(urls, insecure); k >= 0 && slices.Contains(model.AddressKeys, o.Key) {
				_, rest, _ := strings.Cut(urls[k], "://")
				host, _, _ := strings.Cut(rest, "/")
				all = append(all, plain{s.Repoid, o.Key, schemeOf(urls[k]), host, o})
			}
		}
	}
	for _, same := range list.Group(all, func(p plain) [3]string { return [3]string{p.key, p.scheme, p.host} }) {
		repoids := list.Map(same, func(p plain) string { return p.repoid })
		notes := list.Map(same[1:], func(p plain) diag.Note {
			return diag.Note{Pos: p.option.Pos, Text: "of " +
				p.repoid}
		})
		c.Reportf(c.once(same[0].option.Pos, notes...), "http-url",
			"%s of %s is downloaded over %s (%s): an attacker on the network can hold back updates or redirect to "+
				"another server",
			same[0].key, english.And(repoids), same[0].scheme, same[0].option.Value)
	}
}

// reportTesting reports repositories that are for testing by their names, and in channel ga; those of a published map
// at once.
func (c *mapCheck) reportTesting(rule string, found []diag.Note, then string) {
	for len(found) > 0 {
		n := 1
		if c.Published {
			n = len(found)
		}
		names := english.And(list.Map(found[:n], func(note diag.Note) string { return note.Text }))
		at := c.at(found[0].Pos)
		at.Notes = found[1:n]
		if n > 1 {
			c.Reportf(at, rule, "%s are repositories for testing according to their names, but in channel ga%s", names,
				strings.Replace(then, "it", "them", 1))
		} else {
			c.Reportf(at, rule, "%s is a repository for testing according to its name, but in channel "+
				"ga%s", names, then)
		}
		found = found[n:]
	}
}

// leadsToBeta reports whether a source is mapped to a repository in channel beta.
func (c *mapCheck) leadsToBeta(f *model.Family) bool {
	return slices.ContainsFunc(c.m.Mappings, func(x *model.Mapping) bool {
		return x.From == f.PESID && slices.ContainsFunc(x.To, func(to string) bool {
			t := c.m.Family(to)
			return t != nil && slices.ContainsFunc(t.Entries, func(e model.Entry) bool { return e.Channel == "beta" })
		})
	})
}
