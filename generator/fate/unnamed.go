package fate

import (
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/succession"
)

// Unnamed is what it means, in the distributions that agree, that no event of a path names a package.
type Unnamed struct {
	Distributions []string `json:"distributions"`
	GoneSince     int      `json:"gone_since,omitempty"` // the major release, where an earlier upgrade took it away
	Successors    []string `json:"successors,omitempty"` // what goes on in its place
	ComesWith     int      `json:"comes_with,omitempty"` // the major release with which an event brings it
	Text          string   `json:"text"`
	gone          *succession.Gone
}

// UnnamedIn says what it means that no event of the upgrade to t on the path p names a package.
func UnnamedIn(x *succession.Index, t *model.Target, p *model.Path, name string) Unnamed {
	u := Unnamed{Distributions: []string{t.Distro.Folder}}
	if g := x.Before(p, name); g != nil {
		u.gone, u.GoneSince, u.Successors, u.Text = g, g.Since, g.Successors, g.String()
		return u
	}
	u.ComesWith = x.Later(t, name)
	u.Text = "no event names " + name + ": " + succession.Unnamed(u.ComesWith)
	return u
}

// unnamed adds the distributions that have none of the entries of a package.
func (p *PathHistory) unnamed(x *succession.Index, name string, entries []Entry) {
	for _, t := range p.trees {
		folder := t.target.Distro.Folder
		if slices.ContainsFunc(entries, func(e Entry) bool { return slices.Contains(e.Distributions, folder) }) {
			continue
		}
		new := UnnamedIn(x, t.target, t.path, name)
		u := list.FindOrAdd(&p.Unnamed, new, func(u Unnamed) bool {
			return u.gone.Equal(new.gone) && u.ComesWith == new.ComesWith
		})
		u.Distributions = list.AppendNew(u.Distributions, folder)
	}
}

// unnamed prints what it means that no event names the package. Distributions are left out where they are all.
func (p *printer) unnamed(h *PathHistory) {
	for _, u := range h.Unnamed {
		text := u.Text
		if u.GoneSince == 0 && u.ComesWith == 0 && h.knowsAfter(u.Distributions) {
			text, _, _ = strings.Cut(text, ": ") // what becomes of it stands below
		}
		p.wrapped(h.inSome(u.Distributions) + text)
		if len(u.Successors) > 0 && len(h.Packages) == 0 {
			p.wrapped("no event names " + english.And(u.Successors) + ": " + upgradesThem(len(u.Successors)))
		}
	}
}

// inSome is "in almalinux: ", "" where the distributions are all of the path.
func (p *PathHistory) inSome(distros []string) string {
	if len(distros) == len(p.Distributions) {
		return ""
	}
	return "in " + english.And(distros) + ": "
}

// upgradesThem says what becomes of n packages that no event names.
func upgradesThem(n int) string {
	if n == 1 {
		return succession.Unnamed(0)
	}
	return "dnf upgrades them where the new release has them"
}

// wrapped prints a sentence, broken into lines.
func (p *printer) wrapped(text string) {
	p.line("%s", diag.Wrap(strings.Fields(text), "  ", "    ", width))
}
