package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/datarelease"
	"pes/generator/delta"
	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/pgp"
	"pes/generator/published"
	"pes/generator/render"
	"pes/generator/revision"
	"pes/generator/source"
	"pes/generator/tree"
)

const releaseHelp = `Check the sources, build them, and make a release: for each distribution, target and Leapp version a .tar.gz, a .tar.zst and an
RPM, with a repository for dnf beside the RPMs; the site as an archive; manifest.json, SHA256SUMS and CHANGES.md.

It appears in OUT/releases/VERSION, as a whole or not at all, and is never overwritten without --force. --channel makes OUT/CHANNEL a link
to it: what users of the channel get. pes promote makes another channel offer the same bytes. Published is OUT, with one rsync.

--previous R is the release, revision (git:v1.2), folder or version in OUT that CHANGES.md tells the difference to.

--sign KEY is a file with a secret OpenPGP key, RSA or Ed25519 (gpg --export-secret-keys --armor ID); PES_PASSPHRASE is its passphrase.
The same sources and date (SOURCE_DATE_EPOCH) give the same bytes, signatures too. rpm of EL 7 knows RSA alone.`

// releasing is what release was asked for.
type releasing struct {
	version, channel, previous, sign, out, base string
	force                                       bool
}

func (a *app) release() *cobra.Command {
	var q releasing
	cmd := &cobra.Command{Use: "release", Short: "make what gets published: archives, RPMs, a dnf repository, checksums, signatures", Long: releaseHelp,
		Example: "  pes release --version 2026.3 --channel ng --sign key.asc\n  pes release --version 2026.4 --previous 2026.3 --channel ng --sign key.asc\n  pes promote 2026.4 testing",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			if q.version == "" {
				return errUsage{errors.New("--version is missing: what the release is called, such as 2026.3")}
			}
			if err := model.ValidVersion(q.version); err != nil {
				return errUsage{fmt.Errorf("--version: %w", err)}
			}
			if q.channel != "" {
				if err := model.ValidChannel(q.channel); err != nil {
					return errUsage{fmt.Errorf("--channel: %w", err)}
				}
			}
			if err := a.checkOutside(a.publicDir(q.out)); err != nil {
				return err
			}
			defer debug.SetGCPercent(debug.SetGCPercent(300))
			return a.makeRelease(&q)
		}}
	cmd.Flags().StringVar(&q.version, "version", "", "what the release is called, such as 2026.3")
	cmd.Flags().StringVar(&q.channel, "channel", "", "a channel that offers it: ng, testing, stable, or another word")
	cmd.Flags().StringVar(&q.previous, "previous", "", "what CHANGES.md tells the difference to")
	cmd.Flags().StringVar(&q.sign, "sign", "", "a file with the secret OpenPGP key that signs")
	cmd.Flags().StringVar(&q.out, "out", "", "the folder of all releases and channels; default: dist/public in the project")
	cmd.Flags().StringVar(&q.base, "base-url", "", "the address the site will have")
	cmd.Flags().BoolVar(&q.force, "force", false, "overwrite a release that exists and has other bytes")
	return cmd
}

// publicDir is where releases and channels are.
func (a *app) publicDir(out string) string {
	if out == "" {
		return filepath.Join(a.dir, "dist", "public")
	}
	return out
}

func (a *app) makeRelease(q *releasing) error {
	p, err := a.open()
	if err != nil {
		return err
	}
	defer p.root.Close()
	if p.list.Failed() {
		return a.report(&p.list)
	}
	if err := a.mayPublish(a.publicDir(q.out), q.channel); err != nil {
		return err
	}
	in, err := a.releaseInput(q, p)
	if err != nil {
		return err
	}
	if err := a.buildData(&in); err != nil {
		return err
	}
	out := a.publicDir(q.out)
	n := news{}
	if i := slices.IndexFunc(p.source.Records, func(r *source.Record) bool { return r.Name == q.version }); i >= 0 {
		n.old = p.source.Records[i]
	}
	if err := a.changes(&in, q.previous, out, &n); err != nil {
		return err
	}
	if err := a.buildSite(&in, p, q.base, &n); err != nil {
		return err
	}
	files, manifest, err := datarelease.Make(in)
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	written, err := datarelease.Publish(out, q.version, files, q.force, a.jobs)
	if err != nil {
		return err
	}
	if q.channel != "" {
		err = datarelease.Point(out, q.channel, q.version)
	}
	if err == nil {
		err = a.record(out, manifest, &n)
	}
	if err != nil {
		return fmt.Errorf("release %s is there, and its channel or its record is not yet: mend this and run the same again, which completes it: %w", q.version, err)
	}
	was := ""
	if !written {
		was = ", which was there already"
	}
	_, err = fmt.Fprintf(a.out, "%s: %s, %s%s\n", filepath.Join(out, datarelease.Folder(q.version)), english.Count(manifest.Counts.Trees, "tree"), english.Count(len(files), "file"), was)
	return err
}

// releaseInput is what a release is made of, before anything is built.
func (a *app) releaseInput(q *releasing, p *loaded) (in datarelease.Input, err error) {
	in = datarelease.Input{Version: q.version, Catalog: p.catalog, Jobs: a.jobs, Sources: digestOf(p.files)}
	if in.Date, err = buildDate(); err != nil {
		return in, errUsage{err}
	}
	if q.sign != "" {
		if in.Signer, err = readSigner(q.sign); err != nil {
			return in, err
		}
	}
	in.Revision = a.sourceRevision(q, in.Sources)
	return in, nil
}

