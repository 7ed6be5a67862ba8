package serve_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"pes/generator/diag"
	"pes/generator/serve"
	"pes/generator/tree"
)

// A change of a source is served, a mistake leaves the pages of the last good build.
func TestRebuild(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := filepath.Join(dir, "content", "page.toml")
	write := func(text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("one")
	built := make(chan string, 100)
	build := func() (*serve.Result, error) {
		text, err := os.ReadFile(name)
		r := &serve.Result{Site: func() tree.Tree { return tree.Tree{{Path: "site/index.html", Data: text}} }}
		if string(text) == "wrong" {
			r.List.Errorf(diag.Pos{File: &diag.File{Name: "page.toml"}}, "syntax", "this is wrong")
		}
		built <- string(text)
		return r, err
	}
	ctx, stop := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	s := serve.New(dir, build, func(string) {})
	go func() { done <- s.Run(ctx, "127.0.0.1:0", func(url string) { ready <- url }) }()
	url := <-ready
	if got := get(t, url); got != "one" {
		t.Errorf("the first page is %q", got)
	}
	for _, x := range []struct{ write, page string }{{"two", "two"}, {"wrong", "two"}, {"three", "three"}} {
		write(x.write)
		await(t, built, x.write)
		if got := get(t, url); got != x.page {
			t.Errorf("after %q the page is %q", x.write, got)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// await waits until a text was built, and a moment more, until it is served.
func await(t *testing.T, built <-chan string, text string) {
	t.Helper()
	for limit := time.After(20 * time.Second); ; {
		select {
		case got := <-built:
			if got == text {
				time.Sleep(50 * time.Millisecond)
				return
			}
		case <-limit:
			t.Fatalf("%q was not built in 20 seconds", text)
		}
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func ExampleServer() {
	build := func() (*serve.Result, error) {
		return &serve.Result{Site: func() tree.Tree {
			return tree.Tree{{Path: "site/index.html",
				Data: []byte("hello")}}
		}}, nil
	}
	ctx, stop := context.WithCancel(context.Background())
	err := serve.New(".", build, func(string) {}).Run(ctx, "127.0.0.1:0", func(url string) {
		answer, err := http.Get(url)
		if err == nil {
			text, _ := io.ReadAll(answer.Body)
			answer.Body.Close()
			fmt.Println(string(text))
		}
		stop()
	})
	fmt.Println(err)
	// Output:
	// hello
	// <nil>
}

// Pages come with the headers that the site asks its host for, and a connection that says nothing is closed.
func TestHeaders(t *testing.T) {
	t.Parallel()
	asked := "/*\n  Content-Security-Policy: default-src 'none'\n  Strict-Transport-Security: max-age=1\n" +
		"/api/*\n  Access-Control-Allow-Origin: *\n  Cache-Control: public\n"
	build := func() (*serve.Result, error) {
		return &serve.Result{Site: func() tree.Tree {
			return tree.Tree{{Path: "site/_headers", Data: []byte(asked)}, {Path: "site/index.html"},
				{Path: "site/api/x.json", Data: []byte("{}")}}
		}}, nil
	}
	ctx, stop := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	s := serve.New(t.TempDir(), build, func(string) {})
	go func() { done <- s.Run(ctx, "127.0.0.1:0", func(url string) { ready <- url }) }()
	url := <-ready
	for path, want := range map[string]map[string]string{
		"": {"Content-Security-Policy": "default-src 'none'", "Access-Control-Allow-Origin": "",
			"Cache-Control": "no-store", "Strict-Transport-Security": "", "X-Content-Type-Options": "nosniff"},
		"api/x.json": {"Content-Security-Policy": "default-src 'none'", "Access-Control-Allow-Origin": "*",
			"Cache-Control": "no-store"},
		"nowhere": {"Content-Security-Policy": "default-src 'none'"},
	} {
		resp, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		for name, value := range want {
			if got := resp.Header.Get(name); got != value {
				t.Errorf("/%s: %s is %q, want %q", path, name, got, value)
			}
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A site that was built is served as it is: no script that reloads pages, nothing that is watched.
func TestStatic(t *testing.T) {
	t.Parallel()
	site := fstest.MapFS{"index.html": {Data: []byte("<!doctype html>home</body>")},
		"p/ntp/index.html": {Data: []byte("<!doctype html>ntp")}, "data.bin": {Data: []byte("bytes")},
		"_headers": {Data: []byte("/*\n  Content-Security-Policy: default-src 'none'\n")}}
	ctx, stop := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- serve.Static(site).Run(ctx, "127.0.0.1:0", func(url string) { ready <- url }) }()
	url := <-ready
	for path, want := range map[string]string{"": "<!doctype html>home</body>", "p/ntp/": "<!doctype html>ntp",
		"data.bin": "bytes", "p/": "<!doctype html><meta charset=\"utf-8\"><title>Not here</title>" +
			"<h1>There is no such page</h1></body>\n"} {
		if got := get(t, url+path); got != want {
			t.Errorf("/%s is %q, want %q", path, got, want)
		}
	}
	resp, err := http.Get(url)
	if err != nil || resp.Header.Get("Content-Security-Policy") != "default-src 'none'" {
		t.Errorf("%v, without the headers that the site asks for", err)
	}
	resp.Body.Close()
	if resp, err := http.Get(url + "p/ntp"); err != nil || resp.Request.URL.Path != "/p/ntp/" {
		t.Errorf("a folder without a slash at its end stays where it is: %v", err)
	} else {
		resp.Body.Close()
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
