package service

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"caro/core/fault"
)

// maxSocketPath is what fits a unix address on macOS, the smaller of the two systems.
const maxSocketPath = 103

const (
	socketName = "engine.sock"
	lockName   = "start.lock"
)

// SocketPath is where the worker's socket lies: at the path that the person gave (the
// value of CARO_SOCKET), else in the folder for such things of this system, else in the
// cache folder, else in the temporary folder; the first that can be written to and whose
// path isn't too long. Nothing is made here. Errors are *fault.Error.
func SocketPath(given, cache string) (string, error) {
	if given != "" {
		switch {
		case !filepath.IsAbs(given):
			return "", fault.New(fault.Usage, fmt.Sprintf("the socket %s is no full path", given), "set CARO_SOCKET to a full path")
		case len(given) > maxSocketPath:
			return "", fault.New(fault.Usage, fmt.Sprintf("the socket's path has %d bytes, at most %d are possible: %s", len(given), maxSocketPath, given),
				"set CARO_SOCKET to a shorter path")
		}
		return filepath.Clean(given), nil
	}
	own := "caro-" + strconv.Itoa(os.Getuid())
	folders := []string{filepath.Join(cache, "run"), filepath.Join(os.TempDir(), own), filepath.Join("/tmp", own)}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); runtime.GOOS == "linux" && filepath.IsAbs(dir) && owned(dir) {
		folders = append([]string{filepath.Join(dir, "caro")}, folders...)
	}
	for _, folder := range folders {
		path := filepath.Join(folder, socketName)
		if len(path) <= maxSocketPath && filepath.IsAbs(path) && writable(folder) {
			return path, nil
		}
	}
	return "", fault.New(fault.Engine, "no folder for the engine's socket can be made in "+cache+" or "+os.TempDir(),
		"check that it is writable and not full, or set CARO_SOCKET to a path elsewhere")
}

// owned reports whether a folder belongs to this user: a variable that came along with
// sudo or su names somebody else's.
func owned(dir string) bool {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}

// writable reports whether a folder can be written to or, where it isn't there, be made.
func writable(dir string) bool {
	for {
		err := unix.Access(dir, unix.W_OK|unix.X_OK)
		if !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			return err == nil
		}
		dir = filepath.Dir(dir)
	}
}

// makeFolder makes a socket's folder, for this user alone, and checks it.
func makeFolder(socket string) error {
	dir := filepath.Dir(socket)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.Wrap(fault.Engine, fmt.Errorf("make a folder for the engine's socket: %w", err),
			"check that it is writable and not full, or set CARO_SOCKET to a path elsewhere")
	}
	return checkFolder(socket)
}

// checkFolder refuses a folder for the socket that others could reach into, so that
// nobody else can put a socket there or speak to ours. A folder that isn't there is
// fs.ErrNotExist.
func checkFolder(socket string) error {
	dir := filepath.Dir(socket)
	info, err := os.Lstat(dir)
	if err != nil {
		return fault.Wrap(fault.Engine, fmt.Errorf("look at the folder of the engine's socket: %w", err), "")
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	refuse := func(why, hint string) error {
		return fault.New(fault.Engine, fmt.Sprintf("the folder of the engine's socket can't be trusted: %s %s", dir, why), hint)
	}
	switch {
	case !info.IsDir():
		return refuse("is no real folder", "set CARO_SOCKET to a path in a folder of your own")
	case !ok || int(stat.Uid) != os.Getuid():
		return refuse("belongs to another user", "set CARO_SOCKET to a path in a folder of your own")
	case info.Mode().Perm()&0o077 != 0:
		return refuse(fmt.Sprintf("has mode %04o, others may use it", info.Mode().Perm()),
			fmt.Sprintf("run `chmod 700 %s`, or set CARO_SOCKET to a path in a folder of its own", dir))
	}
	return nil
}

// removeStale removes the socket of a worker that has gone. The caller holds the lock.
func removeStale(socket string) error {
	info, err := os.Lstat(socket)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err == nil && info.Mode().Type() != fs.ModeSocket:
		return fault.New(fault.Engine, socket+" is there and is no socket", "remove it, or set CARO_SOCKET to another path")
	case err == nil:
		err = os.Remove(socket)
	}
	if err != nil {
		return fault.Wrap(fault.Engine, fmt.Errorf("remove the socket of an engine that has gone: %w", err), "")
	}
	return nil
}
