package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/leapp"
	"pes/generator/list"
	"pes/generator/render"
	"pes/generator/tree"
)

// buildFlags are the flags of pes build.
type buildFlags struct {
	out        string
	only       string   // data, site, or "" for both
	issue      string   // the address of the forge's form for reports
	revision   string   // of the sources
	base, edit string   // addresses of the site, and of the forge's editor
	releases   string   // the address at which releases are published
	sign       string   // the file of a secret key
	versions   []string // of Leapp
	leapp      leapp.Options
	gzip       bool
	archive    bool // of the whole site
}

func (f *buildFlags) data() bool { return f.only != "site" }
func (f *buildFlags) site() bool { return f.only != "data" }

func (a *app) build() *cobra.Command {
	var f buildFlags
	cmd := command("build", cobra.NoArgs, func([]string) error {
		if err := a.checkBuild(&f); err != nil {
			return err
		}
		// Most of what a build makes lives until its end: collecting less often costs memory and saves a fifth of the
		// time. The limit keeps large projects from paying for it.
		defer debug.SetGCPercent(debug.SetGCPercent(300))
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(425 << 20))
		return a.buildProject(&f)
	})
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "", "the output folder; default: dist in the project")
	flags.StringSliceVar(&f.versions, "leapp", nil,
		"Leapp versions to write for, or all; default: those in the distributions' files")
	flags.StringSliceVar(&f.leapp.Distros, "distro", nil,
		"distributions to write; files of other distributions stay as they are; default: all")
	flags.StringSliceVar(&f.leapp.Arches, "arch", nil, "architectures to write; default: all")
	flags.StringSliceVar(&f.leapp.Vendors, "vendor", nil, "vendors to write; \"\" for none; default: all")
	flags.StringSliceVar(&f.leapp.Tags, "tag", nil, "write only events with one of these tags; default: all events")
	flags.StringVar(&f.only, "only", "", "the part to build: data or site; the other stays as it is")
	flags.StringVar(&f.base, "base-url", "",
		"the address of the site: for canonical links, the sitemap and the page for missing pages")
	flags.StringVar(&f.edit, "edit-url", "", "the address where the forge edits the sources, "+
		"such as https://host/project/edit/main/: for links to it")
	flags.StringVar(&f.releases, "releases-url", "", "the address at which releases are published (dist/public): "+
		"for links to archives, and .repo files for dnf")
	flags.StringVar(&f.issue, "issue-url", "", "the address of the forge's form for reports, such as "+
		"https://host/project/issues/new, for a link on each page that fills it in: as GitHub, Gitea and Forgejo "+
		"take it, or at {title} and {body}, for GitLab https://host/project/-/issues/new?issue[title]={title}"+
		"&issue[description]={body}")
	flags.StringVar(&f.revision, "revision", "",
		"what the sources are a revision of, such as a git commit: each page names it")
	flags.StringVar(&f.sign, "sign", "", "a file with the secret OpenPGP key that signs the archives of the site")
	flags.BoolVar(&f.archive, "archive", false, "offer the whole site in one archive, too, which pes serve takes")
	flags.BoolVar(&f.gzip, "gzip", false,
		"write a compressed copy (.gz) beside each text file of the site, for web servers that send these")
	return cmd
}

// checkBuild rejects invalid flags and fills in defaults.
func (a *app) checkBuild(f *buildFlags) (err error) {
	if !slices.Contains([]string{"", "data", "site"}, f.only) {
		return wrongCall("no part %q to build: data or site", f.only)
	}
	if f.gzip && !f.site() {
		return wrongCall("--gzip compresses the site, and --only data builds none")
	}
	if f.archive && !f.site() {
		return wrongCall("--archive is of the site, and --only data builds none")
	}
	if f.sign != "" && !f.site() {
		return wrongCall("--sign signs the archives of the site, and --only data builds none")
	}
	if _, err := render.ParseIssue(f.issue); err != nil {
		return errUsage{err}
	}
	for _, address := range []string{f.base, f.edit, f.releases} {
		if _, err := render.ParseBase(address); err != nil {
			return errUsage{err}
		}
	}
	if f.leapp.Versions, err = versionRows(f.versions); err != nil {
		return errUsage{err}
	}
	if f.leapp.Date, err = buildDate(); err != nil {
		return errUsage{err}
	}
	f.leapp.Jobs = a.jobs
	if f.out == "" {
		f.out = filepath.Join(a.dir, "dist")
	}
	if err := a.checkOutside(f.out); err != nil {
		return err
	}
	return checkOurs(f.out)
}

