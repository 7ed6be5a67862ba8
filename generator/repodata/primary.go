package repodata

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"pes/generator/model"
)

// A Package is an entry of primary.
type Package struct {
	Name   string
	EVR    string // [epoch:]version-release; an epoch of 0 is left out
	Arch   string
	Source string // the name of the source package it was built from

	Provides, Requires   []Dependency // Requires is without rpmlib(...); weak ones are not read
	Obsoletes, Conflicts []Dependency

	Files []string // those that primary has: programs, and what is below /etc
	Size  int64    // of the RPM, in bytes
}

// A Dependency is a name, and maybe versions: webserver, httpd >= 2.4-1.
type Dependency struct {
	Name string
	Op   string // = < > <= >=, or nothing
	EVR  string // [epoch:]version[-release]; an epoch of 0 is left out
}

func (d Dependency) String() string {
	if d.Op == "" {
		return d.Name
	}
	return d.Name + " " + d.Op + " " + d.EVR
}

// NEVRA is how modules name the package: an epoch is always there.
func (p *Package) NEVRA() string {
	if strings.Contains(p.EVR, ":") {
		return p.Name + "-" + p.EVR + "." + p.Arch
	}
	return p.Name + "-0:" + p.EVR + "." + p.Arch
}

type primaryReader struct {
	*document
	each func(*Package) error
	n    int
	p    *Package
	rpm  bool         // the entry is an RPM
	list []Dependency // those of the list that is read
}

// maxPackages is how many packages primary may have: ten times those of a large repository that keeps old ones.
const maxPackages = 500_000

// ReadPrimary reads primary and calls a function for each package in it, also for source packages.
func ReadPrimary(r io.Reader, each func(*Package) error) error {
	p := &primaryReader{document: newDocument(r, "metadata", "</package>"), each: each}
	p.document.start, p.document.end = p.start, p.end
	if err := p.read(); err != nil {
		if p.p != nil {
			return fmt.Errorf("package %d: %w", p.n, err)
		}
		return err
	}
	return nil
}

func (r *primaryReader) start() (err error) {
	switch string(r.path()) {
	case "metadata/package/format/provides/entry", "metadata/package/format/requires/entry",
		"metadata/package/format/conflicts/entry", "metadata/package/format/obsoletes/entry":
		return r.entry()
	case "metadata/package":
		r.p = &Package{}
		if r.n++; r.n > maxPackages {
			return fmt.Errorf("more than %d packages are not read", maxPackages)
		}
		kind, err := r.attribute("type")
		r.rpm = kind == "rpm"
		return err
	case "metadata/package/version":
		version, err := r.attribute("ver")
		if err == nil && strings.Contains(version, ":") {
			return fmt.Errorf("the version %q has a colon", version)
		}
		if err == nil {
			r.p.EVR, err = r.evr()
		}
		return err
	case "metadata/package/size":
		size, err := r.attribute("package")
		if err != nil {
			return err
		}
		r.p.Size, err = readSize(size)
		return err
	case "metadata/package/name", "metadata/package/arch", "metadata/package/format/sourcerpm":
		r.capture()
	case "metadata/package/format/file":
		kind, err := r.attribute("type")
		if err == nil && kind != "dir" {
			r.capture()
		}
		return err
	case "metadata/package/format/provides", "metadata/package/format/requires",
		"metadata/package/format/conflicts", "metadata/package/format/obsoletes":
		r.list = r.list[:0]
	}
	return err
}

func (r *primaryReader) end() error {
	if r.capturing {
		return r.text()
	}
	switch string(r.path()) {
	case "metadata/package/format/provides":
		r.p.Provides = append(r.p.Provides, r.list...)
	case "metadata/package/format/requires":
		r.p.Requires = append(r.p.Requires, r.list...)
	case "metadata/package/format/conflicts":
		r.p.Conflicts = append(r.p.Conflicts, r.list...)
	case "metadata/package/format/obsoletes":
		r.p.Obsoletes = append(r.p.Obsoletes, r.list...)
	case "metadata/package":
		p := r.p
		if r.rpm {
			if err := p.check(); err != nil {
				return err
			}
			if err := r.each(p); err != nil {
				return err
			}
		}
		r.p = nil
	}
	return nil
}

// text takes the text of an element.
func (r *primaryReader) text() error {
	text, err := r.captured()
	if err != nil {
		return err
	}
	switch string(r.path()) {
	case "metadata/package/name":
		r.p.Name = text
	case "metadata/package/arch":
		r.p.Arch = text
	case "metadata/package/format/sourcerpm":
		r.p.Source = sourceName(text)
	case "metadata/package/format/file":
		r.p.Files = append(r.p.Files, text)
	}
	return nil
}

// evr is what the attributes epoch, ver and rel say.
func (r *primaryReader) evr() (string, error) {
	epoch, err := r.attribute("epoch")
	if err != nil {
		return "", err
	}
	version, err := r.attribute("ver")
	if err != nil {
		return "", err
	}
	release, err := r.attribute("rel")
	if err != nil {
		return "", err
	}
	if epoch == "" {
		epoch = "0"
	}
	if _, err := strconv.ParseUint(epoch, 10, 32); err != nil {
		return "", fmt.Errorf("the epoch %q is not a number", epoch)
	}
	evr := version
	if release != "" {
		evr += "-" + release
	}
	if strings.Trim(epoch, "0") != "" {
		evr = epoch + ":" + evr
	}
	return r.word([]byte(evr)), nil
}

var operators = map[string]string{"EQ": "=", "LT": "<", "GT": ">", "LE": "<=", "GE": ">="}

// entry reads <rpm:entry name="httpd" flags="GE" epoch="0" ver="2.4" rel="1"/>.
func (r *primaryReader) entry() error {
	name, err := r.attribute("name")
	if err != nil || strings.HasPrefix(name, "rpmlib(") { // what rpm itself must be able to do
		return err
	}
	flags, err := r.attribute("flags")
	if err != nil {
		return err
	}
	d := Dependency{Name: name, Op: operators[flags]}
	if d.Op != "" {
		if d.EVR, err = r.evr(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	} else if flags != "" {
		return fmt.Errorf("%s: %q is no comparison of versions", name, flags)
	}
	r.list = append(r.list, d)
	return nil
}

// sourceName takes name-version-release.src.rpm apart.
func sourceName(file string) string {
	name := file
	for range 2 {
		i := strings.LastIndexByte(name, '-')
		if i <= 0 {
			return ""
		}
		name = name[:i]
	}
	return name
}

// check refuses packages that others could not name.
func (p *Package) check() error {
	version, release, _ := strings.Cut(p.EVR[strings.Index(p.EVR, ":")+1:], "-")
	switch {
	case !model.ValidName(p.Name):
		return fmt.Errorf("%q is not a name of a package", p.Name)
	case !model.ValidWord(p.Arch):
		return fmt.Errorf("%s: %q is not an architecture", p.Name, p.Arch)
	case !validVersion(version) || !validVersion(release):
		return fmt.Errorf("%s: %q is not a version and a release", p.Name, p.EVR)
	case p.Source != "" && !model.ValidName(p.Source):
		return fmt.Errorf("%s: %q is not a name of a source package", p.Name, p.Source)
	}
	return nil
}

func validVersion(s string) bool { return model.ValidWord(s) && !strings.ContainsAny(s, "-:") }
