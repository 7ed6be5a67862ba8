// Package release makes of a build what gets published, and tells whether it still is what was.
//
// [Make] is a function from trees to a tree: archives, RPMs with a dnf repository beside them, a manifest, checksums, signatures.
// The same input gives the same bytes on any machine.
//
//	files, manifest, err := release.Make(release.Input{Version: "2026.3", Data: data, Site: site, Date: date})
//	err = release.Publish("dist/releases", "2026.3", files, release.Options{})
//
// A release is a folder:
//
//	leapp-data-<distro>-el<N>-leapp<L>-<version>.tar.gz, .tar.zst     what one machine needs, to unpack onto /
//	rpm/leapp-<L>/el<N>/*.rpm, repodata/                              the same as packages, in a repository for dnf
//	site-<version>.tar.gz, .tar.zst
//	manifest.json, SHA256SUMS, CHANGES.md
//	*.asc, signing-key.asc                                            where a key signed it
//
// A channel (ng, testing, stable, ...) is a link beside the releases to one of them: what it offers are the very bytes of the
// release, and it changes in one step.
package release

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/pgp"
	"pes/generator/tree"
)

// An Input is everything that a release is made of.
type Input struct {
	Version  string
	Date     time.Time
	Revision string // of the sources in their repository; "" where nobody knows
	Sources  string // digest of the sources
	Catalog  *model.Catalog
	Data     tree.Tree // data/leapp-<L>/<distro>/el<N>/...
	Site     tree.Tree // site/...; none where there is no site
	Changes  []byte    // CHANGES.md
	Log      []string  // what changed, for the changelog of the packages
	Signer   *pgp.Signer
	Jobs     int
}

