package models

import (
	"context"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// pin is what was found out about a model whose size and hash the catalogue doesn't say:
// once written, the file must be that one, whoever sends it and whenever. Of a file of the
// hub it is what the hub said at the first download; of another, what came then.
type pin struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Purpose string `json:"purpose,omitempty"`
	Bytes   int64  `json:"bytes"`
	SHA256  string `json:"sha256,omitempty"` // "" until all of it has come
	// Hub has the commit as revision, so that all parts of a file come from the same.
	Hub *HubFile  `json:"hub,omitempty"`
	URL string    `json:"url,omitempty"`
	At  time.Time `json:"at"` // when it was pinned
}

const (
	pinFile   = ".pinned.json"
	pinLock   = ".pinned.lock"
	pinSchema = 1
)

// pins is the content of the pin file, by name of the model's file.
type pins struct {
	Schema int            `json:"schema"`
	Files  map[string]pin `json:"files"`
}

func (s Store) readPins() pins {
	var p pins
	if data := s.readOwn(pinFile); json.Unmarshal(data, &p) != nil || p.Schema != pinSchema {
		return pins{Schema: pinSchema}
	}
	maps.DeleteFunc(p.Files, func(file string, pin pin) bool {
		return !formFile.MatchString(file) || pin.Bytes <= 0 || pin.ID == "" || pin.SHA256 != "" && !formSHA256.MatchString(pin.SHA256)
	})
	return p
}

// pin keeps what was found out about m.
func (s Store) pin(ctx context.Context, m Model) error {
	return s.changePins(ctx, func(files map[string]pin) {
		files[m.File] = pin{ID: m.ID, Name: m.Name, Purpose: m.Purpose, Bytes: m.Bytes, SHA256: m.SHA256, Hub: m.Hub, URL: m.URL, At: time.Now().UTC().Truncate(time.Second)}
	})
}

// unpin forgets it, so that the next download may bring another file.
func (s Store) unpin(ctx context.Context, m Model) error {
	if _, known := s.readPins().Files[m.File]; !known {
		return nil
	}
	return s.changePins(ctx, func(files map[string]pin) { delete(files, m.File) })
}

func (s Store) changePins(ctx context.Context, change func(map[string]pin)) error {
	return s.replaceOwn(ctx, pinFile, pinLock, func() any {
		p := s.readPins()
		if p.Files == nil {
			p.Files = map[string]pin{}
		}
		change(p.Files)
		return p
	})
}

// pinned adds to m what is known of it by now.
func (s Store) pinned(m Model) Model {
	if m.known() {
		return m
	}
	if p, ok := s.readPins().Files[m.File]; ok && p.SHA256 != "" {
		m.Bytes, m.SHA256 = p.Bytes, p.SHA256
		if p.Hub != nil && m.Hub != nil && p.Hub.Repo == m.Hub.Repo && p.Hub.File == m.Hub.File {
			m.Hub = p.Hub
		}
	}
	return m
}

// own are the models of the store that are in no catalogue: imported, or fetched by a
// reference.
func (s Store) own(c Catalogue) []Model {
	var list []Model
	for file, p := range s.readPins().Files {
		if slices.ContainsFunc(c.Models, func(m Model) bool { return strings.EqualFold(m.File, file) }) {
			continue
		}
		m := Model{ID: p.ID, Name: clean(p.Name, 100), Purpose: clean(p.Purpose, 200), Role: ForUser, File: file, Bytes: p.Bytes, SHA256: p.SHA256, Hub: p.Hub, URL: p.URL}
		if m.Hub != nil && m.Hub.check() != nil || !s.exists(m) {
			continue
		}
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b Model) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// exists reports whether some of m is in the store.
func (s Store) exists(m Model) bool {
	_, err := s.stat(m)
	return err == nil || s.Left(m) > 0
}

// Models are all models to choose from: those of the catalogue but for tests, and those
// of the store's own.
func (s Store) Models(c Catalogue) []Model {
	var list []Model
	for _, m := range c.Models {
		if m.Role == ForUser {
			list = append(list, s.pinned(m))
		}
	}
	return append(list, s.own(c)...)
}

// Find is Catalogue.Find for references too, and for the store's own models. The error is
// an *UnknownModelError or a *ReferenceError.
func (s Store) Find(c Catalogue, name string) (Model, error) {
	if IsReference(name) {
		m, err := parseReference(name)
		return s.pinned(m), err
	}
	want := strings.TrimSpace(name)
	for _, m := range s.own(c) {
		if strings.EqualFold(want, m.ID) || strings.EqualFold(want, m.File) {
			return m, nil
		}
	}
	m, err := c.Find(name)
	return s.pinned(m), err
}

// readOwn reads a small file of the store that makes others be trusted; nil where it is
// absent or others may write to it.
func (s Store) readOwn(name string) []byte {
	data, info, err := readSmallInfo(filepath.Join(s.Dir, name), maxVerdicts)
	if err != nil || !ours(info) {
		return nil
	}
	return data
}

// replaceOwn writes such a file. Processes take turns, so that none loses what another
// has just found: what is the content once it has its turn.
func (s Store) replaceOwn(ctx context.Context, name, lock string, content func() any) error {
	// Long enough for the few milliseconds that another needs.
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	held, err := waitLock(ctx, filepath.Join(s.Dir, lock), nil)
	if err != nil {
		return err
	}
	defer held.release()
	data, err := json.MarshalIndent(content(), "", " ")
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(s.Dir, name), append(data, '\n'))
}
