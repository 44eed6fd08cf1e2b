package service

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// peerOfSocket reads who called connect, or listen, at the other end.
func peerOfSocket(fd int) (peer, error) {
	cred, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
	if err != nil {
		return peer{}, err
	}
	return peer{uid: int(cred.Uid), pid: int(cred.Pid)}, nil
}

// processName is a process's name, at most 15 bytes of it; "" where it isn't known.
func processName(pid int) string {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(name))
}
