package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"pes/generator/release"
	"pes/generator/tree"
)

// record leaves a note of a release in the project: what it was, and which channels offer it now.
func (a *app) record(out string, m *release.Manifest) error {
	channels, err := release.Channels(out, m.Version)
	if err != nil {
		return err
	}
	manifest, err := os.ReadFile(filepath.Join(out, release.Folder(m.Version), release.ManifestName))
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	sum := sha256.Sum256(manifest)
	var b strings.Builder
	fmt.Fprintf(&b, "# Written by pes release and pes promote.\nversion  = %q\ndate     = %q\n", m.Version, m.Date)
	if m.Revision != "" {
		fmt.Fprintf(&b, "revision = %q\n", m.Revision)
	}
	fmt.Fprintf(&b, "sources  = %q\nchannels = %s\nleapp    = %s\n", m.Sources, quoted(channels), quoted(m.Leapp))
	fmt.Fprintf(&b, "\n[counts]\ntrees        = %d\nevents       = %d\nvendors      = %d\nrepositories = %d\nkeys         = %d\n",
		m.Counts.Trees, m.Counts.Events, m.Counts.Vendors, m.Counts.Repositories, m.Counts.Keys)
	fmt.Fprintf(&b, "\n[digests]\n%q = \"sha256:%s\"\n", release.ManifestName, hex.EncodeToString(sum[:]))
	for _, f := range m.Files {
		if strings.HasSuffix(f.Path, ".tar.gz") || strings.HasSuffix(f.Path, ".rpm") {
			fmt.Fprintf(&b, "%q = \"sha256:%s\"\n", f.Path, f.SHA256)
		}
	}
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return fmt.Errorf("project: %w", err)
	}
	defer root.Close()
	if err := root.MkdirAll(records, 0o777); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	if err := putRecord(root, records+"/"+m.Version+".toml", b.String()); err != nil {
		return err
	}
	return otherChannels(root, out, m.Version)
}

// records is where they are.
const records = "content/releases"

// putRecord writes a record where it is not there as it is to be.
func putRecord(root *os.Root, name, text string) error {
	old, err := root.ReadFile(name)
	switch {
	case err == nil && string(old) == text:
		return nil
	case err == nil:
		return tree.Replace(root, name, []byte(text))
	}
	return tree.Create(root, name, []byte(text))
}

var channelsLine = regexp.MustCompile(`(?m)^channels = .*$`)

// otherChannels tells the records of other releases which channels no longer offer them.
func otherChannels(root *os.Root, out, version string) error {
	names, err := fs.Glob(root.FS(), records+"/*.toml")
	if err != nil {
		return fmt.Errorf("records: %w", err)
	}
	for _, name := range names {
		v := strings.TrimSuffix(path.Base(name), ".toml")
		if _, err := os.Stat(filepath.Join(out, release.Folder(v))); err != nil || v == version {
			continue
		}
		channels, err := release.Channels(out, v)
		if err != nil {
			return err
		}
		text, err := root.ReadFile(name)
		if err != nil {
			return fmt.Errorf("records: %w", err)
		}
		if err := putRecord(root, name, channelsLine.ReplaceAllLiteralString(string(text), "channels = "+quoted(channels))); err != nil {
			return err
		}
	}
	return nil
}

// quoted is a list as TOML has it.
func quoted(list []string) string {
	words := make([]string, 0, len(list))
	for _, w := range list {
		words = append(words, strconv.Quote(w))
	}
	return "[" + strings.Join(words, ", ") + "]"
}
