package sosreport

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"pes/generator/host"
	"pes/generator/list"
	"pes/generator/machine"
	"pes/generator/model"
)

// build is what one package has in every list: rpm prints no epoch, and dnf does.
type build struct{ name, arch, versionRelease string }

func buildOf(p *machine.Package) build {
	_, evr, ok := strings.Cut(p.EVR, ":")
	if !ok {
		evr = p.EVR
	}
	return build{p.Name, p.Arch, evr}
}

// merge calls a function for each package that another list has, too.
func (r *report) merge(other *machine.List, add func(p, said *machine.Package)) {
	all := map[build]*machine.Package{}
	for i := range other.Packages {
		all[buildOf(&other.Packages[i])] = &other.Packages[i]
	}
	for i := range r.list.Packages {
		p := &r.list.Packages[i]
		if said := all[buildOf(p)]; said != nil {
			add(p, said)
		}
	}
}

// addRepositories adds the repositories that packages came from, and their epochs.
func (r *report) addRepositories() {
	for _, file := range r.listings() {
		l, err := r.packages(file)
		if err != nil {
			r.note("%s: the repositories of packages are not known from it", err)
			continue
		}
		r.merge(l, func(p, said *machine.Package) { p.Repoid, p.EVR = said.Repoid, said.EVR })
		return
	}
}

// addVendors adds vendors, and the keys of signatures. That there is no signature is not said: the tag that sos asks
// rpm for (SIGPGP) is one that newer packages do not have, although they are signed.
func (r *report) addVendors() {
	const file = commands + "/rpm/package-data"
	text, err := r.text(file)
	if err != nil {
		return
	}
	l, err := machine.Read(file, text)
	if err != nil {
		r.note("%s: who signed packages is not known from it", err)
		return
	}
	// The columns are package, date, time, vendor, host, signature and what rpm says of it.
	vendors := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if columns := strings.Split(line, "\t"); len(columns) > 4 && columns[3] != "(none)" {
			vendors[columns[0]] = columns[3]
		}
	}
	r.merge(l, func(p, said *machine.Package) {
		if p.Signature = said.Signature; p.Signature == "(none)" {
			p.Signature = ""
		}
		b := buildOf(p)
		p.Vendor = vendors[b.name+"-"+b.versionRelease+"."+b.arch]
	})
}

// enabled finds the enabled repositories as dnf or yum printed them, where there are no .repo files.
func (r *report) enabled() {
	if r.list.Enabled != nil {
		return
	}
	for _, file := range append(r.command("_repolist"), r.command("_repolist_--enabled")...) {
		text, err := r.text(file)
		if err != nil {
			continue
		}
		var repoids []string
		for _, fields := range rows(text, "repo id") {
			repoid, _, _ := strings.Cut(strings.TrimLeft(fields[0], "!*"), "/") // base/7/x86_64 of yum
			if model.ValidName(repoid) && repoid != "repolist:" {
				repoids = append(repoids, repoid)
			}
		}
		if len(repoids) > 0 {
			slices.Sort(repoids)
			r.list.Enabled = slices.Compact(repoids)
			means := "the enabled ones are those of " + file
			for i, note := range r.list.Notes {
				r.list.Notes[i] = strings.Replace(note, host.UnknownRepositories, means, 1)
			}
			return
		}
	}
}

// modules finds the enabled module streams as dnf printed them, where its own files are not there.
func (r *report) modules() {
	if _, err := fs.Stat(r, "etc/dnf/modules.d"); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	r.list.Modules = nil
	for _, file := range append(r.command("_module_list_--enabled"), r.command("_module_list")...) {
		text, err := r.text(file)
		table := rows(text, "name")
		if err != nil || table == nil && !strings.Contains(string(text), "No matching Modules to list") {
			continue // such as dnf without network, which knows nothing of modules then
		}
		found := []model.Stream{}
		for _, fields := range table {
			if len(fields) < 3 {
				continue
			}
			stream, flags, _ := strings.Cut(fields[1], "[")
			if strings.HasPrefix(fields[2], "[") {
				flags += fields[2]
			}
			if strings.Contains(flags, "e]") && model.ValidName(fields[0]) && model.ValidName(stream) {
				found = list.AppendNew(found, model.Stream{Module: fields[0], Stream: stream})
			}
		}
		r.list.Modules = found
		return
	}
}

// rows are the words of the lines of a table, below those that begin as its first line does.
func rows(text []byte, header string) (out [][]string) {
	in := false
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(strings.ToLower(line), header):
			in = true
		case len(fields) == 0: // another table may follow
			in = false
		case in:
			out = append(out, fields)
		}
	}
	return out
}

// architecture takes the architecture from what uname -a printed.
func (r *report) architecture() {
	for _, file := range []string{"uname", commands + "/kernel/uname_-a"} {
		text, err := r.text(file)
		if err != nil {
			continue
		}
		for _, word := range strings.Fields(string(text)) {
			if slices.Contains(model.Arches, word) {
				r.list.Arch = word
			}
		}
		return
	}
}
