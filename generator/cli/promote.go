package cli

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"pes/generator/datarelease"
	"pes/generator/history"
	"pes/generator/model"
)

func (a *app) promote() *cobra.Command {
	var out string
	cmd := command("promote", cobra.ExactArgs(2), func(args []string) error {
		version, channel := args[0], args[1]
		if err := cmp.Or(model.ValidVersion(version), model.ValidChannel(channel)); err != nil {
			return errUsage{err}
		}
		return a.promoteTo(a.publicDir(out), version, channel)
	})
	cmd.Flags().StringVar(&out, "out", "", outHelp)
	return cmd
}

func (a *app) promoteTo(out, version, channel string) error {
	root, err := os.OpenRoot(filepath.Join(out, datarelease.Folder(version)))
	if err != nil {
		return fmt.Errorf("there is no release %s in %s: %w", version, out, err)
	}
	defer root.Close()
	if r := datarelease.VerifyRelease(root.FS(), nil); len(r.Findings) > 0 {
		a.printFindings(r)
		a.say("release %s is not as it was made: %s offers what it did", version, channel)
		return errFound
	}
	manifest, err := datarelease.ReadManifest(root.FS())
	if err != nil {
		return err
	}
	records, err := history.Open(a.dir, out)
	if err != nil {
		return err
	}
	defer records.Close()
	if err := records.Check(channel); err != nil {
		return err
	}
	if err := datarelease.Point(out, channel, version); err != nil {
		return err
	}
	if err := records.UpdateChannels(manifest); err != nil {
		return fmt.Errorf("%s offers %s, and the records do not say so yet: mend this and run the same again, "+
			"which completes it: %w", channel, version, err)
	}
	_, err = fmt.Fprintf(a.out, "%s: %s\n", filepath.Join(out, channel), version)
	return err
}
