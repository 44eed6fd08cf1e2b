package desktop

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"caro/core/service"
)

// ErrRunning says that another instance of the app is running.
var ErrRunning = errors.New("caro is running already")

const (
	instanceLock   = "app.lock"
	instanceSocket = "app.sock"
	// callLimit is how long one instance waits for the other: the first may just be
	// starting.
	callLimit = 5 * time.Second
	maxCall   = 64 // bytes of what is called
)

// Call is what one instance asks of another.
type Call string

// The calls.
const (
	CallOpen Call = "open" // the window to ask in
	CallQuit Call = "quit"
)

// Instance is this process's claim to be the one app of a user. The system gives it up
// when the process ends, however it ends.
type Instance struct {
	lock   *os.File
	listen *service.Listener
	path   string
}

// Claim makes this process the one app whose files lie in dir, a folder of the user's
// alone. It returns ErrRunning where another process is that already: Send reaches it.
func Claim(dir string) (*Instance, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the app's folder: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, instanceLock), os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("make the app's lock: %w", err)
	}
	for {
		err = unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if !errors.Is(err, unix.EINTR) {
			break
		}
	}
	if err != nil {
		_ = lock.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, ErrRunning
		}
		return nil, fmt.Errorf("take the app's lock: %w", err)
	}
	path := filepath.Join(dir, instanceSocket)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) { // of one that was killed
		_ = lock.Close()
		return nil, fmt.Errorf("remove the socket of an earlier app: %w", err)
	}
	listen, err := service.Listen(path, nil)
	if err != nil {
		_ = lock.Close()
		return nil, err
	}
	return &Instance{lock, listen, path}, nil
}

// Calls has each call of another instance of this user answered by do, which must be
// quick, until Close.
func (i *Instance) Calls(do func(Call)) {
	for {
		c, err := i.listen.Accept()
		if err != nil {
			return
		}
		go func() {
			defer func() { _ = c.Close() }()
			_ = c.SetDeadline(time.Now().Add(callLimit))
			line, err := bufio.NewReader(io.LimitReader(c, maxCall)).ReadString('\n')
			call := Call(strings.TrimSpace(line))
			if err != nil || call != CallOpen && call != CallQuit {
				return
			}
			do(call)
			_, _ = io.WriteString(c, "ok\n") // the other one has gone where this fails
		}()
	}
}

// Close gives the claim up.
func (i *Instance) Close() error {
	_ = os.Remove(i.path)
	err := i.listen.Close()
	_ = i.lock.Close()
	return err
}

// Send has the instance whose files lie in dir do something, and waits until it has taken
// the call.
func Send(ctx context.Context, dir string, call Call) error {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	path := filepath.Join(dir, instanceSocket)
	for {
		err := send(ctx, path, call)
		if err == nil {
			return nil
		}
		select { // it may just be starting
		case <-ctx.Done():
			return fmt.Errorf("reach the app that is running: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func send(ctx context.Context, path string, call Call) error {
	var d net.Dialer
	c, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	if at, ok := ctx.Deadline(); ok {
		_ = c.SetDeadline(at)
	}
	if _, err := io.WriteString(c, string(call)+"\n"); err != nil {
		return err
	}
	answer, err := bufio.NewReader(io.LimitReader(c, maxCall)).ReadString('\n')
	if err == nil && answer != "ok\n" {
		err = fmt.Errorf("it answered %.20q", answer)
	}
	return err
}
