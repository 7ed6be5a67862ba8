package main

import (
	"flag"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"pes/generator/render"
)

var update = flag.Bool("update", false, "rewrite golden files")

func TestMain(m *testing.M) {
	programs = func() *render.Programs { return nil } // whether make built them is not for these tests to see
	testscript.Main(m, map[string]func(){"pes": main})
}

// Every script in testdata/script is a small manual of one feature: input files, commands, what they print and write.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			here, err := os.Getwd()
			e.Vars = append(e.Vars, "SOURCE_DATE_EPOCH=1767225600", "NO_COLOR=1", "RPMS="+here+"/rpmfile/testdata")
			return err
		},
	})
}
