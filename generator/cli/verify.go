package cli

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/datarelease"
	"pes/generator/delta"
	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/model"
	"pes/generator/pgp"
	"pes/generator/published"
	"pes/generator/tree"
)

const verifyHelp = `Tell whether what was published still is what was: a release, an archive or RPM of one, or the files of a machine (/etc/leapp/files, or
the folder that stands for its /). Files are held against manifest.json, and that against its signature. Status 0: intact; 1: not.

--key FILE is the public key that must have signed. The key that comes with a release only says that the release is whole.
--release R is the release, or an archive of it, that the files of a machine are held against; what was changed is then also told
in meaning. Without it the manifest that came with the files is taken.`

// verifying is what verify was asked for.
type verifying struct{ key, release string }

func (a *app) verify() *cobra.Command {
	var q verifying
	cmd := &cobra.Command{Use: "verify DIR|ARCHIVE|RPM|RELEASE", Short: "whether what was published still is what was", Long: verifyHelp,
		Example: "  pes verify dist/public/stable --key key.asc\n  pes verify /etc/leapp/files --release leapp-data-rocky-el8-leapp0.21-2026.3.tar.gz\n  pes verify leapp-data-rocky-2026.3-1.leapp0.21.el7.noarch.rpm --key key.asc",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := a.oneOf([]string{"text", "json"}); err != nil {
				return err
			}
			return a.verifyWhat(args[0], &q)
		}}
	cmd.Flags().StringVar(&q.key, "key", "", "a file with the public key that must have signed")
	cmd.Flags().StringVar(&q.release, "release", "", "the release, or an archive of it, that the files of a machine are held against")
	cmd.Flags().StringVar(&a.format, "format", "text", "text or json")
	return cmd
}

func (a *app) verifyWhat(name string, q *verifying) error {
	var key []byte
	if q.key != "" {
		var err error
		if key, err = readUpTo(q.key, pgp.MaxSize); err != nil {
			return fmt.Errorf("--key: %w", err)
		}
		if _, _, err := pgp.Read(key); err != nil {
			return fmt.Errorf("--key %s: %w", q.key, err)
		}
	}
	info, err := os.Stat(name)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	if info.IsDir() {
		return a.verifyFolder(name, key, q)
	}
	data, err := readUpTo(name, maxArtifact)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	root, err := os.OpenRoot(releaseOf(name))
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	defer root.Close()
	switch {
	case strings.HasSuffix(name, ".rpm"):
		return a.verdict(datarelease.VerifyRPM(filepath.ToSlash(name), data, root.FS(), key), nil)
	case strings.HasSuffix(name, ".tar.gz") || strings.HasSuffix(name, ".tar.zst"):
		r, _ := datarelease.VerifyArchive(filepath.ToSlash(name), data, root.FS(), key)
		return a.verdict(r, nil)
	}
	return errUsage{fmt.Errorf("%s is no release, archive (.tar.gz, .tar.zst), RPM or folder", name)}
}

// releaseOf is the folder of the release that a package lies in, three folders deeper, else its own folder, where archives lie. A
// manifest that does not name the package, or is none, is somebody else's.
func releaseOf(name string) string {
	own := filepath.Dir(name)
	if !strings.HasSuffix(name, ".rpm") {
		return own
	}
	if abs, err := filepath.Abs(name); err == nil {
		name = abs
	}
	for dir, below, i := filepath.Dir(name), filepath.Base(name), 0; i < 4; i++ {
		if datarelease.Lists(os.DirFS(dir), filepath.ToSlash(below)) {
			return dir
		}
		dir, below = filepath.Dir(dir), filepath.Join(filepath.Base(dir), below)
	}
	return own
}

// maxArtifact is the size in bytes of the largest file of a release.
const maxArtifact = 1 << 30

