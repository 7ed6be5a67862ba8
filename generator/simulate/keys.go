package simulate

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"pes/generator/english"
	"pes/generator/fate"
	"pes/generator/list"
	"pes/generator/model"
)

// vendorKeys is where vendors' keys lie on a machine.
const vendorKeys = "file:///etc/leapp/files/vendors.d/rpm-gpg/"

// sections are those of the repositories that the upgrade of a machine uses: the distribution's, and active vendors'.
func (d *Data) sections(r *fate.Result) []model.Section {
	sections := d.tree.Repo.Sections
	for _, v := range d.tree.Vendors {
		if v.Repo != nil && slices.Contains(r.Vendors, v.Name) {
			sections = slices.Concat(sections, v.Repo.Sections)
		}
	}
	used := slices.Concat(r.Mapped, r.ToEnable, r.Custom)
	return list.Select(sections, func(s model.Section) bool { return slices.Contains(used, s.Repoid) })
}

// missingKeys are the keys of the repositories that the upgrade uses and that are not among the files: Leapp refuses
// the upgrade for each, unless the machine knows it already (Leapp guide 8).
func (d *Data) missingKeys(r *fate.Result) (keys []fate.MissingKey) {
	for _, s := range d.sections(r) {
		for _, k := range s.CheckedKeys() {
			if !d.isMissing(&k) {
				continue
			}
			new := fate.MissingKey{Name: path.Base(cmp.Or(k.Awaited, k.URL)), URL: k.URL, Awaited: k.Awaited,
				Fingerprints: k.Fingerprints}
			key := list.FindOrAdd(&keys, new, func(m fate.MissingKey) bool { return m.URL == k.URL })
			key.Repositories = list.AppendNew(key.Repositories, s.Repoid)
		}
	}
	return keys
}

// assumedKeys says which keys of these repositories must be files of the machine.
func (d *Data) assumedKeys(r *fate.Result) []string {
	_, onHost := model.AbsentKeys(d.sections(r))
	if len(onHost) == 0 {
		return nil
	}
	files := list.Map(onHost, func(k model.KeyRef) string { return strings.TrimPrefix(k.URL, "file://") })
	return []string{"a package of the machine brings the keys in " + english.And(files) +
		": Leapp refuses the upgrade otherwise"}
}

// isMissing reports whether the upgrade would fetch a key from the network, or would not find it.
func (d *Data) isMissing(k *model.KeyRef) bool {
	name, ofVendor := strings.CutPrefix(k.URL, vendorKeys)
	return k.Awaited != "" || strings.HasPrefix(k.URL, "http://") || strings.HasPrefix(k.URL, "https://") ||
		ofVendor && d.keys != nil && !slices.Contains(d.keys, name)
}
