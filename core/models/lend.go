package models

import (
	"context"
	"os"
	"path/filepath"
)

// Lend puts m into another store by a link to its file, with what is known of it, so that it
// needn't be hashed again there. The error wraps ErrMissing where the file isn't here.
func (s Store) Lend(ctx context.Context, m Model, to Store) error {
	info, err := s.stat(m)
	if err != nil {
		return err
	}
	if err := to.make(); err != nil {
		return err
	}
	file, err := filepath.EvalSymlinks(s.Path(m))
	if err == nil {
		err = os.Symlink(file, to.Path(m))
	}
	if err != nil {
		return &StoreError{Op: "link", Path: to.Path(m), Err: err}
	}
	if hash := s.readVerdicts().hash(m.File, info); hash != "" {
		err = to.remember(ctx, m.File, info, hash)
	}
	if p, pinned := s.readPins().Files[m.File]; pinned && err == nil {
		err = to.changePins(ctx, func(files map[string]pin) { files[m.File] = p })
	}
	if err != nil {
		return &StoreError{Op: "write", Path: to.Dir, Err: err}
	}
	return nil
}
