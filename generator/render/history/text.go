package history

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pes/generator/delta"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/render/wording"
)

// Summary says in a few words what notes are about.
func Summary(notes []model.Note) string {
	if len(notes) == 0 {
		return "no difference in meaning"
	}
	return english.And(delta.Tally(notes)) + delta.Upstreams(notes)
}

// Scope says where a note is so: "7 to 8, all distributions, on aarch64".
func (h *History) Scope(n *model.Note) string {
	out := strconv.Itoa(n.Target-1) + " to " + strconv.Itoa(n.Target) + ", " +
		h.distros(n.Target, n.Distros, "all distributions")
	if n.Vendor != "" {
		out += ", vendor " + h.vendor(n.Vendor)
	}
	if len(n.Arches) > 0 {
		out += ", on " + english.And(n.Arches)
	}
	if n.By != "" {
		out += ", changed by " + n.By
	}
	return out
}

// distros names distributions; all stands for all that have the target.
func (h *History) distros(target int, folders []string, all string) string {
	var have []string
	for _, t := range h.x.Catalog.Targets {
		if t.Major == target {
			have = append(have, t.Distro.Folder)
		}
	}
	if len(have) == 2 && all != "" {
		all = "both distributions"
	}
	if len(have) > 1 && !slices.ContainsFunc(have, func(f string) bool { return !slices.Contains(folders, f) }) {
		return all
	}
	return english.And(list.Map(folders, func(f string) string { return wording.FolderTitle(h.x.Catalog, f) }))
}

// NoteText says what changed, behind the names of what it is about.
func NoteText(n *model.Note) string {
	var out string
	switch {
	case n.Text != "":
		out = n.Text
	case n.Category == string(delta.Removed) && n.Is == string(delta.Removed):
		out = "so far " + cmp.Or(n.Was, "without an event")
	default:
		out = "now " + cmp.Or(n.Is, "without an event") + ", so far " + cmp.Or(n.Was, "without an event")
	}
	if len(n.Streams) > 0 {
		out = "with " + streamWords(n.Streams) + " " + out
	}
	return out
}

func streamWords(streams []string) string {
	return english.And(list.Map(streams, func(s string) string {
		if s == "-" {
			return "no stream"
		}
		return s
	}))
}

// vendor returns the title of a vendor, or its name if the catalog no longer has it.
func (h *History) vendor(name string) string {
	if v := h.x.Vendor(name); v != nil {
		return v.DisplayName()
	}
	return name
}

// PackageText says what a release changed for a package: the text before the release's name, and the text after it.
func (h *History) PackageText(p PackageNote) (before, after string) {
	n := p.Note
	on := "on " + strconv.Itoa(n.Target-1) + " to " + strconv.Itoa(n.Target)
	if who := h.distros(n.Target, n.Distros, ""); who != "" {
		on += " in " + who
	}
	if len(n.Arches) > 0 {
		on += " on " + english.And(n.Arches)
	}
	if len(n.Streams) > 0 {
		on = "with " + streamWords(n.Streams) + " " + on
	}
	was, is := outcomeText(n.Was), outcomeText(n.Is)
	switch {
	case len(n.Names) > 0 && n.Category == string(delta.Vendors):
		return "Until", "taken by events of the vendor " + english.And(n.Names) + " " + on +
			"; since then no event takes it."
	case len(n.Names) > 0:
		return "Until", "taken by events " + on + "; since then the upgrade is gone, and no event takes it."
	case n.Text != "":
		return "Since", on + ": " + n.Text + "."
	case n.Is == "":
		return "Until", was + " " + on + "; since then no event takes it."
	case n.Was == "":
		return "Since", is + " " + on + "."
	}
	return "Since", is + " " + on + "; " + was + " before."
}

// outcomeText words what happens to a package as part of a sentence, in which "from baseos" alone would be incomplete.
func outcomeText(s string) string {
	if strings.HasPrefix(s, "from ") {
		return "taken " + s
	}
	return s
}

// WithFullStop ends a text with a full stop.
func WithFullStop(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}
