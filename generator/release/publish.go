package release

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"pes/generator/tree"
)

// Folder is where a release lies below the folder of all: releases/<version>. Channels lie beside it.
func Folder(version string) string { return filepath.Join("releases", version) }

// An ExistsError says that there is such a release already.
type ExistsError struct{ Path string }

func (e ExistsError) Error() string {
	return e.Path + " exists and is never overwritten: give the release another version, or say --force"
}

// Publish puts the files of a release below dir, all or none of them: they are written beside their place, and one rename makes
// them appear. What an interrupted run left is done again. A release that is there and has the same bytes is left alone; with other
// bytes it is an [ExistsError], unless force is set. It reports whether anything was written.
func Publish(dir, version string, files tree.Tree, force bool, jobs int) (written bool, err error) {
	if err := ValidVersion(version); err != nil {
		return false, err
	}
	place := filepath.Join(dir, Folder(version))
	if err := os.MkdirAll(filepath.Dir(place), 0o777); err != nil {
		return false, fmt.Errorf("release: %w", err)
	}
	unlock, err := tree.Lock(dir)
	if err != nil {
		return false, fmt.Errorf("%s: %w", dir, err)
	}
	defer unlock()
	old := filepath.Join(dir, "releases", "."+version+".old")
	if err := restore(old, place); err != nil {
		return false, err
	}
	if _, err := os.Lstat(place); err == nil {
		if same(place, files) {
			return false, nil
		}
		if !force {
			return false, ExistsError{place}
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("release: %w", err)
	}
	beside := filepath.Join(dir, "releases", "."+version+".tmp")
	if err := os.RemoveAll(beside); err != nil { // what an interrupted run left
		return false, fmt.Errorf("release: %w", err)
	}
	if err := files.Make(beside, jobs); err != nil {
		return false, fmt.Errorf("release: %w", errors.Join(err, os.RemoveAll(beside)))
	}
	if err := os.RemoveAll(old); err != nil {
		return false, fmt.Errorf("release: %w", err)
	}
	if err := os.Rename(place, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("release: %w", err)
	}
	if err := os.Rename(beside, place); err != nil {
		return false, fmt.Errorf("release: %w", errors.Join(err, os.Rename(old, place)))
	}
	if err := os.RemoveAll(old); err != nil {
		return true, fmt.Errorf("release: %w", err)
	}
	return true, nil
}

// restore brings back the release that an interrupted --force had put aside, where it got no further.
func restore(old, place string) error {
	if _, err := os.Lstat(place); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := os.Rename(old, place); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// same reports whether a folder holds the files, with their bytes, and no others.
func same(dir string, files tree.Tree) bool {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return false
	}
	defer root.Close()
	known := make(map[string]bool, len(files))
	for _, e := range files {
		known[e.Path] = true
		data, err := fs.ReadFile(root.FS(), e.Path)
		if err != nil || string(data) != string(e.Bytes()) {
			return false
		}
	}
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !known[name] {
			err = errors.New("foreign")
		}
		return err
	})
	return err == nil
}

var validChannel = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)

// ValidChannel refuses what cannot be the name of a channel.
func ValidChannel(name string) error {
	if !validChannel.MatchString(name) || name == "releases" {
		return fmt.Errorf("%q is no channel: lower case letters, digits and -, such as ng, testing, stable", name)
	}
	return nil
}

// FreeChannel refuses the name of a channel below dir where something stands that is none.
func FreeChannel(dir, channel string) error {
	place := filepath.Join(dir, channel)
	if info, err := os.Lstat(place); err == nil && info.Mode()&fs.ModeSymlink == 0 {
		return fmt.Errorf("%s is no channel but a folder or file of somebody's: move it away", place)
	}
	return nil
}

// Point makes a channel offer a release that is there. The change is one rename: nobody sees half of it.
func Point(dir, channel, version string) error {
	if err := errors.Join(ValidChannel(channel), ValidVersion(version)); err != nil {
		return err
	}
	root, err := os.OpenRoot(filepath.Join(dir, Folder(version)))
	if err != nil {
		return fmt.Errorf("there is no release %s in %s: %w", version, dir, err)
	}
	defer root.Close()
	m, err := ReadManifest(root.FS())
	if err != nil {
		return fmt.Errorf("there is no release %s in %s: %w", version, dir, err)
	}
	if m.Version != version { // an older one under a new name would be taken for new
		return fmt.Errorf("%s holds release %s, not %s: put it where it belongs", filepath.Join(dir, Folder(version)), m.Version, version)
	}
	if err := FreeChannel(dir, channel); err != nil {
		return err
	}
	place, beside := filepath.Join(dir, channel), filepath.Join(dir, "."+channel+".tmp")
	if err := os.Remove(beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("channel: %w", err)
	}
	if err := os.Symlink(filepath.ToSlash(Folder(version)), beside); err != nil {
		return fmt.Errorf("channel: %w", err)
	}
	if err := os.Rename(beside, place); err != nil {
		return fmt.Errorf("channel: %w", err)
	}
	return nil
}

// Channels are those that offer a release, in the order of their names.
func Channels(dir, version string) (out []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("channels: %w", err)
	}
	for _, e := range entries {
		if e.Type()&fs.ModeSymlink == 0 || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if to, err := os.Readlink(filepath.Join(dir, e.Name())); err == nil && filepath.Clean(to) == Folder(version) {
			out = append(out, e.Name())
		}
	}
	return out, nil
}
