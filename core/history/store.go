package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"syscall"
	"time"

	_ "modernc.org/sqlite" // the driver
	sqlite3 "modernc.org/sqlite/lib"
)

// DefaultMax is how many entries are kept where nobody says otherwise.
const DefaultMax = 1000

// Store is the history in one file. It holds nothing open: each call opens the file and
// closes it, in turn with other processes and goroutines, so that it is safe for concurrent
// use, and a file that was replaced or removed meanwhile does no harm. Errors are *Error or
// context.Canceled.
type Store struct {
	Path string // of the file; it and its folder are made by the first Add
	// Max is how many entries are kept, the newest ones; DefaultMax where 0.
	Max int
	// Notice is told, in a sentence for a person, when a damaged file was set aside and a
	// new one begun. It may be nil.
	Notice func(text string)
}

// source is how SQLite opens the file. The journal makes a transaction whole or none
// whenever the process is killed, EXTRA makes it last through a power cut, secure_delete
// overwrites what is deleted.
func source(path string, write bool) string {
	values := url.Values{"_pragma": {
		fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds()), "journal_mode(DELETE)", "synchronous(EXTRA)", "secure_delete(ON)",
		"temp_store(MEMORY)", "trusted_schema(OFF)", "cell_size_check(ON)",
	}, "_defensive": {"1"}, "mode": {"rw"}, "_txlock": {"deferred"}}
	if write {
		values.Set("_txlock", "immediate")
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: values.Encode()}).String()
}

// use runs f in a transaction on the file. One that is damaged is set aside, and f run on
// the new one. Without write, f isn't run at all where there is no file.
func (s Store) use(ctx context.Context, write bool, f func(*sql.Tx) error) error {
	op := "read"
	if write {
		op = "write"
	}
	path, err := resolve(s.Path)
	if err != nil {
		return explain(op, s.Path, err)
	}
	if !write && !exists(path) {
		return nil
	}
	if write {
		if err := makeFolder(path); err != nil {
			return explain(op, path, err)
		}
	}
	release, err := lock(ctx, lockPath(path))
	if err != nil && (write || !unwritable(err)) {
		return explain(op, path, err)
	}
	if err == nil {
		defer release()
	}
	err = transact(ctx, path, write, f)
	if damaged(err) || misread(err, path) {
		aside, moved := setAside(path, time.Now())
		if moved != nil {
			return explain(op, path, fmt.Errorf("%w, and can't be set aside: %w", errDamaged, moved))
		}
		if s.Notice != nil {
			s.Notice("the history was damaged: what is left of it is now " + aside + ", and a new one has begun")
		}
		err = transact(ctx, path, write, f)
	}
	return explain(op, path, err)
}

// unwritable reports whether an error means that nothing can be written in a folder: there
// can't be a lock then, and needn't be.
func unwritable(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// errOld is of a file that has to be changed before it can be read.
var errOld = errors.New("the file has an older form")

// transact opens the file and runs f. To read, there must be something in the file.
func transact(ctx context.Context, path string, write bool, f func(*sql.Tx) error) error {
	if write {
		if err := makeFile(path); err != nil {
			return err
		}
	} else {
		info, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case !info.Mode().IsRegular():
			return errNoFile
		case info.Size() == 0:
			return nil
		}
	}
	db, err := sql.Open("sqlite", source(path, write))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	err = within(ctx, db, write, f)
	if errors.Is(err, errOld) {
		_ = db.Close()
		if err := transact(ctx, path, true, func(*sql.Tx) error { return nil }); err != nil {
			return err
		}
		return transact(ctx, path, false, f)
	}
	if err == nil {
		err = db.Close()
	}
	return err
}

// within runs f in one transaction.
func within(ctx context.Context, db *sql.DB, write bool, f func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return unread(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing, once it is committed
	version, err := schemaOf(ctx, tx)
	switch {
	case err != nil:
		return unread(err)
	case version < len(versions) && !write:
		return errOld
	case version < len(versions):
		if err := migrate(ctx, tx, version); err != nil {
			return err
		}
	}
	if err := f(tx); err != nil {
		if code(err) == sqlite3.SQLITE_ERROR && !usable(ctx, tx) {
			return fmt.Errorf("%w: %w", errDamaged, err)
		}
		return err
	}
	return tx.Commit()
}

// unread makes an error of the very first look at a file one of damage, where SQLite means
// that it doesn't understand the file.
func unread(err error) error {
	if code(err) == sqlite3.SQLITE_ERROR {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	return err
}
