package repos

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// primary is written as createrepo_c writes it.
func (r Repository) primary() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<metadata "+
		"xmlns=\"http://linux.duke.edu/metadata/common\" xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\" "+
		"packages=\"%d\">\n", len(r.Packages))
	for _, p := range r.Packages {
		p.usual().write(&b)
	}
	b.WriteString("</metadata>\n")
	return b.Bytes()
}

func (p Package) write(b *bytes.Buffer) {
	name, sourceEVR := escaped(p.Name), p.EVR[strings.Index(p.EVR, ":")+1:]
	file := fmt.Sprintf("%s-%s.%s.rpm", name, escaped(sourceEVR), escaped(p.Arch))
	fmt.Fprintf(b, "<package type=\"rpm\">\n  <name>%s</name>\n  <arch>%s</arch>\n  <version%s/>\n"+
		"  <checksum type=\"sha256\" pkgid=\"YES\">%s</checksum>\n  <summary>Summary of %s</summary>\n"+
		"  <description>%s is described here, in a sentence or two that say what it is good for.\nNothing reads "+
		"them.</description>\n  <packager>Builder &lt;builder@repository.example&gt;</packager>\n"+
		"  <url>https://%s.example/</url>\n  <time file=\"1764288000\" build=\"1764201600\"/>\n"+
		"  <size package=\"%d\" installed=\"%d\" archive=\"%d\"/>\n  <location href=\"Packages/%s\"/>\n  <format>\n"+
		"    <rpm:license>MIT</rpm:license>\n    <rpm:vendor>Example</rpm:vendor>\n    <rpm:group>Unspecified"+
		"</rpm:group>\n    <rpm:buildhost>builder.example</rpm:buildhost>\n    <rpm:sourcerpm>%s-%s.src.rpm"+
		"</rpm:sourcerpm>\n    <rpm:header-range start=\"4504\" end=\"9999\"/>\n", name, escaped(p.Arch),
		evrAttributes(p.EVR), sum([]byte(p.NEVRA())), name, name, name, 1000+len(name), 3000, 3100, file,
		escaped(p.Source), escaped(sourceEVR))
	for _, list := range []struct {
		word    string
		entries []string
	}{
		{"provides", p.Provides}, {"requires", p.Requires}, {"conflicts", p.Conflicts}, {"obsoletes", p.Obsoletes},
		{"suggests", p.Suggests}, {"recommends", p.Recommends},
	} {
		if len(list.entries) > 0 {
			fmt.Fprintf(b, "    <rpm:%s>\n", list.word)
			for _, e := range list.entries {
				writeEntry(b, e)
			}
			fmt.Fprintf(b, "    </rpm:%s>\n", list.word)
		}
	}
	for _, f := range p.Files {
		fmt.Fprintf(b, "    <file>%s</file>\n", escaped(f))
	}
	b.WriteString("  </format>\n</package>\n")
}

var flags = map[string]string{"=": "EQ", "<": "LT", ">": "GT", "<=": "LE", ">=": "GE"}

// writeEntry writes "name", or "name >= evr".
func writeEntry(b *bytes.Buffer, entry string) {
	words := strings.Fields(entry)
	if len(words) == 3 && flags[words[1]] != "" {
		fmt.Fprintf(b, "      <rpm:entry name=\"%s\" flags=\"%s\"%s/>\n", escaped(words[0]), flags[words[1]],
			evrAttributes(words[2]))
		return
	}
	fmt.Fprintf(b, "      <rpm:entry name=\"%s\"/>\n", escaped(entry))
}

func evrAttributes(evr string) string {
	epoch, rest, ok := strings.Cut(evr, ":")
	if !ok {
		epoch, rest = "0", evr
	}
	ver, rel, ok := strings.Cut(rest, "-")
	if !ok {
		return fmt.Sprintf(" epoch=\"%s\" ver=\"%s\"", escaped(epoch), escaped(ver))
	}
	return fmt.Sprintf(" epoch=\"%s\" ver=\"%s\" rel=\"%s\"", escaped(epoch), escaped(ver), escaped(rel))
}

// modules is written as modifyrepo_c takes it.
func (r Repository) modules() []byte {
	var b bytes.Buffer
	for _, s := range r.Streams {
		set(&s.Version, "9010020250101000000")
		set(&s.Context, "rhel9")
		set(&s.Arch, "x86_64")
		fmt.Fprintf(&b, "---\ndocument: modulemd\nversion: 2\ndata:\n  name: %s\n  stream: %q\n  version: %s\n"+
			"  context: %s\n  arch: %s\n  summary: Module %s\n  description: >-\n    What it is good for.\n"+
			"  license:\n    module:\n    - MIT\n  profiles:\n    common:\n      rpms:\n      - %s\n",
			s.Name, s.Stream, s.Version, s.Context, s.Arch, s.Name, s.Name)
		if len(s.Artifacts) > 0 {
			b.WriteString("  artifacts:\n    rpms:\n")
		}
		for _, a := range s.Artifacts {
			fmt.Fprintf(&b, "    - %s\n", a)
		}
		b.WriteString("...\n")
	}
	for _, module := range slices.Sorted(maps.Keys(r.Defaults)) {
		fmt.Fprintf(&b, "---\ndocument: modulemd-defaults\nversion: 1\ndata:\n  module: %s\n  stream: %q\n"+
			"  profiles:\n    %q: [common]\n...\n", module, r.Defaults[module], r.Defaults[module])
	}
	return b.Bytes()
}
