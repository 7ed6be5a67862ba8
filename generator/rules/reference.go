package rules

import (
	"fmt"
	"strings"
)

// Reference is the table as a page of documentation: Markdown with TOML front matter.
func Reference() []byte {
	var b strings.Builder
	b.WriteString("+++\ntitle = \"Rules\"\n+++\n\n" +
		"What `pes check` and `pes audit` look for. Numbers in brackets are sections of Leapp's semantics. An **error** stops upgrades or harms\n" +
		"machines, a **warning** is something that has another effect than it seems, a **note** is worth knowing. `allow = [\"rule\"]` at an event, a\n" +
		"file, a vendor or a distribution admits a debt; rules marked *never* cannot be allowed, because Leapp would refuse, stop or crash.\n")
	for _, s := range Subjects {
		fmt.Fprintf(&b, "\n## %s\n", s.Title)
		for _, r := range s.Rules {
			never := ""
			if r.Fatal {
				never = ", *never* allowed"
			}
			fmt.Fprintf(&b, "\n### %s\n\n**%s**%s: %s.\n\nOtherwise: %s.\n\nFor example: %s.\n", r.Name, r.Level, never, r.Summary, r.Consequence, code(r.Example))
		}
	}
	return []byte(b.String())
}

// code marks an example as code where that changes nothing in it.
func code(s string) string {
	if strings.ContainsAny(s, "`") {
		return s
	}
	return "`" + s + "`"
}
