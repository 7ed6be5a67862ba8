package compile

import (
	"cmp"
	"net/url"
	"slices"
	"time"

	"pes/generator/model"
	"pes/generator/rules"
	"pes/generator/source"
)

// links holds addresses that people follow against the rule about them.
func (c *compiler) links(allow []model.Allow, all ...source.Text) {
	for _, t := range all {
		if u, err := url.Parse(t.Value); t.Set() && (err != nil || u.Scheme != "https" || u.Host == "") {
			c.Reportf(rules.At{Pos: t.Pos, Allow: [][]model.Allow{allow}}, "bad-link",
				"%q is no address that begins with https://", t.Value)
		}
	}
}

// day reads a date.
func (c *compiler) day(t source.Text) time.Time {
	day, err := time.Parse(time.DateOnly, t.Value)
	if err != nil {
		c.list.Errorf(t.Pos, "bad-date", "%q is no day of the calendar: write it as \"2024-06-30\"", t.Value)
	}
	return day
}

// releaseNames are the names of releases that had their own.
func (d *distro) releaseNames() (out []model.Name) {
	for major, r := range d.releases {
		if r.name != "" {
			out = append(out, model.Name{Major: major, Name: r.name})
		}
	}
	slices.SortStableFunc(out, func(a, b model.Name) int { return cmp.Compare(a.Major, b.Major) })
	return out
}

// nameIn is what the system was called in a release; "" where nobody wrote a name.
func (d *distro) nameIn(major int) string {
	if r := d.releases[major]; r != nil && r.name != "" {
		return r.name
	}
	return d.out.Name
}

// ends are the ends of life that are known.
func (d *distro) ends() (out []model.End) {
	for major, r := range d.releases {
		if !r.end.IsZero() {
			out = append(out, model.End{Major: major, Day: r.end})
		}
	}
	slices.SortStableFunc(out, func(a, b model.End) int { return cmp.Compare(a.Major, b.Major) })
	return out
}
