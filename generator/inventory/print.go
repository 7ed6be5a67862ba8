package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"pes/generator/list"
	"pes/generator/model"
)

// Path is where a project has an inventory.
func Path(inv *model.Inventory) string {
	if inv.Vendor != "" {
		return fmt.Sprintf("vendors/%s/inventory/%d.%s.packages", inv.Vendor, inv.Major, inv.Role)
	}
	return fmt.Sprintf("content/inventory/%s/%d.%s.packages", inv.Distro, inv.Major, inv.Role)
}

// properties are the words of the lines about a package, in their order.
var properties = []struct {
	word string
	of   func(p *model.Available) *[]string
}{
	{"commands", func(p *model.Available) *[]string { return &p.Commands }},
	{"libraries", func(p *model.Available) *[]string { return &p.Libraries }},
	{"needs", func(p *model.Available) *[]string { return &p.Needs }},
	{"obsoletes", func(p *model.Available) *[]string { return &p.Obsoletes }},
	{"provides", func(p *model.Available) *[]string { return &p.Provides }},
}

// Print is the file of an inventory. With a base it says only how it differs from that, which the line like names.
func Print(inv, base *model.Inventory) []byte {
	var b strings.Builder
	who := cmp.Or(inv.Distro, inv.Vendor)
	fmt.Fprintf(&b, "# Packages of %s %d in %s. Written by pes inventory, which overwrites it.\n", who, inv.Major,
		inv.Role)
	if !inv.Release.IsZero() {
		fmt.Fprintf(&b, "release %s\n", inv.Release)
	}
	if !inv.Day.IsZero() {
		fmt.Fprintf(&b, "day %s\n", inv.Day.UTC().Format(time.DateOnly))
	}
	b.WriteString(map[bool]string{true: "complete\n", false: "incomplete\n"}[inv.Complete])
	if len(inv.Arches) > 0 {
		fmt.Fprintf(&b, "arches %s\n", strings.Join(inv.Arches, " "))
	}
	for _, r := range inv.Repomd {
		fmt.Fprintf(&b, "repomd %s %s\n", r.Arch, r.SHA256)
	}
	mine, theirs := sections(inv), map[model.Stream]section{}
	if base != nil {
		fmt.Fprintf(&b, "like %s\n", base.Distro)
		theirs = sections(base)
	}
	for _, s := range streams(mine, theirs) {
		text := difference(mine[s], theirs[s])
		_, here := mine[s]
		_, there := theirs[s]
		switch {
		case !here:
			fmt.Fprintf(&b, "\n[%s absent]\n", s)
		case s.IsZero() && text != "":
			b.WriteString("\n" + text)
		case !s.IsZero() && (text != "" || !there || mine[s].isDefault != theirs[s].isDefault):
			fmt.Fprintf(&b, "\n[%s%s]\n%s", s, map[bool]string{true: " default"}[mine[s].isDefault], text)
		}
	}
	return []byte(b.String())
}

// A section is what stands below a stream: the lines about each source package.
type section struct {
	isDefault bool
	blocks    map[string]string
}

func streams(mine, theirs map[model.Stream]section) (out []model.Stream) {
	for s := range mine {
		out = append(out, s)
	}
	for s := range theirs {
		if _, here := mine[s]; !here && !s.IsZero() {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, model.Stream.Compare)
	return out
}

// difference are the blocks of a section that another one does not have alike, and what it has beside them.
func difference(mine, theirs section) string {
	var b strings.Builder
	all := map[string]bool{}
	for s := range mine.blocks {
		all[s] = true
	}
	for s := range theirs.blocks {
		all[s] = true
	}
	for source := range list.ByKey(all) {
		block, here := mine.blocks[source]
		if !here {
			fmt.Fprintf(&b, "- %s\n", source)
		} else if block != theirs.blocks[source] {
			b.WriteString(block)
		}
	}
	return b.String()
}

func sections(inv *model.Inventory) map[model.Stream]section {
	out := map[model.Stream]section{{}: {blocks: map[string]string{}}}
	for _, s := range inv.Streams {
		out[s.Stream] = section{s.Default, map[string]string{}}
	}
	type id struct {
		model.Stream
		source string
	}
	for _, group := range list.Group(inv.Packages, func(p *model.Available) id { return id{p.Stream, p.Source} }) {
		s, known := out[group[0].Stream]
		if !known {
			s = section{blocks: map[string]string{}}
			out[group[0].Stream] = s
		}
		s.blocks[group[0].Source] = block(group)
	}
	return out
}

// block are the lines about the packages of a source package.
func block(packages []*model.Available) string {
	var b strings.Builder
	source, evr := packages[0].Source, usual(packages)
	b.WriteString(source)
	if evr != "" {
		b.WriteString(" " + evr)
	}
	if one := packages[0]; len(packages) > 1 || one.Name != source || one.Arches != nil {
		b.WriteString(":")
		for _, p := range packages {
			b.WriteString(" " + short(source, p.Name))
			if p.Arches != nil {
				b.WriteString("/" + strings.Join(p.Arches, ","))
			}
			if p.EVR != evr {
				b.WriteString("=" + p.EVR)
			}
		}
	}
	b.WriteString("\n")
	for _, x := range properties {
		for _, p := range packages {
			if values := *x.of(p); len(values) > 0 {
				fmt.Fprintf(&b, "  %s %s: %s\n", x.word, short(source, p.Name), strings.Join(values, " "))
			}
		}
	}
	return b.String()
}

// usual is the version that most packages have which are called after their source package, or most of all where none
// is; of several the first.
func usual(packages []*model.Available) (evr string) {
	count, most := map[string]int{}, 0
	for _, p := range packages {
		count[p.EVR]++
		if name := short(p.Source, p.Name); name == p.Source || name[0] == '-' {
			count[p.EVR] += len(packages)
		}
	}
	for _, p := range packages {
		if n := count[p.EVR]; n > most {
			evr, most = p.EVR, n
		}
	}
	return evr
}

// short is the name of a package without that of its source, which -libs goes on from.
func short(source, name string) string {
	if rest, ok := strings.CutPrefix(name, source); ok && len(rest) > 1 && rest[0] == '-' {
		return rest
	}
	return name
}
