package composer

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/source"
)

func isVendor(file string) bool {
	return strings.HasPrefix(file, "vendors/") && strings.HasSuffix(file, "/vendor.toml")
}

// Vendor words a vendor. The fields of its repositories, which begin with repo_, may stand several times: the first of
// each are the first repository's.
func (c *Composer) Vendor(form url.Values) (*Made, error) {
	folder := strings.TrimSpace(form.Get("folder"))
	if !source.ValidFolder(folder) {
		return nil, wrongField("folder", "give it a short name of letters, digits, - _ . +: its files are called by it")
	}
	v := &source.Vendor{
		Name:       source.OptionalWord(strings.TrimSpace(form.Get("name"))),
		Homepage:   source.OptionalWord(strings.TrimSpace(form.Get("homepage"))),
		Signatures: source.OptionalWords(words(strings.ToLower(form.Get("signatures")))),
		Paths:      source.OptionalWords(given(form["paths"])),
		Distros:    source.OptionalWords(given(form["only"])),
	}
	if !v.Paths.Set() {
		return nil, wrongField("paths", "choose an upgrade path that it supports")
	}
	for i, name := range form["repo_name"] {
		at := func(field string) string {
			if all := form["repo_"+field]; i < len(all) {
				return strings.TrimSpace(all[i])
			}
			return ""
		}
		if name = strings.TrimSpace(name); name == "" && at("source")+at("baseurl") == "" {
			continue
		}
		r := vendorRepository(at)
		if r == nil {
			return nil, &FieldError{"repo_source", i,
				"say what dnf calls the repository on a machine before the upgrade"}
		}
		v.Repositories.Add(cmp.Or(name, "main"), *r)
	}
	if len(v.Repositories.Pairs) == 0 {
		return nil, wrongField("repo_source", "describe at least one repository")
	}
	file := "vendors/" + folder + "/vendor.toml"
	var wrong diag.List
	text, ok := source.Format(&diag.File{Name: file, Text: []byte(v.Print())}, &wrong)
	if !ok {
		return nil, errors.New(wrong.All()[0].Message)
	}
	return &Made{TOML: string(text), File: file}, nil
}

// vendorRepository is one repository of a form; nil where it does not say what dnf calls it.
func vendorRepository(at func(string) string) *source.VendorRepo {
	r := &source.VendorRepo{}
	side := func(repoid string) *source.Side {
		t := source.Word(repoid)
		return &source.Side{Pos: t.Pos, PESID: t, Repoid: source.Repoids{Pos: t.Pos, All: []source.Text{t}}}
	}
	if at("source") == "" {
		return nil
	}
	r.Source = side(at("source"))
	if target := at("target"); target != "" {
		r.Target.Side = side(target)
		r.Target.Pos = r.Target.Side.Pos
	}
	r.Arches = source.OptionalWords(words(at("arches")))
	option := func(key, value string) {
		if value != "" {
			r.Repo.Add(key, source.Option{Texts: source.Words(value)})
		}
	}
	option("name", cmp.Or(at("title"), at("source"))) // a section without a name crashes Leapp
	option("baseurl", at("baseurl"))
	switch url, fingerprint := at("key"), at("fingerprint"); {
	case url != "" && fingerprint != "":
		remote := source.RemoteKey{Fingerprint: source.Words(fingerprint), URL: source.Word(url)}
		r.Repo.Add("key", source.Option{Texts: source.Words(remote.Name()), Remote: []source.RemoteKey{remote}})
	case url != "":
		option("key", url)
	}
	return r
}

// vendorFiles are what is published for a vendor, of the last release that it supports.
func (f *Found) vendorFiles(c *model.Catalog, name string, date time.Time) {
	for i := len(c.Targets) - 1; i >= 0; i-- {
		t := c.Targets[i]
		one := leapp.Selection{Vendors: []string{name}}
		files, _ := leapp.Write(&model.Catalog{Distros: c.Distros, Targets: []*model.Target{t}},
			leapp.Options{Selection: one, Date: date})
		dir := ""
		for _, e := range files {
			at, file, ok := strings.Cut(e.Path, "/vendors.d/"+name)
			if ok && (strings.HasPrefix(file, ".") || strings.HasPrefix(file, "_")) {
				if dir != at {
					dir, f.Files = at, nil // versions come in order: the last is the newest
				}
				f.Files = append(f.Files, Output{fmt.Sprintf("vendors.d/%s%s", name, file), string(e.Bytes())})
			}
		}
		if len(f.Files) > 0 {
			version, _, _ := strings.Cut(strings.TrimPrefix(dir, "data/leapp-"), "/")
			f.Tree = title(t) + ", Leapp " + version
			return
		}
	}
}
