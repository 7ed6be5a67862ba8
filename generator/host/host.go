// Package host reads what Leapp would read of a machine from its root, as a [machine.List]: the packages of the rpm
// database with the repositories that they came from, the repositories and module streams that are enabled, the system
// and its release, the version of Leapp, and the lists of /etc/leapp/transaction.
//
// [Read] takes any file system: [OpenDir] makes one of a folder, such as / or a mounted disk; package archive makes one
// of an image, for which [Files] names what is read.
//
// It only reads, and needs no rights but those for the files. The rpm database must be readable; of everything else
// that is not, a sentence in Notes of the list says so, and what is meant instead; Faults are what Leapp would not get
// past, as a .repo file that it cannot read. Files are foreign bytes: sizes have
// limits, and names that packages or repositories cannot have are left out. See the example.
package host

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"pes/generator/known"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
	"pes/generator/rpmdb"
	"pes/generator/rpmfile"
	"pes/generator/upgrade"
)

// Files are the files and folders that Read reads, as patterns of [path.Match]: of an image the rest is not needed.
var Files = []string{
	"var/lib/rpm", "usr/lib/sysimage/rpm",
	"etc/os-release", "usr/lib/os-release", "etc/centos-release", "etc/redhat-release", "etc/system-release",
	"etc/yum.conf", "etc/yum.repos.d", "etc/yum", "etc/distro.repos.d", "etc/dnf", "var/lib/dnf", "var/lib/yum/yumdb",
	"etc/leapp/transaction", "etc/leapp/files",
}

// A reader reads one machine.
type reader struct {
	root     fs.FS
	list     *machine.List
	packages []rpmfile.Installed
	main     model.Section // the options of dnf or yum
	other    string        // that the system is none of Enterprise Linux, in words
	bytes    int           // of files of settings that were read
	lines    int           // of these
	notes    int
}

// Read reads the machine that has the root. name is that of the list, and begins errors.
func Read(root fs.FS, name string) (*machine.List, error) {
	r := &reader{root: root, list: &machine.List{Name: name}}
	r.system()
	db, err := rpmdb.Read(root)
	if r.other != "" && (err != nil || len(db.Packages) == 0 || r.list.Source.IsZero()) {
		return nil, fmt.Errorf("%s: %s", name, r.other)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r.packages, r.list.Form = db.Packages, machine.Form("rpm database, "+db.Kind)
	r.leapp()
	r.configuration()
	r.readPackages()
	if len(r.list.Packages) == 0 {
		return nil, fmt.Errorf("%s: there is no package in the rpm database", name)
	}
	r.repositories()
	r.modules()
	r.transaction()
	r.endNotes()
	return r.list, nil
}

// ReadFiles adds to a list, whose packages are known, what the other files of a root say of the machine: its system,
// repositories, module streams and the lists for Leapp. A sosreport has these files, and no rpm database.
func ReadFiles(root fs.FS, l *machine.List) {
	r := &reader{root: root, list: l}
	for i := range l.Packages {
		r.packages = append(r.packages, rpmfile.Installed{Name: l.Packages[i].Name, EVR: l.Packages[i].EVR})
	}
	r.system()
	r.leapp()
	r.configuration()
	r.repositories()
	r.modules()
	r.transaction()
	r.endNotes()
}

// maxNotes is how many sentences anybody reads.
const maxNotes = 1000

func (r *reader) note(format string, args ...any) {
	if r.notes++; r.notes <= maxNotes {
		r.list.Notes = append(r.list.Notes, fmt.Sprintf(format, args...))
	}
}

// endNotes says how many are left out.
func (r *reader) endNotes() {
	if more := r.notes - maxNotes; more > 0 {
		r.list.Notes = append(r.list.Notes, fmt.Sprintf("%d more sentences like these are left out", more))
	}
}

// How much is read of files of settings: real ones have some hundred bytes, or 200 KB and 10,000 lines for the
// repositories of a subscription.
const (
	maxText  = 4 << 20  // bytes of one
	maxTexts = 16 << 20 // bytes of all together
	maxLines = 200_000  // of all together
)

// text reads a file of settings. Where there is none, or it cannot be read, ok is false; the latter is noted with what
// it means.
func (r *reader) text(name, means string) (text []byte, ok bool) {
	err := errTooMuch
	if !r.tooMuch() {
		text, err = readFile(r.root, name)
		r.bytes, r.lines = r.bytes+len(text), r.lines+bytes.Count(text, []byte("\n"))
	}
	if err == nil && r.tooMuch() {
		err = errTooMuch
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.note("/%s cannot be read (%s): %s", name, cause(err), means)
	}
	return text, err == nil
}

func (r *reader) tooMuch() bool { return r.bytes > maxTexts || r.lines > maxLines }

var errTooMuch = fmt.Errorf("with it, files of settings have more than %d MB or %d lines", maxTexts>>20, maxLines)

var errTooLong = fmt.Errorf("it has more than %d MB", maxText>>20)

func readFile(root fs.FS, name string) ([]byte, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errors.New("it is a folder")
	case info.Size() > maxText:
		return nil, errTooLong
	}
	text, err := io.ReadAll(io.LimitReader(f, maxText+1))
	if err == nil && len(text) > maxText {
		return nil, errTooLong
	}
	return text, err
}

