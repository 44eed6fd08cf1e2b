package models

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Store is a folder of model files under the names of the catalogue. Files that
// other tools put there are used like its own, after the same check.
type Store struct {
	Dir string
}

// DefaultStore returns the store in the folder of CacheDir.
func DefaultStore() (Store, error) {
	dir, err := CacheDir()
	if err != nil {
		return Store{}, err
	}
	return Store{Dir: filepath.Join(dir, "models")}, nil
}

// Path is where the file of m lies, or belongs.
func (s Store) Path(m Model) string { return filepath.Join(s.Dir, m.File) }

// Presence is what can be said of a model's file without reading it.
type Presence string

// The kinds of presence.
const (
	Absent    Presence = "absent"
	Unchecked Presence = "unchecked" // the size is right, the hash not yet known
	Intact    Presence = "intact"    // checked, and unchanged since
	Damaged   Presence = "damaged"   // wrong size, or checked and wrong
)

// State looks at the file of m without reading it. The error is a *StoreError.
func (s Store) State(m Model) (Presence, error) {
	info, err := s.stat(m)
	if errors.Is(err, ErrMissing) {
		return Absent, nil
	}
	if err != nil {
		return Absent, err
	}
	if !m.known() {
		return Unchecked, nil
	}
	if info.Size() != m.Bytes {
		return Damaged, nil
	}
	switch s.readVerdicts().hash(m.File, info) {
	case "":
		return Unchecked, nil
	case m.SHA256:
		return Intact, nil
	}
	return Damaged, nil
}

// Ready returns the path of the file of m once it is known to be the one of
// the catalogue. The first time the whole file is hashed, and tell, which may
// be nil, hears of it by Verifying events; afterwards the verdict is remembered
// for as long as size, time of change and inode stay. The error is a
// *MissingError, a *DamagedError, a *StoreError, or that of ctx; for a model of which nothing
// is known, and whose file is taken as it is, also a *LocalError.
func (s Store) Ready(ctx context.Context, m Model, tell func(Event)) (string, error) {
	path := s.Path(m)
	info, err := s.stat(m)
	if err != nil {
		return "", err
	}
	if !m.known() {
		return path, s.adopt(ctx, m, tell)
	}
	damaged := &DamagedError{Model: m, Path: path, Want: m.SHA256, WantBytes: m.Bytes, GotBytes: info.Size()}
	if info.Size() != m.Bytes {
		return "", damaged
	}
	got := s.readVerdicts().hash(m.File, info)
	if got == "" {
		if got, info, err = hashFile(ctx, path, verifying(m, tell)); err != nil {
			return "", err
		}
		if info.Size() != m.Bytes {
			damaged.GotBytes = info.Size()
			return "", damaged
		}
		// A folder that can't be written to is no fault: it is hashed again
		// the next time.
		_ = s.remember(ctx, m.File, info, got)
	}
	if got != m.SHA256 {
		damaged.Got = got
		return "", damaged
	}
	return path, nil
}

// adopt pins a file that somebody has put into the store under the name of m, of which
// nothing was known.
func (s Store) adopt(ctx context.Context, m Model, tell func(Event)) error {
	file, err := Local(s.Path(m))
	if err != nil {
		return err
	}
	m.Bytes = file.Bytes
	hash, info, err := hashFile(ctx, s.Path(m), verifying(m, tell))
	if err != nil {
		return err
	}
	m.Bytes, m.SHA256 = info.Size(), hash
	// A folder that can't be written to is no fault, as in Ready.
	_ = s.pin(ctx, m)
	_ = s.remember(ctx, m.File, info, hash)
	return nil
}

// stat finds the file of m, through links.
func (s Store) stat(m Model) (os.FileInfo, error) {
	path := s.Path(m)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, &MissingError{Model: m, Path: path}
	case err != nil:
		return nil, &StoreError{Op: "read", Path: path, Err: err}
	case !info.Mode().IsRegular():
		return nil, &StoreError{Op: "read", Path: path, Err: errors.New("it is not a plain file")}
	}
	return info, nil
}

// verifying turns the bytes that were hashed into events.
func verifying(m Model, tell func(Event)) func(done int64) {
	if tell == nil {
		return func(int64) {}
	}
	return func(done int64) {
		tell(Event{Model: m.ID, State: Verifying, Done: done, Total: m.Bytes, Percent: percent(done, m.Bytes)})
	}
}

// Remove deletes the file of m and what an earlier download has left of it, and forgets
// what was pinned. It reports whether there was anything, and how many bytes that was.
// While a process fetches m the error says so.
func (s Store) Remove(m Model) (there bool, freed int64, err error) {
	if _, err := os.Stat(s.Dir); err != nil {
		return false, 0, nil
	}
	held, err := tryLock(s.lockPath(m), true)
	if errors.Is(err, errHeld) {
		return false, 0, hinted{fmt.Errorf("model %s is being fetched by another process", m.ID), "stop that first: caro models pause " + m.ID}
	}
	if err != nil {
		return false, 0, err
	}
	defer held.release()
	path := s.Path(m)
	list := append([]string{path, partialPath(path), s.pausePath(m)}, written(journalPath(path))...)
	for _, name := range append(list, written(s.newsPath(m))...) {
		info, err := os.Lstat(name)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.Remove(name)
		}
		if err != nil {
			return there, freed, &StoreError{Op: "remove", Path: name, Err: err}
		}
		there = true
		if info.Mode().IsRegular() {
			freed += info.Size()
		}
	}
	if err := s.unpin(context.Background(), m); err != nil {
		return there, freed, &StoreError{Op: "write", Path: filepath.Join(s.Dir, pinFile), Err: err}
	}
	return there, freed, nil
}

// make creates the folder of the store.
func (s Store) make() error {
	if s.Dir == "" {
		return errors.New("the store of models has no folder")
	}
	if err := os.MkdirAll(s.Dir, 0o755); err != nil {
		return &StoreError{Op: "create", Path: s.Dir, Err: err}
	}
	info, err := os.Stat(s.Dir)
	if err == nil && !info.IsDir() {
		err = errors.New("it is not a folder")
	}
	if err != nil {
		return &StoreError{Op: "use", Path: s.Dir, Err: fmt.Errorf("folder of models: %w", err)}
	}
	return nil
}
