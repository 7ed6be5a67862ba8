package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"pes/generator/compare"
	"pes/generator/datarelease"
	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/history"
	"pes/generator/leapp"
	"pes/generator/model"
	"pes/generator/render"
	"pes/generator/tree"
)

// releaseFlags are what release is asked for.
type releaseFlags struct {
	version, channel, previous, sign, out, base string
	force                                       bool
	trust                                       trustFlags
}

func (a *app) release() *cobra.Command {
	var f releaseFlags
	cmd := command("release", cobra.NoArgs, func([]string) error {
		f.out = a.publicDir(f.out)
		if err := a.checkRelease(&f); err != nil {
			return err
		}
		defer debug.SetGCPercent(debug.SetGCPercent(300))
		return a.makeRelease(&f)
	})
	flags := cmd.Flags()
	flags.StringVar(&f.version, "version", "", "the version of the release, such as 2026.3")
	flags.StringVar(&f.channel, "channel", "", "a channel that offers it: ng, testing, stable, or another name")
	flags.StringVar(&f.previous, "previous", "", "the release that CHANGES.md compares with")
	flags.StringVar(&f.sign, "sign", "", "a file with the secret OpenPGP key to sign with")
	flags.StringVar(&f.out, "out", "", outHelp)
	flags.StringVar(&f.base, "base-url", "", "the address the site will have")
	f.trust.add(cmd, "a file with the public key that must have signed the previous release")
	flags.BoolVar(&f.force, "force", false, "overwrite an existing release that has other bytes")
	return cmd
}

func (a *app) checkRelease(f *releaseFlags) error {
	if f.version == "" {
		return wrongCall("--version is missing: what the release is called, such as 2026.3")
	}
	if err := model.ValidVersion(f.version); err != nil {
		return wrongCall("--version: %w", err)
	}
	if f.channel != "" {
		if err := model.ValidChannel(f.channel); err != nil {
			return wrongCall("--channel: %w", err)
		}
	}
	if err := f.trust.read(); err != nil {
		return err
	}
	return a.checkOutside(f.out)
}

func (a *app) makeRelease(f *releaseFlags) error {
	p, err := a.load()
	if err != nil {
		return err
	}
	if p.list.Failed() {
		return a.report(&p.list)
	}
	records, err := history.Open(a.dir, f.out)
	if err != nil {
		return err
	}
	defer records.Close()
	unlock, err := records.Lock()
	if err != nil {
		return err
	}
	defer unlock()
	if err := records.Check(f.channel); err != nil {
		return err
	}
	in, changes, err := a.releaseInput(f, p, records)
	if err != nil {
		return err
	}
	files, manifest, err := datarelease.Make(in)
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	written, err := datarelease.Publish(f.out, f.version, files, f.force, a.jobs)
	if err != nil {
		return err
	}
	if err := records.Publish(f.channel, manifest, changes); err != nil {
		return fmt.Errorf("release %s is there, and its channel or its record is not yet: "+
			"mend this and run the same again, which completes it: %w", f.version, err)
	}
	was := ""
	if !written {
		was = ", which was there already"
	}
	_, err = fmt.Fprintf(a.out, "%s: %s, %s%s\n", diag.Printable(filepath.Join(f.out, datarelease.Folder(f.version))),
		english.Count(manifest.Counts.Trees, "tree"), english.Count(len(files), "file"), was)
	a.sayAllowed(&p.list)
	a.sayAbsentKeys(p.catalog, nil)
	return err
}

// releaseInput builds what a release is made of.
func (a *app) releaseInput(f *releaseFlags, p *loaded, records *history.Records) (in datarelease.Input,
	changes *history.Changes, err error) {
	in = datarelease.Input{Version: f.version, Catalog: p.catalog, Jobs: a.jobs}
	in.Sources = history.SourcesDigest(p.files)
	if in.Date, err = buildDate(); err != nil {
		return in, nil, errUsage{err}
	}
	if f.sign != "" {
		if in.Signer, err = readSigner(f.sign); err != nil {
			return in, nil, err
		}
	}
	next := history.Release{Version: f.version}
	if in.Signer != nil {
		a.warnOldRPM(in.Signer, p.catalog)
		next.Signer = in.Signer.Fingerprint()
	}
	if f.channel != "" {
		if err := records.Follows(next, f.channel, f.trust.accepted); err != nil {
			return in, nil, err
		}
	}
	if err := a.verifyPrevious(f, next, records); err != nil {
		return in, nil, err
	}
	in.Revision = a.sourcesRevision(f, in.Sources)
	data, notes := leapp.Write(in.Catalog, leapp.Options{Date: in.Date, Jobs: a.jobs})
	if err := a.report(&notes); err != nil {
		return in, nil, err
	}
	if err := data.Sort(); err != nil {
		return in, nil, err
	}
	in.Data = data
	if changes, err = a.changesSince(f, &in); err != nil {
		return in, nil, err
	}
	in.Changes, in.Log = changes.Markdown, changes.Log
	in.Site, err = a.releaseSite(&in, p, f.base, changes)
	return in, changes, err
}

