package cli

import (
	"fmt"
	"strings"
)

// A maker makes an input of about n bytes.
type maker func(n int) string

// many repeats a piece, which may have its number in it.
func many(before, piece, between, after string) maker {
	return func(n int) string {
		var b strings.Builder
		b.WriteString(before)
		for i := 0; b.Len() < n; i++ {
			if i > 0 {
				b.WriteString(between)
			}
			if strings.Contains(piece, "%d") {
				fmt.Fprintf(&b, piece, i)
			} else {
				b.WriteString(piece)
			}
		}
		return b.String() + after
	}
}

// nested puts brackets into brackets.
func nested(before, open, middle, closing, after string) maker {
	return func(n int) string {
		depth := n / (len(open) + len(closing))
		return before + strings.Repeat(open, depth) + middle + strings.Repeat(closing, depth) + after
	}
}

// chain makes of each number i a text of i and i+1.
func chain(format string) maker {
	return func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, format, i, i+1)
		}
		return b.String()
	}
}

// A shape is an input made as bad as it can be.
type shape struct {
	name string
	make maker
}

const (
	releases = "from = \"7.7\"\nto = \"8.0\"\n"
	removedA = "[[removed]]\n" + releases + "in = \"a@base\"\n"
)

// eventShapes are files of events.
var eventShapes = []shape{
	{"long key", many("", "a", "", " = 1\n")},
	{"long quoted key", many("\"", "a", "", "\" = 1\n")},
	{"long key in event", many(removedA, "a", "", " = 1\n")},
	{"dotted", many("a", ".b", "", " = 1\n")},
	{"dotted many", many("", "a.b.c.d.e.f%d = 1\n", "", "")},
	{"header", many("[a", ".b", "", "]\n")},
	{"headers", many("", "[t%d]\n", "", "")},
	{"headers below", many("", "[t.u.v.x%d]\n", "", "")},
	{"arrays of tables", many("", "[[t%d]]\n", "", "")},
	{"same array of tables", many("", "[[t]]\n", "", "")},
	{"keys", many("", "k%d = 1\n", "", "")},
	{"keys in event", many(removedA, "k%d = 1\n", "", "")},
	{"keys in defaults", many("[defaults]\n", "k%d = 1\n", "", "")},
	{"inline keys", many(removedA+"streams = {", "k%d = 1", ",", "}\n")},
	{"inline streams", many(removedA+"streams = {", "\"m:%d\" = \"m:1\"", ",", "}\n")},
	{"inline streams lists", many(removedA+"streams = {\"m:1\" = [", "\"m:%d\"", ",", "]}\n")},
	{"events", many("", "[[removed]]\n"+releases+"in=\"p%d@base\"\n", "", "")},
	{"same events", many("", removedA, "", "")},
	{"same in", many("", "[[replaced]]\n"+releases+"in=\"a@base\"\nout=\"p%d@baseos\"\n", "", "")},
	{"same out", many("", "[[replaced]]\n"+releases+"in=\"p%d@base\"\nout=\"a@baseos\"\n", "", "")},
	{"in array", many("[[removed]]\n"+releases+"in=[", "\"p%d@base\"", ",", "]\n")},
	{"in array same", many("[[removed]]\n"+releases+"in=[", "\"p@base\"", ",", "]\n")},
	{"in set", many("[[removed]]\n"+releases+"in=[[", "\"p%d@base\"", ",", "]]\n")},
	{"in sets", many("[[removed]]\n"+releases+"in=[", "[\"p%d@base\",\"q@base\"]", ",", "]\n")},
	{"out array", many("[[split]]\n"+releases+"in=\"a@base\"\nout=[", "\"p%d@baseos\"", ",", "]\n")},
	{"merged array", many("[[merged]]\n"+releases+"out=\"a@baseos\"\nin=[", "\"p%d@base\"", ",", "]\n")},
	{"streams", many("[[removed]]\n"+releases+"in=\"p@base/", "m:%d", ",", "\"\n")},
	{"streams same", many("[[removed]]\n"+releases+"in=\"p@base/", "m:1", ",", "\"\n")},
	{"long name", many("[[removed]]\n"+releases+"in=\"", "p", "", "@base\"\n")},
	{"ats", many("[[removed]]\n"+releases+"in=\"", "@", "", "@base\"\n")},
	{"roles", many("[[removed]]\n"+releases+"in=[", "\"p@base%d\"", ",", "]\n")},
	{"bad names", many("[[removed]]\n"+releases+"in=[", "\"p %d@base\"", ",", "]\n")},
	{"arches", many(removedA+"arches=[", "\"x%d\"", ",", "]\n")},
	{"tags", many(removedA+"tags=[", "\"x%d\"", ",", "]\n")},
	{"links", many(removedA+"links=[", "\"https://x/%d\"", ",", "]\n")},
	{"only", many(removedA+"only=[", "\"x%d\"", ",", "]\n")},
	{"allow", many(removedA+"allow=[", "\"x%d\"", ",", "]\n")},
	{"why", many(removedA+"why=\"", "x", "", "\"\n")},
	{"why escapes", many(removedA+"why=\"", "\\u0041", "", "\"\n")},
	{"advice lines", many(removedA+"advice='''", "x\n", "", "'''\n")},
	{"deep array", nested("a = ", "[", "", "]", "\n")},
	{"deep inline", nested("a = ", "{a=", "1", "}", "\n")},
	{"comment", many("#", "x", "", "\n")},
	{"comments", many("", "#x\n", "", "\n")},
	{"blank", many("", "\n", "", "\n")},
	{"spaces", many("", " ", "", "\n")},
	{"chain", chain("[[renamed]]\n" + releases + "in = \"p%d@base\"\nout = \"p%d@baseos\"\n")},
	{"garbage line", many("", "\x01", "", "")},
	{"latin1", many("a=\"", "\xe9", "", "\"")},
	{"numbers", many("a=", "1", "", "\n")},
	{"array of numbers", many("a=[", "1", ",", "]\n")},
	{"datetimes", many("a=[", "2020-01-01T00:00:00Z", ",", "]\n")},
	{"releases", many("", "[[removed]]\nfrom=\"7.7\"\nto=\"8.%d\"\nin=\"a@base\"\n", "", "")},
	{"ids", many("", "[[removed]]\n"+releases+"in=\"a%d@base\"\nid=7\n", "", "")},
}

