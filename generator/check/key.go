package check

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
)

// Folders on a machine that hold the keys of a tree.
const (
	leappDir  = "file:///etc/leapp/"
	vendorDir = leappDir + "files/vendors.d/rpm-gpg/"
)

// keyRefs checks the addresses in gpgkey (Leapp guide 11.17 and 11.19). A key that several sections name is reported
// once.
func (c *checker) keyRefs(sections []model.Section) {
	type use struct {
		ref     model.KeyRef
		section *model.Section
	}
	var uses []use
	for i := range sections {
		s := &sections[i]
		for _, k := range s.Keys {
			if k.URL == "" {
				continue // shipped
			}
			if strings.Contains(k.URL, "%") && !c.readsPercent() || strings.ContainsFunc(k.URL, isControl) {
				c.Reportf(c.once(k.Pos), "repo-section-fatal",
					"the key address of %s contains a %%, a line break or a control character: Leapp would crash",
					s.Repoid)
			}
			if what := secretOf(k.URL); what != "" {
				c.secret(c.once(k.Pos), s, "the key address", what)
			}
			uses = append(uses, use{k, s})
		}
	}
	for _, same := range list.Group(uses, func(u use) string { return u.ref.URL }) {
		checks := func(u use) bool { return len(u.section.CheckedKeys()) > 0 }
		if slices.ContainsFunc(same, checks) { // otherwise the key is never used
			repoids := list.Map(same, func(u use) string { return u.section.Repoid })
			c.keyRef(same[0].ref, strings.Join(repoids, ", "))
		}
	}
}

func (c *checker) keyRef(k model.KeyRef, where string) {
	at := c.once(k.Pos)
	name := k.URL[strings.LastIndexByte(k.URL, '/')+1:]
	switch {
	case k.Awaited != "":
		c.Reportf(at, "key-from-network",
			"%s is not downloaded yet, so the upgrade downloads the key of %s from %s, and Leapp refuses unless the "+
				"machine has this key: run pes keys fetch", k.Awaited, where, k.URL)
	case strings.HasPrefix(k.URL, "https://"):
		c.Reportf(at, "key-from-network",
			"the key of %s is downloaded during the upgrade (%s): Leapp refuses the upgrade unless the key is "+
				"published here or the machine has it", where, k.URL)
	case !strings.HasPrefix(k.URL, "file:///") && strings.Contains(k.URL, "://"):
		c.Reportf(at, "key-from-network",
			"the key of %s is downloaded without protection during the upgrade (%s): an attacker on the network can "+
				"replace it",
			where, k.URL)
	case !strings.HasPrefix(k.URL, "file:///") && !c.Published: // a file of the project: key-missing reports it
	case !strings.HasPrefix(k.URL, "file:///"):
		c.Reportf(at, "repo-section", "the key %q of %s is not an address: write file:/// or https://", k.URL, where)
	case !strings.HasPrefix(k.URL, leappDir):
		c.Reportf(at, "key-on-host",
			"%s, the key of %s, is not published here: unless a package of the old release provides it, Leapp "+
				"refuses the upgrade", k.URL, where)
	case !c.Published:
		c.Reportf(at, "key-not-shipped",
			"%s, the key of %s, is not published here, and Leapp versions use different folders: put the file into "+
				"keys/ and name it there", k.URL, where)
	default:
		if n := folderMajor(k.URL); n > 0 && n != c.t.Major {
			c.Reportf(at, "key-path-release",
				"%s, the key of %s, is in the folder of release %d, but the file is for release %d: write "+
					"rpm-gpg/%d", k.URL, where, n, c.t.Major, c.t.Major)
		}
		shipped, unknown := c.t.Keys, c.t.Lacks.Keys // Leapp's own package ships some
		if strings.HasPrefix(k.URL, vendorDir) {
			shipped, unknown = c.t.BesideVendors, false
			for _, v := range c.t.Vendors {
				shipped = slices.Concat(shipped, v.Keys)
			}
		}
		if !unknown && !slices.ContainsFunc(shipped, func(s model.Key) bool { return s.Name == name }) {
			c.Reportf(at, "key-not-shipped",
				"%s, the key of %s, is not published here: Leapp refuses the upgrade", k.URL, where)
		}
	}
}

