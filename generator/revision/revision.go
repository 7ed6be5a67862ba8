// Package revision reads the files of a revision out of a git repository, whatever is checked out: see the example. It
// asks the git that is installed for objects and nothing else: no hook, filter or attribute of the repository takes
// part, and nothing is fetched. A folder within the repository has the revision's files below that folder.
package revision

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"pes/generator/tree"
)

// maxBytes is how much a revision may hold; real data has 10 MB.
const maxBytes = 1 << 30

// Read reads a revision: anything that git takes for one commit. Links and submodules are left out.
func Read(dir, rev string) (tree.Tree, error) {
	commit, err := git(dir, nil, "rev-parse", "--verify", "--quiet", "--end-of-options", rev+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("there is no revision %q in %s: %w", rev, dir, err)
	}
	list, err := git(dir, nil, "ls-tree", "-r", "-z", "-l", strings.TrimSpace(string(commit)))
	if err != nil {
		return nil, fmt.Errorf("revision %s: %w", rev, err)
	}
	var files tree.Tree
	var objects []string
	total := int64(0)
	for _, line := range strings.Split(strings.TrimSuffix(string(list), "\x00"), "\x00") {
		head, name, ok := strings.Cut(line, "\t")
		f := strings.Fields(head) // mode, type, object, size
		if !ok || len(f) != 4 || f[1] != "blob" || f[0] == "120000" || hidden(name) {
			continue
		}
		size, err := strconv.ParseInt(f[3], 10, 64)
		if total += size; err != nil || total > maxBytes {
			return nil, fmt.Errorf("revision %s: %s: more than %d bytes are not read", rev, name, maxBytes)
		}
		files, objects = append(files, tree.Entry{Path: name}), append(objects, f[2])
	}
	if len(objects) == 0 {
		return nil, fmt.Errorf("revision %s has no files in %s", rev, dir)
	}
	data, err := git(dir, strings.NewReader(strings.Join(objects, "\n")+"\n"), "cat-file", "--batch")
	if err != nil {
		return nil, fmt.Errorf("revision %s: %w", rev, err)
	}
	r := bufio.NewReader(bytes.NewReader(data))
	for i := range files {
		if files[i].Data, err = object(r); err != nil {
			return nil, fmt.Errorf("revision %s: %s: %w", rev, files[i].Path, err)
		}
	}
	return files, files.Sort()
}

func hidden(name string) bool { return strings.HasPrefix(name, ".") || strings.Contains(name, "/.") }

// object reads one answer of git cat-file --batch: "<object> blob <size>", the bytes, and a newline.
func object(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadString('\n')
	f := strings.Fields(line)
	if err != nil || len(f) != 3 || f[1] != "blob" {
		return nil, fmt.Errorf("git does not have the file: %q", strings.TrimSpace(line))
	}
	size, err := strconv.Atoi(f[2])
	if err != nil || size < 0 || size > maxBytes {
		return nil, fmt.Errorf("git gives the size %q", f[2])
	}
	data := make([]byte, size+1)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, fmt.Errorf("git: %w", err)
	}
	return data[:size], nil
}

// git runs one command on the repository of a folder.
func git(dir string, in io.Reader, args ...string) ([]byte, error) {
	cmd := exec.Command("git", append([]string{"--no-replace-objects", "-c", "core.fsmonitor=false"}, args...)...)
	cmd.Dir, cmd.Stdin = dir, in
	cmd.Env = append(os.Environ(), "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("git is not installed")
	case errors.As(err, &exit) && len(exit.Stderr) > 0:
		return nil, errors.New(strings.TrimPrefix(strings.TrimSpace(string(exit.Stderr)), "fatal: "))
	case errors.As(err, &exit):
		return nil, errors.New("git knows no such commit")
	case err != nil:
		return nil, fmt.Errorf("git: %w", err)
	}
	return out, nil
}

// Commit names the commit that is checked out, "" where there is no repository, and the files of some folders that
// differ from it, in the order of their paths below the repository. The file except may differ.
func Commit(dir, except string, folders ...string) (commit string, changed []string) {
	out, err := git(dir, nil, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if err != nil {
		return "", nil
	}
	commit = strings.TrimSpace(string(out))
	args := []string{"-c", "status.renames=false", "status", "--porcelain", "-z", "--untracked-files=all", "--"}
	status, err := git(dir, nil, append(slices.Concat(args, folders), ":(exclude,literal)"+except)...)
	if err != nil {
		return commit, folders // the state of the files is unknown
	}
	for _, line := range strings.Split(string(status), "\x00") {
		if len(line) > 3 { // two letters that say how, and a space
			changed = append(changed, line[3:])
		}
	}
	slices.Sort(changed)
	return commit, changed
}