// distroShapes are files of a distribution.
var distroShapes = []shape{
	{"releases", many("name = \"X\"\n", "[release.8.r%d]\npesid = \"x%[1]d\"\n", "", "")},
	{"options", many("name = \"X\"\n[release.8.baseos]\npesid = \"x\"\nrepo = {", "k%d = \"v\"", ",", "}\n")},
	{"keys", many("name = \"X\"\n[release.8]\nkeys = [", "\"https://x.example/%d\"", ",", "]\n")},
	{"rename", many("name = \"X\"\n[release.8]\nrename = {", "p%d = \"q%[1]d\"", ",", "}\n")},
	{"paths", many("name = \"X\"\n", "[[path]]\nfrom = 7\nto = 8\n", "", "")},
	{"map", many("name = \"X\"\n[[path]]\nfrom = 7\nto = 8\nsources=[\"centos\"]\nmap = {",
		"r%d = [\"r\"]", ",", "}\n")},
}

// vendorShapes are files of a vendor.
var vendorShapes = []shape{
	{"signatures", many("name = \"V\"\npaths = [\"7-8\"]\nsignatures = [", "\"%016d\"", ",", "]\n")},
	{"repositories", many("name = \"V\"\npaths = [\"7-8\"]\n",
		"[repository.r%d]\nsource = \"s%[1]d\"\ntarget = \"t%[1]d\"\n", "", "")},
	{"paths", many("name = \"V\"\npaths = [", "\"7-8\"", ",", "]\n")},
	{"distros", many("name = \"V\"\npaths = [\"7-8\"]\ndistros = [", "\"d%d\"", ",", "]\n")},
}

const (
	infoOpen  = `{"provided_data_streams": ["3.1"], "packageinfo": [`
	jsonEvent = `{"action": 1, "id": 1, "initial_release": {"major_version": 7, "minor_version": 7},
 "release": {"major_version": 8, "minor_version": 0}, "architectures": ["x86_64"], "out_packageset": null,
 "in_packageset": {"set_id": 1, "package": [`
	jsonPackage = `{"name": "p%d", "repository": "base", "modulestreams": null}`
	oneStream   = `{"name": "m", "stream": "%d"}`
)

