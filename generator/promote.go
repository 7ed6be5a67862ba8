package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"pes/generator/diag"
	"pes/generator/release"
	"pes/generator/tree"
)

func (a *app) promote() *cobra.Command {
	var out string
	cmd := &cobra.Command{Use: "promote VERSION CHANNEL", Short: "make a channel offer a release that is there: the very same bytes",
		Long: "Make OUT/CHANNEL a link to OUT/releases/VERSION, in one step. The release is verified first. What the channel offered before stays\n" +
			"in OUT/releases, so that promoting it again is the way back.",
		Example: "  pes promote 2026.3 testing\n  pes promote 2026.3 stable", Args: usageArgs(cobra.ExactArgs(2)),
		RunE: func(_ *cobra.Command, args []string) error {
			version, channel := args[0], args[1]
			if err := release.ValidVersion(version); err != nil {
				return errUsage{err}
			}
			if err := release.ValidChannel(channel); err != nil {
				return errUsage{err}
			}
			return a.promoteTo(a.publicDir(out), version, channel)
		}}
	cmd.Flags().StringVar(&out, "out", "", "the folder of all releases and channels; default: dist/public in the project")
	return cmd
}

func (a *app) promoteTo(out, version, channel string) error {
	root, err := os.OpenRoot(filepath.Join(out, release.Folder(version)))
	if err != nil {
		return fmt.Errorf("there is no release %s in %s: %w", version, out, err)
	}
	defer root.Close()
	if r := release.VerifyRelease(root.FS(), nil); len(r.Findings) > 0 {
		a.printReport(r)
		fmt.Fprintf(a.err, "pes: release %s is not as it was made: %s offers what it did\n", version, channel)
		return errFound
	}
	manifest, err := release.ReadManifest(root.FS())
	if err != nil {
		return err
	}
	if err := release.Point(out, channel, version); err != nil {
		return err
	}
	if err := a.record(out, manifest); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "%s: %s\n", filepath.Join(out, channel), version)
	return err
}

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
	quote := func(list []string) string {
		words := make([]string, 0, len(list))
		for _, w := range list {
			words = append(words, strconv.Quote(w))
		}
		return "[" + strings.Join(words, ", ") + "]"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Written by pes release and pes promote.\nversion  = %q\ndate     = %q\n", m.Version, m.Date)
	if m.Revision != "" {
		fmt.Fprintf(&b, "revision = %q\n", m.Revision)
	}
	fmt.Fprintf(&b, "sources  = %q\nchannels = %s\nleapp    = %s\n", m.Sources, quote(channels), quote(m.Leapp))
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
	if err := root.MkdirAll("content/releases", 0o777); err != nil {
		return fmt.Errorf("record: %w", err)
	}
	name := "content/releases/" + m.Version + ".toml"
	if old, err := root.ReadFile(name); err == nil {
		if string(old) == b.String() {
			return nil
		}
		return tree.Replace(root, name, []byte(b.String()))
	}
	return tree.Create(root, name, []byte(b.String()))
}

// printReport prints what is not as it was published.
func (a *app) printReport(r *release.Report) {
	for _, f := range r.Findings {
		name := ""
		if f.Path != "" {
			name = f.Path + ": "
		}
		fmt.Fprintf(a.out, "%s%s: %s\n", diag.Printable(name), f.Kind, diag.Printable(f.Message))
	}
}
