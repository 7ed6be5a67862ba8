// Pages writes the pages of content/docs that say what the code says: the rules and the keys of sources.
//
//	go run ./generator/pages content/docs
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"pes/generator/rules"
	"pes/generator/schema"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: pages FOLDER")
		os.Exit(2)
	}
	for name, text := range pages() {
		if err := os.WriteFile(filepath.Join(os.Args[1], name), text, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "pages:", err)
			os.Exit(1)
		}
	}
}

// pages are the texts by file name.
func pages() map[string][]byte {
	return map[string][]byte{"../../generator/rules/short.toml": rules.Short(),
		"rules.md": rules.Reference(), "toml-reference.md": schema.Reference()}
}
