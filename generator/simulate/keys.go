package simulate

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"pes/generator/fate"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/upgrade"
)

// vendorKeys is where vendors' keys lie on a machine.
const vendorKeys = "file:///etc/leapp/files/vendors.d/rpm-gpg/"

// missingKeys are the keys of the repositories that the upgrade uses and that are not among the files: Leapp refuses
// the upgrade for each, unless the machine knows it already (Leapp guide 8).
func (d *Data) missingKeys(o *upgrade.Outcome) (keys []fate.MissingKey) {
	sections := d.tree.Repo.Sections
	for i := range d.tree.Vendors {
		if v := &d.tree.Vendors[i]; v.Repo != nil && slices.Contains(o.Vendors, v.Name) {
			sections = slices.Concat(sections, v.Repo.Sections)
		}
	}
	used := slices.Concat(o.Mapped, o.Custom)
	for i := range sections {
		s := &sections[i]
		if check, _ := s.Get("gpgcheck"); check == "0" || !slices.Contains(used, s.Repoid) {
			continue
		}
		for _, k := range s.Keys {
			if !d.isMissing(&k) {
				continue
			}
			new := fate.MissingKey{Name: path.Base(cmp.Or(k.Awaited, k.URL)), URL: k.URL, Awaited: k.Awaited}
			key := list.FindOrAdd(&keys, new, func(m fate.MissingKey) bool { return m.URL == k.URL })
			key.Repositories = list.AppendNew(key.Repositories, s.Repoid)
		}
	}
	return keys
}

// isMissing reports whether the upgrade would fetch a key from the network, or would not find it.
func (d *Data) isMissing(k *model.KeyRef) bool {
	name, ofVendor := strings.CutPrefix(k.URL, vendorKeys)
	return k.Awaited != "" || strings.HasPrefix(k.URL, "http://") || strings.HasPrefix(k.URL, "https://") ||
		ofVendor && d.keys != nil && !slices.Contains(d.keys, name)
}
