package models

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/time/rate"
)

// errTooLong says that a source sends more than the catalogue promises.
var errTooLong = errors.New("it sends more bytes than the file has")

// partial is the file NAME.partial while a model's bytes arrive, in one process or in
// several one after the other: it takes them in order, counts them, hashes them, and
// becomes the model's file when they are the right ones. Beside it lies its journal.
// Only the holder of the model's lock may have one.
type partial struct {
	model   Model
	path    string // of the finished file
	f       *os.File
	sum     hash.Hash
	done    int64
	journal journal
	moved   *movement     // told of each write; may be nil
	limit   *rate.Limiter // of the speed; nil for none
}

func partialPath(path string) string { return path + ".partial" }

// openPartial goes on with the partial of an earlier run, or begins one. What is there is
// read and hashed; at hears of it. Where it isn't what was written, it is cut back to
// what is.
func openPartial(ctx context.Context, s Store, m Model, at func(done, of int64)) (*partial, error) {
	p := &partial{model: m, path: s.Path(m), sum: sha256.New()}
	name := partialPath(p.path)
	info, err := os.Lstat(name)
	if err == nil && !info.Mode().IsRegular() {
		if err := os.Remove(name); err != nil {
			return nil, &StoreError{Op: "replace", Path: name, Err: err}
		}
	}
	if p.f, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0o600); err != nil {
		return nil, &StoreError{Op: "create", Path: name, Err: err}
	}
	p.journal = readJournal(p.path, m)
	if !p.journal.of(m) { // the catalogue has another file under this name now
		err = p.restart()
	} else {
		err = p.check(ctx, at)
	}
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// check hashes what is there, and cuts it back to the last mark before the first byte
// that isn't as it was written.
func (p *partial) check(ctx context.Context, at func(done, of int64)) error {
	info, err := p.f.Stat()
	if err != nil {
		return &StoreError{Op: "read", Path: p.f.Name(), Err: err}
	}
	size := min(info.Size(), p.model.Bytes)
	marks := p.journal.Marks
	p.journal.Marks = nil
	good, state := int64(0), snapshot(p.sum)
	buf := make([]byte, chunk)
	for p.done < size {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(int64(len(buf)), size-p.done)
		if len(marks) > 0 {
			n = min(n, marks[0].At-p.done)
		}
		if _, err := io.ReadFull(p.f, buf[:n]); err != nil {
			return &StoreError{Op: "read", Path: p.f.Name(), Err: err}
		}
		_, _ = p.sum.Write(buf[:n])
		p.done += n
		if len(marks) > 0 && marks[0].At == p.done {
			if digest(p.sum) != marks[0].Sum {
				rewind(p.sum, state)
				p.done = good
				break
			}
			good, state = p.done, snapshot(p.sum)
			p.journal.Marks = append(p.journal.Marks, marks[0])
			marks = marks[1:]
		}
		at(p.done, size)
	}
	return p.cut()
}

// cut ends the file where done is.
func (p *partial) cut() error {
	if err := p.f.Truncate(p.done); err != nil {
		return &StoreError{Op: "cut", Path: p.f.Name(), Err: err}
	}
	if _, err := p.f.Seek(p.done, io.SeekStart); err != nil {
		return &StoreError{Op: "read", Path: p.f.Name(), Err: err}
	}
	return nil
}

// restart begins anew with no byte.
func (p *partial) restart() error {
	p.sum, p.done = sha256.New(), 0
	p.journal = journal{Schema: journalSchema, SHA256: p.model.SHA256, Bytes: p.model.Bytes}
	p.journal.write(p.path)
	return p.cut()
}

// from notes where the bytes that come next are from.
func (p *partial) from(source, etag string) {
	if p.journal.Source != source || p.journal.ETag != etag {
		p.journal.Source, p.journal.ETag = source, etag
		p.journal.write(p.path)
	}
}

// Write appends b, as fast as the limit lets it. The error is errTooLong or a *StoreError.
func (p *partial) Write(b []byte) (n int, err error) {
	if int64(len(b)) > p.model.Bytes-p.done {
		return 0, errTooLong
	}
	for n < len(b) && err == nil {
		var more int
		// Up to the next mark, so that marks are at the same places each time.
		end := min(len(b), n+int(markEvery-p.done%markEvery))
		more, err = p.f.Write(b[n:end])
		_, _ = p.sum.Write(b[n : n+more])
		p.done += int64(more)
		n += more
		if p.done%markEvery == 0 && more > 0 {
			p.journal.Marks = append(p.journal.Marks, mark{p.done, digest(p.sum)})
			p.journal.write(p.path)
		}
	}
	if err != nil {
		return n, &StoreError{Op: "write", Path: p.f.Name(), Err: err}
	}
	return n, nil
}

// close leaves the partial for the next run; an empty one is removed. After finish there
// is none.
func (p *partial) close() {
	_ = p.f.Close()
	if p.done == 0 {
		p.drop()
	}
}

// drop removes the partial.
func (p *partial) drop() {
	_ = p.f.Close()
	for _, name := range written(journalPath(p.path)) {
		_ = os.Remove(name)
	}
	_ = os.Remove(p.f.Name())
}

// wrongBytesError says that what a source sent isn't the model.
type wrongBytesError struct {
	got, want string
	why       error // where no hash is known: why it is no model at all
}

func (e wrongBytesError) Error() string {
	if e.why != nil {
		return fmt.Sprintf("what it sent is no model: %v", bare(e.why))
	}
	return fmt.Sprintf("it sent other bytes than the catalogue's: their SHA-256 is %s, not %s", e.got, e.want)
}

// finish checks the bytes, and makes the partial the model's file, on disk for
// good and known to be intact. The error is that of the source, or a
// *StoreError.
func (p *partial) finish(ctx context.Context, s Store) error {
	if p.done != p.model.Bytes {
		return temporary{error: fmt.Errorf("it ended after %d bytes of %d", p.done, p.model.Bytes)}
	}
	got := digest(p.sum)
	switch {
	case !p.model.known():
		if _, err := Local(p.f.Name()); err != nil {
			return wrongBytesError{got: got, why: errors.Unwrap(err)}
		}
		// Before it has its name: what is there without is asked for again.
		p.model.SHA256 = got
		if err := s.pin(ctx, p.model); err != nil {
			return &StoreError{Op: "write", Path: filepath.Join(s.Dir, pinFile), Err: err}
		}
	case got != p.model.SHA256:
		return wrongBytesError{got: got, want: p.model.SHA256}
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
	// The journal first: nobody would look for it once the file is there. A partial that
	// is whole needs none.
	for _, name := range written(journalPath(p.path)) {
		_ = os.Remove(name)
	}
	if err := os.Rename(p.f.Name(), p.path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(p.path))
}
