//go:build js && wasm

// Package glue lets a page call Go: the page has one function, and speaks JSON.
package glue

import (
	"bytes"
	"encoding/json"
	"syscall/js"
)

// A Tool answers a request, JSON, that may come with files. What it gives is made JSON; an error is what people are told.
type Tool func(request []byte, files map[string][]byte) (any, error)

// Serve answers the page for as long as it is open. The page calls
//
//	pes(tool, request, files)
//
// where files is an array of [name, Uint8Array], and gets {"value": ...} or {"error": "..."}, as text.
func Serve(tools map[string]Tool) {
	js.Global().Set("pes", js.FuncOf(func(_ js.Value, args []js.Value) any {
		files := map[string][]byte{}
		for i := range args[2].Length() {
			pair := args[2].Index(i)
			data := make([]byte, pair.Index(1).Length())
			js.CopyBytesToGo(data, pair.Index(1))
			files[pair.Index(0).String()] = data
		}
		var answer struct {
			Value any    `json:"value,omitempty"`
			Error string `json:"error,omitempty"`
		}
		value, err := tools[args[0].String()]([]byte(args[1].String()), files)
		if err != nil {
			answer.Error = err.Error()
		} else {
			answer.Value = value
		}
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(&answer); err != nil {
			return `{"error": "the answer cannot be written"}`
		}
		return b.String()
	}))
	select {}
}

// Decode makes a tool of a function that wants its request decoded.
func Decode[T any](f func(T, map[string][]byte) (any, error)) Tool {
	return func(request []byte, files map[string][]byte) (any, error) {
		var t T
		if err := json.Unmarshal(request, &t); err != nil {
			return nil, err
		}
		return f(t, files)
	}
}
