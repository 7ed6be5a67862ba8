package release

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/rpmpack"

	"pes/generator/tree"
)

// A pkg is an RPM with what a repository says of it.
type pkg struct {
	bundle           *bundle
	name, version    string
	release          string
	summary          string
	about            string
	data             []byte
	headerAt, bodyAt int      // where the header begins, and where the payload
	unpacked         int      // bytes of its files
	conflicts        []string // names
	log              string
}

// path is where it lies in a release. The packages of one target and Leapp version are one repository.
func (p *pkg) path() string {
	return fmt.Sprintf("rpm/leapp-%s/el%d/%s-%s-%s.noarch.rpm", p.bundle.leapp, p.bundle.major, p.name, p.version, p.release)
}

// Tags of RPM that the library has no names for (rpmtag.h).
const (
	tagLogTime, tagLogName, tagLogText             = 1080, 1081, 1082
	sigDSA, sigRSA, sigSHA1, sigPGP, sigMD5, sigGP = 267, 268, 269, 1002, 1004, 1005
	sigRegion, sigSHA256, sigSize, sigPayloadSize  = 62, 273, 1000, 1007
)

const (
	licence  = "Apache-2.0"
	packager = "pes"
)

// rpm makes the package of a tree. It belongs on the machine that will be upgraded, so its release names the major before the
// target, and the Leapp version: no two packages of a release have the same name.
func (in *Input) rpm(b *bundle, others []string) (*pkg, error) {
	title := b.distro
	for _, d := range in.Catalog.Distros {
		if d.Folder == b.distro {
			title = d.Name
		}
	}
	p := &pkg{bundle: b, name: "leapp-data-" + b.distro, version: in.Version, release: fmt.Sprintf("1.leapp%s.el%d", b.leapp, b.major-1),
		summary: fmt.Sprintf("What Leapp %s needs to upgrade to %s %d", b.leapp, title, b.major),
		about: fmt.Sprintf("Package evolution events, repository maps, repositories and keys with which Leapp %s\nupgrades a machine to %s %d.",
			b.leapp, title, b.major),
		log: strings.Join(in.Log, "\n")}
	for _, o := range others {
		p.conflicts = append(p.conflicts, "leapp-data-"+o)
	}
	if err := p.write(in, nil); err != nil || in.Signer == nil {
		return p, err
	}
	// The signatures are of the header, which is known now: the same package once more, with them.
	header, all := p.data[p.headerAt:p.bodyAt], p.data[p.headerAt:]
	short, long := sigDSA, sigGP
	if in.Signer.RSA() {
		short, long = sigRSA, sigPGP
	}
	sigs := map[int][]byte{}
	for tag, data := range map[int][]byte{short: header, long: all} {
		s, err := in.Signer.Sign(data, in.Date)
		if err != nil {
			return nil, err
		}
		sigs[tag] = s
	}
	return p, p.write(in, sigs)
}

// write makes the bytes, with signatures where they are known.
func (p *pkg) write(in *Input, sigs map[int][]byte) error {
	r, err := rpmpack.NewRPM(rpmpack.RPMMetaData{Name: p.name, Version: p.version, Release: p.release, Epoch: rpmpack.NoEpoch, Arch: "noarch",
		Summary: p.summary, Description: p.about, Licence: licence, Group: "System Environment/Base", Packager: packager, BuildHost: "localhost",
		BuildTime: in.Date, Compressor: "gzip:9"}) // rpm of EL 7 knows no zstd
	if err != nil {
		return err
	}
	if err := r.Provides.Set("leapp-data = " + p.version); err != nil {
		return err
	}
	for _, o := range p.conflicts {
		if err := r.Conflicts.Set(o); err != nil {
			return err
		}
	}
	addFiles(r, p.bundle.files, uint32(in.Date.Unix()))
	if p.log != "" {
		r.AddCustomTag(tagLogTime, rpmpack.EntryInt32([]int32{int32(noon(in.Date))}))
		r.AddCustomTag(tagLogName, rpmpack.EntryStringSlice([]string{packager + " - " + p.version + "-" + p.release}))
		r.AddCustomTag(tagLogText, rpmpack.EntryStringSlice([]string{p.log}))
	}
	if p.headerAt > 0 { // what rpm of EL 7 checks packages by
		all := p.data[p.headerAt:]
		sum, header := md5.Sum(all), sha1.Sum(p.data[p.headerAt:p.bodyAt])
		r.AddCustomSig(sigMD5, rpmpack.EntryBytes(sum[:]))
		r.AddCustomSig(sigSHA1, rpmpack.EntryString(hex.EncodeToString(header[:])))
	}
	for tag, s := range sigs {
		r.AddCustomSig(tag, rpmpack.EntryBytes(s))
	}
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		return err
	}
	again := p.headerAt == 0
	p.data, p.unpacked = b.Bytes(), 0
	for _, e := range p.bundle.files {
		p.unpacked += len(e.Bytes())
	}
	if p.headerAt, p.bodyAt, err = headers(p.data); err != nil || !again {
		return err
	}
	return p.write(in, sigs)
}

// addFiles adds files and the folders that are the package's own. What Leapp reads are configuration files: who changed one keeps
// a copy, and gets the new one all the same where a release changed it too; rpm leaves the changed one where it did not.
func addFiles(r *rpmpack.RPM, files tree.Tree, date uint32) {
	for _, e := range files {
		for _, dir := range folders(e.Path) {
			if !shared[dir] {
				r.AddFile(rpmpack.RPMFile{Name: "/" + dir, Mode: 0o40755, Owner: "root", Group: "root", MTime: date})
			}
		}
		if strings.HasSuffix(e.Path, "/") {
			continue
		}
		kind := rpmpack.GenericFile
		if strings.HasPrefix(e.Path, "etc/leapp/files/") {
			kind = rpmpack.ConfigFile
		}
		r.AddFile(rpmpack.RPMFile{Name: "/" + e.Path, Body: e.Bytes(), Mode: 0o644, Owner: "root", Group: "root", MTime: date, Type: kind})
	}
}

// shared are folders that other packages have too.
var shared = map[string]bool{"etc": true, "usr": true, "usr/share": true, "etc/leapp": true, "etc/leapp/repos.d": true,
	"etc/leapp/repos.d/system_upgrade": true, "etc/leapp/repos.d/system_upgrade/common": true, "etc/leapp/repos.d/system_upgrade/common/files": true}

// headers finds where the header of an RPM begins and where its payload does.
func headers(data []byte) (header, body int, err error) {
	next := func(at int) (int, error) {
		if len(data) < at+16 || binary.BigEndian.Uint32(data[at:]) != 0x8eade801 {
			return 0, errors.New("there is no header where it should be")
		}
		end := int64(at) + 16 + 16*int64(binary.BigEndian.Uint32(data[at+8:])) + int64(binary.BigEndian.Uint32(data[at+12:]))
		if end > int64(len(data)) {
			return 0, errors.New("a header is longer than the file")
		}
		return int(end), nil
	}
	if len(data) < 96 || binary.BigEndian.Uint32(data) != 0xedabeedb {
		return 0, 0, errors.New("this is no RPM")
	}
	if header, err = next(96); err != nil {
		return 0, 0, err
	}
	header = (header + 7) / 8 * 8
	body, err = next(header)
	return header, body, err
}

// noon is the time of day that changelogs have.
func noon(t time.Time) int64 { return t.Unix()/86400*86400 + 43200 }
