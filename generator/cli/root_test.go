package cli

import (
	"archive/tar"
	"os"

	"github.com/rogpeppe/go-internal/testscript"

	"pes/generator/internal/roots"
)

// machineCommand is "machine DIR FILE [yum]": makes the folder the root of a machine with the packages of a file, as
// package roots reads them, and their repositories as yum or as dnf records them.
func machineCommand(ts *testscript.TestScript, neg bool, args []string) {
	yum := len(args) == 3 && args[2] == "yum"
	if neg || len(args) != 2 && !yum {
		ts.Fatalf("usage: machine DIR FILE [yum]")
	}
	ts.Check(roots.Write(ts.MkAbs(args[0]), ts.ReadFile(args[1]), yum))
}

// tarCommand is "tar FILE DIR": packs a folder.
func tarCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: tar FILE DIR")
	}
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	w := tar.NewWriter(f)
	ts.Check(w.AddFS(os.DirFS(ts.MkAbs(args[1]))))
	ts.Check(w.Close())
}
