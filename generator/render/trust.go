package render

import (
	"bytes"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/render/address"
	"pes/generator/render/layout"
	"pes/generator/render/wording"
	"pes/generator/render/xref"
	"pes/generator/tree"
)

// ParseIssue checks the address of a forge's form for reports. Where it does not say where title and text go, they go
// where GitHub, Gitea and Forgejo want them.
func ParseIssue(form string) (string, error) {
	if form == "" {
		return "", nil
	}
	if !strings.Contains(form, "{title}") && !strings.Contains(form, "{body}") {
		sep := "?"
		if strings.Contains(form, "?") {
			sep = "&"
		}
		form += sep + "title={title}&body={body}"
	}
	u, err := url.Parse(strings.NewReplacer("{title}", "", "{body}", "").Replace(form))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return "", fmt.Errorf("%q is not the address of a form: write https://host/project/issues/new", form)
	}
	return form, nil
}

// trust is what the foot of every page says.
func (s *site) trust() layout.Trust {
	t := layout.Trust{Day: wording.Day(s.asOf), Revision: s.Revision, Licence: licenceName(s.Licence), Edit: s.Edit,
		Issue: s.Issue}
	if len(s.Catalog.Records) > 0 {
		r := s.Catalog.Records[0]
		t.Release, t.Page, t.Later = r.Version, address.Release(r.Version), s.Date.After(r.Date)
	}
	return t
}

// dataDate is the day of the data: that of the build, or of the latest release where that is later.
func dataDate(build time.Time, records []*model.Record) time.Time {
	if len(records) > 0 && records[0].Date.After(build) {
		return records[0].Date
	}
	return build
}

// licenceName is what a licence calls itself in its first lines: "Apache License 2.0".
func licenceName(text []byte) string {
	lines := strings.SplitN(string(bytes.TrimSpace(text)), "\n", 3)
	name := strings.Trim(strings.TrimSpace(lines[0]), "# ")
	if len(lines) > 1 {
		if version, ok := strings.CutPrefix(strings.TrimSpace(lines[1]), "Version "); ok {
			version, _, _ = strings.Cut(version, ",")
			name += " " + version
		}
	}
	if name != "" && len(name) > 40 {
		return "Licence"
	}
	return name
}

// licence is the licence of the project, as a file of the site.
func (s *site) licence() tree.Tree {
	if len(s.Licence) == 0 {
		return nil
	}
	return tree.Tree{{Path: "site/" + layout.Licence, Data: s.Licence}}
}

// maxAbout is how many events a report about a package names.
const maxAbout = 3

// about names a package and its events, for reports.
func about(p *xref.Package) string {
	var b strings.Builder
	b.WriteString("package " + p.Name + "\n")
	for _, u := range p.Uses[:min(maxAbout, len(p.Uses))] {
		b.WriteString("event " + strconv.FormatUint(u.Event.ID, 10))
		if place := wording.Position(u.Event.Event); place != "" {
			b.WriteString(", " + place)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// fileOf is the file that something is written in, "" where that is not known.
func fileOf(p diag.Pos) string {
	if p.File == nil {
		return ""
	}
	return p.File.Name
}
