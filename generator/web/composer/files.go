package composer

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/tree"
)

// Files makes what pes build would write for a choice: a distribution, the major release it is upgraded to, a Leapp
// version, and of these the architectures, vendors and tags that are named. Of what is not named in the form at all,
// everything is chosen.
func (c *Composer) Files(form url.Values, date time.Time) (tree.Tree, error) {
	version, err := leapp.FindVersion(form.Get("leapp"))
	if err != nil {
		return nil, err
	}
	major, err := strconv.Atoi(form.Get("target"))
	if err != nil {
		return nil, fmt.Errorf("%q is not a major release", form.Get("target"))
	}
	some := func(key string) []string {
		values, named := form[key]
		if !named {
			return nil
		}
		return append([]string{}, given(values)...)
	}
	o := leapp.Options{Versions: []*leapp.Version{version}, Date: date, Selection: leapp.Selection{Arches: some("arch"),
		Vendors: some("vendor"), Tags: some("tag")}}
	if o.Arches != nil && len(o.Arches) == 0 {
		return nil, errors.New("choose an architecture")
	}
	all := c.whole().Catalog
	part := &model.Catalog{Distros: all.Distros, Targets: list.Select(all.Targets, func(t *model.Target) bool {
		return t.Distro.Folder == form.Get("distro") && t.Major == major
	})}
	files, notes := leapp.Write(part, o)
	if notes.Failed() {
		return nil, errors.New(notes.All()[0].Message)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("Leapp %s has no upgrade to %s %d", version.Name, form.Get("distro"), major)
	}
	return files, nil
}
