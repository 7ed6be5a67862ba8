package compile

import (
	"net/url"
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

// nameIn is what the system was called in a release; "" where nobody wrote a name.
func (d *distro) nameIn(major int) string {
	if r := d.releases[major]; r != nil && r.name != "" {
		return r.name
	}
	return d.out.Name
}
