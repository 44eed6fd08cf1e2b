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

// waitLock takes the lock at path, creating the file; while another process
// holds it, waiting is called before each pause. The error is a *StoreError or
// that of ctx.
func waitLock(ctx context.Context, path string, waiting func()) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if err != nil {
		return nil, &StoreError{Op: "lock", Path: path, Err: err}
	}
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case err == nil:
			return &lock{f}, nil
		case errors.Is(err, unix.EINTR):
			continue
		case !errors.Is(err, unix.EWOULDBLOCK):
			_ = f.Close()
			return nil, &StoreError{Op: "lock", Path: path, Err: err}
		}
		if waiting != nil {
			waiting()
		}
		select {
		case <-ctx.Done():
			_ = f.Close()
			return nil, ctx.Err()
		case <-time.After(lockEvery):
		}
	}
}

// release lets the next one have it. Closing the file is what releases it.
func (l *lock) release() { _ = l.f.Close() }
