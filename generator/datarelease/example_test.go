package datarelease_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"pes/generator/datarelease"
	"pes/generator/model"
	"pes/generator/tree"
)

// A data release of one tree with one file is made, published and verified.
func Example() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	events := tree.Entry{Path: "data/leapp-0.21/rocky/el8/etc/leapp/files/pes-events.json", Data: []byte("{}")}
	files, manifest, err := datarelease.Make(datarelease.Input{
		Version: "2026.3", Date: time.Unix(0, 0), Catalog: &model.Catalog{}, Data: tree.Tree{events}, Jobs: 1,
	})
	if err == nil {
		_, err = datarelease.Publish(dir, "2026.3", files, false, 1)
	}
	if err == nil {
		err = datarelease.Point(dir, "testing", "2026.3")
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	report := datarelease.VerifyRelease(os.DirFS(filepath.Join(dir, "testing")), nil)
	fmt.Println(report.What, report.Findings, manifest.Leapp, manifest.Trees[0].Distro)
	// Output: release 2026.3 [] [0.21] rocky
}
