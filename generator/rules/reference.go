package rules

import (
	"fmt"
	"strings"

	"pes/generator/diag"
	"pes/generator/list"
)

// Guide is the page that Sections of rules are in, below content/docs.
const Guide = "how-leapp-reads-the-data.md"

// Anchor is the anchor of a section of the guide: 11-3 of 11.3.
func Anchor(section string) string { return strings.ReplaceAll(section, ".", "-") }

const introduction = `+++
title = "Rules"
part  = "Reference"
order = 28
+++

` + "`pes check` and `pes audit`" + ` find violations of these rules. An **error** stops upgrades or harms machines, a **warning** has
another effect than it seems, a **note** is useful to know. ` + "`allow = [\"rule\"]`" + ` in an event, a file, a vendor or a distribution
allows a known violation. You can never allow rules marked *never*, because Leapp would refuse, stop or crash. Upstream's
events cannot be edited here: only findings of rules marked *upstream's too* are listed one by one, all others are
counted. Numbers are sections of [How Leapp reads the data](` + Guide + `).
`

// Reference is the table as a page of documentation: Markdown with TOML front matter.
func Reference() []byte {
	var b strings.Builder
	b.WriteString(introduction)
	for _, s := range Subjects() {
		fmt.Fprintf(&b, "\n## %s\n", s.Title)
		for _, r := range s.Rules {
			never := ""
			if r.Fatal {
				never = ", *never* allowed"
			}
			if r.Upstream {
				never += ", *upstream's too*"
			}
			fmt.Fprintf(&b, "\n### %s\n\n**%s**%s: %s.\n\nOtherwise: %s.\n\nFor example: %s.\n\nWhat to do: %s.\n",
				r.Name, r.Level, never, r.Summary, r.Consequence, code(r.Example), r.Remedy)
			links := list.Map(r.Sections, func(section string) string {
				return fmt.Sprintf("[%s](%s#%s)", section, Guide, Anchor(section))
			})
			if len(links) > 0 {
				fmt.Fprintf(&b, "\nWhat Leapp does: %s.\n", strings.Join(links, ", "))
			}
		}
	}
	return []byte(b.String())
}

// Short is the table without its texts, and without what is for upstream's events, which browsers do not get: for the
// programs that they load.
func Short() []byte {
	var b strings.Builder
	b.WriteString("# Made from rules.toml: make docs\n\n[[subject]]\nrule = [\n")
	for _, r := range All() {
		fmt.Fprintf(&b, "{name=%q", r.Name)
		if r.Level != diag.Error { // which a rule without a level has
			fmt.Fprintf(&b, ",level=%q", r.Level.String())
		}
		if r.Fatal {
			b.WriteString(",fatal=true")
		}
		b.WriteString("},\n")
	}
	b.WriteString("]\n")
	return []byte(b.String())
}

// code marks an example as code where that changes nothing in it.
func code(s string) string {
	if strings.ContainsAny(s, "`") {
		return s
	}
	return "`" + s + "`"
}
