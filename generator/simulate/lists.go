package simulate

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pes/generator/machine"
)

// A ListFile is where a list of packages is.
type ListFile struct {
	Name  string // of its machine in reports
	path  string
	stdin io.Reader // where the list is read from it
	list  *machine.List
}

// ListOf is a list that was read already.
func ListOf(l *machine.List) ListFile { return ListFile{Name: l.Name, list: l} }

// ListAt is the list in a file, or for "-" what is on standard input.
func ListAt(arg string, stdin io.Reader) ListFile {
	if arg == "-" {
		return ListFile{Name: "standard input", path: "standard input", stdin: stdin}
	}
	return ListFile{Name: arg, path: arg}
}

// Read reads the list, no further than a list may be long.
func (l ListFile) Read() (*machine.List, error) {
	if l.list != nil {
		return l.list, nil
	}
	in := l.stdin
	if in == nil {
		f, err := os.Open(l.path)
		if err != nil {
			return nil, fmt.Errorf("installed: %w", err)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, machine.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("installed: %s: %w", l.path, err)
	}
	return machine.Read(l.path, data)
}

// transactionFiles are the names of the lists in /etc/leapp/transaction.
var transactionFiles = []string{"to_install", "to_remove", "to_keep"}

// ReadTransaction reads the lists in a folder such as /etc/leapp/transaction. dir is its name in messages.
func ReadTransaction(fsys fs.FS, dir string) (lists machine.TransactionLists, err error) {
	found := false
	for i, to := range []*[]string{&lists.Install, &lists.Remove, &lists.Keep} {
		name := transactionFiles[i]
		f, err := fsys.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return lists, err
		}
		defer f.Close()
		data, err := io.ReadAll(io.LimitReader(f, machine.MaxSize+1))
		if err != nil {
			return lists, err
		}
		if *to, err = machine.ReadNames(filepath.Join(dir, name), data); err != nil {
			return lists, err
		}
		found = true
	}
	if !found {
		return lists, fmt.Errorf("there is none of %s in %s", strings.Join(transactionFiles, ", "), dir)
	}
	return lists, nil
}

// FindLists finds the lists that arguments name: files, folders with a list for each machine, or "-" for standard
// input. many says that there may be several, even where a folder has but one.
func FindLists(args []string, stdin io.Reader) (lists []ListFile, many bool, err error) {
	for i, arg := range args {
		if arg == "-" && slices.Contains(args[:i], "-") {
			return nil, false, optionError("installed - stands twice: there is one standard input")
		}
		found, isDir, err := listsAt(arg, stdin)
		if err != nil {
			return nil, false, fmt.Errorf("installed: %w", err)
		}
		if isDir && len(args) == 1 { // the folder would say the same of all machines
			for i := range found {
				found[i].Name, _ = filepath.Rel(arg, found[i].path)
			}
		}
		lists, many = append(lists, found...), many || isDir
	}
	return lists, many || len(lists) > 1, nil
}

func listsAt(arg string, stdin io.Reader) (lists []ListFile, isDir bool, err error) {
	if arg == "-" {
		return []ListFile{ListAt(arg, stdin)}, false, nil
	}
	info, err := os.Stat(arg)
	if err != nil || !info.IsDir() {
		return []ListFile{ListAt(arg, nil)}, false, err
	}
	lists, err = listsIn(arg)
	return lists, true, err
}

// listsIn finds every file below a folder that is not hidden.
func listsIn(dir string) (lists []ListFile, err error) {
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		hidden := path != dir && strings.HasPrefix(e.Name(), ".")
		switch {
		case err != nil:
			return err
		case e.IsDir() && hidden:
			return filepath.SkipDir
		case e.IsDir() || hidden:
			return nil
		}
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return errors.Join(err, fmt.Errorf("%s is not a regular file", path))
		}
		lists = append(lists, ListAt(path, nil))
		return nil
	})
	if err == nil && len(lists) == 0 {
		err = fmt.Errorf("there is no list of packages in %s", dir)
	}
	return lists, err
}
