package machine

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	sos = `acl-2.2.51-15.el7.x86_64                                    Tue Feb  2 09:01:00 2021
kmod-libs-20-28.el7.x86_64                                  Tue 02 Feb 2021 09:01:00 AM CET
gpg-pubkey-352c64e5-52ae6884                                Tue Feb  2 09:02:00 2021
libstdc++-4.8.5-44.el7.i686                                 Di 02 Feb 2021 09:01:00 CET
`
	signed = `acl-2.2.53-3.el8.x86_64 RSA/SHA256, Tue Feb  2 09:01:00 2021, Key ID 51D6647EC21AD6EA
gpg-pubkey-c21ad6ea-572b9b5f (none)
tool-1.0-1.el8.noarch (none)
`
	ansible = `web07 | SUCCESS => {
    "ansible_facts": {
        "packages": {
            "acl": [
                {"arch": "x86_64", "epoch": null, "name": "acl", "release": "15.el7", "source": "rpm", "version": "2"}
            ],
            "gpg-pubkey": [
                {"arch": null, "epoch": null, "name": "gpg-pubkey", "release": "52ae6884", "source": "rpm"}
            ],
            "libgcc": [
                {"arch": "i686", "epoch": 1, "name": "libgcc", "release": "44.el7", "source": "rpm"},
                {"arch": "x86_64", "epoch": 1, "name": "libgcc", "release": "44.el7", "source": "rpm"}
            ]
        }
    },
    "changed": false
}
`
	cyclonedx = `{"bomFormat": "CycloneDX", "name": "x", "components": [
 {"type": "operating-system", "name": "rocky"},
 {"name": "libstdc++", "purl": "pkg:rpm/rocky/libstdc%2B%2B@8.5.0-22.el8_10?arch=x86_64&epoch=0&distro=rocky-8.10"},
 {"name": "left-pad", "purl": "pkg:npm/left-pad@1.3.0", "components": [
  {"name": "perl", "purl": "pkg:rpm/rocky/perl@4:5.30-1.module%2Bel8?arch=noarch&modularitylabel=perl:5.30:80:c0ffee"},
  {"name": "acl", "purl": "pkg:rpm/acl@2.2-1.el8?arch=src"}]},
 {"name": "gpg-pubkey", "purl": "pkg:rpm/rocky/gpg-pubkey@352c64e5-52ae6884"}]}`
	spdx = `{"spdxVersion": "SPDX-2.3", "name": "host", "packages": [{"name": "host"},
 {"name": "acl", "externalRefs": [{"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:acl"},
  {"referenceType": "purl", "referenceLocator": "pkg:rpm/centos/acl@2.2.51-15.el7?arch=x86_64"}]}]}`
)

// As SPDX 3.0.1 has it, and as syft and trivy write CycloneDX.
const (
	spdx3 = `{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
 {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2025-01-01T00:00:00Z"},
 {"type": "SpdxDocument", "spdxId": "https://x/document", "name": "host", "externalIdentifier": ["https://x/id"]},
 {"type": "software_Package", "name": "acl", "software_packageVersion": "2.2.51-15.el7",
  "software_packageUrl": "pkg:rpm/centos/acl@2.2.51-15.el7?arch=x86_64&distro=centos-7"},
 {"type": "software_Package", "name": "tar", "externalIdentifier": [{"type": "ExternalIdentifier",
  "externalIdentifierType": "packageUrl", "identifier": "pkg:rpm/centos/tar@1.26-35.el7?arch=x86_64"}]},
 {"type": "software_Package", "name": "left-pad", "software_packageUrl": "pkg:npm/left-pad@1.3.0"},
 {"type": "Relationship", "from": "https://x/document", "to": ["https://x/acl"], "relationshipType": "contains"}]}`
	syft = `{"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6",
 "metadata": {"tools": {"components": [{"type": "application", "name": "syft"}]}}, "components": [
 {"bom-ref": "pkg:rpm/rocky/nodejs@10?package-id=1", "type": "library", "publisher": "Rocky", "name": "nodejs",
  "version": "1:10.24.0-1.module+el8.3.0+101+f84c7154", "cpe": "cpe:2.3:a:nodejs:nodejs:1:*:*:*:*:*:*:*",
  "purl": "pkg:rpm/rocky/nodejs@10.24.0-1.module%2Bel8.3.0%2B101%2Bf84c7154?arch=x86_64&epoch=1&distro=rocky-8.10",
  "properties": [{"name": "aquasecurity:trivy:Modularitylabel", "value": "nodejs:10:8030020210304194546:30b713e6"}]}]}`
)

