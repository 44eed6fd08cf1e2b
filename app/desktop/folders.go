package desktop

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settleTime is how long after a change a file is looked at once more, all changes in
// between being one: four times a second is as often as the menu is redrawn.
const settleTime = 250 * time.Millisecond

// folders tells of changes of files by what the system says, so that nothing is polled.
type folders struct {
	watcher *fsnotify.Watcher

	mu    sync.Mutex
	wants []*want
}

// want is an interest in a file, and all whose names begin with its name, or in a folder
// where name is "".
type want struct {
	dir, name string
	changed   chan struct{}
	waiting   bool // it will be told once more
}

func watchFolders() (*folders, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch for changed files: %w", err)
	}
	f := &folders{watcher: w}
	go f.run()
	return f, nil
}

func (f *folders) close() { _ = f.watcher.Close() }

// changes gives an element at a change, and one more after settleTime, for the files in dir
// whose name begins with name. A folder that isn't there is made, for this
// user alone; where it can't be watched, nothing ever comes.
func (f *folders) changes(dir, name string) <-chan struct{} {
	w := &want{dir: filepath.Clean(dir), name: name, changed: make(chan struct{}, 1)}
	f.mu.Lock()
	for i, old := range f.wants { // asked for again
		if old.dir == w.dir && old.name == name {
			w = f.wants[i]
			f.mu.Unlock()
			return w.changed
		}
	}
	f.wants = append(f.wants, w)
	f.mu.Unlock()
	if os.MkdirAll(w.dir, 0o700) == nil {
		_ = f.watcher.Add(w.dir)
	}
	return w.changed
}

func (f *folders) run() {
	for {
		select {
		case e, open := <-f.watcher.Events:
			if !open {
				return
			}
			if e.Op != fsnotify.Chmod {
				f.tell(filepath.Dir(e.Name), filepath.Base(e.Name))
			}
		case _, open := <-f.watcher.Errors: // too much at once: all may have changed
			if !open {
				return
			}
			f.tell("", "")
		}
	}
}

// tell wakes those who want to know of a file; of all of them where dir is "".
func (f *folders) tell(dir, name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, w := range f.wants {
		if dir != "" && (dir != w.dir || !strings.HasPrefix(name, w.name)) || w.waiting {
			continue
		}
		w.waiting = true
		poke(w.changed)
		time.AfterFunc(settleTime, func() {
			f.mu.Lock()
			w.waiting = false
			f.mu.Unlock()
			poke(w.changed)
		})
	}
}