// folderMajor is the release in .../rpm-gpg/8/NAME; 0 when there is none.
func folderMajor(url string) int {
	_, rest, ok := strings.Cut(url, "/rpm-gpg/")
	folder, _, deep := strings.Cut(rest, "/")
	n, err := strconv.Atoi(folder)
	if !ok || !deep || err != nil {
		return 0
	}
	return n
}

// keys reports expired keys among those that the distribution or a vendor ships.
func (c *checker) keys(keys []model.Key) {
	for _, k := range keys {
		living := list.Select(k.Public, func(p model.PublicKey) bool { return !p.Subkey && !p.Expired(c.Now) })
		good := ""
		if len(living) > 0 {
			ids := list.Map(living, func(p model.PublicKey) string { return p.ID })
			good = "; still valid in the file: " + strings.Join(ids, ", ")
		}
		for _, p := range k.Public {
			switch {
			case p.Subkey:
			case p.Expired(c.Now):
				c.Reportf(c.at(k.Pos), "key-expired",
					"the key %s in %s expired on %s: dnf refuses packages that it signed later%s",
					p.ID, k.Name, p.Expires.UTC().Format("2006-01-02"), good)
			case !c.Now.IsZero() && p.Expired(c.Now.Add(soon)) && !lasting(living, c.Now):
				c.Reportf(c.at(k.Pos), "key-expires",
					"the key %s in %s expires on %s: dnf refuses packages that it signs later",
					p.ID, k.Name, p.Expires.UTC().Format("2006-01-02"))
			}
		}
	}
}

// soon is how long before a key expires that is said: until the one that follows is on all machines.
const soon = 90 * 24 * time.Hour

// lasting reports whether one of the keys of a file, which follows the others, does not expire soon.
func lasting(living []model.PublicKey, now time.Time) bool {
	return slices.ContainsFunc(living, func(p model.PublicKey) bool { return !p.Expired(now.Add(soon)) })
}

// keyNames reports different key files of two vendors with the same name: the keys of all vendors share one folder.
func (c *checker) keyNames() {
	last := map[string]*model.Vendor{} // by file name: the last vendor with such a key
	data := map[string][]byte{}
	for _, v := range c.t.Vendors {
		for _, k := range v.Keys {
			if other := last[k.Name]; other != nil && !bytes.Equal(data[k.Name], k.Data) {
				c.Reportf(c.at(v.Pos, diag.Note{Pos: other.Pos, Text: "the other vendor"}), "key-collision",
					"%s and %s publish different key files with the name %s, and there is one folder for all",
					v.Name, other.Name, k.Name)
			}
			last[k.Name], data[k.Name] = v, k.Data
		}
	}
}

// signatures compares a vendor's .sigs with the keys it ships (Leapp guide 11.16): for each primary key they name one
// that signs, it or one of its subkeys. A primary key may be there for certificates alone.
func (c *checker) signatures() {
	v := c.v
	if v.Lacks.Signatures || len(v.Signatures) == 0 {
		return
	}
	listed := func(p model.PublicKey) bool {
		return slices.ContainsFunc(v.Signatures, func(s model.Signature) bool {
			return strings.ToLower(strings.TrimSpace(s.ID)) == p.ID // another rule checks the spelling
		})
	}
	at := c.at(v.Signatures[len(v.Signatures)-1].Pos)
	at.Distro = nil // the vendor's own, whoever is upgraded
	for _, k := range v.Keys {
		for _, certificate := range model.Certificates(k.Public) {
			primary := certificate[0]
			if slices.ContainsFunc(model.Signers(certificate, c.Now), listed) {
				continue
			}
			why := ""
			if listed(primary) && !primary.Signs {
				why = fmt.Sprintf("; %s, which is in the list, cannot sign packages: its subkeys do", primary.ID)
			}
			at.Notes = []diag.Note{{Pos: k.Pos, Text: "the key is published here"}}
			for _, p := range model.UsualSigners(certificate, c.Now) {
				c.Reportf(at, "signature-missing",
					"the published key %s in %s is not among the signatures of %s: Leapp treats packages signed with "+
						"it as unsigned, and no event applies to them%s", p.ID, k.Name, v.Name, why)
			}
		}
	}
}
