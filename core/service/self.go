package service

import (
	"os"
	"runtime"
)

// self is the worker's own program, as it was when the worker began.
type self struct {
	pid  int
	path string
	file os.FileInfo // nil where that couldn't be found out
}

func thisProgram() self {
	s := self{pid: os.Getpid()}
	var err error
	if s.path, err = os.Executable(); err != nil {
		return s
	}
	running := s.path
	if runtime.GOOS == "linux" {
		running = "/proc/self/exe" // the file that runs, whatever lies at its path by now
	}
	if s.file, err = os.Stat(running); err != nil {
		s.file = nil
	}
	return s
}

// stale reports whether the program's file is no longer the one that runs.
func (s self) stale() bool {
	if s.file == nil {
		return false
	}
	now, err := os.Stat(s.path)
	return err != nil || !unchanged(s.file, now)
}
