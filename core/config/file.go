package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// maxFile bounds the file of settings, in bytes.
const maxFile = 1 << 20

// Path returns where the file of settings is or belongs, and whether CARO_CONFIG names
// it; else it is ~/Library/Application Support/caro/config.toml on macOS and caro/config.toml
// in $XDG_CONFIG_HOME or ~/.config elsewhere. A relative XDG_CONFIG_HOME is ignored, as
// the XDG base directory specification demands. The path is "" where HOME isn't known.
func Path(getenv func(name string) string) (path string, named bool, err error) {
	return pathOn(runtime.GOOS, getenv)
}

func pathOn(goos string, getenv func(string) string) (path string, named bool, err error) {
	if path := getenv("CARO_CONFIG"); path != "" {
		abs, err := filepath.Abs(path)
		if err != nil {
			return "", true, &FileError{Path: path, Err: fmt.Errorf("the file of CARO_CONFIG cannot be found: %w", err)}
		}
		return abs, true, nil
	}
	if dir := getenv("XDG_CONFIG_HOME"); goos != "darwin" && filepath.IsAbs(dir) {
		return filepath.Join(dir, "caro", "config.toml"), false, nil
	}
	home := getenv("HOME")
	switch {
	case !filepath.IsAbs(home):
		return "", false, nil
	case goos == "darwin":
		return filepath.Join(home, "Library", "Application Support", "caro", "config.toml"), false, nil
	default:
		return filepath.Join(home, ".config", "caro", "config.toml"), false, nil
	}
}

// readFile returns the text of a file of settings; nil where there is none, which is an
// error only for one that was named.
func readFile(path string, named bool) ([]byte, error) {
	// Without O_NONBLOCK, to open a pipe would wait for somebody to write to it.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist) && named:
		return nil, &FileError{
			Path: path, Err: errors.New("CARO_CONFIG names this file, and it isn't there"),
			hint: "create it, or unset CARO_CONFIG",
		}
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, unreadable(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, unreadable(path, err)
	case !info.Mode().IsRegular():
		return nil, &FileError{Path: path, Err: errors.New("the settings must be a plain file, and this is a " + kindOf(info.Mode()))}
	case info.Size() > maxFile:
		return nil, tooLarge(path)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, unreadable(path, err)
	}
	if len(text) > maxFile { // it has grown
		return nil, tooLarge(path)
	}
	return append(make([]byte, 0, len(text)), text...), nil
}

func unreadable(path string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err // the path is said already
	}
	return &FileError{Path: path, Err: fmt.Errorf("the settings cannot be read: %w", err)}
}

func tooLarge(path string) error {
	return &FileError{Path: path, Err: errors.New("the settings have more than 1 MiB")}
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "folder"
	case mode&fs.ModeNamedPipe != 0:
		return "pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	default:
		return "device"
	}
}
