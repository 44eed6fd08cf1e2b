package models

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// ImportOptions say how Import brings a file into the store.
type ImportOptions struct {
	// Name is what the model is called from then on; "" takes the name of the file.
	Name string
	// Link leaves the file where it is and puts a symbolic link into the store.
	Link bool
}

// importing begins the names of the copies that Import makes.
const importing = ".import-"

// importLock stands for no model, but for the lock of imports.
var importLock = Model{ID: "import", File: "import"}

// ImportError says why a file can't become a model of the store.
type ImportError struct {
	Path string
	Why  string
	What string // what to do next
}

func (e *ImportError) Error() string { return e.Path + " cannot be imported: " + e.Why }

// Hint says what to do next.
func (e *ImportError) Hint() string { return e.What }

// Import copies the model file at path, which stays as it is, into the store: as a model
// of the catalogue where it is one, which its SHA-256 tells, else as one of the store's
// own. It returns the model, and whether it was there already. tell, which may be nil,
// hears of it by Verifying events. The error is a *LocalError for a file that is no
// model, an *ImportError, a *StoreError, or that of ctx.
func (s Store) Import(ctx context.Context, c Catalogue, path string, o ImportOptions, tell func(Event)) (m Model, already bool, err error) {
	file, err := Local(path)
	if err != nil {
		return Model{}, false, err
	}
	if o.Link {
		// What a link leads to must not be a link that another tool changes.
		if file.Path, err = filepath.EvalSymlinks(file.Path); err != nil {
			return Model{}, false, &LocalError{Path: path, Err: err}
		}
	}
	if err := s.make(); err != nil {
		return Model{}, false, err
	}
	// One at a time, so that it can be told what a killed one has left.
	one, err := waitLock(ctx, s.lockPath(importLock), nil)
	if err != nil {
		return Model{}, false, err
	}
	defer one.release()
	fresh, sum, err := s.bringIn(ctx, file, o.Link, verifying(Model{ID: filepath.Base(file.Path), Bytes: file.Bytes}, tell))
	if err != nil {
		return Model{}, false, err
	}
	defer func() { _ = os.Remove(fresh) }()
	if m, err = s.importAs(c, file, sum, o.Name); err != nil {
		return Model{}, false, err
	}
	held, err := tryLock(s.lockPath(m), true)
	if errors.Is(err, errHeld) {
		return Model{}, false, &ImportError{path, "model " + m.ID + " is being fetched just now", "wait for that, or stop it: caro models pause " + m.ID}
	}
	if err != nil {
		return Model{}, false, err
	}
	defer held.release()
	if there, err := s.stat(m); err == nil {
		if got := s.readVerdicts().hash(m.File, there); got == sum {
			return m, true, nil
		}
	}
	info, err := os.Stat(fresh)
	if err == nil {
		err = os.Rename(fresh, s.Path(m))
	}
	if err != nil {
		return Model{}, false, &StoreError{Op: "create", Path: s.Path(m), Err: err}
	}
	if err := s.pin(ctx, m); err != nil {
		return Model{}, false, &StoreError{Op: "write", Path: filepath.Join(s.Dir, pinFile), Err: err}
	}
	_ = s.remember(ctx, m.File, info, sum) // else it is hashed at its first use
	_ = syncDir(s.Dir)
	return m, false, nil
}

// bringIn makes a copy of file in the store, or a link to it, under a name of no model,
// and hashes it.
func (s Store) bringIn(ctx context.Context, file LocalFile, link bool, at func(done int64)) (name, sum string, err error) {
	name = filepath.Join(s.Dir, fmt.Sprintf("%s%d-%d", importing, os.Getpid(), time.Now().UnixNano()))
	defer func() {
		if err != nil {
			_ = os.Remove(name)
		}
	}()
	if link {
		if sum, _, err = hashFile(ctx, file.Path, at); err != nil {
			return "", "", err
		}
		if err = os.Symlink(file.Path, name); err != nil {
			return "", "", &StoreError{Op: "create", Path: name, Err: err}
		}
		return name, sum, nil
	}
	if err = room(s.Dir, file.Bytes); err != nil {
		return "", "", err
	}
	from, err := os.Open(file.Path)
	if err != nil {
		return "", "", &LocalError{Path: file.Path, Err: err}
	}
	defer func() { _ = from.Close() }()
	to, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", "", &StoreError{Op: "create", Path: name, Err: err}
	}
	defer func() { _ = to.Close() }()
	hash, buf, done := sha256.New(), make([]byte, chunk), int64(0)
	for last := (time.Time{}); ; {
		if err = ctx.Err(); err != nil {
			return "", "", err
		}
		n, failed := from.Read(buf)
		_, _ = hash.Write(buf[:n])
		if _, err = to.Write(buf[:n]); err != nil {
			return "", "", &StoreError{Op: "write", Path: name, Err: err}
		}
		done += int64(n)
		if errors.Is(failed, io.EOF) {
			break
		}
		if failed != nil {
			return "", "", &LocalError{Path: file.Path, Err: failed}
		}
		if time.Since(last) >= newsEvery {
			last = time.Now()
			at(done)
		}
	}
	if done != file.Bytes {
		return "", "", &ImportError{file.Path, "it changed while it was copied", "try again when no other program writes it"}
	}
	if err = to.Sync(); err != nil {
		return "", "", &StoreError{Op: "write", Path: name, Err: err}
	}
	return name, digest(hash), nil
}

// importAs decides which model the file with this hash becomes.
func (s Store) importAs(c Catalogue, file LocalFile, sum, name string) (Model, error) {
	base := filepath.Base(file.Path)
	for _, m := range c.Models {
		m = s.pinned(m)
		// One that isn't known yet is taken by the name of its file.
		if m.SHA256 == sum || !m.known() && strings.EqualFold(m.File, base) && name == "" {
			m.Bytes, m.SHA256 = file.Bytes, sum
			return m, nil
		}
	}
	stem := name
	if stem == "" {
		stem = strings.TrimSuffix(base, filepath.Ext(base))
	}
	stem = strings.Trim(notInFile.ReplaceAllString(stem, "-"), "-._")
	m := Model{ID: strings.ToLower(stem), Name: file.Name, Purpose: "imported", Role: ForUser, File: stem + ".gguf", Bytes: file.Bytes, SHA256: sum}
	again := "give it another name: caro models import --name NAME " + base
	if !formFile.MatchString(m.File) || IsReference(m.ID) {
		return Model{}, &ImportError{file.Path, fmt.Sprintf("%q can be no model's name", clean(stem, 100)), again}
	}
	for _, known := range s.everyModel(c) {
		if (strings.EqualFold(known.ID, m.ID) || strings.EqualFold(known.File, m.File)) && known.SHA256 != sum {
			return Model{}, &ImportError{file.Path, "there is another model " + known.ID, again}
		}
	}
	return m, nil
}

// everyModel is Models, and those for tests.
func (s Store) everyModel(c Catalogue) []Model { return append(s.own(c), c.Models...) }
