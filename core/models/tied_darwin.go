package models

import "syscall"

// tied puts a child into a process group of its own, which can be killed as a
// whole. macOS has no way to tie its life to this process: after a kill -9 of
// this one it ends with the part that it is fetching.
func tied() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