// cause is an error without the path, which the sentence around it names.
func cause(err error) error {
	var inner *fs.PathError
	if errors.As(err, &inner) {
		return inner.Err
	}
	return err
}

// maxFiles is how many files of a folder are read.
const maxFiles = 10_000

// files are the names of the files in a folder that end with a suffix, in order. A folder that is not there has none;
// of one that cannot be read, a note says what that means, and ok is false.
func (r *reader) files(dir, suffix, means string) (names []string, ok bool) {
	names, err := readDir(r.root, dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.note("/%s cannot be read (%s): %s", dir, cause(err), means)
		return nil, false
	}
	names = slices.DeleteFunc(names, func(name string) bool { return !strings.HasSuffix(name, suffix) })
	slices.Sort(names)
	for i := range names {
		names[i] = path.Join(dir, names[i])
	}
	return names, true
}

func readDir(root fs.FS, dir string) (names []string, err error) {
	f, err := root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	folder, ok := f.(fs.ReadDirFile)
	if !ok {
		return nil, errors.New("it is no folder")
	}
	entries, err := folder.ReadDir(maxFiles + 1)
	if err == io.EOF {
		err = nil
	}
	if err == nil && len(entries) > maxFiles {
		err = fmt.Errorf("it has more than %d files", maxFiles)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, err
}

// readPackages takes the packages of the rpm database, with the repositories that they came from.
func (r *reader) readPackages() {
	from := r.record()
	wrong, without := 0, 0
	for i := range r.packages {
		p := &r.packages[i]
		q := machine.Package{Package: upgrade.Package{Name: p.Name, Signature: p.KeyID}, Arch: p.Arch,
			Release: p.Release, EVR: strings.TrimPrefix(p.EVR, "0:"), Vendor: p.Vendor}
		if q.Signature == "" {
			q.Signature = "(none)"
		}
		if module, rest, ok := strings.Cut(p.ModularityLabel, ":"); ok {
			stream, _, _ := strings.Cut(rest, ":")
			q.Stream = model.Stream{Module: module, Stream: stream}
		}
		if p.Key {
			continue
		}
		if q.Repoid = from.of(p); !isRepoid(q.Repoid) {
			q.Repoid = from.otherwise
			without++
		}
		if !r.list.Add(q) {
			wrong++
		}
	}
	if wrong > 0 {
		r.note("%d entries of the rpm database have names that no package can have: left out", wrong)
	}
	if without > 0 && from.file != "" {
		r.note("which repository %d of %d packages came from is not in /%s: as dnf and yum do, Leapp takes %s for it",
			without, len(r.list.Packages), from.file, from.otherwise)
	}
}

// leapp finds the version of Leapp that upgrades from the release of the machine: an earlier upgrade may have left
// another one behind.
func (r *reader) leapp() {
	for i := range r.packages {
		p := &r.packages[i]
		path, is := strings.CutPrefix(p.Name, "leapp-upgrade-el")
		version := strings.SplitN(withoutEpoch(p.EVR), ".", 3)
		if is && len(version) == 3 && strings.HasPrefix(path, fmt.Sprint(r.list.Source.Major, "toel")) {
			r.list.Leapp = version[0] + "." + version[1]
		}
	}
}

func withoutEpoch(evr string) string {
	if _, rest, ok := strings.Cut(evr, ":"); ok {
		return rest
	}
	return evr
}

// transaction reads the lists in /etc/leapp/transaction.
func (r *reader) transaction() {
	for name, to := range list.ByKey(map[string]*[]string{"to_install": &r.list.Install, "to_remove": &r.list.Remove,
		"to_keep": &r.list.Keep}) {
		name = "etc/leapp/transaction/" + name
		text, ok := r.text(name, "what it names is not known")
		if !ok {
			continue
		}
		for line := range strings.Lines(string(text)) {
			word, ok := machine.NameOnLine(line)
			if !ok {
				r.note("%.40q in /%s is no name of a package, so it has no effect: %s", word, name, machine.LineIsName)
			} else if word != "" {
				*to = append(*to, word)
			}
		}
		*to = list.Distinct(*to)
	}
}

// releasePackage is the package that says which release of which system the machine has; nil where none does.
func (r *reader) releasePackage() *rpmfile.Installed {
	for _, system := range known.Systems() {
		for i := range r.packages {
			if slices.Contains(system.Packages, r.packages[i].Name) {
				return &r.packages[i]
			}
		}
	}
	return nil
}