// sourceRevision names the revision that a release can be made again from. Records of other releases are part of it, as the site
// tells them. A release that is there and has the same sources keeps the name it has: its record was committed since.
func (a *app) sourceRevision(q *releasing, sources string) string {
	if root, err := os.OpenRoot(filepath.Join(a.publicDir(q.out), datarelease.Folder(q.version))); err == nil && !q.force {
		defer root.Close()
		if m, err := datarelease.ReadManifest(root.FS()); err == nil && m.Sources == sources {
			return m.Revision
		}
	}
	name, changed := revision.Commit(a.dir, records+"/"+q.version+".toml", "content", "vendors")
	if len(changed) > 0 {
		fmt.Fprintf(a.err, "pes: sources or records are not as committed (%s, the first is %s): the release names its revision with -dirty; commit and\n"+
			"say --force so that others can make it again\n", english.Count(len(changed), "file"), diag.Printable(changed[0]))
		name += "-dirty"
	}
	return name
}

// buildData makes the data.
func (a *app) buildData(in *datarelease.Input) error {
	data, notes := leapp.Write(in.Catalog, leapp.Options{Date: in.Date})
	in.Data = data
	if err := a.report(&notes); err != nil {
		return err
	}
	return data.Sort()
}

// buildSite makes the site that offers the data and tells the news.
func (a *app) buildSite(in *datarelease.Input, p *loaded, base string, n *news) error {
	guides, found, err := a.guides()
	if err != nil {
		return err
	}
	if err := a.report(&found); err != nil {
		return err
	}
	catalog := *in.Catalog
	catalog.Records = n.history(in)
	s := site{&catalog, p.files, guides, func() tree.Tree { return in.Data },
		render.Options{Base: base, Date: in.Date, Jobs: a.jobs}}
	in.Site, err = s.render()
	return err
}

// changes writes what differs from the previous release: both as they are published, so that no version's gaps count as changes.
func (a *app) changes(in *datarelease.Input, previous, out string, n *news) error {
	if previous == "" {
		in.Changes = fmt.Appendf(nil, "# %s\n\nNo previous release was named, so nothing is said about changes.\n", in.Version)
		in.Log = []string{"- Release " + in.Version}
		return nil
	}
	if _, err := os.Stat(filepath.Join(out, datarelease.Folder(previous), datarelease.ManifestName)); err == nil && model.ValidVersion(previous) == nil {
		previous = filepath.Join(out, datarelease.Folder(previous))
	}
	before, err := a.side(previous, sideOf{})
	if err != nil {
		return fmt.Errorf("--previous: %w", err)
	}
	after := &compared{catalog: in.Catalog}
	if before.checkout != nil {
		fsys, err := in.Data.FS()
		if err != nil {
			return err
		}
		if after, err = a.readSide(fsys, "the new data", sideOf{}); err != nil {
			return err
		}
		giveReasons(after.checkout, in.Catalog)
	}
	d := delta.Compare(before.catalog, after.catalog, a.jobs)
	d.From, d.To = before.name, in.Version
	n.notes = d.Notes()
	if slices.ContainsFunc(in.Catalog.Records, func(r *model.Record) bool { return r.Version == before.name }) {
		n.previous = before.name
	}
	var b strings.Builder
	if err := d.Markdown(&b); err != nil {
		return fmt.Errorf("changes: %w", err)
	}
	in.Changes = []byte(b.String())
	for _, line := range d.Summary() {
		in.Log = append(in.Log, "- "+line)
	}
	return nil
}

// giveReasons tells published events why they are, as their authors say: an event keeps its id when it is published.
func giveReasons(c *published.Checkout, from *model.Catalog) {
	why := map[uint64]string{}
	each := func(c *model.Catalog, f func(*model.Event)) {
		for _, t := range c.Targets {
			for _, e := range t.AllEvents() {
				f(e)
			}
		}
	}
	each(from, func(e *model.Event) { why[e.ID] = e.Why })
	each(c.Catalog, func(e *model.Event) { e.Why = why[e.ID] })
}

// digestOf is one digest of all sources.
func digestOf(files source.Files) string {
	h := sha256.New()
	for _, list := range [][]*diag.File{files.TOML, files.Keys, files.Carried} {
		for _, f := range list {
			sum := sha256.Sum256(f.Text)
			fmt.Fprintf(h, "%s  %s\n", hex.EncodeToString(sum[:]), f.Name)
		}
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

func readSigner(name string) (*pgp.Signer, error) {
	info, err := os.Stat(name)
	if err == nil && (!info.Mode().IsRegular() || info.Size() > pgp.MaxSize) {
		err = errors.New("it is no file with a key")
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(name)
	}
	if err != nil {
		return nil, fmt.Errorf("--sign %s: %w", name, err)
	}
	s, err := pgp.ReadSigner(data, func() ([]byte, error) {
		word, ok := os.LookupEnv("PES_PASSPHRASE")
		if !ok {
			return nil, errors.New("it has a passphrase: set PES_PASSPHRASE")
		}
		return []byte(word), nil
	})
	if err != nil {
		return nil, fmt.Errorf("--sign %s: %w", name, err)
	}
	return s, nil
}
