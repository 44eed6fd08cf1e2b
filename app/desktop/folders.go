package desktop

import (
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

// lookEvery is how often files are looked at that the system can't watch.
const lookEvery = 5 * time.Second

// folders tells of changes of files by what the system says, so that nothing is polled;
// where its limits are used up, or a folder isn't there, every few seconds.
type folders struct {
	watcher *fsnotify.Watcher // nil where there is none
	closed  chan struct{}

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

func watchFolders() *folders {
	f := &folders{closed: make(chan struct{})}
	if w, err := fsnotify.NewWatcher(); err == nil {
		f.watcher = w
		go f.run()
	}
	return f
}

func (f *folders) close() {
	close(f.closed)
	if f.watcher != nil {
		_ = f.watcher.Close()
	}
}

// changes gives an element at a change, and one more after settleTime, for the files in dir
// whose name begins with name. A folder that isn't there is made, for this user alone.
func (f *folders) changes(dir, name string) <-chan struct{} {
	w := &want{dir: filepath.Clean(dir), name: name, changed: make(chan struct{}, 1)}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, old := range f.wants { // asked for again
		if old.dir == w.dir && old.name == name {
			return old.changed
		}
	}
	f.wants = append(f.wants, w)
	if !f.watch(w.dir) {
		go f.look(w)
	}
	return w.changed
}

// watch reports whether the system tells of changes in a folder from now on.
func (f *folders) watch(dir string) bool {
	return f.watcher != nil && os.MkdirAll(dir, 0o700) == nil && f.watcher.Add(dir) == nil
}

// look wakes who wants to know of a file now and then, until it can be watched.
func (f *folders) look(w *want) {
	for {
		select {
		case <-f.closed:
			return
		case <-time.After(lookEvery):
		}
		poke(w.changed)
		if f.watch(w.dir) {
			return
		}
	}
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

// poke leaves one element in a channel.
func poke(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}