func (a *app) verifyFolder(name string, key []byte, q *verifying) error {
	root, err := os.OpenRoot(name)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	defer root.Close()
	if datarelease.IsRelease(root.FS()) {
		return a.verdict(datarelease.VerifyRelease(root.FS(), key), nil)
	}
	machine := root
	if !isFolder(root.FS(), "etc/leapp/files") { // /etc/leapp/files itself
		abs, err := filepath.Abs(name)
		if err != nil {
			return err
		}
		if !strings.HasSuffix(filepath.ToSlash(abs), "/etc/leapp/files") {
			return fmt.Errorf("%s is no release (manifest.json) and has no etc/leapp/files", name)
		}
		if machine, err = os.OpenRoot(filepath.Join(abs, "..", "..", "..")); err != nil {
			return fmt.Errorf("verify: %w", err)
		}
		defer machine.Close()
	}
	if q.release == "" {
		return a.verdict(datarelease.VerifyTree(machine.FS(), nil, key), nil)
	}
	original, err := originals(q.release, machine.FS(), key)
	if err != nil {
		return fmt.Errorf("--release: %w", err)
	}
	r := datarelease.VerifyTree(machine.FS(), original, key)
	if !plainFiles(machine.FS()) { // a pipe would never end
		return a.verdict(r, nil)
	}
	meaning, err := a.meaning(original.Files, machine.FS())
	if err != nil {
		return err
	}
	return a.verdict(r, meaning)
}

func isFolder(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.IsDir()
}

// plainFiles reports that the files of a machine are files, which can be read.
func plainFiles(machine fs.FS) bool {
	err := fs.WalkDir(machine, "etc/leapp/files", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !d.Type().IsRegular() {
			err = fs.ErrInvalid
		}
		return err
	})
	return err == nil
}

// originals are the files that a machine should have, out of a release or an archive, which must be intact themselves.
func originals(name string, machine fs.FS, key []byte) (*datarelease.Original, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		root, err := os.OpenRoot(name)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		if r := datarelease.VerifyRelease(root.FS(), key); len(r.Findings) > 0 {
			return nil, fmt.Errorf("%s is not intact itself: %s: %s", name, r.Findings[0].Path, r.Findings[0].Message)
		}
		archive, err := datarelease.ArchiveFor(root.FS(), machine)
		if err != nil {
			return nil, err
		}
		name = filepath.Join(name, archive)
	}
	data, err := readUpTo(name, maxArtifact)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(releaseOf(name))
	if err != nil {
		return nil, err
	}
	defer root.Close()
	r, files := datarelease.VerifyArchive(filepath.ToSlash(name), data, root.FS(), key)
	switch {
	case len(r.Findings) > 0:
		return nil, fmt.Errorf("%s is not intact itself: %s", name, r.Findings[0].Message)
	case r.Tree() == nil:
		return nil, fmt.Errorf("%s holds no files of a machine", name)
	}
	return &datarelease.Original{Files: files, Report: r}, nil
}

// meaning is what differs between the files a machine should have and those it has.
func (a *app) meaning(was tree.Tree, machine fs.FS) (*delta.Delta, error) {
	fsys, err := was.FS()
	if err != nil {
		return nil, err
	}
	var sides [2]*model.Catalog
	for i, side := range []fs.FS{fsys, machine} {
		sub, err := fs.Sub(side, "etc/leapp/files")
		if err != nil {
			return nil, err
		}
		checkout, err := published.Data(sub, a.jobs, nil)
		if err != nil {
			return nil, fmt.Errorf("verify: %w", err)
		}
		sides[i] = checkout.Catalog
	}
	return delta.Compare(sides[0], sides[1], a.jobs), nil
}

// verdict prints what was found.
func (a *app) verdict(r *datarelease.Report, meaning *delta.Delta) error {
	if a.format == "json" {
		changes := []string{}
		if meaning != nil {
			changes = append(changes, meaning.Sentences()...)
		}
		if r.Findings == nil {
			r.Findings = []datarelease.Finding{}
		}
		err := a.json(struct {
			Intact bool `json:"intact"`
			*datarelease.Report
			Changes []string `json:"changes"`
		}{len(r.Findings) == 0, r, changes})
		if err == nil && len(r.Findings) > 0 {
			err = errFound
		}
		return err
	}
	a.printReport(r)
	if meaning != nil {
		for _, s := range meaning.Sentences() {
			fmt.Fprintf(a.out, "  %s\n", diag.Printable(s))
		}
	}
	by := "no signature looked at"
	switch {
	case r.Vouched:
		by = "signed by " + r.Signer
	case r.Signer != "":
		by = "signed by " + r.Signer + ", the key that came with it: --key says whose it must be"
	}
	if len(r.Findings) > 0 {
		fmt.Fprintf(a.out, "%s: not as it was published (%s)\n", diag.Printable(r.What), english.Count(len(r.Findings), "finding"))
		return errFound
	}
	_, err := fmt.Fprintf(a.out, "%s: intact, %s, %s\n", diag.Printable(r.What), english.Count(r.Files, "file"), by)
	return err
}
