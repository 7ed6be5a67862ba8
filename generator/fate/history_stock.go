package fate

import (
	"fmt"
	"slices"
	"strings"

	"pes/generator/inventory"
	"pes/generator/list"
	"pes/generator/model"
)

// A Place is a repository that has a package, as its inventory says.
type Place struct {
	Repository string `json:"repository"`       // its role; of a vendor, the vendor's name for it
	Vendor     string `json:"vendor,omitempty"` // whose it is, where it is not the distribution's
	Stream     string `json:"stream,omitempty"`
	Version    string `json:"version,omitempty"` // [epoch:]version-release; the version alone where no more is known
}

func newPlace(inv *model.Inventory, a *model.Available) Place {
	return Place{inv.Role, inv.Vendor, streamName(a.Stream), a.EVR}
}

// String is "appstream 7.2.24 (php:7.2)".
func (p Place) String() string {
	text := strings.TrimSpace(p.Repository + " " + plain(p.Version))
	switch {
	case p.Stream != "" && p.Vendor != "":
		text += " (" + p.Stream + ", vendor " + p.Vendor + ")"
	case p.Stream != "":
		text += " (" + p.Stream + ")"
	case p.Vendor != "":
		text += " (vendor " + p.Vendor + ")"
	}
	return text
}

// Available is where inventories say that a package is before and after an upgrade, in the distributions that agree.
type Available struct {
	Distributions []string `json:"distributions"`
	Before        []Place  `json:"before"`
	After         []Place  `json:"after"`
	NotBefore     bool     `json:"not_before,omitempty"` // complete inventories of the old release lack it
	NotAfter      bool     `json:"not_after,omitempty"`  // complete inventories of the new release lack it
	Text          string   `json:"text"`
}

// available adds what inventories say of a package, where they know it.
func (p *PathHistory) available(x *inventory.Index, name string) {
	for _, t := range p.trees {
		folder := t.target.Distro.Folder
		system := folder
		if len(t.path.Systems) > 0 {
			system = t.path.Systems[0].Folder
		}
		a := Available{Distributions: []string{folder}}
		a.Before, a.NotBefore = placesIn(x, x.Of(system, t.path.Source), t.target.Vendors, name)
		a.After, a.NotAfter = placesIn(x, x.Of(folder, t.path.Target), t.target.Vendors, name)
		if len(a.Before)+len(a.After) == 0 {
			continue
		}
		parts := slices.DeleteFunc([]string{inRelease(t.path.Source, a.Before, a.NotBefore),
			inRelease(t.path.Target, a.After, a.NotAfter)}, func(s string) bool { return s == "" })
		a.Text = strings.Join(parts, "; ")
		if a.NotAfter && len(a.After) == 0 && p.isUnnamed(folder) {
			a.Text += ", so it stays as it is, without updates"
		}
		same := list.FindOrAdd(&p.Available, a, func(o Available) bool { return o.Text == a.Text })
		same.Distributions = list.AppendNew(same.Distributions, folder)
	}
}

// knowsAfter reports whether inventories say for all of some distributions where the new release has the package, or
// that it does not.
func (p *PathHistory) knowsAfter(distros []string) bool {
	return !slices.ContainsFunc(distros, func(d string) bool {
		return !slices.ContainsFunc(p.Available, func(a Available) bool {
			return slices.Contains(a.Distributions, d) && (len(a.After) > 0 || a.NotAfter)
		})
	})
}

// isUnnamed reports whether no event names the package in a distribution, and none of an earlier upgrade took it away.
func (p *PathHistory) isUnnamed(distro string) bool {
	return slices.ContainsFunc(p.Unnamed, func(u Unnamed) bool {
		return u.GoneSince == 0 && slices.Contains(u.Distributions, distro)
	})
}

// placesIn are the places of a package in a release and in those of vendors. Absent is that the distribution does not
// have it, which its complete inventories say.
func placesIn(x *inventory.Index, r *inventory.Release, vendors []*model.Vendor, name string) (out []Place,
	absent bool) {
	out = []Place{}
	if r == nil {
		return out, false
	}
	all := r.Find(name)
	for _, v := range vendors {
		all = append(all, x.Vendor(v.Name, r.Major).Find(name)...)
	}
	for _, p := range all {
		out = append(out, newPlace(p.In, p.Available))
	}
	return out, r.Absent(name)
}

// inRelease is "8: appstream 2.4.37"; "" where nothing is known.
func inRelease(major int, places []Place, absent bool) string {
	words := list.Map(places, Place.String)
	if absent {
		words = append([]string{"not in the distribution"}, words...)
	}
	if len(words) == 0 {
		return ""
	}
	return fmt.Sprintf("%d: %s", major, strings.Join(words, ", "))
}

// available prints what inventories say. Distributions are left out where they are all.
func (p *printer) available(h *PathHistory) {
	for _, a := range h.Available {
		p.wrapped(h.inSome(a.Distributions) + a.Text)
	}
}

// plain is a version without epoch and release.
func plain(evr string) string {
	rest, _ := epoch(evr)
	return withoutRelease(rest)
}

// inInventories reports whether some inventory has a package.
func inInventories(c *model.Catalog, name string) bool {
	return slices.ContainsFunc(c.Inventories, func(inv *model.Inventory) bool {
		return len(inventory.Find(inv, name)) > 0
	})
}
