package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"syscall"
)

// errTooLong says that a source sends more than the catalogue promises.
var errTooLong = errors.New("it sends more bytes than the file has")

// partial is the file NAME.partial while a model's bytes arrive: it takes them
// in order, counts them, hashes them, and becomes the model's file when they
// are the right ones. Only the holder of the model's lock may have one.
type partial struct {
	model Model
	path  string // of the finished file
	f     *os.File
	sum   hash.Hash
	done  int64
	moved *movement // told of each write; may be nil
}

func partialPath(path string) string { return path + ".partial" }

// newPartial creates an empty partial in place of whatever was left there.
func newPartial(s Store, m Model) (*partial, error) {
	p := &partial{model: m, path: s.Path(m), sum: sha256.New()}
	name := partialPath(p.path)
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, &StoreError{Op: "replace", Path: name, Err: err}
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, &StoreError{Op: "create", Path: name, Err: err}
	}
	p.f = f
	return p, nil
}

// Write appends b. The error is errTooLong or a *StoreError.
func (p *partial) Write(b []byte) (int, error) {
	if int64(len(b)) > p.model.Bytes-p.done {
		return 0, errTooLong
	}
	n, err := p.f.Write(b)
	_, _ = p.sum.Write(b[:n])
	p.done += int64(n)
	if err != nil {
		return n, &StoreError{Op: "write", Path: p.f.Name(), Err: err}
	}
	return n, nil
}

// drop removes the partial.
func (p *partial) drop() {
	_ = p.f.Close()
	_ = os.Remove(p.f.Name())
}

// wrongBytesError says that what a source sent isn't the model.
type wrongBytesError struct{ got, want string }

func (e wrongBytesError) Error() string {
	return fmt.Sprintf("it sent other bytes than the catalogue's: their SHA-256 is %s, not %s", e.got, e.want)
}

// finish checks the bytes, and makes the partial the model's file, on disk for
// good and known to be intact. The error is that of the source, or a
// *StoreError.
func (p *partial) finish(ctx context.Context, s Store) error {
	if p.done != p.model.Bytes {
		return fmt.Errorf("it ended after %d bytes of %d", p.done, p.model.Bytes)
	}
	got := hex.EncodeToString(p.sum.Sum(nil))
	if got != p.model.SHA256 {
		return wrongBytesError{got, p.model.SHA256}
	}
	if err := p.settle(); err != nil {
		return &StoreError{Op: "finish", Path: p.f.Name(), Err: err}
	}
	if info, err := os.Stat(p.path); err == nil {
		_ = s.remember(ctx, p.model.File, info, got) // else it is hashed at its first use
	}
	return nil
}

func (p *partial) settle() error {
	// The file is no secret; the mask that os.Create would apply isn't asked.
	if err := p.f.Chmod(0o644); err != nil {
		return err
	}
	if err := p.f.Sync(); err != nil {
		return err
	}
	if err := p.f.Close(); err != nil {
		return err
	}
	if err := os.Rename(p.f.Name(), p.path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(p.path))
}
