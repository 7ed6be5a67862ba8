// Package machine reads a list of the packages of a machine ([Read]) and makes of it the machine that package upgrade
// upgrades ([List.Machine]). See the example.
//
// These forms are known, and recognised by what is in the list, never by its name:
//
//	rpm -qa                      name-version-release.arch; an epoch may stand before the name or the version
//	rpm -qa --last               with a date behind it, also installed-rpms of a sosreport
//	rpm -qa with signatures      %{NEVRA} %{RSAHEADER:pgpsig}; also %{NAME} or without the architecture
//	rpm -qa --qf '%{NAME}\n'     names alone
//	rpm -qa for pes              everything that rpm knows, see [FullCommand]
//	dnf list --installed         three columns, also those of yum on EL 7, which breaks long lines
//	JSON                         objects with name, and where known repository (repo, repoid), modulestream and
//	                             arch: in an array, one after the other, or under installed, as in pes simulate
//	                             --requests
//	CSV                          a table with columns such as nvra, or name, version, release and arch, as Foreman and
//	                             Spacewalk write it, of one machine; [Parts] takes one of several apart
//	Ansible                      the facts of ansible -m package_facts, of one host
//	CycloneDX, SPDX              bills of materials in JSON: package URLs of the type rpm
//
// The form of a list is that of most lines. A line that has another is an error, and so is everything that is not a
// list: an archive, a web page, a line without end. What a list does not say is assumed by [List.Machine], which
// returns each assumption as a sentence. Nothing else is guessed.
package machine

import (
	"bytes"
	"fmt"
	"strings"

	"pes/generator/model"
	"pes/generator/upgrade"
)

// A Form is how a list is written.
type Form string

// The forms.
const (
	RPM       Form = "rpm -qa"
	Dated     Form = "rpm -qa --last"
	Signed    Form = "rpm -qa with signatures"
	Names     Form = "package names"
	Full      Form = "rpm -qa for pes" // what FullCommand prints
	Table     Form = "CSV"
	DNF       Form = "dnf list --installed"
	JSON      Form = "JSON"
	Ansible   Form = "package facts of Ansible"
	CycloneDX Form = "CycloneDX"
	SPDX      Form = "SPDX"
	Left      Form = "what the upgrade before leaves" // not read, but computed
)

// A List is what was read.
type List struct {
	Name     string
	Form     Form
	Packages []Package
	Keys     int // entries of gpg-pubkey, which are keys, not packages
	Modular  int // packages that come from a module; the list does not say of which stream
	// What only JSON and the machine itself say; empty otherwise. A machine without enabled repositories or module
	// streams has an empty slice of them, not nil.
	Arch                  string
	Enabled               []string
	Modules               []model.Stream
	Install, Remove, Keep []string // the lists of /etc/leapp/transaction
	// What only the machine itself says, and of OS and Source JSON.
	OS, OSName string        // ID and NAME of os-release: "centos", "CentOS Linux"
	Source     model.Release // of the system; one without minor releases has the last that there will be
	Leapp      string        // the version of Leapp that is installed, such as 0.21
	Notes      []string      // what could not be read, what is meant instead, and what is odd: a sentence each
	Faults     []Fault       // what Leapp does not get past
	// NoneSigned: a text says "(none)" for the signature of every package. That is how rpm prints a header that it was
	// wrongly asked for, so signatures are not known.
	NoneSigned bool
}

// A Fault is something in a file of the machine for which Leapp does not upgrade it.
type Fault struct {
	Kind    model.FaultKind
	Message string
	File    string
	Line    int
}

// A Package is an installed package.
type Package struct {
	upgrade.Package
	Arch    string // "" where the list does not say
	Release string // of the build, such as 29.el7_9 or 19.el7.remi; "" where the list does not say
	EVR     string // [epoch:]version-release, where the list says it
	Vendor  string // whom the package names as its vendor; "" where the list does not say
	build   build  // what Release says
}

// AddVersion adds a package in another version: [epoch:]version[-release], "" where it is not known.
func (l *List) AddVersion(p Package, evr string) {
	p.EVR, p.Release = "", ""
	before, release := cutLast(evr, "-")
	if _, version := cutEpoch(before); validVersion(version) && (release == "" || model.ValidWord(release)) {
		p.EVR, p.Release = evr, release
	}
	l.Add(p)
}

// An Error says where a list cannot be read, and why.
type Error struct {
	Name    string `json:"machine"`
	Line    int    `json:"line,omitempty"` // 0: the list as a whole
	Message string `json:"message"`
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Name + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d: %s", e.Name, e.Line, e.Message)
}

// MaxSize is the number of bytes of the longest list: a machine with everything has 60,000 packages in 4 MB.
const MaxSize = 32 << 20

// maxLine is the number of bytes of the longest line outside JSON: names have at most some 100.
const maxLine = 2000

// Read reads a list. name is its name in errors, all of which are an [*Error].
func Read(name string, data []byte) (*List, error) {
	l := &List{Name: name}
	data, err := l.text(data)
	if err != nil {
		return nil, err
	}
	if data, err = l.withoutHost(data); err != nil {
		return nil, err
	}
	switch trimmed := bytes.TrimLeft(data, " \t\r\n"); {
	case len(trimmed) == 0:
		return nil, l.fail(0, "the list is empty: no package in it")
	case trimmed[0] == '<':
		return nil, l.fail(0, "this is HTML or XML, no list of packages")
	case isPrompt(trimmed):
		return nil, l.fail(1+bytes.Count(data[:len(data)-len(trimmed)], []byte("\n")),
			"this line is the prompt of a shell with a command: remove it")
	case trimmed[0] == '{', trimmed[0] == '[':
		err = l.readJSON(data)
	default:
		err = l.readLines(string(data))
	}
	if err != nil {
		return nil, err
	}
	if len(l.Packages) == 0 && l.Keys > 0 {
		return nil, l.fail(0, "no package in it, only keys")
	}
	if len(l.Packages) == 0 {
		return nil, l.fail(0, "no package in it")
	}
	for i := range l.Packages {
		l.Packages[i].build = parseBuild(l.Packages[i].Release)
	}
	return l, nil
}

// Add adds an installed package, or counts it where it is a key. It reports whether the name is one that packages have.
func (l *List) Add(p Package) bool {
	switch {
	case p.Name == "gpg-pubkey":
		l.Keys++
		return true
	case !validName(p.Name):
		return false
	case isModular(p.Release) && p.Stream.IsZero():
		l.Modular++
	}
	p.build = parseBuild(p.Release)
	l.Packages = append(l.Packages, p)
	return true
}

func (l *List) fail(line int, format string, args ...any) error {
	return &Error{l.Name, line, fmt.Sprintf(format, args...)}
}

// validName reports whether a word can be the name of a package.
func validName(s string) bool {
	if s == "" || len(s) > 256 || strings.IndexByte("._+-~^", s[0]) >= 0 {
		return false
	}
	wrong := func(r rune) bool { return !isAlphanumeric(r) && !strings.ContainsRune("._+-~^", r) }
	return !strings.ContainsFunc(s, wrong)
}

func isAlphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// validRepoid reports whether a word can name a repository.
func validRepoid(s string) bool {
	return s != "" && len(s) <= 256 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}
