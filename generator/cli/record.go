package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"pes/generator/datarelease"
	"pes/generator/diag"
	"pes/generator/model"
	"pes/generator/source"
	"pes/generator/tree"
)

// records is where they are.
const records = "content/releases"

// news is what a release brings: what its record says besides what its manifest does.
type news struct {
	previous string // the version that notes tell the difference to; "" where it has no name
	notes    []model.Note
	old      *source.Record // of the same release, nil where there is none yet: what people wrote into it stays
}

// record leaves a note of a release in the project: what it was, and which channels offer it now. Without news what it said of
// changes stays.
func (a *app) record(out string, m *datarelease.Manifest, n *news) error {
	channels, err := datarelease.Channels(out, m.Version)
	if err != nil {
		return err
	}
	root, err := a.records()
	if err != nil {
		return err
	}
	defer root.Close()
	name := records + "/" + m.Version + ".toml"
	old, err := root.ReadFile(name)
	if n == nil && err == nil {
		var r *source.Record
		if r, err = readRecord(name, old); err == nil {
			err = putRecord(root, name, withChannels(r, channels))
		}
	} else {
		var text []byte
		if text, err = recordText(out, m, n, channels); err == nil {
			err = putRecord(root, name, text)
		}
	}
	if err != nil {
		return err
	}
	return otherChannels(root, out, m.Version, channels)
}

// records opens the project, with the folder of its records. The caller closes it.
func (a *app) records() (*os.Root, error) {
	root, err := os.OpenRoot(a.dir)
	if err != nil {
		return nil, fmt.Errorf("project: %w", err)
	}
	if err := root.MkdirAll(records, 0o777); err != nil {
		root.Close()
		return nil, fmt.Errorf("record: %w", err)
	}
	return root, nil
}

// mayPublish asks before anything is published whether all of it can be: the name of the channel is free, and the records can be
// read and written.
func (a *app) mayPublish(out, channel string) error {
	if channel != "" {
		if err := datarelease.FreeChannel(out, channel); err != nil {
			return err
		}
	}
	root, err := a.records()
	if err != nil {
		return err
	}
	defer root.Close()
	names, err := fs.Glob(root.FS(), records+"/*.toml")
	if err != nil {
		return fmt.Errorf("records: %w", err)
	}
	for _, name := range names {
		if info, err := root.Lstat(name); err == nil && !info.Mode().IsRegular() {
			return fmt.Errorf("%s is no regular file: nobody can note there which channels offer the release", name)
		}
		text, err := root.ReadFile(name)
		if err != nil {
			return fmt.Errorf("records: %w", err)
		}
		if _, err := readRecord(name, text); err != nil {
			return err
		}
	}
	const trial = records + "/.trial.tmp"
	if err := root.WriteFile(trial, []byte("pes asks whether records can be written\n"), 0o666); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	if err := root.Remove(trial); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	return nil
}

// recordText is a record in its one form.
func recordText(out string, m *datarelease.Manifest, n *news, channels []string) ([]byte, error) {
	manifest, err := os.ReadFile(filepath.Join(out, datarelease.Folder(m.Version), datarelease.ManifestName))
	if err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	sum := sha256.Sum256(manifest)
	r := &source.Record{Version: source.Word(m.Version), Date: source.Word(m.Date), Sources: source.Word(m.Sources), Channels: source.Words(channels...),
		Leapp: source.Words(m.Leapp...)}
	if m.Revision != "" {
		r.Revision = source.Word(m.Revision)
	}
	r.Counts = source.RecordCounts{Trees: source.Number(int64(m.Counts.Trees)), Events: source.Number(int64(m.Counts.Events)), Vendors: source.Number(int64(m.Counts.Vendors)),
		Repositories: source.Number(int64(m.Counts.Repositories)), Keys: source.Number(int64(m.Counts.Keys))}
	r.Digests.Pairs = []source.Pair[source.Text]{{Key: source.Word(datarelease.ManifestName), Value: source.Word("sha256:" + hex.EncodeToString(sum[:]))}}
	if n != nil {
		n.tell(r)
	}
	var list diag.List
	text, ok := source.Format(&diag.File{Name: m.Version + ".toml", Text: []byte(r.Print())}, &list)
	if !ok {
		return nil, fmt.Errorf("record: %s", list.All()[0].Message)
	}
	return text, nil
}

