package history

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Error says why the history couldn't be read or written. Nothing of it is lost then but
// the entry that was to be added.
type Error struct {
	Op   string // "read", "write" or "clear"
	Path string // of the file
	Err  error
	hint string
}

// Error gives "write the history PATH: why".
func (e *Error) Error() string { return fmt.Sprintf("%s the history %s: %v", e.Op, e.Path, e.Err) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Hint says what to do about it; "" where that isn't known.
func (e *Error) Hint() string { return e.hint }

var (
	// errDamaged is of a file that isn't a history, or no whole one.
	errDamaged = errors.New("the file is damaged")
	// errNoFile is of a folder, a pipe and the like.
	errNoFile = errors.New("it isn't a plain file")
	// errNewer is of a file that a newer Caro has made.
	errNewer = errors.New("a newer version of Caro has written it")
)

// code is SQLite's code of an error without its details, 0 where it isn't SQLite's.
func code(err error) int {
	var of *sqlite.Error
	if errors.As(err, &of) {
		return of.Code() & 0xff
	}
	return 0
}

// damaged reports whether an error means that the file's content is wrong. What this package
// writes meets each constraint that it has made.
func damaged(err error) bool {
	switch code(err) {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_FORMAT:
		return true
	}
	return errors.Is(err, errDamaged)
}

// misread reports whether SQLite takes a file for one that mustn't be changed, by what is in
// it and not by whose it is.
func misread(err error, path string) bool {
	var of *sqlite.Error
	return errors.As(err, &of) && of.Code() == sqlite3.SQLITE_READONLY &&
		unix.Access(path, unix.W_OK) == nil && unix.Access(filepath.Dir(path), unix.W_OK) == nil
}

// explain puts an error into plain words.
func explain(op, path string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	e := &Error{Op: op, Path: path, Err: err}
	var at *fs.PathError
	if errors.As(err, &at) {
		e.Err = at.Err // the path is said already
	}
	const off = "or put keep = false below [history] in the settings"
	switch c := code(err); {
	case c == sqlite3.SQLITE_FULL, errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		e.Err, e.hint = plain("the disk is full", err), "free some space there, "+off
	case c == sqlite3.SQLITE_READONLY, c == sqlite3.SQLITE_CANTOPEN, c == sqlite3.SQLITE_PERM, errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		e.Err, e.hint = plain("it can't be written there", err), "make its folder writable, "+off
	case c == sqlite3.SQLITE_BUSY, c == sqlite3.SQLITE_LOCKED, errors.Is(err, errHeld):
		e.Err = plain("another program has been using it for long", err)
	case c == sqlite3.SQLITE_INTERRUPT, errors.Is(err, context.DeadlineExceeded):
		e.Err = plain("it takes too long", err)
	case errors.Is(err, errNoFile):
		e.hint = "remove it, " + off
	case errors.Is(err, errNewer):
		e.hint = "use the newer version, or remove the file"
	}
	return e
}

// plain gives a cause the words for it.
func plain(words string, cause error) error { return &plainError{words, cause} }

type plainError struct {
	words string
	cause error
}

func (e *plainError) Error() string { return e.words }
func (e *plainError) Unwrap() error { return e.cause }
