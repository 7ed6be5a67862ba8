package serve

import (
	"io/fs"
	"path"
	"strings"
)

// Static is a server of a site that was built: the files of a folder or an archive, as they are. It watches nothing.
func Static(site fs.FS) *Server {
	return &Server{changed: make(chan struct{}), problems: []byte("[]"), files: func(name string) ([]byte, bool) {
		name = strings.TrimSuffix(name, "/")
		for _, name := range []string{name, path.Join(name, "index.html"), name + ".html"} {
			if data, err := fs.ReadFile(site, name); err == nil { // a folder cannot be read
				return data, true
			}
		}
		return nil, false
	}}
}
