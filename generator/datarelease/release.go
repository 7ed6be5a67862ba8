// Package datarelease makes data releases from builds, publishes them, and verifies that published files are unchanged.
//
// A data release, here also called a release, is named by its version, such as 2026.3; releases of Enterprise Linux,
// such as 8.10, are those of package model. [Make] is a function from trees to a tree: archives, RPMs with a dnf
// repository beside them, a manifest, checksums, signatures. The same [Input] gives the same bytes on any machine.
// [Publish] puts that into its folder; [VerifyRelease] and its siblings check what is there. The example shows all
// three.
//
// A release is a folder:
//
//	leapp-data-<distro>-el<N>-leapp<L>-<version>.tar.gz, .tar.zst     what one machine needs, to unpack onto /
//	rpm/leapp-<L>/el<N>/*.rpm, repodata/                              the same as packages, in a repository for dnf
//	site-<version>.tar.gz, .tar.zst
//	manifest.json, SHA256SUMS, CHANGES.md
//	*.asc, signing-key.asc                                            where a key signed it
//
// A channel (ng, testing, stable, ...) is a link to one of the releases, beside the folder of all releases: what it
// offers are the very bytes of the release, and it changes in one step.
package datarelease

import (
	"crypto/sha256"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/par"
	"pes/generator/pgp"
	"pes/generator/tree"
)

// An Input is everything that a release is made of.
type Input struct {
	Version  string
	Date     time.Time
	Revision string // of the sources in their repository; "" where it is not known
	Sources  string // digest of the sources
	Catalog  *model.Catalog
	Data     tree.Tree // data/leapp-<L>/<distro>/el<N>/...
	Site     tree.Tree // site/...; empty where there is no site
	Changes  []byte    // CHANGES.md
	Log      []string  // what changed, for the changelog of the packages
	Signer   *pgp.Signer
	Jobs     int
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
	// SiteManifestName is where the archive of a site says of which release it is.
	SiteManifestName = "release.json"
)

// A bundle is one tree of the data: what one machine needs.
type bundle struct {
	manifest TreeManifest
	files    tree.Tree // paths as on a machine: etc/leapp/...
}

var treePath = regexp.MustCompile(`^data/leapp-([^/]+)/([^/]+)/el([0-9]+)/(.+)$`)

// bundles splits the data into its trees, in the order of paths.
func (in *Input) bundles() (out []*bundle, err error) {
	for _, e := range in.Data {
		m := treePath.FindStringSubmatch(e.Path)
		if m == nil {
			return nil, fmt.Errorf("%s is in no tree", e.Path)
		}
		target, err := strconv.Atoi(m[3])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Path, err)
		}
		b := &bundle{manifest: TreeManifest{Version: in.Version, Leapp: m[1], Distro: m[2], Target: target}}
		if n := len(out); n > 0 && out[n-1].manifest.title() == b.manifest.title() {
			b = out[n-1]
		} else {
			out = append(out, b)
		}
		e.Path = m[4]
		b.files = append(b.files, e)
	}
	return out, nil
}

// Make makes the files of a release.
func Make(in Input) (tree.Tree, *Manifest, error) {
	if err := model.ValidVersion(in.Version); err != nil {
		return nil, nil, err
	}
	if err := in.Data.Sort(); err != nil {
		return nil, nil, err
	}
	all, err := in.bundles()
	if err != nil {
		return nil, nil, err
	}
	type made struct {
		files tree.Tree
		rpm   *rpmPackage
		err   error
	}
	var files tree.Tree
	var packages []*rpmPackage
	for _, m := range par.Map(in.Jobs, len(all)+1, func(i int) (m made) {
		if i == len(all) {
			m.files, m.err = in.packSite()
		} else {
			m.files, m.rpm, m.err = in.packBundle(all[i], otherDistros(all, all[i]))
		}
		return m
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
	return in.complete(append(files, metadata...), all)
}

// otherDistros are the other distributions of a release: a machine has the data of one.
func otherDistros(all []*bundle, b *bundle) []string {
	names := list.Map(all, func(x *bundle) string { return x.manifest.Distro })
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == b.manifest.Distro })
}

// packBundle makes the archives and the package of one tree.
func (in *Input) packBundle(b *bundle, others []string) (out tree.Tree, rpm *rpmPackage, err error) {
	if err := in.addManifest(b); err != nil {
		return nil, nil, err
	}
	if out, err = in.archives(b.manifest.archive(), b.files); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", b.manifest.archive(), err)
	}
	if rpm, err = in.rpm(b, others); err != nil {
		return nil, nil, fmt.Errorf("%s: rpm: %w", b.manifest.archive(), err)
	}
	return append(out, tree.Entry{Path: rpm.path(), Data: rpm.Data}), rpm, nil
}

func (in *Input) packSite() (tree.Tree, error) {
	if len(in.Site) == 0 {
		return nil, nil
	}
	data, err := marshal(SiteManifest{Version: in.Version, Holds: siteHolds})
	if err != nil {
		return nil, err
	}
	files := slices.Concat(in.Site, tree.Tree{{Path: SiteManifestName, Data: data}})
	if err := files.Sort(); err != nil {
		return nil, err
	}
	return in.archives("site-"+in.Version, files)
}

// complete adds signatures, the manifest and the checksums.
func (in *Input) complete(files tree.Tree, all []*bundle) (tree.Tree, *Manifest, error) {
	signatures, err := in.signatures(list.Select(files, func(e tree.Entry) bool { return signed(e.Path) }))
	if err != nil {
		return nil, nil, err
	}
	if files = append(files, signatures...); in.Signer != nil {
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
	last := tree.Tree{{Path: ManifestName, Data: data}, {Path: SumsName, Data: sums(manifest.Files, data)}}
	if signatures, err = in.signatures(last); err != nil {
		return nil, nil, err
	}
	files = slices.Concat(files, last, signatures)
	return files, manifest, files.Sort()
}

// signatures are detached signatures, one for each file; none without a signer.
func (in *Input) signatures(files tree.Tree) (out tree.Tree, err error) {
	if in.Signer == nil {
		return nil, nil
	}
	for _, e := range files {
		signature, err := in.Signer.Detached(e.Data, in.Date)
		if err != nil {
			return nil, err
		}
		out = append(out, tree.Entry{Path: e.Path + signatureName, Data: signature})
	}
	return out, nil
}

// signed reports whether a file gets a signature beside it: RPMs have theirs inside, repomd.xml is for its repository.
func signed(name string) bool {
	return strings.HasSuffix(name, ".tar.gz") || strings.HasSuffix(name, ".tar.zst") || path.Base(name) == "repomd.xml"
}

// sums is SHA256SUMS: the files of a manifest, then the manifest itself.
func sums(files []FileDigest, manifest []byte) []byte {
	var b strings.Builder
	for _, f := range append(slices.Clone(files), FileDigest{Path: ManifestName, SHA256: digest(manifest)}) {
		fmt.Fprintf(&b, "%s  %s\n", f.SHA256, f.Path)
	}
	return []byte(b.String())
}

func digest(data []byte) string {
	return fmt.Sprintf("%x", sha256.Sum256(data))
}
