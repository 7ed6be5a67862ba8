//go:build js && wasm

// Command compose is what the page compose/ of the site runs, and downloads/ for files of one's own choice.
package main

import (
	"errors"
	"net/url"
	"runtime/debug"
	"strconv"
	"time"

	"pes/generator/web/composer"
	"pes/generator/web/wasm/glue"
)

func main() {
	debug.SetGCPercent(400) // most of what is compiled lives until the answer
	var c *composer.Composer
	form := func(f func(url.Values) (any, error)) glue.Tool {
		return func(request string, _ map[string][]byte) (any, error) {
			values, err := url.ParseQuery(request)
			if err != nil {
				return nil, err
			}
			if c == nil {
				return nil, errors.New("the sources were not loaded")
			}
			return f(values)
		}
	}
	glue.Serve(map[string]glue.Tool{
		"load": func(_ string, files map[string][]byte) (_ any, err error) {
			if c, err = composer.Load(files["sources"], time.Now()); err != nil {
				return nil, err
			}
			return composer.Value(c.Words()), nil
		},
		"event":  form(func(v url.Values) (any, error) { return made(c.Event(v)) }),
		"vendor": form(func(v url.Values) (any, error) { return made(c.Vendor(v)) }),
		"check": form(func(v url.Values) (any, error) {
			date, err := date(v)
			if err != nil {
				return nil, err
			}
			found, err := c.Check(v.Get("file"), v.Get("toml"), date)
			return composer.Value(found), err
		}),
		"files": form(func(v url.Values) (any, error) {
			date, err := date(v)
			if err != nil {
				return nil, err
			}
			files, err := c.Files(v, date)
			if err != nil {
				return nil, err
			}
			out := []any{}
			for _, f := range files {
				out = append(out, []any{f.Path, glue.Bytes(f.Bytes())})
			}
			return out, nil
		}),
	})
}

// date returns the date of the site, which is written into files.
func date(v url.Values) (time.Time, error) {
	seconds, err := strconv.ParseInt(v.Get("date"), 10, 64)
	return time.Unix(seconds, 0), err
}

// made is what a form becomes. A mistake in a field is an answer, as the page shows it there.
func made(m *composer.Made, err error) (any, error) {
	if wrong, ok := err.(*composer.FieldError); ok {
		return composer.Value(wrong), nil
	}
	return composer.Value(m), err
}
