package history

import (
	"context"
	"database/sql"
	"fmt"
)

// versions are the steps that make the schema: the first one of an empty file, each later
// one of the version before it. What has been released stays as it is.
var versions = []string{
	`CREATE TABLE entries (
		id       INTEGER PRIMARY KEY AUTOINCREMENT,
		at       INTEGER NOT NULL, -- milliseconds since 1970
		query    TEXT    NOT NULL,
		command  TEXT    NOT NULL,
		level    TEXT    NOT NULL, -- a word of package gate
		platform TEXT    NOT NULL,
		model    TEXT    NOT NULL,
		copied   INTEGER NOT NULL,
		redacted INTEGER NOT NULL
	) STRICT;
	-- Ids begin where those of an earlier file can't have come to, so that none of theirs
	-- means another entry here.
	INSERT INTO sqlite_sequence (name, seq) VALUES ('entries', CAST(unixepoch('subsec') * 1000 AS INTEGER));

	-- Any three characters in a row are found, in all scripts, within words too.
	CREATE VIRTUAL TABLE found USING fts5 (
		query, command, content = 'entries', content_rowid = 'id', tokenize = 'trigram remove_diacritics 1'
	);
	-- Without this, the index would keep pieces of what is deleted.
	INSERT INTO found (found, rank) VALUES ('secure-delete', 1);
	CREATE TRIGGER entries_added AFTER INSERT ON entries BEGIN
		INSERT INTO found (rowid, query, command) VALUES (new.id, new.query, new.command);
	END;
	CREATE TRIGGER entries_deleted AFTER DELETE ON entries BEGIN
		INSERT INTO found (found, rowid, query, command) VALUES ('delete', old.id, old.query, old.command);
	END;`,
}

// essential are the names, so many, without which a file is none of a history.
const (
	essential  = `'entries', 'found', 'found_data', 'found_idx', 'found_docsize', 'found_config', 'entries_added', 'entries_deleted'`
	essentials = 8
)

// schemaOf gives the version of a file's schema, 0 of an empty file; errNewer and errDamaged
// are among its errors.
func schemaOf(ctx context.Context, tx *sql.Tx) (version int, err error) {
	if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return 0, err
	}
	names := 0
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name IN (`+essential+`)`).Scan(&names); err != nil {
		return 0, err
	}
	switch {
	case version > len(versions):
		return version, errNewer
	case version < 0, version == 0 && names > 0, version > 0 && names != essentials:
		return version, errDamaged
	}
	return version, nil
}

// usable reports whether SQLite understands the statements of this package on a file of the
// newest schema: the text that makes its tables may be what is damaged.
func usable(ctx context.Context, tx *sql.Tx) bool {
	for _, statement := range []string{
		`SELECT ` + columns + ` FROM found JOIN entries ON id = found.rowid WHERE found MATCH '"abc"' LIMIT 1`,
		`EXPLAIN INSERT INTO entries (at, query, command, level, platform, model, copied, redacted) VALUES (0, '', '', '', '', '', 0, 0)`,
		`EXPLAIN UPDATE entries SET copied = 1 WHERE id = 0`,
		`EXPLAIN DELETE FROM entries WHERE id = 0`,
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil && ctx.Err() == nil {
			return false
		}
	}
	return true
}

// migrate brings a file of a version to the newest one.
func migrate(ctx context.Context, tx *sql.Tx, version int) error {
	for _, step := range versions[version:] {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, len(versions)))
	return err
}
