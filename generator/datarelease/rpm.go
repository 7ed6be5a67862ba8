package datarelease

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"fmt"
	"slices"
	"strings"

	"github.com/google/rpmpack"

	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/rpmfile"
	"pes/generator/tree"
)

// An rpmPackage is an RPM with what the metadata of its repository says about it.
type rpmPackage struct {
	rpmpack.RPMMetaData
	folder                    string // in the release; the packages of one target and Leapp version are one repository
	files                     tree.Tree
	Data                      []byte
	HeaderStart, PayloadStart int      // offsets in Data
	Conflicts                 []string // names, some with versions, as in "leapp-repository < 0.21"
	Log                       string   // of the changelog
}

// path is the path of the package in a release.
func (p *rpmPackage) path() string { return p.folder + "/" + p.FileName() }

// FileName is name-version-release.arch.rpm.
func (p *rpmPackage) FileName() string {
	return fmt.Sprintf("%s-%s-%s.%s.rpm", p.Name, p.Version, p.Release, p.Arch)
}

// Unpacked is the number of bytes of its files.
func (p *rpmPackage) Unpacked() (sum int) {
	for _, e := range p.files {
		sum += len(e.Bytes())
	}
	return sum
}

// A Relation is one of its conflicts, as the metadata of a repository write it.
type Relation struct{ Name, Flags, Version string }

// Relations are its conflicts.
func (p *rpmPackage) Relations() []Relation {
	return list.Map(p.Conflicts, func(c string) Relation {
		f := append(strings.Fields(c), "", "")
		return Relation{f[0], map[string]string{"<": "LT", ">=": "GE"}[f[1]], f[2]}
	})
}

// LogTime is the time of its entry in the changelog: noon, as usual there.
func (p *rpmPackage) LogTime() int64 { return p.BuildTime.Unix()/86400*86400 + 43200 }

// LogAuthor is the author of its entry in the changelog.
func (p *rpmPackage) LogAuthor() string { return p.Packager + " - " + p.Version + "-" + p.Release }

// Tags of RPM that the library has no names for (rpmtag.h).
const (
	tagLogTime = 1080
	tagLogName = 1081
	tagLogText = 1082
)

// rpm makes the package of a tree. It belongs on the machine that will be upgraded, so its RPM release names the major
// before the target, and the Leapp version: no two packages of a data release have the same file name.
func (in *Input) rpm(b *bundle, others []string) (*rpmPackage, error) {
	version, title, target := b.manifest.Leapp, b.manifest.Distro, b.manifest.Target
	for _, d := range in.Catalog.Distros {
		if d.Folder == b.manifest.Distro {
			title = d.Name
		}
	}
	p := &rpmPackage{
		RPMMetaData: rpmpack.RPMMetaData{
			Name: "leapp-data-" + b.manifest.Distro, Version: in.Version, Epoch: rpmpack.NoEpoch, Arch: "noarch",
			Release: fmt.Sprintf("1.leapp%s.el%d", version, target-1),
			Summary: fmt.Sprintf("What Leapp %s needs to upgrade to %s %d", version, title, target),
			Description: fmt.Sprintf("Package evolution events, repository maps, repositories and keys "+
				"with which Leapp %s\nupgrades a machine to %s %d.", version, title, target),
			Licence: "Apache-2.0", Group: "System Environment/Base", Packager: "pes", BuildHost: "localhost",
			BuildTime: in.Date, Compressor: "gzip:9", // rpm of EL 7 knows no zstd
		},
		folder: fmt.Sprintf("rpm/leapp-%s/el%d", version, target), files: b.files, Log: strings.Join(in.Log, "\n"),
		Conflicts: append(list.Map(others, func(distro string) string { return "leapp-data-" + distro }),
			otherLeapps(version, target)...),
	}
	if err := p.build(nil); err != nil {
		return nil, err
	}
	// Digests and signatures are of the main header and the payload, which are known now.
	signatures, err := in.rpmSignatures(p)
	if err != nil {
		return nil, err
	}
	return p, p.build(signatures)
}

