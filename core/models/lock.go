package models

import (
	"context"
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// lock is a file that one process holds at a time. The system releases it when
// the process dies, however it dies. The file itself stays: removing it while
// another process waits for it would give two of them the lock.
type lock struct {
	f *os.File
}

const lockEvery = 100 * time.Millisecond // between two tries

// errHeld is why tryLock fails where another process holds the lock.
var errHeld = errors.New("another process holds it")

// tryLock takes the lock at path if nobody has it; with create, where it isn't there yet.
func tryLock(path string, create bool) (*lock, error) {
	flags := os.O_RDWR | unix.O_NOFOLLOW | unix.O_NONBLOCK
	if create {
		flags |= os.O_CREATE
	}
	f, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, &StoreError{Op: "lock", Path: path, Err: err}
	}
	l := &lock{f}
	if err := l.try(); err != nil {
		_ = f.Close()
		if !errors.Is(err, errHeld) {
			err = &StoreError{Op: "lock", Path: path, Err: err}
		}
		return nil, err
	}
	return l, nil
}

func (l *lock) try() error {
	for {
		err := unix.Flock(int(l.f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EWOULDBLOCK):
			return errHeld
		default:
			return err
		}
	}
}

// waitLock takes the lock at path, creating the file; while another process
// holds it, waiting is called before each pause. The error is a *StoreError or
// that of ctx.
func waitLock(ctx context.Context, path string, waiting func()) (*lock, error) {
	for {
		held, err := tryLock(path, true)
		if !errors.Is(err, errHeld) {
			return held, err
		}
		if waiting != nil {
			waiting()
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(lockEvery):
		}
	}
}

// release lets the next one have it. Closing the file is what releases it.
func (l *lock) release() { _ = l.f.Close() }
