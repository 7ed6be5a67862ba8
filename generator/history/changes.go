package history

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"pes/generator/compare"
	"pes/generator/datarelease"
	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/model"
	"pes/generator/revision"
	"pes/generator/source"
)

// Changes describes what a release changes.
type Changes struct {
	Previous string // the version that it is compared with; "" where it has no record
	Notes    []model.Note
	Markdown []byte   // CHANGES.md
	Log      []string // for the changelogs of packages
}

// NoChanges are those of a release that is compared with none.
func NoChanges(version string) *Changes {
	return &Changes{
		Markdown: []byte("# " + version + "\n\nNo previous release was named, so nothing is said about changes.\n"),
		Log:      []string{"- Release " + version},
	}
}

// ChangesSince compares a new release with an earlier state of the data. If the earlier state is published data, the
// new release is compared as published too, so that what a Leapp version cannot express is not reported as a change.
func ChangesSince(before *compare.Side, in *datarelease.Input) (*Changes, error) {
	after := &compare.Side{Name: in.Version, Catalog: in.Catalog}
	if before.Published != nil {
		reader := compare.Reader{Jobs: in.Jobs}
		side, err := reader.Published(in.Data.FS(), "the new data")
		if err != nil {
			return nil, err
		}
		after, side.Name = side, in.Version
		if before.Catalog.Layer != nil { // so that what upstream changed is told apart
			side.Catalog.Layer = in.Catalog.Layer
		}
		copyReasons(after.Catalog, in.Catalog)
	}
	d := compare.Difference(before, after, in.Jobs)
	c := &Changes{Notes: d.Notes()}
	if slices.ContainsFunc(in.Catalog.Records, func(r *model.Record) bool { return r.Version == before.Name }) {
		c.Previous = before.Name
	}
	var b strings.Builder
	if err := d.Markdown(&b); err != nil {
		return nil, fmt.Errorf("changes: %w", err)
	}
	c.Markdown = []byte(b.String())
	c.Log = list.Map(d.Summary(), func(line string) string { return "- " + line })
	return c, nil
}

// copyReasons gives published events the reasons of authored ones: an event keeps its id when it is published.
func copyReasons(to, from *model.Catalog) {
	why := map[uint64]string{}
	for _, t := range from.Targets {
		for _, e := range t.AllEvents() {
			why[e.ID] = e.Why
		}
	}
	for _, t := range to.Targets {
		for _, e := range t.AllEvents() {
			e.Why = why[e.ID]
		}
	}
}

// SiteRecords is the history that the site of a new release shows: the release and those before it, the newest first.
// It lacks channels and people's reasons: both are added later, and the release must not change with them.
func SiteRecords(in *datarelease.Input, c *Changes) (out []*model.Record) {
	known := map[string]*model.Record{}
	for _, r := range in.Catalog.Records {
		known[r.Version] = r
	}
	own := &model.Record{Version: in.Version, Date: in.Date, Previous: c.Previous, Notes: c.Notes,
		Counts: in.Catalog.Counts()}
	delete(known, in.Version)
	for r := own; r != nil; r = known[r.Previous] {
		past := *r
		past.Channels = nil
		out = append(out, &past)
		delete(known, r.Version)
	}
	return out
}

// SourcesDigest is one digest of all sources, without records.
func SourcesDigest(files source.Files) string {
	h := sha256.New()
	for _, f := range slices.Concat(files.TOML, files.Keys, files.Carried) {
		fmt.Fprintf(h, "%x  %s\n", sha256.Sum256(f.Text), f.Name)
	}
	return fmt.Sprintf("sha256:%x", h.Sum(nil))
}

// PublishedRevision is the revision of the sources that a release in the published folder was made from. ok is false
// where there is no such release, or its sources had another digest.
func PublishedRevision(published, version, sources string) (name string, ok bool) {
	root, m, err := datarelease.Open(published, version)
	if err != nil {
		return "", false
	}
	root.Close()
	return m.Revision, m.Sources == sources
}

// PublishedLayer is the layer of upstream's events, empty where there was none, in the sources that a release in the
// published folder was made from: those of its revision. It is nil where nobody knows it.
func PublishedLayer(project, published, version string) *model.Layer {
	root, m, err := datarelease.Open(published, version)
	if err != nil {
		return nil
	}
	root.Close()
	if m.Revision == "" || strings.HasSuffix(m.Revision, dirty) {
		return nil
	}
	files, err := revision.Read(project, m.Revision)
	if err != nil {
		return nil
	}
	var of []*diag.File
	for _, f := range files {
		if strings.HasPrefix(f.Path, source.LayerFolder) {
			of = append(of, &diag.File{Name: f.Path, Text: f.Bytes()})
		}
	}
	layer, found := source.ParseLayer(of)
	switch {
	case layer == nil:
		return &model.Layer{}
	case found.Failed() || layer.Broken:
		return nil
	}
	return layer.State()
}

// dirty ends the name of a revision where files are not as committed.
const dirty = "-dirty"

// Revision is the revision from which a release can be made again, and the files of the project that are not as
// committed, in which case the revision ends in -dirty. Records of other releases count, as the site shows them.
func Revision(project, version string) (name string, changed []string) {
	name, changed = revision.Commit(project, fileOf(version), "content", "vendors")
	if len(changed) > 0 {
		name += dirty
	}
	return name, changed
}