// otherLeapps are the packages of Leapp that cannot use the data: those of other upgrades, which have the releases in
// their names, and those of versions that read other formats. All provide leapp-repository in their own version; some
// packages have an epoch, what they provide has none. Leapp itself is not required: either may be installed first.
func otherLeapps(version string, target int) (out []string) {
	for other := 8; other <= 10; other++ {
		if other != target {
			out = append(out, fmt.Sprintf("leapp-upgrade-el%dtoel%d", other-1, other))
		}
	}
	i := slices.IndexFunc(leapp.Versions, func(v *leapp.Version) bool { return v.Name == version })
	if i > 0 {
		out = append(out, fmt.Sprintf("leapp-upgrade-el%dtoel%d < %s", target-1, target, version),
			"leapp-repository < "+version)
	}
	if i+1 < len(leapp.Versions) {
		out = append(out, "leapp-repository >= "+leapp.Versions[i+1].Name)
	}
	return out
}

// rpmSignatures are the digests by which rpm of EL 7 checks packages, and signatures where there is a signer.
func (in *Input) rpmSignatures(p *rpmPackage) (map[int]rpmpack.IndexEntry, error) {
	header, all := p.Data[p.HeaderStart:p.PayloadStart], p.Data[p.HeaderStart:]
	sum := md5.Sum(all)
	out := map[int]rpmpack.IndexEntry{
		rpmfile.SigSHA1: rpmpack.EntryString(fmt.Sprintf("%x", sha1.Sum(header))),
		rpmfile.SigMD5:  rpmpack.EntryBytes(sum[:]),
	}
	if in.Signer == nil {
		return out, nil
	}
	short, long := rpmfile.SigShortDSA, rpmfile.SigDSA
	if in.Signer.RSA() {
		short, long = rpmfile.SigShortRSA, rpmfile.SigRSA
	}
	for tag, data := range map[int][]byte{short: header, long: all} {
		s, err := in.Signer.Sign(data, in.Date)
		if err != nil {
			return nil, err
		}
		out[tag] = rpmpack.EntryBytes(s)
	}
	return out, nil
}

// build makes the bytes of the package, with entries of its signature header.
func (p *rpmPackage) build(signatures map[int]rpmpack.IndexEntry) error {
	r, err := rpmpack.NewRPM(p.RPMMetaData)
	if err != nil {
		return err
	}
	if err := r.Provides.Set("leapp-data = " + p.Version); err != nil {
		return err
	}
	for _, c := range p.Conflicts {
		if err := r.Conflicts.Set(c); err != nil {
			return err
		}
	}
	p.addFiles(r)
	if p.Log != "" {
		r.AddCustomTag(tagLogTime, rpmpack.EntryInt32([]int32{int32(p.LogTime())}))
		r.AddCustomTag(tagLogName, rpmpack.EntryStringSlice([]string{p.LogAuthor()}))
		r.AddCustomTag(tagLogText, rpmpack.EntryStringSlice([]string{p.Log}))
	}
	for tag, s := range signatures {
		r.AddCustomSig(tag, s)
	}
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		return err
	}
	info, err := rpmfile.Read(bytes.NewReader(b.Bytes()))
	if err != nil {
		return err
	}
	p.Data, p.HeaderStart, p.PayloadStart = b.Bytes(), info.HeaderStart, info.PayloadStart
	return nil
}

// addFiles adds files and the folders that are the package's own. The files that Leapp reads are marked as
// configuration files: if one was changed on the machine, rpm keeps a copy if the new data release changes it too, and
// otherwise leaves it alone.
func (p *rpmPackage) addFiles(r *rpmpack.RPM) {
	owned := rpmpack.RPMFile{Owner: "root", Group: "root", MTime: uint32(p.BuildTime.Unix())}
	for _, e := range p.files {
		for _, dir := range folders(e.Path) {
			if !shared[dir] {
				f := owned
				f.Name, f.Mode = "/"+dir, 0o40755
				r.AddFile(f)
			}
		}
		if strings.HasSuffix(e.Path, "/") {
			continue
		}
		f := owned
		f.Name, f.Mode, f.Body, f.Type = "/"+e.Path, 0o644, e.Bytes(), rpmpack.GenericFile
		if strings.HasPrefix(e.Path, FilesDir+"/") {
			f.Type = rpmpack.ConfigFile
		}
		r.AddFile(f)
	}
}

// shared are folders that belong to other packages too: to the system's, and to Leapp's.
var shared = map[string]bool{
	"etc": true, "usr": true, "usr/share": true, "etc/leapp": true,
	"usr/share/leapp-repository": true, "usr/share/leapp-repository/repositories": true,
	"usr/share/leapp-repository/repositories/system_upgrade":              true,
	"usr/share/leapp-repository/repositories/system_upgrade/common":       true,
	"usr/share/leapp-repository/repositories/system_upgrade/common/files": true,
}
