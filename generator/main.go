// Command pes compiles package evolution, written in TOML, into the files that Leapp reads during an upgrade.
package main

import (
	"os"

	"pes/generator/cli"
)

func main() { os.Exit(cli.Main()) }
