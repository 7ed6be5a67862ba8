// Package serve shows a project in a browser while it is written: whenever a source changes it is built anew, and pages
// that are open reload where they were, or show what is wrong.
//
//	s := serve.New(".", build, log)
//	err := s.Run(ctx, "127.0.0.1:8000", func(url string) { fmt.Println(url) })
//
// [Static] serves a site that was built, as it is.
//
// It only answers requests from this machine that use its own name, so that web pages from elsewhere cannot reach it.
// What it serves is in memory; nothing is written.
package serve

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"mime"
	"net"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"syscall"
	"time"

	"pes/generator/diag"
	"pes/generator/list"
	"pes/generator/tree"
)

// A Result is a build. Site and Data are called when something of them is asked for first.
type Result struct {
	Site, Data func() tree.Tree
	List       diag.List // what is wrong; with errors nothing was built
}

// A Server is a project that is watched and shown.
type Server struct {
	dir   string
	build func() (*Result, error) // nil: what is served was built before
	say   func(string)            // hears of every build

	mu       sync.Mutex
	files    func(string) ([]byte, bool) // of the last build without errors
	problems []byte                      // of the last build, as JSON: [] is none
	built    int                         // counts builds that changed what is served; 0 for one that was built before
	changed  chan struct{}               // closed with the next build
}

// New is a server of the project in dir.
func New(dir string, build func() (*Result, error), say func(string)) *Server {
	return &Server{dir: dir, build: build, say: say, problems: []byte("[]"), changed: make(chan struct{}),
		files: func(string) ([]byte, bool) { return nil, false }}
}

// Run builds, serves and watches until the context ends; ready hears the address.
func (s *Server) Run(ctx context.Context, address string, ready func(url string)) error {
	listener, err := net.Listen("tcp4", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		const advice = "name another port with --port, or 0 for any that is free"
		return fmt.Errorf("%s is in use, perhaps by another pes serve: %s", address, advice)
	}
	if err != nil {
		return err
	}
	var changes chan struct{} // of a site that was built before there are none
	if s.build != nil {
		w, err := newWatcher(s.dir)
		if err != nil {
			listener.Close()
			return err
		}
		defer w.notify.Close()
		changes = w.changes
		s.rebuild()
	}
	server := &http.Server{Handler: s, ReadHeaderTimeout: silence, ReadTimeout: silence, WriteTimeout: silence,
		IdleTimeout: silence, MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return ctx }}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	ready("http://" + listener.Addr().String() + "/")
	for {
		select {
		case <-ctx.Done():
			server.Close()
			<-done
			return nil
		case err := <-done:
			return err
		case _, ok := <-changes:
			if !ok {
				return fmt.Errorf("watching %s: it cannot be watched any more", s.dir)
			}
			s.rebuild()
		}
	}
}

// silence is how long a connection may be silent, or take to send a request or to take an answer.
const silence = 30 * time.Second

// rebuild builds the project and notifies open pages.
func (s *Server) rebuild() {
	start := time.Now()
	r, err := s.build()
	if err != nil {
		r = &Result{}
		r.List.Errorf(diag.Pos{File: &diag.File{Name: s.dir}}, "project", "%v", err)
	}
	errs, warnings, problems := r.List.Count(diag.Error), r.List.Count(diag.Warning), []byte("[]")
	if r.List.Failed() {
		r.List.Sort()
		// only errors are shown in place of a page
		r.List.Drop(func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
		var b, compact bytes.Buffer
		if r.List.JSON(&b) == nil && json.Compact(&compact, b.Bytes()) == nil {
			problems = compact.Bytes()
		}
	}
	s.mu.Lock()
	s.problems = problems
	if !r.List.Failed() {
		s.files = finder(r)
		s.built++
	}
	close(s.changed)
	s.changed = make(chan struct{})
	s.mu.Unlock()
	if errs > 0 { // the list has them alone by now
		var text strings.Builder
		if r.List.Print(&text, diag.Text{}) == nil {
			for _, line := range strings.Split(strings.TrimSpace(text.String()), "\n") {
				s.say(line)
			}
		}
	}
	s.say(fmt.Sprintf("built in %d ms; errors: %d, warnings: %d", time.Since(start).Milliseconds(), errs, warnings))
}

// finder looks files up by their path below the address: those of the site as they are, those of the data below data/.
func finder(r *Result) func(string) ([]byte, bool) {
	index := func(build func() tree.Tree, prefix string) func() map[string]tree.Entry {
		return sync.OnceValue(func() map[string]tree.Entry {
			files := map[string]tree.Entry{} // pages are made when they are asked for
			if build != nil {
				for _, e := range build() {
					files[strings.TrimPrefix(e.Path, prefix)] = e
				}
			}
			return files
		})
	}
	site, data := index(r.Site, "site/"), index(r.Data, "")
	return func(name string) ([]byte, bool) {
		files := site()
		if strings.HasPrefix(name, "data/") || name == "data" {
			files = data()
		}
		if e, ok := files[name]; ok && !strings.HasSuffix(name, "/") {
			return e.Bytes(), true
		}
		for _, index := range []string{path.Join(name, "index.html"), strings.TrimSuffix(name, "/") + ".html"} {
			if e, ok := files[index]; ok {
				return e.Bytes(), true
			}
		}
		return listing(name, files)
	}
}

// listing is a page with what lies in a folder that has no page of its own.
func listing(name string, files map[string]tree.Entry) ([]byte, bool) {
	prefix := strings.TrimSuffix(name, "/") + "/"
	if name == "" {
		prefix = ""
	}
	var names []string
	for f := range files {
		rest, ok := strings.CutPrefix(f, prefix)
		entry, _, folder := strings.Cut(rest, "/")
		if folder {
			entry += "/"
		}
		if ok && entry != "" {
			names = append(names, entry)
		}
	}
	names = list.Distinct(names)
	if name == "" && len(names) == 0 {
		names = []string{"data/"} // a project without a site
	}
	if len(names) == 0 {
		return nil, false
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!doctype html><meta charset=\"utf-8\"><title>%s</title><h1>/%[1]s</h1><ul>\n",
		html.EscapeString(name))
	for _, n := range names {
		fmt.Fprintf(&b, "<li><a href=\"/%s\">%s</a></li>\n",
			html.EscapeString((&url.URL{Path: prefix + n}).EscapedPath()), html.EscapeString(n))
	}
	b.WriteString("</ul></body>\n")
	return b.Bytes(), true
}

//go:embed live.js
var script []byte

const scriptPath, eventsPath = "/.pes/live.js", "/.pes/events"

// ServeHTTP answers requests that use the name of this machine.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if host != "127.0.0.1" && host != "localhost" {
		// a request under another name comes from the page of another site
		http.Error(w, "pes serves 127.0.0.1 and localhost alone", http.StatusForbidden)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "pes serve only reads", http.StatusMethodNotAllowed)
		return
	}
	s.headers(w.Header(), r.URL.Path)
	switch r.URL.Path {
	case scriptPath:
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write(script)
	case eventsPath:
		s.events(w, r)
	default:
		if s.isFolder(strings.TrimPrefix(r.URL.Path, "/")) {
			// links of its page begin below it
			http.Redirect(w, r, path.Base(r.URL.EscapedPath())+"/", http.StatusMovedPermanently)
			return
		}
		s.file(w, strings.TrimPrefix(r.URL.Path, "/"))
	}
}

