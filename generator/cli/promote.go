package cli

import (
	"cmp"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"pes/generator/datarelease"
	"pes/generator/diag"
	"pes/generator/history"
	"pes/generator/model"
)

func (a *app) promote() *cobra.Command {
	var out string
	var trust trustFlags
	cmd := command("promote", cobra.ExactArgs(2), func(args []string) error {
		version, channel := args[0], args[1]
		if err := cmp.Or(model.ValidVersion(version), model.ValidChannel(channel)); err != nil {
			return errUsage{err}
		}
		if err := trust.read(); err != nil {
			return err
		}
		return a.promoteTo(a.publicDir(out), version, channel, &trust)
	})
	cmd.Flags().StringVar(&out, "out", "", outHelp)
	trust.add(cmd, "a file with the public key that must have signed the release")
	return cmd
}

func (a *app) promoteTo(out, version, channel string, trust *trustFlags) error {
	root, manifest, err := datarelease.Open(out, version)
	if err != nil {
		return err
	}
	defer root.Close()
	records, err := history.Open(a.dir, out)
	if err != nil {
		return err
	}
	defer records.Close()
	unlock, err := records.Lock()
	if err != nil {
		return err
	}
	defer unlock()
	if err := records.Check(channel); err != nil {
		return err
	}
	release, report, err := records.Verify(version, trust.public, trust.accepted)
	switch {
	case err != nil:
		return err
	case report != nil:
		a.printFindings(report)
		a.say("release %s is not as it was made: %s offers what it did", version, channel)
		return errFound
	}
	if err := records.Follows(release, channel, trust.accepted); err != nil {
		return err
	}
	if err := records.Publish(channel, manifest, nil); err != nil {
		return fmt.Errorf("%s does not offer %s yet, or the records do not say so: mend this and run the same again, "+
			"which completes it: %w", channel, version, err)
	}
	_, err = fmt.Fprintf(a.out, "%s: %s\n", diag.Printable(filepath.Join(out, channel)), version)
	return err
}
