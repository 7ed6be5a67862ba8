package serve

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// no file changes before a build begins: an editor that saves writes several times
	quiet    = 8 * time.Millisecond
	patience = 100 * time.Millisecond // a build waits for quiet at most
)

// watcher watches the sources of a project, folders that come and go included.
type watcher struct {
	dir     string
	changes chan struct{}
	notify  *fsnotify.Watcher
}

func newWatcher(dir string) (*watcher, error) {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watching %s: %w", dir, err)
	}
	w := &watcher{dir: dir, changes: make(chan struct{}, 1), notify: n}
	if err := w.follow(); err != nil {
		n.Close()
		const question = "is the limit of watched folders reached (fs.inotify.max_user_watches)?"
		return nil, fmt.Errorf("watching %s: %w; %s", dir, err, question)
	}
	go w.collect()
	return w, nil
}

// follow watches the project and every folder of its sources that is there now. One that vanishes meanwhile is no
// error.
func (w *watcher) follow() error {
	if err := w.notify.Add(w.dir); err != nil { // its content/ may be taken away and come back
		return err
	}
	for _, top := range []string{"content", "vendors"} {
		err := filepath.WalkDir(filepath.Join(w.dir, top), func(name string, d fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return nil
			case err != nil || !d.IsDir():
				return err
			case strings.HasPrefix(d.Name(), "."):
				return fs.SkipDir
			}
			if err := w.notify.Add(name); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// collect combines the many events of saving a file into one change.
func (w *watcher) collect() {
	for {
		if !w.next() {
			close(w.changes)
			return
		}
		limit := time.After(patience)
		for pending := true; pending; {
			select {
			case <-limit:
				pending = false
			case <-time.After(quiet):
				pending = false
			case _, ok := <-w.notify.Events:
				if !ok {
					close(w.changes)
					return
				}
			}
		}
		_ = w.follow() // what cannot be watched now is tried again with the next change
		select {
		case w.changes <- struct{}{}:
		default: // a build is due already
		}
	}
}

// next waits for an event that may matter; false when there are no more. An error, such as a queue that ran over, may
// have swallowed one.
func (w *watcher) next() bool {
	for {
		select {
		case e, ok := <-w.notify.Events:
			if !ok {
				return false
			}
			if w.matters(e) {
				return true
			}
		case _, ok := <-w.notify.Errors:
			return ok
		}
	}
}

// matters reports whether an event may have changed a source: a hidden file is none, and beside the sources only they
// count.
func (w *watcher) matters(e fsnotify.Event) bool {
	name := filepath.Base(e.Name)
	if filepath.Dir(e.Name) == filepath.Clean(w.dir) && name != "content" && name != "vendors" {
		return false
	}
	return !strings.HasPrefix(name, ".") && e.Op != fsnotify.Chmod
}
