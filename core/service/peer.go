package service

import (
	"fmt"
	"net"
	"os"
	"syscall"

	"caro/core/fault"
)

// program is the name of the worker's process. No other process is ever signalled: a
// person may have pointed CARO_SOCKET at somebody else's socket.
const program = "caro-engine"

// peer is the process at the other end of a connection, as the system tells it.
type peer struct{ uid, pid int }

// peerOf asks the system who is at the other end.
func peerOf(c net.Conn) (peer, error) {
	unix, ok := c.(*net.UnixConn)
	if !ok {
		return peer{}, fmt.Errorf("%T is no unix socket", c)
	}
	raw, err := unix.SyscallConn()
	if err != nil {
		return peer{}, fmt.Errorf("ask who is at the other end: %w", err)
	}
	var p peer
	var asked error
	if err := raw.Control(func(fd uintptr) { p, asked = peerOfSocket(int(fd)) }); err != nil {
		return peer{}, fmt.Errorf("ask who is at the other end: %w", err)
	}
	if asked != nil {
		return peer{}, fmt.Errorf("ask who is at the other end: %w", asked)
	}
	return p, nil
}

// signal sends a signal to the worker at the other end, if it is one.
func (p peer) signal(socket string, signal syscall.Signal) error {
	name := processName(p.pid)
	if p.uid != os.Getuid() || p.pid <= 1 || name != program {
		return fault.New(fault.Engine, fmt.Sprintf("the socket %s belongs to another program: %.40q, process %d", socket, name, p.pid),
			"set CARO_SOCKET to a path of its own")
	}
	if err := syscall.Kill(p.pid, signal); err != nil && err != syscall.ESRCH { //nolint:errorlint // an Errno as it is
		return fault.Wrap(fault.Engine, fmt.Errorf("end the engine: %w", err), "")
	}
	return nil
}