// Each form that people have lists in, with what is read of it.
func TestForms(t *testing.T) {
	for _, x := range []struct{ in, want string }{
		{sos, "rpm -qa --last: acl.x86_64 kmod-libs.x86_64 libstdc++.i686; 1 keys, 0 modular"},
		{"acl-2-1.el7.x86_64~~Tue Feb  2 09:01:00 2021\t1612256460\tAcme\n",
			"rpm -qa --last: acl.x86_64; 0 keys, 0 modular"},
		{signed, "rpm -qa with signatures: acl.x86_64 tool.noarch; 1 keys, 0 modular"},
		{"acl|RSA/SHA256, Tue Feb  2 09:01:00 2021, Key ID 51d6647ec21ad6ea\ntool|(none)\n",
			"rpm -qa with signatures: acl tool; 0 keys, 0 modular"},
		{"(none):acl-2-1.el7.x86_64\n3:bind-9-1.el7.x86_64\n(none):gpg-pubkey-352c64e5-52ae6884.(none)\n",
			"rpm -qa: acl.x86_64 bind.x86_64; 1 keys, 0 modular"},
		{"acl-(none):2-1.el7.x86_64\ngpg-pubkey-(none):352c64e5-52ae6884.(none)\n",
			"rpm -qa: acl.x86_64; 1 keys, 0 modular"},
		{"acl.x86_64 (none):2-1.el7 @base\nbind.x86_64 32:9-1.el7 @base\n",
			"dnf list --installed: acl@base.x86_64 bind@base.x86_64; 0 keys, 0 modular"},
		{"python3-policycoreutils.noarch\n      2.9-26.el8      @anaconda\nacl.x86_64 2.2-1.el8\n      @base\n",
			"dnf list --installed: python3-policycoreutils@anaconda.noarch acl@base.x86_64; 0 keys, 0 modular"},
		{"(none):acl.x86_64 2-1.el7 @base\n32:bind.x86_64 9-1.el7 @base\n",
			"dnf list --installed: acl@base.x86_64 bind@base.x86_64; 0 keys, 0 modular"},
		{"web07 | CHANGED | rc=0 >>\nacl-2-1.el7.x86_64\n", "rpm -qa: acl.x86_64; 0 keys, 0 modular"},
		{`[{"name":"acl","repo":"@base"},{"name":"tar","Repo":"x","repository":"x"}]`,
			"JSON: acl@base tar@x; 0 keys, 0 modular"},
		{ansible, "package facts of Ansible: acl.x86_64 libgcc.i686 libgcc.x86_64; 1 keys, 0 modular"},
		{`{"packages": {"acl": [{"name": "acl", "arch": "noarch", "source": "rpm"}]}}`,
			"package facts of Ansible: acl.noarch; 0 keys, 0 modular"},
		{`{"acl": [{"name": "acl", "arch": "noarch", "source": "rpm"}], "tar": [{"name": "tar", "source": "rpm"}]}`,
			"package facts of Ansible: acl.noarch tar; 0 keys, 0 modular"},
		{cyclonedx, "CycloneDX: libstdc++.x86_64 perl/perl:5.30.noarch; 1 keys, 0 modular"},
		{spdx, "SPDX: acl.x86_64; 0 keys, 0 modular"},
		{spdx3, "SPDX: acl.x86_64 tar.x86_64; 0 keys, 0 modular"},
		{syft, "CycloneDX: nodejs/nodejs:10.x86_64; 0 keys, 0 modular"},
		{`{"_ansible_facts_gathered": true, "ansible_architecture": "x86_64", "packages": {"acl": [{"name": "acl",
			"arch": "x86_64", "source": "rpm"}]}}`, "package facts of Ansible: acl.x86_64; 0 keys, 0 modular"},
		{`{"__payload__": "{\"packages\": {\"acl\": [{\"name\": \"acl\", \"arch\": \"x86_64\", \"source\": \"rpm\"}]}}"}`,
			"package facts of Ansible: acl.x86_64; 0 keys, 0 modular"},
	} {
		l, err := Read("list", []byte(x.in))
		if err != nil {
			t.Errorf("%.60q: %v", x.in, err)
		} else if d := cmp.Diff(x.want, what(l)); d != "" {
			t.Errorf("%.60q (-want +got):\n%s", x.in, d)
		}
	}
}

