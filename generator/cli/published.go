package cli

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"pes/generator/compare"
	"pes/generator/datarelease"
	"pes/generator/diag"
	"pes/generator/english"
	"pes/generator/history"
	"pes/generator/pgp"
	"pes/generator/source"
)

// This file has what the commands about published data share: diff, release, promote and verify.

// outHelp is the help of --out.
const outHelp = "the folder of all releases and channels; default: dist/public in the project"

// publicDir is the folder of all data releases and channels: of a flag, else dist/public in the project.
func (a *app) publicDir(out string) string {
	if out == "" {
		return filepath.Join(a.dir, "dist", "public")
	}
	return out
}

// printFindings prints what differs from what was published.
func (a *app) printFindings(r *datarelease.Report) {
	for _, f := range r.Findings {
		name := ""
		if f.Path != "" {
			name = f.Path + ": "
		}
		fmt.Fprintf(a.out, "%s%s: %s\n", diag.Printable(name), f.Kind, diag.Printable(f.Message))
	}
}

// sideError prints why a side of a comparison does not compile, and passes other errors on.
func (a *app) sideError(err error) error {
	var failed *compare.CompileError
	if !errors.As(err, &failed) {
		return err
	}
	if err := a.printText(&failed.List); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	a.say("%s does not compile: nothing is compared", failed.Name)
	return errFound
}

// warnUnreadable warns that a part of a side cannot be compared.
func (a *app) warnUnreadable(name string, s *compare.Side) {
	if n := len(s.Unreadable); n > 0 {
		a.say("%s: %s cannot be read and takes no part (pes audit says why)", name, english.Count(n, "file"))
	}
}

// trustFlags say whom to believe about a release.
type trustFlags struct {
	key      string
	accept   []string
	public   []byte
	accepted history.Accepted
}

func (f *trustFlags) add(cmd *cobra.Command, keyHelp string) {
	cmd.Flags().StringVar(&f.key, "key", "", keyHelp)
	cmd.Flags().StringSliceVar(&f.accept, "accept", nil,
		"allow what could be an attack: "+english.Or(history.Doubts))
}

// read reads the key, and what is accepted.
func (f *trustFlags) read() (err error) {
	if f.accepted, err = history.ParseAccepted(f.accept); err != nil {
		return wrongCall("--accept: %w", err)
	}
	f.public, err = readPublicKey(f.key)
	return err
}

// readPublicKey reads the key that a flag names; nil where it names none.
func readPublicKey(name string) ([]byte, error) {
	if name == "" {
		return nil, nil
	}
	key, err := source.ReadFile(name, pgp.MaxSize)
	if err != nil {
		return nil, fmt.Errorf("--key: %w", err)
	}
	if _, _, err := pgp.Read(key); err != nil {
		return nil, fmt.Errorf("--key %s: %w", name, err)
	}
	return key, nil
}
