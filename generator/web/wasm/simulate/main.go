//go:build js && wasm

// Command simulate is what the page simulate/ of the site runs.
package main

import (
	"pes/generator/web/simulator"
	"pes/generator/web/wasm/glue"
)

func main() {
	var s simulator.Simulator
	glue.Serve(map[string]glue.Tool{
		"load": glue.Decode(func(from simulator.Source, files map[string][]byte) (any, error) {
			from.Sums = files["SHA256SUMS"]
			return s.Load(from, files)
		}),
		"reads": glue.Decode(func(from struct{ Sums string }, _ map[string][]byte) (any, error) {
			return simulator.Paths(from.Sums), nil
		}),
		"run":      glue.Decode(func(q simulator.Question, _ map[string][]byte) (any, error) { return s.Run(q) }),
		"packages": glue.Decode(func(struct{}, map[string][]byte) (any, error) { return s.Packages() }),
		"text":     glue.Decode(func(why bool, _ map[string][]byte) (any, error) { return s.Text(why) }),
	})
}
