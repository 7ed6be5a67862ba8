// Package history keeps the records of data releases: content/releases/<version>.toml says what a release was, what it
// changed and which channels offer it now. People may add why; that stays.
//
// [Records] writes them, [ChangesSince] tells what a release changes, and [SiteRecords] is the history on its own site.
package history

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

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

// Add writes the record of a new release, with the reasons that people wrote into an older record of it, and notes in
// all records which channels offer their release.
func (r *Records) Add(m *datarelease.Manifest, c *Changes) error {
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
	if err := r.write(name, text); err != nil {
		return err
	}
	return r.UpdateChannels(m)
}

// UpdateChannels notes in all records which channels offer their release, after a channel got this one. A release
// without record gets one. A release that is not in the published folder of this machine only loses the channels that
// another release has taken.
func (r *Records) UpdateChannels(m *datarelease.Manifest) error {
	if _, err := r.project.Lstat(fileOf(m.Version)); err != nil {
		return r.Add(m, &Changes{})
	}
	taken, err := datarelease.Channels(r.published, m.Version)
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
	manifest, err := os.ReadFile(filepath.Join(r.published, datarelease.Folder(m.Version), datarelease.ManifestName))
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	number := func(n int) source.Int { return source.Number(int64(n)) }
	record := &source.Record{
		Version: source.Word(m.Version), Date: source.Word(m.Date), Previous: source.OptionalWord(c.Previous),
		Revision: source.OptionalWord(m.Revision), Sources: source.Word(m.Sources),
		Channels: source.Words(channels...), Leapp: source.Words(m.Leapp...), Changes: list.Map(c.Notes, recordChange),
		Counts: source.RecordCounts{
			Trees: number(m.Counts.Trees), Events: number(m.Counts.Events), Vendors: number(m.Counts.Vendors),
			Repositories: number(m.Counts.Repositories), Keys: number(m.Counts.Keys),
		},
	}
	sum := source.Word(fmt.Sprintf("sha256:%x", sha256.Sum256(manifest)))
	record.Digests.Pairs = []source.Pair[source.Text]{{Key: source.Word(datarelease.ManifestName), Value: sum}}
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
		Text: source.OptionalWord(n.Text), Why: source.OptionalWord(n.Why),
	}
}
