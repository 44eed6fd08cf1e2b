package login

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// FileName is the autostart file's name, in the folder autostart of the settings.
const FileName = "caro.desktop"

// maxFile bounds what is read of an autostart file, in bytes.
const maxFile = 64 << 10

// Path is where the person's autostart file is, or would be.
func Path() (string, error) {
	// By the Base Directory Specification a relative path doesn't count.
	if dir := os.Getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "autostart", FileName), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find the autostart folder: %w", err)
	}
	return filepath.Join(home, ".config", "autostart", FileName), nil
}

// Enabled reports whether this desktop opens Caro at login: whether there is a file, the
// person's or one of the system's, that nobody has turned off or kept from this desktop,
// and the program that it names is there.
func Enabled() (bool, error) {
	path, err := Path()
	if err != nil {
		return false, err
	}
	e, err := read(path)
	if err != nil {
		return false, err
	}
	if e == nil {
		if e, err = readSystem(); e == nil || err != nil {
			return false, err
		}
	}
	return e.opens(strings.Split(os.Getenv("XDG_CURRENT_DESKTOP"), ":"), runnable), nil
}

// Enable has Caro opened at login: the program at the absolute path executable, with
// arguments. In a file that is there it changes what turns it off, and the command line
// unless that is the person's own and works. Call it only when the person asks for it.
func Enable(executable string, arguments ...string) error {
	if err := enable(executable, arguments); err != nil {
		return fmt.Errorf("open Caro at login: %w", err)
	}
	return nil
}

func enable(executable string, arguments []string) error {
	if !filepath.IsAbs(executable) {
		return fmt.Errorf("%s isn't an absolute path", executable)
	}
	if !runnable(executable) {
		return fmt.Errorf("%s isn't a program", executable)
	}
	line, err := execLine(append([]string{executable}, arguments...))
	if err != nil {
		return err
	}
	path, err := Path()
	if err != nil {
		return err
	}
	e, err := read(path)
	if err != nil {
		return err
	}
	if e == nil {
		e = parseEntry(fresh)
	}
	if old, _ := e.get(keyExec); written(e) || !runnable(program(old)) {
		e.set(keyExec, line)
		e.set(keyTryExec, escape(executable))
	}
	e.remove(keyHidden)
	if _, ok := e.get(keyGNOMEEnabled); ok {
		e.set(keyGNOMEEnabled, "true")
	}
	for _, key := range []string{keyOnlyShowIn, keyNotShowIn} {
		if !e.opens(strings.Split(os.Getenv("XDG_CURRENT_DESKTOP"), ":"), runnable) {
			e.remove(key)
		}
	}
	return write(path, e.String())
}

// fresh is what a new file says beside the program.
const fresh = group + `
Type=Application
Name=Caro
Comment=Turns plain language into shell commands
Icon=caro
Terminal=false
`

// Disable has Caro not opened at login. A file that is as Caro wrote it goes; one that has
// more in it, or that hides one of the system's, is turned off.
func Disable() error {
	if err := disable(); err != nil {
		return fmt.Errorf("don't open Caro at login: %w", err)
	}
	return nil
}

func disable() error {
	path, err := Path()
	if err != nil {
		return err
	}
	e, err := read(path)
	if err != nil {
		return err
	}
	system, err := readSystem()
	if err != nil {
		return err
	}
	switch {
	case e == nil && system == nil:
		return nil
	case e == nil:
		e = parseEntry(fresh)
	case system == nil && own(e):
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	e.set(keyHidden, "true")
	return write(path, e.String())
}

// written reports whether the command line is one that Caro wrote.
func written(e *entry) bool {
	line, _ := e.get(keyExec)
	try, _ := e.get(keyTryExec)
	return line != "" && program(line) == unescape(try)
}

// own reports whether the file has nothing in it but what Caro writes.
func own(e *entry) bool {
	if !written(e) {
		return false
	}
	rest := parseEntry(e.String())
	rest.remove(keyExec)
	rest.remove(keyTryExec)
	return rest.String() == fresh
}

// readSystem gives the system's autostart file, nil where there is none.
func readSystem() (*entry, error) {
	dirs := os.Getenv("XDG_CONFIG_DIRS")
	if dirs == "" {
		dirs = "/etc/xdg"
	}
	for _, dir := range filepath.SplitList(dirs) {
		if !filepath.IsAbs(dir) {
			continue
		}
		if e, err := read(filepath.Join(dir, "autostart", FileName)); e != nil || err != nil {
			return e, err
		}
	}
	return nil, nil
}

// read gives the file at path, nil where there is none.
func read(path string) (*entry, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil, fmt.Errorf("%s isn't an autostart file", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parseEntry(string(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")))), nil
}

// write puts text in the place of the file at path: whoever reads it meanwhile, and
// whatever happens, it is the old one or the new one. A symbolic link stays one.
func write(path, text string) (err error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	// A name that no desktop takes for an autostart file.
	f, err := os.CreateTemp(dir, "."+FileName+".*.new")
	if err != nil {
		return err
	}
	defer func() {
		_ = f.Close()
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if _, err := f.WriteString(text); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// runnable reports whether a program, by its path or by a name on the PATH, is there.
func runnable(program string) bool {
	if !filepath.IsAbs(program) {
		for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
			if filepath.IsAbs(dir) && !strings.Contains(program, "/") && runnable(filepath.Join(dir, program)) {
				return true
			}
		}
		return false
	}
	info, err := os.Stat(program)
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0
}
