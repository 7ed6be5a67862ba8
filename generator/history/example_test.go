package history_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pes/generator/datarelease"
	"pes/generator/history"
	"pes/generator/model"
	"pes/generator/tree"
)

// A data release is published, and its record says which channel offers it.
func Example() {
	project, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(project)
	published := filepath.Join(project, "dist", "public")
	records, err := history.Open(project, published)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer records.Close()
	events := tree.Entry{Path: "data/leapp-0.21/rocky/el8/etc/leapp/files/pes-events.json", Data: []byte("{}")}
	files, manifest, err := datarelease.Make(datarelease.Input{
		Version: "2026.3", Date: time.Unix(0, 0), Catalog: &model.Catalog{}, Data: tree.Tree{events}, Jobs: 1,
	})
	if err == nil {
		_, err = datarelease.Publish(published, "2026.3", files, false, 1)
	}
	if err == nil {
		err = records.Publish("testing", manifest, history.NoChanges("2026.3"))
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := os.ReadFile(filepath.Join(project, history.Folder, "2026.3.toml"))
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "version") || strings.HasPrefix(line, "channels") {
			fmt.Print(line)
		}
	}
	fmt.Println(err)
	// Output:
	// version  = "2026.3"
	// channels = ["testing"]
	// <nil>
}
