package machine

import (
	"bytes"
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
	Components []component
}

func (r *jsonReader) component(value []byte, offset int64) error {
	var c component
	if err := json.Unmarshal(value, &c); err != nil {
		return r.failAt(offset, "this is no component of CycloneDX: %s", jsonProblem(err))
	}
	return r.components(&c, offset)
}

func (r *jsonReader) components(c *component, offset int64) error {
	if err := r.purl(c.PURL, offset); err != nil {
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
			return r.purl(ref.ReferenceLocator, offset)
		}
	}
	return nil
}

// purl reads a package URL such as pkg:rpm/centos/bash@4.2.46-35.el7_9?arch=x86_64&epoch=0&distro=centos-7. Those of
// other types and of source packages are left out.
func (r *jsonReader) purl(purl string, offset int64) error {
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
	p := jsonPackage{Name: name, Arch: qualifiers.Get("arch"), ModularityLabel: qualifiers.Get("modularitylabel")}
	if p.ModularityLabel == "" {
		p.ModularityLabel = qualifiers.Get("rpmmod")
	}
	if strings.Contains(version, "-") {
		version, p.Release = cutLast(version, "-")
		p.Version, p.Epoch = []byte(version), []byte(qualifiers.Get("epoch"))
	}
	if p.Arch == "src" || p.Arch == "nosrc" {
		return nil
	}
	return r.addPackage(&p, offset)
}