// sourcesRevision returns the revision from which a release can be reproduced. An existing release with the same
// sources keeps its revision, although its record was committed later.
func (a *app) sourcesRevision(f *releaseFlags, sources string) string {
	if !f.force {
		if name, ok := history.PublishedRevision(f.out, f.version, sources); ok {
			return name
		}
	}
	name, changed := history.Revision(a.dir, f.version)
	if len(changed) > 0 {
		fmt.Fprintf(a.err, "pes: sources or records are not as committed (%s, the first is %s): the release names its "+
			"revision with -dirty; commit and\nsay --force so that others can make it again\n",
			english.Count(len(changed), "file"), diag.Printable(changed[0]))
	}
	return name
}

// changesSince compares a release with the previous one, which may be the version of one in the same folder.
func (a *app) changesSince(f *releaseFlags, in *datarelease.Input) (*history.Changes, error) {
	if f.previous == "" {
		return history.NoChanges(f.version), nil
	}
	previous := f.previousPlace()
	reader := compare.Reader{Project: a.dir, Jobs: a.jobs}
	before, err := reader.Side(previous)
	if err != nil {
		return nil, fmt.Errorf("--previous: %w", a.sideError(err))
	}
	a.warnUnreadable(previous, before)
	if before.Published != nil && in.Catalog.Layer != nil {
		before.Catalog.Layer = history.PublishedLayer(a.dir, f.out, f.previous)
	}
	return history.ChangesSince(before, in)
}

// previousPlace is what --previous names, which may be the version of a release in the same folder.
func (f *releaseFlags) previousPlace() string {
	if model.ValidVersion(f.previous) == nil {
		folder := filepath.Join(f.out, datarelease.Folder(f.previous))
		if _, err := os.Stat(filepath.Join(folder, datarelease.ManifestName)); err == nil {
			return folder
		}
	}
	return f.previous
}

// verifyPrevious makes sure that the release which a new one is compared with is what was published. Everything else
// that --previous can name is not published.
func (a *app) verifyPrevious(f *releaseFlags, next history.Release, records *history.Records) error {
	if info, err := os.Stat(f.previousPlace()); f.previous == "" || err != nil {
		return nil // a revision, or nothing
	} else if !info.IsDir() {
		return a.verifyPreviousArchive(f)
	}
	root, err := os.OpenRoot(f.previousPlace())
	if err != nil {
		return fmt.Errorf("--previous: %w", err)
	}
	defer root.Close()
	if !datarelease.IsRelease(root.FS()) {
		return nil
	}
	version, report, err := records.VerifyPrevious(root.FS(), f.trust.public)
	switch {
	case err != nil:
		return fmt.Errorf("--previous: %w", err)
	case len(report.Findings) > 0:
		a.printFindings(report)
		a.say("--previous: %s is not as it was published", report.What)
		return errFound
	case version == next.Version:
		return nil
	}
	return records.FollowsPrevious(next, version, f.trust.accepted)
}

func (a *app) verifyPreviousArchive(f *releaseFlags) error {
	v, err := compare.Verify(f.previous, f.trust.public, "", a.jobs)
	if err != nil {
		return fmt.Errorf("--previous: %w", err)
	}
	if len(v.Findings) > 0 {
		a.printFindings(v.Report)
		a.say("--previous: %s is not as it was published", v.What)
		return errFound
	}
	return nil
}

// releaseSite makes the site that offers the data and shows what changed.
func (a *app) releaseSite(in *datarelease.Input, p *loaded, base string, changes *history.Changes) (tree.Tree, error) {
	var found diag.List
	guides, err := a.guides(&found)
	if err != nil {
		return nil, err
	}
	if err := a.report(&found); err != nil {
		return nil, err
	}
	catalog := *in.Catalog
	catalog.Records = history.SiteRecords(in, changes)
	data := func() tree.Tree { return in.Data }
	options := render.Options{Base: base, Date: in.Date, Jobs: a.jobs}
	if in.Signer != nil {
		if options.Signer, err = siteSigner(in.Signer, in.Date); err != nil {
			return nil, err
		}
	}
	made := render.Input{Catalog: &catalog, Data: data, Guides: guides, Licence: a.licence()}
	site, err := pages(made, p.files, options)
	return append(site, tree.Entry{Path: "README.txt", Data: render.Readme}), err
}
