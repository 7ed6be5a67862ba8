//go:build js && wasm

// Package glue lets a page call Go.
package glue

import "syscall/js"

// A Tool answers a request that may come with files. What it gives is of nil, strings, numbers, truths, bytes, []any
// and map[string]any; an error is what people are told.
type Tool func(request string, files map[string][]byte) (any, error)

// Serve answers the page for as long as it is open. The page calls
//
//	pes(tool, request, files)
//
// where files is an array of [name, Uint8Array], and gets an array: the value, and what went wrong or "".
func Serve(tools map[string]Tool) {
	js.Global().Set("pes", js.FuncOf(func(_ js.Value, args []js.Value) any {
		files := map[string][]byte{}
		for i := range args[2].Length() {
			pair := args[2].Index(i)
			data := make([]byte, pair.Index(1).Length())
			js.CopyBytesToGo(data, pair.Index(1))
			files[pair.Index(0).String()] = data
		}
		value, err := tools[args[0].String()](args[1].String(), files)
		if err != nil {
			return []any{nil, err.Error()}
		}
		return []any{value, ""}
	}))
	select {}
}

// Bytes are bytes for the page.
func Bytes(data []byte) any {
	out := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(out, data)
	return out
}
