package fate

import (
	"iter"
	"strings"

	"pes/generator/english"
	"pes/generator/list"
)

// orphans are the packages that the new release does not have, with what needs them and what may take their place.
func (r *Result) orphans() Section {
	s := Section{Fate: Orphan, Head: "Not in the new release; no event names these"}
	for p := range r.of(Orphan) {
		row := Row{Cells: []string{p.title(), withoutRelease(p.Version)}, Package: p}
		if p.NeverThere {
			row.Cells = append(row.Cells, "nor in the old one")
		}
		if len(p.NeededBy) > 0 {
			row.Notes = append(row.Notes, "needed by "+english.And(p.NeededBy))
		}
		if len(p.Perhaps) > 0 {
			row.Notes = append(row.Notes, "perhaps replaced by "+english.Or(p.Perhaps))
		}
		if p.Gone != "" {
			row.Notes = append(row.Notes, p.Gone)
		}
		s.Rows = append(s.Rows, row)
	}
	if len(s.Rows) > 0 {
		s.Lines = []string{"They stay as they are, without updates, unless dnf puts a package in their place that " +
			"obsoletes them, and may block the upgrade: what they need may go. Look at what needs " +
			"them, and remove those that nobody uses before the upgrade."}
	}
	return s
}

// elsewhere are the packages that the new release has where the upgrade does not look.
func (r *Result) elsewhere() Section {
	return r.offered(Elsewhere,
		"Only in module streams or repositories that the upgrade does not use; no event names these",
		"They stay as they are until the stream is enabled (dnf module enable MODULE:STREAM) or the repository is, "+
			"and dnf upgrades them.")
}

// ofVendors are the packages that only vendors have which are not active.
func (r *Result) ofVendors() Section {
	return r.offered(OfVendor, "Of a vendor that is not active; no event names these",
		"They stay as they are. Where they come from that vendor, enable its repository before the upgrade.")
}

// offered are the packages of a fate with where they are; line says what that means.
func (r *Result) offered(fate, head, line string) Section {
	s := Section{Fate: fate, Head: head}
	for p := range r.of(fate) {
		s.Rows = append(s.Rows, Row{Cells: []string{p.title(), places(p.Offers)}, Package: p})
	}
	if len(s.Rows) > 0 {
		s.Lines = []string{line}
	}
	return s
}

// upgraded are the packages that the new release has, by the repository they come from.
func (r *Result) upgraded() Section {
	s := Section{Fate: Upgraded, Head: "Upgraded; no event names these"}
	lists := map[string]List{}
	for p := range r.of(Upgraded) {
		lead := "from " + taken(p.Offers).place() + ": "
		if p.Older {
			lead = "to an older version, " + lead
		}
		l := lists[lead]
		l.Lead, l.Names, l.Packages = lead, append(l.Names, p.change()), append(l.Packages, p)
		lists[lead] = l
	}
	for _, l := range list.ByKey(lists) {
		s.Lists = append(s.Lists, l)
	}
	if len(s.Lists) > 0 && r.AsOf != "" {
		s.Lines = []string{"The versions are as of " + r.AsOf + " or later; repositories may have newer ones."}
	}
	return s
}

// of iterates over the packages of a fate.
func (r *Result) of(fate string) iter.Seq[*Package] {
	return func(yield func(*Package) bool) {
		for i := range r.Packages {
			if p := &r.Packages[i]; p.Fate == fate && !yield(p) {
				return
			}
		}
	}
}

// change is an upgraded package with its versions, where they are known: "httpd 2.4.6 -> 2.4.37".
func (p *Package) change() string {
	return strings.TrimSpace(p.title() + " " + step(p.Version, p.Becomes, p.Older))
}

// place is the repository of an offer: "appstream (rocky9-appstream)".
func (o *Offer) place() string {
	text := o.Repository
	if o.Repoid != "" && o.Repoid != o.Repository {
		text += " (" + o.Repoid + ")"
	}
	if o.Vendor != "" {
		text += " of the vendor " + o.Vendor
	}
	return text
}

// places says where offers are that the upgrade does not use.
func places(offers []Offer) string {
	type key struct {
		place  string
		stream bool
	}
	parts := list.Map(list.Group(offers, func(o Offer) key {
		return key{o.place(), o.Stream != ""}
	}), func(group []Offer) string {
		o := &group[0]
		where := o.place()
		if o.Stream != "" {
			streams := list.Map(group, func(o Offer) string { return o.Stream })
			where = english.Noun(len(group), "module stream") + " " + english.And(streams) + " of " + where
		}
		if !o.enabled && o.Vendor == "" {
			where += ", which is not used"
		}
		return where
	})
	return "in " + strings.Join(parts, "; in ")
}

// unsaid says why nothing is known of the packages that neither events nor inventories name; "" without inventories.
func (r *Result) unsaid() string {
	switch n := len(r.Incomplete); {
	case !r.Stocked:
		return ""
	case n > fewPackages:
		return "No inventory has these either, but of " + english.Count(n, "repository") +
			" of the upgrade there is no complete one."
	}
	return "No inventory has these either, but of " + english.And(r.Incomplete) + " there is no complete one."
}

// stock prints what inventories say of a package that no event names.
func (p *printer) stock(x *Package) {
	for i := range x.Offers {
		o := &x.Offers[i]
		text := strings.TrimSpace(o.Version + " in " + o.place())
		if o.Stream != "" {
			text += ", module stream " + o.Stream
		}
		if !o.Used {
			text += ", not used"
		}
		p.names(text, nil)
	}
	for _, l := range []struct {
		lead  string
		names []string
	}{{"needed by ", x.NeededBy}, {"perhaps replaced by ", x.Perhaps}} {
		if len(l.names) > 0 {
			p.names(l.lead, l.names)
		}
	}
}

// available names where a package is that is not used, for a table: "appstream/php:8.1 crb".
func (p *Package) available() string {
	if p.Fate == Upgraded {
		return ""
	}
	return strings.Join(list.Map(p.Offers, func(o Offer) string {
		if o.Stream != "" {
			return o.Repository + "/" + o.Stream
		}
		return o.Repository
	}), " ")
}
