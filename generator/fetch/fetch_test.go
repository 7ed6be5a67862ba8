package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// impatient is a Fetcher that trusts the servers of tests and waits for nobody.
func impatient(s *httptest.Server) *Fetcher {
	f := New()
	f.Pause, f.Timeout = time.Millisecond, 300*time.Millisecond
	f.Client.Transport = s.Client().Transport
	return f
}

// badServer answers each path in another way; asked counts, elsewhere is the address of another server.
func badServer(asked *atomic.Int32, elsewhere func() string) *http.ServeMux {
	mux := http.NewServeMux()
	handle := func(path string, h http.HandlerFunc) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { asked.Add(1); h(w, r) })
	}
	handle("/key", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "a key") })
	handle("/moved", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/key", http.StatusFound) })
	handle("/other-host", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere()+"/key", http.StatusFound)
	})
	handle("/to-http", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1:1/key", http.StatusFound)
	})
	handle("/to-file", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	})
	handle("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	handle("/hang", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	handle("/drip", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			fmt.Fprint(w, "x")
			w.(http.Flusher).Flush()
			time.Sleep(20 * time.Millisecond)
		}
	})
	handle("/huge", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "1073741824") })
	handle("/endless", func(w http.ResponseWriter, r *http.Request) {
		for chunk := strings.Repeat("x", 1<<16); r.Context().Err() == nil; {
			if _, err := fmt.Fprint(w, chunk); err != nil {
				return
			}
		}
	})
	handle("/gone", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	handle("/broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	handle("/busy", func(w http.ResponseWriter, _ *http.Request) {
		if asked.Load() < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		fmt.Fprint(w, "a key")
	})
	handle("/reset", func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			c.Close()
		}
	})
	handle("/short", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		fmt.Fprint(w, "half")
	})
	return mux
}

// Servers that hang, redirect, lie and fail: what each gives, and how often it is asked.
func TestGet(t *testing.T) {
	var asked atomic.Int32
	var other *httptest.Server
	mux := badServer(&asked, func() string { return other.URL })
	server := httptest.NewTLSServer(mux)
	other = httptest.NewTLSServer(mux)
	defer server.Close()
	defer other.Close()
	for _, c := range []struct {
		path, want, err string
		asked           int32
	}{
		{"/key", "a key", "", 1},
		{"/moved", "a key", "", 2},
		{"/other-host", "a key", "", 2},
		{"/to-http", "", "is not https", 1},
		{"/to-file", "", "not an address that is fetched", 1},
		{"/round", "", "five times", 5},
		{"/hang", "", "no whole answer within 300ms", 3},
		{"/drip", "", "no whole answer within 300ms", 3},
		{"/huge", "", "has 1073741824 bytes", 1},
		{"/endless", "", "more than 1048576 bytes", 1},
		{"/gone", "", "404 Not Found", 1},
		{"/broken", "", "500 Internal Server Error", 3},
		{"/busy", "a key", "", 3},
		{"/reset", "", "EOF", 3},
		{"/short", "", "unexpected EOF", 3},
	} {
		asked.Store(0)
		start := time.Now()
		got, err := impatient(server).Get(context.Background(), server.URL+c.path)
		wrong := err != nil && !strings.Contains(err.Error(), c.err)
		if string(got) != c.want || (err == nil) != (c.err == "") || wrong {
			t.Errorf("%s: %q, %v", c.path, got, err)
		}
		if asked.Load() < c.asked || asked.Load() > c.asked+2 { // a lost connection is tried again by the library too
			t.Errorf("%s was asked %d times, not %d", c.path, asked.Load(), c.asked)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s took %s", c.path, took)
		}
	}
}

// A certificate that nobody vouches for is no server to ask, and neither is one that is not there.
func TestGetDistrusts(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	server.Config.ErrorLog = nil
	f := New()
	f.Pause = time.Millisecond
	if _, err := f.Get(context.Background(), server.URL); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Error(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	_, err = f.Get(context.Background(), "https://"+l.Addr().String())
	if err == nil || !strings.Contains(err.Error(), "refused") {
		t.Error(err)
	}
}

// Plain http is for tests alone, and for the addresses they name.
func TestGetPlain(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "x") }))
	defer server.Close()
	f := impatient(server)
	if _, err := f.Get(context.Background(), server.URL); err == nil {
		t.Error("http was fetched")
	}
	f.Plain = func(u *url.URL) bool { return u.Hostname() == "127.0.0.1" }
	if got, err := f.Get(context.Background(), server.URL); err != nil || string(got) != "x" {
		t.Error(got, err)
	}
}

// Whoever interrupts does not wait for the time to run out.
func TestGetIsInterrupted(t *testing.T) {
	hang := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	server := httptest.NewTLSServer(http.HandlerFunc(hang))
	defer server.Close()
	f := impatient(server)
	f.Timeout = time.Minute
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	start := time.Now()
	if _, err := f.Get(ctx, server.URL); !errors.Is(err, context.Canceled) || time.Since(start) > 5*time.Second {
		t.Error(err, time.Since(start))
	}
}
