package service

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"caro/core/fault"
)

// lock is held by the process that starts a worker, and by a worker that takes its
// socket away. The system releases it when the process ends, however it ends; the file
// stays.
type lock struct{ f *os.File }

// takeLock waits so long for the lock beside a socket.
func takeLock(ctx context.Context, socket string, wait time.Duration) (*lock, error) {
	path := filepath.Join(filepath.Dir(socket), lockName)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if err != nil {
		return nil, fault.Wrap(fault.Engine, fmt.Errorf("make the lock of the engine's start: %w", err), "")
	}
	for end := time.Now().Add(wait); ; {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return &lock{f}, nil
		}
		if !errors.Is(err, unix.EWOULDBLOCK) && !errors.Is(err, unix.EINTR) {
			_ = f.Close()
			return nil, fault.Wrap(fault.Engine, fmt.Errorf("lock the engine's start: %w", err), "")
		}
		select {
		case <-ctx.Done():
			_ = f.Close()
			return nil, ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
		if time.Now().After(end) {
			_ = f.Close()
			return nil, fault.New(fault.Engine, fmt.Sprintf("another program has been starting the engine for %v", wait),
				"end it, or remove "+path)
		}
	}
}

func (l *lock) release() { _ = l.f.Close() }