var validVersion = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._+~]{0,63}$`)

// ValidVersion refuses what cannot be the version of an RPM and the name of a folder.
func ValidVersion(v string) error {
	if !validVersion.MatchString(v) || strings.HasSuffix(v, ".tmp") || strings.HasSuffix(v, ".old") {
		return fmt.Errorf("%q is no version: letters, digits, dot, underscore, plus and tilde, such as 2026.3", v)
	}
	return nil
}

// A bundle is one tree of the data: what one machine needs.
type bundle struct {
	leapp, distro string
	major         int
	files         tree.Tree // paths as on a machine: etc/leapp/...
	date          time.Time
	manifest      TreeManifest
}

// name is leapp-data-rocky-el8-leapp0.21.
func (b *bundle) name() string {
	return fmt.Sprintf("leapp-data-%s-el%d-leapp%s", b.distro, b.major, b.leapp)
}

var treePath = regexp.MustCompile(`^data/leapp-([^/]+)/([^/]+)/el([0-9]+)/(.+)$`)

// bundles takes the data apart, in the order of paths.
func bundles(in *Input) (out []*bundle, err error) {
	for _, e := range in.Data {
		m := treePath.FindStringSubmatch(e.Path)
		if m == nil {
			return nil, fmt.Errorf("%s is in no tree", e.Path)
		}
		major := 0
		if _, err := fmt.Sscanf(m[3], "%d", &major); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Path, err)
		}
		if n := len(out); n == 0 || out[n-1].leapp != m[1] || out[n-1].distro != m[2] || out[n-1].major != major {
			out = append(out, &bundle{leapp: m[1], distro: m[2], major: major, date: in.Date})
		}
		b := out[len(out)-1]
		b.files = append(b.files, tree.Entry{Path: m[4], Data: e.Data, Make: e.Make})
	}
	return out, nil
}

// Names of files in a release.
const (
	ManifestName  = "manifest.json"
	SumsName      = "SHA256SUMS"
	ChangesName   = "CHANGES.md"
	KeyName       = "signing-key.asc"
	signatureName = ".asc"
	// TreeManifestName is where a machine has the manifest of its tree.
	TreeManifestName = "usr/share/leapp-data/manifest.json"
)

// Make makes the files of a release.
func Make(in Input) (tree.Tree, *Manifest, error) {
	if err := ValidVersion(in.Version); err != nil {
		return nil, nil, err
	}
	if err := in.Data.Sort(); err != nil {
		return nil, nil, err
	}
	all, err := bundles(&in)
	if err != nil {
		return nil, nil, err
	}
	type made struct {
		files tree.Tree
		rpm   *pkg
		err   error
	}
	var files tree.Tree
	var packages []*pkg
	for _, m := range par.Map(in.Jobs, len(all)+1, func(i int) made {
		if i == len(all) {
			files, err := in.site()
			return made{files, nil, err}
		}
		files, rpm, err := in.bundle(all[i], siblings(all, all[i]))
		return made{files, rpm, err}
	}) {
		if m.err != nil {
			return nil, nil, m.err
		}
		if files = append(files, m.files...); m.rpm != nil {
			packages = append(packages, m.rpm)
		}
	}
	files = append(files, tree.Entry{Path: ChangesName, Data: in.Changes})
	metadata, err := in.repositories(packages)
	if err != nil {
		return nil, nil, err
	}
	return in.seal(append(files, metadata...), all)
}

// siblings are the other distributions of the same target and Leapp version: a machine has one.
func siblings(all []*bundle, b *bundle) (out []string) {
	for _, x := range all {
		if x.distro != b.distro && !slices.Contains(out, x.distro) {
			out = append(out, x.distro)
		}
	}
	slices.Sort(out)
	return out
}

// bundle makes the archives and the package of one tree.
func (in *Input) bundle(b *bundle, others []string) (out tree.Tree, rpm *pkg, err error) {
	if err := in.describe(b); err != nil {
		return nil, nil, err
	}
	if out, err = in.archives(b.name()+"-"+in.Version, b.files); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", b.name(), err)
	}
	if rpm, err = in.rpm(b, others); err != nil {
		return nil, nil, fmt.Errorf("%s: rpm: %w", b.name(), err)
	}
	return append(out, tree.Entry{Path: rpm.path(), Data: rpm.data}), rpm, nil
}

func (in *Input) site() (tree.Tree, error) {
	if len(in.Site) == 0 {
		return nil, nil
	}
	if err := in.Site.Sort(); err != nil {
		return nil, err
	}
	return in.archives("site-"+in.Version, in.Site)
}

// seal adds what vouches for the others: signatures, the manifest, the checksums.
func (in *Input) seal(files tree.Tree, all []*bundle) (tree.Tree, *Manifest, error) {
	if in.Signer != nil {
		for _, e := range slices.Clone(files) {
			if !signed(e.Path) {
				continue
			}
			asc, err := in.Signer.Detached(e.Data, in.Date)
			if err != nil {
				return nil, nil, err
			}
			files = append(files, tree.Entry{Path: e.Path + signatureName, Data: asc})
		}
		key, err := in.Signer.Public()
		if err != nil {
			return nil, nil, err
		}
		files = append(files, tree.Entry{Path: KeyName, Data: key})
	}
	if err := files.Sort(); err != nil {
		return nil, nil, err
	}
	manifest := in.manifest(files, all)
	data, err := marshal(manifest)
	if err != nil {
		return nil, nil, err
	}
	last := tree.Tree{{Path: ManifestName, Data: data}}
	var sums strings.Builder
	for _, e := range append(slices.Clone(files), last[0]) {
		fmt.Fprintf(&sums, "%s  %s\n", digest(e.Data), e.Path)
	}
	last = append(last, tree.Entry{Path: SumsName, Data: []byte(sums.String())})
	if in.Signer != nil {
		for _, e := range slices.Clone(last) {
			asc, err := in.Signer.Detached(e.Data, in.Date)
			if err != nil {
				return nil, nil, err
			}
			last = append(last, tree.Entry{Path: e.Path + signatureName, Data: asc})
		}
	}
	files = append(files, last...)
	return files, manifest, files.Sort()
}

// signed reports whether a file gets a signature beside it: archives do, RPMs have theirs inside, and repomd.xml stands for all
// that is in the repository.
func signed(name string) bool {
	return strings.HasSuffix(name, ".tar.gz") || strings.HasSuffix(name, ".tar.zst") || path.Base(name) == "repomd.xml"
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