// isFolder reports whether an address without a slash at its end is that of a folder with a page.
func (s *Server) isFolder(name string) bool {
	if name == "" || strings.HasSuffix(name, "/") {
		return false
	}
	s.mu.Lock()
	find := s.files
	s.mu.Unlock()
	_, ok := find(name + "/index.html")
	return ok
}

// headers are those that the site asks its host for in _headers, so that a page which they break breaks here first.
// What it says about caches and encrypted connections is for the real host alone.
func (s *Server) headers(h http.Header, path string) {
	s.mu.Lock()
	find := s.files
	s.mu.Unlock()
	asked, _ := find("_headers")
	fits := false
	for line := range strings.Lines(string(asked)) {
		pattern := strings.TrimSpace(line)
		if !strings.HasPrefix(line, " ") {
			prefix, any := strings.CutSuffix(pattern, "*")
			fits = any && strings.HasPrefix(path, prefix) || path == pattern
			continue
		}
		if name, value, ok := strings.Cut(pattern, ":"); ok && fits {
			h.Set(name, strings.TrimSpace(value))
		}
	}
	h.Del("Strict-Transport-Security")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
}

func (s *Server) file(w http.ResponseWriter, name string) {
	s.mu.Lock()
	find, built := s.files, s.built
	s.mu.Unlock()
	data, ok := find(name)
	status := http.StatusOK
	if !ok {
		status = http.StatusNotFound
		data = errorPage("Not here", "There is no such page")
		if built == 0 && s.build != nil {
			status = http.StatusServiceUnavailable
			data = errorPage("Not built", "Nothing was built yet")
		}
		name = "x.html"
	}
	kind := contentType(name, data)
	if strings.HasPrefix(kind, "text/html") && s.build != nil {
		data = withScript(data, built)
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	w.Write(data)
}

func errorPage(title, heading string) []byte {
	const page = "<!doctype html><meta charset=\"utf-8\"><title>%s</title><h1>%s</h1></body>\n"
	return fmt.Appendf(nil, page, title, heading)
}

// contentType is that of a file's name; a folder's page has none.
func contentType(name string, data []byte) string {
	switch ext := path.Ext(name); {
	case ext == ".html" || bytes.HasPrefix(data, []byte("<!doctype html")):
		return "text/html; charset=utf-8"
	case mime.TypeByExtension(ext) != "":
		return mime.TypeByExtension(ext)
	}
	return "text/plain; charset=utf-8"
}

// withScript adds the reload script to a page, with the number of the build it belongs to.
func withScript(page []byte, built int) []byte {
	tag := fmt.Appendf(nil, "<script src=%q data-built=\"%d\"></script>", scriptPath, built)
	if i := bytes.LastIndex(page, []byte("</body>")); i >= 0 {
		return append(append(bytes.Clone(page[:i]), tag...), page[i:]...)
	}
	return append(bytes.Clone(page), tag...)
}

// events tells an open page of every build, for as long as it is open: which one it is and what is wrong.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	flush := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	if err := flush.SetReadDeadline(time.Time{}); err != nil { // its request is read; the answer has no end
		return
	}
	for {
		if err := flush.SetWriteDeadline(time.Now().Add(silence)); err != nil {
			return
		}
		s.mu.Lock()
		built, problems, changed := s.built, s.problems, s.changed
		s.mu.Unlock()
		if _, err := fmt.Fprintf(w, "data: {\"built\":%d,\"problems\":%s}\n\n", built, problems); err != nil {
			return
		}
		if err := flush.Flush(); err != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-changed:
		case <-time.After(20 * time.Second): // so that closed pages are noticed
		}
	}
}
