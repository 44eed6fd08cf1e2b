package models

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// The process that fetches a model says how far it is in a file beside it, so that others
// can follow, and looks for one by which others ask it to pause.

// hidden is the path of a file of the store that belongs to the file of m.
func (s Store) hidden(m Model, what string) string { return filepath.Join(s.Dir, "."+m.File+"."+what) }

func (s Store) lockPath(m Model) string  { return s.hidden(m, "lock") }
func (s Store) newsPath(m Model) string  { return s.hidden(m, "news.json") }
func (s Store) pausePath(m Model) string { return s.hidden(m, "pause") }

const maxNews = 64 << 10 // bytes

// News returns what was said last about fetching m, by whichever process; ok is false
// where nothing was, or where the file has come since. Whether somebody is at it still,
// Busy says.
func (s Store) News(m Model) (e Event, ok bool) {
	// A process that was killed just then has left its last news.
	if there, _ := s.State(m); there == Intact {
		return Event{}, false
	}
	data, err := readSmall(s.newsPath(m), maxNews)
	if err != nil || json.Unmarshal(data, &e) != nil || e.Model != m.ID {
		return Event{}, false
	}
	return e, true
}

// Busy reports whether a process is fetching m.
func (s Store) Busy(m Model) bool {
	held, err := tryLock(s.lockPath(m), false)
	if err == nil {
		held.release()
	}
	return errors.Is(err, errHeld)
}

// Left is how many bytes of m an earlier download has left to go on from.
func (s Store) Left(m Model) int64 {
	info, err := os.Lstat(partialPath(s.Path(m)))
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return info.Size()
}

// Pause has the process that is fetching m stop and keep what it has; pulling it again
// goes on. It reports whether there was such a process.
func (s Store) Pause(m Model) (bool, error) {
	if !s.Busy(m) {
		return false, nil
	}
	if err := os.WriteFile(s.pausePath(m), nil, 0o600); err != nil {
		return true, &StoreError{Op: "write", Path: s.pausePath(m), Err: err}
	}
	return true, nil
}

func (s Store) pausing(m Model) bool {
	_, err := os.Lstat(s.pausePath(m))
	return err == nil
}

// errPaused is why a download ends that somebody has paused.
var errPaused = errors.New("paused")

// PausedError says that a download was paused, from here or by another process.
type PausedError struct {
	Model Model
	Done  int64 // bytes that are kept
}

func (e *PausedError) Error() string {
	return "the download of " + e.Model.ID + " is paused; " + FormatBytes(e.Done) + " of " + FormatBytes(e.Model.Bytes) + " are here"
}

// Hint says how to go on.
func (e *PausedError) Hint() string { return "go on with: caro models resume " + e.Model.ID }

// teller writes news to the file, four times a second at most but for changes of state.
type teller struct {
	store Store
	model Model
	mu    sync.Mutex
	last  Event
	when  time.Time
}

func (t *teller) tell(e Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e.State == t.last.State && time.Since(t.when) < moveEvery/2 {
		return
	}
	t.last, t.when = e, time.Now()
	if e.State == Ready {
		t.remove()
		return
	}
	if data, err := json.Marshal(e); err == nil {
		// Not brought to the disk: after a power cut it says nothing of use.
		_ = replaceFile(t.store.newsPath(t.model), data, false)
	}
}

// forget removes what was said.
func (t *teller) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.remove()
}

func (t *teller) remove() {
	for _, name := range written(t.store.newsPath(t.model)) {
		_ = os.Remove(name)
	}
}
