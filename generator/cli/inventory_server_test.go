package cli

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"pes/generator/internal/repos"
)

// serveScript serves the folder www of a script over http as $SERVER.
func serveScript(e *testscript.Env) {
	server := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(e.WorkDir, "www"))))
	e.Defer(server.Close)
	e.Setenv("SERVER", server.URL)
	e.Setenv("PES_CACHE", filepath.Join(e.WorkDir, ".cache"))
}

// repodataCommand is "repodata DIR FILE": writes the metadata of a repository, and nothing else of it. FILE has a
// package a line: name, version, architecture, and words such as source=httpd, provides=webserver, file=/usr/bin/ab,
// requires=bash, obsoletes=apache, stream=httpd:2.4 or default=httpd:2.4.
func repodataCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: repodata DIR FILE")
	}
	repo := repos.Repository{Defaults: map[string]string{}}
	for line := range strings.Lines(ts.ReadFile(args[1])) {
		if words := strings.Fields(line); len(words) > 2 {
			addPackage(&repo, words)
		} else if len(words) > 0 {
			repo.Revision = words[0]
		}
	}
	for name, data := range repo.Files() {
		name = filepath.Join(ts.MkAbs(args[0]), name)
		ts.Check(os.MkdirAll(filepath.Dir(name), 0o777))
		ts.Check(os.WriteFile(name, data, 0o666))
	}
}

// addPackage adds the package of a line to a repository.
func addPackage(repo *repos.Repository, words []string) {
	p := repos.Package{Name: words[0], EVR: words[1], Arch: words[2]}
	p.Provides = []string{p.Name + " = " + p.EVR}
	for _, w := range words[3:] {
		key, value, _ := strings.Cut(w, "=")
		module, stream, _ := strings.Cut(value, ":")
		switch key {
		case "source":
			p.Source = value
		case "provides":
			p.Provides = append(p.Provides, value)
		case "requires":
			p.Requires = append(p.Requires, value)
		case "obsoletes":
			p.Obsoletes = append(p.Obsoletes, value+" < 99")
		case "file":
			p.Files = append(p.Files, value)
		case "stream", "default":
			if key == "default" {
				repo.Defaults[module] = stream
			}
			i := slices.IndexFunc(repo.Streams, func(s repos.Stream) bool {
				return s.Name == module &&
					s.Stream == stream
			})
			if i < 0 {
				i = len(repo.Streams)
				repo.Streams = append(repo.Streams, repos.Stream{Name: module, Stream: stream})
			}
			repo.Streams[i].Artifacts = append(repo.Streams[i].Artifacts, p.NEVRA())
		}
	}
	repo.Packages = append(repo.Packages, p)
}