// jsonShapes are JSON of any kind.
var jsonShapes = []shape{
	{"deep lists", nested("", "[", "", "]", "")},
	{"deep objects", nested("", `{"a":`, "1", "}", "")},
	{"long string", many(`{"a": "`, "x", "", `"}`)},
	{"escapes", many(`{"a": "`, `\u00e9`, "", `"}`)},
	{"long key", many(`{"`, "x", "", `": 1}`)},
	{"many keys", many("{", `"k%d": 1`, ",", "}")},
	{"same key", many("{", `"k": 1`, ",", "}")},
	{"wide", many(`{"a": [`, "1", ",", "]}")},
	{"long number", many(`{"a": `, "1", "", "}")},
	{"blanks", many("{", " ", "", "}")},
	{"lines", many("{", "\n", "", "}")},
	{"no end", many(`{"a": "`, "x", "", "")},
	{"many roots", many("", "{}", "\n", "")},
}

// publishedEvents are files of events that somebody published.
var publishedEvents = append([]shape{
	{"streams of a package", many(infoOpen+jsonEvent+`{"name": "p", "repository": "base", "modulestreams": [`,
		oneStream, ",", "]}]}}]}")},
	{"packages of a set", many(infoOpen+jsonEvent, jsonPackage, ",", "]}}]}")},
	{"same package", many(infoOpen+jsonEvent, `{"name": "p", "repository": "base"}`, ",", "]}}]}")},
	{"same event", many(infoOpen, jsonEvent+`{"name": "p", "repository": "base"}]}}`, ",", "]}")},
	{"events", many(infoOpen, jsonEvent+`{"name": "p%d", "repository": "base"}]}}`, ",", "]}")},
	{"stream maps", many(infoOpen+`{"action": 1, "modulestream_maps": [`,
		`{"in_modulestream": `+oneStream+`}`, ",", "]}]}")},
	{"architectures", many(infoOpen+`{"action": 1, "architectures": [`, `"x%d"`, ",", "]}]}")},
	{"unknown keys", many(infoOpen+"{", `"k%d": 1`, ",", "}]}")},
	{"data streams", many(`{"provided_data_streams": [`, `"%d.0"`, ",", `], "packageinfo": []}`)},
	{"no events", many(infoOpen, "1", ",", "]}")},
}, jsonShapes...)

// publishedMaps are repository maps that somebody published.
var publishedMaps = append([]shape{
	{"mappings", many(`{"version_format": "1.2.1", "mapping": [{
 "source_major_version": "7", "target_major_version": "8", "entries": [`, `{"source": "s%d", "target": ["t"]}`, ",", `]}], "repositories": []}`)},
	{"targets", many(`{"version_format": "1.2.1", "mapping": [{"source_major_version": "7", "target_major_version": "8",
 "entries": [{"source": "s", "target": [`, `"t%d"`, ",", `]}]}], "repositories": []}`)},
	{"paths", many(`{"version_format": "1.2.1", "mapping": [`,
		`{"source_major_version": "7", "target_major_version": "8", "entries": []}`, ",", `], "repositories": []}`)},
	{"families", many(`{"version_format": "1.2.1", "mapping": [], "repositories": [`,
		`{"pesid": "p%d", "entries": []}`, ",", "]}")},
	{"entries", many(`{"version_format": "1.2.1", "mapping": [], "repositories": [{"pesid": "p", "entries": [`,
		`{"major_version": "8", "repoid": "r%d", "arch": "x86_64", "channel": "ga", "repo_type": "rpm"}`, ",", "]}]}")},
}, jsonShapes...)

// lineShapes are files of lines: .repo, .sigs, keys, lists of packages, checksums.
var lineShapes = []shape{
	{"one line", many("", "x", "", "")},
	{"short lines", many("", "x%d\n", "", "")},
	{"same lines", many("", "x\n", "", "")},
	{"empty lines", many("", "\n", "", "")},
	{"blanks", many("", " ", "", "")},
	{"brackets", many("", "[", "", "")},
	{"nothing", many("", "\x00", "", "")},
	{"not UTF-8", many("", "\xff", "", "")},
}

