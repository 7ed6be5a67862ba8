package check

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
)

// What people write once, published files have once for each repository. Then what is wrong in many sections of a file
// is one violation that names their repositories.

// folded is what is wrong with one section of a published file.
type folded struct {
	repoid string
	option *model.Option
	cause  string // what those that are reported together have in common
}

// foldedSections reports what is wrong with many sections of a published .repo file for the same reason.
func (c *checker) foldedSections(sections []model.Section) {
	if !c.Published {
		return
	}
	var unchecked, plain []folded
	for i := range sections {
		s := &sections[i]
		for j := range s.Options {
			o := &s.Options[j]
			if o.Key == "gpgcheck" && o.Value == "0" {
				unchecked = append(unchecked, folded{s.Repoid, o, ""})
			}
			urls := strings.FieldsFunc(o.Value, func(r rune) bool { return strings.ContainsRune(" \t\r\n,", r) })
			if k := slices.IndexFunc(urls, insecure); k >= 0 && slices.Contains(model.AddressKeys, o.Key) {
				_, rest, _ := strings.Cut(urls[k], "://")
				host, _, _ := strings.Cut(rest, "/")
				plain = append(plain, folded{s.Repoid, o, o.Key + host})
			}
		}
	}
	c.fold(unchecked, "gpgcheck-off", func(repoids string, _ *model.Option) string {
		return "packages of " + repoids +
			" are installed unchecked: whoever answers in its place can put anything onto the machine"
	})
	c.fold(plain, "http-url", func(repoids string, o *model.Option) string {
		return o.Key + " of " + repoids + " is fetched over http (" + o.Value +
			"): anyone on the way can hold back updates or lead elsewhere"
	})
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
			c.Reportf(at, rule, "%s are by their names repositories for testing, but in channel ga%s", names,
				strings.Replace(then, "it", "them", 1))
		} else {
			c.Reportf(at, rule, "%s is by its name a repository for testing, but in channel ga%s", names, then)
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

func (c *checker) fold(all []folded, rule string, say func(repoids string, first *model.Option) string) {
	for _, same := range list.Group(all, func(f folded) string { return f.cause }) {
		repoids := list.Map(same, func(f folded) string { return f.repoid })
		notes := list.Map(same[1:], func(f folded) diag.Note {
			return diag.Note{Pos: f.option.Pos, Text: "of " + f.repoid}
		})
		c.Reportf(c.once(same[0].option.Pos, notes...), rule, "%s", say(english.And(repoids), same[0].option))
	}
}
