package datarelease

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"pes/generator/model"
	"pes/generator/tree"
)

// Folder is where a release lies below the folder that is published: releases/<version>. Channels lie beside releases.
func Folder(version string) string { return filepath.Join("releases", version) }

// Publish writes the files of a release below dir, all or none of them: they are written beside their place, and one
// rename makes them appear. After an interruption it starts again. A release that exists with the same bytes is left
// alone; with other bytes it is an error, unless force is set. It reports whether anything was written. The caller
// holds the lock of dir.
func Publish(dir, version string, files tree.Tree, force bool, jobs int) (written bool, err error) {
	if err := model.ValidVersion(version); err != nil {
		return false, err
	}
	defer tree.Hold()()
	place := filepath.Join(dir, Folder(version))
	if err := os.MkdirAll(filepath.Dir(place), 0o777); err != nil {
		return false, fmt.Errorf("release: %w", err)
	}
	old := filepath.Join(dir, "releases", "."+version+".old")
	exists, err := restore(old, place)
	switch {
	case err != nil:
		return false, fmt.Errorf("release: %w", err)
	case exists && same(place, files):
		return false, nil
	case exists && !force:
		return false, fmt.Errorf("%s exists and is never overwritten: give the release another version, "+
			"or say --force", place)
	}
	if written, err = replace(place, old, files, jobs); err != nil {
		err = fmt.Errorf("release: %w", err)
	}
	return written, err
}

// replace writes files beside their final place and renames them into it; meanwhile the earlier files are kept at old.
func replace(place, old string, files tree.Tree, jobs int) (written bool, err error) {
	beside := strings.TrimSuffix(old, ".old") + ".tmp"
	if err := os.RemoveAll(beside); err != nil { // of an interrupted run
		return false, err
	}
	err = files.Make(beside, jobs)
	if err == nil {
		err = tree.Sync(beside)
	}
	if err != nil {
		return false, errors.Join(err, os.RemoveAll(beside))
	}
	if err := os.RemoveAll(old); err != nil {
		return false, err
	}
	if err := os.Rename(place, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	if err := os.Rename(beside, place); err != nil {
		return false, errors.Join(err, os.Rename(old, place))
	}
	tree.SyncFolder(filepath.Dir(place))
	return true, os.RemoveAll(old)
}

// restore renames back a release that an interrupted run moved away, and reports whether there is one in its place.
func restore(old, place string) (exists bool, err error) {
	if _, err = os.Lstat(place); errors.Is(err, fs.ErrNotExist) {
		err = os.Rename(old, place)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// same reports whether a folder holds these files, with their bytes, and no others.
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
		if err != nil || !bytes.Equal(data, e.Bytes()) {
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

// Open opens a release below dir, and reads its manifest. The caller closes it.
func Open(dir, version string) (*os.Root, *Manifest, error) {
	root, err := os.OpenRoot(filepath.Join(dir, Folder(version)))
	var m *Manifest
	if err == nil {
		if m, err = ReadManifest(root.FS()); err != nil {
			root.Close()
		}
	}
	if err != nil {
		return nil, nil, fmt.Errorf("there is no release %s in %s: %w", version, dir, err)
	}
	return root, m, nil
}

// FreeChannel returns an error if a file or folder below dir that is not a channel has the name of the channel.
func FreeChannel(dir, channel string) error {
	place := filepath.Join(dir, channel)
	if info, err := os.Lstat(place); err == nil && info.Mode()&fs.ModeSymlink == 0 {
		return fmt.Errorf("%s is not a channel but a folder or file of somebody's: move it away", place)
	}
	return nil
}

// Point makes a channel offer a release that exists. The change is a single rename, so it is never seen half done. The
// caller holds the lock of dir.
func Point(dir, channel, version string) error {
	if err := errors.Join(model.ValidChannel(channel), model.ValidVersion(version)); err != nil {
		return err
	}
	root, m, err := Open(dir, version)
	if err != nil {
		return err
	}
	defer root.Close()
	if m.Version != version { // an old release under a new name would be taken for a new one
		folder := filepath.Join(dir, Folder(version))
		return fmt.Errorf("%s holds release %s, not %s: put it where it belongs", folder, m.Version, version)
	}
	if err := FreeChannel(dir, channel); err != nil {
		return err
	}
	beside := filepath.Join(dir, "."+channel+".tmp")
	if err := os.Remove(beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("channel: %w", err)
	}
	err = os.Symlink(filepath.ToSlash(Folder(version)), beside)
	if err == nil {
		err = os.Rename(beside, filepath.Join(dir, channel))
	}
	if err != nil {
		return fmt.Errorf("channel: %w", err)
	}
	tree.SyncFolder(dir)
	return nil
}

// Offered is the version of the release that a channel offers, "" where it offers none.
func Offered(dir, channel string) string {
	to, err := os.Readlink(filepath.Join(dir, channel))
	if err != nil {
		return ""
	}
	version, ok := strings.CutPrefix(filepath.ToSlash(filepath.Clean(to)), "releases/")
	if !ok || model.ValidVersion(version) != nil {
		return ""
	}
	return version
}

// Channels are those that offer a release, sorted.
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
