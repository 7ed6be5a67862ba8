// Package history keeps the records of data releases: content/releases/<version>.toml says what a release was, what it
// changed and which channels offer it now. People may add why; that stays.
//
// [Records] writes them, [ChangesSince] tells what a release changes, and [SiteRecords] is the history on its own site.
package history

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pes/generator/datarelease"
	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
)

// Folder is where the records are in a project.
const Folder = "content/releases"

// Records are those of a project, whose releases and channels are in a folder.
type Records struct {
	project   *os.Root
	published string
}

// Open opens the records of a project. The caller closes them.
func Open(project, published string) (*Records, error) {
	root, err := os.OpenRoot(project)
	if err != nil {
		return nil, fmt.Errorf("project: %w", err)
	}
	if err := root.MkdirAll(Folder, 0o777); err != nil {
		root.Close()
		return nil, fmt.Errorf("record: %w", err)
	}
	return &Records{root, published}, nil
}

// patience is how long a command waits for others that change the same releases or records.
const patience = 30 * time.Second

// Lock keeps others from changing the published releases, their channels and the records, until unlock is called or the
// process ends.
func (r *Records) Lock() (unlock func(), err error) {
	if err := os.MkdirAll(r.published, 0o777); err != nil {
		return nil, fmt.Errorf("release: %w", err)
	}
	releases, err := tree.Lock(r.published, patience)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.published, err)
	}
	records, err := tree.LockFolder(r.project, Folder, patience)
	if err != nil {
		releases()
		return nil, fmt.Errorf("%s: %w", Folder, err)
	}
	return func() { records(); releases() }, nil
}

// Close closes the records.
func (r *Records) Close() error { return r.project.Close() }

// Check is an error where the name of a channel is not free ("" for none), or records cannot be read or written. It is
// called before anything is published, as channels and records are written last.
func (r *Records) Check(channel string) error {
	if channel != "" {
		if err := datarelease.FreeChannel(r.published, channel); err != nil {
			return err
		}
	}
	for _, name := range r.names() {
		if _, err := r.read(name); err != nil {
			return err
		}
	}
	return r.tryToWrite()
}

// tryToWrite is an error where records cannot be written. What it writes does not stay when it is interrupted.
func (r *Records) tryToWrite() error {
	defer tree.Hold()()
	if tree.Interrupted() {
		return tree.ErrInterrupted
	}
	const trial = Folder + "/.trial.tmp"
	err := r.project.WriteFile(trial, []byte("pes asks whether records can be written\n"), 0o666)
	if err == nil {
		err = r.project.Remove(trial)
	}
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	return nil
}

// Publish makes a channel offer a release ("" for none), and notes it in the records: first that no other release is
// offered there, then the link, then the record of this one. So at no moment do two records claim a channel, and
// whatever an interruption leaves is completed by the next call, for this or another release.
func (r *Records) Publish(channel string, m *datarelease.Manifest, c *Changes) error {
	if tree.Interrupted() {
		return tree.ErrInterrupted
	}
	defer tree.Hold()()
	if channel != "" {
		if err := r.vacate(channel, m.Version); err != nil {
			return err
		}
		if err := datarelease.Point(r.published, channel, m.Version); err != nil {
			return errors.Join(err, r.updateChannels(m.Version))
		}
	}
	if c != nil {
		if err := r.add(m, c); err != nil {
			return err
		}
	} else if _, err := r.project.Lstat(fileOf(m.Version)); err != nil {
		if err := r.add(m, &Changes{}); err != nil {
			return err
		}
	}
	return r.updateChannels(m.Version)
}

// vacate notes that a channel offers none of the releases but one.
func (r *Records) vacate(channel, version string) error {
	for _, name := range r.names() {
		if name == fileOf(version) {
			continue
		}
		record, err := r.read(name)
		if err != nil {
			return err
		}
		if channels := record.Channels.Values(); slices.Contains(channels, channel) {
			rest := list.Select(channels, func(c string) bool { return c != channel })
			if err := r.write(name, record.WithChannels(rest)); err != nil {
				return err
			}
		}
	}
	return nil
}

// add writes the record of a new release, with the reasons that people wrote into an older record of it.
func (r *Records) add(m *datarelease.Manifest, c *Changes) error {
	name := fileOf(m.Version)
	var old *source.Record
	if _, err := r.project.Lstat(name); err == nil {
		if old, err = r.read(name); err != nil {
			return err
		}
	}
	channels, err := datarelease.Channels(r.published, m.Version)
	if err != nil {
		return err
	}
	text, err := r.text(m, c, old, channels)
	if err != nil {
		return err
	}
	return r.write(name, text)
}

