package models

import "syscall"

// tied puts a child into a process group of its own, which can be killed as a
// whole, and has it killed when this process is.
func tied() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
