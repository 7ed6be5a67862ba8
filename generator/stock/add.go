package stock

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/english"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/repodata"
	"pes/generator/rpmver"
	"pes/generator/source"
)

// Added is what somebody says of metadata or of a list that is made an inventory.
type Added struct {
	Distro, Vendor string
	Release        string // 9 or 9.6
	Role           string // or the vendor's name of the repository
	Arches         []string
	Day            string
	Complete       bool
}

// Everyone is the folder of inventories that are of no distribution alone.
const Everyone = "el"

// Check is an error where what is said of an inventory is not enough, or names what the project does not have.
func (a *Added) Check(p *source.Project) error {
	distros := list.Map(p.Distros, func(d *source.Distro) string { return d.Folder })
	vendor := list.Find(p.Vendors, func(v *source.Vendor) bool { return v.Folder == a.Vendor })
	_, _, errRelease := a.major()
	_, errDay := a.day()
	known, what := p.Roles(), "role"
	if vendor != nil {
		known, what = vendor.Repositories.Keys(), "repository"
	}
	switch {
	case (a.Distro == "") == (a.Vendor == ""):
		return errors.New("say of which distribution or vendor it is: --distro D or --vendor V")
	case a.Distro != "" && a.Distro != Everyone && !slices.Contains(distros, a.Distro):
		return fmt.Errorf("no distribution %q: known are %s, and %s for all of them", a.Distro,
			strings.Join(distros, ", "), Everyone)
	case a.Vendor != "" && vendor == nil:
		return fmt.Errorf("no vendor %q: there is no vendors/%[1]s/vendor.toml", a.Vendor)
	case a.Release == "":
		return errors.New("say of which release it is: --release 9, or 9.6")
	case a.Role == "" && vendor != nil:
		return errors.New("say which repository it is: --repository R")
	case a.Role == "":
		return errors.New("say which role the repository has: --role R")
	case !slices.Contains(known, a.Role):
		return fmt.Errorf("no %s %q: known are %s", what, a.Role, strings.Join(known, ", "))
	}
	for _, arch := range a.Arches {
		if !slices.Contains(model.Arches, arch) {
			return fmt.Errorf("no architecture %q: known are %s", arch, strings.Join(model.Arches, ", "))
		}
	}
	return cmp.Or(errRelease, errDay)
}

// Beside are the inventories of the release beside the one that is added.
func (a *Added) Beside(known []*model.Inventory) []*model.Inventory {
	major, _, _ := a.major() // Check has seen it
	return list.Select(known, func(inv *model.Inventory) bool {
		return inv.Distro == a.Distro && inv.Vendor == a.Vendor && inv.Major == major && inv.Role != a.Role
	})
}

// major is the release, and the minor one where it is said.
func (a *Added) major() (major int, minor model.Release, err error) {
	if major, err = strconv.Atoi(a.Release); err == nil && 0 < major && major < 100 {
		return major, minor, nil
	}
	minor, err = model.ParseRelease(a.Release)
	if err != nil {
		return 0, minor, fmt.Errorf("%q is not a release: write 9, or 9.6", a.Release)
	}
	return minor.Major, minor, nil
}

// day is the day that is said, the zero time where none is.
func (a *Added) day() (day time.Time, err error) {
	if a.Day == "" {
		return day, nil
	}
	if day, err = time.Parse(time.DateOnly, a.Day); err != nil {
		return day, fmt.Errorf("%q is not a valid date: write it as 2026-11-20", a.Day)
	}
	return day, nil
}

// when is the release and the day that an inventory is of.
func (a *Added) when() (major int, minor model.Release, day time.Time, err error) {
	if major, minor, err = a.major(); err == nil {
		day, err = a.day()
	}
	return major, minor, day, err
}

// Folders makes an inventory of repositories on disk, one for each architecture. beside are the other inventories of
// the release.
func (a *Added) Folders(parts []*Part, beside []*model.Inventory) (*model.Inventory, error) {
	major, minor, day, err := a.when()
	if err != nil {
		return nil, err
	}
	list.Sort(parts, func(a, b *Part) int { return strings.Compare(a.Arch, b.Arch) })
	for i := 1; i < len(parts); i++ {
		if parts[i].Arch == parts[i-1].Arch {
			return nil, fmt.Errorf("two of the folders are for %s: name one for each architecture", parts[i].Arch)
		}
	}
	role := &Role{Distro: a.Distro, Vendor: a.Vendor, Major: major, Name: a.Role, Parts: parts}
	inv := Inventories([]*Role{role}, beside)[0]
	inv.Release, inv.Day = cmp.Or(minor, inv.Release), cmp.Or(day, inv.Day)
	return inv, nil
}

// List makes an inventory of a list of packages. Of several versions of a package the newest counts.
func (a *Added) List(l *machine.List) (*model.Inventory, error) {
	major, minor, day, err := a.when()
	if err != nil {
		return nil, err
	}
	inv := &model.Inventory{Distro: a.Distro, Vendor: a.Vendor, Major: major, Role: a.Role, Release: minor, Day: day,
		Complete: a.Complete, Arches: slices.Clone(a.Arches)}
	if len(a.Arches) == 0 {
		inv.Arches = list.Select(model.Arches, func(arch string) bool {
			return slices.ContainsFunc(l.Packages, func(p machine.Package) bool { return p.Arch == arch })
		})
	}
	newest := map[key]*model.Available{}
	for _, p := range l.Packages {
		k := key{p.Name, p.Stream}
		if p.Arch == "src" || !model.ValidName(p.Name) {
			continue
		}
		if old := newest[k]; old == nil || rpmver.Compare(p.EVR, old.EVR) > 0 {
			newest[k] = &model.Available{Name: p.Name, Source: p.Name, Stream: k.stream, EVR: p.EVR}
		}
	}
	for _, p := range newest {
		inv.Packages = append(inv.Packages, p)
	}
	sortPackages(inv)
	return inv, nil
}

// ReadFolder reads the repository in a folder. Where arch is "", it is that for which most of its packages are built.
func ReadFolder(folder fs.FS, arch string) (*Part, error) {
	repomd, err := fs.ReadFile(folder, "repodata/repomd.xml")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("there is no repodata/repomd.xml in it" + elsewhere(folder))
	}
	if err != nil {
		return nil, err
	}
	part, err := ReadPart(arch, repomd, func(f repodata.File) (io.ReadCloser, error) { return folder.Open(f.Href) })
	if err != nil || arch != "" {
		return part, err
	}
	if part.Arch = part.mostly(); part.Arch == "" {
		return nil, errors.New("its packages do not say for which architecture it is: say it with --arch")
	}
	return part, nil
}

// mostly is the architecture for which most packages of a part are built; "" where all are for any.
func (p *Part) mostly() (arch string) {
	for _, a := range model.Arches {
		if p.built[a] > p.built[arch] {
			arch = a
		}
	}
	return arch
}

// elsewhere names folders below one that are repositories.
func elsewhere(folder fs.FS) string {
	var found []string
	for _, pattern := range []string{"*/repodata/repomd.xml", "*/*/repodata/repomd.xml", "*/*/*/repodata/repomd.xml"} {
		names, _ := fs.Glob(folder, pattern) // the patterns are valid
		found = append(found, list.Map(names, func(name string) string { return path.Dir(path.Dir(name)) })...)
	}
	if len(found) == 0 {
		return ""
	}
	return ", but there is in " + english.And(found[:min(len(found), 10)])
}
