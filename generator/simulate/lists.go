package simulate

import (
	"bytes"
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
	read  func(path string) (*machine.List, error) // what is no text; nil: it is
	// Where it is one of several in a table: the line with the columns, and where its rows are.
	header []byte
	part   machine.Part
}

// Archives says how lists are read from files that are no text, and from folders that are one machine, such as
// sosreports. The zero one knows none.
type Archives struct {
	Is   func(path string) bool
	Read func(path string) (*machine.List, error)
}

func (a Archives) is(path string) bool { return a.Is != nil && a.Is(path) }

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
	if l.read != nil {
		list, err := l.read(l.path)
		if err != nil {
			return nil, fmt.Errorf("installed: %w", err)
		}
		return list, nil
	}
	in := l.stdin
	if in == nil {
		f, err := os.Open(l.path)
		if err != nil {
			return nil, fmt.Errorf("installed: %w", err)
		}
		defer f.Close()
		in = f
		if l.header != nil {
			rows := io.NewSectionReader(f, l.part.From, l.part.To-l.part.From)
			in = io.MultiReader(bytes.NewReader(l.header), rows)
		}
	}
	data, err := io.ReadAll(io.LimitReader(in, machine.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("installed: %s: %w", l.path, err)
	}
	list, err := machine.Read(l.path, data)
	var e *machine.Error
	if l.header != nil && errors.As(err, &e) && e.Line > 0 {
		e.Line += l.part.Line - 2 // the header is line 1 of what was read
	}
	return list, err
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
func FindLists(args []string, stdin io.Reader, archives Archives) (lists []ListFile, many bool, err error) {
	for i, arg := range args {
		if arg == "-" && slices.Contains(args[:i], "-") {
			return nil, false, optionError("installed - stands twice: there is one standard input")
		}
		found, isDir, err := listsAt(arg, stdin, archives)
		if err != nil {
			return nil, false, fmt.Errorf("installed: %w", err)
		}
		if isDir && len(args) == 1 { // the folder would say the same of all machines
			for i := range found {
				if found[i].header == nil {
					found[i].Name, _ = filepath.Rel(arg, found[i].path)
				}
			}
		}
		lists, many = append(lists, found...), many || isDir
	}
	return lists, many || len(lists) > 1, nil
}

func listsAt(arg string, stdin io.Reader, archives Archives) (lists []ListFile, isDir bool, err error) {
	if arg == "-" {
		return []ListFile{ListAt(arg, stdin)}, false, nil
	}
	info, err := os.Stat(arg)
	if err != nil {
		return nil, false, err
	}
	if !info.IsDir() || archives.is(arg) {
		lists, err = listsOf(arg, archives)
		return lists, false, err
	}
	lists, err = listsIn(arg, archives)
	return lists, true, err
}

// listsOf is the list in a file, or those of the machines of a table.
func listsOf(path string, archives Archives) (lists []ListFile, err error) {
	if archives.is(path) {
		return []ListFile{{Name: path, path: path, read: archives.Read}}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	header, parts, err := machine.Parts(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if parts == nil {
		return []ListFile{ListAt(path, nil)}, nil
	}
	for _, p := range parts {
		lists = append(lists, ListFile{Name: p.Name, path: path, header: header, part: p})
	}
	return lists, nil
}

// isChecksum reports whether a file is the checksum of another beside it, as sos writes one for each archive.
func isChecksum(path string) bool {
	for _, extension := range []string{".md5", ".sha256"} {
		if of, is := strings.CutSuffix(path, extension); is {
			_, err := os.Stat(of)
			return err == nil
		}
	}
	return false
}

// listsIn finds every file below a folder that is not hidden.
func listsIn(dir string, archives Archives) (lists []ListFile, err error) {
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		hidden := path != dir && strings.HasPrefix(e.Name(), ".")
		switch {
		case err != nil:
			return err
		case e.IsDir() && hidden:
			return filepath.SkipDir
		case e.IsDir() && archives.is(path):
			lists = append(lists, ListFile{Name: path, path: path, read: archives.Read})
			return filepath.SkipDir
		case e.IsDir() || hidden || isChecksum(path):
			return nil
		}
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			return errors.Join(err, fmt.Errorf("%s is not a regular file", path))
		}
		found, err := listsOf(path, archives)
		lists = append(lists, found...)
		return err
	})
	if err == nil && len(lists) == 0 {
		err = fmt.Errorf("there is no list of packages in %s", dir)
	}
	return lists, err
}
