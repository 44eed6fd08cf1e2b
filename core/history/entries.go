package history

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"time"

	"caro/core/gate"
)

// Add writes an entry, without its secrets, and returns its id; the oldest entries go where
// there are more than Max. What was written is on the disk when it returns. A command that
// package gate refuses isn't kept, which is an error.
func (s Store) Add(ctx context.Context, e Entry) (int64, error) {
	e, err := e.clean(time.Now())
	if err != nil {
		return 0, fmt.Errorf("keep a command in the history: %w", err)
	}
	var id int64
	err = s.use(ctx, true, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `INSERT INTO entries (at, query, command, level, platform, model, copied, redacted) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			e.At.UnixMilli(), e.Query, e.Command, e.Level.String(), e.Platform, e.Model, e.Copied, e.Redacted)
		if err != nil {
			return err
		}
		if id, err = result.LastInsertId(); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM entries WHERE id <= (SELECT id FROM entries ORDER BY id DESC LIMIT 1 OFFSET ?)`, s.most())
		return err
	})
	return id, err
}

func (s Store) most() int { return cmp.Or(max(s.Max, 0), DefaultMax) }

// Copied notes that an entry's command was put on the clipboard. An entry that is gone is
// no error.
func (s Store) Copied(ctx context.Context, id int64) error {
	return s.change(ctx, `UPDATE entries SET copied = 1 WHERE id = ?`, id)
}

// Delete removes an entry for good. One that is gone already is no error.
func (s Store) Delete(ctx context.Context, id int64) error {
	return s.change(ctx, `DELETE FROM entries WHERE id = ?`, id)
}

func (s Store) change(ctx context.Context, statement string, id int64) error {
	if !exists(s.Path) {
		return nil
	}
	return s.use(ctx, true, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statement, id)
		return err
	})
}

// Clear removes all entries, and damaged files that were set aside: the files themselves go.
func (s Store) Clear(ctx context.Context) error {
	path, err := resolve(s.Path)
	if err != nil {
		return explain("clear", s.Path, err)
	}
	if !exists(path) && len(asides(path)) == 0 {
		return nil
	}
	release, err := lock(ctx, lockPath(path))
	if err != nil {
		return explain("clear", path, err)
	}
	defer release()
	for _, name := range append(asides(path), path) {
		if err := remove(name); err != nil {
			return explain("clear", path, err)
		}
	}
	return nil
}

// Recent returns the newest n entries, newest first.
func (s Store) Recent(ctx context.Context, n int) ([]Entry, error) {
	return s.list(ctx, n, nil, `SELECT `+columns+` FROM entries ORDER BY id DESC LIMIT ?`, max(n, 0))
}

// RecentCommands returns the newest n commands that differ, each with its newest entry,
// newest first; those that aren't whole are left out.
func (s Store) RecentCommands(ctx context.Context, n int) ([]Entry, error) {
	return s.list(ctx, n, nil, `SELECT `+columns+` FROM entries WHERE id IN (SELECT max(id) FROM entries WHERE NOT redacted GROUP BY command)
		ORDER BY id DESC LIMIT ?`, max(n, 0))
}

// columns are those that scan reads.
const columns = `id, at, entries.query, entries.command, level, platform, model, copied, redacted`

// list reads at most n of the entries that a query finds and keep, where it isn't nil, wants.
func (s Store) list(ctx context.Context, n int, keep func(Entry) bool, query string, args ...any) ([]Entry, error) {
	if n <= 0 {
		return nil, nil
	}
	var list []Entry
	err := s.use(ctx, false, func(tx *sql.Tx) error {
		list = nil
		rows, err := tx.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for len(list) < n && rows.Next() {
			e, err := scan(rows)
			if err != nil {
				return err
			}
			if keep == nil || keep(e) {
				list = append(list, e)
			}
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

func scan(rows *sql.Rows) (Entry, error) {
	var e Entry
	var at int64
	var level string
	err := rows.Scan(&e.ID, &at, &e.Query, &e.Command, &level, &e.Platform, &e.Model, &e.Copied, &e.Redacted)
	if err != nil {
		return e, fmt.Errorf("%w: %w", errDamaged, err) // the table is a strict one
	}
	e.At = time.UnixMilli(at)
	if e.Level, err = gate.ParseLevel(level); err != nil {
		e.Level = gate.LevelUnknown // a word of another version's
	}
	return e, nil
}
