package desktop

import "syscall"

// ownSession has a process go on when the app ends.
func ownSession() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
