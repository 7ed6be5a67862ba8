package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"pes/generator/compare"
	"pes/generator/datarelease"
	"pes/generator/diag"
	"pes/generator/english"
)

func (a *app) verify() *cobra.Command {
	var key, original string
	cmd := command("verify", cobra.ExactArgs(1), func(args []string) error {
		public, err := readPublicKey(key)
		if err != nil {
			return err
		}
		v, err := compare.Verify(args[0], public, original, a.jobs)
		if kind := (compare.KindError{}); errors.As(err, &kind) {
			return errUsage{err}
		}
		if err != nil {
			return err
		}
		return a.printVerification(v)
	})
	cmd.Flags().StringVar(&key, "key", "", "a file with the public key that must have signed")
	cmd.Flags().StringVar(&original, "release", "",
		"the release, or an archive of it, to compare the files of a machine with")
	a.formatFlag(cmd, "text or json", "text", "json")
	return cmd
}

func (a *app) printVerification(v compare.Verification) error {
	changes := []string{}
	if v.Changes != nil {
		changes = append(changes, v.Changes.Sentences()...)
	}
	intact, err := len(v.Findings) == 0, error(nil)
	if a.format == "json" {
		v.Findings = append([]datarelease.Finding{}, v.Findings...) // so that JSON has [], not null
		err = a.json(struct {
			Intact bool `json:"intact"`
			*datarelease.Report
			Changes []string `json:"changes"`
		}{intact, v.Report, changes}, " ")
	} else {
		err = a.verificationText(v.Report, changes)
	}
	if err == nil && !intact {
		err = errFound
	}
	return err
}

func (a *app) verificationText(r *datarelease.Report, changes []string) error {
	a.printFindings(r)
	for _, s := range changes {
		fmt.Fprintf(a.out, "  %s\n", diag.Printable(s))
	}
	by := "no signature looked at"
	switch {
	case r.Vouched:
		by = "signed by " + r.Signer
	case r.Signer != "":
		by = "signed by " + r.Signer + ", the key that came with it: --key says whose it must be"
	}
	conclusion := fmt.Sprintf("intact, %s, %s", english.Count(r.Files, "file"), by)
	if n := len(r.Findings); n > 0 {
		conclusion = fmt.Sprintf("not as it was published (%s)", english.Count(n, "finding"))
	}
	_, err := fmt.Fprintf(a.out, "%s: %s\n", diag.Printable(r.What), conclusion)
	return err
}
