package host

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"pes/generator/diag"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
)

// repoFolders are where dnf and yum look for .repo files unless reposdir says otherwise.
var repoFolders = []string{"etc/yum.repos.d", "etc/yum/repos.d", "etc/distro.repos.d"}

// sections reads a file of sections as ConfigParser does. problem is the first one that it would fail on; what it can
// read is returned all the same. Where there is no file, or it cannot be read, ok is false.
func (r *reader) sections(file, means string) (sections []model.Section, problem *diag.Diagnostic, ok bool) {
	text, ok := r.text(file, means)
	if !ok {
		return nil, nil, false
	}
	sections, problems := leapp.ReadRepo(&diag.File{Name: "/" + file, Text: text})
	isError := func(d diag.Diagnostic) bool { return d.Severity == diag.Error }
	if i := slices.IndexFunc(problems.All(), isError); i >= 0 {
		problem = &problems.All()[i]
	}
	return sections, problem, true
}

// configuration reads the options of dnf, or of yum on EL 7.
func (r *reader) configuration() {
	file := "etc/dnf/dnf.conf"
	if r.list.Source.Major == 7 {
		file = "etc/yum.conf"
	}
	const means = "the usual folders are meant"
	sections, problem, _ := r.sections(file, means)
	if problem != nil {
		r.note("%s: this is no line of a configuration: %s", problem.Pos, means)
	}
	for _, s := range sections {
		enabled, said := s.Get("enabled")
		switch {
		case s.Repoid == "main":
			r.main = s
		case !said || isTrue(enabled):
			r.note("/%s has the repository %s, which dnf and yum know and Leapp does not: it reads .repo files alone",
				file, s.Repoid)
		}
	}
}

// folders are those that an option of the configuration names, or the usual ones; below the root.
func (r *reader) folders(option string, usual ...string) (out []string) {
	if value, ok := r.main.Get(option); ok {
		usual = strings.FieldsFunc(value, func(c rune) bool { return strings.ContainsRune(", \n\t", c) })
	}
	for _, dir := range usual {
		if dir = strings.TrimPrefix(path.Clean("/"+dir), "/"); fs.ValidPath(dir) {
			out = list.AppendNew(out, dir)
		}
	}
	return out
}

// folder is the first of folders.
func (r *reader) folder(option, usual string) string {
	return append(r.folders(option, usual), usual)[0]
}

// isTrue reports whether dnf and yum take a value for true.
func isTrue(value string) bool {
	return slices.Contains([]string{"1", "yes", "true", "on"}, strings.ToLower(value))
}

// repositories finds the enabled repositories as Leapp does: it reads the .repo files in dnf's folders itself, and what
// it takes for enabled is not all that dnf does (Leapp guide 8). Where one of them cannot be read, none is said to be
// enabled or not: [machine.List.Machine] then assumes those that packages came from.
func (r *reader) repositories() {
	enabled, there, read := []string{}, false, true
	for _, dir := range r.folders("reposdir", repoFolders...) {
		if _, err := fs.Stat(r.root, dir); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		files, ok := r.files(dir, ".repo", UnknownRepositories)
		there, read = true, read && ok
		for _, file := range files {
			more, ok := r.repoFile(file)
			enabled, read = append(enabled, more...), read && ok
		}
	}
	if !there {
		r.note("there is no folder with .repo files, as /etc/yum.repos.d: %s", UnknownRepositories)
	}
	if !there || !read {
		return
	}
	slices.Sort(enabled)
	r.list.Enabled = slices.Compact(enabled)
	overrides, _ := r.files("etc/dnf/repos.override.d", ".repo", "neither dnf 4 nor Leapp reads it")
	if len(overrides) > 0 {
		r.note("/%s is not read: Leapp does not, nor does dnf before dnf5", overrides[0])
	}
}

// UnknownRepositories ends the sentences in Notes of a list that say why its Enabled is nil.
const UnknownRepositories = "which repositories are enabled is not known"

// repoFile are the repositories of a .repo file that Leapp takes for enabled. ok is false where it cannot be read;
// Leapp does not look at a folder, and at a link that leads nowhere.
func (r *reader) repoFile(file string) (enabled []string, ok bool) {
	info, err := fs.Stat(r.root, file)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.IsDir() {
		return nil, true
	}
	sections, problem, ok := r.sections(file, UnknownRepositories)
	if problem != nil {
		message, _, _ := strings.Cut(problem.Message, ": Leapp crashes") // the kind says it
		r.fault(model.Fault{Kind: model.Crash, Message: message, Pos: problem.Pos})
	}
	version, err := leapp.FindVersion(r.list.Leapp)
	if err != nil {
		version = leapp.Usual(leapp.Versions)
	}
	for i := range sections {
		s := &sections[i]
		value, said := s.Get("enabled")
		if !isRepoid(s.Repoid) {
			r.note("%s: %.60q is no name of a repository: left out", s.Pos, s.Repoid)
			continue
		}
		if fault := leapp.SectionFault(s, version); fault != nil {
			r.fault(*fault)
		}
		if strings.Contains(s.Repoid, "$") {
			r.note("%s: Leapp takes the name %s as it is written, and dnf puts values for its variables", s.Pos,
				s.Repoid)
		}
		if !said || value == "1" { // Leapp's words
			enabled = append(enabled, s.Repoid)
		} else if isTrue(value) {
			r.note("%s: dnf takes %s for enabled (enabled=%s), and Leapp, which knows only enabled=1, does not", s.Pos,
				s.Repoid, value)
		}
	}
	return enabled, ok
}

// maxFaults is how many faults are told of: Leapp meets the first.
const maxFaults = 20

// fault adds what Leapp does not get past.
func (r *reader) fault(f model.Fault) {
	if len(r.list.Faults) < maxFaults {
		line, _ := f.Pos.LineCol()
		r.list.Faults = append(r.list.Faults, machine.Fault{Kind: f.Kind, Message: f.Message, File: f.Pos.File.Name,
			Line: line})
	}
}

// modules finds the enabled module streams, which dnf keeps in a file for each module. Where one of these cannot be
// read, they are not known, and those of the packages are assumed.
func (r *reader) modules() {
	const dir = "etc/dnf/modules.d"
	files, ok := r.files(dir, ".module", "which module streams are enabled is not known")
	if !ok {
		return
	}
	enabled, all := []model.Stream{}, true
	for _, file := range files {
		const means = "which module streams are enabled is not known"
		sections, problem, ok := r.sections(file, means)
		all = all && ok
		if problem != nil {
			r.note("%s: this is no line of the settings of a module: %s", problem.Pos, means)
		}
		for i := range sections {
			state, _ := sections[i].Get("state")
			stream, _ := sections[i].Get("stream")
			if state == "enabled" && isRepoid(stream) && isRepoid(sections[i].Repoid) {
				s := model.Stream{Module: sections[i].Repoid, Stream: stream}
				enabled = append(enabled, s)
			}
		}
	}
	if all {
		r.list.Modules = list.AppendNew([]model.Stream{}, enabled...)
	}
}
