// Package sosreport reads the machine of a sosreport, an archive or an unpacked one, as a [machine.List]:
//
//	installed-rpms                            the packages (rpm -qa), else as dnf or yum list them
//	sos_commands/rpm/package-data             whom packages name as their vendor, and who signed them
//	sos_commands/dnf, sos_commands/yum        the repositories that packages came from (list installed), those that
//	                                          are enabled (repolist), enabled module streams (module list)
//	etc                                       what package host reads of a machine's root: the system and its release,
//	                                          .repo files, modules.d, lists for Leapp
//	uname                                     the architecture
//
// Files count more than what commands printed of them, as Leapp reads the files. Only the list of packages must be
// there. What else is not, or cannot be read, is said in Notes of the list. See the example of [Read].
package sosreport

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"pes/generator/archive"
	"pes/generator/host"
	"pes/generator/list"
	"pes/generator/machine"
)

// commands is the folder that every sosreport has.
const commands = "sos_commands"

// installed is the list of packages at the top of a sosreport.
const installed = "installed-rpms"

// Is reports whether a path may be a sosreport: a folder that has one's, or a file that is an archive.
func Is(name string) bool {
	info, err := os.Stat(name)
	if err != nil {
		return false
	}
	if info.IsDir() {
		info, err = os.Stat(filepath.Join(name, commands))
		return err == nil && info.IsDir()
	}
	if !info.Mode().IsRegular() { // opening a pipe waits for whoever writes to it
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 512)
	n, _ := io.ReadFull(f, head)
	begins := func(s string) bool { return bytes.HasPrefix(head[:n], []byte(s)) }
	return n == len(head) && string(head[257:262]) == "ustar" ||
		slices.ContainsFunc([]string{"\x1f\x8b", "\xfd7zXZ\x00", "BZh", "\x28\xb5\x2f\xfd"}, begins)
}

// Read reads a sosreport: an archive, or a folder that one was unpacked to.
func Read(name string) (*machine.List, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		dir, err := host.OpenDir(name)
		if err != nil {
			return nil, err
		}
		defer dir.Close()
		return read(dir, name)
	}
	fsys, closeAll, err := archive.Open(name, patterns()...)
	if err != nil {
		return nil, err
	}
	defer closeAll()
	folders, err := fs.Glob(fsys, "*/"+commands)
	if err != nil || len(folders) == 0 {
		return nil, fmt.Errorf("%s: this archive is no sosreport, as there is no %s in it; if it has the files of a "+
			"machine, --root reads it", name, commands)
	}
	if len(folders) > 1 {
		return nil, fmt.Errorf("%s: there are %d sosreports in it: unpack it and name the folder", name, len(folders))
	}
	root, err := fs.Sub(fsys, path.Dir(folders[0]))
	if err != nil {
		return nil, err
	}
	return read(root, name)
}

// patterns are the files that are read: all stand in one folder, whose name is the machine's.
func patterns() []string {
	isDatabase := func(name string) bool { return strings.Contains(name, "/lib/") && path.Base(name) != "os-release" }
	files := list.Select(host.Files, func(name string) bool { return !isDatabase(name) })
	files = append(files, installed, commands+"/rpm", commands+"/dnf", commands+"/yum", commands+"/kernel/uname_-a",
		"uname")
	return list.Map(files, func(name string) string { return "*/" + name })
}

// report is a sosreport that is being read.
type report struct {
	fs.FS
	list *machine.List
}

func read(fsys fs.FS, name string) (*machine.List, error) {
	r := &report{fsys, nil}
	sources := append([]string{installed, commands + "/rpm/package-data"}, r.listings()...)
	var problems []string
	for _, file := range sources {
		l, err := r.packages(file)
		if err == nil {
			r.list = l
			break
		}
		if !errors.Is(err, fs.ErrNotExist) {
			problems = append(problems, err.Error())
		}
	}
	if r.list == nil && problems != nil {
		return nil, fmt.Errorf("%s: %s", name, strings.Join(problems, "; "))
	} else if r.list == nil {
		return nil, fmt.Errorf("%s: this sosreport has no list of packages: it was made without the plugins rpm, dnf "+
			"and yum", name)
	}
	r.list.Name, r.list.Form, r.list.Notes = name, "sosreport", problems
	r.addVendors()
	r.addRepositories()
	host.ReadFiles(fsys, r.list)
	r.enabled()
	r.modules()
	r.architecture()
	return r.list, nil
}

func (r *report) note(format string, args ...any) {
	r.list.Notes = append(r.list.Notes, fmt.Sprintf(format, args...))
}

// packages reads a file that is a list.
func (r *report) packages(file string) (*machine.List, error) {
	text, err := r.text(file)
	if err != nil {
		return nil, err
	}
	return machine.Read(file, text)
}

// text reads a file.
func (r *report) text(file string) ([]byte, error) {
	f, err := r.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, machine.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return text, nil
}

// command finds what commands printed, by the end of the name of their file: options in between differ from one sos to
// the next.
func (r *report) command(end string) (files []string) {
	for _, program := range []string{"dnf", "yum"} {
		dir := commands + "/" + program
		entries, err := fs.ReadDir(r, dir)
		if err != nil {
			continue
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), program+"_") && strings.HasSuffix(e.Name(), end) {
				files = append(files, dir+"/"+e.Name())
			}
		}
	}
	return files
}

// listings are the files that say what is installed with the repository that each package came from.
func (r *report) listings() []string {
	return append(r.command("_list_installed"), r.command("_list_--installed")...)
}
