package models

import (
	"os"
	"path/filepath"
	"strings"
)

// Garbage is a file or folder of the store that nothing needs.
type Garbage struct {
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"`
	Why   string `json:"why"`
	model Model  // whose lock is taken to remove it
}

// Garbage lists what may be removed: what killed processes have left, files known to be
// damaged, parts of downloads whose file is there; with stopped, also those of downloads
// that could be gone on with. What other tools have put there isn't touched.
func (s Store) Garbage(c Catalogue, stopped bool) ([]Garbage, error) {
	entries, err := os.ReadDir(s.Dir)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, &StoreError{Op: "read", Path: s.Dir, Err: err}
	}
	known := map[string]Model{}
	for _, m := range s.everyModel(c) {
		known[m.File] = s.pinned(m)
	}
	var list []Garbage
	for _, e := range entries {
		file, why := s.useless(known, e.Name(), stopped)
		m, ok := known[file]
		if !ok {
			m = Model{ID: file, File: file}
		}
		if why != "" && !s.Busy(m) {
			path := filepath.Join(s.Dir, e.Name())
			list = append(list, Garbage{Path: path, Bytes: sizeOf(path), Why: why, model: m})
		}
	}
	return list, nil
}

// useless says of which model's file an entry of the store is, and why it isn't needed;
// "" where it may be.
func (s Store) useless(known map[string]Model, name string, stopped bool) (file, why string) {
	if strings.HasPrefix(name, importing) {
		return importLock.File, "an import that was stopped"
	}
	if rest, found := strings.CutPrefix(name, "."); found {
		if file, _, found := strings.Cut(rest, ".parts-"); found {
			return file, "packages of a download that was stopped"
		}
		return "", ""
	}
	if m, found := known[name]; found {
		if state, err := s.State(m); err == nil && state == Damaged {
			return name, "a damaged model"
		}
		return "", ""
	}
	file, found := strings.CutSuffix(strings.TrimSuffix(strings.TrimSuffix(name, ".new"), ".json"), ".partial")
	if !found || !formFile.MatchString(file) {
		return "", ""
	}
	m, found := known[file]
	switch state, err := s.State(m); {
	case !found:
		// Without Caro's journal it may be another program's.
		if _, err := os.Lstat(journalPath(filepath.Join(s.Dir, file))); err == nil {
			return file, "part of a model that isn't known any more"
		}
	case err == nil && state == Intact:
		return file, "part of a download whose model is here"
	case stopped:
		return file, "part of a download that was stopped"
	}
	return "", ""
}

// Collect removes garbage that nobody has begun to use since, and returns the bytes freed.
func (s Store) Collect(list []Garbage) (freed int64, err error) {
	for _, g := range list {
		held, err := tryLock(s.lockPath(g.model), true)
		if err != nil {
			continue // in use by now
		}
		err = os.RemoveAll(g.Path)
		held.release()
		if err != nil {
			return freed, &StoreError{Op: "remove", Path: g.Path, Err: err}
		}
		freed += g.Bytes
	}
	return freed, nil
}

// sizeOf is what a file, or all in a folder, takes.
func sizeOf(path string) (sum int64) {
	_ = filepath.WalkDir(path, func(_ string, e os.DirEntry, err error) error {
		if err != nil {
			return nil //nolint:nilerr // what can't be seen isn't counted
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			sum += info.Size()
		}
		return nil
	})
	return sum
}