// updateChannels notes in all records which channels offer their release. A release that is not in the published folder
// of this machine only loses the channels that this one has taken.
func (r *Records) updateChannels(version string) error {
	taken, err := datarelease.Channels(r.published, version)
	if err != nil {
		return err
	}
	for _, name := range r.names() {
		record, err := r.read(name)
		if err != nil {
			return err
		}
		version := strings.TrimSuffix(path.Base(name), ".toml")
		channels, err := datarelease.Channels(r.published, version)
		if err != nil {
			return err
		}
		if _, err := os.Stat(filepath.Join(r.published, datarelease.Folder(version))); err != nil {
			lost := func(c string) bool { return slices.Contains(taken, c) }
			channels = slices.DeleteFunc(record.Channels.Values(), lost)
		}
		if err := r.write(name, record.WithChannels(channels)); err != nil {
			return err
		}
	}
	return nil
}

func fileOf(version string) string { return Folder + "/" + version + ".toml" }

// names are the files of all records.
func (r *Records) names() []string {
	names, _ := fs.Glob(r.project.FS(), Folder+"/*.toml") // a pattern without mistakes
	return names
}

func (r *Records) read(name string) (*source.Record, error) {
	if info, err := r.project.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file: nobody can note there which channels offer the release", name)
	}
	text, err := r.project.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("records: %w", err)
	}
	read, found := source.Parse(source.Files{Records: []*diag.File{{Name: name, Text: text}}}, 1)
	if len(read.Records) == 0 || found.Failed() {
		return nil, fmt.Errorf("%s cannot be read, so nobody can note there which channels offer the release: "+
			"pes check says what is wrong with it", name)
	}
	return read.Records[0], nil
}

// write writes a record, unless its text is there already.
func (r *Records) write(name string, text []byte) error {
	if old, err := r.project.ReadFile(name); err == nil && bytes.Equal(old, text) {
		return nil
	}
	return tree.Put(r.project, name, text)
}

// text is a record in its canonical form.
func (r *Records) text(m *datarelease.Manifest, c *Changes, old *source.Record, channels []string) ([]byte, error) {
	root, _, err := datarelease.Open(r.published, m.Version)
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	defer root.Close()
	sum, err := datarelease.ManifestDigest(root.FS())
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	signer := datarelease.VerifyRelease(root.FS(), nil).Signer
	number := func(n int) source.Int { return source.Number(int64(n)) }
	record := &source.Record{
		Version: source.Word(m.Version), Date: source.Word(m.Date), Previous: source.OptionalWord(c.Previous),
		Revision: source.OptionalWord(m.Revision), Sources: source.Word(m.Sources),
		SignedBy: source.OptionalWord(signer), Channels: source.Words(channels...),
		Leapp: source.Words(m.Leapp...), Trees: source.Words(list.Map(m.Trees, recordTree)...),
		Changes: list.Map(c.Notes, recordChange),
		Counts: source.RecordCounts{
			Trees: number(m.Counts.Trees), Events: number(m.Counts.Events), Vendors: number(m.Counts.Vendors),
			Repositories: number(m.Counts.Repositories), Keys: number(m.Counts.Keys),
		},
	}
	record.Digests.Pairs = []source.Pair[source.Text]{
		{Key: source.Word(datarelease.ManifestName), Value: source.Word(sum)}}
	if old != nil {
		keepReasons(record, old)
	}
	var found diag.List
	text, ok := source.Format(&diag.File{Name: m.Version + ".toml", Text: []byte(record.Print())}, &found)
	if !ok {
		return nil, fmt.Errorf("record: %s", found.All()[0].Message)
	}
	return text, nil
}

// keepReasons copies what people wrote into the old record.
func keepReasons(record, old *source.Record) {
	record.Why = source.OptionalWord(old.Why.Value)
	for i := range record.Changes {
		c := &record.Changes[i]
		for j := range old.Changes {
			if o := &old.Changes[j]; o.Why.Set() && o.Same(c) {
				c.Why = source.OptionalWord(o.Why.Value)
			}
		}
	}
}

// recordTree is a tree as a record names it.
func recordTree(t datarelease.TreeManifest) string {
	return fmt.Sprintf("%s/%s/el%d", t.Leapp, t.Distro, t.Target)
}

// recordChange is a note as a record has it.
func recordChange(n model.Note) source.RecordChange {
	words := func(words []string) (t source.Texts) {
		if len(words) > 0 {
			t = source.Words(words...)
		}
		return t
	}
	return source.RecordChange{
		Category: source.Word(n.Category), Target: source.Number(int64(n.Target)), Distros: words(n.Distros),
		Vendor: source.OptionalWord(n.Vendor), Arches: words(n.Arches), Streams: words(n.Streams),
		Packages: words(n.Packages), Names: words(n.Names),
		Was: source.OptionalWord(n.Was), Is: source.OptionalWord(n.Is),
		Text: source.OptionalWord(n.Text), By: source.OptionalWord(n.By), Why: source.OptionalWord(n.Why),
	}
}
