package machine

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/url"
	"strings"
)

// purls reads the packages of a bill of materials: those that have a package URL of the type rpm. key is where they
// are.
func (r *jsonReader) purls(value []byte, offset int64, key string, read func([]byte, int64) error) error {
	if !isArray(value) {
		return r.failAt(offset, "%s has no array %s", r.Form, key)
	}
	if err := r.array(json.NewDecoder(bytes.NewReader(value)), offset, read); err != nil {
		return err
	}
	if len(r.Packages) == 0 {
		return r.failAt(offset, "no package of rpm in it: these have a purl that begins with pkg:rpm/")
	}
	return nil
}

// A component is what CycloneDX calls a package, among other things.
type component struct {
	PURL       string `json:"purl"`
	Publisher  string // syft has the vendor there
	Properties []struct{ Name, Value string }
	Components []component
}

// label is the module stream, which trivy and syft have as a property: aquasecurity:trivy:Modularitylabel.
func (c *component) label() string {
	for _, p := range c.Properties {
		if _, key := cutLast(p.Name, ":"); strings.EqualFold(key, "modularitylabel") {
			return p.Value
		}
	}
	return ""
}

func (r *jsonReader) component(value []byte, offset int64) error {
	var c component
	if err := json.Unmarshal(value, &c); err != nil {
		return r.failAt(offset, "this is no component of CycloneDX: %s", jsonProblem(err))
	}
	return r.components(&c, offset)
}

func (r *jsonReader) components(c *component, offset int64) error {
	p := jsonPackage{ModularityLabel: c.label(), Vendor: c.Publisher}
	if err := r.purl(c.PURL, p, offset); err != nil {
		return err
	}
	for i := range c.Components {
		if err := r.components(&c.Components[i], offset); err != nil {
			return err
		}
	}
	return nil
}

func (r *jsonReader) spdxPackage(value []byte, offset int64) error {
	var p struct {
		ExternalRefs []struct{ ReferenceType, ReferenceLocator string }
	}
	if err := json.Unmarshal(value, &p); err != nil {
		return r.failAt(offset, "this is no package of SPDX: %s", jsonProblem(err))
	}
	for _, ref := range p.ExternalRefs {
		if ref.ReferenceType == "purl" {
			return r.purl(ref.ReferenceLocator, jsonPackage{}, offset)
		}
	}
	return nil
}

// spdxElement reads an element of SPDX 3; only packages have package URLs.
func (r *jsonReader) spdxElement(value []byte, offset int64) error {
	var e struct {
		PURL               string `json:"software_packageUrl"`
		ExternalIdentifier json.RawMessage
	}
	if err := json.Unmarshal(value, &e); err != nil {
		return r.failAt(offset, "this is no element of SPDX 3: %s", jsonProblem(err))
	}
	if e.PURL == "" {
		var ids []struct{ ExternalIdentifierType, Identifier string }
		_ = json.Unmarshal(e.ExternalIdentifier, &ids) // they may also be names of other elements
		for _, id := range ids {
			if id.ExternalIdentifierType == "packageUrl" || id.ExternalIdentifierType == "packageURL" {
				e.PURL = id.Identifier
			}
		}
	}
	return r.purl(e.PURL, jsonPackage{}, offset)
}

// purl reads a package URL such as pkg:rpm/centos/bash@4.2.46-35.el7_9?arch=x86_64&epoch=0&distro=centos-7. Those of
// other types and of source packages are left out. p is what else is known of the package.
func (r *jsonReader) purl(purl string, p jsonPackage, offset int64) error {
	rest, isRPM := strings.CutPrefix(purl, "pkg:rpm/")
	if !isRPM {
		return nil
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, _ := strings.Cut(rest, "?")
	rest, version, _ := strings.Cut(rest, "@")
	_, name := cutLast("/"+rest, "/")
	name, errName := url.PathUnescape(name)
	version, errVersion := url.PathUnescape(version)
	qualifiers, err := url.ParseQuery(strings.ReplaceAll(query, "+", "%2B"))
	if err != nil || errName != nil || errVersion != nil {
		return r.failAt(offset, "the purl %q cannot be read", clip(purl))
	}
	p.Name, p.Arch = name, qualifiers.Get("arch")
	p.ModularityLabel = cmp.Or(qualifiers.Get("modularitylabel"), qualifiers.Get("rpmmod"), p.ModularityLabel)
	if strings.Contains(version, "-") {
		version, p.Release = cutLast(version, "-")
		p.Version, p.Epoch = []byte(version), []byte(qualifiers.Get("epoch"))
	}
	if p.Arch == "src" || p.Arch == "nosrc" {
		return nil
	}
	return r.addAt(&p, offset)
}
