package history

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// patience is how long a process waits for others that use the file, which takes each of
// them milliseconds.
const patience = 5 * time.Second

// errHeld is why lock fails where another process has held the lock all the while.
var errHeld = errors.New("another process holds it")

// lock has processes take turns: SQLite would do for reading and writing, but not for putting
// another file in the place of a damaged one. The system releases the lock when the process
// dies. Its file stays, as removing it while another waits for it would give two the lock.
func lock(ctx context.Context, path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if err != nil {
		return nil, err
	}
	ownAs(path, filepath.Dir(path))
	for end := time.Now().Add(patience); ; {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case err == nil, errors.Is(err, unix.ENOTSUP), errors.Is(err, unix.ENOLCK), errors.Is(err, unix.EINVAL):
			return func() { f.Close() }, nil // at worst a file system without locks
		case errors.Is(err, unix.EINTR):
			continue
		case !errors.Is(err, unix.EWOULDBLOCK):
			f.Close()
			return nil, err
		case time.Now().After(end):
			f.Close()
			return nil, errHeld
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, ctx.Err()
		case <-time.After(time.Millisecond + rand.N(3*time.Millisecond)): // each at another time
		}
	}
}