// The form is that of most lines, and the error is about the line that has another.
func TestStrayLine(t *testing.T) {
	for _, x := range []struct{ in, want string }{
		{"acl-2-1.el7.x86_64\nwarning: rpmdb is old\ntar-1-1.el7.x86_64\n",
			`list:2: "warning: rpmdb is old" is not as rpm -qa prints packages (name-version-release.arch), and line 1 is`},
		{"total 3 packages\nacl-2-1.el7.x86_64\ntar-1-1.el7.x86_64\n",
			`list:1: "total 3 packages" is not as rpm -qa prints packages (name-version-release.arch), and line 2 is`},
		{"acl-2-1.el7.x86_64 base\ntar-1-1.el7.x86_64\nzip-1-1.el7.x86_64\n",
			`list:1: "acl-2-1.el7.x86_64 base" has more behind the package, and it is no date; line 2 has not`},
		{sos + "End of list\n",
			`list:5: "End of list" is not as rpm -qa prints packages (name-version-release.arch), and line 1 is`},
		{signed + "tar-1-1.el8.x86_64\n",
			`list:4: "tar-1-1.el8.x86_64" has no signature behind the package, and line 1 has one`},
		{"acl.x86_64 2-1 @base\n2 packages\ntar.x86_64 1-1 @base\n",
			`list:2: "2" and what belongs to it are no 3 columns but 2: ` + columnsHelp},
		{"acl\ntar\nzip and unzip\n", `list:3: "zip and unzip" is not a name of a package`},
		{"acl\nna\xefve\n", "list:2: the byte 0xef is not UTF-8: save the list as UTF-8"},
		{"a\x00c\x00l\x00\n\x00",
			"list: this looks like UTF-16 without a byte order mark: save the list as UTF-8"},
		{"web07 | UNREACHABLE! => {\n \"changed\": false}\n",
			"list:1: ansible says UNREACHABLE! of web07: it has no list"},
		{"\n" + ansible + strings.ReplaceAll(ansible, "web07", "web08"), "list:19: " + moreMachines},
		{"web07 | FAILED | rc=127 >>\nrpm: not found\n",
			"list:1: ansible says FAILED | rc=127 of web07: it has no list"},
		{"web07 | CHANGED | rc=0 >>\nacl-2-1.el7.x86_64\nweb08 | CHANGED | rc=0 >>\n",
			`list:3: "web08 | CHANGED | rc=0 >>" is not as rpm -qa prints packages (name-version-release.arch), and ` +
				"line 2 is"},
		{"\nacl 2 1.el7 x86_64\n", `list:2: "acl 2 1.el7 x86_64" is in no form that is known: a list is what ` +
			"rpm -qa or dnf list --installed prints (with LC_ALL=C), or names alone"},
		{`{"ansible_facts": {}}`,
			"list:1: the facts of Ansible have no packages: gather them with ansible -m package_facts"},
		{"{\"packages\": {\n\"acl\": [{\"name\": \"acl\", \"source\": \"apt\"}]}}",
			`list:2: acl is a package of "apt", not of rpm: Leapp upgrades machines with rpm`},
		{"{\"packages\": {\n\"acl\": {}}}", "list:2: the facts of Ansible have an array of packages for each name"},
		{`{"bomFormat": "CycloneDX", "components": [{"purl": "pkg:npm/a@1"}]}`,
			"list:1: no package of rpm in it: these have a purl that begins with pkg:rpm/"},
		{`{"bomFormat": "CycloneDX"}`, "list:1: CycloneDX has no array components"},
		{`{"spdxVersion": "SPDX-2.3", "packages": {}}`, "list:1: SPDX has no array packages"},
		{`{"bomFormat": "CycloneDX", "components": [{"purl": "pkg:rpm/a%zz@1"}]}`,
			`list:1: the purl "pkg:rpm/a%zz@1" cannot be read`},
	} {
		if _, err := Read("list", []byte(x.in)); err == nil {
			t.Errorf("%.60q is read", x.in)
		} else if d := cmp.Diff(x.want, err.Error()); d != "" {
			t.Errorf("%.60q (-want +got):\n%s", x.in, d)
		}
	}
}

// A list in which no package has a signature was printed with the wrong header: it says nothing of signatures.
func TestSignatures(t *testing.T) {
	for in, want := range map[string]string{
		signed:                                  "51d6647ec21ad6ea (none)",
		"acl-2-1.el8.x86_64 (none)\ntar (none)": " ",
		"acl-2-1.el8 RSA/SHA256, Mon, Key Fingerprint: 99DB70FAE1D7CE22\ntar (none)": "99db70fae1d7ce22 (none)",
	} {
		l, err := Read("list", []byte(in))
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Packages[0].Signature + " " + l.Packages[1].Signature; got != want {
			t.Errorf("%.40q: %q, want %q", in, got, want)
		}
	}
}

// FuzzForms reads what is in none of the older forms.
func FuzzForms(f *testing.F) { fuzz(f, sos, signed, ansible, cyclonedx, spdx) }
