package repodata_test

import (
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pes/generator/diag"
	"pes/generator/repodata"
)

// A goPackage is a package as the XML reader of Go reads it.
type goPackage struct {
	Type    string     `xml:"type,attr"`
	Name    string     `xml:"name"`
	Arch    string     `xml:"arch"`
	Version *goEntry   `xml:"version"`
	Source  string     `xml:"format>sourcerpm"`
	Provide []*goEntry `xml:"format>provides>entry"`
	Require []*goEntry `xml:"format>requires>entry"`
	File    []goFile   `xml:"format>file"`
}

type goFile struct {
	Type string `xml:"type,attr"`
	Path string `xml:",chardata"`
}

type goEntry struct {
	Name  string `xml:"name,attr"`
	Flags string `xml:"flags,attr"`
	Epoch string `xml:"epoch,attr"`
	Ver   string `xml:"ver,attr"`
	Rel   string `xml:"rel,attr"`
}

func (e *goEntry) dependency() repodata.Dependency {
	d := repodata.Dependency{Name: plain(e.Name), Op: map[string]string{"EQ": "=", "LT": "<", "GT": ">", "LE": "<=",
		"GE": ">="}[plain(e.Flags)]}
	if d.Op != "" {
		d.EVR = e.evr()
	}
	return d
}

func (e *goEntry) evr() string {
	if e == nil {
		return ""
	}
	evr := plain(e.Ver)
	if e.Rel != "" {
		evr += "-" + plain(e.Rel)
	}
	if strings.Trim(plain(e.Epoch), "0") != "" {
		evr = plain(e.Epoch) + ":" + evr
	}
	return evr
}

// plain replaces line ends and tabs in an attribute, as XML wants it and Go does not.
func plain(s string) string { return strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(s) }

// byGo is what Go makes of primary. An element that is there twice it adds up in its own way, so that is left out.
func byGo(text string) (packages []*repodata.Package, ok bool) {
	var all struct {
		XMLName xml.Name    `xml:"metadata"`
		Package []goPackage `xml:"package"`
	}
	if err := xml.Unmarshal([]byte(text), &all); err != nil {
		return nil, false
	}
	for _, g := range all.Package {
		if g.Type != "rpm" {
			continue
		}
		p := &repodata.Package{Name: strings.TrimSpace(g.Name), EVR: g.Version.evr(), Arch: strings.TrimSpace(g.Arch)}
		for _, e := range g.Provide {
			p.Provides = append(p.Provides, e.dependency())
		}
		for _, e := range g.Require {
			if !strings.HasPrefix(plain(e.Name), "rpmlib(") {
				p.Requires = append(p.Requires, e.dependency())
			}
		}
		for _, f := range g.File {
			if f.Type != "dir" {
				p.Files = append(p.Files, strings.TrimSpace(f.Path))
			}
		}
		packages = append(packages, p)
	}
	return packages, true
}

// printable holds for all that a package says.
func printable(t *testing.T, p *repodata.Package) {
	all := append([]string{p.Name, p.EVR, p.Arch, p.Source}, p.Files...)
	for _, list := range [][]repodata.Dependency{p.Provides, p.Requires, p.Obsoletes, p.Conflicts} {
		for _, d := range list {
			all = append(all, d.String())
		}
	}
	for _, s := range all {
		if diag.Printable(s) != s {
			t.Errorf("%q cannot be printed", s)
		}
	}
}

// What is read of primary Go reads in it, too; and an error can be printed.
func FuzzReadPrimary(f *testing.F) {
	f.Add(primary(somePackage))
	f.Add(primary(somePackage + somePackage))
	f.Add(primary(strings.ReplaceAll(somePackage, "rpm:", "")))
	f.Add("\ufeff" + primary("<!-- a -->") + "<?x y?>")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := read(text)
		if err != nil {
			if diag.Printable(err.Error()) != err.Error() {
				t.Errorf("%q", err)
			}
			return
		}
		for _, p := range got {
			printable(t, p)
		}
		want, ok := byGo(text)
		if ok && len(want) == len(got) && slices.ContainsFunc([]string{"<name", "<arch", "version", "format"},
			func(s string) bool { return strings.Count(text, s) > 2*len(want) }) {
			return
		}
		ignore := cmpopts.IgnoreFields(repodata.Package{}, "Source", "Size", "Obsoletes", "Conflicts")
		if diff := cmp.Diff(want, got, ignore, cmpopts.EquateEmpty()); ok && diff != "" {
			t.Error(diff)
		}
	})
}

func FuzzReadRepomd(f *testing.F) {
	f.Add(repomd(primaryData))
	f.Add(repomd("<revision>\xff\ufffd</revision>" + primaryData))
	f.Add(repomd("<revision>1</revision>" + primaryData + strings.ReplaceAll(primaryData, "primary", "modules")))
	f.Fuzz(func(t *testing.T, text string) {
		m, err := repodata.ReadRepomd(strings.NewReader(text))
		if err != nil {
			if diag.Printable(err.Error()) != err.Error() {
				t.Errorf("%q", err)
			}
			return
		}
		for _, file := range []repodata.File{m.Primary, m.Modules} {
			if strings.HasPrefix(file.Href, "/") || strings.Contains("/"+file.Href+"/", "/../") {
				t.Errorf("%q", file.Href)
			}
		}
		if diag.Printable(m.Revision) != m.Revision {
			t.Errorf("%q", m.Revision)
		}
	})
}

func FuzzReadModules(f *testing.F) {
	f.Add(someModules)
	f.Add("document: modulemd\nversion: 2\ndata: {name: a, version: x, artifacts: {rpms: [[a]]}}\n")
	f.Add("document: \ufffd\n")
	f.Add("--- {document: modulemd, version: 2, data: {name: &a b, stream: *a}}\n...\n%YAML 1.1\n---\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := repodata.ReadModules(strings.NewReader(text))
		if err != nil {
			if diag.Printable(err.Error()) != err.Error() {
				t.Errorf("%q", err)
			}
			return
		}
		for _, s := range m.Streams {
			all := strings.Join(append([]string{s.Name, s.Stream, s.Context, s.Arch}, s.Artifacts...), " ")
			if diag.Printable(all) != all || s.Name == "" || s.Stream == "" {
				t.Errorf("%q", all)
			}
		}
		for module, stream := range m.Defaults {
			if diag.Printable(module+stream) != module+stream || module == "" || stream == "" {
				t.Errorf("%q: %q", module, stream)
			}
		}
	})
}

// A file may hold anything under a good checksum.
func FuzzUnpack(f *testing.F) {
	for _, how := range []string{"gz", "zst", "xz", "none"} {
		f.Add(packed(f, how, text))
	}
	f.Add("BZh91AY&SY\x94$|\x0e\x00\x00\x00\x81\x00\x03$ ")
	f.Fuzz(func(t *testing.T, data string) {
		file := file(data, "")
		file.OpenSum, file.OpenSize = repodata.Checksum{}, -1
		file.Read(strings.NewReader(data), drain)
	})
}