func (a *app) buildProject(f *buildFlags) error {
	p, err := a.load()
	if err != nil {
		return err
	}
	if err := checkSelection(p.catalog, &f.leapp); err != nil {
		return errUsage{err}
	}
	if p.list.Failed() {
		return a.report(&p.list)
	}
	writer := leapp.NewWriter(p.catalog)
	trees := sync.OnceValues(func() (tree.Tree, diag.List) { return writer.Write(f.leapp) })
	guides, err := a.guides(&p.list)
	if err != nil {
		return err
	}
	var files tree.Tree
	if f.site() {
		in := render.Input{Catalog: p.catalog, Data: f.offered(writer, trees), Guides: guides,
			Licence: a.licence()}
		options := render.Options{Base: f.base, Edit: f.edit, Issue: f.issue, Revision: f.revision,
			Date: f.leapp.Date, Jobs: a.jobs, Archive: f.archive, Releases: f.releases}
		if options.Signer, err = a.archiveSigner(f.sign, p.catalog, f.leapp.Date); err != nil {
			return err
		}
		if files, err = pages(in, p.files, options); err != nil {
			return err
		}
		if f.gzip {
			files = append(files, files.Gzip()...)
		}
	}
	built := 0
	if f.data() {
		data, notes := trees()
		p.list.Merge(notes)
		built, files = leapp.CountTrees(data), append(data, files...)
	}
	p.list.Sort()
	if err := a.report(&p.list); err != nil {
		return err
	}
	if f.data() && built == 0 {
		return errors.New("nothing to build: no upgrade path of the distributions chosen exists " +
			"in the Leapp versions chosen")
	}
	if err := a.writeBuild(f, files, built); err != nil {
		return err
	}
	if f.data() {
		if len(f.leapp.Tags) > 0 {
			a.say("only events with these tags are written: Leapp does not know what happens to any other package. " +
				"That is not enough for an upgrade")
		}
		a.sayAllowed(&p.list)
		a.sayAbsentKeys(p.catalog, f.leapp.Distros)
	}
	return nil
}

// offered returns the trees that the site offers: those for the Leapp versions that distributions name, whatever is
// built.
func (f *buildFlags) offered(w *leapp.Writer, built func() (tree.Tree, diag.List)) func() tree.Tree {
	return func() tree.Tree {
		if len(f.leapp.Versions)+len(f.leapp.Distros) > 0 || f.leapp.Partial() {
			files, _ := w.Write(leapp.Options{Date: f.leapp.Date, Jobs: f.leapp.Jobs})
			return files
		}
		files, _ := built()
		return files
	}
}

// writeBuild writes what changed and says how much that was. The build answers for the folders of the parts it made.
func (a *app) writeBuild(f *buildFlags, files tree.Tree, trees int) error {
	what := english.Count(trees, "tree") + " and the site"
	switch f.only {
	case "data":
		what = english.Count(trees, "tree")
	case "site":
		what = "the site"
	}
	result, err := files.Write(f.out, a.jobs, f.parts()...)
	if err != nil {
		return fmt.Errorf("build: %w", err)
	}
	a.warnForeign(f.out, result.Foreign)
	removed := ""
	if result.Removed > 0 {
		removed = fmt.Sprintf(", %d removed", result.Removed)
	}
	_, err = fmt.Fprintf(a.out, "%s: %s, %s, %d written%s\n",
		diag.Printable(f.out), what, english.Count(result.Files, "file"), result.Written, removed)
	return err
}

// parts are the folders of the output that a build is about: what an earlier one wrote elsewhere stays.
func (f *buildFlags) parts() (parts []string) {
	if f.site() {
		parts = append(parts, "site")
	}
	switch {
	case !f.data():
	case len(f.leapp.Distros) == 0:
		parts = append(parts, "data")
	default:
		versions := []string{"*"}
		if len(f.leapp.Versions) > 0 {
			versions = list.Map(f.leapp.Versions, func(v *leapp.Version) string { return "leapp-" + v.Name })
		}
		for _, version := range versions {
			for _, distro := range f.leapp.Distros {
				parts = append(parts, "data/"+version+"/"+distro)
			}
		}
	}
	return parts
}

// warnForeign warns of files in the output folder that pes did not write.
func (a *app) warnForeign(out string, names []string) {
	const shown = 10
	for i, name := range names {
		if i == shown {
			a.say("and %d more files that are not ours", len(names)-i)
			break
		}
		a.say("%s is not ours and stays; remove it if a machine should not get it", filepath.Join(out, name))
	}
}
