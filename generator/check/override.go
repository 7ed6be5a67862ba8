package check

import (
	"slices"

	"pes/generator/diag"
	"pes/generator/model"
)

// override reports a vendor's event that takes the same package as an event of the distribution: which of the two Leapp
// applies depends on the minor release that a machine upgrades to (Leapp guide 4.6, 4.7).
func (c *checker) override() {
	vendors := map[string][]*model.Event{}
	for _, v := range c.t.Vendors {
		for _, e := range v.Events {
			if len(e.In) == 1 {
				vendors[e.In[0].Name] = append(vendors[e.In[0].Name], e)
			}
		}
	}
	for _, b := range c.t.Events {
		if len(b.In) != 1 {
			continue
		}
		for _, e := range vendors[b.In[0].Name] {
			if slices.Equal(b.In[0].Streams, e.In[0].Streams) && b.To != e.To && Meet(b, e) {
				c.meeting(e, b)
			}
		}
	}
}

// meeting reports when Leapp applies a vendor's event and when the distribution's event of another release.
func (c *checker) meeting(vendor, base *model.Event) {
	note := diag.Note{Pos: base.In[0].Pos, Text: base.Title() + " in " + base.To.String()}
	at := c.atEvent(vendor, vendor.In[0].Pos, note)
	name := vendor.In[0].Name
	competes := vendor.From == base.From
	stays := slices.ContainsFunc(base.Results(), func(p model.Package) bool { return p.Name == name })
	switch {
	case competes && vendor.To.Compare(base.To) > 0 && vendor.To.Major == c.t.Major:
		c.Reportf(at, "vendor-override",
			"%s of %s wins over the distribution's event only if the target is %s or later; before that Leapp "+
				"applies the %s", vendor.Title(), vendor.Vendor, vendor.To, base.Title())
	case competes && vendor.To.Compare(base.To) < 0:
		c.Reportf(at, "vendor-override",
			"Leapp drops %s of %s for the distribution's event if the target is %s or later",
			vendor.Title(), vendor.Vendor, base.To)
	case vendor.To.Compare(base.To) > 0 && !stays:
		c.Reportf(at, "vendor-override",
			"%s of %s never applies: the distribution's event already applies to %s in %s, and the two do not "+
				"compete, because they have different initial releases (%s and %s)",
			vendor.Title(), vendor.Vendor, name, base.To, vendor.From, base.From)
	}
}