// tell writes the news into a record, with the reasons that people wrote into it before.
func (n *news) tell(r *source.Record) {
	r.Previous = given(n.previous)
	for i := range n.notes {
		r.Changes = append(r.Changes, changeOf(&n.notes[i]))
	}
	if n.old == nil {
		return
	}
	r.Why = given(n.old.Why.Value)
	for i := range r.Changes {
		c := &r.Changes[i]
		for j := range n.old.Changes {
			if o := &n.old.Changes[j]; o.Why.Set() && o.Same(c) {
				c.Why = given(o.Why.Value)
			}
		}
	}
}

// changeOf is a note as a record has it.
func changeOf(x *model.Note) source.RecordChange {
	words := func(list []string) (t source.Texts) {
		if len(list) > 0 {
			t = source.Words(list...)
		}
		return t
	}
	return source.RecordChange{Category: source.Word(x.Category), Target: source.Number(int64(x.Target)), Distros: words(x.Distros), Vendor: given(x.Vendor),
		Arches: words(x.Arches), Streams: words(x.Streams), Packages: words(x.Packages), Names: words(x.Names),
		Was: given(x.Was), Is: given(x.Is), Text: given(x.Text), Why: given(x.Why)}
}

// given is a text that is written where there is one.
func given(s string) (t source.Text) {
	if s != "" {
		t = source.Word(s)
	}
	return t
}

// history is what the site of a release tells: its own news, and those of the releases before it. Channels are not in it, nor
// what people say of the release itself: both come later, and the release does not change.
func (n *news) history(in *datarelease.Input) (out []*model.Record) {
	known := map[string]*model.Record{}
	for _, r := range in.Catalog.Records {
		known[r.Version] = r
	}
	own := &model.Record{Version: in.Version, Date: in.Date, Previous: n.previous, Notes: n.notes, Counts: in.Catalog.Counts()}
	delete(known, in.Version)
	for r := own; r != nil; r = known[r.Previous] {
		past := *r
		past.Channels = nil
		out = append(out, &past)
		delete(known, r.Version)
	}
	return out
}

// putRecord writes a record where it is not there as it is to be.
func putRecord(root *os.Root, name string, text []byte) error {
	old, err := root.ReadFile(name)
	switch {
	case err == nil && bytes.Equal(old, text):
		return nil
	case err == nil:
		return tree.Replace(root, name, text)
	}
	return tree.Create(root, name, text)
}

// readRecord reads a record that is there.
func readRecord(name string, text []byte) (*source.Record, error) {
	read, list := source.Parse(source.Files{Records: []*diag.File{{Name: name, Text: text}}}, 1)
	if len(read.Records) == 0 || list.Failed() {
		return nil, fmt.Errorf("%s cannot be read, so nobody can note there which channels offer the release: pes check says what is wrong with it", name)
	}
	return read.Records[0], nil
}

// withChannels is the text of a record with other channels: the rest is as people left it.
func withChannels(r *source.Record, channels []string) []byte {
	text := r.File.Text
	if at := r.Channels.Pos; r.Channels.Set() {
		if slices.Equal(r.Channels.Values(), channels) {
			return text
		}
		return slices.Concat(text[:at.Off], []byte(quoted(channels)), text[at.End:])
	}
	end := 0 // of what stands before channels in a record
	for _, t := range []source.Text{r.Version, r.Date, r.Previous, r.Revision, r.Sources} {
		end = max(end, t.Pos.End)
	}
	line := "channels = " + quoted(channels) + "\n"
	if n := bytes.IndexByte(text[end:], '\n'); end > 0 && n >= 0 {
		end += n + 1
	} else if end > 0 {
		end, line = len(text), "\n"+line
	}
	return slices.Concat(text[:end], []byte(line), text[end:])
}

// otherChannels tells the records of other releases which channels no longer offer them. Of a release that is not in this folder
// nothing is known but that channels which are there offer another.
func otherChannels(root *os.Root, out, version string, offered []string) error {
	names, err := fs.Glob(root.FS(), records+"/*.toml")
	if err != nil {
		return fmt.Errorf("records: %w", err)
	}
	for _, name := range names {
		v := strings.TrimSuffix(path.Base(name), ".toml")
		if v == version {
			continue
		}
		text, err := root.ReadFile(name)
		if err != nil {
			return fmt.Errorf("records: %w", err)
		}
		r, err := readRecord(name, text)
		if err != nil {
			return err
		}
		channels, err := datarelease.Channels(out, v)
		if err != nil {
			return err
		}
		if _, err := os.Stat(filepath.Join(out, datarelease.Folder(v))); err != nil {
			channels = nil
			for _, c := range r.Channels.Values() {
				if !slices.Contains(offered, c) {
					channels = append(channels, c)
				}
			}
		}
		if err := putRecord(root, name, withChannels(r, channels)); err != nil {
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
