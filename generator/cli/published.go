package cli

import (
	"errors"
	"fmt"
	"path/filepath"

	"pes/generator/compare"
	"pes/generator/datarelease"
	"pes/generator/diag"
	"pes/generator/english"
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
