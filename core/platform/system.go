package platform

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// System is the edge of the machine: every fact that detection uses comes through it.
// All functions must be set; all may fail.
type System struct {
	OS     string // runtime.GOOS
	Arch   string // runtime.GOARCH
	CPUs   int    // CPUs that this process may run on, as runtime.NumCPU counts
	Parent int    // process id of the parent

	// ReadFile returns the first maxRead bytes of a regular file.
	ReadFile func(path string) ([]byte, error)
	Getenv   func(name string) string
	// LookPath finds an executable as exec.LookPath does, also by its absolute path.
	LookPath func(name string) (string, error)
	// Resolve follows all symbolic links of a path.
	Resolve func(path string) (string, error)
	// Run returns what a program wrote on stdout and stderr, also if it failed.
	Run func(ctx context.Context, name string, args ...string) ([]byte, error)
	// Sysctl returns a value of the kernel as text, numbers in decimal.
	Sysctl func(name string) (string, error)
	Glob   func(pattern string) ([]string, error)
}

const (
	// maxRead bounds what is read of a file. /proc/cpuinfo takes some 1.5 kB for a CPU;
	// the largest ls that is worth looking into, GNU's with all coreutils in one, 1.5 MB.
	maxRead = 2 << 20
	// maxOutput bounds what is kept of a program's output.
	maxOutput = 16 << 10
	// runTimeout bounds a program that is run to learn what it is.
	runTimeout = 300 * time.Millisecond
	// maxCPUs is more than any kernel supports (8192 in Linux's largest build).
	maxCPUs = 1 << 16
)

// realSystem is this machine.
func realSystem() System {
	return System{
		OS:       runtime.GOOS,
		Arch:     runtime.GOARCH,
		CPUs:     runtime.NumCPU(),
		Parent:   os.Getppid(),
		ReadFile: readFile,
		Getenv:   os.Getenv,
		LookPath: exec.LookPath,
		Resolve:  filepath.EvalSymlinks,
		Run:      run,
		Sysctl:   sysctl,
		Glob:     filepath.Glob,
	}
}

// read is ReadFile where a missing file is as good as an empty one.
func (s System) read(path string) []byte {
	data, err := s.ReadFile(path)
	if err != nil {
		return nil
	}
	return data
}

// exists reports whether any of the paths is there.
func (s System) exists(paths ...string) bool {
	for _, p := range paths {
		if found, err := s.Glob(p); err == nil && len(found) > 0 {
			return true
		}
	}
	return false
}

// readFile refuses what isn't a regular file, for opening a pipe could wait for ever.
// The files of /proc and /sys are regular, with a size of 0 or 4096 that says nothing.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read %s: not a regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // opened for reading only
	var data bytes.Buffer
	data.Grow(int(min(max(info.Size(), 0), maxRead)) + bytes.MinRead)
	if _, err := data.ReadFrom(io.LimitReader(f, maxRead)); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return data.Bytes(), nil
}

// run starts a program with the plain locale and no input. WaitDelay ends the wait for
// one that left children behind on its output.
func run(ctx context.Context, name string, args ...string) ([]byte, error) {
	var out capped
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	cmd.WaitDelay = 100 * time.Millisecond
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return out.data, fmt.Errorf("run %s: %w", name, err)
	}
	return out.data, nil
}

// capped keeps the first maxOutput bytes written to it and swallows the rest.
type capped struct{ data []byte }

func (c *capped) Write(p []byte) (int, error) {
	c.data = append(c.data, p[:min(len(p), maxOutput-len(c.data))]...)
	return len(p), nil
}
