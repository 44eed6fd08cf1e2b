package service

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"caro/core/fault"
)

// Listener is the worker's socket. It lets in this user alone, and only so many
// connections at once.
type Listener struct {
	unix   *net.UnixListener
	path   string
	file   os.FileInfo // of the socket, to know it again
	open   atomic.Int32
	refuse func(string) // told of connections that are turned away
	gone   bool         // the file was removed: what lies there now is another worker's
}

var _ net.Listener = (*Listener)(nil)

// Listen makes the worker's socket. Its folder must be this user's alone; a socket that
// is there already is an error, since only who starts a worker may remove it. refused is
// told why a connection was turned away; it may be nil.
func Listen(path string, refused func(why string)) (*Listener, error) {
	if err := checkFolder(path); err != nil {
		return nil, err
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, fault.Wrap(fault.Engine, fmt.Errorf("make the engine's socket: %w", err), "")
	}
	l.SetUnlinkOnClose(false)
	if refused == nil {
		refused = func(string) {}
	}
	listener := &Listener{unix: l, path: path, refuse: refused}
	err = os.Chmod(path, 0o600)
	if err == nil {
		listener.file, err = os.Lstat(path)
	}
	if err != nil {
		_ = l.Close()
		_ = os.Remove(path)
		return nil, fault.Wrap(fault.Engine, fmt.Errorf("make the engine's socket: %w", err), "")
	}
	return listener, nil
}

// Accept waits for a connection of this user.
func (l *Listener) Accept() (net.Conn, error) {
	for {
		c, err := l.unix.Accept()
		if err != nil {
			return nil, err
		}
		p, err := peerOf(c)
		switch {
		case err != nil:
			l.refuse(err.Error())
		case p.uid != os.Getuid():
			l.refuse(fmt.Sprintf("a connection of user %d was refused", p.uid))
		case l.open.Load() >= maxConnections:
			l.refuse("too many connections")
		default:
			l.open.Add(1)
			return &accepted{Conn: c, peer: p, closed: sync.OnceFunc(func() { l.open.Add(-1) })}, nil
		}
		_ = c.Close()
	}
}

// Close stops the listening; the socket's file stays until remove.
func (l *Listener) Close() error { return l.unix.Close() }

// Addr is the socket's address.
func (l *Listener) Addr() net.Addr { return l.unix.Addr() }

// remove takes the socket's file away, if it is still this one's. Its number alone
// doesn't tell: a file system gives it to the next file.
func (l *Listener) remove() error {
	if l.gone {
		return nil
	}
	l.gone = true
	info, err := os.Lstat(l.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !unchanged(l.file, info) {
		return nil
	}
	if err == nil {
		err = os.Remove(l.path)
	}
	if err != nil {
		return fmt.Errorf("remove the engine's socket: %w", err)
	}
	return nil
}

// accepted is a connection of this user.
type accepted struct {
	net.Conn
	peer   peer
	closed func()
}

func (c *accepted) Close() error {
	defer c.closed()
	return c.Conn.Close()
}

// removeWait is how long a worker that ends waits for a front that is just looking for
// one.
const removeWait = 2 * time.Second