var repoShapes = append([]shape{
	{"sections", many("", "[s%d]\nname = s\nbaseurl = https://x.example/\n", "", "")},
	{"same section", many("", "[s]\nname = s\n", "", "")},
	{"options", many("[s]\n", "k%d = v\n", "", "")},
	{"same option", many("[s]\n", "k = v\n", "", "")},
	{"long value", many("[s]\nname = ", "x", "", "\n")},
	{"sections of other options", many("", "[s]\nk%d = v\n", "", "")},
	{"defaults", many("[DEFAULT]\n", "k%d = v\n", "", "[s]\nname = s\n")},
	{"defaults of sections", many("[DEFAULT]\nname = s\nbaseurl = https://x.example/\n", "[s%d]\n", "", "")},
	{"interpolated", many("[s]\nname = ", "%(name)s", "", "\n")},
	{"continued value", many("[s]\nname = x\n", "  x\n", "", "")},
	{"keys", many("[s]\ngpgkey = ", "https://x.example/%d", "\n  ", "\n")},
	{"variables", many("[s]\nbaseurl = https://x.example/", "$basearch", "", "\n")},
}, lineShapes...)

var sigShapes = append([]shape{{"ids", many("", "%016d\n", "", "")}}, lineShapes...)

// listShapes are lists of packages.
var listShapes = append(append([]shape{
	{"rpm -qa", many("", "p%d-1.0-1.el7.x86_64\n", "", "")},
	{"names", many("", "package%d\n", "", "")},
	{"dnf", many("Installed Packages\n", "p%d.x86_64 1.0-1.el7 @base\n", "", "")},
	{"hyphens", many("", "-", "", "")},
	{"JSON", many("[", `{"name": "p%d", "repository": "base"}`, ",", "]")},
	{"JSON names", many("[", `"p%d"`, ",", "]")},
}, jsonShapes...), lineShapes...)

// requestShapes are what programs ask simulate.
var requestShapes = append([]shape{
	{"requests", many("", `{"case": "c%d", "source": "7.9", "target": "8.10", "installed": []}`, "\n", "\n")},
	{"installed", many(`{"case": "c", "source": "7.9", "target": "8.10", "installed": [`,
		`{"name": "p%d", "repository": "base"}`, ",", "]}\n")},
	{"enabled", many(`{"case": "c", "source": "7.9", "target": "8.10", "enabled": [`, `"r%d"`, ",", "]}\n")},
}, jsonShapes...)

// guideShapes are guides in Markdown.
var guideShapes = []shape{
	{"quotes", many(front, ">", "", "\n")},
	{"lists", many(front, "- ", "", "x\n")},
	{"brackets", many(front, "[", "", "\n")},
	{"links", many(front, "[x](y) ", "", "\n")},
	{"open links", many(front, "[x](", "", "\n")},
	{"images", many(front, "![", "", "\n")},
	{"stars", many(front, "*a_", "", "\n")},
	{"ticks", many(front, "`a``", "", "\n")},
	{"headings", many(front, "# h\n", "", "")},
	{"headings of their own", many(front, "## h%d\n", "", "")},
	{"table", many(front+"| a |\n|---|\n", "| x |\n", "", "")},
	{"wide table", many(front, "| a ", "", "|\n")},
	{"fences", many(front, "```\n", "", "")},
	{"HTML", many(front, "<a ", "", "\n")},
	{"entities", many(front, "&amp;", "", "\n")},
	{"references", many(front, "[r%d]: https://x.example/\n", "", "")},
	{"one line", many(front, "x", "", "\n")},
	{"front matter", many("+++\ntitle = \"x\"\n", "k%d = 1\n", "", "+++\nx\n")},
}

const front = "+++\ntitle = \"x\"\norder = 1\n+++\n"

// outputShapes are lists of what an earlier build wrote.
var outputShapes = append([]shape{
	{"absolute", many("", "/x%d\n", "", "")},
	{"stale", many("", "data/stale%d\n", "", "")},
	{"deep stale", nested("data/", "a/", "b", "", "\n")},
	{"outside", many("", "../x\n", "", "")},
}, lineShapes...)
