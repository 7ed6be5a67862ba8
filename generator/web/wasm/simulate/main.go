//go:build js && wasm

// Command simulate is what the page simulate/ of the site runs. It speaks JSON.
package main

import (
	"encoding/json"

	"pes/generator/simulate"
	"pes/generator/web/simulator"
	"pes/generator/web/wasm/glue"
)

func main() {
	var s simulator.Simulator
	glue.Serve(map[string]glue.Tool{
		"load": tool(func(from []simulator.Source, files map[string][]byte) (any, error) {
			return s.Load(from, files["pack"])
		}),
		"run":      tool(func(q simulator.Question, _ map[string][]byte) (any, error) { return s.Run(q) }),
		"packages": tool(func(hop int, _ map[string][]byte) (any, error) { return s.Packages(hop) }),
		"csv":      tool(func(struct{}, map[string][]byte) (any, error) { return s.CSV() }),
		"text":     tool(func(why bool, _ map[string][]byte) (any, error) { return s.Text(why) }),
	})
}

// tool makes a tool of a function: its request is decoded, its value written as JSON.
func tool[T any](f func(T, map[string][]byte) (any, error)) glue.Tool {
	return func(request string, files map[string][]byte) (any, error) {
		var t T
		if err := json.Unmarshal([]byte(request), &t); err != nil {
			return nil, err
		}
		value, err := f(t, files)
		if err != nil {
			return nil, err
		}
		text, err := simulate.JSON(value)
		return string(text), err
	}
}
